"""Before and after a practice: what to print and who to be, and what was caught."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.said_line import SaidLine
from checkmail.tui.words import plain


class _Sheet(Screen[None]):
    """A title and lines to read, longer than the glass if need be."""

    AUTO_FOCUS = "#lines"

    def __init__(self, session: Session, lines: Sequence[str], said: Said | None = None) -> None:
        super().__init__()
        self._session, self._said = session, said
        self._title, *self._lines = lines

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        yield Static(plain(self._title), id="practice-title")
        with VerticalScroll(id="lines"):
            yield Static(plain("\n".join(self._lines).strip("\n")))
        yield SaidLine()
        yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Says why the desk did not open, where it did not."""
        if self._said:
            self.query_one(SaidLine).tell(self._said)


class PracticeStart(_Sheet):
    """Papers, people, and the statement that the desk is clear (R16)."""

    class Begun(Message):
        """The papers are there and the desk is clear."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", id="practice-begin", tooltip="The papers are there, the desk is clear"),
        Binding("ctrl+t", "app.theme", "Dark, light", id="theme", tooltip="Dark or light colours"),
        Binding("ctrl+q", "app.quit", "Quit", id="quit", tooltip="Close checkmail"),
    ]

    def action_begin(self) -> None:
        """Goes on to the log-in."""
        self.post_message(self.Begun())


class PracticeOutcome(_Sheet):
    """What was caught, and what to look at again."""

    class Again(Message):
        """The person goes on at the desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # No key that a scanner sends: a late scan must not turn this page.
        Binding("f2", "again", "Go on", id="practice-again", tooltip="Go on at the desk"),
        Binding("f10", "app.quit", "End", id="practice-end", tooltip="End the practice"),
        Binding("ctrl+t", "app.theme", "Dark, light", id="theme", tooltip="Dark or light colours"),
    ]

    def action_again(self) -> None:
        """Goes back to the desk."""
        self.post_message(self.Again())
