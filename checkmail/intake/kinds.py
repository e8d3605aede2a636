"""What kind of value a column holds, as the list itself shows it.

A kind is used only where most of a column's values are of it; a list that writes something
in its own way is judged by that way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import looks_like_date
from checkmail.intake.folding import blank, dashed, fold
from checkmail.intake.names import is_kana
from checkmail.rules.lists import Row

Fits = Callable[[str], bool]

_MOST: Final = 0.6
_NEARLY_ALL: Final = 0.95
_FEW_KINDS: Final = 40
"""A column of codes or words has no more different values than this that come more than once."""

_POSTAL: Final = re.compile(r"〒?\d{3}-?\d{4}|\d{5,7}")
_ADDRESS: Final = re.compile(r".{2,3}[都道府県].+[市区町村郡]|.{1,7}?[市区町村郡].*\d|.{1,7}?(市|区|郡.{1,6}[町村]).+")


def is_postal(value: str) -> bool:
    """Seven digits with or without a hyphen, or the five or six that are left of them."""
    return bool(_POSTAL.fullmatch(dashed(fold(value))))


def is_address(value: str) -> bool:
    """A place with its municipality."""
    plain = fold(value)
    return len(plain) > 4 and bool(_ADDRESS.match(plain))


def is_name(value: str) -> bool:
    """What may be a person's or a firm's name: no number, date or place."""
    plain = fold(value)
    return not any(c.isdecimal() for c in plain) and len(plain) > 1 and not is_address(value)


def learn_kinds(rows: Sequence[Row], context: Context) -> dict[str, Fits]:
    """Key -> whether a value fits its column; columns without a kind of their own are left out."""
    numbers = set(context.number_keys())
    kinds: dict[str, Fits] = {}
    for key in context.columns.keys:
        values = [value for row in rows if not blank(value := row.get(key))]
        if not values:
            continue
        fits = _number_like(values) if key in numbers else _kind_of(key, values)
        if fits and sum(map(fits, values)) >= _MOST * len(values):
            kinds[key] = fits
    return kinds


def _kind_of(key: str, values: Sequence[str]) -> Fits | None:
    fixed: dict[str, Fits] = {
        "name": is_name, "kana": is_kana, "born": looks_like_date, "postal_code": is_postal,
        "address": is_address, "register_address": is_address, "building": _is_building,
    }  # fmt: skip
    if key in fixed:
        return fixed[key]
    if key in ("sex", "destination_kind", "enclosures", "enclosure_count"):
        return _one_of(map(fold, values))
    return None


def _is_building(value: str) -> bool:
    return not (is_address(value) or looks_like_date(value) or re.fullmatch(r"〒?\d{3}-\d{4}", dashed(fold(value))))


def _number_like(values: Sequence[str]) -> Fits | None:
    """Digits of the usual width, with the beginning that nearly all share; else the usual pattern of letters."""
    folded = [fold(value) for value in values]
    width, count = (
        Counter(len(v) for v in folded if v.isdecimal()).most_common(1)[0]
        if any(v.isdecimal() for v in folded)
        else (0, 0)
    )
    if count >= _MOST * len(folded):
        prefix = _prefix([v for v in folded if v.isdecimal() and len(v) == width])
        return lambda value: (v := fold(value)).isdecimal() and len(v) == width and v.startswith(prefix)
    pattern, count = Counter(map(_pattern, folded)).most_common(1)[0]
    if count >= _MOST * len(folded):
        return lambda value: _pattern(fold(value)) == pattern
    return lambda value: fold(value).isdecimal()


def _prefix(values: Sequence[str]) -> str:
    """The longest beginning, up to four digits, that nearly all values share."""
    for length in (4, 3, 2):
        prefix, count = Counter(v[:length] for v in values).most_common(1)[0]
        if len(values) > 1 and count >= _NEARLY_ALL * len(values) and len(prefix) == length:
            return prefix
    return ""


def _pattern(value: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"\d", "9", value))


def _one_of(values: Iterable[str]) -> Fits | None:
    counted = Counter(values)
    common = {value for value, count in counted.items() if count > 1}
    if not common or len(common) > _FEW_KINDS:
        return None
    letters = {c for value in common for c in value}
    # A value made of the same characters (a missing or added document) is of the same kind.
    return lambda value: (v := fold(value)) in common or sum(c in letters for c in v) * 2 > len(v)
