"""Who can be mistaken for whom: people near one another in the list or in one town."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from checkmail.intake.addresses import town_of
from checkmail.intake.folding import fold
from checkmail.intake.listing import Listing

NEAR: Final = 200
"""Rows: four trays of 50, what lies on a table together."""


def near_groups(listing: Listing, rows: Sequence[int]) -> list[list[int]]:
    """Of ``rows`` (ascending) those that lie within :data:`NEAR` rows of another or in its town, parted accordingly."""
    towns = listing.derived("address", town_of)
    here = [towns[row - 1] for row in rows]
    if len(set(here)) == len(rows) and not any(b - a <= NEAR for a, b in pairwise(rows)):
        return []
    leader = list(range(len(rows)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    last_in: dict[str, int] = {}
    for place, (row, town) in enumerate(zip(rows, here, strict=True)):
        if place and row - rows[place - 1] <= NEAR:
            leader[lead(place)] = lead(place - 1)
        if town:
            if town in last_in:
                leader[lead(place)] = lead(last_in[town])
            last_in[town] = place
    groups: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(lead(place), []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def people(listing: Listing, rows: Sequence[int]) -> int:
    """How many people the rows are about, by number and day of birth."""
    numbers, born = listing.derived("number", fold), listing.derived("born", fold)
    return len({(numbers[row - 1], born[row - 1]) for row in rows})


def several_people(listing: Listing, rows: Sequence[int]) -> bool:
    """Whether the rows are about more than one person; mostly known from the first two."""
    numbers, born = listing.derived("number", fold), listing.derived("born", fold)
    return any(
        numbers[row - 1] != numbers[rows[0] - 1] or born[row - 1] != born[rows[0] - 1] for row in rows[1:]
    )  # fmt: skip
