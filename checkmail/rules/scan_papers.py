"""Whether a paper of a piece may be checked so, now, at this desk, by this person.

R13 a paper of another piece stops an open set; R8, R10 only the live issue passes; R4, R13, R18 the piece
is in the work; R19 it lies in the tray that is open; R15 a double read is harmless, a sealed envelope's code
that comes back is not; R11, R12, R17, R20, R21 it is at the stage this check is for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from checkmail.rules.codes import Code
from checkmail.rules.model import ArtifactState, Check, Piece, PieceState
from checkmail.rules.planted import judged, numbers_of
from checkmail.rules.scan_facts import Facts
from checkmail.rules.scan_verdicts import Outcome, Verdict, held, refused

DOUBLE_READ: Final = timedelta(seconds=1)
"""The same code again within this is the scanner stuttering, not a second paper (R15)."""


def other_piece(facts: Facts, piece: Piece) -> Verdict | None:
    """R13: inside a set, a paper of another piece stops the desk, whatever else is wrong with it."""
    if facts.desk.open_set and facts.desk.open_set.piece != piece.number:
        return held(facts, "other-piece", "R13", piece)
    return None


def planted_before(facts: Facts, piece: Piece) -> Verdict | None:
    """A planted piece is checked like any until it is judged; it is never sealed, nor checked after that."""
    if piece.number not in numbers_of(facts.planted):
        return None
    if facts.desk.check is Check.SEAL:
        return held(facts, "planted", "R21", piece)
    return refused(facts, "planted", "R17", piece.number) if judged(facts.planted, piece.number) else None


def not_live(facts: Facts, code: Code) -> Verdict | None:
    """R8: only the live issue of something that was printed passes."""
    piece = code.number
    if facts.artifact is None:
        return refused(facts, "not-expected", "R8", piece)
    match facts.artifact.state:
        case ArtifactState.LIVE:
            return None
        case ArtifactState.SUPERSEDED:
            return refused(facts, "superseded", "R8", piece)
        case ArtifactState.SPOILED:
            return refused(facts, "spoiled", "R10", piece)
        case ArtifactState.LOST:
            return refused(facts, "lost", "R10", piece)


_ASIDE: Final = {
    PieceState.WITHHELD: ("withheld", "R4"),
    PieceState.QUARANTINED: ("quarantined", "R13"),
    PieceState.LOST: ("lost", "R18"),
}


def not_checkable(facts: Facts, piece: Piece, now: datetime) -> Verdict | None:
    """Whether the piece may be checked so, now, by this person."""
    if piece.state in _ASIDE:
        return refused(facts, *_ASIDE[piece.state], piece.number)
    desk = facts.desk
    if desk.tray not in (0, piece.tray):
        return refused(facts, "other-tray", "R19", piece.number)
    refusal = _over(facts, piece)
    again = desk.last_code == facts.text and desk.last_at and abs(now - desk.last_at) <= DOUBLE_READ
    # A set that was void in between took its codes with it: what begins it anew is no double read (R13, R14).
    if again and (desk.open_set or refusal):
        return Verdict(Outcome.REPEATED, piece=piece.number, open_set=desk.open_set, counts_as_last=True)
    return refusal


def _over(facts: Facts, piece: Piece) -> Verdict | None:
    match facts.desk.check:
        case Check.FIRST:
            return _first(facts, piece)
        case Check.SECOND:
            return _second(facts, piece)
        case Check.SEAL:
            return _seal(facts, piece)


def _first(facts: Facts, piece: Piece) -> Verdict | None:
    if piece.tray_released:
        return refused(facts, "released", "R17", piece.number)
    if piece.state is not PieceState.WAITING:
        return refused(facts, "already-enclosed", "R11", piece.number)
    return None


def _second(facts: Facts, piece: Piece) -> Verdict | None:
    if piece.tray_released:
        return refused(facts, "released", "R17", piece.number)
    if piece.state is PieceState.WAITING:
        return refused(facts, "not-enclosed", "R12", piece.number)
    if piece.state is not PieceState.ENCLOSED:
        return refused(facts, "already-verified", "R12", piece.number)
    if facts.desk.person == piece.first_by:
        return refused(facts, "same-person", "R12", piece.number)
    return None


def _seal(facts: Facts, piece: Piece) -> Verdict | None:
    """R21; a code that comes back later is on two envelopes (R15)."""
    if piece.state is PieceState.HANDED_OVER:
        return refused(facts, "handed-over", "R17", piece.number)
    if not piece.tray_released:
        return refused(facts, "not-released", "R20", piece.number)
    if piece.state is PieceState.SEALED:
        return held(facts, "second-envelope", "R15", piece)
    if piece.state is not PieceState.VERIFIED:
        return refused(facts, "not-verified", "R21", piece.number)
    return None
