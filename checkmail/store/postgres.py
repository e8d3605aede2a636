"""An office on a PostgreSQL server: one schema of a database, reached by any number of desks.

An act is one transaction behind an advisory lock of the office, so that acts come one after the other in the order
they asked (the server's lock queue is first come, first served). READ COMMITTED: every statement after the lock sees
what the act before it has stored. What an act writes is kept back and sent together with its next question or with
COMMIT, because over a network each trip costs more than the statement.

Durability is looked at whenever a connection is made: fsync, full_page_writes, and synchronous_commit at least ``on``.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from checkmail.errors import StoreUnavailable
from checkmail.store import postgres_schema
from checkmail.store.diagnosis import Diagnosis
from checkmail.store.postgres_address import Address, address_of
from checkmail.store.postgres_errors import refused_connection, translated
from checkmail.store.postgres_transaction import Connection, PostgresTransaction, spell_alike
from checkmail.store.protocol import EntryName, Store, Transaction

# What the driver logs of a lost connection is said in our own words; unheard it would go to people's terminals.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

_SERVER_PATIENCE: Final = 10.0
"""Seconds a server has to come back, where an act may be stored or not."""

_READ: Final = (b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",)
_CHECK: Final = (b"BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",)
"""Some indexes cannot be checked by the one state that a repeatable read sees."""


class PostgresStore:
    """One connection to one office, usable from any thread, one transaction at a time."""

    def __init__(self, address: Address, connection: Connection) -> None:
        self._address = address
        self._connection = connection
        self._turn = threading.Lock()

    @property
    def engine(self) -> str:
        """As ``PostgreSQL 18.4``."""
        with self._turn, self._translated():
            return f"PostgreSQL {_version(self._there())}"

    @property
    def place(self) -> str:
        """See :meth:`checkmail.store.protocol.Store.place`."""
        return self._address.shown

    @contextlib.contextmanager
    def acting(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.acting`."""
        with self._turn, self._translated():
            opened = PostgresTransaction(self._connection, self._act, self._renewed)
            try:
                yield opened
            except BaseException:
                opened.roll_back()
                raise
            try:
                opened.commit()
            except psycopg.Error:
                opened.roll_back()
                if not self._connection.closed:
                    raise
                if not self._stored(opened.entry):
                    raise StoreUnavailable("connection-lost", path=self.place) from None
            except BaseException:
                opened.roll_back()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """See :meth:`checkmail.store.protocol.Store.reading`."""
        with self._begun(_READ) as opened:
            yield opened

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        failed = False
        try:
            with translated(lambda: self._connection.closed, self.place):
                try:
                    yield
                except (psycopg.Error, KeyboardInterrupt) as error:
                    failed = True
                    if isinstance(error.__context__, KeyboardInterrupt):
                        # Ctrl-C while a pipeline is left: the driver's own error hides it.
                        raise error.__context__ from None
                    raise
        finally:
            if failed:
                # psycopg takes a statement for prepared that a pipeline with an error in it never came to.
                self._connection.close()

    @property
    def _act(self) -> tuple[bytes, ...]:
        return (
            b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            f"SELECT pg_advisory_xact_lock({self._address.lock})".encode(),
        )

    def _there(self) -> Connection:
        return self._renewed() if self._connection.closed else self._connection

    def _renewed(self) -> Connection:
        self._connection = connect(self._address)
        postgres_schema.check_office(self._connection, self._address)
        return self._connection

    @contextlib.contextmanager
    def _begun(self, begin: tuple[bytes, ...]) -> Iterator[PostgresTransaction]:
        """A transaction of which nothing stays."""
        with self._turn, self._translated():
            opened = PostgresTransaction(self._connection, begin, self._renewed)
            try:
                yield opened
            finally:
                opened.roll_back()

    @contextlib.contextmanager
    def _connected(self, begin: tuple[bytes, ...]) -> Iterator[Connection]:
        """The connection itself, in such a transaction."""
        with self._begun(begin) as opened:
            opened.begin()
            yield self._connection

    def _stored(self, entry: EntryName | None) -> bool:
        """Whether the act whose last entry is ``entry`` was stored, though its connection broke at COMMIT.

        Asked behind the office's lock: the lost connection's transaction holds it until it has ended one way or the
        other. Raises :class:`StoreUnavailable` ``outcome-unknown`` where no server answers in time.
        """
        if entry is None:
            return False
        until = time.monotonic() + _SERVER_PATIENCE
        while True:
            try:
                self._connection = connect(self._address)
                opened = PostgresTransaction(self._connection, self._act, self._renewed)
                try:
                    return entry.stands(opened)
                finally:
                    opened.roll_back()
            except (StoreUnavailable, psycopg.Error):
                if time.monotonic() > until:
                    raise StoreUnavailable("outcome-unknown", path=self.place, entry=entry.id) from None
                time.sleep(0.2)  # another machine is starting up; it tells nobody when it is ready

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Store]:
        """See :meth:`checkmail.store.protocol.Store.scratch`: an SQLite file, which holds no names or texts.

        Both engines spell a dump's values alike (``tests/stores``), and a replay asks nothing of the server.
        """
        from checkmail.store.sqlite import create_sqlite

        with tempfile.TemporaryDirectory(prefix="checkmail-", ignore_cleanup_errors=True) as folder:
            store = create_sqlite(Path(folder) / "replay.db")
            try:
                yield store
            finally:
                store.close()

    def dump(self, table: str) -> list[tuple[Any, ...]]:
        """See :meth:`checkmail.store.protocol.Store.dump`."""
        with self.reading() as transaction:
            return [tuple(row.values()) for row in transaction.stream(table)]

    def schema_faults(self) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.schema_faults`: the server's catalogue is compared."""
        with self._connected(self._act) as connection:
            return postgres_schema.faults(connection, self._address.schema)

    def page_faults(self, *, indexes: bool) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.page_faults`."""
        from checkmail.store.postgres_pages import page_faults

        with self._connected(_CHECK) as connection:
            return page_faults(connection, self._address.schema, indexes=indexes)

    def diagnose(self) -> list[Diagnosis]:
        """See :meth:`checkmail.store.protocol.Store.diagnose`."""
        from checkmail.store.postgres_diagnosis import diagnose

        with self._turn, self._translated():
            connection = self._there()
            return diagnose(connection, self._address, _version(connection))

    def scrub(self, tables: Sequence[str]) -> None:
        """See :meth:`checkmail.store.protocol.Store.scrub`; what the server's own logs keep is its operator's."""
        with self._connected(_READ) as connection:
            connection.execute("ROLLBACK")  # VACUUM runs in no transaction
            for table in tables:
                connection.execute(sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(table)))

    def tables(self) -> list[str]:
        """See :meth:`checkmail.store.protocol.Store.tables`."""
        with self._turn, self._translated():
            return postgres_schema.tables(self._there(), self._address.schema)

    def discard(self) -> None:
        """See :meth:`checkmail.store.protocol.Store.discard`: empty tables are no office, and may be the operator's."""
        self.close()

    def holds(self, path: Path) -> bool:  # noqa: ARG002 - the server's files are nobody's to write
        """See :meth:`checkmail.store.protocol.Store.holds`."""
        return False

    def close(self) -> None:
        """See :meth:`checkmail.store.protocol.Store.close`."""
        self._connection.close()


def connect(address: Address) -> Connection:
    """A connection as every act needs it. Raises :class:`StoreUnavailable` where there is none, or a wrong one."""
    try:
        connection: Connection = psycopg.Connection.connect(**address.parameters, autocommit=True, row_factory=dict_row)
    except psycopg.Error as error:
        raise refused_connection(error, address.shown, address.password) from None
    try:
        spell_alike(connection)
        with translated(lambda: connection.closed, address.shown):
            postgres_schema.prepare_session(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


def open_postgres(url: str) -> PostgresStore:
    """The office at ``url``, brought up to this program's schema.

    Raises :class:`StoreUnavailable`: ``bad-office-url``, ``server-…`` (not reachable, wrong log-in, read-only, full,
    too old, not durable, not UTF-8, without locks), ``no-database``, ``no-office``, ``not-an-office``,
    ``newer-office``, ``other-schema``.
    """
    return _opened(url, postgres_schema.check_office)


def create_postgres(url: str) -> PostgresStore:
    """A new office at ``url``, in its schema.

    Raises :class:`StoreUnavailable` as :func:`open_postgres`, and ``already-there``; the server is as it was then.
    """
    return _opened(url, postgres_schema.create_office)


def _opened(url: str, look: Callable[[Connection, Address], None]) -> PostgresStore:
    address = address_of(url)
    connection = connect(address)
    try:
        with translated(lambda: connection.closed, address.shown):
            look(connection, address)
    except BaseException:
        connection.close()
        raise
    return PostgresStore(address, connection)


def _version(connection: Connection) -> str:
    return (connection.info.parameter_status("server_version") or "?").split(" ")[0]
