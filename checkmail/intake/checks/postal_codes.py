"""Postal codes that are none, and codes unlike those of the same town in the list's other rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.addresses import town_of
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, digits
from checkmail.rules.lists import Finding, Row, finding

_OFTEN: Final = 3
_MOST: Final = 0.8


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``postal-code-unknown`` and ``postal-code-differs``."""
    if not context.has("postal_code"):
        return
    usual = usual_codes(rows)
    for row in rows:
        value = row.get("postal_code")
        if blank(value):
            continue
        code, town = digits(value), town_of(row.get("address"))
        if not is_code(code):
            yield finding("postal-code-unknown", (row.number,), context.headings("postal_code"), value=value)
        elif usual.get(town, code) != code:
            yield finding(
                "postal-code-differs",
                (row.number,),
                context.headings("postal_code", "address"),
                value=value,
                town=town,
                usual=f"{usual[town][:3]}-{usual[town][3:]}",
            )


def is_code(code: str) -> bool:
    """Whether folded text has the seven digits of a postal code."""
    return len(code) == 7 and code.isdecimal()


def usual_codes(rows: Sequence[Row]) -> dict[str, str]:
    """Town -> its postal code, for the towns that nearly always have one and the same in this list."""
    codes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        town, code = town_of(row.get("address")), digits(row.get("postal_code"))
        if town and is_code(code):
            codes[town][code] += 1
    out = {}
    for town, counted in codes.items():
        code, count = counted.most_common(1)[0]
        if count >= _OFTEN and count >= _MOST * counted.total():
            out[town] = code
    return out
