"""The desk: one screen, one scanner, one large word (R11–R17)."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from checkmail.office import desk
from checkmail.office.batches import DeskWords
from checkmail.office.desk_views import DeskView
from checkmail.rules.codes import PRACTICE_OFFICE, Command
from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.screens.area import GoTo, LoggedOut
from checkmail.tui.session import Session
from checkmail.tui.widgets.big_word import SMALL_FROM
from checkmail.tui.widgets.desk_panel import DeskPanel
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.words import cut


class DeskScreen(EarlyKeys, inherit_bindings=False):
    """Everything is done with the scanner and function keys; nothing else takes the focus.

    No binding of Textual's own is inherited: a control character in a code must not quit, copy or move.
    """

    AUTO_FOCUS = "ScanInput"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SMALL_FROM[1], "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", "Help", id="desk-help", tooltip="What this step wants"),
        Binding("f2", "void", "Void set", id="desk-void", tooltip="Forget the open set and scan it again (R14)"),
        Binding("f3", "send_back", "Send back", id="desk-send-back", tooltip="A piece returns to the start (R22)"),
        Binding("f4", "acknowledge", "Acknowledge", id="desk-acknowledge", tooltip="Let a stopped desk go on (R13)"),
        Binding("f6", "resolve", "Resolve", id="desk-resolve", tooltip="Two people free quarantined pieces (R13)"),
        Binding("f7", "type_by_hand", "Type", id="desk-type", tooltip="Type a code that cannot be scanned (R15)"),
        Binding("f9", "next_person", "Next person", id="desk-next-person", tooltip="Leave the desk to another person"),
        Binding("f10", "leave", "Leave", id="desk-leave", tooltip="Leave the desk; an open set is void (R14)"),
        Binding("ctrl+q", "nothing", "Nothing", id="desk-no-quit", tooltip="A control character is no key", show=False),
        Binding("escape", "cancel", "Cancel question", id="desk-cancel", tooltip="Leave the question", show=False),
    ]

    def __init__(self, session: Session, view: DeskView, words: DeskWords) -> None:
        super().__init__()
        self._session, self._view, self._words = session, view, words

    def compose(self) -> ComposeResult:
        """One line of who and what, the panel, the keys."""
        yield Static(id="desk-top", markup=False)
        yield DeskPanel(self._session, self._view, self._words)
        yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Names batch, check and person."""
        self.call_after_refresh(self._named)

    def on_resize(self) -> None:
        """The person stands at the right edge."""
        self._named()

    def _named(self) -> None:
        session, width = self._session, max(self.size.width, 40)
        check = session.word(f"check.{self._view.check}")
        person = cut(session.person, 26)
        batch = cut(f"{session.batch} {session.batch_name}", max(width - 48, 12))
        practice = session.say("desk.practice") if session.office_number == PRACTICE_OFFICE else ""
        marked = f" {practice} " if practice else ""
        used = cell_len(check) + cell_len(marked) + cell_len(batch) + cell_len(person) + 7
        gap = " " * max(width - used, 1)
        marks = ((f" {check} ", "bold reverse"), (marked, "bold $background on $warning"))
        line = Content.assemble(*marks, f"  {batch}", gap, person)
        self.query_one("#desk-top", Static).update(line)

    @property
    def panel(self) -> DeskPanel:
        """The desk's panel."""
        return self.query_one(DeskPanel)

    def action_explain(self) -> None:
        """Says what this step wants."""
        self.panel.explain()

    async def action_void(self) -> None:
        """Forgets the open set."""
        await self.panel.void_set()

    async def action_acknowledge(self) -> None:
        """Lets a stopped desk go on."""
        await self.panel.acknowledge()

    def action_send_back(self) -> None:
        """Asks which piece returns to the start."""
        self.panel.talk(Command.SEND_BACK)

    def action_resolve(self) -> None:
        """Asks how quarantined pieces go on."""
        self.panel.talk(Command.RESOLVE)

    def action_type_by_hand(self) -> None:
        """Lets the next code be typed."""
        self.panel.type_by_hand()

    def action_nothing(self) -> None:
        """A control character in a code does nothing but spoil the code."""

    def action_cancel(self) -> None:
        """Leaves a question."""
        self.panel.cancel()

    def action_leave(self) -> None:
        """Leaves the desk."""
        self._leave(Command.PAUSE)

    def action_next_person(self) -> None:
        """Leaves the desk to another person."""
        self._leave(Command.NEXT_PERSON)

    def on_conversing_commanded(self, event: DeskPanel.Commanded) -> None:
        """Follows a desk command from paper."""
        event.stop()
        self._leave(event.command)

    @work(group="leave", exclusive=True)
    async def _leave(self, command: Command) -> None:
        # A desk that is somebody else's by now is left all the same: there is nothing of ours to void.
        await self._session.attempt(desk.leave_desk, self._view.batch)
        if command is Command.NEXT_PERSON:
            self._session.back_to = "desk"
            self.post_message(LoggedOut())
        else:
            self.post_message(GoTo("batches"))
