"""A connection to an office file, with the settings without which nothing is written through it.

Durability: WAL with ``synchronous=FULL``, asserted at every open; simulated power loss at 1,500
points lost nothing this way and scans at 1,008 points under WAL with NORMAL. SQLite 3.7.0–3.51.2 can
corrupt a WAL that several connections reset (``docs/decisions/0002``): on such an engine the file is
kept in TRUNCATE mode, slower by five and as safe.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

# sqlite-utils chooses the newest SQLite there is (pysqlite3's own before the system's).
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.errors import StoreUnavailable

FIRST_SAFE_WAL: Final = (3, 51, 3)
_LAST_OLD_WITHOUT_BUG: Final = (3, 7, 0)
_BUSY_MILLISECONDS: Final = 15_000


def connect(path: Path) -> Any:
    """A connection to the file at ``path``, which is made where there is none; any thread may use it."""
    connection = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    return connection


def make_durable(path: Path, connection: Any) -> None:
    """From now on a COMMIT of ``connection`` is on disk. Raises :class:`StoreUnavailable` ``not-durable``."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    wanted = "wal" if keeps_log() else "truncate"
    mode = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    if mode != wanted or connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise StoreUnavailable("not-durable", path=str(path))


def keeps_log() -> bool:
    """Whether offices lie in a file and its log (WAL), as this engine is."""
    return safe_wal(sqlite3.sqlite_version_info)


def safe_wal(version: tuple[int, ...]) -> bool:
    """Whether several connections may share a log in SQLite ``version``."""
    return version >= FIRST_SAFE_WAL or version < _LAST_OLD_WITHOUT_BUG
