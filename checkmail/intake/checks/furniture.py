"""Records that are no person: a total at the end, the heading again where two lists were joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold
from checkmail.intake.listing import Listing
from checkmail.rules.lists import NEEDED, Finding, finding

_TOTAL: Final = re.compile(
    r"[(\[【<]?(総?合計|総計|小計|累計|計|総数|総?件数|総?人数|合計(件数|人数|数)|以上|以下余白|grandtotal|total)[)\]】>]?"
    r"[::=]?[\d,]*(件|名|人|通|世帯|行)?"
)


_BLANKS: Final = 8
"""A heading is written with no more blanks inside than these."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``total-line`` and ``repeated-header``."""
    repeated: defaultdict[int, list[str]] = defaultdict(list)
    for key in context.columns.keys:
        heading = context.columns.heading(key)
        plain = fold(heading)
        longest, number = len(plain) + _BLANKS, plain.isdecimal()
        short = (v for v in listing.unusual(key) if len(v) <= longest and v.isdecimal() == number)
        for row in listing.having(key, {value for value in short if fold(value) == plain}):
            repeated[row].append(key)
    headers = {row: keys for row, keys in repeated.items() if len(keys) >= 2}
    for row, keys in headers.items():
        yield finding("repeated-header", (row,), context.headings(*keys), value=listing.value(keys[0], row))
    # A person has number, name and address; a line of totals lacks at least one of them.
    for row in sorted({row for key in NEEDED for row in listing.blanks(key)} - headers.keys()):
        total = next((key for key, value in listing.fields(row).items() if _TOTAL.fullmatch(fold(value))), None)
        if total:
            value = listing.fields(row)[total]
            yield finding("total-line", (row,), context.headings(total), value=value)
