"""One line from the scanner at a desk, judged (R11–R17). Pure: the facts come in, a verdict goes out.

The order in which a line is judged, first reason wins:

0. at a screen: leaving the desk and asking for help are always in order, resolving is while it is held
1. R17 the batch is open; R13 it is not stopped
2. R13 a held desk refuses all but "acknowledge"
3. R14 a set left idle is void
4. R12 a question stands: the line is its answer
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

Not here: reading and writing (``office.desk``), who may open a desk (:mod:`.people`).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from checkmail.rules.codes import Code, Command, Kind, Unreadable
from checkmail.rules.documents import DocumentSet
from checkmail.rules.model import Artifact, ArtifactState, Batch, Check, Desk, OpenSet, Piece, PieceState
from checkmail.rules.pace import Came
from checkmail.rules.planted import PlantedSet, judged, numbers_of
from checkmail.rules.stamping import StampedDocument, document_of, enclosure_of, wanted_in_set

IDLE_LIMIT: Final = timedelta(minutes=3)
"""An open set untouched for longer is void (R14)."""

CLOCK_SLACK: Final = timedelta(seconds=2)
"""A clock set back further than this voids an open set: nobody can say how long it was left (R14, R26)."""

DOUBLE_READ: Final = timedelta(seconds=1)
"""The same code again within this is the scanner stuttering, not a second paper (R15)."""

HOLDS_THAT_STOP: Final = 3
SETS_LOOKED_AT: Final = 20
"""R13: so many holds within so many sets of a desk stop the batch."""

ANSWERS: Final = 3
"""R12: so many different wrong answers hold the piece."""

JUST_ENTERED: Final = -1
"""A desk's ``pin_tray`` before its first set: the PIN of the log-in stands for the first tray."""

ENVELOPE: Final = 0


class Outcome(StrEnum):
    """The word a desk answers with (``commands.md``)."""

    ACCEPTED = "accepted"
    COMPLETE = "complete"
    REPEATED = "repeated"
    ASKS = "asks"
    REFUSED = "refused"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A line that reads as a document's own number (``match = "own"``)."""

    text: str
    matches: tuple[tuple[int, int], ...]
    """(piece, enclosure number) that carry it in this batch; none or one, two would be a list fault."""


@dataclass(frozen=True, slots=True)
class TrayRead:
    """The tray that a tray's code names."""

    number: int
    owed: int
    """Pieces in it for which the desk's check is still owed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store says that bears on one line. The store reads it in the scan's own transaction."""

    batch: Batch
    documents: DocumentSet
    desk: Desk
    read: Code | Unreadable | OwnNumber
    text: str
    """The folded line, for comparing with the last one."""
    batch_exists: bool
    """A batch of this office has the number that stands in the code."""
    piece: Piece | None
    """The piece the code names; None: the batch has none such."""
    artifact: Artifact | None
    """The artifact of the code's kind, piece, enclosure and issue; None: never printed."""
    answered: tuple[str, ...] = ()
    """Salted hashes of the different wrong answers the code's piece has had in this check, in sets since left."""
    questions: tuple[str, ...] = ()
    """What a second checker is asked for the open set's piece; empty: nothing."""
    answer: str = ""
    """Salted hash of the line, when a question stands."""
    expected_answer: str = ""
    """Salted hash of the right answer; empty: the list holds none, then no answer is right."""
    came: Came = Came.SCANNED
    """From a scanner or from fingers."""
    screen: bool = False
    """The desk has a screen, which goes on with a command that needs more than its code."""
    stamped: tuple[StampedDocument, ...] = ()
    """The documents of the code's piece whose sides were stamped, in the newest printing of each."""
    tray: TrayRead | None = None
    """None: the line is no tray's code, or the batch has no such tray."""
    planted: tuple[PlantedSet, ...] = ()
    """The planted sets that the code's piece and the open set's piece belong to (:mod:`.planted`)."""


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


def judge(facts: Facts, now: datetime) -> Verdict:
    """The verdict on one line at ``now``. The first reason of the module's list wins."""
    desk = facts.desk
    if verdict := _at_any_time(facts):
        return verdict
    if facts.batch.closed or facts.batch.abandoned:
        return _refused(facts, "closed", "R17")
    if desk.held:
        return _held_desk(facts)
    if facts.batch.stopped:
        return _refused(facts, "batch-stopped", "R13")
    if desk.open_set and desk.last_at and not -CLOCK_SLACK <= now - desk.last_at <= IDLE_LIMIT:
        # The question goes with its set: no line could answer it any more.
        return replace(_refused(facts, "set-timed-out", "R14"), open_set=None, ask="", answers=())
    if desk.asks:
        return _answered(facts)
    if isinstance(facts.read, Unreadable):
        return _refused(facts, facts.read.reason, "R15")
    if facts.came is Came.TYPED and not _may_be_typed(facts, facts.read):
        return _refused(facts, "typed-by-hand", "R15")
    if isinstance(facts.read, OwnNumber):
        return _own(facts, facts.read, now)
    return _code(facts, facts.read, now)


def _refused(facts: Facts, reason: str, rule: str, piece: int = 0, needs: tuple[int, ...] = ()) -> Verdict:
    """A refusal leaves the open set as it is."""
    return Verdict(
        Outcome.REFUSED, reason, rule, piece, needs, facts.desk.asks, facts.desk.open_set, facts.desk.answers
    )


def _held(facts: Facts, reason: str, rule: str, *pieces: Piece | int | None) -> Verdict:
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


def _held_desk(facts: Facts) -> Verdict:
    read = facts.read
    if isinstance(read, Code) and read.kind is Kind.COMMAND and read.number == Command.ACKNOWLEDGE:
        return Verdict(Outcome.ACCEPTED, command=Command.ACKNOWLEDGE)
    return _refused(facts, "desk-held", "R13")


def _answered(facts: Facts) -> Verdict:
    """R12: three different wrong answers hold the piece; the same wrong one again is no new one."""
    desk = facts.desk
    if desk.open_set is None:
        raise ValueError("a question stands at a desk without an open set")
    # An answer may look like a document's own number; what is a code, or the number of a document here, is none.
    if isinstance(facts.read, Code) or (isinstance(facts.read, OwnNumber) and facts.read.matches):
        return _refused(facts, "not-expected", "R12")
    if facts.expected_answer and hmac.compare_digest(facts.answer, facts.expected_answer):
        following = facts.questions[facts.questions.index(desk.asks) + 1 :]
        if following:
            return Verdict(Outcome.ASKS, ask=following[0], open_set=desk.open_set, rule="R12")
        return _completed(facts, desk.open_set.piece)
    # Those of the piece, not of this desk alone: it may be asked at two desks at once.
    answers = tuple(dict.fromkeys((*facts.answered, *desk.answers, facts.answer)))
    if len(answers) >= ANSWERS:
        return _held(facts, "answer-differs", "R12")
    return replace(_refused(facts, "answer-differs", "R12"), answers=answers)


def _may_be_typed(facts: Facts, read: Code | OwnNumber) -> bool:
    """Whether fingers may write this unasked: a command, which has its key too, or a document without a bar code."""
    if isinstance(read, Code):
        return read.kind is Kind.COMMAND
    documents = [facts.documents.document(enclosure) for _, enclosure in read.matches]
    return all(document is not None and document.typed for document in documents)


def _code(facts: Facts, code: Code, now: datetime) -> Verdict:
    if code.kind is Kind.COMMAND and code.batch == 0:
        return _command(facts, code)
    if code.kind in (Kind.BADGE, Kind.COMMAND):
        return _refused(facts, "wrong-kind", "R15")
    if code.batch != facts.desk.batch:
        return _held(facts, "other-batch", "R13") if facts.batch_exists else _refused(facts, "unknown-batch", "R15")
    if code.kind is Kind.TRAY:
        return _tray(facts)
    if facts.piece is None:
        return _refused(facts, "unknown-piece", "R15")
    if other := _other_piece(facts, facts.piece):
        return other
    if known := _planted(facts, facts.piece):
        return known
    if refusal := _artifact(facts, code):
        return refusal
    if refusal := _piece(facts, facts.piece, now):
        return refusal
    enclosure = code.enclosure
    if code.kind is Kind.STAMPED:
        document = document_of(facts.stamped, code.enclosure)
        if document is None:
            return _refused(facts, "not-expected", "R11", facts.piece.number)
        enclosure = document.in_set(code.enclosure)
    return replace(_set(facts, facts.piece, code.kind, enclosure), pin_tray=_pin_tray(facts, facts.piece))


def _own(facts: Facts, own: OwnNumber, now: datetime) -> Verdict:
    if facts.desk.check is Check.SEAL:
        return _refused(facts, "wrong-kind", "R21")
    if not own.matches or facts.piece is None:
        return _refused(facts, "unknown-piece", "R15")
    if other := _other_piece(facts, facts.piece):
        return other
    if refusal := _piece(facts, facts.piece, now):
        return refusal
    return replace(_set(facts, facts.piece, None, own.matches[0][1]), pin_tray=_pin_tray(facts, facts.piece))


_LEAVES: Final = frozenset({Command.VOID, Command.PAUSE, Command.NEXT_PERSON})
"""Commands that end a set before its envelope did (R14)."""
_TALKS: Final = frozenset(
    {Command.SEND_BACK, Command.REISSUE, Command.SPOIL, Command.WITHHOLD, Command.RESOLVE, Command.HELP}
)
"""Commands that a screen goes on with; the open set waits."""


def _at_any_time(facts: Facts) -> Verdict | None:
    """Nobody is kept at a desk, nor left without help, whatever stands (R13, R14)."""
    if not facts.screen or not isinstance(facts.read, Code) or facts.read.kind is not Kind.COMMAND:
        return None
    match facts.read.number:
        case Command.PAUSE | Command.NEXT_PERSON:
            return Verdict(Outcome.ACCEPTED, command=Command(facts.read.number))
        case Command.HELP:
            return _talked(facts, Command.HELP)
        case Command.RESOLVE if facts.desk.held:
            return _talked(facts, Command.RESOLVE)
        case Command.VOID if facts.desk.asks and not facts.desk.held:
            return Verdict(Outcome.ACCEPTED, command=Command.VOID)
    return None


def _talked(facts: Facts, command: Command) -> Verdict:
    """The screen goes on; set and question stay as they are."""
    desk = facts.desk
    return Verdict(Outcome.ACCEPTED, ask=desk.asks, open_set=desk.open_set, answers=desk.answers, command=command)


def _command(facts: Facts, code: Code) -> Verdict:
    """Desk commands; acknowledging where nothing is held does no harm, reasons and PINs answer no question here."""
    command = Command(code.number) if code.number in set(Command) else None
    if command in _LEAVES:
        return Verdict(Outcome.ACCEPTED, command=command)
    if command is Command.ACKNOWLEDGE:
        return Verdict(Outcome.REPEATED, open_set=facts.desk.open_set, command=command)
    if command in _TALKS and facts.screen:
        return _talked(facts, command)
    return _refused(facts, "wrong-kind", "R15")


def _tray(facts: Facts) -> Verdict:
    """A tray's code opens the tray, and closes it when nothing in it is owed; between, no other tray's piece passes."""
    desk, tray = facts.desk, facts.tray
    if tray is None:
        return _refused(facts, "unknown-tray", "R15")
    if desk.open_set:
        return _refused(facts, "set-open", "R14")
    if desk.tray not in (0, tray.number):
        return _refused(facts, "other-tray", "R19")
    if desk.tray:
        return _refused(facts, "tray-unfinished", "R18") if tray.owed else Verdict(Outcome.ACCEPTED, tray=0)
    if desk.check is Check.SECOND and desk.pin_tray not in (tray.number, JUST_ENTERED):
        return Verdict(Outcome.ASKS, rule="R12", ask="pin")
    pin_tray = tray.number if desk.pin_tray == JUST_ENTERED else 0
    return Verdict(Outcome.ACCEPTED, tray=tray.number, pin_tray=pin_tray)


def _other_piece(facts: Facts, piece: Piece) -> Verdict | None:
    """R13: inside a set, a paper of another piece stops the desk, whatever else is wrong with it."""
    if facts.desk.open_set and facts.desk.open_set.piece != piece.number:
        return _held(facts, "other-piece", "R13", piece)
    return None


def _planted(facts: Facts, piece: Piece) -> Verdict | None:
    """A planted piece is checked like any until it is judged; it is never sealed, nor checked after that."""
    if piece.number not in numbers_of(facts.planted):
        return None
    if facts.desk.check is Check.SEAL:
        return _held(facts, "planted", "R21", piece)
    return _refused(facts, "planted", "R17", piece.number) if judged(facts.planted, piece.number) else None


def _artifact(facts: Facts, code: Code) -> Verdict | None:
    """R8: only the live issue of something that was printed passes."""
    piece = code.number
    if facts.artifact is None:
        return _refused(facts, "not-expected", "R8", piece)
    match facts.artifact.state:
        case ArtifactState.LIVE:
            return None
        case ArtifactState.SUPERSEDED:
            return _refused(facts, "superseded", "R8", piece)
        case ArtifactState.SPOILED:
            return _refused(facts, "spoiled", "R10", piece)
        case ArtifactState.LOST:
            return _refused(facts, "lost", "R10", piece)


_ASIDE: Final = {
    PieceState.WITHHELD: ("withheld", "R4"),
    PieceState.QUARANTINED: ("quarantined", "R13"),
    PieceState.LOST: ("lost", "R18"),
}


def _piece(facts: Facts, piece: Piece, now: datetime) -> Verdict | None:
    """Whether the piece may be checked so, now, by this person."""
    if piece.state in _ASIDE:
        return _refused(facts, *_ASIDE[piece.state], piece.number)
    desk = facts.desk
    if desk.tray not in (0, piece.tray):
        return _refused(facts, "other-tray", "R19", piece.number)
    if desk.last_code == facts.text and desk.last_at and abs(now - desk.last_at) <= DOUBLE_READ:
        return Verdict(Outcome.REPEATED, piece=piece.number, open_set=desk.open_set, counts_as_last=True)
    match desk.check:
        case Check.FIRST:
            return _first(facts, piece)
        case Check.SECOND:
            return _second(facts, piece)
        case Check.SEAL:
            return _seal(facts, piece)


def _first(facts: Facts, piece: Piece) -> Verdict | None:
    if piece.tray_released:
        return _refused(facts, "released", "R17", piece.number)
    if piece.state is not PieceState.WAITING:
        return _refused(facts, "already-enclosed", "R11", piece.number)
    return None


def _second(facts: Facts, piece: Piece) -> Verdict | None:
    if piece.tray_released:
        return _refused(facts, "released", "R17", piece.number)
    if piece.state is PieceState.WAITING:
        return _refused(facts, "not-enclosed", "R12", piece.number)
    if piece.state is not PieceState.ENCLOSED:
        return _refused(facts, "already-verified", "R12", piece.number)
    if facts.desk.person == piece.first_by:
        return _refused(facts, "same-person", "R12", piece.number)
    return None


def _seal(facts: Facts, piece: Piece) -> Verdict | None:
    """R21; a code that comes back later is on two envelopes (R15)."""
    if piece.state is PieceState.HANDED_OVER:
        return _refused(facts, "handed-over", "R17", piece.number)
    if not piece.tray_released:
        return _refused(facts, "not-released", "R20", piece.number)
    if piece.state is PieceState.SEALED:
        return _held(facts, "second-envelope", "R15", piece)
    if piece.state is not PieceState.VERIFIED:
        return _refused(facts, "not-verified", "R21", piece.number)
    return None


def _set(facts: Facts, piece: Piece, kind: Kind | None, enclosure: int) -> Verdict:
    """The code is in order: it opens a set, adds to it or ends it. ``kind`` is None for an own number."""
    desk = facts.desk
    ends = kind is not None and (kind, enclosure) == facts.documents.ending
    if desk.check is Check.SEAL:
        return _completed(facts, piece.number) if ends else _refused(facts, "wrong-kind", "R21", piece.number)
    if not ends and enclosure_of(enclosure) not in piece.expects:
        return _refused(facts, "not-expected", "R11", piece.number)
    if desk.check is Check.SECOND and desk.pin_tray not in (piece.tray, JUST_ENTERED):
        return Verdict(Outcome.ASKS, rule="R12", ask="pin", open_set=desk.open_set)
    have = desk.open_set.enclosures if desk.open_set else ()
    if enclosure in have and not ends:
        return Verdict(Outcome.REPEATED, piece=piece.number, open_set=desk.open_set, counts_as_last=True)
    if not ends:
        grown = OpenSet(piece.number, (*have, enclosure))
        return Verdict(
            Outcome.ACCEPTED, "", "", piece.number, _missing(facts, piece, grown.enclosures), "", grown,
            counts_as_last=True,
        )  # fmt: skip
    in_envelope = (*have, enclosure) if enclosure != ENVELOPE else have
    if missing := _missing(facts, piece, in_envelope):
        return _refused(facts, "incomplete", "R11" if desk.check is Check.FIRST else "R12", piece.number, missing)
    if desk.check is Check.SECOND and facts.questions:
        return Verdict(
            Outcome.ASKS,
            "",
            "R12",
            piece.number,
            (),
            facts.questions[0],
            OpenSet(piece.number, in_envelope),
            facts.answered,
            counts_as_last=True,
        )
    return _completed(facts, piece.number)


def _pin_tray(facts: Facts, piece: Piece) -> int:
    """R12: the log-in's PIN is spent on the first tray that is begun with it."""
    return piece.tray if facts.desk.pin_tray == JUST_ENTERED else 0


def _missing(facts: Facts, piece: Piece, have: tuple[int, ...]) -> tuple[int, ...]:
    wanted = wanted_in_set(piece.expects, facts.stamped)
    return tuple(dict.fromkeys(enclosure_of(number) for number in wanted if number not in have))


def _completed(facts: Facts, piece: int) -> Verdict:
    rule = {Check.FIRST: "R11", Check.SECOND: "R12", Check.SEAL: "R21"}[facts.desk.check]
    return Verdict(Outcome.COMPLETE, "", rule, piece, counts_as_last=True)
