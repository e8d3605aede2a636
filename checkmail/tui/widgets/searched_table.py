"""A table that can be searched; its values are plain text, whatever they look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable, Input, Static

from checkmail.tui.living import while_it_stands
from checkmail.tui.words import MOST_CELLS, MOST_LAST_CELLS, cell, cut, folded, plain


@dataclass(frozen=True, slots=True)
class Line:
    """One row."""

    key: str
    """Unique in the table."""
    cells: tuple[str, ...]
    tone: str = ""
    """A class of meaning: ``stop``, ``look``, ``good``, ``dim``; empty: plain."""
    hidden: str = ""
    """Words a search finds it by that no cell shows."""


_STYLE = {"stop": "bold", "look": "", "good": "", "dim": "dim", "": ""}


class SearchedTable(Vertical):
    """A title with counts, a search field, the rows."""

    @dataclass
    class Chosen(Message):
        """Enter on a row."""

        table: SearchedTable
        key: str

    @dataclass
    class Moved(Message):
        """Another row is under the cursor."""

        table: SearchedTable
        key: str

    def __init__(self, title: str, columns: Sequence[str], search: str, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="searched")
        self._title, self._columns, self._search = title, tuple(columns), search
        self._lines: tuple[Line, ...] = ()
        self._shown: list[str] = []
        self._last = ""

    def compose(self) -> ComposeResult:
        """Title and search in one line, the table below."""
        yield Static(classes="table-title", markup=False)
        field = Input(placeholder=self._search, compact=True, classes="search")
        field.cursor_blink = False
        yield field
        yield DataTable(cursor_type="row", zebra_stripes=False, cell_padding=1)

    def on_mount(self) -> None:
        """Names the columns."""
        with while_it_stands(self.screen):
            self._paint()

    @property
    def table(self) -> DataTable[object]:
        """The rows' widget."""
        return self.query_one(DataTable)

    @property
    def current(self) -> str:
        """Key of the row under the cursor; empty where there is none."""
        row = self.table.cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Keys of the rows that the search leaves."""
        return tuple(self._shown)

    def rename(self, title: str, columns: Sequence[str]) -> None:
        """Makes it a table of something else; rows follow by :meth:`fill`."""
        self._title, self._columns, self._lines, self._last = title, tuple(columns), (), ""
        self._paint()

    def fill(self, lines: Sequence[Line], at: str = "") -> None:
        """Shows these rows, with the cursor on ``at``; else it stays on its row where that is still there."""
        self._lines = tuple(lines)
        self._paint(at)

    def replace(self, line: Line) -> None:
        """Shows other values in the row of the same key, without painting the others again."""
        self._lines = tuple(line if one.key == line.key else one for one in self._lines)
        if line.key in self._shown:
            row = self._shown.index(line.key)
            for place, value in enumerate(line.cells):
                self.table.update_cell_at(Coordinate(row, place), cell(value, _STYLE[line.tone], self._most(place)))

    def search(self) -> None:
        """Puts the focus on the search field."""
        self.query_one(Input).focus()

    def _most(self, place: int) -> int:
        return MOST_LAST_CELLS if place == len(self._columns) - 1 else MOST_CELLS

    def _paint(self, at: str = "") -> None:
        wanted = folded(self.query_one(Input).value).split()
        before = at or self.current or self._last
        left = [line for line in self._lines if _fits(line, wanted)]
        self._shown = [line.key for line in left]
        self.table.clear(columns=True)
        for place, name in enumerate(self._columns):
            # Measured here: DataTable keeps the widths of the rows before when columns and rows change at once.
            widest = max((cell_len(cut(line.cells[place], self._most(place))) for line in left), default=0)
            self.table.add_column(cell(name), width=max(widest, cell_len(name)))
        for line in left:
            values = enumerate(line.cells)
            self.table.add_row(*(cell(value, _STYLE[line.tone], self._most(place)) for place, value in values))
        if before in self._shown:
            self.table.move_cursor(row=self._shown.index(before))
        count = f"{len(left)}" if len(left) == len(self._lines) else f"{len(left)} / {len(self._lines)}"
        self.query_one(".table-title", Static).update(plain(f"{self._title}  {count}"))

    @on(Input.Changed, ".search")
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._paint()

    @on(Input.Submitted, ".search")
    def _leave_search(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    @on(DataTable.RowSelected)
    def _choose(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if self.current:
            self.post_message(self.Chosen(self, self.current))

    @on(DataTable.RowHighlighted)
    def _move(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if self.current:
            self._last = self.current
            self.post_message(self.Moved(self, self.current))


def _fits(line: Line, wanted: Sequence[str]) -> bool:
    text = folded("\n".join((*line.cells, line.hidden)))
    return all(word in text for word in wanted)
