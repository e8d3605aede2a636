"""What came of a practice: read from the ledger's entries alone. Pure: entries in, a result out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from checkmail.rehearsal.practice_plan import REASON, Layout, Plant
from checkmail.rules.codes import Command, Kind, parts_of
from checkmail.rules.ledger import Entry, moment
from checkmail.rules.pace import Came

CAUGHT_BY_DESK: Final = "desk"
CAUGHT_BY_PERSON: Final = "person"
ELSEWHERE: Final = "elsewhere"
NEVER: Final = "never"
WAYS: Final = (CAUGHT_BY_DESK, CAUGHT_BY_PERSON, ELSEWHERE, NEVER)
"""What became of a planted mistake: the desk stopped it; the person voided or sent back its set, or withheld it,
before the wrong paper was scanned; it was scanned while the desk stopped for something else; it was never scanned."""

_COMPLETES: Final = frozenset({"piece-enclosed", "piece-verified", "piece-sealed"})
_LINES: Final = _COMPLETES | {"scan", "desk-held", "desk-acknowledged"}
_EXPLAINED: Final = frozenset({"", "repeated", "quarantined"})
"""Reasons that say nothing of how somebody works: what a hold set aside is scanned again."""
_LATER: Final = frozenset({"repeated", "second-envelope", "incomplete"})
"""The code of such a mistake is right by itself: that it was scanned does not say that the mistake was."""


@dataclass(frozen=True, slots=True)
class PlantResult:
    """One planted mistake and what became of it."""

    plant: Plant
    way: str
    """One of :data:`WAYS`."""


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """A practice in figures."""

    plants: tuple[PlantResult, ...]
    sets: int
    """Laid on the desk."""
    complete: int
    """Pieces whose check was completed."""
    voided: int
    """Sets that were begun and left (R14)."""
    seconds: float | None
    """Median from the first code of a set to its last; None where no set of several codes was completed."""
    further: Mapping[str, int]
    """Reason code -> how often the desk gave it where no mistake was planted."""
    typed: int
    """Codes typed by hand after F7 (R15)."""
    begun: bool
    """Something was scanned."""
    stopped: bool
    """The batch is stopped: three holds within twenty sets (R13)."""

    def count(self, way: str) -> int:
        """How many mistakes went that way."""
        return sum(one.way == way for one in self.plants)


def result_of(layout: Layout, entries: Sequence[Entry], person: int, after: int = 0) -> PracticeResult:
    """The result of ``person`` in the entries numbered above ``after`` of the practice's batch."""
    told = [(entry.kind, entry.facts()) for entry in entries if entry.number > after and entry.person == person]
    lines = [facts for kind, facts in told if kind in _LINES]
    further = Counter(
        _reason(facts)
        for facts in lines
        if _reason(facts) not in _EXPLAINED and not any(_stopped(plant, facts) for plant in layout.plants)
    )
    runs = _runs(told)
    lengths = [run.seconds for run in runs if run.whole and run.seconds is not None]
    aside = {run.piece for run in runs if run.given_up}
    aside.update(piece for kind, facts in told if kind in ("pieces-sent-back", "withheld") for piece in facts["pieces"])
    return PracticeResult(
        tuple(PlantResult(plant, _way(plant, lines, aside)) for plant in layout.plants),
        len(layout.sets),
        len({run.piece for run in runs if run.whole}),
        sum(not run.whole for run in runs),
        median(lengths) if lengths else None,
        dict(further.most_common()),
        sum(facts["came"] == Came.BY_HAND for facts in lines),
        bool(lines),
        _stopped_at_end(entries),
    )


def _stopped_at_end(entries: Sequence[Entry]) -> bool:
    stopped = False
    for entry in entries:
        if entry.kind == "batch-resumed":
            stopped = False
        elif entry.kind == "desk-held":
            stopped = stopped or bool(entry.facts()["stops"])
    return stopped


_Facts = Mapping[str, Any]


def _reason(facts: _Facts) -> str:
    """The reason of a line; the harmless repetition has none but its verdict."""
    return str(facts.get("reason") or ("repeated" if facts.get("outcome") == "repeated" else ""))


def _shows(plant: Plant, facts: _Facts) -> bool:
    """Whether a line is the planted paper. Of another office's code the ledger keeps its shape only (R25)."""
    return facts["code"] in plant.codes or (plant.mistake == "other-office" and facts.get("shape") == "check-digits")


def _stopped(plant: Plant, facts: _Facts) -> bool:
    return _shows(plant, facts) and _reason(facts) == REASON[plant.mistake]


def _way(plant: Plant, lines: Sequence[_Facts], aside: Set[int]) -> str:
    if any(_stopped(plant, facts) for facts in lines):
        return CAUGHT_BY_DESK
    if plant.piece in aside:
        return CAUGHT_BY_PERSON
    shown = any(_shows(plant, facts) for facts in lines)
    return ELSEWHERE if shown and REASON[plant.mistake] not in _LATER else NEVER


@dataclass(frozen=True, slots=True)
class _Run:
    """A set from its first code to its end."""

    piece: int
    whole: bool
    seconds: float | None
    """None: a single code, or a set that was not completed."""
    given_up: bool = False
    """The person voided it themselves."""


def _is_void(code: str) -> bool:
    read = parts_of(code) if code else None
    return read is not None and (read.kind, read.number) == (Kind.COMMAND, Command.VOID)


def _runs(told: Sequence[tuple[str, _Facts]]) -> list[_Run]:
    """Every set in its order, by the desk's own clock; a set that a hold ended is the hold's and not here."""
    runs: list[_Run] = []
    piece, begun = 0, ""
    for kind, facts in told:
        if kind in _COMPLETES:
            took = (moment(facts["clock"]) - moment(begun)).total_seconds() if piece == facts["piece"] else None
            runs.append(_Run(facts["piece"], whole=True, seconds=took))
            piece = 0
        elif kind == "scan":
            now = int(facts["set_piece"])
            if piece and not now:
                runs.append(_Run(piece, whole=False, seconds=None, given_up=_is_void(facts["code"])))
            if now and now != piece:
                begun = facts["clock"]
            piece = now
        elif kind in ("set-voided", "desk-left") and piece:
            runs.append(_Run(piece, whole=False, seconds=None, given_up=kind == "set-voided"))
            piece = 0
        elif kind == "desk-held":
            piece = 0
    return runs
