"""An office in one SQLite file.

How it is opened so that a COMMIT is on disk: :mod:`.sqlite_connection`.

Every act begins with ``BEGIN IMMEDIATE``: a deferred one that reads and then writes fails with
"database is locked" as soon as a second desk does the same, whatever the busy timeout.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import sqlite_utils

# sqlite-utils chooses the newest SQLite there is (pysqlite3's own before the system's).
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.errors import StoreUnavailable
from checkmail.store.diagnosis import Diagnosis
from checkmail.store.places import check_place
from checkmail.store.protocol import EntryName, Transaction
from checkmail.store.queue import FOLDER, Queue
from checkmail.store.sqlite_connection import connect, keeps_log, make_durable
from checkmail.store.sqlite_errors import translated
from checkmail.store.sqlite_files import OpenedFiles
from checkmail.store.sqlite_log import check_log
from checkmail.store.sqlite_schema import migrate, newer, page_faults, pending, schema_faults
from checkmail.store.sqlite_transaction import Open

APPLICATION_ID: Final = 0x434D4C31
"""Stands in the file's header (``CML1``): tells an office from any other SQLite file."""

ENDINGS: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite puts behind the office file's name for files of its own; the first is the office."""


class SqliteStore:
    """One connection to one office file, usable from any thread, one transaction at a time."""

    def __init__(self, path: Path, connection: Any, queue: Queue | None = None) -> None:
        self.path = path
        self.real = path.resolve()
        """The file itself, wherever this process goes and links lead."""
        self._connection = connection
        self._turn = threading.Lock()
        self._files = OpenedFiles(self.real, ENDINGS[:3])
        """The office, its log and the log's index."""
        self._queue = queue
        """None for a file that no other desk opens."""
        self._guard = queue.guard() if queue else contextlib.nullcontext()
        self._alone = queue.turn() if queue else contextlib.nullcontext()

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
            return diagnose(self.real, self._connection)

    @contextlib.contextmanager
    def acting(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.acting`."""
        with self._turn, translated(self.path), self._guard, self._alone:
            try:
                # Within: whoever is stopped right behind it must not leave it open.
                self._connection.execute("BEGIN IMMEDIATE")
                opened = Open(self._connection)
                self._check_files()
                yield opened
                if self._queue:
                    self._queue.call_next()
            except BaseException:
                self._roll_back()
                raise
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                self._roll_back()
                if not self._stored(opened.entry):
                    raise
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.reading`."""
        with self._turn, translated(self.path):
            try:
                self._connection.execute("BEGIN")
                yield Open(self._connection)
            finally:
                self._roll_back()

    def _check_files(self) -> None:
        """Raises ``office-replaced`` where others would not find what is written here."""
        if not self._files.stand():
            raise StoreUnavailable("office-replaced", path=str(self.path))

    def _roll_back(self) -> None:
        # After a failed COMMIT or a full disk SQLite may have rolled back by itself.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _stored(self, entry: EntryName | None) -> bool:
        """Whether the act whose last entry is ``entry`` was stored, though its COMMIT failed.

        Asked by a connection of its own, which takes nothing from what the failed one believes. Raises
        :class:`StoreUnavailable` ``act-in-doubt`` where the file cannot be read.
        """
        if entry is None:
            return False
        try:
            with contextlib.closing(connect(self.real)) as fresh:
                return entry.stands(Open(fresh))
        except sqlite3.Error:
            raise StoreUnavailable("act-in-doubt", path=str(self.path), entry=entry.id) from None

    @contextlib.contextmanager
    def scratch(self) -> Iterator[SqliteStore]:
        """See :meth:`checkmail.store.protocol.Store.scratch`."""
        with tempfile.TemporaryDirectory(prefix="checkmail-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "replay.db"
            store = _prepared(path, connect(path), None)
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
            return schema_faults(self._connection)

    def page_faults(self, *, indexes: bool) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.page_faults`."""
        with self._turn, translated(self.path):
            return page_faults(self._connection, indexes=indexes)

    def scrub(self, tables: Sequence[str]) -> None:  # noqa: ARG002 - the whole file is written anew
        """See :meth:`checkmail.store.protocol.Store.scrub`.

        What is removed is overwritten with zeros when its page is written (``secure_delete``); the first checkpoint
        lets that reach the file even where there is no room for the second copy that VACUUM needs.
        """
        with self._turn, translated(self.path), self._guard, self._alone:
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
        own = self.real
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
        remove_office(self.real)

    def close(self) -> None:
        """See :meth:`checkmail.store.protocol.Store.close`."""
        try:
            self._connection.close()
        finally:
            if self._queue:
                self._queue.close()


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
        if ours and not _made_now(path):
            raise StoreUnavailable("already-there", path=str(path))
    except OSError:
        raise StoreUnavailable("cannot-create", path=str(path)) from None
    try:
        with translated(path, "cannot-create"), _opened(path, _claim) as (connection, queue):
            return _prepared(path, connection, queue)
    except BaseException:
        if ours:
            remove_office(path)
        raise


def _made_now(path: Path) -> bool:
    """Makes an empty file; False where another program was quicker, whose office is not to be taken away again."""
    try:
        path.resolve().touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def remove_office(path: Path) -> None:
    """Removes an office file that nobody has begun to use, and all that lies beside it for it."""
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + FOLDER), ignore_errors=True)


def open_sqlite(path: Path) -> SqliteStore:
    """The office in the file at ``path``, brought up to this program's schema.

    Raises :class:`StoreUnavailable`: ``no-office`` (no such file), ``not-an-office``, ``newer-office``,
    ``read-only``, ``disk-full``, ``office-busy``, ``damaged``, ``office-restoring``, ``log-removed``, and what
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
    if keeps_log():
        check_log(path)
    with contextlib.ExitStack() as stack:
        connection = connect(path)
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
    try:
        from_newer = newer(connection)
    except (KeyError, UnicodeDecodeError) as error:
        # The names of this table's own columns are damaged.
        raise StoreUnavailable("damaged", path=str(path), error="migrations") from error
    if from_newer:
        raise StoreUnavailable("newer-office", path=str(path))


def _prepared(path: Path, connection: Any, queue: Queue | None) -> SqliteStore:
    make_durable(path, connection)
    if pending(connection):
        # Two processes that open a new file at once take turns; the second finds nothing pending.
        with queue.turn() if queue else contextlib.nullcontext():
            migrate(connection)
    return SqliteStore(path, connection, queue)
