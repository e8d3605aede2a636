"""Keys of the list held against another file.

That is the register of everybody who should get it (R5), or the people who must not (R4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checkmail.intake.folding import fold_key

_NUMBER: Final = re.compile(r"'?0*([0-9][0-9-]*)(\.0+)?")
"""A number as a spreadsheet may have written it: zeros in front eaten or kept, ``.0`` behind, an apostrophe before."""


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

    Both sequences stand in file order; keys are equal without width, blanks and the kind
    of a dash, and zeros in front count. An empty key matches nothing and is reported on its side.
    """
    return _without(control, list_keys), _without(list_keys, control)


def match_keys(wanted: Sequence[str], list_keys: Iterable[tuple[int, str]]) -> Matched:
    """The rows of our list whose key stands in a withholding file.

    ``list_keys`` gives row numbers and keys; a row may come more than once with the keys of
    several people, since each person of a piece counts. A key that names nobody names those whose
    number is its own but for zeros in front, ``.0`` behind, or dashes that only one of them has:
    somebody taken out for nothing is seen and put back, somebody mailed who must not be is not (R4).
    """
    ours: dict[str, list[int]] = {}
    for row, key in list_keys:
        ours.setdefault(fold_key(key), []).append(row)
    ours.pop("", None)
    loosely: dict[str, list[str]] = {}
    for key in ours:
        loosely.setdefault(_bare(key), []).append(key)
    loosely.pop("", None)
    rows: dict[int, tuple[int, ...]] = {}
    unmatched = []
    for place, key in enumerate(wanted, 1):
        folded = fold_key(key)
        found = ours.get(folded)
        if not found:
            alike = (one for one in loosely.get(_bare(folded), ()) if "-" not in one or "-" not in folded)
            found = [row for one in alike for row in ours[one]]
        if found:
            rows[place] = tuple(sorted(set(found)))
        else:
            unmatched.append(Key(key, place))
    return Matched(rows, tuple(unmatched))


def _without(keys: Sequence[str], others: Iterable[str]) -> list[Key]:
    known = {fold_key(key) for key in others} - {""}
    return [Key(key, row) for row, key in enumerate(keys, 1) if fold_key(key) not in known]


def _bare(folded: str) -> str:
    """The digits of a number without zeros in front; nothing for what is no number."""
    match = _NUMBER.fullmatch(folded)
    return match[1].replace("-", "").lstrip("0") if match else ""
