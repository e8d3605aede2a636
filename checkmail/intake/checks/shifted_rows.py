"""Records whose values stand in the wrong columns: swapped, moved by one, or with a cell too few or too many.

One odd value is left to the check of its column; here several signs must agree, or one that
cannot be chance: a postal code, a date or a number where name or address should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import looks_like_date
from checkmail.intake.folding import blank, fold
from checkmail.intake.kinds import Fits, is_postal, learn_kinds
from checkmail.intake.names import is_kana
from checkmail.rules.lists import Finding, Row, finding

_ENOUGH: Final = 3
"""Values that fit no column's kind where they stand: more is no typing mistake."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``shifted-rows`` with the sign ``ragged`` or ``kind``."""
    expected = context.columns.keys
    kinds = learn_kinds(rows, context)
    neighbours = list(pairwise(expected))
    for row in rows:
        if len(row.fields) != len(expected):
            have = max((i for i, key in enumerate(expected, 1) if key in row.fields), default=0)
            have += len(row.fields.keys() - set(expected))
            last = expected[min(have, len(expected)) - 1]
            headings = context.headings(last)
            yield _named(row, headings, "ragged", f"{have}/{len(expected)}")
            continue
        odd = [key for key in expected if key in kinds and not blank(row.get(key)) and not kinds[key](row.get(key))]
        moved = _moved(row, odd, kinds, neighbours)
        if moved:
            yield _named(row, context.headings(*moved), "kind", row.get(moved[0]))


def _moved(
    row: Row, odd: list[str], kinds: Mapping[str, Fits], neighbours: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """The columns that hold another column's value, or none."""
    if not odd:
        return ()
    if len(odd) >= _ENOUGH:
        return tuple(odd)
    if "kana" in odd and "name" in kinds and is_kana(row.get("name")) and kinds["name"](row.get("kana")):
        return "name", "kana"
    for one, other in combinations(odd, 2):
        if kinds[one](row.get(other)) and kinds[other](row.get(one)):
            return one, other
    strange = tuple(key for key in odd if key in ("name", "address") and _no_text(row.get(key)))
    if strange:
        return strange
    # Each odd value is at home in the column beside it: everything moved by one.
    side: dict[str, set[str]] = {}
    for left, right in neighbours:
        side.setdefault(left, set()).add(right)
        side.setdefault(right, set()).add(left)
    at_home = [key for key in odd if any(n in kinds and kinds[n](row.get(key)) for n in side.get(key, ()))]
    return tuple(odd) if len(at_home) > 1 else ()


def _no_text(value: str) -> bool:
    return is_postal(value) or looks_like_date(value) or fold(value).isdecimal()


def _named(row: Row, headings: tuple[str, ...], sign: str, value: str) -> Finding:
    return finding("shifted-rows", (row.number,), headings, sign=sign, column="、".join(headings), value=value, count=1)
