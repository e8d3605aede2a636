"""Who can be mistaken for whom: people near one another in the list or in one town."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checkmail.intake.addresses import town_of
from checkmail.rules.lists import Row

NEAR: Final = 200
"""Rows: four trays of 50, what lies on a table together."""


def near_groups(rows: Sequence[Row]) -> list[list[Row]]:
    """``rows`` (ascending) parted so that those within :data:`NEAR` rows or in one town stay together."""
    leader = list(range(len(rows)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    last_in: dict[str, int] = {}
    for place, row in enumerate(rows):
        if place and row.number - rows[place - 1].number <= NEAR:
            leader[lead(place)] = lead(place - 1)
        town = town_of(row.get("address"))
        if town:
            if town in last_in:
                leader[lead(place)] = lead(last_in[town])
            last_in[town] = place
    groups: dict[int, list[Row]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(lead(place), []).append(row)
    return list(groups.values())
