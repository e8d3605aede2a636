"""What lies at each place of a print job, and printing a run of it again (R8)."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from checkmail.office import print_jobs
from checkmail.office.print_jobs import Place
from checkmail.tui.screens import print_words
from checkmail.tui.screens.again import ReissueActs
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain

_TONE: Final = {"live": "", "superseded": "dim", "spoiled": "dim", "lost": "stop"}


class PrintPart(AreaScreen):
    """A part of the print area; Esc leads back to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back", tooltip="Back to the print jobs"),
    ]

    def action_back(self) -> None:
        """From a search to the rows, from the rows to the jobs."""
        if isinstance(self.focused, Input):
            next(one for one in self.query(SearchedTable) if one.has_focus_within).table.focus()
        else:
            self.action_go("print")


class PlacesScreen(PrintPart, ReissueActs):
    """Every artifact of a job by its place, its sheet and its piece."""

    AREA = "print-places"
    ACTIONS: ClassVar[tuple[str, ...]] = ("from-here", "here")

    def above(self) -> ComposeResult:
        """The job."""
        yield Static(id="papers", markup=False)

    def body(self) -> ComposeResult:
        """The places."""
        say = self.session.say
        columns = [say(f"column.{name}") for name in ("place", "on-sheet", "label", "piece", "issue", "state")]
        yield SearchedTable(say("print.places"), columns, say("search"), id="places")

    async def load(self) -> None:
        """Reads the job."""
        jobs = await self.session.attempt(print_jobs.list_jobs, self.session.batch)
        found = await self.session.attempt(print_jobs.show_places, self.session.batch, self.session.job)
        if isinstance(jobs, Said) or isinstance(found, Said):
            self.tell(jobs if isinstance(jobs, Said) else Said("note", self.session.say("print.no-places")))
            return
        job = next(one for one in jobs if one.job == self.session.job)
        self.query_one("#papers", Static).update(plain(print_words.about(self.session, job, whole=True)))
        self._last = found[-1].place
        self.query_one("#places", SearchedTable).fill([self._line(one) for one in found])

    _last = 0
    """The last place of the job."""

    def _line(self, one: Place) -> Line:
        say, word = self.session.say, self.session.word
        gone = one.piece_state in print_jobs.GONE
        state = word(f"state.{one.piece_state}") if gone else say(f"artifact.{one.state}")
        cells = (
            str(one.place), str(one.sheet or "—"), str(one.label or "—"), str(one.piece), str(one.issue), state,
        )  # fmt: skip
        return Line(str(one.place), cells, "dim" if gone else _TONE[one.state])

    def on_searched_table_chosen(self, _event: SearchedTable.Chosen) -> None:
        """Enter resumes from the row."""
        self.perform("from-here")

    async def do_from_here(self) -> None:
        """Prints this place and all after it again."""
        current = self.query_one("#places", SearchedTable).current
        await self._run(f"{current}-{self._last}" if current else "")

    async def do_here(self) -> None:
        """Prints this place again."""
        await self._run(self.query_one("#places", SearchedTable).current)

    async def _run(self, run: str) -> None:
        about = self.session.say("print.job-number", job=self.session.job)
        await self.again("from-here", (), (Field("places", "span", run),), about)
