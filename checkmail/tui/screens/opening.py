"""Before a desk: which check, and that the desk is clear of other batches (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Checkbox, RadioSet, Static

from checkmail.office import desk
from checkmail.office.batches import DeskWords, desk_words
from checkmail.office.desk_views import DeskView
from checkmail.rules.model import Check
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.session import Said
from checkmail.tui.widgets.marks import Choice, Choices, Tick
from checkmail.tui.words import plain


@dataclass
class DeskOpened(Message):
    """The office opened the desk."""

    view: DeskView
    words: DeskWords


class OpeningScreen(AreaScreen):
    """Asks two things, then opens the desk."""

    AREA = "desk"
    ACTIONS: ClassVar[tuple[str, ...]] = ("open",)
    AUTO_FOCUS = "RadioSet"

    def body(self) -> ComposeResult:
        """The checks, the statement."""
        say = self.session.say
        yield Static(plain(say("opening.check")), classes="label")
        with Choices(id="check", compact=True):
            for check in Check:
                words = f"{self.session.word(f'check.{check}')}　{say(f'opening.{check}')}"
                yield Choice(plain(words), name=check.value, compact=True)
        yield Static(plain(say("opening.desk", desk=self.session.office.desk)), classes="label")
        yield Tick(plain(say("opening.clear")), id="clear", compact=True)
        yield Static(plain(say("opening.how")), classes="hint")

    async def load(self) -> None:
        """Says where to begin when no batch is chosen."""
        if not self.session.batch:
            self.tell(Said("note", self.session.say("area.no-batch"), self.session.say("area.choose-batch")))

    @on(RadioSet.Changed, "#check")
    def _to_statement(self, event: RadioSet.Changed) -> None:
        event.stop()
        self._lead_on("#check", "#clear")

    @on(Checkbox.Changed, "#clear")
    def _to_opening(self, event: Checkbox.Changed) -> None:
        event.stop()
        if event.value:
            self._lead_on("#clear", "#actions")

    def _lead_on(self, here: str, there: str) -> None:
        """Moves on, where the person has not done so meanwhile."""
        if self.focused is self.query_one(here):
            self.set_focus(self.query_one(there))

    async def do_open(self) -> None:
        """Opens the desk for the check chosen."""
        pressed = self.query_one("#check", RadioSet).pressed_button
        if pressed is None or pressed.name is None:
            self.tell(Said("refused", self.session.say("opening.choose")))
            self.query_one("#check").focus()
            return
        clear = self.query_one("#clear", Checkbox).value
        batch = self.session.batch
        words = await self.session.attempt(desk_words, batch)
        if isinstance(words, Said):
            self.tell(words)
            return
        view = await self.session.attempt(desk.open_desk, batch, Check(pressed.name), clear=clear)
        if isinstance(view, Said):
            self.tell(view)
        else:
            self.post_message(DeskOpened(view, words))
