"""What a screen is for and how it is worked, in a few sentences."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from checkmail.tui.session import Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.words import plain


class HelpScreen(ModalScreen[None]):
    """The text ``help.AREA`` of ``tui.toml``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "leave", "Close", id="close", tooltip="Back to the screen")
    ]

    def __init__(self, session: Session, area: str) -> None:
        super().__init__()
        self._session, self._area = session, area

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(id="form"):
            yield Static(plain(self._session.say(f"area.{self._area}").strip()), id="form-title")
            yield Static(plain(self._session.say(f"help.{self._area}").strip()), id="help-text")
            yield KeyLine(self._session)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
