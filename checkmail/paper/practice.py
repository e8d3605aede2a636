"""Practice paper: a guide, and sets of papers to be scanned from the page without cutting or pasting.

The papers of a set stand one below the other, so that a scanner's line meets one code at a time. What is
wrong with a set cannot be seen from how it is drawn: a planted paper looks as a right one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.paper import bars, fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import one_line
from checkmail.paper.leaf import LEFT, TOP, Leaf, frame_page
from checkmail.paper.pages import MM, SOFT, Pages
from checkmail.paper.pdf_file import drawn

_DOTS: Final = 4
"""A module of 0.339 mm: read by every scanner that was tried."""
_BARS: Final = 9.5
"""Height of the bars in millimetres."""
_PAPER: Final = 22.0
"""From one paper of a set to the next, in millimetres."""
_HEADING: Final = 7.5
_GAP: Final = 3.0
"""Under a set."""
_LINE: Final = 5.6
"""From one line of the guide to the next."""


@dataclass(frozen=True, slots=True)
class PracticePaper:
    """One paper to be scanned."""

    code: str
    title: str
    """What it is, such as 送付状."""
    number: str
    """The number that stands on it; empty: none does."""
    name: str
    """The addressee; empty on papers that carry none."""


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """Papers that are laid together, in the order they are scanned."""

    heading: str
    papers: tuple[PracticePaper, ...]

    @property
    def height(self) -> float:
        """In millimetres."""
        return _HEADING + _PAPER * len(self.papers) + _GAP


@dataclass(frozen=True, slots=True)
class PracticeGuide:
    """The first page: what to do. A line that begins with ``#`` is a heading."""

    title: str
    lines: tuple[str, ...]


def draw_practice(out: Path, job: Job, guide: PracticeGuide, sets: Sequence[PracticeSet]) -> list[Placed]:
    """Draw the guide and the sets, two columns a page, every page marked as practice paper.

    A job that is no practice is a ``ValueError``: paper of a real office is never drawn here. Raises
    :class:`Misused` ``missing-glyph-in-words``, ``cannot-write``.
    """
    if not job.practice:
        raise ValueError("practice paper is drawn for a practice office only")
    leaf = Leaf(job, guide.title)
    columns = _columns(sets, leaf.room)
    of = 1 + -(-len(columns) // 2)
    placed: list[Placed] = []
    with drawn(out, leaf.title, made=job.made, practice=job.practice) as pages:
        frame_page(pages, leaf, 1, of)
        _guide(pages, leaf, guide.lines)
        for index, column in enumerate(columns):
            if index % 2 == 0:
                pages.next_page()
                frame_page(pages, leaf, pages.number + 1, of)
            y = TOP
            for one in column:
                placed += _set(pages, one, LEFT + index % 2 * leaf.width / 2, y, leaf.width / 2)
                y += one.height
        pages.finish_page()
    return placed


def _columns(sets: Sequence[PracticeSet], room: float) -> list[list[PracticeSet]]:
    columns: list[list[PracticeSet]] = []
    left = 0.0
    for one in sets:
        if not columns or one.height > left:
            columns.append([])
            left = room
        columns[-1].append(one)
        left -= one.height
    return columns


def _guide(pages: Pages, leaf: Leaf, lines: Sequence[str]) -> None:
    y = TOP
    for line in lines:
        heading = line.startswith("#")
        y += _LINE * (1.6 if heading else 1)
        words = line.removeprefix("#").strip()
        fitted = one_line(words, fonts.BOLD if heading else fonts.REGULAR, 11 if heading else 10, leaf.width * MM)
        if fitted is None:
            raise ValueError(f"a line of the guide is too long: {words}")
        pages.line_of(LEFT, y, fitted)


def _set(pages: Pages, one: PracticeSet, x: float, y: float, width: float) -> list[Placed]:
    pages.text(x, y + 5, one.heading, font=fonts.BOLD, size=11)
    pages.frame(x, y + _HEADING - 1.5, width - 4, one.height - _HEADING - 1, grey=SOFT)
    return [
        _paper(pages, paper, x + 4, y + _HEADING + index * _PAPER, width - 12) for index, paper in enumerate(one.papers)
    ]


def _paper(pages: Pages, paper: PracticePaper, x: float, y: float, width: float) -> Placed:
    pages.text(x, y + 4, paper.title, font=fonts.BOLD, size=9)
    pages.text(x + width, y + 4, paper.number, font=fonts.BOLD, size=11, align="right")
    pages.small(x + 24, y + 4, paper.name, width - 40, size=9, grey=0.0)
    placed = pages.bars(paper.code, x + bars.quiet_of(_DOTS), y + 5.5, _BARS, _DOTS)
    pages.digits_below(placed, 7.5)
    return placed
