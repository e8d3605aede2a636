"""An office in one SQLite file.

Durability: WAL with ``synchronous=FULL``, asserted at every open; simulated power loss at 1,500
points lost nothing this way and scans at 1,008 points under WAL with NORMAL. SQLite 3.7.0–3.51.2 can
corrupt a WAL that several connections reset (``docs/decisions/0002``): on such an engine the file is
kept in TRUNCATE mode, slower by five and as safe.

Every act begins with ``BEGIN IMMEDIATE``: a deferred one that reads and then writes fails with
"database is locked" as soon as a second desk does the same, whatever the busy timeout.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import aiosql
import sqlite_utils
from sqlite_utils.migrations import Migrations

# sqlite-utils chooses the newest SQLite there is (pysqlite3's own before the system's).
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.errors import StoreUnavailable
from checkmail.resources import shipped
from checkmail.store.bounds import within
from checkmail.store.diagnosis import Diagnosis
from checkmail.store.places import check_place
from checkmail.store.protocol import Row, Transaction
from checkmail.store.queue import FOLDER, Queue

APPLICATION_ID: Final = 0x434D4C31
"""Stands in the file's header (``CML1``): tells an office from any other SQLite file."""

FIRST_SAFE_WAL: Final = (3, 51, 3)
_LAST_OLD_WITHOUT_BUG: Final = (3, 7, 0)
_BUSY_MILLISECONDS: Final = 15_000
_SET: Final = "office"

ENDINGS: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite puts behind the office file's name for files of its own; the first is the office."""


class SqliteStore:
    """One connection to one office file, usable from any thread, one transaction at a time."""

    def __init__(self, path: Path, connection: Any, queue: Queue | None = None) -> None:
        self.path = path
        self._connection = connection
        self._turn = threading.Lock()
        self._queue = queue
        """None for a file that no other desk opens."""

    @property
    def engine(self) -> str:
        """As ``SQLite 3.53.4 (wal)``."""
        mode = self._connection.execute("PRAGMA journal_mode").fetchone()[0]
        return f"SQLite {sqlite3.sqlite_version} ({mode})"

    @property
    def place(self) -> str:
        """See :meth:`checkmail.store.protocol.Store.place`."""
        return str(self.path)

    def diagnose(self) -> list[Diagnosis]:
        """See :meth:`checkmail.store.protocol.Store.diagnose`."""
        from checkmail.store.sqlite_diagnosis import diagnose

        with self._turn, translated(self.path):
            return diagnose(self.path, self._connection)

    @contextlib.contextmanager
    def acting(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.acting`."""
        with self._turn, translated(self.path), self._queue.turn() if self._queue else contextlib.nullcontext():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield _Open(self._connection)
            except BaseException:
                self._roll_back()
                raise
            try:
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.reading`."""
        with self._turn, translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield _Open(self._connection)
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        # After a failed COMMIT or a full disk SQLite may have rolled back by itself.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def scratch(self) -> Iterator[SqliteStore]:
        """See :meth:`checkmail.store.protocol.Store.scratch`."""
        with tempfile.TemporaryDirectory(prefix="checkmail-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "replay.db"
            store = _prepared(path, _connect(path), None)
            try:
                yield store
            finally:
                store.close()

    def dump(self, table: str) -> list[tuple[Any, ...]]:
        """See :meth:`checkmail.store.protocol.Store.dump`."""
        with self.reading() as transaction:
            return [tuple(row.values()) for row in transaction.stream(table)]

    def schema_faults(self) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.schema_faults`: the text of ``sqlite_schema`` is compared."""
        with self._turn, translated(self.path):
            found, made = _schema_of(self._connection), _schema_made()
        return sorted(name for name in found | made if found.get(name) != made.get(name))

    def scrub(self, tables: Sequence[str]) -> None:  # noqa: ARG002 - the whole file is written anew
        """See :meth:`checkmail.store.protocol.Store.scrub`.

        What is removed is overwritten with zeros when its page is written (``secure_delete``); the first checkpoint
        lets that reach the file even where there is no room for the second copy that VACUUM needs.
        """
        with self._turn, translated(self.path), self._queue.turn() if self._queue else contextlib.nullcontext():
            self._empty_log()
            self._connection.execute("VACUUM")
            self._empty_log()

    def _empty_log(self) -> None:
        """Brings the write-ahead log into the file and cuts it to nothing; where there is none nothing is done."""
        busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreUnavailable("office-busy", path=str(self.path))

    def holds(self, path: Path) -> bool:
        """See :meth:`checkmail.store.protocol.Store.holds`."""
        own = self.path.resolve()
        there = path.resolve()
        beside = {own.with_name(own.name + end) for end in (*ENDINGS, FOLDER)}
        return there in {own, *beside} or there.parent == own.with_name(own.name + FOLDER)

    def tables(self) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.tables`."""
        with self._turn, translated(self.path):
            names = sqlite_utils.Database(self._connection).table_names()
        return sorted(name for name in names if not name.startswith(("sqlite_", "_sqlite_")))

    def discard(self) -> None:
        """See :meth:`checkmail.store.protocol.Store.discard`."""
        self.close()
        remove_office(self.path)

    def close(self) -> None:
        """See :meth:`checkmail.store.protocol.Store.close`."""
        try:
            self._connection.close()
        finally:
            if self._queue:
                self._queue.close()


class _Open:
    """A transaction: names of queries to rows."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def one(self, query: str, /, **params: object) -> Row | None:
        row: Row | None = self._found(query, params).fetchone()
        return row

    def all(self, query: str, /, **params: object) -> list[Row]:
        rows: list[Row] = self._found(query, params).fetchall()
        return rows

    def _found(self, query: str, params: dict[str, object]) -> Any:
        try:
            return self._connection.execute(_text(query), params)
        except OverflowError:
            return self._connection.execute(_text(query), within(params))

    def run(self, query: str, /, **params: object) -> None:
        self._connection.execute(_text(query), params)

    def many(self, query: str, rows: Iterable[Mapping[str, object]], /) -> None:
        self._connection.executemany(_text(query), rows)

    def stream(self, table: str, /) -> Iterator[dict[str, Any]]:
        """See :meth:`checkmail.store.protocol.Transaction.stream`. ``table`` is one of ours, never a user's word."""
        found = sqlite_utils.Database(self._connection).table(table)
        order = ", ".join(f'"{name}"' for name in found.pks)
        rows = self._connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}')  # noqa: S608
        names = [column[0] for column in rows.description]
        return (dict(zip(names, row, strict=True)) for row in rows)

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.fill`. ``table`` is one of ours, never a user's word."""
        names = [column.name for column in sqlite_utils.Database(self._connection).table(table).columns]
        places = ", ".join("?" * len(names))
        self._connection.executemany(
            f'INSERT INTO "{table}" VALUES ({places})',  # noqa: S608
            (tuple(row[name] for name in names) for row in rows),
        )

    def retire(self) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.retire`."""
        self._connection.execute(
            "CREATE TRIGGER office_has_moved BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'office-moved'); END"
        )


@functools.cache
def _text(query: str) -> str:
    """What a query says. It is run as it stands: what layers over the driver cost would be half of a scan's judging."""
    text: str = getattr(queries(), query).sql
    return text


@functools.cache
def queries() -> Any:
    """The shared queries of ``db/queries``, loaded once."""
    return aiosql.from_path(shipped("db") / "queries", "sqlite3", mandatory_parameters=False)


@functools.cache
def _migrations() -> Migrations:
    steps = Migrations(_SET)
    for file in sorted((shipped("db") / "migrations" / "sqlite").glob("*.sql")):
        steps(name=file.stem)(_step(file.read_text(encoding="utf-8")))
    return steps


def _step(script: str) -> Callable[[sqlite_utils.Database], None]:
    """Runs a script statement by statement: ``executescript`` would commit the migration's transaction."""

    def apply(database: sqlite_utils.Database) -> None:
        statement = ""
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                database.conn.execute(statement)
                statement = ""

    return apply


def _schema_of(connection: Any) -> dict[str, tuple[str, str, str | None]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {name: (kind, table, sql) for kind, name, table, sql in rows}


@functools.cache
def _schema_made() -> dict[str, tuple[str, str, str | None]]:
    """What the migrations make in an empty database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _migrations().apply(sqlite_utils.Database(connection))
        return _schema_of(connection)
    finally:
        connection.close()


def create_sqlite(path: Path) -> SqliteStore:
    """A new office file at ``path``.

    Raises :class:`StoreUnavailable` (``already-there``, ``cannot-create``) where the file exists or
    cannot be made; nothing is left behind then.
    """
    if path.exists() and path.stat().st_size > 0:
        raise StoreUnavailable("already-there", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ours = not path.exists()
        path.touch()
    except OSError:
        raise StoreUnavailable("cannot-create", path=str(path)) from None
    try:
        with translated(path, "cannot-create"), _opened(path, _claim) as (connection, queue):
            return _prepared(path, connection, queue)
    except BaseException:
        if ours:
            remove_office(path)
        raise


def remove_office(path: Path) -> None:
    """Removes an office file that nobody has begun to use, and all that lies beside it for it."""
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + FOLDER), ignore_errors=True)


def open_sqlite(path: Path) -> SqliteStore:
    """The office in the file at ``path``, brought up to this program's schema.

    Raises :class:`StoreUnavailable`: ``no-office`` (no such file), ``not-an-office``, ``newer-office``,
    ``read-only``, ``disk-full``, ``office-busy``, ``damaged``, ``office-restoring``, and what
    :func:`checkmail.store.places.check_place` raises.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise StoreUnavailable("no-office", path=str(path))
    with translated(path), _opened(path, _recognise) as (connection, queue):
        return _prepared(path, connection, queue)


@contextlib.contextmanager
def _opened(path: Path, look: Callable[[Path, Any], None]) -> Iterator[tuple[Any, Queue]]:
    """A connection that ``look`` has nothing against, and a place in the queue; let go of where the block fails."""
    check_place(path)
    with contextlib.ExitStack() as stack:
        connection = _connect(path)
        stack.callback(connection.close)
        look(path, connection)
        # A link to the office is the office: SQLite names its own files after the real one, and so is the queue.
        queue = Queue(path.resolve())
        stack.callback(queue.close)
        yield connection, queue
        stack.pop_all()


def _claim(_path: Path, connection: Any) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _recognise(path: Path, connection: Any) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable("not-an-office", path=str(path))
    known = {file.stem for file in (shipped("db") / "migrations" / "sqlite").glob("*.sql")}
    if any(done.name not in known for done in _migrations().applied(sqlite_utils.Database(connection))):
        raise StoreUnavailable("newer-office", path=str(path))


def _connect(path: Path) -> Any:
    connection = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    return connection


def _prepared(path: Path, connection: Any, queue: Queue | None) -> SqliteStore:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    wal = _safe_wal(sqlite3.sqlite_version_info)
    mode = connection.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'TRUNCATE'}").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    if mode != ("wal" if wal else "truncate") or connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise StoreUnavailable("not-durable", path=str(path))
    database = sqlite_utils.Database(connection)
    if _migrations().pending(database):
        # Two processes that open a new file at once take turns; the second finds nothing pending.
        with queue.turn() if queue else contextlib.nullcontext():
            _migrate(connection, database)
    return SqliteStore(path, connection, queue)


def _migrate(connection: Any, database: sqlite_utils.Database) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        _migrations().apply(database)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _safe_wal(version: tuple[int, ...]) -> bool:
    return version >= FIRST_SAFE_WAL or version < _LAST_OLD_WITHOUT_BUG


_SENTENCES: Final = (
    ("not a database", "not-an-office"),
    ("readonly", "read-only"),
    ("unable to open", "read-only"),
    ("full", "disk-full"),
    ("locked", "office-busy"),
    ("malformed", "damaged"),
    ("could not decode", "damaged"),
)


@contextlib.contextmanager
def translated(path: Path, fallback: str = "store-failed") -> Iterator[None]:
    """A driver's error as one of ours, with the sentence that fits; our own pass through."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if str(error) == "office-moved":
            raise StoreUnavailable("office-moved", path=str(path)) from None
        raise
    except sqlite3.DatabaseError as error:
        words = str(error).lower()
        key = next((key for part, key in _SENTENCES if part in words), fallback)
        if fallback == "cannot-create":
            key = fallback
        raise StoreUnavailable(key, path=str(path), error=str(error)) from error
    except UnicodeDecodeError as error:
        # Of a damaged schema the engine quotes what it cannot read, which need not be text.
        if b"malformed" not in error.object:
            raise
        raise StoreUnavailable("damaged", path=str(path), error="malformed") from error
