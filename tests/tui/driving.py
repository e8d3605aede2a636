"""A person at the screens: types, scans, waits for what the screen shows, never for time to pass."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual._time import get_time
from textual.pilot import Pilot
from textual.widgets import Input

from checkmail.locale import Language
from checkmail.tui.app import CheckmailApp
from checkmail.tui.screens.batches import BatchesScreen
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.opening import OpeningScreen
from checkmail.tui.widgets.desk_panel import DeskPanel
from tests.tui.offices import PIN, House

DEADLINE = 30.0


class Driver:
    """One running application and its pilot."""

    def __init__(self, app: CheckmailApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < end, f"{what or condition} never came; the screen shows:\n{self.glass()}"
            # Not pilot.pause: it waits until every part is idle, and a desk that waits for the office is not.
            await asyncio.sleep(0.01)

    async def shows(self, text: str) -> None:
        await self.until(lambda: text in self.glass(), text)

    def glass(self) -> str:
        """The screen as a person sees it."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def log_in(self, person: int) -> None:
        # By value, because pressing keys one by one is slow; test_tmux.py types them.
        self.app.screen.query_one("#person", Input).value = str(person)
        self.app.screen.query_one("#pin", Input).value = PIN
        self.app.screen.query_one("#pin", Input).focus()
        await self.pilot.press("enter")
        await self.until(lambda: self.app.session.person != "")

    async def batches(self, person: int, batch: int = 1) -> None:
        await self.log_in(person)
        await self.until(lambda: isinstance(self.app.screen, BatchesScreen) and self.app.session.batch)
        await self.pilot.press(*["down"] * (batch - 1))
        await self.until(lambda: self.app.session.batch == batch)

    async def area(self, key: str, text: str) -> None:
        await self.pilot.press(key)
        await self.shows(text)

    async def desk(self, check: int, batch: int = 1) -> None:
        """Opens the desk from any area, by keyboard; ``check`` 0, 1, 2: first, second, seal."""
        await self.pilot.press("f5")
        await self.until(lambda: isinstance(self.app.screen, OpeningScreen) and self.app.screen.query("#check"))
        await self.pilot.press(*["down"] * check, "space", "space", "enter")
        await self.until(lambda: isinstance(self.app.screen, DeskScreen) and self.app.screen.query("#scan"))

    @property
    def panel(self) -> DeskPanel:
        return self.app.screen.query_one(DeskPanel)

    def burst(self, text: str) -> None:
        """Posts keys without waiting between them, as a stalled terminal delivers them."""
        for character in text:
            key = {"\r": "enter", "\t": "tab", "\n": "ctrl+j"}.get(character, character)
            self.app.post_message(events.Key(key, character))

    def type(self, text: str, gap: float = 0.12) -> None:
        """Posts keys with the moments of fingers, ``gap`` seconds apart."""
        begun = get_time()
        for place, character in enumerate(text):
            key = events.Key({"\r": "enter"}.get(character, character), character)
            key.time = begun + place * gap
            self.app.post_message(key)

    async def scan(self, code: str, word: str) -> None:
        """Scans one code and waits for the verdict."""
        before = self.panel.glass
        self.burst(code + "\r")
        await self.until(lambda: self.panel.glass is not before and self.panel.glass.word == word, f"{code}: {word}")


@asynccontextmanager
async def driving(house: House, language: Language = "ja", size: tuple[int, int] = (120, 36)) -> AsyncIterator[Driver]:
    app = CheckmailApp(house.office, language)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Driver(app, pilot)
