"""A real Chromium without a window, driven over its own devtools protocol: keys, sockets, pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DEADLINE = 30.0
STEERING = re.compile(r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_SHIFTED = re.compile(r"[A-Z!-&(-+:<>?@^_{-~]")
_VIRTUAL = {"Enter": 13, "Tab": 9, "Escape": 27, "Backspace": 8, "ArrowDown": 40, " ": 32}
_TEXT = {"Enter": "\r", "Tab": "", "Escape": "", "Backspace": "", "ArrowDown": ""}

Params = dict[str, Any]


class Page:
    """One tab. What its terminal was sent is kept as text, so that a test waits for what the page shows."""

    def __init__(self, socket: ClientWebSocketResponse, target: str) -> None:
        self._socket, self.target = socket, target
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Params]] = {}
        self._news = asyncio.Event()
        self.shown = ""
        """All that was painted so far, without colours and places."""
        self.sent: list[str] = []
        """What the page sent to the server."""
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            else:
                self._heard(told["method"], told["params"])
            self._news.set()

    def _heard(self, method: str, params: Params) -> None:
        if method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            painted = base64.b64decode(params["response"]["payloadData"]).decode("utf-8", "replace")
            self.shown += STEERING.sub("", painted)
        elif method == "Network.webSocketFrameSent":
            self.sent.append(params["response"]["payloadData"])

    async def call(self, method: str, **params: Any) -> Params:
        return await self.post(method, **params)

    def post(self, method: str, **params: Any) -> Awaitable[Params]:
        """Sends a command now, in order; its answer can be awaited later."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        sending = asyncio.ensure_future(
            self._socket.send_str(json.dumps({"id": number, "method": method, "params": params}))
        )

        async def answered() -> Params:
            await sending
            told = await asyncio.wait_for(answer, DEADLINE)
            assert "error" not in told, (method, told["error"])
            return dict(told["result"])

        return answered()

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Waits for something the page was sent, or answers."""
        async with asyncio.timeout(DEADLINE):
            try:
                while not condition():
                    self._news.clear()
                    await self._news.wait()
            except asyncio.CancelledError:
                raise AssertionError(f"{what} never came; last painted:\n{self.shown[-1500:]}") from None

    async def shows(self, text: str, since: int = 0) -> None:
        await self.until(lambda: text in self.shown[since:], text)

    async def evaluate(self, script: str) -> Any:
        told = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def key(self, key: str) -> list[Awaitable[Params]]:
        """One key pressed and let go, as a keyboard does it."""
        function = re.fullmatch(r"F(\d+)", key)
        code = 111 + int(function[1]) if function else _VIRTUAL.get(key, ord(key[0].upper()))
        text = "" if function else _TEXT.get(key, key)
        told = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if _SHIFTED.fullmatch(key) else 0}
        pressed = "keyDown" if text else "rawKeyDown"
        more = {"text": text, "unmodifiedText": text} if text else {}
        return [
            self.post("Input.dispatchKeyEvent", type=pressed, **told, **more),
            self.post("Input.dispatchKeyEvent", type="keyUp", **told),
        ]

    async def keys(self, *keys: str) -> None:
        """Keys without a pause between them."""
        await asyncio.gather(*(one for key in keys for one in self.key(key)))

    async def type(self, text: str, end: str = "Enter") -> None:
        await self.keys(*text, *([end] if end else []))

    async def picture(self, out: Path | None = None) -> bytes:
        png = base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])
        if out is not None:
            out.write_bytes(png)
        return png


class Chromium:
    """The browser. One process for a test, with a profile of its own."""

    def __init__(self, session: ClientSession, place: str) -> None:
        self._session, self._place = session, place
        self._pages: list[ClientWebSocketResponse] = []

    async def open(self, url: str, size: tuple[int, int] = (1280, 800)) -> Page:
        """A new tab that shows ``url``; its sockets are heard from the first byte."""
        async with self._session.put(f"http://{self._place}/json/new?about:blank") as answer:
            target = (await answer.json(content_type=None))["id"]
        socket = await self._session.ws_connect(
            f"ws://{self._place}/devtools/page/{target}", max_msg_size=0, origin=f"http://{self._place}"
        )
        self._pages.append(socket)
        page = Page(socket, target)
        for domain in ("Page", "Network", "Runtime"):
            await page.call(f"{domain}.enable")
        width, height = size
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        await page.call("Page.navigate", url=url)
        return page

    async def close(self, page: Page) -> None:
        """Closes a tab, as a person does."""
        async with self._session.get(f"http://{self._place}/json/close/{page.target}") as answer:
            assert answer.status == 200

    async def end(self) -> None:
        for socket in self._pages:
            await socket.close()


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Chromium]:
    assert BROWSER, "no Chromium is installed"
    profile = folder / "profile"
    process = await asyncio.create_subprocess_exec(
        BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "LANG": "ja_JP.UTF-8"},
    )  # fmt: skip
    assert process.stderr
    try:
        async with asyncio.timeout(DEADLINE):
            while not (told := re.search(rb"DevTools listening on ws://([^/]+)/", await process.stderr.readline())):
                assert not process.stderr.at_eof(), "Chromium did not start"
        drained = asyncio.create_task(process.stderr.read())
        async with ClientSession() as session:
            browser = Chromium(session, told[1].decode())
            yield browser
            await browser.end()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await drained
