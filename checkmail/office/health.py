"""How safely the office is kept, as its store finds out; needs nobody's number."""

from __future__ import annotations

from checkmail.office.acting import Office
from checkmail.store.diagnosis import Diagnosis, Level

__all__ = ["Diagnosis", "Level", "examine"]


def examine(office: Office) -> list[Diagnosis]:
    """Everything the store looked at, in the order people read it."""
    return office.store.diagnose()
