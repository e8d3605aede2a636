"""Keys of the list held against another file.

That is the register of everybody who should get it (R5), or the people who must not (R4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checkmail.intake.folding import fold


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it stands in its file, and where."""

    key: str
    row: int
    """Record number in the file it stands in, from 1."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Which rows of our list a withholding file names."""

    rows: Mapping[int, tuple[int, ...]]
    """Row of the withholding file -> rows of our list."""
    unmatched: tuple[Key, ...]
    """Of the withholding file: nobody in our list, or an empty key. Shown, never dropped."""

    @property
    def ours(self) -> tuple[int, ...]:
        """All rows of our list that are named, ascending."""
        return tuple(sorted({row for rows in self.rows.values() for row in rows}))


def compare_keys(control: Sequence[str], list_keys: Sequence[str]) -> tuple[list[Key], list[Key]]:
    """Keys of ``control`` that are not in the list, and keys of the list that are not in ``control``.

    Both sequences stand in file order; keys are equal without width and blanks, and zeros in
    front count. An empty key matches nothing and is reported on its side.
    """
    return _without(control, list_keys), _without(list_keys, control)


def match_keys(wanted: Sequence[str], list_keys: Iterable[tuple[int, str]]) -> Matched:
    """The rows of our list whose key stands in a withholding file.

    ``list_keys`` gives row numbers and keys; a row may come more than once with the keys of
    several people, since each person of a piece counts.
    """
    ours: dict[str, list[int]] = {}
    for row, key in list_keys:
        ours.setdefault(fold(key), []).append(row)
    ours.pop("", None)
    rows: dict[int, tuple[int, ...]] = {}
    unmatched = []
    for place, key in enumerate(wanted, 1):
        found = ours.get(fold(key))
        if found:
            rows[place] = tuple(sorted(set(found)))
        else:
            unmatched.append(Key(key, place))
    return Matched(rows, tuple(unmatched))


def _without(keys: Sequence[str], others: Iterable[str]) -> list[Key]:
    known = {fold(key) for key in others} - {""}
    return [Key(key, row) for row, key in enumerate(keys, 1) if fold(key) not in known]
