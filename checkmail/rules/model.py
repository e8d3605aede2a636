"""The words of the office as facts: people, batches, pieces, artifacts, desks (design parts 2 and 6).

A piece: ``waiting → enclosed → verified → sealed → handed_over``; aside ``withheld``,
``quarantined``, ``lost``. A return to the start is ``waiting`` again. Only entries of the
ledger move a piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from checkmail.rules.codes import Kind


class Role(StrEnum):
    """What a person is in the office."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


class Check(StrEnum):
    """What a desk is open for."""

    FIRST = "first"
    SECOND = "second"
    SEAL = "seal"


class PieceState(StrEnum):
    """Where a piece is; the values are exclusive."""

    WAITING = "waiting"
    ENCLOSED = "enclosed"
    VERIFIED = "verified"
    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    WITHHELD = "withheld"
    QUARANTINED = "quarantined"
    LOST = "lost"


CHECKED: Final = frozenset({PieceState.VERIFIED, PieceState.SEALED, PieceState.HANDED_OVER})
"""States of a piece whose second check stands."""


class ArtifactState(StrEnum):
    """What became of one printed artifact; only a live one passes a desk."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    SPOILED = "spoiled"
    LOST = "lost"


class Stage(StrEnum):
    """How far a batch is; derived from what the ledger says, never stored."""

    CREATED = "created"
    LISTED = "listed"
    APPROVED = "approved"
    PRINTED = "printed"
    CHECKED = "checked"
    RELEASED = "released"
    SEALED = "sealed"
    HANDED_OVER = "handed-over"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    ERASING = "erasing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the store has them now; read again for every act (R28)."""

    number: int
    role: Role
    disabled: bool
    must_change: bool
    """The PIN was set by another: its owner changes it before acting (R27)."""
    failures: int
    """Wrong PINs since the last right one."""
    locked_until: datetime | None
    """No PIN is looked at before this moment; None where none were wrong."""
    deputy_until: date | None
    """Stands in for a supervisor up to and including this day; None: never."""
    session: int
    """Office-chain number of the latest log-in at a screen or desk; 0: none yet."""

    def role_on(self, day: date) -> Role:
        """The role that counts on ``day``: a dated deputy is a supervisor (R20)."""
        if self.role is Role.CLERK and self.deputy_until is not None and day <= self.deputy_until:
            return Role.SUPERVISOR
        return self.role


@dataclass(frozen=True, slots=True)
class Batch:
    """A mailing job as the store has it now."""

    number: int
    tray_size: int
    version: int
    """Latest imported list version; 0: none yet."""
    approved_version: int
    """The approved version; 0: none."""
    pieces: int
    """Pieces of the approved version; 0 before approval."""
    printed: bool
    """A print job was recorded: the list can no longer change (R1)."""
    stopped: bool
    """Three holds in twenty sets: nobody scans until a supervisor has looked (R13)."""
    closed: bool
    abandoned: bool
    supervisor_may_check: bool
    """The policy for offices too small for R20; printed on every sheet of the batch."""
    ended_at: datetime | None = None
    """When it was closed or abandoned; None: work on it is not over."""
    erased: bool = False
    """Its personal data and free text are gone (R25)."""
    cleaned: bool = False
    """Nothing of what was erased is left in the office's files either."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One envelope to one addressee."""

    number: int
    tray: int
    state: PieceState
    expects: tuple[int, ...]
    """Enclosure numbers that are scanned or typed for it, ascending, the envelope left out."""
    attention: bool
    """The second check also asks for what is typed from the paper (R12)."""
    first_by: int
    """Who enclosed it; 0: nobody, or the check was taken away."""
    second_by: int
    tray_released: bool
    """A release of its tray is in force."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One printed thing with a code."""

    kind: Kind
    piece: int
    enclosure: int
    issue: int
    state: ArtifactState


@dataclass(frozen=True, slots=True)
class OpenSet:
    """What a desk has scanned of one piece and not yet ended with its envelope."""

    piece: int
    enclosures: tuple[int, ...]
    """Enclosure numbers in the order they came; of a stamped document its sheets, as :mod:`.stamping` writes them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One screen with one scanner, as the store has it now: nothing that decides lives in memory."""

    name: str
    batch: int
    check: Check
    person: int
    session: int
    held: str
    """Reason of the hold that stops this desk; empty: it works."""
    held_pieces: tuple[int, ...]
    """Pieces the hold quarantined; when all are resolved the hold ends."""
    open_set: OpenSet | None
    asks: str
    """The question the next line answers, such as ``born:day``; empty: none."""
    answers: tuple[str, ...]
    """Salted hashes of the different wrong answers given so far."""
    last_code: str
    """The 18 digits or own number that came last and were in order."""
    last_at: datetime | None
    """When that was; None: nothing yet."""
    pin_tray: int
    """The tray the second checker's PIN was last asked for (R12); 0: none."""
    tray: int
    """The tray that was opened by its code; 0: pieces of every tray are taken."""
    recent: str
    """The last twenty sets of this desk, oldest first: ``c`` complete, ``h`` held (R13)."""
