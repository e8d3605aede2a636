"""How a line came to the desk: from a scanner or from fingers (R15).

A scanner is a keyboard that sends a code in one go: one key every 1 to 10 ms, slow settings up to some
30 ms. People who type digits all day reach 100 ms a key, and nobody holds 50 ms over a whole code. What is
pasted came from no paper at all and counts as typed.

A code that was typed is taken only after the person said so, and the ledger keeps which it was: fingers can
write down any number, a scanner only what lies before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

SCANNER_GAP: Final = 0.05
"""Seconds. Keys that mostly follow each other within this came from a scanner."""

LEAST_KEYS: Final = 4
"""Of fewer keys nobody can tell; they are no code either."""


_STALLS: Final = 4
"""One gap in so many may be a stall."""


class Came(StrEnum):
    """The way of a line."""

    SCANNED = "scanned"
    TYPED = "typed"
    """At the pace of fingers, pasted or mended, without the person having said that they type."""
    BY_HAND = "by-hand"
    """Typed after the person said so."""


def scanned(moments: Sequence[float]) -> bool:
    """Whether keys that came at ``moments`` (seconds, ascending) came from a scanner.

    A quarter of the gaps may be longer, one at least: a few stalls of the machine make nobody's fingers of a code.
    No more than that, because fingers that strike two keys at a time have half of their gaps like a scanner's.
    """
    if len(moments) < LEAST_KEYS:
        return True
    gaps = sorted(later - earlier for earlier, later in pairwise(moments))
    return gaps[-1 - max(1, len(gaps) // _STALLS)] <= SCANNER_GAP
