"""The four hops of a scan: nothing lost, nothing merged, nothing out of order, nothing shown too early (R15)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual import events

from checkmail.office import desk, pieces, record
from checkmail.office.acting import Actor, Office
from checkmail.office.desk_views import Answer
from checkmail.rules.ledger import Entry
from checkmail.rules.pace import Came
from checkmail.rules.refusal import Refusal
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.widgets.scan_input import ScanInput
from tests.tui.driving import Driver, driving
from tests.tui.offices import PIN, House, cover, label, ok


def codes_of(pieces: range) -> list[str]:
    return [code for piece in pieces for code in (cover(1, piece), label(1, piece))]


def recorded(house: House, after: int) -> list[str]:
    """The codes of batch 1's chain after an entry, in the ledger's order."""
    entries = ok(record.show(house.office, Actor(1), 1, after))
    return [str(e.facts()["code"]) for e in entries if "code" in e.facts()]


def scans(house: House) -> list[Entry]:
    """Every entry of batch 1's chain."""
    return ok(record.show(house.office, Actor(1), 1, 0))


def count(house: House) -> int:
    return next(head.count for head in ok(record.chains(house.office, Actor(1))) if head.chain == 1)


async def at_desk(driver: Driver, person: int = 3, check: int = 1) -> None:
    await driver.batches(person)
    await driver.desk(check)


async def test_r15_a_burst_of_fifty_codes_is_answered_in_order_and_none_is_lost(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver, person=2, check=0)
        before = count(house)
        burst = codes_of(range(1, 26))
        driver.burst("".join(code + "\r" for code in burst))
        await driver.until(lambda: len(recorded(house, before)) >= len(burst))
        await driver.until(lambda: driver.app.screen.query_one(ScanInput).value == "")
        assert recorded(house, before) == burst


ANOTHER_DESK = """
import sys
import time
from pathlib import Path
from checkmail.office import desk
from checkmail.office.acting import Office
from checkmail.office.people import sign_in
from checkmail.rules.model import Check
from checkmail.store.sqlite import open_sqlite
office = Office(open_sqlite(Path(sys.argv[1])), "desk2")
actor = sign_in(office, 4, sys.argv[2], session=True)
desk.open_desk(office, actor, 1, Check.FIRST, clear=True)
print("open", flush=True)
while True:
    desk.scan(office, actor, 1, "another desk")
    time.sleep(0.02)  # far quicker than hands
"""


async def test_r15_a_burst_is_whole_while_another_desk_writes_and_the_terminal_is_blurred(house: House) -> None:
    burst = codes_of(range(1, 26))
    command = [sys.executable, "-c", ANOTHER_DESK, str(house.folder / "office.db"), PIN]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    async with driving(house) as driver:
        await at_desk(driver, person=2, check=0)
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as other:
            assert other.stdout
            assert await asyncio.to_thread(other.stdout.readline) == b"open\n"
            before = count(house)
            driver.app.post_message(events.AppBlur())
            driver.burst("".join(code + "\r" for code in burst))
            await driver.until(lambda: [code for code in recorded(house, before) if code][-1:] == burst[-1:])
            other.kill()
        assert [code for code in recorded(house, before) if code] == burst
        assert "" in recorded(house, before)


async def test_r15_a_paste_of_many_codes_is_split_at_every_kind_of_line_end(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver, person=2, check=0)
        before = count(house)
        pasted = codes_of(range(26, 31))
        ends = ["\r", "\n", "\r\n", "\t"]
        text = "".join(code + ends[place % 4] for place, code in enumerate(pasted[:-1])) + pasted[-1]
        driver.app.post_message(events.Paste(text))
        await driver.until(lambda: len(recorded(house, before)) == len(pasted) - 1)
        driver.burst("\r")
        await driver.until(lambda: len(recorded(house, before)) == len(pasted))
        assert recorded(house, before) == pasted
        # What is pasted came from no paper.
        assert {entry.facts()["reason"] for entry in [e for e in scans(house)[before:] if "came" in e.facts()]} == {
            "typed-by-hand"
        }


async def test_r15_a_code_at_the_pace_of_fingers_is_taken_only_after_f7_and_is_marked(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        driver.type(f"{cover(1, 1)}\r")
        await driver.until(lambda: driver.panel.glass.message.startswith("スキャナーではなく"))
        await driver.pilot.press("f7")
        driver.type(f"{cover(1, 1)}\r")
        await driver.until(lambda: driver.panel.glass.word == "accepted")
        driver.type(f"{label(1, 1)}\r")
        await driver.until(lambda: driver.panel.glass.message.startswith("スキャナーではなく"))
        await driver.scan(label(1, 1), "complete")
        said = [entry for entry in scans(house)[before:] if "came" in entry.facts()]
        ways = [(entry.kind, entry.facts()["came"]) for entry in said]
        assert ways == [("scan", "typed"), ("scan", "by-hand"), ("scan", "typed"), ("piece-verified", "scanned")]
        assert ok(pieces.show_piece(house.office, Actor(1), 1, 1)).typed == 1
        assert ok(pieces.show_piece(house.office, Actor(1), 1, 2)).typed == 0


async def test_r15_a_scanner_without_enter_ends_its_code_by_falling_silent_and_fingers_do_not(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        driver.burst(cover(1, 1))
        await driver.until(lambda: driver.panel.glass.word == "accepted")
        driver.burst(label(1, 1))
        await driver.until(lambda: driver.panel.glass.word == "complete")
        assert recorded(house, before) == [cover(1, 1), label(1, 1)]
        driver.type(cover(1, 2))
        field = driver.app.screen.query_one(ScanInput)
        await driver.until(lambda: field.value == cover(1, 2))
        field._fallen_silent()
        assert field.value == cover(1, 2)


async def test_r15_a_stray_key_that_was_taken_back_makes_no_fingers_of_a_scanner(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.pilot.press("x", "backspace")
        await driver.scan(cover(1, 1), "accepted")


async def test_a_line_feed_after_a_carriage_return_is_no_second_line(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        driver.burst(f"{cover(1, 1)}\r\n{label(1, 1)}\r\n")
        await driver.until(lambda: len(recorded(house, before)) == 2)
        assert recorded(house, before) == [cover(1, 1), label(1, 1)]


async def test_r15_no_verdict_is_painted_before_the_office_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, entered, real = threading.Event(), threading.Event(), desk.scan

    def slow(office: Office, actor: Actor, number: int, raw: str, came: Came, *, screen: bool) -> Answer | Refusal:
        entered.set()
        assert gate.wait(30)
        return real(office, actor, number, raw, came, screen=screen)

    async with driving(house) as driver:
        await at_desk(driver)
        monkeypatch.setattr(desk, "scan", slow)
        before = driver.panel.glass
        driver.burst(cover(1, 1) + "\r")
        await driver.until(entered.is_set)
        assert driver.panel.glass is before
        # The glass lives while the office works: what is typed meanwhile is seen.
        driver.burst("123")
        await driver.until(lambda: driver.app.screen.query_one(ScanInput).value == "123")
        assert driver.panel.glass is before
        gate.set()
        await driver.until(lambda: driver.panel.glass.word == "accepted")


async def test_control_characters_in_a_code_make_it_unreadable_and_do_nothing_else(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        controls = [
            ("ctrl+q", "\x11"), ("ctrl+c", "\x03"), ("ctrl+k", "\x0b"), ("ctrl+u", "\x15"), ("ctrl+a", "\x01"),
            ("ctrl+right_square_bracket", "\x1d"), ("ctrl+l", "\x0c"), ("ctrl+t", "\x14"), ("ctrl+w", "\x17"),
        ]  # fmt: skip
        for key, character in controls:
            before = driver.panel.glass
            driver.burst(cover(1, 1)[:9])
            driver.app.post_message(events.Key(key, character))
            driver.burst(cover(1, 1)[9:] + "\r")
            await driver.until(lambda before=before: driver.panel.glass is not before, key)
            assert driver.panel.glass.word == "again", key
        assert isinstance(driver.app.screen, DeskScreen)
        assert driver.app.is_running
        assert driver.app.theme == "checkmail-dark"
        assert "制御文字" in driver.glass()
        await driver.scan(cover(1, 1), "accepted")


async def test_an_unreadable_line_says_what_it_looks_like(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        await driver.scan("ぬふあうえ", "again")
        assert "日本語入力" in driver.glass()
        before = driver.panel.glass
        driver.burst(cover(1, 1) + label(1, 1) + "\r")
        await driver.until(lambda: driver.panel.glass is not before)
        assert "つながって" in driver.glass()


async def test_r15_a_double_read_in_a_burst_is_harmless_and_a_tab_ends_a_code(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        burst = [cover(1, 1), cover(1, 1), label(1, 1), label(1, 1)]
        driver.burst("".join(code + "\t" for code in burst))
        await driver.until(lambda: len(recorded(house, before)) == len(burst))
        said = [entry.facts().get("outcome", entry.kind) for entry in scans(house)[before:] if "came" in entry.facts()]
        assert said == ["accepted", "repeated", "piece-verified", "repeated"]
        assert driver.app.focused is driver.app.screen.query_one(ScanInput)
        assert ok(pieces.show_piece(house.office, Actor(1), 1, 1)).piece.state == "verified"
