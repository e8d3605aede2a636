"""A field without which the piece cannot be mailed or checked, and a field that the list always fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.rules.lists import Finding, Row, Severity, finding

_USUAL: Final = ("kana", "born", "sex", "postal_code", "enclosures", "enclosure_count")
_RARE: Final = 0.05
"""A column empty in no more of its rows is one that the list fills; a single empty field always counts."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``empty-field``: a stop for a needed field, attention for one that nearly every row has."""
    needed = context.needed_keys()
    usual = [key for key in _USUAL if context.has(key) and key not in needed and _filled(rows, key)]
    for row in rows:
        empty = [key for key in needed if blank(row.get(key))]
        if empty:
            headings = context.headings(*empty)
            yield finding("empty-field", (row.number,), headings, column="、".join(headings))
            continue
        empty = [key for key in usual if blank(row.get(key))]
        if empty:
            headings = context.headings(*empty)
            details: dict[str, str | int] = {"column": "、".join(headings)}
            yield Finding("empty-field", (row.number,), headings, details, Severity.ATTENTION)


def _filled(rows: Sequence[Row], key: str) -> bool:
    empty = sum(1 for row in rows if blank(row.get(key)))
    return empty < len(rows) and empty <= max(1, int(len(rows) * _RARE))
