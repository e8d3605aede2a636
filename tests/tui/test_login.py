"""Log-in as it comes from a scanner and a hurried hand: a PIN never shows (R27)."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.widgets import Input

from checkmail.tui.screens.area import LoggedOut
from checkmail.tui.screens.form import Field, FormScreen, Values
from checkmail.tui.session import Said
from checkmail.tui.widgets.form_field import FormField
from tests.tui.driving import Driver, driving
from tests.tui.offices import PIN, House

NUMBER = "3"
"""A person's number that is no digit of the PIN."""


async def logged_in(driver: Driver, person: int) -> None:
    # Not only the name: a test that ends while the first area is being put together leaves it half there.
    await driver.until(lambda: driver.app.session.batch)
    assert driver.app.session.actor is not None
    assert driver.app.session.actor.person == person


async def test_a_pin_that_comes_right_behind_the_number_is_masked_and_proves_its_owner(house: House) -> None:
    async with driving(house) as driver:
        driver.burst("77")
        driver.app.post_message(events.Key("ctrl+u", "\x15"))  # Takes back what stands in the number, not the PIN.
        driver.burst(f"2\r{PIN}")
        await driver.until(lambda: driver.app.screen.query_one("#pin", Input).value == PIN)
        assert driver.app.screen.query_one("#person", Input).value == "2"
        assert PIN not in driver.glass()
        driver.burst("\r")
        await logged_in(driver, 2)


@pytest.mark.parametrize("end", ["\r", "\t", "\n", "\r\n"])
async def test_number_pin_and_their_ends_in_one_burst_log_in(house: House, end: str) -> None:
    """Every end that a scanner can be set to."""
    async with driving(house) as driver:
        driver.burst(f"{NUMBER}{end}{PIN}{end}")
        await logged_in(driver, 3)


@pytest.mark.parametrize("text", [f"{NUMBER}\r\n{PIN}\r\n", f"{NUMBER}\t{PIN}", f"{NUMBER}\n{PIN}\n" + "9\n" * 100_000])
async def test_number_and_pin_in_one_paste_go_to_their_fields(house: House, text: str) -> None:
    async with driving(house) as driver:
        driver.app.post_message(events.Paste(text))
        await driver.until(lambda: driver.app.screen.query_one("#pin", Input).value == PIN)
        driver.burst("\r")
        await logged_in(driver, 3)


async def test_no_digit_of_a_pin_stands_in_the_number_whenever_the_keys_come(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also before the fields are there, and while a page or a terminal loses and gets the focus within the burst."""
    stood: list[str] = []

    def watch(field: FormField, value: str) -> None:
        if field.id == "person":
            stood.append(value)

    monkeypatch.setattr(FormField, "watch_value", watch, raising=False)
    async with driving(house) as driver:
        for lost, back, patience in ((0, 1, 0), (2, 1, 1), (2, 3, 0), (2, 9, 8), (5, 1, 0), (8, 9, 8)):
            driver.app.post_message(LoggedOut())
            for _ in range(patience):
                await asyncio.sleep(0)
            keys = [events.Key({"\r": "enter"}.get(one, one), one) for one in f"{NUMBER}\r{PIN}"]
            for place, key in enumerate(keys):
                if place == lost:
                    driver.app.post_message(events.AppBlur())
                driver.app.post_message(key)
                if place == lost + back:
                    driver.app.post_message(events.AppFocus())
            pin = f"#pin:{lost}:{back}:{patience}"
            await driver.until(
                lambda: (
                    (driver.app.screen.query("#pin") and driver.app.screen.query_one("#pin", Input).value == PIN)
                    or set("".join(stood)) - {NUMBER}
                ),
                pin,
            )
            assert set("".join(stood)) <= {NUMBER}, pin
            assert driver.app.screen.query_one("#person", Input).value == NUMBER


async def test_a_form_is_filled_in_one_burst_from_before_it_stands(house: House) -> None:
    """Each key acts on what it was pressed for, not on what has the focus when its turn comes."""
    taken: list[Values] = []

    async def perform(values: Values) -> Said:
        taken.append(values)
        return Said("done", "")

    fields = (
        Field("name"), Field("new-pin", "secret"),
        Field("role", "choice", "clerk", options=(("clerk", "c"), ("supervisor", "s"))), Field("sure", "tick"),
    )  # fmt: skip
    async with driving(house) as driver:
        driver.app.push_screen(FormScreen(driver.app.session, "", fields, perform))
        driver.burst(f"佐藤\r{PIN}\r")
        for key in ("down", "space", "tab", "space", "ctrl+s"):
            driver.app.post_message(events.Key(key, " " if key == "space" else None))
        await driver.until(lambda: taken)
    assert dict(taken[0]) == {"name": "佐藤", "new-pin": PIN, "role": "supervisor", "sure": True}
