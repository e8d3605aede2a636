"""What verification found, in one sentence: what differs, and who says otherwise."""

from __future__ import annotations

from typing import Final

from checkmail.locale import Language, area, text
from checkmail.rules.verification import FAULTS, Fault

_COMMITTED: Final = ("findings", "differences", "own_numbers")
"""Tables whose rows an entry committed to (R25); the others are made from entries."""


def fault_words(fault: Fault, language: Language) -> str:
    """The sentence for ``fault``; its chain and number stand beside it."""
    key = fault.what if fault.what in FAULTS else "rows" if fault.what in _COMMITTED else "table"
    return text(
        language, "words", f"fault.{key}",
        table=_table(fault.what, language), where=_where(fault, language), found=fault.found, expected=fault.expected,
    )  # fmt: skip


def _table(name: str, language: Language) -> str:
    return area(language, "words").get(f"table.{name}", name)


def _where(fault: Fault, language: Language) -> str:
    where = fault.where
    if fault.what == "erased":
        return _table(where, language)
    if where in ("paper", "chains"):
        return text(language, "words", f"fault-where.{where}")
    name, colon, number = where.partition(":")
    return text(language, "words", "fault-where.office", number=number) if (name, colon) == ("office", ":") else where
