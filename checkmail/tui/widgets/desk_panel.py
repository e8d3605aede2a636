"""The second hop of a scan: lines in the order they came, each answered by the office before it is shown.

The handler of a line awaits the office on a thread, so this panel's own mailbox is the queue: no line is
lost or overtaken, and the glass goes on living (R15). A stop is a state of the desk that the store keeps,
never a window that the next Enter could close (R13).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from checkmail.office import desk, pieces
from checkmail.office.batches import DeskWords
from checkmail.office.desk_views import Answer, DeskView
from checkmail.rules.codes import Command
from checkmail.rules.model import Check
from checkmail.rules.pace import Came
from checkmail.rules.scan import IDLE_LIMIT
from checkmail.rules.scan_verdicts import Outcome
from checkmail.tui import verdicts
from checkmail.tui.living import while_it_stands
from checkmail.tui.session import Said, Session
from checkmail.tui.verdicts import Glass
from checkmail.tui.widgets.big_word import TONE, BigWord
from checkmail.tui.widgets.desk_conversation import TALKED, Conversing
from checkmail.tui.widgets.desk_dialogues import PinForTray
from checkmail.tui.widgets.scan_input import SCAN, ScanInput
from checkmail.tui.widgets.sentences import Sentences
from checkmail.tui.words import plain

COUNT_AFTER: Final = 0.1
"""Seconds without a newer scan before the numbers are read: in a batch of 100,000 that takes the store 20 to 40 ms
(``bench/desk.py``), and the codes of a burst would wait for it."""
LOOK_EVERY: Final = 5.0
"""Seconds between looks at the clock and, while the desk is stopped, at the store."""
WARN_BEFORE: Final = 60.0
"""So many seconds before an idle set is void, the screen says so (R14)."""


class DeskPanel(Conversing):
    """The verdict, the counts, the question, the scan input."""

    def __init__(self, session: Session, view: DeskView, words: DeskWords) -> None:
        super().__init__(session, view)
        self._words = words
        self._touched = time.monotonic()

    def compose(self) -> ComposeResult:
        """From top to bottom, as it is read."""
        with Vertical(id="verdict"):
            yield BigWord(self._session.language)
            yield Sentences(id="message")
            yield Sentences(id="following")
        yield Static(id="counts", markup=False)
        yield Static(id="prompt", markup=False)
        yield ScanInput()

    def on_mount(self) -> None:
        """Shows the desk as the store has it."""
        self.show(self.glass)
        self._paint_counts()
        self.prompt(self._session.say("desk.scan"))
        self.set_interval(LOOK_EVERY, self._look)

    @property
    def check(self) -> Check:
        """What the desk is open for."""
        return self._view.check

    def show(self, glass: Glass) -> None:
        """Puts a verdict on the glass."""
        self.glass = glass
        self.query_one(BigWord).show(glass.word)
        self.query_one("#verdict").set_classes(f"{TONE[glass.word]} {glass.word}")
        self.query_one("#message", Sentences).write(glass.message)
        self.query_one("#following", Sentences).write(f"→ {glass.next}" if glass.next else "")
        if glass.bell:
            self.app.bell()

    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """One line. The next one waits in the mailbox until this one is answered."""
        event.stop()
        self._touched = time.monotonic()
        if event.purpose != SCAN:
            await self.answered(event.purpose, event.text)
            return
        came = self._way_of(event)
        if not self.waits(event.text, came):
            await self.scan(event.text, came)

    def _way_of(self, event: ScanInput.Scanned) -> Came:
        """Whether a line was scanned, typed, or typed after F7, which holds for one line (R15)."""
        asked, self.typing = self.typing, False
        if asked or self.has_class("warned"):
            self._unwarn()
        if not event.typed:
            return Came.SCANNED
        return Came.BY_HAND if asked else Came.TYPED

    def type_by_hand(self) -> None:
        """Lets the next line be a code that is typed from the paper (R15)."""
        if not self.talking:
            self.typing = True
            self.query_one(ScanInput).reveal()
            self.prompt(self._session.say("desk.type-by-hand"))
            word, say = "held" if self.held else "asks", self._session.say
            self.show(Glass(word, say("desk.type-code"), say("desk.type-code-next"), bell=False))

    async def scan(self, text: str, came: Came) -> None:
        """Lets the office judge a line, and shows the verdict."""
        answer = await self._session.attempt(desk.scan, self._view.batch, text, came, screen=True)
        if isinstance(answer, Said):
            self.show(verdicts.of_said(answer))
            return
        if answer.verdict is Outcome.ASKS and answer.ask == "pin":
            self.wait_for_pin(text, came)
            self.show(Glass("pin", self._session.say("desk.pin", tray=answer.tray), self._session.say("desk.pin-next")))
            self.begin(PinForTray(self._session, self._view.batch, answer.tray))
            return
        if answer.command in TALKED and answer.verdict is Outcome.ACCEPTED:
            self.talk(answer.command)
            return
        self._answered(answer)
        await self._name_piece(answer)

    def _answered(self, answer: Answer) -> None:
        glass = verdicts.of_answer(self._session, answer, self.check, self._words)
        if answer.command is Command.ACKNOWLEDGE and not (self.held and self._view.held_pieces):
            glass = replace(glass, message=self._session.say("desk.unlocked" if self.held else "desk.not-stopped"))
        self.show(self.standing(glass) if answer.reason in verdicts.STOPPED else glass)
        self.asks_of_paper = bool(answer.ask)
        if answer.ask:
            self.query_one(ScanInput).reveal()
        if answer.verdict is Outcome.HELD:
            self.held, self.stopped = True, glass
            # At once, not with the next recount: F6 fills in the pieces of this hold.
            self._view = replace(self._view, held=answer.reason, held_pieces=answer.pieces)
        elif answer.command is Command.ACKNOWLEDGE:
            self.held, self.stopped = False, None
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
        self.query_one("#message", Sentences).write(f"{self.glass.message}　{who}")
        lines = [line for line in (where, f"→ {following}" if following else "") if line]
        self.query_one("#following", Sentences).write("\n".join(lines))

    async def void_set(self) -> None:
        """R14: forgets the open set."""
        if self.has_class("warned"):
            self._unwarn()
        answer = await self._session.attempt(desk.void_set, self._view.batch)
        if isinstance(answer, Said):
            self.show(verdicts.of_said(answer))
        else:
            key = "desk.command.void" if answer else "desk.no-set"
            wants = self._session.say(f"desk.wants.{self.check}")
            self.show(self.standing(Glass("ready", self._session.say(key), wants, bell=False)))
            if self.asks_of_paper:
                self.asks_of_paper = False
                self.query_one(ScanInput).ask(SCAN)
        self.refresh_counts()

    async def acknowledge(self) -> None:
        """R13: lets the desk go on; what was quarantined stays so."""
        await self.scan("!", Came.SCANNED)

    @work(group="counts", exclusive=True)
    async def refresh_counts(self) -> None:
        """Reads the numbers again; a newer reading replaces one that is under way."""
        with while_it_stands(self.screen):
            await asyncio.sleep(COUNT_AFTER)
            await self.reread()

    async def reread(self) -> None:
        """Reads the desk again."""
        view = await self._session.attempt(desk.view_desk, self._view.batch)
        if not isinstance(view, Said):
            self._view, self.held = view, bool(view.held)
            self.stopped = self.stopped if view.held else None
            self._paint_counts()

    def _paint_counts(self) -> None:
        view, say = self._view, self._session.say
        parts = [say("desk.done", done=view.done), say("desk.to-go", to_go=view.to_go)]
        if view.open_tray:
            parts.append(say("desk.tray-open", tray=view.tray, done=view.tray_done, to_go=view.tray_to_go))
        elif view.tray:
            parts.append(say("desk.tray", tray=view.tray, done=view.tray_done, to_go=view.tray_to_go))
        parts.append(say("desk.in-set", codes=view.in_set) if view.in_set else say("desk.set-empty"))
        self.query_one("#counts", Static).update(plain("　　".join(parts)))

    def _warn(self, left: float) -> None:
        """R14: says that the open set will be void in ``left`` seconds, and on the glass that it is."""
        over = Glass("again", self._session.say("desk.idle-over"), self._session.say(f"desk.wants.{self.check}"))
        if left <= 0 and self.glass != over:
            self.show(over)
        elif left > 0 and not self.has_class("warned"):
            self.app.bell()
        self.set_class(left > 0, "warned")
        key = "desk.idle" if left > 0 else "desk.scan"
        self.prompt(self._session.say(key, seconds=int(left)))

    def _unwarn(self) -> None:
        self.remove_class("warned")
        self.prompt(self._session.say("desk.scan"))

    async def _look(self) -> None:
        if self.talking or self.typing:
            return
        left = IDLE_LIMIT.total_seconds() - (time.monotonic() - self._touched)
        if self._view.in_set and left < WARN_BEFORE and not self.held:
            self._warn(left)
        else:
            self._unwarn()
        if self.held:
            stood = self.glass
            await self.reread()
            # Not over what was scanned meanwhile: who unlocked the desk here reads that it is not resolved.
            if not self._view.held and self.glass is stood:
                self.show(
                    Glass("ready", self._session.say("desk.freed"), self._session.say(f"desk.wants.{self.check}"))
                )
