"""Every text of the areas stands out from its ground, dark and light (WCAG 2.2 AA); a desk's: ``test_desk_states``."""

from __future__ import annotations

from checkmail.tui.screens.area import GoTo
from tests.tui.driving import driving
from tests.tui.offices import House
from tests.tui.photographs import THEMES, faint, glass, settle, styles_parsed_once

AREAS = (
    "batches", "list", "list-rows", "list-approval", "print", "print-places", "print-settings", "desk",
    "count", "handover", "ledger", "people",
)  # fmt: skip


async def test_every_text_of_the_areas_stands_out_from_its_ground(house: House) -> None:
    found = {}
    with styles_parsed_once():
        async with driving(house) as driver:
            await driver.batches(1)
            for area in AREAS:
                before = driver.app.screen
                driver.app.post_message(GoTo(area))
                await driver.until(lambda: driver.app.screen is not before)  # noqa: B023
                for theme in THEMES:
                    driver.app.theme = theme.name
                    await settle(driver)
                    if bad := faint(glass(driver), large_words=False):
                        found[f"{area} {theme.name}"] = bad
    assert found == {}
