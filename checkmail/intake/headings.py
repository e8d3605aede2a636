"""Where the headings of a file stand, and what each of them is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from checkmail.errors import Misused
from checkmail.intake.columns import known_names
from checkmail.intake.tables import unnamed

_BREAK: Final = re.compile(r"[\r\n]+")

_ENOUGH: Final = 2
"""A record of a list does not hold two headings by chance; a title above the headings holds none."""

LOOKED_AT: Final = 20
"""Records from the top of a file among which the headings are looked for."""


def heading_place(beginning: Sequence[Sequence[str]], wanted: int, name: str) -> int:
    """Which of the first records of the file ``name``, from 1, holds the headings.

    ``wanted``, or where that is 0 the record with most headings that we know, if it has enough of them;
    else the first that is not blank. Raises :class:`Misused` ``no-heading-row`` where ``wanted``
    is not there or blank.
    """
    if wanted:
        if not 0 < wanted <= len(beginning) or not any(cell.strip() for cell in beginning[wanted - 1]):
            raise Misused("no-heading-row", file=name, row=wanted)
        return wanted
    known = [known_names(record) for record in beginning[:LOOKED_AT]]
    best = max(range(len(known)), key=lambda place: len(known[place]))
    if len(known[best]) >= _ENOUGH:
        return best + 1
    return next((place for place, record in enumerate(beginning, 1) if any(cell.strip() for cell in record)), 1)


def headings_in(record: Sequence[str], name: str) -> tuple[str, ...]:
    """The headings of a record of the file ``name``, one without text by its place.

    Raises :class:`Misused` ``bad-headings`` where there is none, or one holds what cannot be seen.
    """
    # A heading is often broken into two lines to keep its column narrow; that is no part of its name.
    headings = [_BREAK.sub("", cell.strip().lstrip("\ufeff")) for cell in record]
    while headings and not headings[-1]:
        headings.pop()
    bad = [i for i, h in enumerate(headings, 1) if any(unicodedata.category(c) in ("Cc", "Cf") for c in h)]
    if bad or not headings:
        raise Misused("bad-headings", file=name, column=bad[0] if bad else 1)
    return tuple(heading or unnamed(place) for place, heading in enumerate(headings, 1))
