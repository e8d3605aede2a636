"""A run of codes taken in by scanner: a tray, withheld papers, artifacts to be printed again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.session import Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.scan_input import ScanInput
from checkmail.tui.words import plain

_LAST_SHOWN = 8


class CodesScreen(EarlyKeys, ModalScreen[tuple[str, ...] | None], inherit_bindings=False):
    """Gathers codes in the order they come; says only how many, so that nobody is primed (R19)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "finish", "Finish", id="finish", tooltip="All codes are in"),
        Binding("f2", "forget", "Forget the last", id="forget", tooltip="Take the last code out again"),
        Binding("escape", "leave", "Leave", id="leave", tooltip="Close, nothing is done"),
    ]
    AUTO_FOCUS = "ScanInput"

    def __init__(self, session: Session, title: str) -> None:
        super().__init__()
        self._session, self._title = session, title
        self._codes: list[str] = []

    def compose(self) -> ComposeResult:
        """Title, count, the newest codes, the scan input."""
        with Vertical(id="form"):
            yield Static(plain(self._title), id="form-title")
            yield Static(id="codes-count", markup=False)
            yield Static(id="codes", markup=False)
            yield ScanInput(legible=True)
            yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Shows that nothing came yet."""
        self._show()

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Takes one code in."""
        event.stop()
        self._codes.append(event.text)
        self._show()

    def _show(self) -> None:
        self.query_one("#codes-count", Static).update(plain(self._session.say("codes.count", count=len(self._codes))))
        newest = [_visible(code) for code in self._codes[-_LAST_SHOWN:]]
        self.query_one("#codes", Static).update(plain("\n".join(newest)))

    def action_finish(self) -> None:
        """Hands the codes over."""
        self.dismiss(tuple(self._codes))

    def action_forget(self) -> None:
        """Takes the last code out again."""
        if self._codes:
            self._codes.pop()
            self._show()

    def action_leave(self) -> None:
        """Closes without doing anything."""
        self.dismiss(None)


def _visible(code: str) -> str:
    """A code as it may be sent to a terminal: no control character in it."""
    return "".join(character if character.isprintable() else "�" for character in code)[:40]
