"""A desk that is worked with the scanner alone: badges, PINs and commands from paper (R13, R14, R22, R25, R27)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from checkmail.office import pieces, pin_pad, record, withholding
from checkmail.office.acting import Actor
from checkmail.rules.codes import PIN_PAD, Code, Command, Kind
from checkmail.rules.model import PieceState
from checkmail.tui.screens.batches import BatchesScreen
from checkmail.tui.widgets.scan_input import ScanInput
from tests.tui.driving import Driver, driving
from tests.tui.offices import OFFICE_NUMBER, PIN, House, cover, label, ok


def command(one: Command) -> str:
    return Code(Kind.COMMAND, 0, one, 0, 0).digits(OFFICE_NUMBER)


def badge(person: int) -> str:
    return Code(Kind.BADGE, 0, person, 0, 0).digits(OFFICE_NUMBER)


def keyed(pin: str = PIN) -> list[str]:
    """A PIN as it is scanned from the card, its Enter too."""
    return [*(command(PIN_PAD[int(digit)]) for digit in pin), command(Command.PIN_ENTER)]


def allow(house: House) -> None:
    assert ok(pin_pad.allow_pin_pad(house.office, house.actor(1), allow=True))


def state(house: House, piece: int) -> PieceState:
    return ok(pieces.show_piece(house.office, house.actor(1), 1, piece)).piece.state


async def at_desk(driver: Driver, person: int = 3) -> None:
    await driver.batches(person)
    await driver.desk(1)


async def at_batches(driver: Driver) -> None:
    """The first area, once it has read what it shows."""
    await driver.until(lambda: isinstance(driver.app.screen, BatchesScreen) and driver.app.session.batch)
    await driver.shows("受給者証 年次更新")


async def scans(driver: Driver, *codes: str) -> None:
    driver.burst("".join(f"{code}\r" for code in codes))


async def asked(driver: Driver, words: str) -> None:
    await driver.until(lambda: words in str(driver.app.screen.query_one("#prompt").render()), words)


async def test_r27_badge_and_pin_pad_log_in_where_the_office_allows_it(house: House) -> None:
    allow(house)
    async with driving(house) as driver:
        await driver.until(lambda: driver.app.session.pin_pad)
        await scans(driver, badge(3), *keyed("11"), command(Command.PIN_CLEAR), *keyed())
        await at_batches(driver)
        assert driver.app.session.person.startswith("3 ")


async def test_r27_the_pin_pad_enters_nothing_where_the_office_does_not_allow_it(house: House) -> None:
    async with driving(house) as driver:
        await driver.until(lambda: driver.app.session.office_number)
        await scans(driver, badge(3), *keyed())
        await driver.shows("暗証番号の札を使いません")
        assert driver.app.screen.query_one("#pin", Input).value == ""
        assert driver.app.session.actor is None


async def test_r27_a_badge_in_place_of_a_pin_is_the_next_person_and_no_wrong_pin(house: House) -> None:
    allow(house)
    async with driving(house) as driver:
        await driver.until(lambda: driver.app.session.pin_pad)
        await scans(driver, badge(3), badge(4), *keyed())
        await at_batches(driver)
        assert driver.app.session.person.startswith("4 ")


@pytest.mark.parametrize("other", [PieceState.WAITING, PieceState.WITHHELD])
async def test_r13_a_stop_is_resolved_by_two_people_with_the_scanner_alone(house: House, other: PieceState) -> None:
    """Of a stop for a paper of a withheld piece (R4), the other one is left to resolve."""
    allow(house)
    if other is PieceState.WITHHELD:
        ok(withholding.add(house.office, house.actor(4), 1, [2], "後から届いた名簿"))
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 2), "held")
        await scans(driver, command(Command.RESOLVE))
        await asked(driver, "1、2番の停止")
        await scans(driver, command(Command.REASON_6))
        await asked(driver, "二人目")
        await scans(driver, badge(4))
        await asked(driver, "職員 4")
        await scans(driver, *keyed())
        await driver.until(lambda: (state(house, 1), state(house, 2)) == (PieceState.WAITING, other))
        await driver.shows("解決しました")
        assert not driver.panel.held


@pytest.mark.parametrize(
    ("act", "wanted", "reason"),
    [
        (Command.SEND_BACK, PieceState.WAITING, Command.REASON_2),
        (Command.WITHHOLD, PieceState.WITHHELD, Command.REASON_5),
    ],
)
async def test_r22_r4_a_piece_is_sent_back_or_withheld_by_codes(
    house: House, act: Command, wanted: PieceState, reason: Command
) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await scans(driver, command(act))
        await asked(driver, "封筒のコード")
        await scans(driver, label(1, 5))
        await asked(driver, "理由")
        await scans(driver, command(reason))
        await driver.until(lambda: state(house, 5) is wanted)
        await driver.until(lambda: driver.panel.glass.word == "ready")


@pytest.mark.parametrize(
    ("act", "prompt", "told"),
    [
        (Command.SPOIL, "使えなくなった紙", "書損じにしました"),
        (Command.REISSUE, "刷り直す紙", "7番の新しい紙を 1-7-reissue.pdf に作りました"),
    ],
)
async def test_r10_a_torn_paper_is_spoiled_or_printed_again_by_two_people_with_the_scanner_alone(
    house: House, tmp_path: Path, act: Command, prompt: str, told: str
) -> None:
    allow(house)
    async with driving(house) as driver:
        await at_desk(driver)
        driver.app.session.paper_folder = str(tmp_path)
        for code, asks in (
            (command(act), prompt), (cover(1, 7), "理由"), (command(Command.REASON_3), "二人目"), (badge(4), "職員 4"),
        ):  # fmt: skip
            await scans(driver, code)
            await asked(driver, asks)
        await scans(driver, *keyed())
        await driver.shows(told)
        artifacts = ok(pieces.show_piece(house.office, house.actor(1), 1, 7)).artifacts
        assert (int(Kind.COVER), 1, 1, "spoiled") in artifacts
        assert ((int(Kind.COVER), 1, 2, "live") in artifacts) == (tmp_path / "1-7-reissue.pdf").exists()
        assert (act is Command.REISSUE) == (tmp_path / "1-7-reissue.pdf").exists()


async def test_r14_a_question_is_left_by_code_and_the_open_set_stands(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await scans(driver, command(Command.SEND_BACK))
        await asked(driver, "差し戻す")
        await scans(driver, command(Command.HELP), command(Command.VOID))
        await asked(driver, "読取り待ち")
        await driver.scan(label(1, 1), "complete")


async def test_r14_the_desk_is_left_by_code_even_while_it_is_stopped(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 2), "held")
        await scans(driver, command(Command.PAUSE))
        await at_batches(driver)


async def test_r25_a_key_of_the_pin_pad_in_the_wrong_place_is_recorded_without_which_it_was(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        field = driver.app.screen.query_one(ScanInput)
        await scans(driver, command(Command.PIN_7))
        await driver.until(lambda: driver.panel.glass.word == "again" and field.value == "")
        entry = ok(record.show(house.office, Actor(1), 1, 0))[-1]
        assert entry.facts()["shape"] == "pin-pad"
        assert command(Command.PIN_7) not in str(entry)


def tray(number: int) -> str:
    return Code(Kind.TRAY, 1, number, 0, 1).digits(OFFICE_NUMBER)


async def test_r19_a_tray_is_opened_and_closed_by_its_code_and_keeps_other_trays_out(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(tray(1), "accepted")
        await driver.shows("開いた束 束1")
        await driver.scan(cover(1, 11), "cannot")
        await driver.shows("いま開いている束の紙ではありません")
        for piece in range(1, 11):
            await driver.scan(cover(1, piece), "accepted")
            if piece == 10:
                await driver.scan(tray(1), "cannot")
            await driver.scan(label(1, piece), "complete")
        await driver.scan(tray(1), "accepted")
        await driver.shows("束を閉じました")
        assert not record.verify(house.office, replay=True).faults


async def test_r14_whoever_comes_back_reads_where_to_begin_again(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 1), "complete")
        await driver.scan(cover(1, 2), "accepted")
        await scans(driver, command(Command.PAUSE))
        await at_batches(driver)
        await driver.desk(1)
        await driver.shows("2番は最初の紙からです")
        await driver.scan(cover(1, 2), "accepted")
        await driver.scan(label(1, 2), "complete")
        await driver.pilot.press("f10")
        await at_batches(driver)
        await driver.desk(1)
        await driver.shows("2番まで済んでいます")
