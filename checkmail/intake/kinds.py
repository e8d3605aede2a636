"""What kind of value a column holds, as the list itself shows it.

A kind is used only where most of a column's values are of it; a list that writes something
in its own way is judged by that way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import looks_like_date
from checkmail.intake.folding import blank, dashed, fold
from checkmail.intake.listing import Listing
from checkmail.intake.names import is_kana

Fits = Callable[[str], bool]

MOST: Final = 0.6
"""The share of a column's values that tells what it holds."""
_NEARLY_ALL: Final = 0.95
_SAMPLE: Final = 5_000
_FEW_KINDS: Final = 40
"""A column of codes or words has no more different values than this that come more than once."""

_POSTAL: Final = re.compile(r"〒?\d{3}-?\d{4}|\d{5,7}")
_DIGIT: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(r".{2,3}[都道府県].+[市区町村郡]|.{1,7}?[市区町村郡].*\d|.{1,7}?(市|区|郡.{1,6}[町村]).+")


def is_postal(value: str) -> bool:
    """Seven digits with or without a hyphen, or the five or six that are left of them."""
    return bool(_POSTAL.fullmatch(dashed(fold(value))))


def is_address(value: str) -> bool:
    """A place with its municipality."""
    if len(value) > 4 and _ADDRESS.match(value):
        return True
    plain = fold(value)
    return len(plain) > 4 and bool(_ADDRESS.match(plain))


def is_name(value: str) -> bool:
    """What may be a person's or a firm's name: no number, date or place."""
    return not _DIGIT.search(value) and len(plain := fold(value)) > 1 and not _ADDRESS.match(plain)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the values of one column are like."""

    fits: Fits
    odd: tuple[int, ...]
    """The rows whose value is not of the column's kind; a blank one is of any."""


def learn_kinds(listing: Listing, context: Context) -> dict[str, Kind]:
    """Key -> the kind of its column; columns without a kind of their own are left out."""
    numbers = set(context.number_keys())
    kinds: dict[str, Kind] = {}
    for key in context.columns.keys:
        if key in numbers:
            shaped, odd = _number_like(listing, key)
            fits: Fits | None = partial(_is_shaped, shaped)
        else:
            fits = _kind_of(key, listing)
            odd = listing.where(key, partial(_is_odd, fits)) if fits else []
        filled = len(listing) - len(listing.blanks(key))
        if fits and filled and len(odd) <= (1 - MOST) * filled:
            kinds[key] = Kind(fits, tuple(odd))
    return kinds


def _is_shaped(shape: re.Pattern[str], value: str) -> bool:
    return bool(shape.fullmatch(fold(value)))


def _is_odd(fits: Fits, value: str) -> bool:
    return not (fits(value) or blank(value))


def _kind_of(key: str, listing: Listing) -> Fits | None:
    fixed: dict[str, Fits] = {
        "name": is_name, "kana": is_kana, "born": looks_like_date, "postal_code": is_postal,
        "address": is_address, "register_address": is_address, "building": _is_building,
    }  # fmt: skip
    if key in fixed:
        return fixed[key]
    if key in ("sex", "destination_kind", "enclosures", "enclosure_count"):
        return _one_of(listing.derived(key, fold))
    return None


def _is_building(value: str) -> bool:
    return not (is_address(value) or looks_like_date(value) or re.fullmatch(r"〒?\d{3}-\d{4}", dashed(fold(value))))


def _number_like(listing: Listing, key: str) -> tuple[re.Pattern[str], list[int]]:
    """The shape of a column's numbers, and the rows that are not so.

    Digits of the usual width, with the beginning that nearly all share; else the usual pattern of letters.
    """
    folded, numbers = listing.derived(key, fold), listing.numbers(key)
    if numbers.width:
        prefix = _prefix([v for v in folded[:: max(1, len(folded) // _SAMPLE)] if len(v) == numbers.width])
        shape = re.compile(rf"{prefix}\d{{{numbers.width - len(prefix)}}}")
        rows = set(numbers.odd)
        if prefix:
            rows.update(row for row, value in enumerate(folded, 1) if not value.startswith(prefix))
    else:
        shape = _shape([value for value in folded if value])
        rows = set(range(1, len(folded) + 1))
    return shape, sorted(row for row in rows if (value := folded[row - 1]) and not shape.fullmatch(value))


def _shape(filled: Sequence[str]) -> re.Pattern[str]:
    plain = [value for value in filled if value.isdecimal()]
    width, count = Counter(map(len, plain)).most_common(1)[0] if plain else (0, 0)
    if plain and count >= MOST * len(filled):
        prefix = _prefix([v for v in plain if len(v) == width])
        return re.compile(rf"{prefix}\d{{{width - len(prefix)}}}")
    pattern, count = Counter(map(_pattern, filled)).most_common(1)[0] if filled else ("", 0)
    if filled and count >= MOST * len(filled):
        return re.compile("".join({"9": r"\d", "a": "[a-z]"}.get(c, re.escape(c)) for c in pattern))
    return re.compile(r"\d+")


def _prefix(values: Sequence[str]) -> str:
    """The longest beginning, up to four digits, that nearly all values share."""
    beginnings = Counter([v[:4] for v in values])
    for length in (4, 3, 2):
        shorter: Counter[str] = Counter()
        for beginning, count in beginnings.items():
            shorter[beginning[:length]] += count
        prefix, count = shorter.most_common(1)[0]
        if len(values) > 1 and count >= _NEARLY_ALL * len(values) and len(prefix) == length:
            return prefix
    return ""


def _pattern(value: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"\d", "9", value))


def _one_of(folded: Sequence[str]) -> Fits | None:
    common = {value for value, count in Counter(folded).items() if value and count > 1}
    if not common or len(common) > _FEW_KINDS:
        return None
    letters = {c for value in common for c in value}
    # A value made of the same characters (a missing or added document) is of the same kind.
    return lambda value: (v := fold(value)) in common or sum(c in letters for c in v) * 2 > len(v)
