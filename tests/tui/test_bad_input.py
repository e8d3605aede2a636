"""What no scanner should send and no terminal should be: the desk stays usable, or says why not (R15)."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from checkmail.cli.terminal import check_drawing
from checkmail.errors import Misused
from checkmail.tui.app import CheckmailApp
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.widgets.scan_input import LONGEST, ScanInput
from tests.tui.driving import driving
from tests.tui.offices import House, cover, label
from tests.tui.test_scan import at_desk, count, recorded, scans
from tests.tui.test_tmux import LAUNCH

MEGABYTE = 1_000_000


async def test_every_byte_in_a_scan_leaves_the_desk_usable(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        parser = XTermParser()
        for byte in range(256):
            text = cover(1, 1)[:9] + bytes([byte]).decode("utf-8", "replace") + cover(1, 1)[9:] + "\r"
            for event in [*parser.feed(text), *parser.tick()]:
                driver.app.post_message(event)
        field = driver.app.screen.query_one(ScanInput)
        before = count(house)
        driver.burst(f"\r{cover(1, 29)}\r")
        await driver.until(lambda: cover(1, 29) in recorded(house, before))
        assert isinstance(driver.app.screen, DeskScreen)
        assert field.has_focus
        assert not driver.panel.held
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 1), "complete")


@pytest.mark.parametrize("text", ["1" * MEGABYTE, (cover(1, 1) + "\n") * (MEGABYTE // 19)])
async def test_r15_a_megabyte_pasted_is_one_line_of_the_record(house: House, text: str) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        before = count(house)
        driver.burst("12")
        driver.app.post_message(events.Paste(text))
        await driver.until(lambda: driver.panel.glass.word == "again")
        await driver.scan(cover(1, 1), "accepted")
        first, *others = [entry.facts() for entry in scans(house)[before:]]
        assert (first["length"], first["reason"], len(others)) == (len(text), "unreadable", 1)
        await driver.pilot.press("f3")
        await driver.shows("差し戻す通の番号")
        driver.app.post_message(events.Paste(text))
        await driver.pilot.press("escape")
        await driver.scan(label(1, 1), "complete")


async def test_the_field_takes_so_many_keys_and_no_more(house: House) -> None:
    async with driving(house) as driver:
        await at_desk(driver)
        field = driver.app.screen.query_one(ScanInput)
        driver.app.post_message(events.Paste("9" * (LONGEST - 1)))
        driver.burst("1234")
        await driver.until(lambda: len(field.value) == LONGEST)
        driver.burst("5\r")
        await driver.until(lambda: driver.panel.glass.word == "again")
        assert scans(house)[-1].facts()["length"] == LONGEST


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_a_stop_is_read_on_forty_by_ten(house: House, language: str) -> None:
    async with driving(house, "ja" if language == "ja" else "en", (40, 10)) as driver:
        await at_desk(driver)
        await driver.scan(cover(1, 1), "accepted")
        await driver.scan(label(1, 2), "held")
        await driver.until(lambda: driver.panel.view.held)
        glass = driver.glass()
        assert ("停止" if language == "ja" else "STOP") in glass
        assert ("別の" if language == "ja" else "another") in glass
        whole = driver.app.screen.region
        for part in ("#big-word", "#message", "#following", "#scan"):
            region = driver.app.screen.query_one(part).region
            assert region.height, part
            assert whole.contains_region(region), part


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows console sends characters, not bytes")
def test_bytes_that_are_no_text_do_not_end_the_program(house: House) -> None:
    import pty

    script = house.folder / "launch.py"
    script.write_text(LAUNCH.partition("import time")[0], encoding="utf-8")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm-256color"}
    command = [sys.executable, str(script), str(house.folder / "office.db")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as program:
        os.close(theirs)
        seen = b""
        end = time.monotonic() + 60
        while "職員番号".encode() not in seen:
            assert time.monotonic() < end, seen
            seen += os.read(ours, 65536)
        os.write(ours, bytes(byte for byte in range(256) if byte != 0x11) + b"\xff\xc3\x11")
        while b"closed in order" not in seen:
            assert time.monotonic() < end, seen
            seen += os.read(ours, 65536)
        assert program.wait(60) == 0
    os.close(ours)
    assert b"Traceback" not in seen


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows console sends characters, not bytes")
async def test_a_terminal_that_is_gone_is_read_no_more(house: House) -> None:
    """Else the program goes on at full speed behind a window that nobody has any more."""
    from checkmail.tui.terminal_driver import TerminalDriver

    driver = TerminalDriver(CheckmailApp(house.office, "ja"))
    driver.fileno, other = os.pipe()
    os.close(other)
    reader = threading.Thread(target=driver.run_input_thread, daemon=True)
    reader.start()
    reader.join(60)
    driver.exit_event.set()
    assert not reader.is_alive()
    os.close(driver.fileno)


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows console is Unicode")
@pytest.mark.parametrize(
    ("name", "value", "codeset", "key"),
    [
        ("TERM", "dumb", "UTF-8", "plain-terminal"),
        ("PYTHONIOENCODING", "ascii", "UTF-8", "no-unicode"),
        ("LC_ALL", "C", "ANSI_X3.4-1968", "no-unicode"),
        ("LC_ALL", "ja_JP.eucJP", "EUC-JP", "no-unicode"),
    ],
)
def test_a_terminal_that_cannot_draw_is_told_so(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, codeset: str, key: str
) -> None:
    for variable in ("PYTHONIOENCODING", "LC_ALL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(locale, "nl_langinfo", lambda _item: "UTF-8")
    check_drawing()
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(locale, "nl_langinfo", lambda _item: codeset)
    with pytest.raises(Misused) as told:
        check_drawing()
    assert told.value.key == key
