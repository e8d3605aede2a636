"""Stamps on pages made by another system: a code on each side, and nothing else of the page touched (R9, S3).

A page keeps its content streams, fonts and pictures as they are; the stamp is a form of its own that is
painted after them, in the page as it is seen: inside the crop box, upright whatever the page's rotation.
What hangs on the whole file and not on a page (bookmarks, scripts, attachments, named places) is left
behind, so that nothing of a page that is left out stays in the file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, Final

from checkmail.errors import Misused
from checkmail.paper import bars, fonts
from checkmail.paper.facts import Placed
from checkmail.paper.pages import MM, Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.source import measured, opened_source
from checkmail.rules.codes import Unreadable, parse

_DOTS: Final = bars.DOTS[0]
_BARS: Final = 7.0
"""Height of the bars in millimetres."""
_WORDS: Final = 6.5
"""Size of the line below in points."""
_GAP: Final = 1.5
"""Millimetres between the digits and the words beside them."""
WIDTH: Final = bars.width_of(_DOTS) + 2 * bars.quiet_of(_DOTS)
HEIGHT: Final = _BARS + 3.2
"""Millimetres of a stamp with its quiet zones and the line below."""

PAGES: Final = 500
"""Pages of a file, as a ream of paper has; a document is never parted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One page of a source and the stamp it gets."""

    page: int
    """In the source, from 0."""
    code: str
    words: str
    """What stands beside the code's digits: the piece, and which side of how many."""
    x: float
    y: float
    """The stamp's top left corner on the page as it is seen, in millimetres."""


@dataclass(frozen=True, slots=True)
class StampedPaper:
    """One document of one piece."""

    sides: tuple[Side, ...]
    blank_back: bool = False
    """An empty page follows: else the next document's first page would be printed on the last sheet's back (S3)."""


@dataclass(frozen=True, slots=True)
class OnSource:
    """Draws documents, by the volume; can be pickled, because a second process draws every other one."""

    source: Path
    office: int
    both_sides: bool
    sheets: int
    """Documents of a volume."""
    per_page: int = 1

    @classmethod
    def of(cls, source: Path, office: int, papers: Sequence[StampedPaper], *, both_sides: bool) -> OnSource:
        """What draws these documents, so many a volume that none has more than its :data:`PAGES`."""
        longest = max((len(paper.sides) + paper.blank_back for paper in papers), default=1)
        return cls(source, office, both_sides, max(1, PAGES // longest))

    def tolerates(self, code: str) -> bool:
        """R9: a page may carry codes of its own, such as one to pay by, but none that this office could have made."""
        return isinstance(parse(code, self.office), Unreadable)

    def __call__(
        self, out: Path, papers: Sequence[StampedPaper], _at: int, progress: Callable[[int], None], /
    ) -> list[Placed]:
        """Draw a volume; answers where the codes stand."""
        import pikepdf

        # A name that goes with the volume's, should this process be killed (paper.ending, paper.volumes).
        stamps = out.with_name(f"{out.name}.stamps.part")
        try:
            _draw_stamps(stamps, [side for paper in papers for side in paper.sides])
            with opened_source(self.source) as source, opened_source(stamps) as drawings, pikepdf.new() as target:
                placed = _put_together(target, source, drawings, papers, progress)
                _as_it_is_to_be_printed(target, source, both_sides=self.both_sides)
                _save(target, out)
            return placed
        finally:
            stamps.unlink(missing_ok=True)


def _draw_stamps(out: Path, sides: Sequence[Side]) -> None:
    """A page of the stamp's size for each side."""
    with drawn(out, "", (WIDTH, HEIGHT)) as pages:
        for side in sides:
            _stamp(pages, side)
            pages.next_page()


def _stamp(pages: Pages, side: Side) -> None:
    left, right = bars.quiet_of(_DOTS), WIDTH - bars.quiet_of(_DOTS)
    pages.bars(side.code, left, 0.0, _BARS, _DOTS)
    base = _BARS + 0.39 * _WORDS
    digits = bars.grouped(side.code)
    room = right - left - fonts.width(side.words, fonts.BOLD, _WORDS) / MM - _GAP
    # Long numbers take room from the digits, which the bars say too.
    scale = min(1.0, room * MM / fonts.width(digits, fonts.REGULAR, _WORDS))
    pages.text(left, base, digits, size=_WORDS, scale=scale)
    pages.text(right, base, side.words, font=fonts.BOLD, size=_WORDS, align="right")


def _put_together(
    target: Any, source: Any, drawings: Any, papers: Sequence[StampedPaper], progress: Callable[[int], None]
) -> list[Placed]:
    placed: list[Placed] = []
    number = stamp = 0
    for done, paper in enumerate(papers, 1):
        for side in paper.sides:
            target.pages.append(source.pages[side.page])
            page = target.pages[number]
            # Here a page has what it inherits, too.
            if not measured(page):
                raise Misused("source-broken", path=str(source.filename))
            form = target.copy_foreign(drawings.pages[stamp].as_form_xobject())
            placed.append(_painted(page, form, side, number))
            number, stamp = number + 1, stamp + 1
        if paper.blank_back:
            _add_blank(target, target.pages[number - 1])
            number += 1
        progress(done)
    return placed


def _painted(page: Any, form: Any, side: Side, number: int) -> Placed:
    """Paint the stamp over ``page``; answers where its bars stand."""
    import pikepdf

    x, y = bars.on_grid(side.x), bars.on_grid(side.y)
    name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(_free_name(page, number)))
    matrix = " ".join(f"{value:.4f}" for value in _matrix(page, x * MM, y * MM))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q {matrix} cm {name} Do Q\n".encode("ascii"))
    return Placed(side.code, number, x + bars.quiet_of(_DOTS), y, bars.width_of(_DOTS), _BARS)


def _free_name(page: Any, number: int) -> str:
    """A name that no resource of the page has, and no other page's stamp where pages share their resources."""
    import pikepdf

    kinds = [kind for kind in page.resources.as_dict().values() if isinstance(kind, pikepdf.Dictionary)]
    names = map("/Stamp{}".format, count(number + 1))
    return next(name for name in names if not any(name in kind for kind in kinds))


def _matrix(page: Any, x: float, y: float) -> tuple[float, ...]:
    """From the stamp's own points to the page's, so that it stands upright at (``x``, ``y``) as seen."""
    left, foot, right, top = _visible(page)
    high = HEIGHT * MM
    match _rotation(page):
        case 0:
            return 1, 0, 0, 1, left + x, top - y - high
        case 90:
            return 0, 1, -1, 0, left + y + high, foot + x
        case 180:
            return -1, 0, 0, -1, right - x, foot + y + high
        case _:
            return 0, -1, 1, 0, right - y - high, top - x


def _visible(page: Any) -> tuple[float, float, float, float]:
    """The crop box as far as it lies on the page: left, foot, right, top."""
    boxes = [sorted(map(float, (box[at], box[at + 2]))) for box in (page.mediabox, page.cropbox) for at in (0, 1)]
    (left, right), (foot, top) = (
        (max(boxes[at][0], boxes[at + 2][0]), min(boxes[at][1], boxes[at + 2][1])) for at in (0, 1)
    )
    return left, foot, right, top


def _rotation(page: Any) -> int:
    """Degrees clockwise by which the page is turned when it is seen."""
    return int(page.obj.get("/Rotate", 0)) % 360


def _add_blank(target: Any, before: Any) -> None:
    """An empty page like the one before it."""
    target.add_blank_page()
    page = target.pages[-1]
    page.mediabox = list(before.mediabox)
    page.cropbox = list(before.cropbox)
    page.rotate(_rotation(before), relative=False)


def _as_it_is_to_be_printed(target: Any, source: Any, *, both_sides: bool) -> None:
    import pikepdf

    duplex = "/DuplexFlipLongEdge" if both_sides else "/Simplex"
    # Scaled to fit, bars leave the dot grid; printed on both sides against the plan, one person's page gets another's.
    target.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"), Duplex=pikepdf.Name(duplex))
    layers = source.Root.get("/OCProperties")
    if layers is not None:
        # Which layers are shown is said for the whole file; without it hidden ones would be printed.
        target.Root.OCProperties = target.copy_foreign(layers if layers.is_indirect else source.make_indirect(layers))


class _Remembering(io.RawIOBase):
    """Takes everything and keeps the first error: raised into qpdf, an error would end the process then and there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | KeyboardInterrupt | None = None

    def writable(self) -> bool:
        return True

    def write(self, part: Any, /) -> int:
        if self.error is None:
            try:
                self._file.write(part)
            except (OSError, KeyboardInterrupt) as error:
                self.error = error
        return len(part)


def _save(target: Any, out: Path) -> None:
    import pikepdf

    try:
        with out.open("wb") as file:
            sink = _Remembering(file)
            target.save(sink, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            if sink.error is not None:
                raise sink.error
    except (OSError, pikepdf.PdfError) as error:
        raise Misused("cannot-write", path=str(out)) from error
