"""A field without which the piece cannot be mailed or checked, and a field that the list always fills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, Severity, finding

_USUAL: Final = ("kana", "born", "sex", "postal_code", "enclosures", "enclosure_count")
_NOTHING: Final = frozenset(
    {
        "-", "--", "---", "―", "ー", "なし", "無し", "無", "不明", "未登録", "未入力", "未設定", "未記入", "空欄",
        "空白", "(空白)", "該当なし", "データなし", "null", "none", "nil", "n/a", "na", "nan", "*", "**", "***",
        "x", "xx", "xxx", "×", ".", "...", "…", "・", "/", "//",
    }
)  # fmt: skip
_LONGEST: Final = 8
"""Characters of the longest of these, with blanks."""
_RARE: Final = 0.05
"""A column empty in no more of its rows is one that the list fills; a single empty field always counts."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``empty-field``: a stop for a needed field, attention for one that nearly every row has."""
    needed = context.needed_keys()
    empty = {key: [*listing.blanks(key), *listing.where(key, says_nothing)] for key in needed}
    stopped = _by_row(empty)
    for row, keys in stopped.items():
        headings = context.headings(*keys)
        yield finding("empty-field", (row,), headings, column="、".join(headings))
    usual = {
        key: rows
        for key in _USUAL
        if context.has(key) and key not in needed and _filled(rows := listing.blanks(key), len(listing))
    }
    for row, keys in _by_row(usual).items():
        if row not in stopped:
            headings = context.headings(*keys)
            yield Finding("empty-field", (row,), headings, {"column": "、".join(headings)}, Severity.ATTENTION)


def says_nothing(value: str) -> bool:
    """Whether a field holds one of the signs that people and programs write where nothing is known."""
    return len(value) <= _LONGEST and fold(value) in _NOTHING


def _filled(empty: list[int], listed: int) -> bool:
    return len(empty) < listed and len(empty) <= max(1, int(listed * _RARE))


def _by_row(rows_of: Mapping[str, list[int]]) -> dict[int, list[str]]:
    out: defaultdict[int, list[str]] = defaultdict(list)
    for key, rows in rows_of.items():
        for row in rows:
            out[row].append(key)
    return out
