"""Processes that draw for another end with it, however it ends, and leave no page with names on it behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from glob import escape
from multiprocessing import resource_tracker
from pathlib import Path

_drawn: list[Path] = []
_beginning = threading.Lock()
"""Held for ever once this process ends: it begins nothing new then."""


def will_draw(file: Path) -> None:
    """Says that this process begins to write ``file``, under that name or one that begins so."""
    with _beginning:
        _drawn.append(file)


def end_with_parent() -> None:
    """Ends this process when the one that began it is gone, and removes what it has drawn.

    A killed process tells nobody; those it began would wait for their next volume for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        raise ValueError("this process was begun by no other")

    def watch() -> None:
        parent.join()
        _beginning.acquire()
        # Again until nothing is there: a file may get its name between looking and removing.
        while left := [one for file in _drawn for one in file.parent.glob(f"{escape(file.name)}*")]:
            for one in left:
                try:
                    one.unlink(missing_ok=True)
                except OSError:  # another's by now, or Windows still writes it
                    os._exit(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Processes begun meanwhile never hear Ctrl-C, which a terminal sends to all of a command's processes.

    Before they can turn it off themselves they would say so at length. This process hears it afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows: a process begins deaf to nothing
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def watch_resources() -> None:
    """Begins the process that clears away what shared memory is left, while it can be begun.

    Python hands it the error stream, and that of a program that draws its screen has no descriptor.
    """
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()
