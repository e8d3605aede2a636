"""What a desk answers and what its screen shows; nothing of either primes a second checker (R12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkmail.office.acting import Act
from checkmail.office.desk_facts import OWED, piece_at
from checkmail.rules.codes import Command, Unreadable, fold
from checkmail.rules.model import Batch, Check, Desk, PieceState
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_facts import Facts
from checkmail.rules.scan_verdicts import Outcome, Verdict
from checkmail.rules.stamping import Sheet

_MAILED: Final = frozenset(
    {PieceState.WAITING, PieceState.ENCLOSED, PieceState.VERIFIED, PieceState.SEALED, PieceState.HANDED_OVER}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a desk answers to one line. For a second checker the piece stays unsaid until it is complete."""

    raw: str
    verdict: Outcome
    reason: str
    """Empty where the line was in order."""
    rule: str
    piece: int | None
    needs: tuple[int, ...] | None
    """Enclosures still missing; None where it is not said."""
    ask: str
    """The question the next line answers; ``pin``: prove yourself for ``tray`` and scan again."""
    shape: str = ""
    """For an unreadable line what it looks like, a word of :data:`checkmail.rules.codes.SHAPES`."""
    pieces: tuple[int, ...] = ()
    """Pieces that a hold quarantined."""
    tray: int = 0
    """The tray a PIN is asked for; 0: none is."""
    command: Command | None = None
    batch_stopped: bool = False
    open_tray: int | None = None
    """The tray that a tray's code opened, 0 where it closed it; None: the line was no such code."""
    sheets: tuple[Sheet, ...] = ()
    """Which sheets of the stamped documents in ``needs`` are missing; empty where it is not said."""
    planted: bool = False
    """This was a planted set, caught now or before: it goes into the supervisor's box."""


@dataclass(frozen=True, slots=True)
class DeskView:
    """A desk as its screen shows it; nothing here primes a second checker."""

    batch: int
    check: Check
    person: int
    held: str
    held_pieces: tuple[int, ...]
    asks: str
    in_set: int
    """How many codes the open set has; 0: none is open."""
    done: int
    """Pieces for which this check stands."""
    to_go: int
    """Pieces this check is still owed for."""
    tray: int
    """The tray worked on last; 0: none yet."""
    tray_done: int
    tray_to_go: int
    open_tray: int = 0
    """The tray opened by its code; 0: none is."""
    last_done: int = 0
    """The piece this desk ended last in this check; 0: none."""
    voided: int = 0
    """The piece whose set was open when the desk was last left, and is void (R14); 0: none was."""


def answer_of(facts: Facts, verdict: Verdict, raw: str, *, planted: bool) -> Answer:
    """What is said of a verdict: to a second checker nothing of the piece before its set is complete (R12)."""
    blind = facts.desk.check is Check.SECOND and verdict.outcome is not Outcome.COMPLETE
    about = facts.piece.tray if facts.piece else facts.tray.number if facts.tray else 0
    tray = about if verdict.ask == "pin" else 0
    return Answer(
        raw, verdict.outcome, verdict.reason, verdict.rule,
        None if blind or not verdict.piece else verdict.piece,
        None if blind else verdict.needs,
        verdict.ask,
        facts.read.shape if isinstance(facts.read, Unreadable) and verdict.reason == facts.read.reason else "",
        verdict.quarantine, tray, verdict.command, verdict.stops_batch, verdict.tray,
        () if blind else verdict.sheets, planted,
    )  # fmt: skip


def view_of(opened: Act, batch: Batch, desk: Desk | Refusal) -> DeskView | Refusal:
    """The desk as its screen shows it, with how far the batch and its tray are."""
    if isinstance(desk, Refusal):
        return desk
    wanted = OWED[desk.check]
    done = _MAILED - wanted
    last = fold(desk.last_code)
    piece = piece_at(opened, batch.number, int(last[6:13])) if len(last) == 18 and last.isdigit() else None
    tray = desk.tray or (piece.tray if piece else 0)
    row = opened.t.one("desk", batch=batch.number, desk=desk.name)
    rows = opened.t.all("tray_states", batch=batch.number)

    def total(states: frozenset[PieceState], only: int = 0) -> int:
        return sum(row["pieces"] for row in rows if row["state"] in states and only in (0, row["tray"]))

    return DeskView(
        batch.number, desk.check, desk.person, desk.held, desk.held_pieces, desk.asks,
        len(desk.open_set.enclosures) if desk.open_set else 0,
        total(done), total(wanted), tray, total(done, tray) if tray else 0, total(wanted, tray) if tray else 0,
        desk.tray, row["last_done"] if row else 0, row["voided"] if row else 0,
    )  # fmt: skip
