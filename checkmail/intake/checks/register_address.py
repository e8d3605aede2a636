"""A destination other than the registered address: right for a guardian, wrong for a divorced spouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.rules.lists import Finding, Row, finding

_OFTEN: Final = 3


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``address-differs-from-register``. A register without building names is compared without them."""
    if not context.has("register_address"):
        return
    judged = []
    for row in rows:
        address, building, register = row.get("address"), row.get("building"), row.get("register_address")
        if not blank(register) and not blank(address):
            folded = fold_address(register)
            judged.append((row, fold_address(address + building) == folded, fold_address(address) == folded))
    housed = [(whole, bare) for row, whole, bare in judged if not blank(row.get("building"))]
    without_buildings = len(housed) >= _OFTEN and sum(bare for _, bare in housed) > sum(whole for whole, _ in housed)
    for row, whole, bare in judged:
        if not (whole or (bare and without_buildings)):
            yield finding(
                "address-differs-from-register",
                (row.number,),
                context.headings("address", "register_address"),
                value=f"{row.get('address')} {row.get('building')}".strip(),
                register=row.get("register_address"),
            )
