"""The entries of a chain as they lie in the store: in order, and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from checkmail.office.entries import entry_from
from checkmail.rules.ledger import Entry
from checkmail.rules.verification import Fields
from checkmail.store.protocol import Row, Transaction

PAGE = 5_000
"""Entries read at once, so that memory does not grow with the ledger."""

fields_in: Final = itemgetter(*Entry.__slots__)
"""A row of ``entries`` as the values a :class:`~checkmail.rules.verification.Walk` takes."""


def pages_of(t: Transaction, chain: int) -> Iterator[list[Row]]:
    """A chain's rows in order, a page at a time."""
    after = 0
    while rows := t.all("entries_from", chain=chain, after=after, limit=PAGE):
        yield rows
        after = rows[-1]["number"]


def fields_of_chain(t: Transaction, chain: int) -> Iterator[Fields]:
    """A chain's entries in order, as a walk takes them."""
    for rows in pages_of(t, chain):
        yield from map(fields_in, rows)


def entries_of(t: Transaction, chain: int) -> Iterator[Entry]:
    """A chain's entries in order."""
    for rows in pages_of(t, chain):
        yield from map(entry_from, rows)


def chains_there(t: Transaction) -> list[int]:
    """Every chain that has an entry, ascending, whether or not anything says where it ends."""
    found: list[int] = []
    after = -1
    while (row := t.one("chain_above", after=after)) and row["chain"] is not None:
        found.append(after := row["chain"])
    return found
