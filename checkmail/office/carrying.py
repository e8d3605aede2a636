"""Whom earlier versions of a list withheld is withheld in the next one too, by the person's number (R4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from checkmail.intake.folding import fold
from checkmail.office.acting import Act
from checkmail.rules.model import Batch


def carried_over(
    opened: Act, batch: Batch, numbers: Sequence[str], pieces: Sequence[int]
) -> Iterator[tuple[str, list[int]]]:
    """Each reason with the pieces of the new version that have somebody withheld for it.

    ``batch`` as it was before the import; ``numbers`` (the people's) and ``pieces`` of the new version, in row order. For
    each person the newest version that lists them decides: whom two people freed there stays free.
    """
    reasons = _withheld_people(opened, batch)
    found: dict[str, set[int]] = {}
    for number, piece in zip(numbers, pieces, strict=True) if reasons else ():
        for reason in reasons.get(fold(number), ()):
            found.setdefault(reason, set()).add(piece)
    for reason, carried in found.items():
        yield reason, sorted(carried)


def _withheld_people(opened: Act, batch: Batch) -> dict[str, tuple[str, ...]]:
    """Folded number -> the reasons of the newest version that lists it; none: the person was mailed there."""
    decided: dict[str, tuple[str, ...]] = {}
    for version in range(batch.version, 0, -1):
        where = {"batch": batch.number, "version": version}
        reasons = {row["piece"]: row["reason"] or "" for row in opened.t.all("withheld_rows", **where)}
        here: dict[str, dict[str, None]] = {}
        mailed: set[str] = set()
        for row in opened.t.all("records_of", **where):
            if number := fold(json.loads(row["fields"]).get("number", "")):
                said = here.setdefault(number, {})
                if row["piece"] in reasons:
                    said[reasons[row["piece"]]] = None
                else:
                    mailed.add(number)
        for number, said in here.items():
            # One of two equal rows was taken out, the other was to be mailed: nobody was withheld.
            decided.setdefault(number, () if number in mailed else tuple(said))
    return {number: said for number, said in decided.items() if said}
