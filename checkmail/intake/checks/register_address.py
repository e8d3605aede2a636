"""A destination other than the registered address: right for a guardian, wrong for a divorced spouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checkmail.intake.addresses import agreement
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_OFTEN: Final = 3


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``address-differs-from-register``. A register without building names is compared without them."""
    if not context.has("register_address"):
        return
    written = zip(
        *(listing.column(key) for key in ("address", "building", "register_address")), strict=True
    )  # fmt: skip
    without, with_building = 0, 0
    judged: list[tuple[int, bool]] = []
    for row, (address, building, register) in enumerate(written, 1):
        if blank(register) or blank(address):
            continue
        whole, bare = agreement(address, building, register)
        if not blank(building):
            with_building, without = with_building + whole, without + bare
        if not whole:
            judged.append((row, bare))
    without_buildings = without >= _OFTEN and without > with_building
    for row, bare in judged:
        if not (bare and without_buildings):
            address = f"{listing.value('address', row)} {listing.value('building', row)}".strip()
            yield finding(
                "address-differs-from-register",
                (row,),
                context.headings("address", "register_address"),
                value=address,
                register=listing.value("register_address", row),
            )
