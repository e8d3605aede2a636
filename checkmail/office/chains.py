"""The entries of a chain as they lie in the store: in order, and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from checkmail.rules.ledger import Entry
from checkmail.rules.verification import Fields
from checkmail.store.protocol import Transaction

PAGE = 1_000
"""Entries read at once: memory does not grow with the ledger, and a page is gone through while it is near at hand.

An entry of a page of 5,000 takes 0.3 of 1.7 microseconds longer to read, of one of 100 again 0.1.
"""


def pages_of(t: Transaction, chain: int) -> Iterator[list[Fields]]:
    """A chain's entries in order, a page at a time, as a :class:`~checkmail.rules.verification.Walk` takes them."""
    after = 0
    while page := t.tuples("entries_from", chain=chain, after=after, limit=PAGE):
        # The values of a damaged file may be of any type; the walk says so.
        yield cast("list[Fields]", page)
        after = page[-1][1]


def entries_of(t: Transaction, chain: int) -> Iterator[Entry]:
    """A chain's entries in order."""
    for page in pages_of(t, chain):
        for fields in page:
            yield Entry(*fields)


def chains_there(t: Transaction) -> list[int]:
    """Every chain that has an entry, ascending, whether or not anything says where it ends."""
    found: list[int] = []
    after = -1
    while (row := t.one("chain_above", after=after)) and row["chain"] is not None:
        found.append(after := row["chain"])
    return found
