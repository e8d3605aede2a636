"""Named queries run in one open transaction of an SQLite connection."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import aiosql
import sqlite_utils

from checkmail.resources import shipped
from checkmail.store.bounds import within
from checkmail.store.protocol import EntryName, Row, name_of

_NAMES: Final[dict[str, list[str]]] = {}
"""The columns of each query's row, which its text names: the driver would be asked for the same ones each time."""


class Open:
    """A transaction: names of queries to rows."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.entry: EntryName | None = None
        """The ledger entry added last; None: none was."""

    def one(self, query: str, /, **params: object) -> Row | None:
        """See :meth:`checkmail.store.protocol.Transaction.one`."""
        cursor = self._connection.cursor()
        # A driver's row compares every column's name on the way to the one that is asked for.
        cursor.row_factory = None
        row = self._found(cursor, query, params).fetchone()
        if row is None:
            return None
        names = _NAMES.get(query) or _NAMES.setdefault(query, [column[0] for column in cursor.description])
        return dict(zip(names, row, strict=True))

    def all(self, query: str, /, **params: object) -> list[Row]:
        """See :meth:`checkmail.store.protocol.Transaction.all`."""
        rows: list[Row] = self._found(self._connection, query, params).fetchall()
        return rows

    def tuples(self, query: str, /, **params: object) -> list[tuple[Any, ...]]:
        """See :meth:`checkmail.store.protocol.Transaction.tuples`."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        rows: list[tuple[Any, ...]] = cursor.execute(_text(query), within(params)).fetchall()
        return rows

    def _found(self, asked: Any, query: str, params: dict[str, object]) -> Any:
        try:
            return asked.execute(_text(query), params)
        except OverflowError:
            return asked.execute(_text(query), within(params))

    def run(self, query: str, /, **params: object) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.run`."""
        if query == "entry_added":
            self.entry = name_of(params)
        self._connection.execute(_text(query), params)

    def many(self, query: str, rows: Iterable[Mapping[str, object]], /) -> None:
        """See :meth:`checkmail.store.protocol.Transaction.many`."""
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

    def revive(self) -> None:
        """Undoes :meth:`retire` in a copy that is to stand in the place of an office that was lost."""
        self._connection.execute("DROP TRIGGER IF EXISTS office_has_moved")
        self.run("secret_removed", name="moved")


@functools.cache
def _text(query: str) -> str:
    """What a query says. It is run as it stands: what layers over the driver cost would be half of a scan's judging."""
    text: str = getattr(queries(), query).sql
    return text


@functools.cache
def queries() -> Any:
    """The shared queries of ``db/queries``, loaded once."""
    return aiosql.from_path(shipped("db") / "queries", "sqlite3", mandatory_parameters=False)
