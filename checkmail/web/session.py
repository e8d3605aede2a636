"""One run of the screens for one page: a process, its keys, its pictures, and its end (R14).

textual-serve's :class:`AppService` speaks to a Textual program over its pipes. Of what it does otherwise, this is
different: the program is started without a shell and with a clean environment, nothing it writes is kept or
printed here, nothing but pictures reaches the page (no files, no addresses to open), and its output is read
until it ends, also when the page has gone: a program that cannot write does not end.
"""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import WSMessage, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from checkmail.web import BROWSER_DRIVER

_SECRETS: Final = frozenset({"CHECKMAIL_PIN", "CHECKMAIL_NEW_PIN"})
_NOT_PASSED_ON: Final = ("TEXTUAL", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
"""What Textual is told by whoever started the server: a log of keys, a recording, the size of another terminal."""

_GREETING: Final = b"__GANGLION__\n"
_PICTURE: Final = b"D"
_MOST_CELLS: Final = 1_000
"""Columns or lines; a page asking for more is no page of ours."""
_PATIENCE: Final = 10.0
"""Seconds a session has to end when the server ends; an act in progress is rolled back after that."""


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without PINs, and without what was meant for a terminal."""
    # Windows compares names without case.
    return {
        name: value
        for name, value in environment.items()
        if name.upper() not in _SECRETS and not name.upper().startswith(_NOT_PASSED_ON)
    }


class Session(AppService):
    """The screens at one desk, for one page."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str], page: web.WebSocketResponse) -> None:
        super().__init__(
            "", write_bytes=page.send_bytes, write_str=page.send_str, close=self._close,
            download_manager=DownloadManager(),
        )  # fmt: skip
        self._program, self._environment, self._page = tuple(program), dict(environment), page

    async def _close(self) -> None:
        await self._page.close()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._environment | {
            "TEXTUAL_DRIVER": BROWSER_DRIVER,
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "COLUMNS": str(width),
            "ROWS": str(height),
        }
        # No shell: a blank, a quote or an ampersand in a path is a part of its name. What the program says of
        # its own failure could hold what was typed.
        self._process = await asyncio.create_subprocess_exec(
            *self._program, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
        )
        if self._process.stdin is None:
            raise ValueError("a process was started without a pipe to it")
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Passes pictures to the page until the program ends; then the page is told."""
        if self._process is None or self._process.stdout is None:
            raise ValueError("a session runs after it was started")
        out = self._process.stdout
        try:
            while await out.readline() not in (_GREETING, b""):
                pass
            while True:
                kind = await out.readexactly(1)
                content = await out.readexactly(int.from_bytes(await out.readexactly(4), "big"))
                if kind == _PICTURE and not self._page.closed:
                    await self._show(content)
        except asyncio.IncompleteReadError:
            await self._process.wait()
        finally:
            await self._page.close()

    async def _show(self, picture: bytes) -> None:
        try:
            await self._page.send_bytes(picture)
        except (ConnectionError, RuntimeError):
            # The page has gone in this moment; whoever reads its keys sees that too and ends the session.
            return

    async def follow(self) -> None:
        """Passes keys to the program until the page goes or the program ends. A page that speaks nonsense is left."""
        async for message in self._page:
            if message.type is not WSMsgType.TEXT or not await self._pass_on(message):
                break

    async def _pass_on(self, message: WSMessage) -> bool:
        match _content(message):
            case ["stdin", str(keys)]:
                # A half surrogate pair, which a page may send, has no UTF-8.
                await self.send_bytes(keys.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await self.set_terminal_size(within(width), within(height))
            case ["focus"]:
                await self.focus()
            case ["blur"]:
                await self.blur()
            case ["ping", str(said)]:
                await self._page.send_json(["pong", said[:40]])
            case _:
                return False
        return True

    async def stop_now(self) -> None:
        """Ends the program with the server: asked, and after a while made to."""
        ending = asyncio.ensure_future(self.stop())
        await asyncio.wait({ending}, timeout=_PATIENCE)
        if not ending.done() and self._process is not None and self._process.returncode is None:
            self._process.kill()
        await ending


def within(cells: int) -> int:
    """A number of columns or lines that a terminal can have."""
    return min(max(cells, 1), _MOST_CELLS)


def _content(message: WSMessage) -> object:
    try:
        return message.json()
    except ValueError:
        return None
