"""A day of birth that never was, is still to come, or is too long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_OLDEST: Final = 125
"""Years. The oldest person on record died at 122."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``wrong-date``."""
    headings = context.headings("born")

    first, last = date(context.today.year - _OLDEST, 1, 1), context.today
    days = listing.derived("born", parse_date) if context.has("born") else ()
    never = {row for row, day in enumerate(days, 1) if day is None or not first <= day <= last}
    for row in sorted(never.difference(listing.blanks("born"))):
        yield finding("wrong-date", (row,), headings, column=headings[0], value=listing.value("born", row))
