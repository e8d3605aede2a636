"""What acts look back at: entries of the ledger as facts, and whose checks an act takes away."""

from __future__ import annotations

from collections.abc import Sequence

from checkmail.office.acting import Act
from checkmail.rules.ledger import Entry
from checkmail.store.protocol import Row


def entry_from(row: Row) -> Entry:
    """A row of ``entries`` as a fact."""
    return Entry(*(row[name] for name in Entry.__slots__))


def checkers_of(opened: Act, number: int, pieces: Sequence[int]) -> list[int]:
    """Everybody whose checks of these pieces stand, as an entry that takes the checks away keeps them."""
    rows = (opened.t.one("piece", batch=number, piece=piece) for piece in pieces)
    return sorted({row[name] for row in rows if row for name in ("first_by", "second_by")} - {0})
