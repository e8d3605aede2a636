"""Numbers that a spreadsheet has turned into something else: 2.6E+11, 12346.0, zeros lost in front."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import digits, fold
from checkmail.intake.listing import Listing
from checkmail.intake.postal import Match, judge
from checkmail.rules.lists import Finding, finding

_POWER: Final = re.compile(r"[+-]?\d+(\.\d+)?e\+?\d+")
_DECIMAL: Final = re.compile(r"\d+\.0*")
_BROKEN: Final = re.compile(r"#(n/a|name\?|ref!|value!|div/0!|num!|null!|#+)")
_SIGNS: Final = "#＃+＋"
_SIGNS_IN_NUMBERS: Final = "#＃.．eEｅＥ,，'’=＝"
"""Without one of these nothing is damaged but the zeros in front."""
_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+")
_QUOTED: Final = re.compile(r"""'\d+'?|="?\d+"?|’\d+""")
_CUT_POSTAL: Final = re.compile(r"\d{5,6}|\d{1,2}-\d{4}")
_MOST: Final = 0.9


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``number-format``, one finding for a column and kind of damage: the remedy is one export."""
    numbers = context.number_keys()
    for key in context.columns.keys:
        headings = context.headings(key)
        width = _width(listing, key) if key in numbers else 0
        number_column = key in numbers or key == "postal_code"
        signs: dict[str, str] = {}
        for value in _suspects(listing.unusual(key), width, number_column=number_column):
            signs[value] = _damage(fold(value), width, number_column=number_column)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for row in listing.where(key, lambda value, signs=signs: bool(signs.get(value))):  # type: ignore[misc]
            found[signs[listing.value(key, row)]].append(row)
        if key == "postal_code":
            found["zeros"] += _lost_postal_zeros(listing)
            width = 7
        for sign, rows in found.items():
            if not rows:
                continue
            value = listing.value(key, rows[0])
            yield finding(
                "number-format", tuple(rows), headings, sign=sign, column=headings[0], value=value, width=width
            )  # fmt: skip


def _suspects(values: Sequence[str], width: int, *, number_column: bool) -> Sequence[str]:
    """The values that may be damaged; whole columns are passed over where no sign of damage stands in any cell."""
    together = "\n".join(values)
    if any(sign in together for sign in (_SIGNS_IN_NUMBERS if number_column else _SIGNS)):
        return values
    return [value for value in values if len(value) < width]


def _lost_postal_zeros(listing: Listing) -> list[int]:
    """The rows whose postal code is one of the address's, but for zeros in front: 640941 is 064-0941."""
    addresses = listing.column("address")
    return [
        row
        for row in listing.where("postal_code", lambda value: bool(_CUT_POSTAL.fullmatch(fold(value))))
        if judge(digits(listing.value("postal_code", row)).zfill(7), addresses[row - 1]) is Match.OK
    ]


def _width(listing: Listing, key: str) -> int:
    """:func:`dominant_width` of a column."""
    found = listing.numbers(key)
    others = sum(1 for row in found.odd if fold(listing.value(key, row)).isdecimal())
    if not found.width or others > (1 - _MOST) * (len(listing) - len(found.odd)):
        return dominant_width(listing.derived(key, fold))
    return found.width if any(value.startswith("0") for value in listing.column(key)) else 0


def dominant_width(values: Sequence[str]) -> int:
    """The length that nearly all numbers have where some begin with 0; 0 where a column has no such length."""
    plain = [v for v in values if v.isdecimal()]
    if not plain or not any(v.startswith("0") for v in plain):
        return 0
    width, count = Counter(map(len, plain)).most_common(1)[0]
    return width if count >= _MOST * len(plain) else 0


def _damage(value: str, width: int, *, number_column: bool) -> str:
    if not value:
        return ""
    if value.startswith("#") and _BROKEN.fullmatch(value):
        return "broken"
    if number_column and _QUOTED.fullmatch(value):
        return "quoted"
    if not value[0].isdecimal() and value[0] not in "+-":
        return ""
    if _POWER.fullmatch(value) and (number_column or "+" in value):
        return "power"
    if not number_column:
        return ""
    if _THOUSANDS.fullmatch(value):
        return "thousands"
    if _DECIMAL.fullmatch(value) and "." in value:
        return "decimal"
    if width and value.isdecimal() and len(value) < width:
        return "zeros"
    return ""
