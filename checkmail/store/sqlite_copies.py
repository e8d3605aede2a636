"""Copies of an office file: written while desks go on, read again, and put in another's place.

A copy is one file without a write-ahead log beside it, so that it can be carried and kept on media that are only
read. SQLite's backup interface copies it in steps within one reading transaction: other desks write meanwhile and
the copy has the state at which it began. Without a write-ahead log (docs/decisions/0002) they wait instead.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.errors import StoreUnavailable
from checkmail.store.places import check_place
from checkmail.store.protocol import Store, Transaction
from checkmail.store.queue import FOLDER, alone
from checkmail.store.sqlite import APPLICATION_ID, ENDINGS, SqliteStore, open_sqlite, remove_office
from checkmail.store.sqlite_errors import translated
from checkmail.store.sqlite_schema import migrate
from checkmail.store.sqlite_transaction import Open

Tell = Callable[[str, int], None]
"""Is told the step and how many pages are done; may raise to stop."""

Pour = Callable[[Transaction, Transaction, Iterable[str], Tell], int]
"""Copies every row of the named tables from one office to another; raises where something did not arrive."""

_PAGES_A_STEP: Final = 1_024
_ASIDE: Final = "%Y%m%dT%H%M%SZ"


@contextlib.contextmanager
def copied(store: Store, part: Path, erase_by: date, tell: Tell, pour: Pour) -> Iterator[SqliteStore]:
    """The office of ``store``, whatever its engine, in the new file ``part``; opened only to be read.

    The file bears ``erase_by``. Raises as :func:`write_copy`.
    """
    mark = int(erase_by.strftime("%Y%m%d"))
    if isinstance(store, SqliteStore):
        write_copy(store.real, part, tell, mark)
    else:
        with _written(part), contextlib.closing(_new(part)) as new:
            new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(new)
            copy = SqliteStore(part, new)
            tables = copy.tables()
            with store.reading() as leaving, copy.acting() as arriving:
                pour(leaving, arriving, tables, tell)
            new.execute(f"PRAGMA user_version = {mark:d}")
    with opened_copy(part) as copy:
        yield copy


def write_copy(source: Path, part: Path, tell: Tell, mark: int = 0) -> None:
    """Copies the office in ``source`` to the new file ``part``; when this returns, ``part`` is on its disk.

    ``mark`` goes into the header's user version: of a backup the day by which it is destroyed, as 20270220.

    Raises :class:`StoreUnavailable`: ``no-copy`` (no such file), ``not-a-copy`` where ``source`` is no office
    that can be read to its end, ``copy-not-written``; ``part`` is gone then, and also where ``tell`` stops it.
    """
    with contextlib.closing(_reading(source)) as old, _written(part), contextlib.closing(_new(part)) as new:
        old.backup(new, pages=_PAGES_A_STEP, progress=lambda _rc, left, all_: tell("copying", all_ - left))
        new.execute("PRAGMA journal_mode = DELETE")
        new.execute(f"PRAGMA user_version = {mark:d}")


def _new(part: Path) -> Any:
    connection = sqlite3.connect(str(part), isolation_level=None)
    connection.row_factory = sqlite3.Row
    # Nothing is lost by a crash before the file is synced as a whole: it has no name yet.
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    # What it copies may be in write-ahead mode, and a network share, fit for a copy, has no memory to share.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


@contextlib.contextmanager
def _written(part: Path) -> Iterator[None]:
    """When the block has ended ``part`` is on its disk; where it fails ``part`` is gone."""
    try:
        yield
        with part.open("rb+") as file:
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):
                # What is verified afterwards comes from the disk, not from memory.
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    except BaseException as error:
        remove_office(part)
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise StoreUnavailable("copy-not-written", path=str(part), error=str(error)) from None
        raise


def _reading(source: Path) -> Any:
    """A connection within a reading transaction on an office file, which may lie where nothing can be written."""
    if not source.is_file():
        raise StoreUnavailable("no-copy", path=str(source))
    try:
        connection = sqlite3.connect(_read_only(source), uri=True, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable("not-a-copy", path=str(source), error=str(error)) from error
    try:
        _begin_reading(source, connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreUnavailable("not-a-copy", path=str(source), error=str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_reading(source: Path, connection: Any) -> None:
    connection.execute("BEGIN")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable("not-an-office", path=str(source))
    # The first row read fixes the state that is copied.
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _read_only(path: Path) -> str:
    real = path.resolve()
    # With something beside it that is not yet in the file, the file alone is not the office.
    beside = any(real.with_name(real.name + end).exists() for end in ENDINGS[1:])
    return f"{real.as_uri()}?mode=ro" + ("" if beside else "&immutable=1")


@contextlib.contextmanager
def opened_copy(path: Path) -> Iterator[SqliteStore]:
    """A finished copy, only to be read; nothing is left beside it.

    Raises :class:`StoreUnavailable` (``not-a-copy``) where its pages are not sound.
    """
    connection = sqlite3.connect(_read_only(path), uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        with translated(path, "not-a-copy"):
            if [row[0] for row in connection.execute("PRAGMA integrity_check(1)")] != ["ok"]:
                raise StoreUnavailable("not-a-copy", path=str(path))
        yield SqliteStore(path, connection)
    finally:
        connection.close()


@contextlib.contextmanager
def reopened(part: Path) -> Iterator[SqliteStore]:
    """A copy brought up to this program's schema, to act in; afterwards it is one file again.

    An office that has moved away is one again: its new place may be lost, and with it every backup from there.
    """
    with opened_copy(part):
        pass
    store = open_sqlite(part)
    try:
        _revive(store)
        yield store
    finally:
        store.close()
        remove_queue(part)


def _revive(store: SqliteStore) -> None:
    with store.acting() as t:
        if isinstance(t, Open) and t.one("secret", name="moved"):
            t.revive()


def remove_queue(office: Path) -> None:
    """Removes what desks lock beside an office that none has open."""
    folder = office.with_name(office.name + FOLDER)
    for name in ("gate", "turn", "open"):
        (folder / name).unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()


@dataclass(frozen=True, slots=True)
class Left:
    """What can still be read of an office file that may be damaged."""

    office: str
    """The hash of its first entry; empty where that cannot be read."""
    heads: tuple[tuple[int, int, str], ...]
    """Chain, count and hash of the newest entries that can be."""


def what_is_left(path: Path) -> Left:
    """What the office file at ``path`` still says of itself, however little."""
    heads: set[tuple[int, int, str]] = set()
    # Where one of the two tables is damaged, the other may tell.
    for query in (
        "SELECT chain, count, head FROM chains WHERE count > 0",
        "SELECT chain, max(number), hash FROM entries GROUP BY chain",
    ):
        heads |= {(int(chain), int(count), str(head)) for chain, count, head in _still(path, query)}
    first = _still(path, "SELECT hash FROM entries WHERE chain = 0 AND number = 1")
    return Left(str(first[0][0]) if first else "", tuple(sorted(heads)))


def _still(path: Path, query: str) -> list[tuple[Any, ...]]:
    try:
        with contextlib.closing(_reading(path)) as old:
            return list(old.execute(query))
    except (sqlite3.DatabaseError, StoreUnavailable):
        return []


@contextlib.contextmanager
def place_for(target: Path) -> Iterator[Path]:
    """The name of a file in which a copy is made ready to stand at ``target``; nobody opens an office there meanwhile.

    Raises :class:`StoreUnavailable`: ``office-in-use`` where a desk has it open, and what
    :func:`checkmail.store.places.check_place` raises.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    check_place(target)
    real = target.resolve()
    part = real.with_name(f".{real.name}.part")
    with alone(real):
        remove_office(part)
        try:
            yield part
        finally:
            remove_office(part)


def put_in_place(part: Path, target: Path, now: datetime) -> Path | None:
    """Gives ``part`` the name ``target``; what had it is kept under a new name, the answer.

    Within :func:`place_for`; the caller puts the names of the folder on disk. A crash leaves both files there, one
    of them perhaps without its name.
    """
    real = target.resolve()
    stem = f"{real.name}.{now.astimezone(UTC).strftime(_ASIDE)}"
    names = (real.with_name(f"{stem}{count or ''}.aside") for count in itertools.count())
    aside = next(name for name in names if not any(name.with_name(name.name + end).exists() for end in ENDINGS))
    moved = None
    # The office first: its log under the old name would be taken for a part of whatever gets that name.
    for ending in ENDINGS:
        old = real.with_name(real.name + ending)
        if old.exists():
            moved = aside
            old.rename(aside.with_name(aside.name + ending))
    part.rename(real)
    return moved
