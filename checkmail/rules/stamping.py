"""Pages made by another system: whose each page is, and how many sheets of them belong in an envelope (R9, S3).

- A page belongs to the one person whose key stands on it. A page with no key, and a page with two
  people's keys, stop the whole job: either may carry another person's data.
- The pages of one document stand together; pages that come back later would be enclosed as a document of their own.
- A sheet is known by either of its sides, because both come out of the envelope together. A set has a
  document when one side of **every** sheet of it was scanned: a foreign sheet between them has a code of
  its own, or none, and then the count of sheets is short or the desk stops (R13).
- The sides of a piece are numbered 01-99 through all its documents; the number says nothing else.

The act and the desk call this; reading the pages is ``paper.source``, finding keys ``intake.page_keys``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from checkmail.rules.codes import MAX_ENCLOSURE
from checkmail.rules.refusal import Refusal

MOST_SIDES: Final = MAX_ENCLOSURE
"""The side has two digits in the code (design part 4)."""

_SHEET: Final = 100
"""What a sheet's number is multiplied by in an open set: enclosure numbers have two digits."""

_NAMED: Final = 8
"""So many pages or pieces are named in a refusal."""


@dataclass(frozen=True, slots=True)
class StampedDocument:
    """One document of a piece as its sides were stamped."""

    document: int
    """The enclosure number it answers for."""
    first: int
    """Number of its first side within the piece, from 1."""
    sides: int
    per_sheet: int
    """Sides on a sheet: 1, or 2 where it is printed on both."""

    @property
    def sheets(self) -> int:
        """How many sheets it has."""
        return -(-self.sides // self.per_sheet)

    @property
    def numbers(self) -> range:
        """The numbers of its sides."""
        return range(self.first, self.first + self.sides)

    def in_set(self, side: int) -> int:
        """What ``side`` is in an open set: the enclosure number and 100 for each sheet up to its own."""
        return self.document + _SHEET * ((side - self.first) // self.per_sheet + 1)

    def all_in_set(self) -> tuple[int, ...]:
        """What a complete set holds of it."""
        return tuple(dict.fromkeys(map(self.in_set, self.numbers)))

    def on_sheet_of(self, side: int) -> tuple[int, ...]:
        """The sides that lie on the sheet of ``side``, itself too."""
        return tuple(other for other in self.numbers if self.in_set(other) == self.in_set(side))


def document_of(stamped: Iterable[StampedDocument], side: int) -> StampedDocument | None:
    """The document of a piece to which ``side`` belongs; None: none of these."""
    return next((one for one in stamped if side in one.numbers), None)


def wanted_in_set(expects: Iterable[int], stamped: Collection[StampedDocument]) -> tuple[int, ...]:
    """Everything a set must hold for ``expects``: each sheet of what was stamped, else the number itself.

    A document that is to be stamped and was not has no code that gives its number: such a set is never complete.
    """
    sheets = {one.document: one.all_in_set() for one in stamped}
    return tuple(wanted for number in expects for wanted in sheets.get(number, (number,)))


def enclosure_of(in_set: int) -> int:
    """The enclosure number behind a number in an open set."""
    return in_set % _SHEET


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a stamped document: sheet ``number`` of ``of``."""

    document: int
    """The enclosure number it answers for."""
    number: int
    of: int


def sheets_among(numbers: Iterable[int], stamped: Iterable[StampedDocument]) -> tuple[Sheet, ...]:
    """The sheets of stamped documents among the numbers of a set; other enclosures are none."""
    sheets = {one.document: one.sheets for one in stamped}
    named = ((enclosure_of(number), number // _SHEET) for number in numbers)
    return tuple(Sheet(document, sheet, sheets[document]) for document, sheet in named if sheet)


@dataclass(frozen=True, slots=True)
class Found:
    """Pages that stand together and belong to one person."""

    owner: int
    """Index of the key found on them."""
    first: int
    """Page of the source, from 0."""
    pages: int


def documents_on(pages: Sequence[Collection[int]]) -> list[Found] | Refusal:
    """The documents of a source; ``pages`` are the indices of the keys that stand on each page.

    Refuses ``page-without-key``, ``page-of-two``, ``pages-apart``, in this order, with pages counted from 1.
    """
    if without := [number for number, keys in enumerate(pages, 1) if not keys]:
        return Refusal("page-without-key", "R9", {"pages": named(without), "count": len(without)})
    if of_two := [number for number, keys in enumerate(pages, 1) if len(keys) > 1]:
        return Refusal("page-of-two", "R9", {"pages": named(of_two), "count": len(of_two)})
    found: list[Found] = []
    begun: set[int] = set()
    apart: list[int] = []
    at = 0
    for owner, run in groupby(next(iter(keys)) for keys in pages):
        length = len(list(run))
        if owner in begun:
            apart.append(at + 1)
        begun.add(owner)
        found.append(Found(owner, at, length))
        at += length
    return Refusal("pages-apart", "R9", {"pages": named(apart), "count": len(apart)}) if apart else found


def named(numbers: Sequence[int]) -> str:
    """The first few of ``numbers``, for a sentence."""
    return ", ".join(map(str, numbers[:_NAMED])) + (" …" if len(numbers) > _NAMED else "")
