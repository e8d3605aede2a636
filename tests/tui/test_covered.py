"""A PIN in the scan field before anybody asked for one: covered on the glass and kept nowhere (R25, R27)."""

from __future__ import annotations

from checkmail.rules.codes import Code, Kind
from checkmail.tui.widgets.scan_input import ScanInput
from tests.tui.driving import Driver, driving
from tests.tui.offices import OFFICE_NUMBER, PIN, House, cover, label
from tests.tui.test_scan import at_desk, count, recorded


def field(driver: Driver) -> ScanInput:
    return driver.app.screen.query_one(ScanInput)


async def shown(driver: Driver, text: str) -> str:
    """What the field shows when ``text`` has come."""
    driver.burst(text)
    await driver.until(lambda: field(driver).value == text)
    return field(driver).render_line(0).text.strip()


async def erased(driver: Driver) -> None:
    await driver.pilot.press(*["backspace"] * len(field(driver).value))


def kept(house: House) -> list[str]:
    """The erasable texts; what else stands in their rows are digests."""
    cells = (str(cell) for row in house.office.store.dump("texts") for cell in row)
    return [cell for cell in cells if len(cell) != 64]


async def test_r27_a_pin_too_early_is_covered_and_not_kept(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        assert await shown(driver, PIN) == "•" * len(PIN)
        driver.burst(cover(1, 1) + "\r")
        await driver.until(lambda: driver.panel.glass.word == "again")
        # A PIN that stands in the field stays covered when the next line may be read.
        assert await shown(driver, PIN) == "•" * len(PIN)
        await driver.pilot.press("f7")
        await driver.until(lambda: driver.panel.typing)
        assert field(driver).render_line(0).text.strip() == "•" * len(PIN)
        await erased(driver)
        assert await shown(driver, "12345") == "12345"
        await erased(driver)
        await driver.pilot.press("escape")
        await driver.until(lambda: not driver.panel.typing)
        assert await shown(driver, PIN) == "•" * len(PIN)
        driver.burst("\r")
        await driver.until(lambda: count(house) == before + 2)
        assert recorded(house, before) == ["", ""]
        assert not any(PIN in text for text in kept(house))


async def test_r27_a_pin_right_behind_a_badge_is_covered_from_its_first_digit(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 2), "held")
        await driver.pilot.press("f6")
        await driver.shows("停止を解決する")
        assert await shown(driver, "入れ間違い") == "入れ間違い"
        driver.burst("\r")
        await driver.shows("二人目の職員番号か職員証")
        badge = Code(Kind.BADGE, 0, 4, 0, 0).digits(OFFICE_NUMBER)
        assert await shown(driver, badge) == "•" * len(badge)
        seen: list[str] = []
        real, line = ScanInput.render_line, field(driver)
        line.render_line = lambda y: seen.append(real(line, y).text) or real(line, y)  # type: ignore[method-assign]
        driver.burst(f"\r{PIN}\r")
        await driver.until(lambda: line.purpose != "scan")
        await driver.shows("暗証番号")
        assert not any(digit in text for text in seen for digit in PIN)
