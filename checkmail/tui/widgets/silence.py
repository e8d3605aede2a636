"""The end of a line that has no end: a scanner that sends no Enter falls silent.

A busy machine is silent too, and a code whose other half is on its way must not be cut in two. So silence ends a
line only where this program was there to hear it, and after every key that came before it was handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

WHOLE: Final = 0.25
"""Seconds without a key after which a line that is a whole code has ended: five of a scanner's slowest gaps."""
OTHER: Final = 1.0
"""Seconds for anything else: the number of a document, or half a code that a slow line still brings."""
LATE: Final = 0.1
"""Seconds by which a timer may ring late; later, the program was not there, and keys may wait in the terminal."""


class Silence:
    """Listens behind the keys of one widget, and tells once that no more of them came."""

    def __init__(self, widget: Widget, fallen: Callable[[], None]) -> None:
        self._widget, self._fallen = widget, fallen
        self._timer: Timer | None = None
        self._listened = 0
        """Counts the keys, so that what was begun behind an earlier one is known to be over."""

    def listen(self, seconds: float) -> None:
        """A key came: tells of the silence behind it, and no longer of one that was before it."""
        self.stop()
        self._wait(seconds, again=True)

    def stop(self) -> None:
        """Tells nothing any more."""
        self._listened += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _wait(self, seconds: float, *, again: bool) -> None:
        due, listened = monotonic() + seconds, self._listened
        self._timer = self._widget.set_timer(seconds, lambda: self._rings(due, seconds, listened, again=again))

    def _rings(self, due: float, seconds: float, listened: int, *, again: bool) -> None:
        if listened != self._listened:
            return
        if again and monotonic() - due > LATE:
            # Once only: on a machine that is never in time a line must end all the same.
            self._wait(seconds, again=False)
            return
        asyncio.run_coroutine_threadsafe(self._behind_the_keys(listened), asyncio.get_running_loop())

    async def _behind_the_keys(self, listened: int) -> None:
        """Goes the way of a key, from the terminal's thread through the application, and so behind those before it."""
        self._widget.app.call_later(self._widget.call_later, self._told, listened)

    def _told(self, listened: int) -> None:
        if listened == self._listened:
            self.stop()
            self._fallen()
