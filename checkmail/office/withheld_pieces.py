"""Which pieces of a batch are withheld now, before and after approval (R4)."""

from __future__ import annotations

from checkmail.office.acting import Act
from checkmail.rules.model import Batch


def withheld_pieces(opened: Act, batch: Batch) -> set[int]:
    """The withheld piece numbers of the batch's latest version."""
    return {row["piece"] for row in opened.t.all("withheld_rows", batch=batch.number, version=batch.version)}
