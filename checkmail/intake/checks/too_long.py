"""Text that a window or a label may cut, or that has no room there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

LONGEST: Final = 40
"""Characters, of any width; two lines of a label."""
_PRINTED: Final = ("name", "address", "building")


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``too-long``, for what is printed as the addressee."""
    without_room = _without_room(listing, context)
    headings = context.headings(*(key for key in _PRINTED if context.has(key)))
    for row, key in without_room.items():
        yield finding(
            "too-long", (row,), headings,
            column=context.headings(key)[0], count=_length(listing.value(key, row)),
            sign=context.room.sign if context.room else "", sheet=context.room.sheet if context.room else "",
        )  # fmt: skip
    for key in _PRINTED:
        headings = context.headings(key)
        for row in listing.where(key, lambda value: len(value) > LONGEST and _length(value) > LONGEST):
            if row not in without_room:
                yield finding("too-long", (row,), headings, column=headings[0], count=_length(listing.value(key, row)))


def _without_room(listing: Listing, context: Context) -> dict[int, str]:
    """Rows that cannot be drawn at a legible size, each with the longest of its columns.

    Only rows with a value longer than what surely fits are tried: drawing is slow beside counting.
    """
    room = context.room
    if room is None:
        return {}
    doubtful: set[int] = set()
    for key, sure in room.sure.items():
        doubtful.update(listing.where(key, lambda value, sure=sure: len(value) > sure))  # type: ignore[misc]
    out = {}
    for row in sorted(doubtful):
        values = {key: listing.value(key, row) for key in _PRINTED}
        if not room.fits(values["name"], values["address"], values["building"]):
            out[row] = max(values, key=lambda key: len(values[key]))
    return out


def _length(value: str) -> int:
    return sum(1 for c in value.strip() if unicodedata.category(c) != "Mn")
