"""Customer bar codes (カスタマバーコード) of a job: what each piece gets, and which get none.

A piece without one is printed all the same: it goes at the full rate, and a person knows which it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkmail.errors import Misused
from checkmail.intake.customer_address import Without, customer_characters
from checkmail.paper.facts import Addressed
from checkmail.paper.labels import label_block
from checkmail.paper.sheets import Sheet, find_sheet

NAMED: Final = 100
"""Pieces without a code that an answer names; it always says how many there are."""


@dataclass(frozen=True, slots=True)
class CustomerCodes:
    """How many pieces of a job carry a customer bar code."""

    drawn: int
    without: int
    pieces: tuple[tuple[int, Without], ...]
    """The first :data:`NAMED` pieces without one, and why."""


def characters_for(postal_code: str, address: str, building: str) -> str:
    """What the bar code of an address says; empty where it gets none."""
    found = customer_characters(postal_code, address, building)
    return "" if isinstance(found, Without) else found


def check_room(sheet: Sheet) -> None:
    """Raises :class:`Misused` where the labels of ``sheet`` have no room for a customer bar code."""
    label_block(sheet, customer_code=True)


def has_room(layout: str) -> bool:
    """Whether the labels of the sheet called ``layout`` have room for one."""
    try:
        check_room(find_sheet(layout))
    except Misused:
        return False
    return True


class CodeAccount:
    """The account of a job's labels or cover sheets, gathered while they go by."""

    def __init__(self) -> None:
        self._drawn = self._without = 0
        self._named: list[tuple[int, Without]] = []

    def add(self, item: Addressed) -> None:
        """Takes one more into the account."""
        if item.customer_code:
            self._drawn += 1
            return
        self._without += 1
        if len(self._named) < NAMED and isinstance(why := _found(item), Without):
            self._named.append((item.piece, why))

    def told(self) -> CustomerCodes:
        """The account so far."""
        return CustomerCodes(self._drawn, self._without, tuple(self._named))


def _found(item: Addressed) -> str | Without:
    return customer_characters(item.postal_code, item.address, item.building)
