"""People of one household: each gets a piece of their own, and one surname tempts to put them together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold, fold_name
from checkmail.intake.listing import Listing
from checkmail.intake.names import split_name, surnames
from checkmail.rules.lists import Finding, finding


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``same-household``, by household number, else by surname and address; none where they are one piece."""
    if context.documents.group:
        return
    numbered = context.has("household")
    homes = listing.same("household", fold) if numbered else listing.groups(_homes(listing))
    headings = context.headings("household" if numbered else "address")
    names, folded = listing.column("name"), listing.derived("name", fold_name)
    for _home, rows in homes:
        count = len({folded[row - 1] for row in rows})
        if count > 1:
            shown = "、".join(dict.fromkeys(names[row - 1] for row in rows))
            yield finding("same-household", tuple(rows), headings, value=shown, count=count)


def _homes(listing: Listing) -> Sequence[Hashable]:
    """Surname and address of each row; empty where one is not known."""
    known = surnames(listing.column("name"))
    surname = {name: split_name(name, known)[0] for name in set(listing.column("name"))}
    columns = (listing.column(key) for key in ("name", "address", "building"))
    return [
        (of, where) if (of := surname[name]) and (where := fold_address(address + building)) else ""
        for name, address, building in zip(*columns, strict=True)
    ]
