"""Records whose values stand in the wrong columns: swapped, moved by one, or with a cell too few or too many.

One odd value is left to the check of its column; here several signs must agree, or one that
cannot be chance: a postal code, a date or a number where name or address should be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import looks_like_date
from checkmail.intake.folding import fold
from checkmail.intake.kinds import MOST, Kind, is_postal, learn_kinds
from checkmail.intake.listing import Listing
from checkmail.intake.names import is_kana
from checkmail.rules.lists import Finding, finding

_ENOUGH: Final = 3
"""Values that fit no column's kind where they stand: more is no typing mistake."""
_LONG: Final = 6
"""Digits of a number that is no room's."""
_SEXES: Final = frozenset({"男", "女", "男性", "女性"})


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``shifted-rows`` with the sign ``ragged`` or ``kind``."""
    yield from _ragged(listing, context)
    yield from _never_shown(listing, context)
    kinds = learn_kinds(listing, context)
    neighbours = list(pairwise(listing.keys))
    odd: defaultdict[int, list[str]] = defaultdict(list)
    for key, kind in kinds.items():
        for row in kind.odd:
            odd[row].append(key)
    for row, keys in odd.items():
        if row not in listing.short and row not in listing.surplus:
            fields = listing.fields(row)
            moved = _moved(fields, keys, kinds, neighbours)
            if moved:
                yield _named(row, context.headings(*moved), "kind", fields[moved[0]])


def _never_shown(listing: Listing, context: Context) -> Iterator[Finding]:
    """R7: columns of labels whose values mostly are dates, long numbers or sexes: another column was taken for them."""
    for key in ("address", "building", "name"):
        numbers, filled = listing.numbers(key), len(listing) - len(listing.blanks(key))
        rows = listing.where(key, _is_never_shown)
        if numbers.width >= _LONG:
            rows = sorted({*range(1, len(listing) + 1)} - {*numbers.odd} | {*rows})
        if len(rows) > MOST * filled:
            named, value = context.headings(key), listing.value(key, rows[0])
            yield finding(
                "shifted-rows", tuple(rows), named, sign="kind", column="、".join(named), value=value, count=len(rows)
            )


def _is_never_shown(value: str) -> bool:
    return looks_like_date(value) or fold(value) in _SEXES


def _ragged(listing: Listing, context: Context) -> Iterator[Finding]:
    expected = len(listing.keys)
    for row in sorted(listing.short.keys() | listing.surplus.keys()):
        have = listing.short.get(row, expected) + len(listing.surplus.get(row, ()))
        last = listing.keys[max(min(have, expected), 1) - 1]
        yield _named(row, context.headings(last), "ragged", f"{have}/{expected}")


def _moved(
    row: Mapping[str, str], odd: list[str], kinds: Mapping[str, Kind], neighbours: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """The columns that hold another column's value, or none."""
    if len(odd) >= _ENOUGH:
        return tuple(odd)
    if "kana" in odd and "name" in kinds and is_kana(row["name"]) and kinds["name"].fits(row["kana"]):
        return "name", "kana"
    for one, other in combinations(odd, 2):
        if kinds[one].fits(row[other]) and kinds[other].fits(row[one]):
            return one, other
    strange = tuple(key for key in odd if key in ("name", "address") and _no_text(row[key]))
    if strange:
        return strange
    # Each odd value is at home in the column beside it: everything moved by one.
    side: dict[str, set[str]] = {}
    for left, right in neighbours:
        side.setdefault(left, set()).add(right)
        side.setdefault(right, set()).add(left)
    at_home = [key for key in odd if any(n in kinds and kinds[n].fits(row[key]) for n in side.get(key, ()))]
    return tuple(odd) if len(at_home) > 1 else ()


def _no_text(value: str) -> bool:
    return is_postal(value) or looks_like_date(value) or fold(value).isdecimal()


def _named(row: int, headings: tuple[str, ...], sign: str, value: str) -> Finding:
    return finding("shifted-rows", (row,), headings, sign=sign, column="、".join(headings), value=value, count=1)
