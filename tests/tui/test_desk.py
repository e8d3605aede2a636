"""The desk: blind, stopped until it is resolved, worked with scanner and function keys alone (R11–R17)."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from checkmail.office import pieces
from checkmail.office.acting import Actor
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import PieceState
from checkmail.rules.pace import Came
from checkmail.tui.screens.batches import BatchesScreen
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.login import LoginScreen
from checkmail.tui.widgets.scan_input import SCAN, ScanInput
from tests.tui.driving import Driver, driving
from tests.tui.offices import OFFICE_NUMBER, PIN, House, cover, label, ok

NAME_OF_1, NAME_OF_12 = "佐藤 花子", "田中 健"


def state(house: House, piece: int) -> PieceState:
    return ok(pieces.show_piece(house.office, Actor(1), 1, piece)).piece.state


async def answer(driver: Driver, text: str) -> None:
    """Types an answer and waits until something else is asked."""
    field = driver.app.screen.query_one(ScanInput)
    before = field.purpose
    field.value = ""
    driver.burst(text + "\r")
    await driver.until(lambda: field.purpose != before, f"after {before}")


async def hold(driver: Driver) -> None:
    """Mixes pieces 1 and 2 in one set at the second check."""
    await driver.scan(cover(1, 1), "accepted")
    await driver.scan(label(1, 2), "held")


async def test_r12_the_second_checker_is_told_nothing_before_the_set_is_complete(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        before = driver.glass()
        await driver.scan(cover(1, 1), "accepted")
        for glass in (before, driver.glass()):
            assert NAME_OF_1 not in glass
            assert "寺町通" not in glass
            assert "1番" not in glass
        await driver.scan(label(1, 1), "complete")
        await driver.shows(NAME_OF_1)
        assert "1番" in driver.glass()
        await driver.scan(cover(1, 2), "accepted")
        assert NAME_OF_1 not in driver.glass()
        assert "1番" not in driver.glass()


async def test_the_first_checker_reads_what_is_still_to_come(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.desk(0)
        await driver.scan(cover(1, 28), "accepted")
        await driver.shows("残り：封筒")
        await driver.shows(NAME_OF_12)
        await driver.scan(label(1, 28), "complete")
        await driver.until(lambda: state(house, 28) is PieceState.ENCLOSED)


async def test_r13_a_stop_survives_leaving_the_desk_and_the_program(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        await hold(driver)
        await driver.scan(cover(1, 3), "held")
        await driver.pilot.press("f10")
        await driver.until(lambda: isinstance(driver.app.screen, BatchesScreen))
        await driver.desk(1)
        assert driver.panel.glass.word == "held"
        assert driver.panel.held
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        assert driver.panel.glass.word == "held"
        await driver.shows("隔離：1、2番")
        await driver.pilot.press("f4")
        await driver.until(lambda: driver.panel.glass.word == "ready")
        assert not driver.panel.held
        assert state(house, 1) is PieceState.QUARANTINED


async def test_r13_enter_does_not_end_a_stop_and_the_command_code_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        await hold(driver)
        await driver.pilot.press("enter", "enter", "tab", "escape", "space", "backspace")
        assert driver.panel.glass.word == "held"
        for key in ("f2", "f7", "escape", "f1"):  # The pieces to take off the desk stay to be read.
            await driver.pilot.press(key)
            assert key == "f7" or "隔離：1、2番" in driver.panel.glass.message
        await driver.scan(cover(1, 3), "held")
        assert "隔離：1、2番" in driver.panel.glass.message
        panel, reread = driver.panel, driver.panel.reread
        unlock = Code(Kind.COMMAND, 0, Command.ACKNOWLEDGE, 0, 0).digits(OFFICE_NUMBER)

        async def while_looking() -> None:
            await panel.scan(unlock, Came.SCANNED)
            await reread()

        monkeypatch.setattr(panel, "reread", while_looking)
        await panel._look()
        assert panel.glass.word == "ready"
        assert "二人で解決するまで進みません" in panel.glass.message
        monkeypatch.undo()
        await driver.until(lambda: not driver.panel.view.held)
        await driver.scan(unlock, "ready")
        assert panel.glass.message == "停止していません。"
        await driver.pilot.press("f6")  # An envelope's code names the piece, once the desk holds none.
        await answer(driver, label(1, 1))
        await driver.shows("理由（照合席カード")


async def test_r13_two_people_resolve_a_stop_at_the_desk(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        await hold(driver)
        await driver.pilot.press("f6")
        field = driver.app.screen.query_one(ScanInput)
        await driver.shows("1、2番の停止を解決する")
        await answer(driver, "取り違え [/]")
        await answer(driver, Code(Kind.BADGE, 0, 4, 0, 0).digits(OFFICE_NUMBER))
        assert field.password
        driver.burst(PIN + "\r")
        await driver.until(lambda: state(house, 1) is state(house, 2) is PieceState.WAITING)
        await driver.shows("解決しました")
        assert not driver.panel.held
        assert driver.app.focused is field


async def test_r12_the_pin_is_asked_at_the_next_tray_and_the_codes_behind_it_wait(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        driver.burst("".join(f"{code}\r" for n in (1, 11, 12) for code in (cover(1, n), label(1, n))))
        await driver.until(lambda: driver.panel.glass.word == "pin")
        field = driver.app.screen.query_one(ScanInput)
        await driver.until(lambda: field.password)
        await driver.until(lambda: len(driver.panel._waiting) == 4)
        await driver.scan(cover(1, 13), "asks")
        assert state(house, 11) is PieceState.ENCLOSED
        driver.burst("000000\r")
        await driver.until(lambda: driver.panel.glass.word == "again")
        assert field.password
        driver.burst(PIN + "\r")
        await driver.until(lambda: state(house, 12) is PieceState.VERIFIED)
        assert state(house, 11) is PieceState.VERIFIED
        await driver.until(lambda: field.purpose == SCAN)
        assert PIN not in driver.glass()


async def test_focus_stays_on_the_scan_input(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        field = driver.app.screen.query_one(ScanInput)
        for target in ("#verdict", "#message", "#counts", "#keys", "#desk-top", "#big-word"):
            await driver.pilot.click(target)
            assert driver.app.focused is field, target
        await driver.pilot.press("tab", "shift+tab", "escape", "f1", "up", "down", "pageup")
        assert driver.app.focused is field
        assert [w for w in driver.app.screen.query("*") if w.can_focus] == [field]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_a_verdict_fits_in_eighty_by_twenty_four(house: House, language: str) -> None:
    async with driving(house, "ja" if language == "ja" else "en", (80, 24)) as driver:
        await driver.batches(3)
        await driver.desk(1)
        await hold(driver)
        verdict, following = driver.app.screen.query_one("#verdict"), driver.app.screen.query_one("#following")
        assert verdict.virtual_size.height <= verdict.size.height
        assert verdict.region.contains_region(following.region)
        assert following.size.height >= 1
        art = driver.app.screen.query_one("#big-word")
        assert art.size.height == 8
        assert verdict.region.contains_region(art.region)
        assert driver.app.screen.query_one("#scan").region.bottom <= 23


async def test_send_back_takes_the_envelopes_code_and_a_reason(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(2)
        await driver.desk(0)
        await driver.pilot.press("f3")
        await answer(driver, label(1, 5))
        await answer(driver, "破れ")
        await driver.until(lambda: state(house, 5) is PieceState.WAITING)
        await driver.shows("差し戻しました：5番")


async def test_r14_function_key_and_command_void_the_set(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        await driver.scan(cover(1, 1), "accepted")
        await driver.until(lambda: driver.panel.view.in_set == 1)
        await driver.pilot.press("f2")
        await driver.until(lambda: driver.panel.view.in_set == 0)
        await driver.scan(cover(1, 2), "accepted")
        await driver.scan(Code(Kind.COMMAND, 0, Command.VOID, 0, 0).digits(OFFICE_NUMBER), "ready")
        await driver.scan(cover(1, 3), "accepted")


async def test_the_next_person_comes_back_to_the_desk(house: House) -> None:
    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        driver.burst(Code(Kind.COMMAND, 0, Command.NEXT_PERSON, 0, 0).digits(OFFICE_NUMBER) + "\r")
        await driver.until(lambda: isinstance(driver.app.screen, LoginScreen) and driver.app.screen.query("#pin"))
        driver.app.screen.query_one("#person", Input).value = Code(Kind.BADGE, 0, 4, 0, 0).digits(OFFICE_NUMBER)
        await driver.pilot.press("enter", *PIN, "enter")
        await driver.shows("何の確認をしますか")
        assert driver.app.session.batch == 1


async def test_r28_a_log_in_elsewhere_ends_this_desk(house: House) -> None:
    from checkmail.office.people import sign_in

    async with driving(house) as driver:
        await driver.batches(3)
        await driver.desk(1)
        ok(sign_in(house.office, 3, PIN, session=True))
        await driver.scan(cover(1, 1), "cannot")
        assert isinstance(driver.app.screen, DeskScreen)
        await driver.shows("別の場所で使われています")
