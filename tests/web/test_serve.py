"""The screens in a real Chromium, worked with real keys (R14, R15, R16, R28)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from checkmail.office import pieces
from checkmail.office.acting import host_desk
from checkmail.rules.model import PieceState
from checkmail.tui.themes import DARK
from tests.tui.offices import PIN, cover, label, ok
from tests.web.chromium import BROWSER, Chromium, Page, chromium
from tests.web.conftest import Served, until

pytestmark = [
    pytest.mark.skipif(BROWSER is None and not os.environ.get("CI"), reason="Chromium is not installed here"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc"),
]


NUMBER = "3"
"""A person's number that is no digit of the PIN."""


async def log_in(browser: Chromium, served: Served, query: str = "") -> Page:
    """Number, PIN and their ends in one burst, as soon as there is something to type into (R27).

    Within the burst the page loses its focus and takes it back, as when somebody clicks beside it.
    """
    page = await browser.open(served.url + query)
    await page.shows("職員番号")
    since = len(page.shown)
    number = page.keys(NUMBER, "Enter")
    lost = page.evaluate("document.activeElement.blur()")
    await asyncio.gather(number, lost, page.keys(*PIN, "Enter"))
    await page.shows("受給者証 年次更新")
    # What comes before the person's name, which stands in the first line of what follows.
    at_log_in = page.shown[since:].partition("鈴木")[0]
    assert not set(at_log_in) & set(PIN), at_log_in
    return page


async def open_desk(page: Page, name: str) -> None:
    """Opens the desk for the first check, by keyboard alone."""
    await page.keys("F5")
    await page.shows("何の確認をしますか")
    await page.shows(f"席 {name} の机の上")
    for key, answer in ((" ", "(*)"), (" ", "[X]"), ("Enter", "読取り待ち")):
        since = len(page.shown)
        await page.keys(key)
        await page.shows(answer, since)


async def painted(page: Page, colour: str) -> None:
    """Waits until two of a hundred points of the page have ``colour``: what arrived is also on the glass."""
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))

    async def share() -> float:
        picture = Image.open(BytesIO(await page.picture())).convert("RGB")
        same = sum(count for count, seen in picture.getcolors(1 << 24) or () if seen == wanted)
        return same / (picture.width * picture.height)

    async with asyncio.timeout(30):
        while await share() < 0.02:
            pass


async def test_r15_a_burst_of_fifty_codes_typed_into_a_page_is_stored_in_order(served: Served, tmp_path: Path) -> None:
    codes = [code for piece in range(1, 26) for code in (cover(1, piece), label(1, piece))]
    async with chromium(tmp_path) as browser:
        page = await log_in(browser, served, "?desk=窓口1")
        [screens] = served.screens()
        environment = Path(f"/proc/{screens}/environ").read_bytes()
        assert PIN.encode() not in environment
        assert b"keys.log" not in environment
        assert b"CHECKMAIL_OFFICE=" in environment
        assert PIN.encode() not in Path(f"/proc/{screens}/cmdline").read_bytes()
        assert PIN not in page.shown
        desk = host_desk()[:19]
        await open_desk(page, f"{desk} 窓口1")
        # Scanners end a code with Enter or with Tab, which must not leave the page.
        await page.keys(*(key for place, code in enumerate(codes) for key in (*code, "Tab" if place % 5 else "Enter")))
        await page.shows("25番 封入")
        await painted(page, str(DARK.success))

        # R14: closing the page leaves the desk, and its set is void.
        since = len(page.shown)
        await page.type(cover(1, 26))
        await page.shows("この組 1 枚", since)
        await browser.close(page)
        until(lambda: served.entries("desk-left"), "the desk was not left")
        until(lambda: not served.screens(), "the screens did not end")
    scans = [entry for entry in served.entries() if entry.kind in ("scan", "piece-enclosed")]
    assert [json.loads(entry.body)["code"] for entry in scans] == [*codes, cover(1, 26)]
    assert [entry.kind for entry in scans] == ["scan", "piece-enclosed"] * 25 + ["scan"]
    assert {entry.desk for entry in scans} == {f"{desk} 窓口1"}
    assert json.loads(served.entries("desk-left")[-1].body)["voided"] == 26
    house = served.house
    states = [ok(pieces.show_piece(house.office, house.actor(1), 1, n)).piece.state for n in (1, 25, 26)]
    assert states == [PieceState.ENCLOSED, PieceState.ENCLOSED, PieceState.WAITING]
    assert not (house.folder / "keys.log").exists()
    assert served.end() == 0


async def test_the_page_takes_every_way_of_typing_and_no_other_page_gets_in(served: Served, tmp_path: Path) -> None:
    async with chromium(tmp_path) as browser:
        foreign = await browser.open("about:blank")
        opened = f"new Promise(r => {{ const s = new WebSocket('ws://127.0.0.1:{served.port}/session');"
        assert await foreign.evaluate(opened + "s.onopen = () => r('in'); s.onclose = () => r('out') })") == "out"
        assert served.screens() == []

        page = await browser.open(served.url)
        await page.shows("職員番号")
        await page.evaluate(
            "window.kept = []; window.addEventListener('keydown', e => setTimeout("
            "() => kept.push([e.key, e.defaultPrevented])), true)"
        )
        names = [f"F{number}" for number in range(1, 13)]
        await page.keys(*names)
        assert await page.evaluate("new Promise(r => setTimeout(() => r(kept)))") == [[name, True] for name in names]
        assert json.dumps(["stdin", "\x1b[15~"], separators=(",", ":")) in page.sent

        # A click beside the fields, and a page that lost its focus, cost no key.
        await page.evaluate("document.activeElement.blur()")
        await page.call("Input.dispatchMouseEvent", type="mousePressed", x=3, y=3, button="left", clickCount=1)
        await page.call("Input.dispatchMouseEvent", type="mouseReleased", x=3, y=3, button="left", clickCount=1)
        assert await page.evaluate("document.activeElement.className") == "xterm-helper-textarea"
        await page.call("Input.imeSetComposition", text="２", selectionStart=1, selectionEnd=1)
        await page.call("Input.insertText", text="２")
        await page.until(lambda: '["stdin","２"]' in page.sent, "what the input method composed")
        await page.shows("２")
        await page.keys("Enter", *PIN, "Enter")
        await page.shows("受給者証 年次更新")
        since = len(page.shown)
        await page.keys("/")
        await page.evaluate(
            "const t = new DataTransfer(); t.setData('text/plain', '受給者 佐藤');"
            "document.activeElement.dispatchEvent(new ClipboardEvent("
            "'paste', { clipboardData: t, bubbles: true, cancelable: true }))"
        )
        await page.shows("受給者 佐藤", since)
        served.end()
        await page.evaluate(
            "new Promise(r => { const look = () => document.body.classList.contains('-closed') ? r() : "
            "requestAnimationFrame(look); look() })"
        )
        assert "無効" in await page.evaluate("document.querySelector('.ended').innerText")
