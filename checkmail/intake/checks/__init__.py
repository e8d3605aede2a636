"""What is wrong with a list: one module a check, all of them run by :func:`check_all`.

A check sees the :class:`Listing` and the :class:`Context` and yields findings; it asks neither the
clock nor a file. A new check is a module with ``check`` and its name in the list below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from checkmail.intake.checks import (
    characters,
    duplicates,
    empty_field,
    enclosures,
    furniture,
    households,
    look_alikes,
    namesakes,
    number_format,
    postal_codes,
    register_address,
    remark,
    shifted_rows,
    slipped_blocks,
    too_long,
    workbook,
    wrong_date,
    wrong_kana,
)
from checkmail.intake.checks.context import Context
from checkmail.intake.checks.together import without_echoes
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, Severity

Check = Callable[[Listing, Context], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = tuple(
    module.check
    for module in (
        # In an order in which those that derive the same from a column follow one another.
        workbook,
        empty_field,
        furniture,
        slipped_blocks,
        namesakes,
        look_alikes,
        households,
        duplicates,
        shifted_rows,
        number_format,
        characters,
        postal_codes,
        register_address,
        wrong_kana,
        wrong_date,
        enclosures,
        too_long,
        remark,
    )
)

_ORDER: Final = {severity: place for place, severity in enumerate(Severity)}


def check_all(listing: Listing, context: Context, progress: Callable[[str], None] | None = None) -> list[Finding]:
    """Every finding of every check, a fault named once: stops first, then by row and code.

    ``progress`` is told the name of each check before it runs.
    """
    found: list[Finding] = []
    for check in CHECKS:
        if progress:
            progress(check.__module__.rpartition(".")[2])
        found.extend(check(listing, context))
    listing.forget()
    return sorted(
        without_echoes(found, len(listing)), key=lambda f: (_ORDER[f.severity], f.rows[:1], f.code, f.columns, f.rows)
    )


__all__ = ["CHECKS", "Check", "Context", "Listing", "check_all"]
