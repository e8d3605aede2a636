"""Whether an office file still has the log that its open desks write to.

SQLite keeps what is not yet in the file in ``-wal``, with an index in ``-shm``, as long as somebody has it open. Where
somebody removes them by hand meanwhile, open desks go on with files that have no name any more, and one that opens then
would begin others: two histories of one office, of which the last to close stays.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from checkmail.errors import StoreUnavailable
from checkmail.store.locks import FileLock
from checkmail.store.queue import FOLDER

_OPENING: Final = 1.0
"""Seconds that a desk may take between its place among the open ones and its log, when it opens or closes."""


def check_log(path: Path) -> None:
    """Raises :class:`StoreUnavailable` ``log-removed`` where desks have ``path`` open and its log is not there."""
    real, until = path.resolve(), time.monotonic() + _OPENING
    beside = [real.with_name(real.name + ending) for ending in ("-wal", "-shm")]
    place = real.with_name(real.name + FOLDER) / "open"
    # Where no desk ever opened it, it may be no office at all, and nothing is made beside it.
    while place.exists() and not all(file.exists() for file in beside):
        if not _open_at_desks(place):
            return  # the first desk: SQLite begins the log, or recovers what a crash left of it
        if time.monotonic() > until:
            raise StoreUnavailable("log-removed", path=str(path))
        time.sleep(0.01)  # a desk that closes removes its log, and tells nobody


def _open_at_desks(place: Path) -> bool:
    """Whether others share what every open desk shares; nobody does where somebody has it alone."""
    try:
        lock = FileLock(place)
    except OSError:
        return False  # the queue says that nothing can be written here
    try:
        return not lock.take_now() and lock.share_now()
    finally:
        lock.close()
