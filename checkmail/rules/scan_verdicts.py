"""What a desk says to one line, and what becomes of the desk and the pieces.

Three verdicts are made in more than one place: a refusal leaves everything as it is (R15), a hold
stops the desk and takes pieces out of the work (R13), a complete set moves its piece (R11, R12, R21).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from checkmail.rules.codes import Command
from checkmail.rules.model import Check, OpenSet, Piece
from checkmail.rules.planted import numbers_of
from checkmail.rules.scan_facts import Facts
from checkmail.rules.stamping import Sheet

HOLDS_THAT_STOP: Final = 3
SETS_LOOKED_AT: Final = 20
"""R13: so many holds within so many sets of a desk stop the batch."""


class Outcome(StrEnum):
    """The word a desk answers with (``commands.md``)."""

    ACCEPTED = "accepted"
    COMPLETE = "complete"
    REPEATED = "repeated"
    ASKS = "asks"
    REFUSED = "refused"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a desk says to a line, and what becomes of the desk and the pieces."""

    outcome: Outcome
    reason: str = ""
    """A reason code where refused or held, else empty."""
    rule: str = ""
    piece: int = 0
    """The piece it is about; 0: none. Not shown to a second checker before the set is complete."""
    needs: tuple[int, ...] = ()
    """Enclosures of the set still missing, the envelope left out; a stamped document once, whatever it lacks."""
    ask: str = ""
    """The question that now stands, or ``pin``; empty: none."""
    open_set: OpenSet | None = None
    """The desk's open set afterwards."""
    answers: tuple[str, ...] = ()
    quarantine: tuple[int, ...] = ()
    """Pieces this line takes out of the work until two people resolve them (R13)."""
    stops_batch: bool = False
    counts_as_last: bool = False
    """The line becomes the desk's last code."""
    command: Command | None = None
    """The desk command the line was; None: it was none."""
    pin_tray: int = 0
    """The tray the PIN now stands for; 0: as before."""
    tray: int | None = None
    """The tray that is open at the desk from now on, 0 for none; None: as before."""
    planted_only: bool = False
    """A hold that nothing but planted papers brought about: it says nothing of the desk's work (R13)."""
    sheets: tuple[Sheet, ...] = ()
    """Which sheets of the stamped documents in ``needs`` are missing."""


def refused(facts: Facts, reason: str, rule: str, piece: int = 0, needs: tuple[int, ...] = ()) -> Verdict:
    """A refusal leaves the open set as it is."""
    return Verdict(
        Outcome.REFUSED, reason, rule, piece, needs, facts.desk.asks, facts.desk.open_set, answers_so_far(facts)
    )


def answers_so_far(facts: Facts) -> tuple[str, ...]:
    """R12: the wrong answers to the question that stands, those of the piece at another desk too."""
    return tuple(dict.fromkeys((*facts.answered, *facts.desk.answers))) if facts.desk.asks else ()


def held(facts: Facts, reason: str, rule: str, *pieces: Piece | int | None) -> Verdict:
    """The desk stops; the pieces named lose their checks until two people resolve them (R13).

    Of planted pieces there is nothing to resolve; a piece of the list that lay among them is held as any.
    """
    numbers = {p.number if isinstance(p, Piece) else p for p in pieces if p is not None}
    if facts.desk.open_set:
        numbers.add(facts.desk.open_set.piece)
    real = numbers - numbers_of(facts.planted)
    # A paper of another batch in a planted set is a mistake of the desk's own: no piece is named then.
    planted_only = bool(pieces) and not real
    recent = (facts.desk.recent + "h")[-SETS_LOOKED_AT:]
    return Verdict(
        Outcome.HELD,
        reason,
        rule,
        facts.desk.open_set.piece if facts.desk.open_set else min(numbers, default=0),
        quarantine=tuple(sorted(real)),
        stops_batch=not planted_only and recent.count("h") >= HOLDS_THAT_STOP,
        planted_only=planted_only,
    )


def completed(facts: Facts, piece: int) -> Verdict:
    """The set is whole: its piece moves on by the rule of the desk's check."""
    rule = {Check.FIRST: "R11", Check.SECOND: "R12", Check.SEAL: "R21"}[facts.desk.check]
    return Verdict(Outcome.COMPLETE, "", rule, piece, counts_as_last=True)
