"""Postal codes that are none, and codes unlike those of the same town in the list's other rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    places = [(town_of(row.get("address")), digits(row.get("postal_code"))) for row in rows]
    known = [(town, code) for town, code in places if town and is_code(code)]
    usual, towns = _usual(known), _usual((code, town) for town, code in known)
    for row, (town, code) in zip(rows, places, strict=True):
        value = row.get("postal_code")
        if blank(value):
            continue
        if not is_code(code):
            yield finding("postal-code-unknown", (row.number,), context.headings("postal_code"), value=value)
        elif town and (usual.get(town, code) != code or _elsewhere(town, towns.get(code, town))):
            yield finding(
                "postal-code-differs",
                (row.number,),
                context.headings("postal_code", "address"),
                sign="code" if town in usual else "town",
                value=value,
                town=town if town in usual else towns[code],
                place=town,
                usual=usual.get(town, code),
            )


def _elsewhere(town: str, other: str) -> bool:
    """Whether two towns differ by more than the part of one that the other leaves out: 倉光 and 倉光イ."""
    return not (town.startswith(other) or other.startswith(town))


def is_code(code: str) -> bool:
    """Whether folded text has the seven digits of a postal code."""
    return len(code) == 7 and code.isdecimal()


def usual_codes(rows: Sequence[Row]) -> dict[str, str]:
    """Town -> its postal code, for the towns that nearly always have one and the same in this list."""
    places = ((town_of(row.get("address")), digits(row.get("postal_code"))) for row in rows)
    return _usual((town, code) for town, code in places if town and is_code(code))


def _usual(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What nearly always stands with a value that comes often enough to tell."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        counted[one][other] += 1
    out = {}
    for one, others in counted.items():
        other, count = others.most_common(1)[0]
        if count >= _OFTEN and count >= _MOST * others.total():
            out[one] = other
    return out
