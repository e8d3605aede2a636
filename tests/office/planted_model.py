"""What becomes of planted sets, written from ``docs/decisions/0022`` alone: part of the monkey's model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass
class Planted:
    """One set of dummies, as who laid it knows it."""

    number: int
    second: int
    """The dummy whose sheet lies in its envelope; 0: none."""
    wrong: str
    tray: int
    state: str
    first: int
    """Who enclosed it."""
    outcome: str = ""
    out: bool = True
    waits_at: str = ""
    """The desk that named its missing sheet."""
    waits_since: datetime | None = None

    @property
    def pieces(self) -> tuple[int, ...]:
        return (self.number, self.second) if self.second else (self.number,)

    @property
    def judged(self) -> bool:
        return self.outcome == "caught" or not self.out

    @property
    def sheet(self) -> int:
        """Whose cover sheet was printed; 0: nobody's."""
        return 0 if self.wrong == "missing-sheet" else self.second or self.number

    def on_paper(self, piece: int, enclosure: int) -> str:
        """The reason for which a paper of it does not pass; empty: it does."""
        if (piece, enclosure) not in ((self.number, 0), (self.sheet, 1)):
            return "not-expected"
        return "superseded" if enclosure and self.wrong == "dead-issue" else ""

    def caught(self) -> bool:
        """Whether it was not judged before."""
        if self.judged:
            return False
        self.outcome, self.waits_at = "caught", ""
        return True

    def after(self, answer: tuple[str, str], piece: int, desk: str, now: datetime) -> bool:
        """What an answer about ``piece`` is to it; whether it is caught now."""
        if self.judged:
            return False
        if answer == ("held", "other-piece") or (piece in self.pieces and answer == ("refused", "superseded")):
            return self.caught()
        if piece in self.pieces:
            if answer[0] == "complete" or answer == ("held", "planted"):
                self.outcome, self.waits_at = "missed", ""
            elif answer == ("refused", "incomplete") and self.wrong == "missing-sheet":
                self.waits_at, self.waits_since = desk, now
        return False


def left(sets: Iterable[Planted], desk: str, last: datetime | None) -> list[Planted]:
    """Those that this desk found short and nothing in order came since: who leaves them found it."""
    waiting = [one for one in sets if one.waits_at == desk and not one.outcome]
    return [one for one in waiting if last is None or (one.waits_since is not None and last <= one.waits_since)]
