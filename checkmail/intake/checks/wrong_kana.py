"""A reading that is none, or is another than the same surname has elsewhere in the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.intake.listing import Listing
from checkmail.intake.names import fold_kana, is_kana, parted, same_sound
from checkmail.rules.lists import Finding, finding

_READ: Final = 4
"""A surname read in one way at least so often has a usual reading."""
_MOST: Final = 0.75


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``wrong-kana``. A reading is unlike where no second row reads the surname so and the sound differs too."""
    if not context.has("kana"):
        return
    headings = context.headings("kana")
    for row in listing.where("kana", lambda value: not blank(value) and not is_kana(value)):
        yield finding("wrong-kana", (row,), headings, column=headings[0], value=listing.value("kana", row))
    readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    read = list(zip(listing.derived("name", _surname), listing.derived("kana", _first_reading), strict=True))
    for (surname, reading), count in Counter(read).items():
        if surname and reading:
            readings[surname][reading] += count
    usual = {s: c.most_common(1)[0][0] for s, c in readings.items() if _usual(c)}
    odd = {
        (surname, reading)
        for surname, known in usual.items()
        for reading, count in readings[surname].items()
        if count == 1 and same_sound(reading) != same_sound(known)
    }
    for row in (row for row, pair in enumerate(read, 1) if pair in odd) if odd else ():
        surname = read[row - 1][0]
        yield finding(
            "wrong-kana",
            (row,),
            (*context.headings("name"), *headings),
            sign="reading",
            column=headings[0],
            name=surname,
            usual=usual[surname],
            value=listing.value("kana", row),
        )


def _surname(name: str) -> str:
    """The surname of a name written with one blank, else nothing."""
    parts = parted(name)
    return parts[0] if parts else ""


def _first_reading(kana: str) -> str:
    """The surname's reading, where two are written with a blank between and are kana; else nothing."""
    parts = kana.split()
    return fold_kana(parts[0]) if len(parts) == 2 and is_kana(kana) else ""


def _usual(readings: Counter[str]) -> bool:
    count = readings.most_common(1)[0][1]
    return count >= _READ and count >= _MOST * readings.total()
