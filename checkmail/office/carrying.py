"""Whom earlier versions of a list withheld is withheld in the next one too (R4).

A person is known by their number. One whose number the new version lacks is known by name and address:
another export, or another column taken for the number, must not set them free.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.addresses import fold_address
from checkmail.intake.folding import fold_key, fold_name
from checkmail.intake.listing import Listing
from checkmail.office.acting import Act
from checkmail.rules.model import Batch

_Person = tuple[str, str]
"""Name and address, folded."""
_NOBODY: Final = ("", "")


def carried_over(opened: Act, batch: Batch, listing: Listing, pieces: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Each reason with the pieces of the new version that have somebody withheld for it.

    ``batch`` as it was before the import; ``listing`` and ``pieces`` of the new version, in row order. For
    each person the newest version that lists them decides: whom two people freed there stays free.
    """
    reasons = _withheld_people(opened, batch)
    if not reasons:
        return
    numbers = [fold_key(number) for number in listing.column("number")]
    gone = reasons.keys() - set(numbers)
    by_person: dict[_Person, tuple[str, ...]] = {}
    for number in gone:
        for person, why in reasons[number].items():
            by_person[person] = (*by_person.get(person, ()), *why)
    by_person.pop(_NOBODY, None)
    found: dict[str, set[int]] = {}
    people = (
        zip(listing.column("name"), listing.column("address"), strict=True) if by_person else [_NOBODY] * len(pieces)
    )
    for number, (name, address), piece in zip(numbers, people, pieces, strict=True):
        known = [*reasons.get(number, {}).values(), by_person.get(_person(name, address), ()) if by_person else ()]
        for reason in (reason for said in known for reason in said):
            found.setdefault(reason, set()).add(piece)
    for reason, carried in found.items():
        yield reason, sorted(carried)


def _withheld_people(opened: Act, batch: Batch) -> dict[str, dict[_Person, tuple[str, ...]]]:
    """Folded number -> who has it and the reasons of the newest version that lists it; none: they were mailed there."""
    decided: dict[str, dict[_Person, tuple[str, ...]]] = {}
    for version in range(batch.version, 0, -1):
        where = {"batch": batch.number, "version": version}
        reasons = {row["piece"]: row["reason"] or "" for row in opened.t.all("withheld_rows", **where)}
        here: dict[str, dict[_Person, tuple[str, ...]]] = {}
        mailed: set[str] = set()
        mailed_people: set[_Person] = set()
        for row in opened.t.all("records_of", **where):
            fields = json.loads(row["fields"])
            if number := fold_key(fields.get("number", "")):
                said = here.setdefault(number, {})
                person = _person(fields.get("name", ""), fields.get("address", "")) if reasons else _NOBODY
                if row["piece"] in reasons:
                    said[person] = tuple(dict.fromkeys((*said.get(person, ()), reasons[row["piece"]])))
                else:
                    mailed.add(number)
                    mailed_people.add(person)
        for number, said in here.items():
            # One of two equal rows was taken out, the other was to be mailed: nobody was withheld.
            alone = {_NOBODY if person in mailed_people else person: why for person, why in said.items()}
            decided.setdefault(number, {} if number in mailed else alone)
    return {number: said for number, said in decided.items() if said}


def _person(name: str, address: str) -> _Person:
    return fold_name(name), fold_address(address)
