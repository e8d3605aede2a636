"""The page, its files and its sessions; started and ended by ``checkmail serve``."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import quote

import textual_serve
from aiohttp import web

from checkmail.errors import Misused
from checkmail.locale import Language, area
from checkmail.web.desks import desk_of, is_choice
from checkmail.web.gate import Gate, is_address
from checkmail.web.session import Session, within

_PAGE: Final = Path(__file__).resolve().parent / "page"
_THEIRS: Final = Path(textual_serve.__file__).resolve().parent / "static"
FILES: Final[Mapping[str, Path]] = {
    "terminal.js": _THEIRS / "js" / "textual.js",
    "terminal.css": _THEIRS / "css" / "xterm.css",
    "page.js": _PAGE / "page.js",
    "page.css": _PAGE / "page.css",
}
"""All that a page may ask for, by name; nothing comes from another machine."""

_SIZE: Final = 20
"""Pixels a line where the URL does not say ``?size=``: 128 columns and 40 lines on a screen of 1280 × 800."""
_SIZES: Final = (10, 60)

_HEARTBEAT: Final = 15.0
"""Seconds between questions whether the page is still there: a cable that was pulled out says nothing itself."""
_KEYS_AT_ONCE: Final = 8 * 1024 * 1024
"""Bytes of one message: a paste of a megabyte is one, and half of it may be escaped."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is shown, where, and to how many."""

    program: tuple[str, ...]
    """The screens; ``--desk`` is added."""
    environment: Mapping[str, str]
    gate: Gate
    host: str
    port: int
    """0: a free one is found."""
    most: int
    """Pages at a time; each is a process."""
    language: Language
    here: str
    """The desk that this machine itself is."""


class Server:
    """The web application and the sessions that run in it."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._texts = area(serving.language, "serve")
        self._sessions: set[Session] = set()

    def application(self) -> web.Application:
        """Routes behind the gate."""
        made = web.Application(middlewares=[self._guard])
        made.add_routes(
            [
                web.get("/", self._page),
                web.get("/files/{name}", self._file),
                web.get("/session", self._session),
                web.get("/session/{desk}", self._session),
            ]
        )
        made.on_shutdown.append(self._end)
        return made

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not self._serving.gate.knows(request.host):
            return self._say("unknown-host", 421)
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(self._headers(request))
        return answer

    def _headers(self, request: web.Request) -> dict[str, str]:
        session = self._serving.gate.websocket(request.host)
        return {
            # The terminal sets its colours and sizes by style elements; everything else is a file of ours.
            "Content-Security-Policy": (
                f"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src {session}; "
                "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            ),
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        }

    async def _page(self, request: web.Request) -> web.Response:
        chosen = request.query.get("desk", "")
        if not is_choice(chosen):
            return self._say("bad-desk", 400)
        if self._full:
            return self._say("full", 503)
        base, path = self._serving.gate.websocket(request.host), f"/session/{quote(chosen)}" if chosen else "/session"
        texts = {name: escape(words) for name, words in self._texts.items()}
        template = Template((_PAGE / "index.html").read_text(encoding="utf-8"))
        filled = template.substitute(
            texts,
            language=self._serving.language,
            desk=escape(self._desk(request, chosen)),
            session=escape(base + path),
            size=min(max(_number(request, "size", _SIZE), _SIZES[0]), _SIZES[1]),
        )
        return web.Response(text=filled, content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = FILES.get(request.match_info["name"])
        return web.FileResponse(found) if found else self._say("no-such-page", 404)

    async def _session(self, request: web.Request) -> web.StreamResponse:
        chosen = request.match_info.get("desk", "")
        if not self._serving.gate.lets_in(request.headers.get("Origin", ""), request.host):
            return self._say("other-page", 403)
        if not is_choice(chosen):
            return self._say("bad-desk", 400)
        if self._full:
            return self._say("full", 503)
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_KEYS_AT_ONCE)
        program = (*self._serving.program, f"--desk={self._desk(request, chosen)}")
        session = Session(program, self._serving.environment, page)
        self._sessions.add(session)
        try:
            await page.prepare(request)
            await session.start(_number(request, "width", 80), _number(request, "height", 24))
            await session.follow()
        finally:
            await page.close()
            await asyncio.shield(self._over(session))
        return page

    async def _over(self, session: Session) -> None:
        """A session counts until its program has ended, because an act in progress is ended first."""
        await session.stop()
        self._sessions.discard(session)

    @property
    def _full(self) -> bool:
        return len(self._sessions) >= self._serving.most

    def _desk(self, request: web.Request, chosen: str) -> str:
        address = request.remote or ""
        if self._serving.gate.public:
            # The last one is what the proxy itself saw; the ones before it are what it was told.
            told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            address = told if is_address(told) else address
        return desk_of(address, chosen, self._serving.here)

    def _say(self, key: str, status: int) -> web.Response:
        return web.Response(text=self._texts[key] + "\n", status=status, content_type="text/plain", charset="utf-8")

    async def _end(self, _application: web.Application) -> None:
        await asyncio.gather(*(session.stop_now() for session in self._sessions))


def _number(request: web.Request, name: str, otherwise: int) -> int:
    told = request.query.get(name, "")
    return within(int(told)) if told.isdecimal() and len(told) < 6 else otherwise


async def serve(serving: Serving, ready: Callable[[int], None]) -> None:
    """Serves until the process is told to stop; ``ready`` gets the port. Raises ``Misused`` ``cannot-listen``."""
    for name in ("aiohttp", "asyncio"):
        # Their tracebacks could hold what was typed; a session that fails ends, and its page says so.
        logging.getLogger(name).addHandler(logging.NullHandler())
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers: there Ctrl+C cancels this coroutine.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
    runner = web.AppRunner(Server(serving).application(), handle_signals=False, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, serving.host, serving.port).start()
        except OSError as error:
            raise Misused(
                "cannot-listen", host=serving.host, port=serving.port, error=error.strerror or type(error).__name__
            ) from None
        ready(runner.addresses[0][1])
        await stop.wait()
    finally:
        await runner.cleanup()
