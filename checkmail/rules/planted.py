"""Planted sets: known-wrong sets of dummy pieces that stand outside the list and its counts.

A supervisor lays them among the work to learn how many are caught. Until one is judged, a desk treats
it as it treats any piece, so that nobody can tell. It is *caught* when the desk stops for it or refuses
its dead issue, or when a person sends it back; *missed* when its check ends as if it were in order.
Sent back after that it is caught all the same, as the piece of a list would be.

The numbers of the dummies follow the last of the list: paper shows them large, and one that no list could
have would give the set away (``docs/decisions/0022``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final


class Wrong(StrEnum):
    """What is wrong with a planted set."""

    FOREIGN_SHEET = "foreign-sheet"
    """The cover sheet is another dummy's."""
    MISSING_SHEET = "missing-sheet"
    """The envelope comes without its last cover sheet."""
    DEAD_ISSUE = "dead-issue"
    """The cover sheet is of an issue that a newer one has replaced."""
    OTHER_NAME = "other-name"
    """The codes agree, the names on cover sheet and envelope do not: only eyes find it."""


class Outcome(StrEnum):
    """What became of a planted set."""

    CAUGHT = "caught"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class PlantedSet:
    """A planted set as the store has it now."""

    number: int
    """Its envelope's piece number, and its own."""
    second: int
    """The dummy whose sheet lies in the envelope; 0: there is none."""
    wrong: Wrong
    outcome: Outcome | None
    out: bool
    """One of its papers was not scanned in yet."""

    @property
    def pieces(self) -> tuple[int, ...]:
        """The numbers of its dummies."""
        return (self.number, self.second) if self.second else (self.number,)


def numbers_of(sets: Iterable[PlantedSet]) -> frozenset[int]:
    """The numbers of all dummies of ``sets``."""
    return frozenset(number for one in sets for number in one.pieces)


def judged(sets: Iterable[PlantedSet], piece: int) -> bool:
    """Whether the set of ``piece`` is caught or scanned in, and so to be laid aside."""
    return any(piece in one.pieces and (one.outcome is Outcome.CAUGHT or not one.out) for one in sets)


class Became(StrEnum):
    """What a line at a desk is to a planted set."""

    SEEN = "seen"
    INCOMPLETE = "incomplete"
    """Its missing sheet was missed by the desk; what the person does with it decides."""
    CAUGHT = "caught"
    MISSED = "missed"


_CATCHES: Final = frozenset({("held", "other-piece"), ("refused", "superseded")})
"""Verdict and reason by which the desk itself catches a planted set."""


def became(one: PlantedSet, piece: int, verdict: str, reason: str) -> Became | None:
    """What a line is to ``one``. ``piece`` is the code's, 0 for none; None: nothing, or it was judged before."""
    if judged((one,), one.number):
        return None
    if (verdict, reason) == ("held", "other-piece"):
        return Became.CAUGHT
    if piece not in one.pieces:
        return None
    if (verdict, reason) in _CATCHES:
        return Became.CAUGHT
    # At the seal check it stops: it came through both checks.
    if verdict == "complete" or (verdict, reason) == ("held", "planted"):
        return Became.MISSED
    waits = (verdict, reason) == ("refused", "incomplete") and one.wrong is Wrong.MISSING_SHEET
    return Became.INCOMPLETE if waits else Became.SEEN


@dataclass(frozen=True, slots=True)
class Measured:
    """How the planted sets of a batch went."""

    planted: int
    caught: int
    missed: int
    seconds: int | None
    """Median from the first scan of a set to its being caught; None: none was."""


def measure(outcomes: Sequence[tuple[Outcome | None, int]]) -> Measured:
    """Counts ``(outcome, seconds to being caught)`` of every set."""
    seconds = [after for outcome, after in outcomes if outcome is Outcome.CAUGHT]
    missed = sum(outcome is Outcome.MISSED for outcome, _ in outcomes)
    return Measured(len(outcomes), len(seconds), missed, round(median(seconds)) if seconds else None)
