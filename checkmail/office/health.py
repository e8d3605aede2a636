"""How safely the office is kept, as its store finds out; needs nobody's number."""

from __future__ import annotations

from checkmail.office.acting import Office
from checkmail.office.ledger_keys import key_of
from checkmail.store.diagnosis import Diagnosis, Level

__all__ = ["Diagnosis", "Level", "examine"]


def examine(office: Office) -> list[Diagnosis]:
    """Everything the store looked at, in the order people read it, and whether heads are signed (R24)."""
    return [*office.store.diagnose(), *_signing(office)]


def _signing(office: Office) -> list[Diagnosis]:
    if office.anchor is None:
        return []
    key = key_of(office)
    return [Diagnosis("ledger-key", Level.WARNING if key.problem else Level.OK, {"file": key.file})]
