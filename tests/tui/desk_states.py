"""A walk through the states of a desk, each once, in the order in which one leads to the next.

Whoever walks along (:func:`walk`) is called at every state, with a name that is the file of its picture. Words are
waited for by their key and never by a language's text. Nothing on the way goes by the clock of the machine.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from textual import events
from textual.widgets import Input

from checkmail.office.batches import show_batch
from checkmail.rules.codes import PRACTICE_OFFICE, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.scan import IDLE_LIMIT
from checkmail.tui.screens.area import GoTo
from checkmail.tui.screens.batches import BatchesScreen
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.login import LoginScreen
from checkmail.tui.screens.opening import OpeningScreen
from checkmail.tui.widgets import desk_panel
from checkmail.tui.widgets.scan_input import ScanInput
from tests.tui.desk_office import (
    ATTENTION,
    REPRINTED,
    WITHHELD,
    badge,
    command,
    cover,
    label,
    own,
    paper,
    papers,
)  # fmt: skip
from tests.tui.driving import Driver
from tests.tui.offices import PIN, House, ok
from tests.tui.photographs import settle

KANA = str.maketrans("1234567890", "ぬふあうえおやゆよわ")


@contextmanager
def standing_clock() -> Iterator[SimpleNamespace]:
    """The glass's own clock stands; ``forward`` seconds are what it shows. Numbers are read without a pause."""
    clock = SimpleNamespace(forward=0.0)
    with (
        patch.object(desk_panel, "time", SimpleNamespace(monotonic=lambda: clock.forward)),
        patch.object(desk_panel, "COUNT_AFTER", 0.0),
    ):
        yield clock


class Walk:
    """A person who goes from state to state."""

    def __init__(self, driver: Driver, house: House, clock: SimpleNamespace) -> None:
        self._driver, self._house, self._clock = driver, house, clock

    async def _press(self, *keys: str) -> None:
        for key in keys:
            self._driver.app.post_message(events.Key(key, None))
            await settle(self._driver)

    async def _scan(self, *codes: str, word: str) -> None:
        for code in codes[:-1]:
            before = self._driver.panel.glass
            self._driver.burst(f"{code}\r")
            await self._driver.until(lambda: self._driver.panel.glass is not before)  # noqa: B023
        await self._driver.scan(codes[-1], word)

    async def _answer(self, text: str) -> None:
        """Answers the question that stands; the next one, or none, stands then."""
        field = self._driver.app.screen.query_one(ScanInput)
        before = field.purpose
        self._driver.burst(f"{text}\r")
        await self._driver.until(lambda: field.purpose != before, before)

    async def _begun(self, text: str, name: str) -> AsyncIterator[str]:
        """A line that has begun, and is taken back."""
        self._driver.burst(text)
        await settle(self._driver)
        yield name
        await self._press(*["backspace"] * len(text))

    async def _paste(self, text: str) -> None:
        before = self._driver.panel.glass
        self._driver.app.post_message(events.Paste(f"{text}\n"))
        await self._driver.until(lambda: self._driver.panel.glass is not before)

    async def _at_log_in(self) -> None:
        app = self._driver.app
        await self._driver.until(lambda: isinstance(app.screen, LoginScreen) and app.screen.query("#pin"))
        await settle(self._driver, lambda: app.session.office_name)

    async def _log_in(self, person: int) -> None:
        await self._at_log_in()
        await self._driver.log_in(person)
        await self._driver.until(lambda: not isinstance(self._driver.app.screen, LoginScreen))

    async def _leave(self) -> None:
        await self._press("f10")
        await self._driver.until(lambda: isinstance(self._driver.app.screen, BatchesScreen))

    async def _change(self, person: int) -> None:
        await self._press("f9")
        await self._log_in(person)

    async def _choose(self, batch: int) -> None:
        session = self._driver.app.session
        assert session.actor is not None
        name = ok(show_batch(self._house.office, session.actor, batch)).name
        await settle(self._driver)
        session.batch, session.batch_name = batch, name
        self._driver.app.post_message(GoTo("desk"))
        await self._driver.until(
            lambda: isinstance(self._driver.app.screen, OpeningScreen) and self._driver.app.screen.query("#check")
        )
        await settle(self._driver)

    async def _chosen(self, check: Check) -> None:
        await self._press(*["down"] * list(Check).index(check), "space", "space")

    async def _open(self) -> None:
        await self._press("enter")
        await self._driver.until(lambda: isinstance(self._driver.app.screen, DeskScreen))

    async def _sit(self, batch: int, check: Check) -> None:
        await self._choose(batch)
        await self._chosen(check)
        await self._open()

    async def first(self) -> AsyncIterator[str]:
        """Before the desk, and the first check of batch 1."""
        driver = self._driver
        await self._at_log_in()
        yield "log-in"
        driver.app.screen.query_one("#person", Input).value = "2"
        driver.app.screen.query_one("#pin", Input).value = "000000"
        driver.app.screen.query_one("#pin", Input).focus()
        await self._press("enter")
        await driver.until(lambda: driver.app.screen.query_one("#pin", Input).value == "")
        yield "log-in-refused"
        await self._log_in(2)
        await driver.until(lambda: isinstance(driver.app.screen, BatchesScreen) and driver.app.session.batch)
        await settle(driver)
        driver.app.session.batch = 0
        before = driver.app.screen
        driver.app.post_message(GoTo("desk"))
        await driver.until(lambda: driver.app.screen is not before and driver.app.session.batch)
        yield "no-batch"
        await self._choose(1)
        yield "opening"
        await self._chosen(Check.FIRST)
        yield "opening-chosen"
        await self._open()
        yield "first-begins"
        await self._scan(cover(1, 1), word="accepted")
        yield "first-open"
        await self._press("f1")
        yield "first-explained"
        await self._scan(label(1, 1), word="again")
        yield "refused-incomplete"
        await self._paste(cover(1, 1))
        yield "refused-typed"
        await self._press("f7")
        yield "typing-by-hand"
        await self._press("escape")
        await self._paste(own(1))
        yield "first-own-number-typed"
        await self._scan(own(1), word="repeated")
        yield "repeated"
        await self._scan(*papers(1)[2:], word="complete")
        yield "first-complete"
        await self._scan(cover(1, 1), word="cannot")
        yield "refused-finished"
        await self._scan(cover(1, 3).translate(KANA), word="again")
        yield "refused-kana"
        await self._scan(cover(1, WITHHELD), word="aside")
        yield "refused-withheld"
        await self._scan(cover(1, REPRINTED), word="aside")
        yield "refused-superseded"

    async def interrupted(self) -> AsyncIterator[str]:
        """A set left alone, forgotten and begun again; a foreign batch; a tray by its code."""
        driver, panel = self._driver, self._driver.panel
        await self._scan(cover(1, 3), word="accepted")
        await settle(driver)
        self._clock.forward += IDLE_LIMIT.total_seconds() - 42
        await panel._look()
        yield "idle"
        self._clock.forward += 60
        await panel._look()
        yield "idle-over"
        await self._press("f2")
        yield "voided"
        await self._press("f3")
        yield "send-back-asked"
        await self._press("escape")
        await self._scan(cover(1, 3), word="accepted")
        await self._scan(cover(2, 5), word="held")
        yield "stop-other-batch"
        await self._scan(command(Command.ACKNOWLEDGE), word="ready")
        yield "stop-released"
        await self._scan(paper(Kind.TRAY, 1, 2, 0, 1), word="accepted")
        yield "tray-open"
        await self._scan(cover(1, 4), word="cannot")
        yield "refused-other-tray"
        await self._scan(cover(1, 3), word="aside")
        yield "refused-quarantined"
        await self._scan(cover(1, 8), word="accepted")
        await self._leave()
        await self._sit(1, Check.FIRST)
        yield "begin-again"
        await self._scan(paper(Kind.TRAY, 1, 2, 0, 1), *papers(8), word="complete")
        yield "tray-complete"
        await self._scan(paper(Kind.TRAY, 1, 2, 0, 1), word="accepted")
        yield "tray-finished"

    async def second(self) -> AsyncIterator[str]:
        """The second check of batch 1 by another person: blind, asked, stopped, resolved by two."""
        await self._press("f9")
        await self._at_log_in()
        yield "next-person"
        await self._log_in(2)
        await self._chosen(Check.SECOND)
        await self._open()
        await self._scan(cover(1, 1), word="cannot")
        yield "refused-same-person"
        await self._change(3)
        await self._chosen(Check.SECOND)
        await self._open()
        yield "second-begins"
        async for name in self._begun("604812", "pin-too-early"):
            yield name
        await self._scan(cover(1, 1), word="accepted")
        yield "second-open"
        await self._scan(*papers(1)[1:], word="complete")
        yield "second-complete"
        await self._scan(*papers(ATTENTION), word="asks")
        yield "asked"
        async for name in self._begun("3", "asked-answering"):
            yield name
        await self._scan("31", word="again")
        yield "asked-again"
        await self._scan("12", word="complete")
        await self._scan(cover(1, 7), word="pin")
        yield "pin-asked"
        await self._scan("000000", word="again")
        yield "pin-wrong"
        await self._answer(PIN)
        await self._driver.until(lambda: self._driver.panel.glass.word == "accepted")
        await self._scan(cover(1, REPRINTED, 2), word="held")
        yield "stop"
        await self._press("f1")
        yield "stop-explained"
        await self._press("f6")
        yield "resolve-reason"
        await self._answer(command(Command.REASON_1))
        yield "resolve-second-person"
        await self._answer(badge(4))
        yield "resolve-second-pin"
        await self._answer(PIN)
        yield "resolved"

    async def sealed(self) -> AsyncIterator[str]:
        """The seal check of batch 2."""
        await self._change(4)
        await self._sit(2, Check.SEAL)
        yield "seal-begins"
        await self._scan(label(2, 1), word="complete")
        yield "seal-complete"
        await self._scan(label(2, 5), word="cannot")
        yield "refused-not-released"
        await self._scan(label(2, 1), word="held")
        yield "stop-second-envelope"
        await self._scan(command(Command.ACKNOWLEDGE), word="ready")

    async def stopped(self) -> AsyncIterator[str]:
        """A planted set and three holds at the first check of batch 2."""
        await self._change(2)
        await self._sit(2, Check.FIRST)
        await self._scan(cover(2, 10), word="accepted")
        await self._scan(label(2, 9), word="held")
        yield "planted-caught"
        await self._scan(command(Command.ACKNOWLEDGE), word="ready")
        for piece in (5, 7):
            await self._scan(cover(2, piece), word="accepted")
            await self._scan(label(2, piece + 1), word="held")
            if piece == 5:
                await self._scan(command(Command.ACKNOWLEDGE), word="ready")
        yield "stop-third"
        await self._scan(command(Command.ACKNOWLEDGE), word="ready")
        await self._leave()
        await self._choose(2)
        await self._chosen(Check.FIRST)
        await self._press("enter")
        yield "opening-stopped"

    async def households(self) -> AsyncIterator[str]:
        """A grouped set of two people, one of whose documents has two stamped sheets."""
        await self._sit(3, Check.FIRST)
        await self._scan(cover(3, 1), word="accepted")
        yield "grouped-open"
        await self._scan(paper(Kind.STAMPED, 3, 1, 1), word="accepted")
        yield "stamped-sheet"
        await self._scan(paper(Kind.STAMPED, 3, 1, 3), own(1), own(2), paper(Kind.STAMPED, 3, 1, 5), word="accepted")
        yield "grouped-last"
        await self._scan(label(3, 1), word="complete")
        yield "grouped-complete"
        # A practice's desk is any other; only the number of its office says what it is.
        session, screen = self._driver.app.session, self._driver.app.screen
        assert isinstance(screen, DeskScreen)
        with patch.object(session, "office_number", PRACTICE_OFFICE):
            screen.on_resize()
            yield "practice"

    async def states(self) -> AsyncIterator[str]:
        """Every state, by name."""
        parts = (self.first, self.interrupted, self.second, self.sealed, self.stopped, self.households)
        for part in parts:
            async for name in part():
                await settle(self._driver)
                yield name
