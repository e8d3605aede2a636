"""What a check may know besides the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from checkmail.intake.columns import ColumnMap
from checkmail.intake.tables import Oddity
from checkmail.rules.documents import DocumentSet
from checkmail.rules.lists import NEEDED


@dataclass(frozen=True, slots=True)
class Room:
    """What is asked of :mod:`checkmail.paper` about the place an address is printed in."""

    sign: str
    """``label`` or ``window``: which words say what has no room there."""
    sheet: str
    """The label sheet; empty for a window."""
    sure: Mapping[str, int]
    """Our column name -> so many characters always have room, whatever the others hold."""
    fits: Callable[[str, str, str], bool]
    """Name, address, building -> whether they have room together at a legible size. Slow."""


@dataclass(frozen=True, slots=True)
class Context:
    """The list's columns and the office's means, the same for every check."""

    columns: ColumnMap
    drawable: frozenset[int]
    """Code points that the office's fonts draw (R6); the office asks :mod:`checkmail.paper`."""
    today: date
    """No check asks the clock."""
    documents: DocumentSet = field(default_factory=DocumentSet)
    oddities: tuple[Oddity, ...] = ()
    """What the file's reader saw that values do not show."""
    variants: frozenset[str] | None = None
    """Ideographs with a selector whose own shape the fonts draw; others are drawn plain. None: nobody knows."""
    room: Room | None = None
    """None: length is judged by counting alone."""

    def headings(self, *keys: str) -> tuple[str, ...]:
        """Headings of the keys, for :attr:`Finding.columns`."""
        return tuple(self.columns.heading(key) for key in keys)

    def has(self, key: str) -> bool:
        """Whether the list has this column."""
        return key in self.columns.keys

    def own_keys(self) -> tuple[str, ...]:
        """Keys of the columns whose value stands on a document and is scanned or typed there (R11)."""
        named = (self.columns.key(e.column) for e in self.documents.enclosures if e.match == "own")
        return tuple(key for key in dict.fromkeys(named) if key)

    def needed_keys(self) -> tuple[str, ...]:
        """Keys without whose value a piece cannot be mailed or not be checked, in file order."""
        asked = (self.columns.key(a.partition(":")[0]) for a in self.documents.ask)
        wanted = {*NEEDED, "notice", *self.own_keys(), *asked}
        return tuple(key for key in self.columns.keys if key in wanted)

    def number_keys(self) -> tuple[str, ...]:
        """Keys of the columns that hold numbers of a system: to be kept digit by digit."""
        wanted = {"number", "household", "notice", *self.own_keys()}
        return tuple(key for key in self.columns.keys if key in wanted)
