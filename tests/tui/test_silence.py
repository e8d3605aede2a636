"""A scanner that sends no Enter: where silence ends a line, and where it must not (R15). The clock stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from checkmail.tui.widgets import silence
from checkmail.tui.widgets.scan_input import ScanInput
from checkmail.tui.widgets.silence import LATE, OTHER, WHOLE
from tests.tui.driving import Driver, driving
from tests.tui.offices import House, cover, label
from tests.tui.test_scan import at_desk, count, recorded


@dataclass
class Timer:
    seconds: float
    rings: Callable[[], None]
    stands: bool = True

    def stop(self) -> None:
        self.stands = False


@dataclass
class Clock:
    """The clock and the timers of a scan input."""

    now: float = 0.0
    timers: list[Timer] = field(default_factory=list)

    def set_timer(self, _widget: ScanInput, seconds: float, rings: Callable[[], None]) -> Timer:
        self.timers.append(Timer(seconds, rings))
        return self.timers[-1]

    @property
    def last(self) -> Timer:
        return self.timers[-1]

    def ring(self, late: float = 0.0) -> None:
        """Lets the time of the newest timer pass."""
        assert self.last.stands
        self.now += self.last.seconds + late
        self.last.rings()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(silence, "monotonic", lambda: clock.now)
    monkeypatch.setattr(ScanInput, "set_timer", lambda *arguments: clock.set_timer(*arguments))
    return clock


async def came(driver: Driver, text: str) -> None:
    line = driver.app.screen.query_one(ScanInput)
    driver.burst(text)
    await driver.until(lambda: line.value.endswith(text))


async def test_r15_silence_ends_a_whole_code_and_waits_longer_for_anything_else(house: House, clock: Clock) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        await came(driver, cover(1, 1)[:17])
        assert clock.last.seconds == OTHER
        await came(driver, cover(1, 1)[17:])
        assert clock.last.seconds == WHOLE
        clock.ring()
        await driver.until(lambda: driver.panel.glass.word == "accepted")
        await came(driver, "１" * 17 + "1")
        assert clock.last.seconds == WHOLE
        await came(driver, "2")
        assert clock.last.seconds == OTHER
        clock.ring()
        await driver.until(lambda: driver.panel.glass.word == "again")
        assert recorded(house, before) == [cover(1, 1), ""]


async def test_r15_a_stall_cuts_no_code_in_two(house: House, clock: Clock) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        # The program was not there: the other half lies in the terminal, unread.
        await came(driver, cover(1, 1)[:9])
        clock.ring(late=LATE + 0.01)
        again = clock.last
        await came(driver, cover(1, 1)[9:])
        assert not again.stands
        driver.burst("\r")
        await driver.until(lambda: driver.panel.glass.word == "accepted")
        # The other half was read, and waits to be handled.
        await came(driver, label(1, 1)[:9])
        driver.burst(label(1, 1)[9:] + "\r")
        clock.ring()
        await driver.until(lambda: driver.panel.glass.word == "complete")
        assert recorded(house, before) == [cover(1, 1), label(1, 1)]


async def test_r15_a_machine_that_is_always_late_ends_a_line_all_the_same(house: House, clock: Clock) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await came(driver, cover(1, 1))
        clock.ring(late=5)
        clock.ring(late=5)
        await driver.until(lambda: driver.panel.glass.word == "accepted")
