"""Cover sheets: one A4 page a piece, its address behind the window of the envelope.

The page goes to the addressee, so it carries nothing of the office's own record but
number and code: no ledger head, no names of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.block import Block, draw_block, with_customer_code
from checkmail.paper.facts import Addressed, Job, Placed
from checkmail.paper.fitting import fitted, one_line
from checkmail.paper.form_layouts import Form, Words, form_of, hidden, without
from checkmail.paper.pages import MM, SOFT, Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.windows import Envelope, Opening, Window, opening_of

LONG_3: Final = "long-3"
"""The window where nobody names one: 長形3号."""
_LEAST_NUMBER: Final = 30.0
"""Millimetres beside the window below which the large number is not large."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list with a box to tick before each line."""

    step: float
    """From one line to the next."""
    box: float
    """Side of a box."""
    size: float
    """Points."""
    most: int
    """Lines there is room for."""


@dataclass(frozen=True, slots=True)
class CoverForm(Form):
    """``layouts/forms/cover.toml``."""

    FILE: ClassVar[str] = "cover.toml"
    MAY: ClassVar[frozenset[str]] = frozenset(Addressed.__slots__) - {"by_hand"}
    MUST: ClassVar[frozenset[str]] = MAY - {"postal_code", "batch_name", "contents"}

    page: tuple[float, float]
    shows: tuple[str, ...]
    margin: float
    """Blank at the left and right of all that is not in the window."""
    clear: float
    """Between the number and what may show in the window."""
    number_title: Words
    number: Words
    number_below: Words
    batch: Words
    contents: Listed
    return_line: Words
    foot: Words
    envelopes: dict[str, Envelope]
    windows: dict[str, Window]

    @property
    def area(self) -> tuple[float, float]:
        """The page."""
        return self.page

    def wrong(self) -> str | None:
        """A window without its envelope, or a list that runs into what is below."""
        for name, window in self.windows.items():
            if window.envelope not in self.envelopes:
                return f"windows.{name}.envelope"
        # Two lines of the batch's name, the heading of the list, its lines.
        foot = self.batch.y + self.batch.size + 19 + self.contents.step * (self.contents.most - 1)
        return "contents.most" if foot > self.return_line.y - 4 else None


def shipped_windows() -> Mapping[str, Window]:
    """The windows that come with the form, by name."""
    return form_of(CoverForm).windows


def envelope_names() -> tuple[str, ...]:
    """The envelopes that a window can be in."""
    return tuple(form_of(CoverForm).envelopes)


def opening_for(name: str, window: Window) -> Opening:
    """The window ``name`` as the cover sheet sees it.

    Raises :class:`Misused` as :func:`.windows.opening_of`, ``unknown-envelope``, and ``window-overlaps`` where
    the number has no room beside what may show in the window, or the contents stand in it.
    """
    form = form_of(CoverForm)
    if window.envelope not in form.envelopes:
        raise Misused("unknown-envelope", envelope=window.envelope, known=", ".join(form.envelopes))
    opening = opening_of(name, window, form.envelopes[window.envelope])
    top_of_contents = form.batch.y - form.batch.size / MM
    if max(_beside(form, opening)) < _LEAST_NUMBER or opening.ever.bottom > top_of_contents:
        raise Misused("window-overlaps", window=name)
    return opening


def _beside(form: CoverForm, opening: Opening) -> tuple[float, float]:
    """Millimetres for the number at the left and at the right of what may show in the window."""
    left = opening.ever.x - form.clear - form.margin
    return left, form.page[0] - form.margin - form.clear - opening.ever.right


def draw_covers(
    out: Path,
    job: Job,
    items: Iterable[Addressed],
    *,
    return_line: bool = False,
    window: tuple[str, Window] | None = None,
    customer_code: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw a cover sheet for each item, in order, and answer where each code stands.

    ``window`` is a name and its measures; None: :data:`LONG_3`. ``return_line`` adds the sentence that asks
    the addressee to tell the office when the contents are somebody else's. ``customer_code`` and
    ``progress`` as in :func:`.labels.draw_labels`; the bar code is in the window however the page slips.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph``, ``missing-glyph-in-words``,
    ``too-long-to-draw``, ``too-many-documents``, ``cannot-write``, ``customer-code-too-narrow``,
    ``customer-code-too-low``, and as :func:`opening_for`.
    """
    form = form_of(CoverForm)
    opening = opening_for(*(window or (LONG_3, form.windows[LONG_3])))
    block = cover_block(window, customer_code=customer_code)
    left_out = hidden(form)
    placed: list[Placed] = []
    title = text(job.language, "paper", "covers.title", batch=job.batch, job=job.job)
    with drawn(out, title, form.page, made=job.made, practice=job.practice) as pages:
        for done, given in enumerate(items, start=1):
            item = without(given, left_out)
            placed.append(draw_block(pages, block, item, opening.always.x, opening.always.y, job.language))
            _number(pages, form, job, item, opening)
            _contents(pages, form, job, item)
            _foot(pages, form, job, item, opening, return_line=return_line)
            pages.finish_page()
            pages.number += 1
            if progress is not None:
                progress(done)
        if not placed:
            raise Misused("nothing-to-print")
    return placed


def cover_block(window: tuple[str, Window] | None = None, *, customer_code: bool = False) -> Block:
    """The block that :func:`draw_covers` draws in the window, and raises as it does where there is none."""
    form = form_of(CoverForm)
    opening = opening_for(*(window or (LONG_3, form.windows[LONG_3])))
    return with_customer_code(opening.block, opening.name) if customer_code else opening.block


def _number(pages: Pages, form: CoverForm, job: Job, item: Addressed, opening: Opening) -> None:
    """The piece number, large, beside the window: what two people read to each other."""
    left, right = _beside(form, opening)
    line = one_line(str(item.piece), fonts.BOLD, form.number.size, max(left, right) * MM)
    if line is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    x = form.page[0] - form.margin if right >= left else opening.ever.x - form.clear
    title = text(job.language, "paper", "covers.number")
    pages.text(x, form.number_title.y, title, size=form.number_title.size, grey=SOFT, align="right")
    pages.line_of(x, form.number.y, line, align="right")
    below = [text(job.language, "paper", "covers.tray", tray=item.tray)]
    if item.issue > 1:
        below.append(text(job.language, "paper", "covers.issue", issue=item.issue))
    pages.text(x, form.number_below.y, "　".join(below), size=form.number_below.size, align="right")


def _contents(pages: Pages, form: CoverForm, job: Job, item: Addressed) -> None:
    """Batch name, and the documents of this envelope with a box to tick for each."""
    left, right, y = form.margin, form.page[0] - form.margin, form.batch.y
    name = (item.batch_name or job.batch_name) if "batch_name" in form.shows else ""
    title = fitted(name, fonts.BOLD, form.batch.size, (right - left) * MM, 0.8)
    if len(title) > 2:
        title = fitted(name, fonts.BOLD, form.batch.size * 2 / 3, (right - left) * MM, 0.7)
    if len(title) > 2:
        raise Misused("too-long-to-draw", piece=item.piece)
    for line in title:
        pages.line_of(left, y, line)
        y += form.batch.size / 2
    pages.rule(left, y - 2.5, right, y - 2.5)
    if not item.contents:
        return
    listed = form.contents
    if len(item.contents) > listed.most:
        raise Misused("too-many-documents", piece=item.piece, most=listed.most)
    y += 9
    heading = text(job.language, "paper", "covers.contents", count=len(item.contents))
    pages.text(left, y, heading, size=0.75 * listed.size, grey=SOFT)
    y += 10
    for number, document in enumerate(item.contents, start=1):
        listing = one_line(document, fonts.REGULAR, listed.size, (right - left - 20) * MM)
        if listing is None:
            raise Misused("too-long-to-draw", piece=item.piece)
        pages.tick_box(left, y - 4.0, listed.box)
        pages.text(left + 14, y, str(number), size=listed.size, grey=SOFT, align="right")
        pages.line_of(left + 19, y, listing)
        y += listed.step


def _foot(pages: Pages, form: CoverForm, job: Job, item: Addressed, opening: Opening, *, return_line: bool) -> None:
    left, right = form.margin, form.page[0] - form.margin
    fold_marks(pages, opening)
    if return_line:
        words = text(job.language, "paper", "covers.return", office=job.office_name)
        y = form.return_line.y
        for line in fitted(words, fonts.REGULAR, form.return_line.size, (right - left) * MM):
            pages.line_of(left, y, line)
            y += 0.485 * form.return_line.size
    pages.rule(left, form.foot.y - 4.5, right, form.foot.y - 4.5)
    foot = text(
        job.language,
        "paper",
        "covers.foot",
        batch=job.batch,
        job=job.job,
        piece=item.piece,
        tray=item.tray,
        made=f"{job.made:%Y-%m-%d %H:%M}",
    )
    pages.small(left, form.foot.y, foot, 90, size=form.foot.size)
    pages.small(right, form.foot.y, job.office_name, 60, size=form.foot.size, align="right")


def fold_marks(pages: Pages, opening: Opening) -> None:
    """Short marks at the left edge where the page is folded for its envelope."""
    for fold in opening.folds:
        pages.rule(6, fold, 9, fold)
