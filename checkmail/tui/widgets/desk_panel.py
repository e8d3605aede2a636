"""The second hop of a scan: lines in the order they came, each answered by the office before it is shown.

The handler of a line awaits the office on a thread, so this panel's own mailbox is the queue: no line is
lost or overtaken, and the glass goes on living (R15). A stop is a state of the desk that the store keeps,
never a window that the next Enter could close (R13).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from checkmail.office import desk, pieces
from checkmail.office.batches import DeskWords
from checkmail.office.desk import Answer, DeskView
from checkmail.rules.codes import Command
from checkmail.rules.model import Check
from checkmail.rules.pace import Came
from checkmail.rules.scan import IDLE_LIMIT, Outcome
from checkmail.tui import verdicts
from checkmail.tui.living import while_it_stands
from checkmail.tui.session import Said, Session
from checkmail.tui.verdicts import Glass
from checkmail.tui.widgets.big_word import TONE, BigWord
from checkmail.tui.widgets.desk_dialogues import Dialogue, PinForTray, Question, Reply, looks_like_code
from checkmail.tui.widgets.scan_input import SCAN, ScanInput
from checkmail.tui.words import plain

LOOK_EVERY: Final = 5.0
"""Seconds between looks at the clock and, while the desk is stopped, at the store."""
WARN_BEFORE: Final = 60.0
"""So many seconds before an idle set is void, the screen says so (R14)."""


class DeskPanel(Vertical):
    """The verdict, the counts, the question, the scan input."""

    @dataclass
    class Commanded(Message):
        """A desk command from paper that the screen follows: pause, next person."""

        command: Command

    def __init__(self, session: Session, view: DeskView, words: DeskWords) -> None:
        super().__init__(id="desk-panel")
        self._session, self._view, self._words = session, view, words
        self._dialogue: Dialogue | None = None
        self._question = Question("")
        self._asked = 0
        self._waiting: list[tuple[str, Came]] = []
        """Codes that came before a PIN was asked for; read once it is proven."""
        self._typing = False
        """The next line may be typed."""
        self._touched = time.monotonic()
        self.held = bool(view.held)
        self.glass: Glass = verdicts.of_view(session, view)

    def compose(self) -> ComposeResult:
        """From top to bottom, as it is read."""
        with Vertical(id="verdict"):
            yield BigWord(self._session.language)
            yield Static(id="message", markup=False)
            yield Static(id="following", markup=False)
        yield Static(id="counts", markup=False)
        yield Static(id="prompt", markup=False)
        yield ScanInput()

    def on_mount(self) -> None:
        """Shows the desk as the store has it."""
        self.show(self.glass)
        self._paint_counts()
        self._prompt(self._session.say("desk.scan"))
        self.set_interval(LOOK_EVERY, self._look)

    @property
    def check(self) -> Check:
        """What the desk is open for."""
        return self._view.check

    @property
    def view(self) -> DeskView:
        """The desk as last read."""
        return self._view

    def show(self, glass: Glass) -> None:
        """Puts a verdict on the glass."""
        self.glass = glass
        self.query_one(BigWord).show(glass.word)
        self.query_one("#verdict").set_classes(f"{TONE[glass.word]} {glass.word}")
        self.query_one("#message", Static).update(plain(glass.message))
        self.query_one("#following", Static).update(plain(f"→ {glass.next}" if glass.next else ""))
        if glass.bell:
            self.app.bell()

    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """One line. The next one waits in the mailbox until this one is answered."""
        event.stop()
        self._touched = time.monotonic()
        if event.purpose == SCAN:
            came = self._way_of(event)
            if self._dialogue and self._dialogue.holds_scans:
                self._waiting.append((event.text, came))
            else:
                await self._scan(event.text, came)
        elif self._dialogue and event.purpose == self._purpose:
            await self._answer(self._dialogue, event.text)

    def _way_of(self, event: ScanInput.Scanned) -> Came:
        """Whether a line was scanned, typed, or typed after F7, which holds for one line (R15)."""
        asked, self._typing = self._typing, False
        if asked:
            self._prompt(self._session.say("desk.scan"))
        if not event.typed:
            return Came.SCANNED
        return Came.BY_HAND if asked else Came.TYPED

    def type_by_hand(self) -> None:
        """Lets the next line be a code that is typed from the paper (R15)."""
        if not self._dialogue:
            self._typing = True
            self._prompt(self._session.say("desk.type-by-hand"))

    async def _scan(self, text: str, came: Came) -> None:
        answer = await self._session.attempt(desk.scan, self._view.batch, text, came)
        if isinstance(answer, Said):
            self.show(verdicts.of_said(answer))
            return
        if answer.verdict is Outcome.ASKS and answer.ask == "pin":
            self._waiting = [(text, came)]
            self.show(Glass("pin", self._session.say("desk.pin", tray=answer.tray), self._session.say("desk.pin-next")))
            self.begin(PinForTray(self._session, self._view.batch, answer.tray))
            return
        self._answered(answer)
        await self._name_piece(answer)

    def _answered(self, answer: Answer) -> None:
        self.show(verdicts.of_answer(self._session, answer, self.check, self._words))
        if answer.verdict is Outcome.HELD:
            self.held = True
            # At once, not with the next recount: F6 fills in the pieces of this hold.
            self._view = replace(self._view, held=answer.reason, held_pieces=answer.pieces)
        elif answer.command is Command.ACKNOWLEDGE:
            self.held = False
        if answer.command in (Command.PAUSE, Command.NEXT_PERSON):
            self.post_message(self.Commanded(answer.command))
        self.refresh_counts()

    async def _name_piece(self, answer: Answer) -> None:
        """Adds name and address where the office named the piece of a code that was in order."""
        if answer.piece is None or answer.verdict not in (Outcome.COMPLETE, Outcome.ACCEPTED):
            return
        view = await self._session.attempt(pieces.show_piece, self._view.batch, answer.piece)
        if isinstance(view, Said):
            return
        who, where = verdicts.addressee(self._session, view)
        following = self.glass.next if answer.verdict is Outcome.ACCEPTED else ""
        self.query_one("#message", Static).update(plain(f"{self.glass.message}　{who}"))
        lines = [line for line in (where, f"→ {following}" if following else "") if line]
        self.query_one("#following", Static).update(plain("\n".join(lines)))

    def begin(self, dialogue: Dialogue) -> None:
        """Starts a dialogue; the scan input asks its first question."""
        if not dialogue.holds_scans:
            self._waiting = []
        self._dialogue = dialogue
        self._ask(dialogue.begin())

    @property
    def _purpose(self) -> str:
        return f"answer-{self._asked}"

    def _ask(self, question: Question, value: str = "") -> None:
        self._asked += 1
        self._question = question
        self.query_one(ScanInput).ask(self._purpose, value or question.value, masked=question.masked)
        self._prompt(question.prompt)
        self.add_class("asking")

    def _prompt(self, words: str) -> None:
        self.query_one("#prompt", Static).update(plain(words))

    async def _answer(self, dialogue: Dialogue, text: str) -> None:
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
            self.show(Glass(word, reply.said.message, reply.said.next, bell=reply.said.tone != "done"))
        self._ask(reply.question)

    async def _over(self, dialogue: Dialogue, reply: Reply) -> None:
        self._end_dialogue()
        if reply.said and reply.said.tone != "done":
            self.show(verdicts.of_said(reply.said))
        elif reply.said:
            await self._reread()
            self.show(Glass("held" if self.held else "ready", reply.said.message, "", bell=False))
        if isinstance(dialogue, PinForTray) and dialogue.proven:
            await self._read_waiting()

    def _end_dialogue(self) -> None:
        self._dialogue = None
        self.remove_class("asking")
        self.query_one(ScanInput).ask(SCAN)
        self._prompt(self._session.say("desk.scan"))

    async def _read_waiting(self) -> None:
        """R12: the code that asked for the PIN, and those behind it, in their order."""
        waiting, self._waiting = self._waiting, []
        for place, line in enumerate(waiting):
            if self._dialogue:  # The next tray asked again.
                self._waiting += waiting[place:]
                return
            await self._scan(*line)

    def cancel(self) -> None:
        """Leaves a dialogue, or typing; codes that waited for it are to be read again."""
        if self._typing:
            self._typing = False
            self._prompt(self._session.say("desk.scan"))
        if self._dialogue:
            forgotten = len(self._waiting)
            self._waiting = []
            self._end_dialogue()
            again = self._session.say("desk.read-again") if forgotten else ""
            self.show(Glass("held" if self.held else "ready", self._session.say("desk.left"), again, bell=False))

    async def void_set(self) -> None:
        """R14: forgets the open set."""
        answer = await self._session.attempt(desk.void_set, self._view.batch)
        if isinstance(answer, Said):
            self.show(verdicts.of_said(answer))
        else:
            key = "desk.command.void" if answer else "desk.no-set"
            wants = self._session.say(f"desk.wants.{self.check}")
            self.show(Glass("held" if self.held else "ready", self._session.say(key), wants, bell=False))
        self.refresh_counts()

    async def acknowledge(self) -> None:
        """R13: lets the desk go on; what was quarantined stays so."""
        await self._scan("!", Came.SCANNED)

    def explain(self) -> None:
        """Says what this step wants."""
        if self._dialogue:
            self.show(
                Glass(self.glass.word, self._question.prompt, self._session.say("desk.leave-question"), bell=False)
            )
            return
        key = "held" if self.held else str(self.check)
        self.show(Glass(self.glass.word, self._session.say(f"desk.help.{key}"), self.glass.next, bell=False))

    @work(group="counts", exclusive=True)
    async def refresh_counts(self) -> None:
        """Reads the numbers again; a newer reading replaces one that is under way."""
        with while_it_stands(self.screen):
            await self._reread()

    async def _reread(self) -> None:
        view = await self._session.attempt(desk.view_desk, self._view.batch)
        if not isinstance(view, Said):
            self._view, self.held = view, bool(view.held)
            self._paint_counts()

    def _paint_counts(self) -> None:
        view, say = self._view, self._session.say
        parts = [say("desk.done", done=view.done), say("desk.to-go", to_go=view.to_go)]
        if view.tray:
            parts.append(say("desk.tray", tray=view.tray, done=view.tray_done, to_go=view.tray_to_go))
        parts.append(say("desk.in-set", codes=view.in_set) if view.in_set else say("desk.set-empty"))
        self.query_one("#counts", Static).update(plain("　　".join(parts)))

    async def _look(self) -> None:
        if self._dialogue or self._typing:
            return
        left = IDLE_LIMIT.total_seconds() - (time.monotonic() - self._touched)
        if self._view.in_set and left < WARN_BEFORE:
            key = "desk.idle" if left > 0 else "desk.idle-over"
            self._prompt(self._session.say(key, seconds=max(int(left), 0)))
        else:
            self._prompt(self._session.say("desk.scan"))
        if self.held:
            await self._reread()
            if not self._view.held:
                self.show(
                    Glass("ready", self._session.say("desk.freed"), self._session.say(f"desk.wants.{self.check}"))
                )
