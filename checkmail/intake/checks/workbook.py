"""What a reader saw that the values do not show: hidden rows and sheets, formulas, merged cells, lost digits."""

from __future__ import annotations

from collections.abc import Iterator

from checkmail.intake.checks.context import Context
from checkmail.intake.listing import Listing
from checkmail.rules.lists import SEVERITY, Finding


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """A finding for each oddity of the file, under its own code."""
    for oddity in context.oddities:
        headings = context.headings(listing.keys[oddity.place - 1]) if oddity.place else ()
        column = headings[0] if headings else ""
        yield Finding(
            oddity.code, oddity.records, headings, {**oddity.details, "column": column}, SEVERITY[oddity.code]
        )
