"""The terminal application: which screen stands, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath
from typing import ClassVar, Final

from textual import constants
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from checkmail.locale import Language
from checkmail.office.acting import Office
from checkmail.tui.screens.area import AreaScreen, GoTo, LoggedOut
from checkmail.tui.screens.batches import BatchesScreen
from checkmail.tui.screens.counts import CountsScreen
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.handover import HandoverScreen
from checkmail.tui.screens.importing import ImportScreen, ReadingScreen
from checkmail.tui.screens.ledger import LedgerScreen
from checkmail.tui.screens.list_approval import ListApprovalScreen
from checkmail.tui.screens.list_changes import ListChangesScreen
from checkmail.tui.screens.list_differences import ListDifferencesScreen
from checkmail.tui.screens.list_findings import ListFindingsScreen
from checkmail.tui.screens.list_rows import ListRowsScreen
from checkmail.tui.screens.list_withheld import ListWithheldScreen
from checkmail.tui.screens.lists import ListScreen
from checkmail.tui.screens.login import LoggedIn, LoginScreen
from checkmail.tui.screens.opening import DeskOpened, OpeningScreen
from checkmail.tui.screens.people import PeopleScreen
from checkmail.tui.screens.planted import PlantedScreen
from checkmail.tui.screens.print_places import PlacesScreen
from checkmail.tui.screens.print_settings import PrintSettingsScreen
from checkmail.tui.screens.prints import PrintScreen
from checkmail.tui.session import Said, Session
from checkmail.tui.themes import DARK, LIGHT

SCREENS: Final[dict[str, type[AreaScreen]]] = {
    "batches": BatchesScreen,
    "list": ListScreen,
    "print": PrintScreen,
    "desk": OpeningScreen,
    "count": CountsScreen,
    "handover": HandoverScreen,
    "ledger": LedgerScreen,
    "people": PeopleScreen,
    "count-planted": PlantedScreen,
    "print-places": PlacesScreen,
    "print-settings": PrintSettingsScreen,
    "list-findings": ListFindingsScreen,
    "list-withheld": ListWithheldScreen,
    "list-differences": ListDifferencesScreen,
    "list-rows": ListRowsScreen,
    "list-changes": ListChangesScreen,
    "list-approval": ListApprovalScreen,
    "list-import": ImportScreen,
    "list-reading": ReadingScreen,
}
"""The areas, and the parts of the list's area and of printing."""

NEEDS_BATCH: Final = frozenset({"list", "print", "desk", "count", "handover"})


class CheckmailApp(App[None], inherit_bindings=False):
    """The office on one terminal. Bindings of Textual's own are left out: see ``screens.desk``."""

    TITLE = "checkmail"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "styles/common.tcss", "styles/area.tcss", "styles/lists.tcss", "styles/prints.tcss", "styles/form.tcss",
        "styles/login.tcss", "styles/desk.tcss",
    ]  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="quit", tooltip="Close checkmail", priority=False)
    ]

    def __init__(self, office: Office, language: Language) -> None:
        super().__init__()
        self.session = Session(office, language)
        self.register_theme(DARK)
        self.register_theme(LIGHT)

    def get_driver_class(self) -> type[Driver]:
        """The terminal's own, but where the environment names another, such as the browser's."""
        if sys.platform == "win32" or constants.DRIVER is not None:
            return super().get_driver_class()
        from checkmail.tui.terminal_driver import TerminalDriver

        return TerminalDriver

    def _handle_exception(self, error: Exception) -> None:
        """Ends the screens and keeps the error for :func:`run_to_end`.

        Textual would print the traceback with the values of all variables: rows, names, what was typed (R25).
        """
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def failed(self) -> BaseException | None:
        """What ended the screens that nobody foresaw; None: nothing did."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def on_mount(self) -> None:
        """Begins with the first screen."""
        self.theme = DARK.name
        self.push_screen(self.first_screen())

    def first_screen(self) -> Screen[None]:
        """The log-in."""
        return LoginScreen(self.session)

    def on_logged_in(self, _event: LoggedIn) -> None:
        """Leads to where the person before was, or to the batches."""
        area, self.session.back_to = self.session.back_to, "batches"
        self.go(area)

    def on_logged_out(self, event: LoggedOut) -> None:
        """Back to the log-in."""
        self.session.log_out()
        self.switch_screen(LoginScreen(self.session, event.said))

    def on_go_to(self, event: GoTo) -> None:
        """Leads to an area."""
        self.go(event.area, event.said)

    def go(self, area: str, said: Said | None = None) -> None:
        """Shows an area; without a batch its areas cannot be worked, and the batches are shown instead."""
        if area.partition("-")[0] in NEEDS_BATCH and not self.session.batch:
            area = "batches"
            said = Said("note", self.session.say("area.no-batch"), self.session.say("area.choose-batch"))
        self.switch_screen(SCREENS[area](self.session, said))

    def on_desk_opened(self, event: DeskOpened) -> None:
        """The office opened the desk: its screen stands."""
        self.switch_screen(DeskScreen(self.session, event.view, event.words))

    def action_theme(self) -> None:
        """Dark or light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name


def run_app(office: Office, language: Language, within: Path | None = None) -> None:
    """Runs the screens until the person quits. Raises what ended them otherwise.

    ``within`` is the one folder in which they read and write files, where somebody uses them from another machine.
    """
    app = CheckmailApp(office, language)
    app.session.within = within
    run_to_end(app)


def run_to_end(app: CheckmailApp) -> None:
    """Runs the screens and leaves the desk. Raises what ended them, if anything did."""
    try:
        app.run()
    finally:
        _leave(app)
    if app.failed:
        raise app.failed


def _leave(app: CheckmailApp) -> None:
    try:
        app.session.leave_desk()
    except Exception:
        # What ended the screens is told, not what follows from it: the set is void when the desk opens again (R14).
        if not app.failed:
            raise
