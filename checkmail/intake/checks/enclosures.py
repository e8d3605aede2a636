"""What a row says about its documents, against itself and against the list's other rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, fold
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_BETWEEN: Final = re.compile(r"[・･、，,;；/／|+＋\n]|(?<=\S)\s+(?=\S)")
_COUNT: Final = re.compile(r"(\d{1,2})(点|枚|通|部|種)?")
_MOST: Final = 0.8
_RARE: Final = 0.02
"""A set of documents that no more of the rows have stands out where nearly all have another one."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``enclosure-count``; rows that are alike are one finding."""
    if not context.has("enclosures"):
        return
    alike: defaultdict[tuple[tuple[str, ...], int | None], list[int]] = defaultdict(list)
    columns = listing.derived("enclosures", items_of), listing.derived("enclosure_count", count_of)
    for row, (items, count) in enumerate(zip(*columns, strict=True), 1):
        if items:
            alike[items, count].append(row)
    listed = sum(map(len, alike.values()))
    counted = sum(len(rows) for (_, count), rows in alike.items() if count is not None)
    agreeing = sum(len(rows) for (items, count), rows in alike.items() if len(items) == count)
    sets: Counter[tuple[str, ...]] = Counter()
    for (items, _), rows in alike.items():
        sets[items] += len(rows)
    usual, most = sets.most_common(1)[0] if sets else ((), 0)
    keys = [key for key in ("enclosures", "enclosure_count") if context.has(key)]
    for (items, count), rows in alike.items():
        differs = count is not None and len(items) != count and agreeing >= _MOST * counted
        rare = items != usual and most >= _MOST * listed and sets[items] <= max(1, _RARE * listed)
        if differs or rare:
            yield finding(
                "enclosure-count",
                tuple(rows),
                context.headings(*keys),
                value=listing.value("enclosures", rows[0]),
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
