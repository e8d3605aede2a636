"""Rows of a list for the eye: those a finding is about beside each other, and any row found by its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checkmail.office.acting import Act, reading
from checkmail.office.findings import attention_pieces
from checkmail.office.rows import Listed, listed, mapping_of
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

MOST_BESIDE = 12
"""Rows that are shown beside each other; a finding about more is judged by its first ones."""
MOST_FOUND = 5_000
"""Pieces a search answers."""
_PAGE = 5_000
_PLAIN = ("number", "name", "kana", "born", "postal_code", "address", "building", "remark")
"""What tells one person from another, whatever the finding is about."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a finding beside each other."""

    columns: tuple[tuple[str, str, bool], ...]
    """Our name, heading, and whether the finding is about it: these come first."""
    rows: tuple[Listed, ...]
    persons: dict[int, int]
    """Piece -> how many rows it has (名寄せ)."""
    more: int
    """Rows of the finding that are not among them."""


@dataclass(frozen=True, slots=True)
class PieceRows:
    """One piece with all its persons."""

    piece: int
    rows: tuple[Listed, ...]
    withheld: bool
    attention: bool


@dataclass(frozen=True, slots=True)
class FoundPieces:
    """What a search found."""

    pieces: tuple[PieceRows, ...]
    """At most :data:`MOST_FOUND`, by number."""
    more: bool
    """There are others; more words narrow it."""


@reading
def beside(opened: Act, number: int, records: Sequence[int], headings: Sequence[str]) -> Beside | Refusal:
    """The rows ``records`` of the latest version; ``headings`` are the columns a finding names."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    where = {"batch": number, "version": batch.version}
    taken = [opened.t.one("record", **where, record=record) for record in records[:MOST_BESIDE]]
    rows = tuple(Listed.from_row(row) for row in taken if row)
    mapping = mapping_of(opened, batch)
    named = {heading: ours for ours, heading in mapping.items()}
    concerned = list(dict.fromkeys(named.get(heading, heading) for heading in headings))
    wanted = [*concerned, *(key for key in _PLAIN if key not in concerned)]
    shown = [key for key in wanted if key in concerned or any(row.fields.get(key) for row in rows)]
    columns = tuple((key, mapping.get(key, key), key in concerned) for key in shown)
    persons = {
        piece: len(list(listed(opened, batch, (piece, piece)))) for piece in dict.fromkeys(row.piece for row in rows)
    }
    return Beside(columns, rows, persons, max(0, len(records) - len(rows)))


@reading
def rows_of_piece(opened: Act, number: int, piece: int) -> list[int] | Refusal:
    """The records of every person of a piece."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else [row.record for row in listed(opened, batch, (piece, piece))]


@reading
def find_pieces(opened: Act, number: int, words: str) -> FoundPieces | Refusal:
    """The pieces with a person whose row holds every one of ``words``, whatever their width and case; R4's eye too.

    Without words, the first pieces. Every person of a piece is shown with it.
    """
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.version:
        return Refusal("no-list", "R1", {"batch": number})
    wanted = _folded(words).split()
    found: list[tuple[Listed, ...]] = []
    for rows in _pieces(opened, batch):
        # A piece's number stands in no row, and finds it all the same.
        if wanted == [str(rows[0].piece)] or any(_holds(row, wanted) for row in rows):
            found.append(rows)
        if len(found) > MOST_FOUND:
            break
    withheld, attention = withheld_pieces(opened, batch), attention_pieces(opened, batch)
    shown = tuple(
        PieceRows(rows[0].piece, rows, rows[0].piece in withheld, rows[0].piece in attention)
        for rows in found[:MOST_FOUND]
    )
    return FoundPieces(shown, len(found) > MOST_FOUND)


def _pieces(opened: Act, batch: Batch) -> Iterator[tuple[Listed, ...]]:
    """Every piece's rows, a page of pieces in memory at a time."""
    version = opened.t.one("version", batch=batch.number, version=batch.version)
    for first in range(1, (version["pieces"] if version else 0) + 1, _PAGE):
        rows: list[Listed] = []
        for row in listed(opened, batch, (first, first + _PAGE - 1)):
            if rows and rows[0].piece != row.piece:
                yield tuple(rows)
                rows = []
            rows.append(row)
        if rows:
            yield tuple(rows)


def _holds(row: Listed, wanted: Sequence[str]) -> bool:
    text = _folded("\n".join(row.fields.values())) if wanted else ""
    return all(word in text for word in wanted)


def _folded(value: str) -> str:
    return value.lower() if value.isascii() else unicodedata.normalize("NFKC", value).casefold()
