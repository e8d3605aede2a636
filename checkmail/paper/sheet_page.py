"""A test page for one label sheet on one printer: held against the sheet it shows what is off, and by how much.

The first page is the sheet itself: rulers from the page's own edges, which nothing corrects, and the labels
where they would be printed. The second says how to measure, with the formulas already filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.locale import text
from checkmail.paper import bars, fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import fitted
from checkmail.paper.labels import sheet_block
from checkmail.paper.leaf import LEFT, TOP, Column, Leaf, Row, frame_page, heading, packed, table
from checkmail.paper.pages import A4, BLACK, FAINT, MM, SOFT, Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.sheets import Sheet, corrected
from checkmail.rules.codes import MAX_BATCH, MAX_NUMBER, Code, Kind
from checkmail.rules.printers import LIMITS, TRUE, Correction, spelled

SAMPLE: Final = Code(Kind.LABEL, MAX_BATCH, MAX_NUMBER).digits(0)
"""A code of practice paper (office 0): no office's desk takes it, and no practice has so many batches."""

_RULED_FROM: Final = 10
"""Millimetres: before it the two rulers would lie over each other."""
_RULER: Final = 13.0
"""Width in mm of the strip that a ruler and its figures take."""
_TICKS: Final = ((10, 8.0), (5, 6.8), (1, 6.0))
"""Every so many millimetres a tick so long: all longer than the strip a printer leaves white."""
_ARM: Final = 2.2
_PLAIN: Final = 7.0
"""Points of the figures of lines and rulers."""


@dataclass(frozen=True, slots=True)
class OnPrinter:
    """A sheet on a printer."""

    sheet: Sheet
    """As its layout says."""
    printer: str
    """Empty: nobody named one."""
    correction: Correction

    @property
    def placed(self) -> Sheet:
        """As the printer is told it."""
        return corrected(self.sheet, self.correction)

    @property
    def line(self) -> int:
        """Millimetres of the measuring lines: 100 where the page has room for them."""
        return 100 if min(self.sheet.page_width, self.sheet.page_height) >= 140 else 50


def draw_test_page(out: Path, job: Job, tested: OnPrinter) -> list[Placed]:
    """Draw both pages and answer where the sample code stands.

    Raises :class:`Misused`: ``cannot-write``, ``missing-glyph-in-words``, and what :func:`.layouts.corrected` raises.
    """
    sheet = tested.placed
    title = text(job.language, "paper", "testpage.title", sheet=sheet.name)
    with drawn(out, title, (sheet.page_width, sheet.page_height), made=job.made, practice=job.practice) as pages:
        _rulers(pages, sheet)
        _outlines(pages, tested, sheet)
        _lines(pages, tested, sheet, job)
        placed = _sample(pages, tested, sheet)
        pages.next_page()
        pages.resize(A4)
        _how(pages, job, tested)
        pages.finish_page()
    return [placed]


def _rulers(pages: Pages, sheet: Sheet) -> None:
    """Millimetres from the paper's top and left edges; a figure that an outline would strike is left out."""
    across = [sheet.x0 + column * sheet.dx for column in range(sheet.columns + 1)]
    down = [sheet.y0 + row * sheet.dy for row in range(sheet.rows + 1)]
    base = sheet.y0 + 2.6 if 8.9 < sheet.y0 < 11.8 else 11.2
    left = sheet.x0 + 5.2 if 8.5 < sheet.x0 < _RULER else _RULER - 0.2
    for mm in range(_RULED_FROM, int(sheet.page_width) + 1):
        pages.rule(mm, 0, mm, _tick(mm), points=0.3, grey=SOFT)
        if _figured(mm, sheet.page_width, across, 2.6):
            pages.text(mm, base, str(mm), size=_PLAIN, grey=SOFT, align="centre")
    for mm in range(_RULED_FROM, int(sheet.page_height) + 1):
        pages.rule(0, mm, _tick(mm), mm, points=0.3, grey=SOFT)
        if _figured(mm, sheet.page_height, down, 1.3):
            pages.text(left, mm + 0.9, str(mm), size=_PLAIN, grey=SOFT, align="right")


def _figured(mm: int, end: float, edges: list[float], clear: float) -> bool:
    """Whether the ruler has a figure there: every ten, but in no corner and on no outline."""
    return mm % 10 == 0 and _RULER < mm < end - 3 and all(abs(mm - edge) >= clear for edge in edges)


def _tick(mm: int) -> float:
    return next(length for every, length in _TICKS if mm % every == 0)


def _outlines(pages: Pages, tested: OnPrinter, sheet: Sheet) -> None:
    """Each label's edge as it should fall on the paper, a cross in its middle, and its number for ``--start-at``."""
    # What the printer shrinks is drawn larger, so that the outline has the label's size on the paper.
    wide = sheet.label_width * TRUE / tested.correction.scale_x
    tall = sheet.label_height * TRUE / tested.correction.scale_y
    plain = _sample_label(sheet) if _low(sheet) else -1
    for index in range(sheet.labels):
        _, _, x, y = sheet.place(index)
        pages.frame(x, y, wide, tall, points=0.5, grey=SOFT)
        middle, centre = x + wide / 2, y + tall / 2
        if index != plain:
            pages.rule(middle - _ARM, centre, middle + _ARM, centre, points=0.5, grey=BLACK)
            pages.rule(middle, centre - _ARM, middle, centre + _ARM, points=0.5, grey=BLACK)
        pages.text(middle + 3.4, centre - 0.9, str(index + 1), font=fonts.BOLD, size=13)


def _lines(pages: Pages, tested: OnPrinter, sheet: Sheet, job: Job) -> None:
    """The two measuring lines, beside every cross and number; nothing corrects them either."""
    words = text(job.language, "paper", "testpage.line", length=tested.line)
    row = 2 if sheet.rows > 2 else 0
    y = max(sheet.y0 + row * sheet.dy + 0.22 * sheet.label_height, _RULER + 5)
    x = (sheet.page_width - tested.line) / 2
    _measured(pages, (x, y), (x + tested.line, y))
    edges = [sheet.x0 + column * sheet.dx for column in range(sheet.columns)]
    pages.text(next((edge for edge in edges if edge > x), x) + 2, y - 1.1, words, size=_PLAIN)

    x = max(sheet.x0 + 0.14 * sheet.label_width, _RULER + 3)
    y = (sheet.page_height - tested.line) / 2
    _measured(pages, (x, y), (x, y + tested.line))
    edges = [sheet.y0 + row * sheet.dy for row in range(sheet.rows)]
    pages.text(x + 1.4, next((edge for edge in edges if edge > y), y) + 5, words, size=_PLAIN)


def _measured(pages: Pages, start: tuple[float, float], end: tuple[float, float]) -> None:
    pages.rule(*start, *end, points=0.9, grey=BLACK)
    across = start[1] == end[1]
    for x, y in (start, end):
        pages.rule(*((x, y - 2, x, y + 2) if across else (x - 2, y, x + 2, y)), points=0.6, grey=BLACK)


def _sample_label(sheet: Sheet) -> int:
    """The label with the sample code, from 0: away from both rulers where the sheet has room for that."""
    return min(sheet.rows - 1, 1) * sheet.columns + sheet.columns - 1


def _low(sheet: Sheet) -> bool:
    """Whether the bars of a label reach up to its middle."""
    return sheet_block(sheet).bar_top < sheet.label_height / 2 + _ARM + 0.6


def _sample(pages: Pages, tested: OnPrinter, sheet: Sheet) -> Placed:
    """A code as this sheet's labels carry it, and what is tested."""
    block = sheet_block(sheet)
    _, _, x, y = sheet.place(_sample_label(sheet))
    # In the middle of a label as wide as the page: at its left stand a ruler and a measuring line.
    inset = block.inset if sheet.columns > 1 else (block.width - bars.width_of(block.dots)) / 2
    left = max(bars.on_grid(x) + inset, _RULER + bars.quiet_of(block.dots))
    pages.small(left, y + block.top + 2.4, f"{sheet.name}　{tested.printer}", x + block.width - block.inset - left)
    placed = pages.bars(SAMPLE, left, bars.on_grid(y) + block.bar_top, block.bar_height, block.dots)
    pages.digits_below(placed, 6.5)
    return placed


def _how(pages: Pages, job: Job, tested: OnPrinter) -> None:
    def word(key: str, **values: str | int) -> str:
        return text(job.language, "paper", f"testpage.{key}", **values)

    leaf = Leaf(job, word("how"), word("beside"))
    columns = (Column(word("part"), 90), Column(word("across"), 30, "right"), Column(word("down"), 30, "right"))
    cells = [
        (word(part), _value(tested, f"{part}_x"), _value(tested, f"{part}_y")) for part in ("offset", "pitch", "scale")
    ]
    now = f"{tested.sheet.name}　{tested.printer or word('nobody')}"
    rows = [
        heading(word("now")),
        _lines_of((now,), LEFT + 2),
        *table(columns, cells, job.language),
        heading(word("steps")),
        *(_step(number, words) for number, words in enumerate(_steps(job, tested), 1)),
        _command(job, tested),
    ]
    (only,) = packed(rows, leaf.room)
    frame_page(pages, leaf, 2, 2)
    y = TOP
    for row in only:
        row.draw(pages, y)
        y += row.height


def _value(tested: OnPrinter, part: str) -> str:
    return spelled(getattr(tested.correction, part))


def _steps(job: Job, tested: OnPrinter) -> list[tuple[str, ...]]:
    """The sentences, each with its formulas, in which the values in force stand already."""

    def word(key: str, **values: str | int) -> str:
        return text(job.language, "paper", f"testpage.{key}", **values)

    sheet = tested.sheet
    gaps = {"x": sheet.columns - 1, "y": sheet.rows - 1}
    offsets = [word("new_offset", axis=axis, now=_value(tested, f"offset_{axis}")) for axis in "xy"]
    pitches = [
        word("new_pitch", axis=axis, now=_value(tested, f"pitch_{axis}"), gaps=gaps[axis])
        for axis in "xy"
        if gaps[axis]
    ]
    drift = [(word("measure_pitch", last=sheet.labels), *pitches)] if pitches else []
    scale = word("measure_scale" if tested.line == 100 else "measure_half_scale", length=tested.line)
    return [(word("print"),), (scale,), (word("measure_offset"), *offsets), *drift, (word("keep"),)]


def _step(number: int, words: tuple[str, ...]) -> Row:
    below = _lines_of(words, LEFT + 9)

    def draw(pages: Pages, y: float) -> None:
        pages.text(LEFT + 1, y + 4.6, str(number), font=fonts.BOLD, size=11)
        below.draw(pages, y)

    return Row(below.height, draw)


def _lines_of(words: tuple[str, ...], left: float) -> Row:
    """Sentences, each begun on a line of its own, as wide as the page lets them be."""
    size = 10.0
    room = (A4[0] - LEFT - left) * MM
    lines = [line for sentence in words for line in fitted(sentence, fonts.REGULAR, size, room)]
    step = size * 1.5 / MM

    def draw(pages: Pages, y: float) -> None:
        for at, line in enumerate(lines):
            pages.line_of(left, y + 4.6 + at * step, line)

    return Row(len(lines) * step + 4.2, draw)


def _command(job: Job, tested: OnPrinter) -> Row:
    """The command that keeps the values, as it would be typed now."""
    printer = tested.printer or text(job.language, "paper", "testpage.your_printer")
    options = " ".join(f"--{part.replace('_', '-')} {_value(tested, part)}" for part in LIMITS)
    words = (f'checkmail print printer --printer "{printer}" --layout "{tested.sheet.name}"', options)
    wide = A4[0] - 2 * LEFT

    def draw(pages: Pages, y: float) -> None:
        pages.frame(LEFT, y + 1, wide, 15, grey=FAINT)
        for at, line in enumerate(words):
            pages.small(LEFT + 4, y + 7 + 5.6 * at, line, wide - 8, size=9, grey=BLACK)

    return Row(18, draw)
