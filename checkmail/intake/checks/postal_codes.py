"""Postal codes that are none, and codes unlike those of the same town in the list's other rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from checkmail.intake.addresses import town_of
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, digits
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_OFTEN: Final = 3
_MOST: Final = 0.8


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``postal-code-unknown`` and ``postal-code-differs``."""
    if not context.has("postal_code"):
        return
    for row in listing.where("postal_code", lambda value: not blank(value) and not is_code(digits(value))):
        value = listing.value("postal_code", row)
        yield finding("postal-code-unknown", (row,), context.headings("postal_code"), value=value)
    places = Counter(zip(listing.derived("address", town_of), listing.derived("postal_code", digits), strict=True))
    known = {(town, code): count for (town, code), count in places.items() if town and is_code(code)}
    usual = _usual(known)
    towns = _usual({(code, town): count for (town, code), count in known.items()})
    odd = {
        (town, code) for town, code in known if usual.get(town, code) != code or _elsewhere(town, towns.get(code, town))
    }
    columns = zip(listing.derived("address", town_of), listing.derived("postal_code", digits), strict=True)
    for row, (town, code) in enumerate(columns, 1) if odd else ():
        if (town, code) in odd:
            yield finding(
                "postal-code-differs",
                (row,),
                context.headings("postal_code", "address"),
                sign="code" if town in usual else "town",
                value=listing.value("postal_code", row),
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


def usual_codes(listing: Listing) -> dict[str, str]:
    """Town -> its postal code, for the towns that nearly always have one and the same in this list."""
    places = Counter(zip(listing.derived("address", town_of), listing.derived("postal_code", digits), strict=True))
    return _usual({(town, code): count for (town, code), count in places.items() if town and is_code(code)})


def _usual(pairs: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """What nearly always stands with a value that comes often enough to tell."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (one, other), count in pairs.items():
        counted[one][other] += count
    out = {}
    for one, others in counted.items():
        other, count = others.most_common(1)[0]
        if count >= _OFTEN and count >= _MOST * others.total():
            out[one] = other
    return out
