"""Every derived table made again from the entries alone, and compared with what is stored (R24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from checkmail.office import chains
from checkmail.office.acting import Office
from checkmail.office.projection import DERIVED, project
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.verification import Fault
from checkmail.store.protocol import Transaction

_SHOWN: Final = 40
"""Characters of a value that a sentence shows."""


def replay(office: Office, tell: Callable[[str, int], None]) -> list[Fault]:
    """One fault for each table that differs, which names its first row that does."""
    # The tables are read in the transaction that read the entries: other desks go on working meanwhile.
    with office.store.scratch() as scratch, office.store.reading() as t, scratch.acting() as fresh:
        for row in t.all("heads"):
            for entry in chains.entries_of(t, row["chain"]):
                try:
                    project(fresh, entry, entry.facts())
                except (LookupError, TypeError, ValueError):
                    # Only somebody who rewrote a chain puts in what no act of this program records.
                    return [Fault(entry.chain, entry.number, "form")]
                if entry.number % chains.PAGE == 0:
                    tell("replaying", entry.number)
        return [fault for table in DERIVED for fault in _compare(t, fresh, table)]


def _compare(t: Transaction, fresh: Transaction, table: str) -> Iterator[Fault]:
    """Both are read in the order of their keys: what is a row here and another there is the first that differs."""
    for found, made in zip_longest(t.stream(table), fresh.stream(table)):
        if found != made:
            yield _difference(table, found or {}, made or {})
            return


def _difference(table: str, found: Mapping[str, Any], made: Mapping[str, Any]) -> Fault:
    row = found or made
    column = next(name for name in row if found.get(name) != made.get(name))
    same = ", ".join(f"{name} {row[name]}" for name in list(row)[: list(row).index(column)][:3])
    where = f"{same}: {column}" if same else column
    stored, right = (str(side[column])[:_SHOWN] if side else "—" for side in (found, made))
    return Fault(row.get("batch", OFFICE_CHAIN), row.get("last_entry", 0), table, stored, right, where)
