"""The screens of a practice: papers and people, the log-in, the desk as it always is, and the result."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual import work
from textual.screen import Screen

from checkmail.locale import Language
from checkmail.office import desk
from checkmail.office.batches import desk_words
from checkmail.rehearsal.practice import Practice
from checkmail.rehearsal.practice_words import result_lines, start_lines
from checkmail.tui.app import CheckmailApp, run_to_end
from checkmail.tui.screens.area import GoTo
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.login import LoggedIn, LoginScreen
from checkmail.tui.screens.practice import PracticeOutcome, PracticeStart
from checkmail.tui.session import Said


class PracticeApp(CheckmailApp):
    """Only the desk of the practice office can be reached.

    Textual calls a message's handler in every class that has one: each here prevents that of the base.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = [*CheckmailApp.CSS_PATH, "styles/practice.tcss"]

    def __init__(self, practice: Practice, language: Language, *, kept: bool) -> None:
        super().__init__(practice.office, language)
        self._practice, self._kept = practice, kept
        self.session.batch, self.session.batch_name = practice.batch, practice.batch_name

    def first_screen(self) -> Screen[None]:
        """The papers and the people."""
        return PracticeStart(self.session, list(start_lines(self._practice, self.session.language, kept=self._kept)))

    def on_practice_start_begun(self, _event: PracticeStart.Begun) -> None:
        """Who learns still has to say who they are (R27)."""
        self.switch_screen(LoginScreen(self.session))

    def on_logged_in(self, event: LoggedIn) -> None:
        """Leads to the desk."""
        event.prevent_default()
        self._open()

    def on_practice_outcome_again(self, _event: PracticeOutcome.Again) -> None:
        """Leads back to the desk."""
        self._open()

    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        batch, check = self._practice.batch, self._practice.layout.check
        words = await self.session.attempt(desk_words, batch)
        # R16 was stated with the Enter of the first screen.
        view = await self.session.attempt(desk.open_desk, batch, check, clear=True)
        if isinstance(view, Said) and view.reason == "batch-stopped":
            await self.session.call(self._practice.resume)
            view = await self.session.attempt(desk.open_desk, batch, check, clear=True)
        if isinstance(view, Said) or isinstance(words, Said):
            self._show_outcome(view if isinstance(view, Said) else None)
        else:
            self.switch_screen(DeskScreen(self.session, view, words))

    def on_go_to(self, event: GoTo) -> None:
        """Whoever leaves the desk sees what was caught."""
        event.prevent_default()
        self._show_outcome(event.said)

    @work(group="open", exclusive=True)
    async def _show_outcome(self, said: Said | None) -> None:
        result = await self.session.call(self._practice.result)
        if isinstance(result, Said):
            said, lines = result, [""]
        else:
            lines = list(result_lines(result, self._practice.layout.check, self.session.language, over=False))
        self.switch_screen(PracticeOutcome(self.session, lines, said))


def run_practice(practice: Practice, language: Language, *, kept: bool) -> None:
    """Runs the screens of a practice until the person ends it."""
    run_to_end(PracticeApp(practice, language, kept=kept))
