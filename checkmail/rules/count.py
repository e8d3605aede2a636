"""The equation and the counts: what must balance before anybody seals (R10, R18–R20).

- R10 per artifact kind: issued = used + spoiled + superseded + withheld + lost.
- R18 listed = withheld + second-checked + lost; no piece quarantined; every artifact of a withheld
  piece scanned in. Holds for the batch or for a section (a run of trays).
- R19 two people count each tray or the whole; a difference says only "differs" and asks both again,
  the second time for a scan of the tray.
- R20 release only when R18 and R19 hold. There is no override.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from checkmail.rules.codes import Kind
from checkmail.rules.refusal import Refusal

DIFFERENCES_BEFORE_SCAN: Final = 2
"""R19: after so many differences the tray is scanned piece by piece."""


class Counted(StrEnum):
    """How the counts of a tray stand, as ``count show`` says it."""

    OWED = "owed"
    DIFFER = "differ"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reconciliation: two numbers that must be equal."""

    line: str
    """``envelopes``, an artifact kind such as ``labels``, ``withheld-found``, ``quarantined``."""
    expected: int
    found: int
    terms: tuple[tuple[str, int], ...] = ()
    """What the two numbers are made of: the first term, or all that count against each other, by name."""

    @property
    def difference(self) -> int:
        """Found - expected; 0 balances."""
        return self.found - self.expected


@dataclass(frozen=True, slots=True)
class Account:
    """The pieces of a section by state."""

    listed: int
    withheld: int
    lost: int
    checked: int
    """Second-checked: verified, sealed or handed over."""
    quarantined: int


@dataclass(frozen=True, slots=True)
class ArtifactAccount:
    """The artifacts of one kind in a section (R10)."""

    kind: Kind
    issued: int
    used: int
    """Live ones of second-checked pieces."""
    spoiled: int
    superseded: int
    withheld: int
    """Live ones of withheld pieces that were scanned in."""
    lost: int
    """Declared lost, or live ones of lost pieces."""

    def line(self) -> Line:
        """R10: issued against everything that may have become of it; what is in none of them is still to come."""
        ends = {name: getattr(self, name) for name in ENDS}
        return Line(LINE_OF_KIND[self.kind], self.issued, sum(ends.values()), (("issued", self.issued), *ends.items()))


ENDS: Final = ("used", "spoiled", "superseded", "withheld", "lost")
"""R10: what may have become of an issued artifact, in the order the equation is said."""

LINE_OF_KIND: Final = {
    Kind.LABEL: "labels",
    Kind.COVER: "covers",
    Kind.SLIP: "slips",
    Kind.RETURN: "returns",
    Kind.STAMPED: "stamped",
}


def reconcile(account: Account, artifacts: Iterable[ArtifactAccount], withheld_out: int) -> tuple[Line, ...]:
    """The lines of R18 for a section. ``withheld_out``: artifacts of withheld pieces not scanned in yet."""
    ends = {name: getattr(account, name) for name in ("listed", "withheld", "checked", "lost")}
    return (
        Line("envelopes", account.listed - account.withheld - account.lost, account.checked, tuple(ends.items())),
        *(artifact.line() for artifact in artifacts),
        Line("withheld-out", 0, withheld_out),
        Line("quarantined", 0, account.quarantined),
    )


def balanced(lines: Iterable[Line]) -> bool:
    """R18: every line balances."""
    return all(line.difference == 0 for line in lines)


@dataclass(frozen=True, slots=True)
class Count:
    """One person's number for a tray that still counts: entered after the last change and difference."""

    person: int
    number: int
    scanned: bool
    """It came from a scan of the tray."""


def judge_counts(counts: Sequence[Count], expected: int) -> Counted:
    """How the standing counts of a tray answer (R19); the latest number of each person is the one that counts.

    Two people who agree with each other and with the ledger agree; fewer than two people owe.
    """
    latest = {count.person: count.number for count in counts}
    if len(latest) < 2:
        return Counted.OWED
    return Counted.AGREE if set(latest.values()) == {expected} else Counted.DIFFER


def may_enter(differences: int, counts: Sequence[Count], scanned: bool) -> Refusal | None:
    """R19: after the second difference the first count is a scan of the tray."""
    if differences >= DIFFERENCES_BEFORE_SCAN and not scanned and not any(c.scanned for c in counts):
        return Refusal("scan-the-tray", "R19")
    return None


def may_release(lines: Iterable[Line], trays: Iterable[Counted], scans_owed: bool) -> Refusal | None:
    """R20: R18 holds, and the counts of every tray agree."""
    if not balanced(lines):
        return Refusal("not-balanced", "R18")
    standing = set(trays)
    if scans_owed:
        return Refusal("scan-the-tray", "R19")
    if Counted.DIFFER in standing:
        return Refusal("counts-differ", "R19")
    if Counted.OWED in standing or not standing:
        return Refusal("counts-missing", "R19")
    return None
