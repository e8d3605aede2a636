"""Planted sets on the screens: planted by a supervisor, met at a desk by somebody who cannot tell."""

from __future__ import annotations

from checkmail.office import planting
from checkmail.rules.codes import Code, Kind
from tests.tui.driving import driving
from tests.tui.offices import OFFICE_NUMBER, House, ok
from tests.tui.test_areas import act, form


def paper(kind: Kind, piece: int) -> str:
    return Code(kind, 1, piece, 0 if kind is Kind.LABEL else 1).digits(OFFICE_NUMBER)


async def test_a_set_is_planted_by_a_supervisor_and_told_to_a_clerk_once_it_is_caught(house: House) -> None:
    slip = house.folder / "slip.pdf"
    async with driving(house) as driver:
        await driver.batches(1)
        await driver.area("f6", "束")
        await act(driver, "planted")
        await driver.shows("仕込み 0")
        await form(driver, "plant", wrong="foreign-sheet", out=str(slip))
        await driver.shows("別の番号の送付状が入っている")
        (one,) = ok(planting.list_planted(house.office, house.actor(1), 1)).sets
        assert slip.exists()
        await driver.pilot.press("ctrl+l")
        await driver.until(lambda: driver.app.session.person == "")
        await driver.batches(2)
        await driver.desk(0)
        await driver.scan(paper(Kind.COVER, one.pieces[1]), "accepted")
        assert f"{one.pieces[1]}番" in driver.glass()
        assert "仕込" not in driver.glass()
        await driver.scan(paper(Kind.LABEL, one.number), "held")
        assert "決裁者が仕込んだ一式" in driver.glass()
        await driver.pilot.press("f4")
        await driver.until(lambda: not driver.panel.held)
        await driver.scan(paper(Kind.COVER, 26), "accepted")


async def test_a_clerk_does_not_see_the_planted_sets(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.area("f6", "束")
        await act(driver, "planted")
        await driver.until(lambda: driver.app.screen.AREA == "count-planted")  # type: ignore[attr-defined]
        await driver.shows("権限")
        assert "仕込み 0" not in driver.glass()
