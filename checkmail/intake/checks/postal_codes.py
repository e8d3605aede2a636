"""Postal codes that are none, and codes of another place than the address.

Japan Post's table decides (:mod:`checkmail.intake.postal`). A code it does not have may be newer than
the table, so there the list's other rows are asked: a code that they use for this town and hardly any
other is a note, a code that they use for another town differs, and what is left is unknown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from checkmail.intake.addresses import town_of
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, digits
from checkmail.intake.listing import Listing
from checkmail.intake.postal import KEPT, Match, codes_of, data_date, judge, place_of
from checkmail.rules.lists import Finding, finding

_OFTEN: Final = 3
_MOST: Final = 0.8
_NAMED: Final = 3
"""More codes of one town are not named to a person."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``postal-code-unknown`` (a note for a code that the list uses like one) and ``postal-code-differs``."""
    if not context.has("postal_code"):
        return
    unknown: list[int] = []
    for row, match in _judged(listing):
        if match is Match.NO_SUCH_CODE:
            unknown.append(row)
        else:
            yield _elsewhere(listing, context, row)
    yield from _by_the_list(listing, context, unknown)


def _judged(listing: Listing) -> Iterator[tuple[int, Match]]:
    """The rows, ascending, whose code speaks against the address, or is none."""
    codes, addresses = listing.column("postal_code"), listing.column("address")
    rows: Iterable[int] = range(len(listing))
    if len(listing.different("postal_code")) > KEPT:
        # A list of the whole country: code by code, so that each is looked up once.
        rows = sorted(rows, key=codes.__getitem__)
    odd = []
    for place in rows:
        match = judge(codes[place], addresses[place])
        if not match.agrees and not blank(codes[place]):
            odd.append((place + 1, match))
    return iter(sorted(odd))


def _elsewhere(listing: Listing, context: Context, row: int) -> Finding:
    code, address = listing.value("postal_code", row), listing.value("address", row)
    usual = codes_of(address)
    return finding(
        "postal-code-differs",
        (row,),
        context.headings("postal_code", "address"),
        sign="usual" if 0 < len(usual) <= _NAMED else "place",
        value=code,
        area=place_of(code),
        place=town_of(address) or address,
        usual="、".join(usual[:_NAMED]),
        date=_date(),
    )


def _by_the_list(listing: Listing, context: Context, unknown: list[int]) -> Iterator[Finding]:
    """What the list's other rows say of codes that the table does not have."""
    if not unknown:
        return
    towns, codes = listing.derived("address", town_of), listing.derived("postal_code", digits)
    usual = usual_codes(listing)
    of_code = {code: town for town, code in usual.items()}
    settled: defaultdict[str, list[int]] = defaultdict(list)
    for row in unknown:
        town, code = towns[row - 1], codes[row - 1]
        value = listing.value("postal_code", row)
        if not is_code(code):
            yield finding("postal-code-unknown", (row,), context.headings("postal_code"), sign="shape", value=value)
        elif usual.get(town) == code:
            settled[code].append(row)
        elif code in of_code and town:
            yield finding(
                "postal-code-differs",
                (row,),
                context.headings("postal_code", "address"),
                sign="list",
                value=value,
                area=of_code[code],
                place=town,
                usual=usual.get(town, ""),
                date=_date(),
            )
        else:
            yield finding("postal-code-unknown", (row,), context.headings("postal_code"), value=value, date=_date())
    for code, rows in settled.items():
        yield finding(
            "postal-code-unknown",
            tuple(rows),
            context.headings("postal_code"),
            note=True,
            sign="list",
            value=code,
            place=of_code[code],
            count=len(rows),
            date=_date(),
        )


def _date() -> str:
    """The month of the table, as the sentences say it: 2026-10."""
    return f"{data_date():%Y-%m}"


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
