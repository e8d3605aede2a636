"""A destination other than the registered address: right for a guardian, wrong for a divorced spouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checkmail.intake.addresses import agreement, fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_WRITTEN: Final = ("address", "building", "register_address")
_MOST: Final = 0.5
_OFTEN: Final = 3


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``address-differs-from-register``. A register without building names is compared without them."""
    if not context.has("register_address"):
        return
    written = zip(
        *(listing.column(key) for key in _WRITTEN), strict=True
    )  # fmt: skip
    without, with_building = 0, 0
    judged: list[tuple[int, bool]] = []
    for row, (address, building, register) in enumerate(written, 1):
        if (register == address and not building) or blank(register) or blank(address):
            continue
        whole, bare = agreement(address, building, register)
        if not blank(building):
            with_building, without = with_building + whole, without + bare
        if not whole:
            judged.append((row, bare))
    without_buildings = without >= _OFTEN and without > with_building
    differing = [row for row, bare in judged if not (bare and without_buildings)]
    if len(differing) > len(listing) * _MOST:
        # Half of all people do not live elsewhere: one of the two leaves the municipality out, in its manner.
        shorter = [row for row in differing if not _is_end(*(listing.value(key, row) for key in _WRITTEN))]
        differing = shorter if len(shorter) * 2 < len(differing) else differing
    for row in differing:
        address = f"{listing.value('address', row)} {listing.value('building', row)}".strip()
        yield finding(
            "address-differs-from-register",
            (row,),
            context.headings("address", "register_address"),
            value=address,
            register=listing.value("register_address", row),
        )


def _is_end(address: str, building: str, register: str) -> bool:
    """Whether one address is the end of the other: 倉光12番地 of 石川県白山市倉光12番地."""
    ours = (fold_address(address), fold_address(address + building))
    registered = fold_address(register)
    return any(one.endswith(registered) or registered.endswith(one) for one in ours)
