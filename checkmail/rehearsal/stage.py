"""What the chapters of the demo share: the office, its people, the batch and the papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from checkmail.office.acting import Office
from checkmail.rehearsal.cast import Player, Players
from checkmail.rehearsal.material import Material
from checkmail.rehearsal.scanning import Bench, Papers
from checkmail.rehearsal.story import Story

FIRST_DESK: Final = "desk-1"
SECOND_DESK: Final = "desk-2"
THIRD_DESK: Final = "desk-3"


@dataclass(slots=True)
class Stage:
    """The demo as far as it has come."""

    story: Story
    office: Office
    """Seen from the first desk."""
    file: Path
    """The office file, or where it would be: the other files lie beside it."""
    place: str
    """Where another process finds the office; may be a URL with a password."""
    players: Players
    material: Material
    papers: Papers
    tray_size: int
    mistakes: Mistakes | None = None
    free: list[int] = field(default_factory=list)
    """Pieces that were not withheld at the approval."""
    files: list[Path] = field(default_factory=list)
    """Papers printed so far."""
    heads: list[str] = field(default_factory=list)
    """Heads of the ledger that stand on paper by now (R24)."""

    @property
    def folder(self) -> Path:
        """Where the demo plays."""
        return self.file.parent

    @property
    def batch(self) -> int:
        """The batch's number."""
        return self.papers.batch

    def bench(self, desk: str) -> Bench:
        """A desk of the office, with the batch's papers on it."""
        return Bench(replace(self.office, desk=desk), self.papers)

    def player(self, key: str) -> Player:
        """Somebody of the cast."""
        return self.players[key]

    def planned(self) -> Mistakes:
        """Which pieces the mistakes are planted in; a ``ValueError`` before they are chosen."""
        if self.mistakes is None:
            raise ValueError("the mistakes are chosen once the list is approved")
        return self.mistakes


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Which pieces the desk mistakes are planted in; all different, in the order they come up."""

    early: int
    """Its envelope is scanned before its notice."""
    kana: int
    """Scanned with the input method on."""
    front: int
    behind: int
    """Its notice lies behind that of :attr:`front`."""
    torn: int
    """Its label is printed again; the old one comes up."""
    cut_off: int
    """The desk dies in the middle of its set."""
    swapped: tuple[int, int]
    """Their contents are exchanged after the first check."""
    late: int
    """Withheld when everything is checked."""
    missing: int
    """Falls under the table before the second check."""
    asked: int
    """Under attention: a wrong day is typed first; 0: no piece is left for it."""


def choose(free: Sequence[int], attention: Sequence[int]) -> Mistakes:
    """Plants the desk mistakes in pieces that nobody withheld; ``free`` holds at least 20."""
    plain = [piece for piece in free if piece not in set(attention)]
    early, kana, front, behind, torn, cut_off, one, other, late, missing = plain[:10]
    asked = next((piece for piece in attention if piece in set(free)), 0)
    return Mistakes(early, kana, front, behind, torn, cut_off, (one, other), late, missing, asked)
