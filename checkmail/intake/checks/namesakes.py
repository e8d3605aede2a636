"""Other people of the same name: the name on the envelope does not tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold_name
from checkmail.intake.listing import Listing
from checkmail.intake.nearness import near_groups, people, several_people
from checkmail.rules.lists import Finding, finding


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``namesake``: attention for those near one another, one note for a name that also lives elsewhere."""
    for _name, same in listing.same("name", fold_name):
        if not several_people(listing, same):
            continue
        groups = near_groups(listing, same)
        for group in groups:
            if several_people(listing, group):
                yield _named(listing, group, context, note=False)
        if groups != [same]:
            yield _named(listing, same, context, note=True)


def _named(listing: Listing, rows: Sequence[int], context: Context, *, note: bool) -> Finding:
    return finding(
        "namesake",
        tuple(rows),
        context.headings("name"),
        note=note,
        value=listing.value("name", rows[0]),
        count=people(listing, rows),
    )
