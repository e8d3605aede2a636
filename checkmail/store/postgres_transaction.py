"""One transaction on a PostgreSQL server: the shared queries by name, sent in as few trips as can be.

Values are spelled as SQLite spells them: whole numbers of eight bytes, flags as 1 and 0.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import aiosql
import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.postgres import types
from psycopg.rows import DictRow, tuple_row
from psycopg.types.numeric import Int8Dumper

from checkmail.resources import shipped
from checkmail.store import postgres_schema
from checkmail.store.bounds import within
from checkmail.store.postgres_errors import MOVED
from checkmail.store.protocol import EntryName, Row, name_of

Connection = psycopg.Connection[DictRow]

_IDLE: Final = psycopg.pq.TransactionStatus.IDLE

_AT_ONCE: Final = 2_000
"""Rows a stream has in memory, and writes that wait at most."""

_FEW: Final = 50
"""Fewer rows than these wait like single writes: a COPY costs two trips of its own."""

_PLAIN_INSERT: Final = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\)\s+VALUES \(([^()]+(?:\(\w+\)s[^()]*)*)\);?\s*")


class PostgresTransaction:
    """A transaction: names of queries to rows. What it writes waits for the next question, or for COMMIT.

    So does its beginning: the lock and the first question make one trip.
    """

    def __init__(self, connection: Connection, begin: Sequence[bytes], renewed: Callable[[], Connection]) -> None:
        """``begin``: statements to begin with. ``renewed``: a connection in the place of one that was lost."""
        self._connection = connection
        self._begin = begin
        self._renewed = renewed
        self._waiting: list[tuple[bytes, Mapping[str, object]]] = []
        self._entries = contextlib.ExitStack()
        self._pipeline: psycopg.Pipeline | None = None
        """Entered with the first question, left with the last; None: out of it."""
        self.entry: EntryName | None = None
        """The entry added last, by which can be seen whether the act is stored; None: none was."""

    def one(self, query: str, /, **params: object) -> Row | None:
        """See :meth:`checkmail.store.protocol.Transaction.one`."""
        row: Row | None = self._ask(texts()[query], within(params)).fetchone()
        return row

    def all(self, query: str, /, **params: object) -> list[Row]:
        """See :meth:`checkmail.store.protocol.Transaction.all`."""
        rows: list[Any] = self._ask(texts()[query], within(params)).fetchall()
        return rows

    def tuples(self, query: str, /, **params: object) -> list[tuple[Any, ...]]:
        """See :meth:`checkmail.store.protocol.Transaction.tuples`."""
        self._send()
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(texts()[query], within(params)).fetchall()

    def run(self, query: str, /, **params: object) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.run`."""
        self._waiting.append((texts()[query], params))
        if query == "entry_added":
            self.entry = name_of(params)
        if len(self._waiting) >= _AT_ONCE:
            self._send()

    def many(self, query: str, rows: Iterable[Mapping[str, object]], /) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.many`; rows of a plain INSERT go by COPY."""
        if isinstance(rows, list) and len(rows) < _FEW:
            self._waiting += [(texts()[query], row) for row in rows]
            return
        self._send()
        plain = _plain_insert(query)
        if plain is None:
            with self._connection.cursor() as cursor:
                cursor.executemany(texts()[query], rows)
            return
        statement, taken = plain
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] if name else constant for name, constant in taken])

    def stream(self, table: str, /) -> Iterator[dict[str, Any]]:
        """See :meth:`checkmail.store.protocol.Transaction.stream`. ``table`` is one of ours, never a user's word."""
        self._send()
        key = sql.SQL(", ").join(map(sql.Identifier, postgres_schema.primary_key(self._connection, table)))
        rows = self._connection.cursor(f"stream_{table}")
        with rows:
            rows.itersize = _AT_ONCE
            rows.execute(sql.SQL("SELECT * FROM {} ORDER BY {}").format(sql.Identifier(table), key))
            yield from rows

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.fill`: one COPY."""
        self._send()
        columns = self._connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", (table,)
        )
        names = [row["attname"] for row in columns]
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy,
        ):
            for row in rows:
                copy.write_row([row[name] for name in names])

    def retire(self) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.retire`."""
        self._send()
        self._connection.execute(
            f"""CREATE FUNCTION office_has_moved() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'office-moved' USING ERRCODE = '{MOVED}'; END $$;
            CREATE TRIGGER office_has_moved BEFORE INSERT ON entries
            FOR EACH ROW EXECUTE FUNCTION office_has_moved()""".encode()
        )

    def begin(self) -> None:
        """Begins now, for whoever asks the connection itself."""
        self._send()

    def commit(self) -> None:
        """Sends what waits and COMMIT in one trip."""
        answer = self._ask(b"COMMIT", None, last=True)
        if self._pipeline:
            self._leave()
        if answer.statusmessage != "COMMIT":
            # The transaction had failed and somebody went on: the server answers ROLLBACK, not an error.
            raise psycopg.InternalError("the transaction had failed")

    def roll_back(self) -> None:
        """Leaves nothing of the transaction, and raises nothing.

        What a server has not committed it rolls back when its connection is gone.
        """
        try:
            with contextlib.suppress(psycopg.Error):  # what waited or failed before is of no interest now
                if self._pipeline:
                    self._connection.execute("ROLLBACK")
                    self._leave()
            if not self._connection.closed and self._connection.info.transaction_status is not _IDLE:
                self._connection.execute("ROLLBACK")
        except psycopg.Error:
            self._connection.close()

    def _ask(
        self, statement: bytes, params: Mapping[str, object] | None, *, last: bool = False
    ) -> psycopg.Cursor[DictRow]:
        if self._begin and self._waiting:
            # What is written never goes with a beginning, which may have to be sent twice.
            self._first(b"SELECT 1", None)
        if self._begin:
            return self._first(statement, params)
        if not self._waiting and not self._pipeline:
            return self._connection.execute(statement, params)
        pipeline = self._entered()
        self._send_waiting()
        answer = self._connection.execute(statement, params)
        if last:
            self._leave()
        else:
            pipeline.sync()
        return answer

    def _first(self, statement: bytes, params: Mapping[str, object] | None) -> psycopg.Cursor[DictRow]:
        """The beginning with a question; asked again where the connection was lost since the act before."""
        begin, self._begin = self._begin, ()
        try:
            return self._begun(begin, statement, params)
        except psycopg.OperationalError:
            if not self._connection.closed:
                raise
        with contextlib.suppress(psycopg.Error):
            self._leave()
        self._connection = self._renewed()
        return self._begun(begin, statement, params)

    def _begun(
        self, begin: Sequence[bytes], statement: bytes, params: Mapping[str, object] | None
    ) -> psycopg.Cursor[DictRow]:
        pipeline = self._entered()
        for one in begin:
            self._connection.execute(one)
        answer = self._connection.execute(statement, params)
        # Leaving the pipeline instead would send something behind which a server counts nobody's idle time.
        pipeline.sync()
        return answer

    def _entered(self) -> psycopg.Pipeline:
        if not self._pipeline:
            self._pipeline = self._entries.enter_context(self._connection.pipeline())
        return self._pipeline

    def _leave(self) -> None:
        self._pipeline = None
        self._entries.close()

    def _send(self) -> None:
        """Sends what waits and leaves the pipeline, for what cannot be done in one."""
        if self._begin:
            self._first(b"SELECT 1", None)
        if self._waiting:
            self._entered()
            self._send_waiting()
        if self._pipeline:
            self._leave()

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        cursor = self._connection.cursor()
        for statement, params in waiting:
            cursor.execute(statement, params)


@functools.cache
def queries() -> Any:
    """The shared queries of ``db/queries`` with ``%(name)s`` for ``:name``, loaded once."""
    return aiosql.from_path(shipped("db") / "queries", "psycopg", mandatory_parameters=False)


@functools.cache
def texts() -> Mapping[str, bytes]:
    """The text of each shared query by name: a call by way of aiosql costs a cursor and a look-up more."""
    loaded = queries()
    names = [name for name in loaded.available_queries if not name.endswith("_cursor")]
    return {name: getattr(loaded, name).sql.encode() for name in names}


@functools.cache
def _plain_insert(query: str) -> tuple[bytes, tuple[tuple[str, object], ...]] | None:
    """The COPY that does the same as a plain INSERT, with each column's parameter or constant; None for others."""
    found = _PLAIN_INSERT.fullmatch(texts()[query].decode())
    if found is None:
        return None
    table, columns, values = found.groups()
    taken: list[tuple[str, object]] = []
    for value in (part.strip() for part in values.split(",")):
        if named := re.fullmatch(r"%\((\w+)\)s", value):
            taken.append((named[1], None))
        elif quoted := re.fullmatch(r"'([^'\\]*)'", value):
            taken.append(("", quoted[1]))
        elif value.isdecimal():
            taken.append(("", int(value)))
        else:
            return None
    return f"COPY {table} ({columns}) FROM STDIN".encode(), tuple(taken)


class _FlagAsNumber(Dumper):
    """A flag as 1 or 0: the tables have no other type for it, as SQLite has none."""

    oid = types["int8"].oid

    def dump(self, obj: bool) -> Buffer:
        return b"1" if obj else b"0"


def spell_alike(connection: Connection) -> None:
    """Makes a connection send values as :mod:`this module <checkmail.store.postgres_transaction>` says."""
    # By default a number's size follows its value, and each size would be prepared anew.
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.adapters.register_dumper(bool, _FlagAsNumber)
