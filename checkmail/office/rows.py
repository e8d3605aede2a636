"""The rows of a batch's latest list, read by what people call their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from checkmail.errors import Misused
from checkmail.office.acting import Act
from checkmail.office.runs import gather
from checkmail.rules.documents import DocumentSet, parse_document_set
from checkmail.rules.model import Batch
from checkmail.store.protocol import Row

_RUNS: Final = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One record as it lies in the store."""

    record: int
    piece: int
    fields: dict[str, str]

    @classmethod
    def from_row(cls, row: Row) -> Listed:
        """A row of ``records`` as a fact."""
        return cls(row["record"], row["piece"], json.loads(row["fields"]))


def mapping_of(opened: Act, batch: Batch) -> dict[str, str]:
    """Our name -> heading, as the latest version was read; empty before the first or once erased."""
    version = opened.t.one("version", batch=batch.number, version=batch.version)
    text = opened.t.one("text", digest=version["mapping"]) if version else None
    return json.loads(text["text"]) if text else {}


def listed(opened: Act, batch: Batch, pieces: tuple[int, int] | None = None) -> Iterator[Listed]:
    """The records of the latest version; of a run of pieces, or all."""
    where = {"batch": batch.number, "version": batch.version}
    if pieces:
        found = opened.t.all("records_between", **where, first=pieces[0], last=pieces[1])
    else:
        found = opened.t.all("records_of", **where)
    yield from map(Listed.from_row, found)


def rows_of_pieces(opened: Act, batch: Batch, pieces: Sequence[int]) -> dict[int, list[Listed]]:
    """Piece -> its records, of these pieces only; ``pieces`` ascending."""
    out: dict[int, list[Listed]] = {}
    runs = gather(list(pieces))
    # Many short runs are more work than one look at the whole list.
    spans: list[tuple[int, int] | None] = [(first, last) for first, last in runs] if len(runs) <= _RUNS else [None]
    wanted = set(pieces)
    for span in spans:
        for row in listed(opened, batch, span):
            if row.piece in wanted:
                out.setdefault(row.piece, []).append(row)
    return out


def keys_of(opened: Act, batch: Batch, column: str) -> list[tuple[int, int, str]]:
    """Record, piece and value of ``column`` for every record: our name or a heading of the list.

    Raises :class:`Misused` ``missing-column`` where the list has no such column.
    """
    by_heading = {heading: name for name, heading in mapping_of(opened, batch).items()}
    key = by_heading.get(column, column)
    found = list(listed(opened, batch))
    if not any(key in row.fields for row in found):
        headings = "、".join(dict.fromkeys(by_heading)) or "—"
        raise Misused("missing-column", column=column, headings=headings)
    return [(row.record, row.piece, row.fields.get(key, "")) for row in found]


def documents_of(opened: Act, batch: Batch) -> DocumentSet:
    """The batch's document set, its columns named as the latest list's rows name them."""
    texts = opened.t.one("batch_texts", batch=batch.number)
    documents = parse_document_set((texts["documents"] if texts else "") or "")
    return documents.keyed({heading: name for name, heading in mapping_of(opened, batch).items()})
