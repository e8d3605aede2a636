"""What a row says about its documents, against itself and against the list's other rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, fold
from checkmail.rules.lists import Finding, Row, finding

_BETWEEN: Final = re.compile(r"[・･、，,;；/／|+＋\n]|(?<=\S)\s+(?=\S)")
_COUNT: Final = re.compile(r"(\d{1,2})(点|枚|通|部|種)?")
_MOST: Final = 0.8
_RARE: Final = 0.02
"""A set of documents that no more of the rows have stands out where nearly all have another one."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``enclosure-count``; rows that are alike are one finding."""
    if not context.has("enclosures"):
        return
    listed = [(row, items_of(row.get("enclosures")), count_of(row.get("enclosure_count"))) for row in rows]
    listed = [one for one in listed if one[1]]
    counted = [one for one in listed if one[2] is not None]
    agreeing = sum(1 for _, items, count in counted if len(items) == count)
    sets = Counter(items for _, items, _ in listed)
    usual, most = sets.most_common(1)[0] if sets else ((), 0)
    odd: defaultdict[tuple[tuple[str, ...], int | None], list[Row]] = defaultdict(list)
    for row, items, count in listed:
        differs = count is not None and len(items) != count and agreeing >= _MOST * len(counted)
        rare = items != usual and most >= _MOST * len(listed) and sets[items] <= max(1, _RARE * len(listed))
        if differs or rare:
            odd[items, count].append(row)
    keys = [key for key in ("enclosures", "enclosure_count") if context.has(key)]
    for (_, count), alike in odd.items():
        yield finding(
            "enclosure-count",
            tuple(row.number for row in alike),
            context.headings(*keys),
            value=alike[0].get("enclosures"),
            count="-" if count is None else count,
            usual="・".join(usual),
        )


def items_of(text: str) -> tuple[str, ...]:
    """The documents a cell names, folded, in order of their names."""
    return tuple(sorted(item for part in _BETWEEN.split(text) if (item := fold(part))))


def count_of(text: str) -> int | None:
    """The number in ``3``, ``３点``; None where there is none."""
    match = None if blank(text) else _COUNT.fullmatch(fold(text))
    return int(match[1]) if match else None
