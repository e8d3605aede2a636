"""Documents of another system as they were stamped: which sides are whose, and which lie on one sheet (S3)."""

from __future__ import annotations

from collections.abc import Sequence

from checkmail.office.acting import Act
from checkmail.rules.codes import Kind
from checkmail.rules.stamping import StampedDocument, document_of


def stamped_of(opened: Act, batch: int, piece: int) -> tuple[StampedDocument, ...]:
    """The documents of a piece whose sides were stamped, by the number of their first side."""
    return tuple(
        StampedDocument(row["document"], row["first_side"], row["sides"], row["per_sheet"])
        for row in opened.t.all("stamped_of_piece", batch=batch, piece=piece)
    )


def on_same_paper(opened: Act, batch: int, artifact: Sequence[int]) -> list[list[int]]:
    """The artifact ``[kind, piece, enclosure, issue]``, and what shares its paper: both sides of a stamped sheet."""
    kind, piece, side, issue = artifact
    document = document_of(stamped_of(opened, batch, piece), side) if kind == Kind.STAMPED else None
    return [[kind, piece, one, issue] for one in (document.on_sheet_of(side) if document else (side,))]
