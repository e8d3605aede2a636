"""The office's own A4 pages: a heading, a footing, and rows that flow from page to page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.locale import Language, text
from checkmail.paper import fonts
from checkmail.paper.facts import Job
from checkmail.paper.fitting import Line, fitted, one_line
from checkmail.paper.form_layouts import Wide
from checkmail.paper.pages import A4, BLACK, MM, SOFT, Align, Pages
from checkmail.paper.pdf_file import drawn

LEFT: Final = 15.0
"""Millimetres of margin at the left and right."""
TOP: Final = 38.0
"""Where the matter begins."""
FOOT: Final = 24.0
"""Millimetres at the foot that belong to the footing and one note."""
_NOTE: Final = 3.2
_PAD: Final = 2.2
"""Millimetres between a table's text and the edges of its column."""
_SLACK: Final = 0.01
"""Millimetres that decimal fractions may add up to too much."""
_MOST_LINES: Final = 18
"""Lines of one cell; what is more is counted, and said, in the last of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of a page: ``draw(pages, y)`` paints it with its top at ``y``."""

    height: float
    """Millimetres."""
    draw: Callable[[Pages, float], None]
    with_next: bool = False
    """A heading does not stay behind at the foot of a page."""
    repeat: Row | None = None
    """Drawn again at the top of a page that begins with this row: the heading of a table."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    width: float
    """Millimetres."""
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the pages of one paper have in common."""

    job: Job
    title: str
    beside: str = ""
    """A line under the title, such as the section."""
    size: tuple[float, float] = A4
    watermark: str = ""

    @property
    def width(self) -> float:
        """Width of the matter."""
        return self.size[0] - 2 * LEFT

    @property
    def room(self) -> float:
        """Height of the matter on a page; the notes stand between it and the footing."""
        return self.size[1] - TOP - FOOT - _NOTE * max(0, len(self.job.notes) - 1)


def draw_rows(out: Path, leaf: Leaf, rows: Sequence[Row], progress: Callable[[int], None] | None = None) -> None:
    """Draw ``rows`` on as many pages as they need; ``progress`` is told the number of pages done."""
    leaves = packed(rows, leaf.room)
    with drawn(out, leaf.title, leaf.size, made=leaf.job.made, practice=leaf.job.practice) as pages:
        for number, strip in enumerate(leaves, start=1):
            frame_page(pages, leaf, number, len(leaves))
            y = TOP
            for row in strip:
                row.draw(pages, y)
                y += row.height
            pages.next_page()
            if progress is not None:
                progress(number)


def packed(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """``rows`` by page. A row taller than a page is a ``ValueError``."""
    leaves: list[list[Row]] = [[]]
    left = room
    for index, row in enumerate(rows):
        needed = row.height
        if row.with_next and index + 1 < len(rows):
            needed += rows[index + 1].height
        if needed > left and leaves[-1]:
            leaves.append([])
            left = room
            if row.repeat is not None:
                leaves[-1].append(row.repeat)
                left -= row.repeat.height
        if row.height > left:
            raise ValueError("a row is taller than its page")
        leaves[-1].append(row)
        left -= row.height
    return leaves


def frame_page(pages: Pages, leaf: Leaf, number: int, of: int) -> None:
    """Heading and footing of one page."""
    job, language = leaf.job, leaf.job.language
    wide, tall = leaf.size
    right = wide - LEFT
    if leaf.watermark:
        pages.watermark(leaf.watermark)
    pages.text(LEFT, 20, leaf.title, font=fonts.BOLD, size=16)
    count = text(language, "paper", "page.count", page=number, pages=of)
    pages.text(right, 20, count, size=11, align="right")
    batch = text(language, "paper", "page.batch", batch=job.batch, name=job.batch_name) if job.batch else ""
    beside = one_line(leaf.beside, fonts.REGULAR, 9, 0.55 * leaf.width * MM)
    if beside is None:
        raise ValueError("the line under a title is too long")
    pages.line_of(right, 27, beside, align="right")
    pages.small(LEFT, 27, batch, leaf.width - beside.width / MM - 8, size=9, grey=BLACK)
    pages.rule(LEFT, 33, right, 33, points=0.8, grey=SOFT)
    foot = tall - 17.5
    pages.rule(LEFT, foot, right, foot)
    pages.text(LEFT, foot + 4.2, text(language, "paper", "page.new_paper"), size=7.5)
    at = f"{job.made:%Y-%m-%d %H:%M}"
    made = text(language, "paper", "page.made", job=job.job, made=at) if job.job else at
    pages.small(right, foot + 4.2, "　".join(filter(None, (job.office_name, made))), 110, align="right")
    if job.head:
        pages.text(
            LEFT, foot + 8, f"{text(language, 'paper', 'page.head')}　{in_groups(job.head)}", size=6.5, grey=SOFT
        )
    for step, note in enumerate(reversed(job.notes)):
        pages.small(LEFT, foot - 1.8 - _NOTE * step, note, leaf.width, size=7.5, grey=BLACK)


def too_wide(columns: Iterable[Wide]) -> bool:
    """Whether columns of an upright page are together wider than the matter."""
    return sum(column.width for column in columns) > A4[0] - 2 * LEFT + _SLACK


def in_groups(head: str) -> str:
    """A ledger head with its hash in groups of eight, as a person compares or types it."""
    start, _, digest = head.rpartition(":")
    groups = " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))
    return f"{start}: {groups}" if start else groups


def heading(words: str) -> Row:
    """The heading of a part of a paper."""
    return Row(13, lambda pages, y: pages.text(LEFT, y + 9.5, words, font=fonts.BOLD, size=11), with_next=True)


def table(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], language: Language, *, size: float = 9
) -> list[Row]:
    """A table whose cells wrap, with its column titles on each page it reaches.

    A line feed in a cell begins a line there: a value's own is named by its code point before. A cell of
    more lines than any true one has ends by saying how many characters are left out.
    """
    head = Row(7, lambda pages, y: _titles(pages, columns, y), with_next=True)
    return [head, *(_table_row(columns, row, size, head, language) for row in cells)]


def _titles(pages: Pages, columns: Sequence[Column], y: float) -> None:
    x = LEFT
    for column in columns:
        pages.text(_anchor(x, column), y + 4.6, column.title, size=8, grey=SOFT, align=column.align)
        x += column.width
    pages.rule(LEFT, y + 6.6, x, y + 6.6, points=0.8, grey=SOFT)


def _table_row(columns: Sequence[Column], cells: Sequence[str], size: float, head: Row, language: Language) -> Row:
    wrapped = [
        _cell(cell, size, (column.width - 2 * _PAD) * MM, language) for column, cell in zip(columns, cells, strict=True)
    ]
    step = size * 1.28 / MM
    height = max(1, *(len(lines) for lines in wrapped)) * step + 2.6

    def draw(pages: Pages, y: float) -> None:
        x = LEFT
        for column, lines in zip(columns, wrapped, strict=True):
            for number, line in enumerate(lines):
                pages.line_of(_anchor(x, column), y + 1.2 + 0.9 * size / MM + number * step, line, align=column.align)
            x += column.width
        pages.rule(LEFT, y + height, x, y + height)

    return Row(height, draw, repeat=head)


def _cell(words: str, size: float, width: float, language: Language) -> list[Line]:
    lines = [line for part in words.split("\n") for line in fitted(part, fonts.REGULAR, size, width)]
    if len(lines) <= _MOST_LINES:
        return lines
    left_out = sum(len(line.text) for line in lines[_MOST_LINES - 1 :])
    more = fitted(text(language, "paper", "page.more", count=left_out), fonts.REGULAR, size, width)
    return [*lines[: _MOST_LINES - 1], *more]


def _anchor(x: float, column: Column) -> float:
    """Where text of the column is anchored."""
    if column.align == "left":
        return x + _PAD
    return x + column.width - _PAD if column.align == "right" else x + column.width / 2
