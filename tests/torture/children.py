"""Children forked from a warmed process: they cost milliseconds, and may die."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Final, NoReturn

FAILED: Final = 99
"""Exit status of a child that raised; its traceback is on the error stream."""


def _run(work: Callable[[int], None], out: int) -> NoReturn:
    try:
        work(out)
    except BaseException:  # noqa: BLE001 - a child must not return into its parent's code
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(FAILED)
    os._exit(0)


def begin(work: Callable[[int], None]) -> tuple[int, int]:
    """A child that does ``work(pipe)``: its number, and the end of the pipe to read from."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(work, writing)
    os.close(writing)
    return child, reading


def said(reading: int) -> bytes:
    """Everything a child said, once it is gone or has closed the pipe."""
    parts = []
    while part := os.read(reading, 65536):
        parts.append(part)
    os.close(reading)
    return b"".join(parts)


def end(child: int) -> int:
    """Waits for a child: its exit status, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill(child: int) -> None:
    """kill -9."""
    os.kill(child, signal.SIGKILL)
