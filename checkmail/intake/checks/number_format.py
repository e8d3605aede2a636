"""Numbers that a spreadsheet has turned into something else: 2.6E+11, 12346.0, zeros lost in front."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold
from checkmail.rules.lists import Finding, Row, finding

_POWER: Final = re.compile(r"[+-]?\d+(\.\d+)?e\+?\d+")
_DECIMAL: Final = re.compile(r"\d+\.0*")
_BROKEN: Final = re.compile(r"#(n/a|name\?|ref!|value!|div/0!|num!|null!|#+)")
_MOST: Final = 0.9


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``number-format``, one finding for a column and kind of damage: the remedy is one export."""
    numbers = context.number_keys()
    for key in context.columns.keys:
        cells = [(row.number, value) for row in rows if (value := fold(row.get(key)))]
        width = dominant_width([v for _, v in cells]) if key in numbers else 0
        found: dict[str, list[tuple[int, str]]] = {}
        for number, value in cells:
            sign = _damage(value, width, number_column=key in numbers or key == "postal_code")
            if sign:
                found.setdefault(sign, []).append((number, value))
        for sign, damaged in found.items():
            headings = context.headings(key)
            yield finding(
                "number-format",
                tuple(number for number, _ in damaged),
                headings,
                sign=sign,
                column=headings[0],
                value=damaged[0][1],
                width=width,
            )


def dominant_width(values: Sequence[str]) -> int:
    """The length that nearly all numbers have where some begin with 0; 0 where a column has no such length."""
    plain = [v for v in values if v.isdecimal()]
    if not plain or not any(v.startswith("0") for v in plain):
        return 0
    width, count = Counter(map(len, plain)).most_common(1)[0]
    return width if count >= _MOST * len(plain) else 0


def _damage(value: str, width: int, *, number_column: bool) -> str:
    if value.startswith("#") and _BROKEN.fullmatch(value):
        return "broken"
    if not value[0].isdecimal() and value[0] not in "+-":
        return ""
    if _POWER.fullmatch(value) and (number_column or "+" in value):
        return "power"
    if not number_column:
        return ""
    if _DECIMAL.fullmatch(value) and "." in value:
        return "decimal"
    if width and value.isdecimal() and len(value) < width:
        return "zeros"
    return ""
