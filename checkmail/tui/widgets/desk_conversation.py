"""What a desk panel asks and is answered: one dialogue at a time, in the scan input (R12, R13, R22).

While a question stands the glass asks it, or a stop goes on standing there with the question under it: no verdict of
before is left over it. Questions never take the focus. A code from paper is no answer but where one
is asked for; leaving, voiding and help are in order at every question, by key or by code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from checkmail.office.desk_views import DeskView
from checkmail.rules.codes import PIN_PAD, REASON_COMMANDS, Command, command_of
from checkmail.rules.pace import Came
from checkmail.tui import verdicts
from checkmail.tui.session import Session
from checkmail.tui.verdicts import Glass
from checkmail.tui.widgets.desk_dialogues import Dialogue, OnPieces, PinForTray, Question, Reply, looks_like_code
from checkmail.tui.widgets.desk_proposals import OnPaper, Resolve
from checkmail.tui.widgets.pin_field import Pressed, press
from checkmail.tui.widgets.scan_input import SCAN, ScanInput
from checkmail.tui.words import plain

TALKED: Final = frozenset(
    {Command.SEND_BACK, Command.WITHHOLD, Command.SPOIL, Command.REISSUE, Command.RESOLVE, Command.HELP}
)
"""Commands that this goes on with."""


class Conversing(Vertical):
    """The part of a desk panel that asks; what is scanned and shown is the panel's."""

    @dataclass
    class Commanded(Message):
        """A desk command from paper that the screen follows: pause, next person."""

        command: Command

    def __init__(self, session: Session, view: DeskView) -> None:
        super().__init__(id="desk-panel")
        self._session, self._view = session, view
        self._dialogue: Dialogue | None = None
        self._question = Question("")
        self._asked = 0
        self._waiting: list[tuple[str, Came]] = []
        """Codes that came before a PIN was asked for; read once it is proven."""
        self._pin = ""
        """Keys of a PIN scanned so far."""
        self.typing = False
        """The next line may be a code that is typed (R15)."""
        self.asks_of_paper = False
        """The next line answers what the document set asks of the paper (R12)."""
        self.held = bool(view.held)
        self.glass: Glass = verdicts.of_view(session, view)
        self.stopped: Glass | None = None
        """What the glass said when the desk stopped, if it stopped before our eyes."""

    @property
    def view(self) -> DeskView:
        """The desk as last read."""
        return self._view

    def show(self, glass: Glass) -> None:
        """Puts a verdict on the glass."""
        raise NotImplementedError

    async def scan(self, text: str, came: Came) -> None:
        """Lets the office judge a line, and shows the verdict."""
        raise NotImplementedError

    async def reread(self) -> None:
        """Reads the desk again."""
        raise NotImplementedError

    def talk(self, command: Command) -> None:
        """Goes on with a command that asks for more than its code."""
        session, batch = self._session, self._view.batch
        match command:
            case Command.SEND_BACK:
                self.begin(OnPieces(session, batch, "send-back"))
            case Command.WITHHOLD:
                self.begin(OnPieces(session, batch, "withhold"))
            case Command.SPOIL:
                self.begin(OnPaper(session, batch, "spoil"))
            case Command.REISSUE:
                self.begin(OnPaper(session, batch, "reissue"))
            case Command.RESOLVE:
                self.begin(Resolve(session, batch, self._view.held_pieces))
            case Command.HELP:
                self.explain()

    def begin(self, dialogue: Dialogue) -> None:
        """Starts a dialogue; the scan input asks its first question."""
        if not dialogue.holds_scans:
            self._waiting = []
        self._dialogue = dialogue
        first = dialogue.begin()
        self._ask(first)
        if not dialogue.holds_scans:
            self._show_question(first)

    @property
    def talking(self) -> bool:
        """Whether a question stands."""
        return self._dialogue is not None

    def waits(self, text: str, came: Came) -> bool:
        """Keeps a code that came behind one that asks for a PIN, and says so; False: it is to be judged now."""
        if self._dialogue is None or not self._dialogue.holds_scans:
            return False
        self._waiting.append((text, came))
        return True

    def wait_for_pin(self, text: str, came: Came) -> None:
        """Keeps the code that asks for a PIN; it is judged again when the PIN is proven."""
        self._waiting = [(text, came)]

    async def answered(self, purpose: str, text: str) -> None:
        """Takes an answer to the question that stands; one to an earlier question is nothing any more."""
        if self._dialogue and purpose == self._purpose:
            await self._answer(self._dialogue, text)

    @property
    def _purpose(self) -> str:
        return f"answer-{self._asked}"

    def _ask(self, question: Question, value: str = "") -> None:
        self._asked += 1
        self._question, self._pin = question, ""
        covered = question.masked or question.covered
        self.query_one(ScanInput).ask(self._purpose, value or question.value, masked=covered)
        self.prompt(question.prompt)
        self.add_class("asking")

    def _show_question(self, question: Question) -> None:
        if self.held:
            self.show(replace(self.standing(self.glass), next=question.prompt, bell=False))
        else:
            self.show(Glass("asks", question.prompt, self._session.say("desk.leave-question"), bell=False))

    def prompt(self, words: str) -> None:
        """Says above the scan input what it waits for."""
        self.query_one("#prompt", Static).update(plain(words))

    async def _commanded(self, text: str) -> bool:
        """Whether a line at a question was a command that is always in order, and was followed."""
        match command_of(text, self._session.office_number):
            case Command.VOID:
                self.cancel()
            case Command.HELP:
                self.explain()
            case (Command.PAUSE | Command.NEXT_PERSON) as leaving:
                self.cancel()
                self.post_message(self.Commanded(leaving))
            case _:
                return False
        return True

    def _pressed(self, text: str) -> str | None:
        """The PIN that a question waits for, once it is whole; None while keys of the pad are being scanned."""
        pressed, self._pin = press(self._session, self._pin + text)
        if pressed in (Pressed.ENTER, Pressed.NOTHING):
            whole, self._pin = self._pin, ""
            return whole
        # Not asked anew: keys that are on their way answer the same question.
        key = "login.no-pin-pad" if pressed is Pressed.FORBIDDEN else "desk.pin-keys"
        self.show(Glass("asks", self._question.prompt, self._session.say(key, keys=len(self._pin)), bell=False))
        return None

    async def _answer(self, dialogue: Dialogue, text: str) -> None:
        office = self._session.office_number
        if await self._commanded(text):
            return
        command = command_of(text, office)
        if self._question.masked and command in PIN_PAD:
            whole = self._pressed(text)
            if whole is None:
                return
            text = whole
        elif self._question.takes_reason and command in REASON_COMMANDS:
            text = self._session.say(f"desk.reason.{command.name.lower()}")
        if looks_like_code(text) and not self._question.takes_code:
            self.show(Glass("asks", self._session.say("desk.answer-first"), self._question.prompt))
            self._ask(self._question)
            return
        reply = await dialogue.answer(text)
        if reply.question is None:
            await self._over(dialogue, reply)
            return
        if reply.said:
            word = "asks" if reply.said.tone == "done" else "again"
            word = "held" if self.held else word  # R13: what is answered meanwhile does not end a stop.
            self.show(Glass(word, reply.said.message, reply.said.next, bell=reply.said.tone != "done"))
        else:
            self._show_question(reply.question)
        self._ask(reply.question)

    async def _over(self, dialogue: Dialogue, reply: Reply) -> None:
        self._end_dialogue()
        if reply.said and reply.said.tone != "done":
            self.show(verdicts.of_said(reply.said))
        elif reply.said:
            await self.reread()
            self.show(Glass("held" if self.held else "ready", reply.said.message, "", bell=False))
        if isinstance(dialogue, PinForTray) and dialogue.proven:
            await self._read_waiting()

    def _end_dialogue(self) -> None:
        self._dialogue = None
        self.remove_class("asking")
        self._listen()

    def _listen(self) -> None:
        """Waits for codes again, or for what stands on the paper."""
        field = self.query_one(ScanInput)
        field.ask(SCAN)
        if self.asks_of_paper:
            field.reveal()
        self.prompt(self._session.say("desk.scan"))

    async def _read_waiting(self) -> None:
        """R12: the code that asked for the PIN, and those behind it, in their order."""
        waiting, self._waiting = self._waiting, []
        for place, line in enumerate(waiting):
            if self._dialogue:  # The next tray asked again.
                self._waiting += waiting[place:]
                return
            await self.scan(*line)

    def cancel(self) -> None:
        """Leaves a dialogue, or typing; codes that waited for it are to be read again."""
        if self.typing:
            self.typing = False
            self._listen()
            self.show(self.standing(Glass("ready", self._session.say("desk.left"), bell=False)))
        if self._dialogue:
            forgotten = len(self._waiting)
            self._waiting = []
            self._end_dialogue()
            again = self._session.say("desk.read-again") if forgotten else ""
            self.show(self.standing(Glass("ready", self._session.say("desk.left"), again, bell=False)))

    def standing(self, glass: Glass) -> Glass:
        """A glass, but where the desk is stopped the stop: which pieces it is about stays to be read (R13)."""
        if not self.held:
            return glass
        return replace(self.stopped or verdicts.of_view(self._session, self._view), bell=glass.bell)

    def explain(self) -> None:
        """Says what this step wants."""
        if self._dialogue:
            self.show(
                Glass(self.glass.word, self._question.prompt, self._session.say("desk.leave-question"), bell=False)
            )
            return
        key = f"held-{self._view.held}" if self.held else str(self._view.check)
        about = verdicts.quarantined(self._session, self._view.held_pieces) if self.held else ""
        stands = self.standing(self.glass)
        self.show(Glass(stands.word, self._session.say(f"desk.help.{key}") + about, stands.next, bell=False))
