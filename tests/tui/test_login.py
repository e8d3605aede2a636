"""Log-in as it comes from a scanner and a hurried hand: a PIN never shows (R27)."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui.driving import driving
from tests.tui.offices import PIN, House


async def test_a_pin_that_comes_right_behind_the_number_is_masked_and_proves_its_owner(house: House) -> None:
    async with driving(house) as driver:
        driver.burst(f"2\r{PIN}")
        await driver.until(lambda: driver.app.screen.query_one("#pin", Input).value == PIN)
        assert driver.app.screen.query_one("#person", Input).value == "2"
        assert PIN not in driver.glass()
        driver.burst("\r")
        # Not only the name: a test that ends while the first area is being put together leaves it half there.
        await driver.until(lambda: driver.app.session.batch)


async def test_number_pin_and_enter_in_one_burst_log_in(house: House) -> None:
    async with driving(house) as driver:
        driver.burst(f"3\r{PIN}\r")
        await driver.until(lambda: driver.app.session.batch)
        assert driver.app.session.actor is not None
        assert driver.app.session.actor.person == 3
