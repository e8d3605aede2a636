"""A Ctrl-C that comes while the program is still being read, which takes the better part of a second.

It is remembered and answered like any other, once there are words for it; else people would see a traceback. Imported
before everything that takes long, and only where this process is the command does it listen: not in a test's process,
and to nothing but Ctrl-C, because a process that draws pages is ended by SIGTERM while it reads the same modules.
"""

from __future__ import annotations

import signal
import sys
from pathlib import PurePath

_heard: list[int] = []


class Stopped(KeyboardInterrupt):
    """Ctrl-C, or a stop from outside.

    A class of its own: where the plain one passes through code that is made from text, as that of dataclasses while a
    module is read, CPython remembers it and ends by the signal in the end, whatever exit status was wanted.
    """


def stop(_signal: int, _frame: object) -> None:
    """Answers a signal from now on."""
    raise Stopped


def heard() -> bool:
    """Whether somebody wanted to stop; from now on Ctrl-C stops at once."""
    if signal.getsignal(signal.SIGINT) is _remember:
        signal.signal(signal.SIGINT, stop)
    return bool(_heard)


def _remember(number: int, _frame: object) -> None:
    _heard.append(number)


def _is_command(started: PurePath) -> bool:
    return started.stem == "checkmail" or (started.name == "__main__.py" and started.parent.name == "checkmail")


# Whoever starts it in the background has set Ctrl-C to be ignored, and that it stays.
if _is_command(PurePath(sys.argv[0])) and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _remember)
