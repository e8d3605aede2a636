"""What is kept of an error that nobody foresaw: where it came from, and nothing that anybody typed or listed (R25).

Messages and values of exceptions may be a name, an address or a PIN, and so may a line of source that quotes none:
only module, line, function and the exception's type are written.
"""

from __future__ import annotations

import platform
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from checkmail import __version__
from checkmail.resources import state_folder

FOLDER = "crashes"


def kept(error: BaseException) -> Path | None:
    """Writes where ``error`` came from into a new file of the person's own; None where none can be written."""
    folder = state_folder() / FOLDER
    file = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 1_000_000:06d}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(_lines(error)) + "\n", encoding="utf-8")
    except OSError:
        return None
    return file


def _lines(error: BaseException) -> Iterator[str]:
    yield f"checkmail {__version__}, Python {platform.python_version()}, {sys.platform}"
    known: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in known:
        known.add(id(one))
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        for frame, line in traceback.walk_tb(one.__traceback__):
            module = frame.f_globals.get("__name__", "?")
            yield f"  {module}:{line} {frame.f_code.co_qualname}"
        one = one.__cause__ or one.__context__
