"""Whether an office's files still stand under their names, asked before every act.

A file that was renamed, removed or put in another's place is written on without an error, and what is written there
nobody else finds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_COARSE: Final = 2_000_000_000
"""Nanoseconds: the coarsest times a local file system gives a folder (FAT's)."""

Identity = tuple[int, int]
"""Device and number of a file."""


class OpenedFiles:
    """The files that an office was opened with.

    As long as their folder has not changed, no name in it has. The files themselves are looked at only when it has: on
    Linux 6.13 and later, asking for the times of a log that is being written costs its next write 65 µs, half of what
    the disk takes (multigrain timestamps).
    """

    def __init__(self, real: Path, endings: Iterable[str]) -> None:
        """``real``: the office, no link; of its files with ``endings`` those that are there now."""
        self._folder = str(real.parent)
        there = {f"{real}{ending}" for ending in endings}
        self._files = {name: found for name in there if (found := _identity(name))}
        self._unchanged: tuple[int, ...] = ()
        """The folder when all files stood there last; empty: unknown."""

    def stand(self) -> bool:
        """Whether every file is still the one under its name."""
        try:
            found = os.stat(self._folder)  # noqa: PTH116 - a Path for each act would cost as much again
        except OSError:
            return False
        folder = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
        if folder == self._unchanged:
            return True
        if any(_identity(name) != opened for name, opened in self._files.items()):
            return False
        # What happens in the next moment may leave a time of just now as it is.
        changed = max(found.st_mtime_ns, found.st_ctime_ns)
        self._unchanged = folder if time.time_ns() - changed > _COARSE else ()
        return True


def _identity(name: str) -> Identity | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - as above
    except OSError:
        return None
    return found.st_dev, found.st_ino
