"""Parts of the list's area: a table whose rows are marked and dealt with together, and what the row is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.console import RenderableType
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from checkmail.office import looking, withholding
from checkmail.tui.living import while_it_stands
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.screens.list_tables import side_by_side
from checkmail.tui.screens.reasons import What, reason_fields, reason_of
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain

MARK = "●"


class ListPart(AreaScreen):
    """A part of the list's area; Esc leads back to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back", tooltip="Back to the list"),
    ]

    def above(self) -> ComposeResult:
        """What it is."""
        yield Static(id="part-facts", markup=False)

    def facts(self, words: str) -> None:
        """Says what stands on the glass."""
        self.query_one("#part-facts", Static).update(plain(words))

    def action_back(self) -> None:
        """From a search to the rows, from the rows to the list."""
        if isinstance(self.focused, Input):
            self.query_one(SearchedTable).table.focus()
        else:
            self.action_go("list")


class MarkedScreen(ListPart):
    """One table; its rows are marked, and what the one under the cursor is about stands below it."""

    COLUMNS: ClassVar[tuple[str, ...]]
    """Keys of ``column.`` after the one of the marks."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", id="mark", tooltip="Mark the row, to deal with several at once"),
        Binding("m,M", "mark_all", "Mark all", id="mark-all", tooltip="Mark every row that is shown, or none"),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lines: dict[str, Line] = {}
        self._marked: set[str] = set()

    def body(self) -> ComposeResult:
        """The table, and below it what a row is about."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("mark", *self.COLUMNS)]
        yield SearchedTable(say(f"area.{self.AREA}"), columns, say("search"), id="rows")
        with VerticalScroll(id="beside-box"):
            yield Static(id="about", markup=False)
            yield Static(id="beside", markup=False)
            yield Static(id="after", markup=False)

    @property
    def rows(self) -> SearchedTable:
        """The table."""
        return self.query_one("#rows", SearchedTable)

    def fill(self, lines: Sequence[Line]) -> None:
        """Shows these rows; marks of rows that are gone are gone."""
        self._lines = {line.key: line for line in lines}
        self._marked &= set(self._lines)
        self.rows.fill([self._with_mark(line) for line in lines])
        self._about(self.rows.current)

    def _with_mark(self, line: Line) -> Line:
        return replace(line, cells=(MARK if line.key in self._marked else "", *line.cells))

    def wanted(self) -> list[str]:
        """Keys of what an act is about: the marked rows that the search leaves, else the one under the cursor."""
        # Nobody settles what is not on the glass: a mark behind a search does not count.
        shown = self._marked & set(self.rows.shown)
        if shown:
            return [key for key in self._lines if key in shown]
        return [self.rows.current] if self.rows.current in self._lines else []

    async def finished(self, said: Said | None) -> None:
        """What was done takes the marks away: the next act is about other rows."""
        if said is not None and said.tone == "done":
            self._marked.clear()
        await super().finished(said)

    def action_mark(self) -> None:
        """Marks the row under the cursor, or takes the mark away, and goes on to the next."""
        key = self.rows.current
        if key in self._lines:
            self._marked ^= {key}
            self.rows.replace(self._with_mark(self._lines[key]))
            self.rows.table.action_cursor_down()

    def action_mark_all(self) -> None:
        """Marks every row the search leaves; where all are marked, none."""
        shown = set(self.rows.shown)
        self._marked = self._marked - shown if shown <= self._marked else self._marked | shown
        self.rows.fill([self._with_mark(line) for line in self._lines.values()])

    def on_searched_table_moved(self, event: SearchedTable.Moved) -> None:
        """What is below follows the cursor."""
        self._about(event.key)

    @work(group="beside", exclusive=True)
    async def _about(self, key: str) -> None:
        with while_it_stands(self):
            if key in self._lines:
                await self.about(key)
            else:
                self.below("", "")

    async def about(self, key: str) -> None:
        """Shows what the row is about."""

    def below(self, words: str, table: RenderableType, after: str = "") -> None:
        """Words, a table and more words under the rows."""
        self.query_one("#about", Static).update(plain(words))
        self.query_one("#beside", Static).update(table)
        self.query_one("#after", Static).update(plain(after))
        self.query_one("#beside-box").scroll_home(animate=False)

    async def beside(
        self, words: str, records: Sequence[int], headings: Sequence[str] = (), *, after: str = ""
    ) -> None:
        """Shows rows of the list beside each other, with the columns ``headings`` first."""
        found = await self.session.attempt(looking.beside, self.session.batch, records, headings)
        if isinstance(found, Said):
            self.tell(found)
        else:
            self.below(words, side_by_side(self.session, found), after)

    def action_do(self, action: str) -> None:
        """Does an action by its key."""
        self.perform(action)

    async def reasoned(
        self, action: str, kind: tuple[What, str], settle: Callable[[str], Awaitable[Said]], about: str
    ) -> None:
        """Asks for a reason, from the short list of ``kind`` or in own words, and settles what the form names."""

        async def perform(values: Values) -> Said:
            reason = reason_of(self.session, values)
            return reason if isinstance(reason, Said) else await settle(reason)

        await self.form(action, reason_fields(self.session, *kind), perform, about)

    async def withhold(self, pieces: Sequence[int], about: str = "") -> None:
        """Withholds pieces at once, with a reason; other numbers can be typed (R4)."""

        async def perform(values: Values) -> Said:
            reason = reason_of(self.session, values)
            if isinstance(reason, Said):
                return reason
            answer = await self.session.attempt(withholding.add, self.session.batch, values["pieces"], reason)
            return self.told(answer, lambda done: self.session.done("done.withheld", count=done.matched))

        numbers = Field("pieces", "numbers", " ".join(map(str, pieces)))
        await self.form("withhold", (numbers, *reason_fields(self.session, "withhold")), perform, about)

    def nothing_chosen(self) -> None:
        """Says that a row has to be chosen first."""
        self.tell(Said("note", self.session.say("list.choose-row")))
