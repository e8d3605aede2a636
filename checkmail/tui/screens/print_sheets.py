"""Choosing a label sheet by typing what stands on its packet."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static

from checkmail.locale.sentences import error_words
from checkmail.office.label_sheets import LabelSheet, folder_of_own, list_sheets
from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.session import Session
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.searched_table import Line, SearchedTable
from checkmail.tui.words import plain


class SheetScreen(EarlyKeys, ModalScreen[str | None]):
    """The sheets, the office's own first; closes with the name of the one chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="leave", tooltip="Close, nothing is printed"),
        Binding("tab", "move_on('tab')", "Next part", id="move", show=False, priority=True),
        Binding("down", "to_rows", "Rows", id="to-rows", tooltip="From the search to the sheets", show=False),
    ]
    AUTO_FOCUS = ".search"

    def __init__(self, session: Session, title: str, fitting: str = "") -> None:
        super().__init__()
        self._session, self._title, self._wanted = session, title, fitting or session.sheet
        self._sheets: dict[str, LabelSheet] = {}

    def compose(self) -> ComposeResult:
        """Title, the sheets, where an own one is put, keys."""
        say = self._session.say
        with Vertical(id="form", classes="tall"):
            yield Static(plain(self._title), id="form-title")
            columns = [say(f"column.{name}") for name in ("sheet", "faces", "page", "same", "own")]
            yield SearchedTable(say("print.sheets"), columns, say("print.search-sheet"), id="sheets")
            yield Static(plain(say("print.own-sheets", folder=folder_of_own())), classes="hint")
            yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Shows every sheet, the one used last first."""
        # The usual one first: it is found without typing.
        found = sorted(list_sheets(), key=lambda one: self._wanted not in (one.name, one.name.rpartition(" ")[2]))
        self._sheets = {one.name: one for one in found}
        self.query_one(SearchedTable).fill([self._line(one) for one in found])

    def _line(self, one: LabelSheet) -> Line:
        say = self._session.say
        if one.fault:
            return Line(one.name, (one.name, "—", "—", "—", error_words(one.fault, self._session.language)[0]), "stop")
        own = say("print.own") if one.own else ""
        # Nobody has × on the keyboard.
        hidden = " ".join((one.faces.replace("×", "x"), one.faces.replace("×", "*"), one.file))
        return Line(one.name, (one.name, one.faces, one.page, " ".join(one.same_layout), own), "", hidden)

    def on_searched_table_chosen(self, event: SearchedTable.Chosen) -> None:
        """Enter on a row: the sheet, where it can be used."""
        event.stop()
        one = self._sheets[event.key]
        if one.fault:
            self.app.bell()
        else:
            self._session.sheet = one.name
            self.dismiss(one.name)

    def action_to_rows(self) -> None:
        """From the search to the sheets."""
        self.query_one(DataTable).focus()

    def action_leave(self) -> None:
        """Closes without a choice."""
        self.dismiss(None)
