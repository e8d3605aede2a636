"""A day of birth that never was, is still to come, or is too long ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import blank
from checkmail.rules.lists import Finding, Row, finding

_OLDEST: Final = 125
"""Years. The oldest person on record died at 122."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``wrong-date``."""
    if not context.has("born"):
        return
    headings = context.headings("born")
    for row in rows:
        value = row.get("born")
        if blank(value):
            continue
        day = parse_date(value)
        if day is None or day > context.today or day.year < context.today.year - _OLDEST:
            yield finding("wrong-date", (row.number,), headings, column=headings[0], value=value)
