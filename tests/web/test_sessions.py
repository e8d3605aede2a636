"""What stands between a page and the screens: the gate, the limit, the end of either side (R14, R28)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from tests.tui.offices import PIN, House, cover
from tests.web.chromium import STEERING
from tests.web.conftest import PATIENCE, Served, a_house, serving, until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")


@pytest.fixture(scope="module")
def served(printed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests that change nothing in the office; one page may be open."""
    with a_house(printed, tmp_path_factory.mktemp("served")) as house, serving(house, "--screens", "1") as served:
        yield served


class Wire:
    """A page without a browser: what textual-serve's script would send and get."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket, self.shown = socket, ""

    async def send(self, *message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def keys(self, keys: str) -> None:
        await self.send("stdin", keys)

    async def shows(self, text: str, keys: str = "") -> None:
        """Sends ``keys``, and reads what is painted then until ``text`` is."""
        self.shown = ""
        if keys:
            await self.keys(keys)
        async with asyncio.timeout(PATIENCE):
            while text not in self.shown:
                message = await self.socket.receive()
                assert message.type is WSMsgType.BINARY, f"{text} never came:\n{self.shown[-1000:]}"
                self.shown += STEERING.sub("", message.data.decode("utf-8", "replace"))

    async def ended(self) -> None:
        """Reads until the server closes."""
        async with asyncio.timeout(PATIENCE):
            while (await self.socket.receive()).type in (WSMsgType.BINARY, WSMsgType.TEXT):
                pass


@asynccontextmanager
async def wire(served: Served, path: str = "/session", **headers: str) -> AsyncIterator[Wire]:
    own = {"Origin": served.url.rstrip("/")}
    async with ClientSession() as session, session.ws_connect(
        f"ws://127.0.0.1:{served.port}{path}?width=120&height=36", headers=own | headers, max_msg_size=0
    ) as socket:  # fmt: skip
        yield Wire(socket)


async def refused(served: Served, path: str = "/session", **headers: str) -> int:
    with pytest.raises(WSServerHandshakeError) as caught:
        async with wire(served, path, **headers):
            pass
    return caught.value.status


async def answered(served: Served, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{served.port}{path}", headers=headers) as got:
        return got.status, await got.text(), dict(got.headers)


async def test_only_the_page_of_this_server_gets_a_session(served: Served) -> None:
    assert await refused(served, Origin="https://elsewhere.example") == 403
    assert await refused(served, Origin=f"http://127.0.0.1:{served.port + 1}") == 403
    assert await refused(served, Origin="null") == 403
    assert await refused(served, Origin="") == 403
    # A name that was led here: origin and host agree, and are not ours.
    led = f"led-here.example:{served.port}"
    assert await refused(served, Origin=f"http://{led}", Host=led) == 421
    assert (await answered(served, "/", Host=led))[0] == 421
    assert await refused(served, "/session/a%2Fb") in (400, 404)
    assert await refused(served, "/session/" + "x" * 13) == 400
    assert (await answered(served, "/?desk=" + "x" * 13))[0] == 400
    assert served.screens() == []


async def test_a_page_is_whole_without_any_other_machine(served: Served) -> None:
    status, page, headers = await answered(served, "/?desk=%3Cb%3E")
    assert status == 400
    status, page, headers = await answered(served, "/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [name for name in named if "//" in name] == []
    for name in (name for name in named if name.startswith("/")):
        status, text, _ = await answered(served, name)
        assert status == 200, name
        assert "url(" not in text or name.endswith(".js"), name
        assert "@import" not in text, name
    assert (await answered(served, "/files/..%2Fserver.py"))[0] == 404
    assert (await answered(served, "/files/"))[0] == 404


async def test_no_more_screens_than_allowed_and_nonsense_ends_one(served: Served) -> None:
    async with wire(served) as one:
        await one.shows("職員番号")
        assert await refused(served) == 503
        assert (await answered(served, "/"))[0] == 503
        await one.send("resize", {"width": 10**9, "height": -5})
        await one.send("stdin", "\ud83d")
        await one.send("deliver_file_start", "x")
        await one.ended()
    until(lambda: not served.screens(), "the screens did not end")
    assert (await answered(served, "/"))[0] == 200


async def test_r14_the_desk_is_left_when_the_server_dies(house: House) -> None:
    with serving(house) as served:
        await _die_at_a_desk(served)


async def _die_at_a_desk(served: Served) -> None:
    async with wire(served) as page:
        await page.shows("職員番号")
        await page.shows("2", "2")
        await page.shows(" ", "\r")
        await page.shows("受給者証 年次更新", f"{PIN}\r")
        await page.shows("何の確認をしますか", "\x1b[15~")
        await page.shows("(*)", " ")
        await page.shows("[X]", " ")
        await page.shows("読取り待ち", "\r")
        await page.shows("この組 1 枚", f"{cover(1, 3)}\r")
        [screens] = served.screens()
        served.process.send_signal(signal.SIGKILL)
        await page.ended()
    until(lambda: served.entries("desk-left"), "the desk was not left")
    assert json.loads(served.entries("desk-left")[-1].body)["voided"] == 3
    until(lambda: not _runs(screens), "the screens went on without anybody")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
