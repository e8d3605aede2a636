"""The rows of a list, by column: what every check looks at.

A list of a million rows has far fewer different names, days and towns than rows. What a check
derives from a value it derives once for each different value (:meth:`Listing.derived`,
:meth:`Listing.where`), and what several checks derive is kept, so that looking at a list costs
little more than reading it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from json.encoder import encode_basestring
from operator import add
from typing import Any, Final, TypeVar

from checkmail.intake.columns import ColumnMap
from checkmail.intake.folding import blank, digits, fold
from checkmail.intake.tables import Table, unnamed
from checkmail.rules.lists import Row

_SHORTEST_NUMBER: Final = 5
"""Digits. Shorter ones are flags and codes, whose values have a meaning each."""
_KEPT: Final = 9
_SAMPLE: Final = 200
_LEAVES_NUMBERS: Final[tuple[Callable[[str], object], ...]] = (fold, digits)
"""What makes nothing else of plain digits."""
_REPEATED: Final = 0.5
"""Where more of the values differ, looking up what was derived costs more than deriving it again."""

Kept = tuple[str, Callable[[str], object]]
"""A column and what was made of it."""
Folded = TypeVar("Folded", bound=Hashable | None)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column in which nearly every row has a number of its own."""

    width: int
    """Digits of the usual number; 0: no such column."""
    odd: Sequence[int] = ()
    """The rows, ascending, whose value is not so many ASCII digits."""


class Listing:
    """A table with its columns called by our names. Rows are numbered from 1, places from 0."""

    def __init__(self, table: Table, columns: ColumnMap) -> None:
        self.keys = columns.keys
        """For each column in file order our name, or its heading."""
        self.short: Mapping[int, int] = table.short
        """Row -> how many cells it has, where they are fewer than the columns."""
        self.surplus: Mapping[int, Mapping[str, str]] = {
            number: {unnamed(place): cell for place, cell in enumerate(cells, len(self.keys) + 1) if cell.strip()}
            for number, cells in table.surplus.items()
            if any(cell.strip() for cell in cells)
        }
        """Row -> its cells beyond the columns that are not blank, by their place."""
        self._length = len(table)
        self._columns = dict(zip(self.keys, table.cells, strict=True))
        self._blanks: dict[str, list[int]] = {}
        different = table.different or tuple(tuple(set(column)) for column in table.cells)
        self._different = dict(zip(self.keys, different, strict=True))
        self._numbers: dict[str, Numbers] = {}
        self._derived: dict[Kept, Sequence[Any]] = {}
        self._same: dict[Kept, Sequence[Any]] = {}

    def __len__(self) -> int:
        return self._length

    def column(self, key: str) -> Sequence[str]:
        """The values of a column in row order; empty ones where the list has no such column."""
        return self._columns.get(key) or [""] * self._length

    def value(self, key: str, row: int) -> str:
        """The value of a column in one row."""
        return self.column(key)[row - 1]

    def different(self, key: str) -> Sequence[str]:
        """Every value of a column, those that come often only once, in no order; may name one that no row has."""
        return self._different.get(key, ("",))

    def numbers(self, key: str) -> Numbers:
        """Whether a column holds a number of its own for nearly every row, and where it does not."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = self._find_numbers(key)
        return known

    def _find_numbers(self, key: str) -> Numbers:
        values = self.column(key)
        sample = [v for v in values[:: max(1, len(values) // _SAMPLE)] if v.isdecimal() and v.isascii()]
        if len(self.different(key)) <= len(values) * _REPEATED or len(sample) * 2 < min(_SAMPLE, len(values)):
            return Numbers(0)
        width = Counter(map(len, sample)).most_common(1)[0][0]
        odd = [
            row for row, v in enumerate(values, 1) if len(v) != width or not v.isdecimal() or not v.isascii()
        ]  # fmt: skip
        return Numbers(width, odd) if width >= _SHORTEST_NUMBER and len(odd) * 2 < len(values) else Numbers(0)

    def unusual(self, key: str) -> Sequence[str]:
        """:meth:`different` values but the usual ones of a column of :meth:`numbers`: those that may be at fault."""
        numbers = self.numbers(key)
        return [self.value(key, row) for row in numbers.odd] if numbers.width else self.different(key)

    def where(self, key: str, test: Callable[[str], bool]) -> list[int]:
        """The rows, ascending, whose :meth:`unusual` value passes ``test``; it is asked once for each such value."""
        return self.having(key, {value for value in self.unusual(key) if test(value)})

    def having(self, key: str, wanted: Set[str]) -> list[int]:
        """The rows, ascending, whose value is one of ``wanted``, which are :meth:`unusual` ones."""
        values, numbers = self.column(key), self.numbers(key)
        if numbers.width:
            return [row for row in numbers.odd if values[row - 1] in wanted]
        return [row for row, value in enumerate(values, 1) if value in wanted] if wanted else []

    def blanks(self, key: str) -> list[int]:
        """The rows, ascending, in which a person would see nothing in a column."""
        known = self._blanks.get(key)
        if known is None:
            wanted = {value for value in self.unusual(key) if not value[:1].isalnum() and blank(value)}
            known = self._blanks[key] = self.having(key, wanted)
        return known

    def derived(self, key: str, how: Callable[[str], Folded]) -> Sequence[Folded]:
        """``how`` of each value of a column, in row order; the last few are kept."""
        known = self._derived.get((key, how))
        self._keep(self._derived, (key, how), self._derive(key, how) if known is None else known)
        return self._derived[key, how]

    def _derive(self, key: str, how: Callable[[str], object]) -> Sequence[object]:
        values, different = self.column(key), self.different(key)
        if how in _LEAVES_NUMBERS and self.numbers(key).width:
            out = list[object](values)
            for row in self.numbers(key).odd:
                out[row - 1] = how(values[row - 1])
            return out
        if len(different) > len(values) * _REPEATED:
            return [how(value) for value in values]
        of = {value: how(value) for value in different}
        return [of[value] for value in values]

    def same(self, key: str, how: Callable[[str], Folded]) -> Sequence[tuple[Folded, list[int]]]:
        """The :meth:`groups` of a derived column; the last few are kept."""
        known = self._same.get((key, how))
        self._keep(self._same, (key, how), list(self.groups(self.derived(key, how))) if known is None else known)
        return self._same[key, how]

    @staticmethod
    def _keep(kept: dict[Kept, Sequence[Any]], name: Kept, known: Sequence[object]) -> None:
        """Keeps what was used last and lets go of what was used longest ago: a million of anything is 8 MB or more."""
        kept.pop(name, None)
        kept[name] = known
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]

    @staticmethod
    def groups(values: Sequence[Folded]) -> Iterator[tuple[Folded, list[int]]]:
        """Each value that several rows have, with those rows ascending, in order of the first; empty ones have none."""
        counted = Counter(values)
        rows_of: dict[Folded, list[int]] = {value: [] for value, count in counted.items() if count > 1 and value}
        if rows_of:
            for row, value in enumerate(values, 1):
                if value in rows_of:
                    rows_of[value].append(row)
        yield from rows_of.items()

    def forget(self) -> None:
        """Lets go of everything derived."""
        self._derived.clear()
        self._same.clear()
        self._blanks.clear()

    def fields(self, row: int) -> dict[str, str]:
        """One row's values; without the keys for which a short record has no cell."""
        cells = self.short.get(row, len(self.keys))
        out = {key: self._columns[key][row - 1] for key in self.keys[:cells]}
        return {**out, **self.surplus.get(row, {})}

    def rows(self) -> Iterator[Row]:
        """Every row in order."""
        for number in range(1, self._length + 1):
            yield Row(number, self.fields(number))

    def spelled(self) -> Iterator[str]:
        """Every row's fields in order, as one JSON object each: what the office keeps and fingerprints (R1).

        Keys in file order, no blanks, characters as they are: half the bytes of one that spells them in ASCII.
        """
        ragged = self.short.keys() | self.surplus.keys()
        names = [json.dumps(key, ensure_ascii=False) + ":" for key in self.keys]
        for number, cells in enumerate(zip(*self._columns.values(), strict=True), 1):
            if number in ragged:
                yield json.dumps(self.fields(number), ensure_ascii=False, separators=(",", ":"))
            else:
                yield "{" + ",".join(map(add, names, map(encode_basestring, cells))) + "}"
