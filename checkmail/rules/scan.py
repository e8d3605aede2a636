"""One line from the scanner at a desk, judged (R11–R17). Pure: the facts come in, a verdict goes out.

The order in which a line is judged, first reason wins:

0. at a screen: leaving the desk and asking for help are always in order, resolving is while it is held
1. R17 the batch is open; R13 it is not stopped
2. R13 a held desk refuses all but "acknowledge"
3. R14 a set left idle is void
4. R12 a question stands: the line is its answer, unless its piece was verified meanwhile
5. design part 4: the line is a code of this office (or a document's own number), and R15: not typed unasked
6. R13 R16 the code is of this batch, else the desk stops
7. R13 with a set open: the code is of its piece, else the desk stops
8. R8 the artifact is the live issue of one that was printed
9. R15 a code that came a moment ago is harmless
10. R11 R12 R17 R21 the piece may be checked so, now, by this person
11. R12 the second checker's PIN was asked at this tray
12. R11 R12 the set: added to, ended, or not yet complete; of a stamped document every sheet (:mod:`.stamping`)

What "judged only then" of R12 means here: whether a code is in order (5–10) is said at once, for
both checks alike, because a stop must be a stop; what belongs in the envelope, whose it is and what
is still missing is said to a second checker only when the envelope's code has ended the set
(``docs/decisions/0004``).

Here the order; what is judged at each step is in :mod:`.scan_commands` (0, 5 of commands and trays),
:mod:`.scan_papers` (7–10) and :mod:`.scan_sets` (4, 11, 12), from :mod:`.scan_facts`, to :mod:`.scan_verdicts`.
Not here: reading and writing (``office.desk``), who may open a desk (:mod:`.people`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from checkmail.rules.codes import Code, Command, Kind, Unreadable
from checkmail.rules.model import Check, Piece, PieceState
from checkmail.rules.pace import Came
from checkmail.rules.scan_commands import at_any_time, commanded, tray_read
from checkmail.rules.scan_facts import Facts, OwnNumber
from checkmail.rules.scan_papers import not_checkable, not_live, other_piece, planted_before
from checkmail.rules.scan_sets import answered, in_order, pin_tray_after
from checkmail.rules.scan_verdicts import Outcome, Verdict, held, refused
from checkmail.rules.stamping import document_of

IDLE_LIMIT: Final = timedelta(minutes=3)
"""An open set untouched for longer is void (R14)."""

CLOCK_SLACK: Final = timedelta(seconds=2)
"""A clock set back further than this voids an open set: nobody can say how long it was left (R14, R26)."""


def judge(facts: Facts, now: datetime) -> Verdict:
    """The verdict on one line at ``now``. The first reason of the module's list wins."""
    desk = facts.desk
    if verdict := at_any_time(facts):
        return verdict
    if facts.batch.closed or facts.batch.abandoned:
        return refused(facts, "closed", "R17")
    if desk.held:
        return _held_desk(facts)
    if facts.batch.stopped:
        return refused(facts, "batch-stopped", "R13")
    if desk.open_set and desk.last_at and not -CLOCK_SLACK <= now - desk.last_at <= IDLE_LIMIT:
        # The question goes with its set: no line could answer it any more.
        return replace(refused(facts, "set-timed-out", "R14"), open_set=None, ask="", answers=())
    if desk.asks:
        return _asked(facts)
    if isinstance(facts.read, Unreadable):
        return refused(facts, facts.read.reason, "R15")
    if facts.came is Came.TYPED and not _may_be_typed(facts, facts.read):
        return refused(facts, "typed-by-hand", "R15")
    if isinstance(facts.read, OwnNumber):
        return _own(facts, facts.read, now)
    return _code(facts, facts.read, now)


def _asked(facts: Facts) -> Verdict:
    if facts.asked_about and facts.asked_about.state is not PieceState.ENCLOSED:
        # Another desk asked about it too and had the answer first: this one must not move what went on since.
        over = refused(facts, "already-verified", "R12", facts.asked_about.number)
        return replace(over, open_set=None, ask="", answers=())
    return answered(facts)


def _held_desk(facts: Facts) -> Verdict:
    read = facts.read
    if isinstance(read, Code) and read.kind is Kind.COMMAND and read.number == Command.ACKNOWLEDGE:
        return Verdict(Outcome.ACCEPTED, command=Command.ACKNOWLEDGE)
    return refused(facts, "desk-held", "R13")


def _may_be_typed(facts: Facts, read: Code | OwnNumber) -> bool:
    """Whether fingers may write this unasked: a command, which has its key too, or a document without a bar code."""
    if isinstance(read, Code):
        return read.kind is Kind.COMMAND
    documents = [facts.documents.document(enclosure) for _, enclosure in read.matches]
    return all(document is not None and document.typed for document in documents)


def _code(facts: Facts, code: Code, now: datetime) -> Verdict:
    if code.kind is Kind.COMMAND and code.batch == 0:
        return commanded(facts, code)
    if code.kind in (Kind.BADGE, Kind.COMMAND):
        return refused(facts, "wrong-kind", "R15")
    if code.batch != facts.desk.batch:
        return held(facts, "other-batch", "R13") if facts.batch_exists else refused(facts, "unknown-batch", "R15")
    if code.kind is Kind.TRAY:
        return tray_read(facts)
    if facts.piece is None:
        return refused(facts, "unknown-piece", "R15")
    if other := other_piece(facts, facts.piece):
        return other
    if known := planted_before(facts, facts.piece):
        return known
    if refusal := not_live(facts, code):
        return refusal
    if refusal := not_checkable(facts, facts.piece, now):
        return refusal
    enclosure = code.enclosure
    if code.kind is Kind.STAMPED:
        document = document_of(facts.stamped, code.enclosure)
        if document is None:
            return refused(facts, "not-expected", "R11", facts.piece.number)
        enclosure = document.in_set(code.enclosure)
    return _spends_pin(facts, facts.piece, in_order(facts, facts.piece, code.kind, enclosure))


def _own(facts: Facts, own: OwnNumber, now: datetime) -> Verdict:
    if facts.desk.check is Check.SEAL:
        return refused(facts, "wrong-kind", "R21")
    if not own.matches or facts.piece is None:
        return refused(facts, "unknown-piece", "R15")
    if other := other_piece(facts, facts.piece):
        return other
    if refusal := not_checkable(facts, facts.piece, now):
        return refusal
    return _spends_pin(facts, facts.piece, in_order(facts, facts.piece, None, own.matches[0][1]))


def _spends_pin(facts: Facts, piece: Piece, verdict: Verdict) -> Verdict:
    tray = pin_tray_after(facts, piece)
    return replace(verdict, pin_tray=tray) if tray else verdict
