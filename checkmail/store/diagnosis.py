"""What ``doctor`` finds out about the place an office lies in: values with stable codes, no words.

The sentences stand in ``locale/*/doctor.toml`` under ``CODE.ok``, ``CODE.warning`` and ``CODE.failure``, and what to
do under ``CODE.next``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How it is with one thing that was looked at."""

    OK = "ok"
    WARNING = "warning"
    """Work can go on; somebody should look at it."""
    FAILURE = "failure"
    """What was acknowledged may be lost: work should not go on."""


DIAGNOSES: Final[Mapping[str, tuple[Level, ...]]] = {
    "durability": (Level.OK,),
    "server": (Level.OK,),
    "encoding": (Level.OK,),
    "clock": (Level.OK, Level.WARNING),
    "latency": (Level.OK, Level.WARNING),
    "connection": (Level.OK, Level.WARNING),
    "replication": (Level.OK, Level.WARNING),
    "checksums": (Level.OK, Level.WARNING),
    "ledger-key": (Level.OK, Level.WARNING),
    "no-checkpoints": (Level.OK,),
    "checkpoints": (Level.OK, Level.WARNING),
    "lost-checkpoint": (Level.FAILURE,),
    "engine": (Level.OK, Level.WARNING),
    "place": (Level.OK, Level.WARNING),
    "room": (Level.OK, Level.WARNING),
    "pages": (Level.OK, Level.FAILURE),
    "turn": (Level.OK, Level.WARNING),
    "newest": (Level.OK, Level.WARNING),
    "heads": (Level.OK, Level.FAILURE),
    "backup": (Level.OK, Level.WARNING),
    "no-backup": (Level.WARNING,),
    "practice": (Level.OK,),
}
"""Every code, with the levels it can have; engines share a code where the thing is the same."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. Raises :class:`ValueError` for a code or a level that has no sentence."""

    code: str
    level: Level = Level.OK
    details: Mapping[str, str | int] = field(default_factory=dict)
    """Values of the sentence, in the units it names; never a password or a person's name."""

    def __post_init__(self) -> None:
        if self.level not in DIAGNOSES.get(self.code, ()):
            raise ValueError(f"no sentence for {self.code}.{self.level}")
