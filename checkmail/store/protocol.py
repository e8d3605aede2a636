"""What every engine gives the office: transactions over named queries, and nothing that decides.

A query is named after the ``-- name:`` line in ``db/queries/*.sql``; parameters go in by name and
are never put into the text of a statement.

Guarantees (``tests/stores/`` holds every engine to them):

- An ``acting`` transaction sees the newest committed state, excludes every other one from the first
  read on, and is all or nothing. When the ``with`` block has ended without an exception it is on disk.
- A ``reading`` transaction sees one state throughout and changes nothing.
- A number beyond 64 bits in a reading query finds nothing, as any other number that is not there.
- A driver's error leaves as :class:`~checkmail.errors.StoreUnavailable`.
- An error while an act is committed leaves open whether it is stored. The store finds out by place and id of the last
  entry that the act added, on a connection of its own, and the ``with`` block ends accordingly; where it cannot find
  out, it raises ``outcome-unknown``.
- A text has no NUL: PostgreSQL knows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from checkmail.store.diagnosis import Diagnosis


class Row(Protocol):
    """One row: a value by column name."""

    def __getitem__(self, column: str, /) -> Any: ...


class Transaction(Protocol):
    """One open transaction."""

    def one(self, query: str, /, **params: object) -> Row | None:
        """The only row of a ``^`` query; None where there is none."""

    def all(self, query: str, /, **params: object) -> list[Row]:
        """Every row of a query."""

    def tuples(self, query: str, /, **params: object) -> list[tuple[Any, ...]]:
        """The same without names, in the order of the query's columns: for what is read by the million."""

    def run(self, query: str, /, **params: object) -> None:
        """Runs a ``!`` query, now or with the next question or the end of the act; its error may come as late."""

    def many(self, query: str, rows: Iterable[Mapping[str, object]], /) -> None:
        """Runs a ``!`` query once a row, streaming."""

    def stream(self, table: str, /) -> Iterator[dict[str, Any]]:
        """Every row of a derived table, in the order of its primary key, texts by code point.

        A value by column name, as this transaction sees it; memory does not grow with the table.
        """

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """Puts rows, as :meth:`stream` gives them, into a table of an office that is being moved here, streaming."""

    def retire(self) -> None:
        """With this transaction the office has moved away: of every desk, open ones too, no later act is stored.

        They get :class:`~checkmail.errors.StoreUnavailable` ``office-moved``.
        """


@dataclass(frozen=True, slots=True)
class EntryName:
    """An entry as it can be found again by: its place, and the id that only it has."""

    chain: int
    number: int
    id: str

    def stands(self, transaction: Transaction) -> bool:
        """Whether the entry is stored."""
        row = transaction.one("entry", chain=self.chain, number=self.number)
        return row is not None and row["id"] == self.id


def name_of(entry: Mapping[str, Any]) -> EntryName:
    """The name of an entry that is added with these parameters."""
    return EntryName(entry["chain"], entry["number"], entry["id"])


class Store(Protocol):
    """An opened office."""

    @property
    def engine(self) -> str:
        """Name and version, for ``doctor`` and the people who are asked for it."""

    @property
    def place(self) -> str:
        """Where the office lies, as people may read it: a path, or a URL without its password."""

    def diagnose(self) -> list[Diagnosis]:
        """What ``doctor`` says about this place; looks at everything anew and changes nothing that lasts."""

    def acting(self) -> AbstractContextManager[Transaction]:
        """A transaction that may change things; the office's acts run in one each."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""

    def scratch(self) -> AbstractContextManager[Store]:
        """An empty store of the same shape that is gone afterwards: replaying the ledger fills it."""

    def dump(self, table: str) -> list[tuple[Any, ...]]:
        """The values of :meth:`Transaction.stream`, read in a transaction of its own."""

    def schema_faults(self) -> list[str]:
        """The names of tables, indexes, triggers and views that are not as the migrations make them, sorted.

        Something more, something less or another text: without it a column's rule could be bent unseen.
        """

    def page_faults(self, *, indexes: bool) -> list[str]:
        """What the engine's own check says of damaged pages; with ``indexes`` also of those that lack a row.

        Names of tables and indexes, or its words; sorted. It reads the whole office. SQLite always has a check,
        PostgreSQL where the extension ``amcheck`` is installed and this user may run it.
        """

    def scrub(self, tables: Sequence[str]) -> None:
        """Leaves nothing of rows removed from ``tables`` in any file of the store; takes as long as copying them.

        Raises :class:`~checkmail.errors.StoreUnavailable`, ``office-busy`` where somebody reads older rows still:
        something of them may be left then.
        """

    def holds(self, path: Path) -> bool:
        """Whether ``path`` is one of this store's own files: nothing else may be written there."""

    def tables(self) -> list[str]:
        """The names of all tables an office consists of, sorted; the same in every engine."""

    def discard(self) -> None:
        """Closes a store in which no office was founded, and leaves nothing that could be taken for one."""

    def close(self) -> None:
        """Lets go of the file or server. Nothing can be done with the store afterwards."""
