"""One line from a scanner: parsed, read, judged, linked, stored, answered (R11–R17).

The third hop of the four: scan input → desk panel → :func:`scan` → store. Everything a verdict
depends on is read in the scan's own transaction; the open set is a row of the desk, so a crash
loses nothing that was shown and keeps nothing that was not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from checkmail.office.acting import Act, Actor, Office, Question, act, batch_of, reading, unless_erased
from checkmail.office.desk_facts import ACKNOWLEDGE_LINE, facts_of, numbers, words
from checkmail.office.desk_views import Answer, DeskView, answer_of, view_of
from checkmail.office.entries import checkers_of
from checkmail.office.people import sign_in
from checkmail.office.planted_sets import after_line, caught_by_leaving
from checkmail.rules.codes import OF_NO_PIECE, PIN_PAD, Code, Command, Kind, Unreadable, digits_of_kana, named_by
from checkmail.rules.ledger import moment
from checkmail.rules.model import Check, Desk, OpenSet
from checkmail.rules.pace import Came
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan import judge
from checkmail.rules.scan_facts import JUST_ENTERED, Facts
from checkmail.rules.scan_verdicts import Outcome, Verdict
from checkmail.store.protocol import Row

KEPT_CHARACTERS = 200
"""So much of an unreadable line is kept for whoever looks into it; the entry has its whole length."""

_MAY_BE_A_PIN = re.compile(r"[0-9]{6,17}|[0-9]{19,30}")
"""A PIN typed into the scan input: alone, begun twice, or run together with a code before or behind it."""

_TYPED_MAY_BE_A_PIN = re.compile(r"[0-9]{6,30}")
"""From fingers 18 digits too that are no code: a PIN of nine digits typed twice. A scanner reads so a damaged code."""


@act("desk")
def open_desk(opened: Act, number: int, check: Check, *, clear: bool) -> DeskView | Refusal:
    """Opens this desk for a check (R16). An open set left at this desk, or by this person elsewhere, is void (R14).

    A hold belongs to the desk and is still there; with one of another batch it refuses ``desk-held``,
    because the papers that stopped it still lie on it.
    """
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if batch.stopped:
        return Refusal("batch-stopped", "R13", {"batch": number})
    if not clear:
        return Refusal("desk-not-clear", "R16")
    name = opened.office.desk
    if opened.t.all("desk_held_elsewhere", batch=number, desk=name):
        return Refusal("desk-held", "R13", {"batch": number})
    for row in opened.t.all("desks_in_use", desk=name, person=opened.who):
        opened.record(row["batch"], "desk-left", left=row["desk"], voided=row["set_piece"])
    before = opened.t.one("desk", batch=number, desk=name)
    session = opened.actor.session if opened.actor else 0
    same = before is not None and before["kind"] == check
    opened.record(
        number,
        "desk-opened",
        check=check.value,
        session=session,
        held=before["held"] if before else "",
        held_pieces=before["held_pieces"] if before else "",
        pin_tray=_pin_tray(opened, before, session),
        recent=before["recent"] if before else "",
        last_done=before["last_done"] if before and same else 0,
        voided=before["voided"] if before and same else 0,
    )
    return view_of(opened, batch, _read_desk(opened, number))


def _pin_tray(opened: Act, before: Row | None, session: int) -> int:
    """R12: a log-in's PIN stands for one tray, however often it opens a desk, here or for another batch."""
    if before is not None and session and before["log_in"] == session:
        return int(before["pin_tray"])
    used = opened.t.one("log_in_used", session=session, desk=opened.office.desk) if session else None
    return 0 if used and used["desks"] else JUST_ENTERED


@act("desk")
def leave_desk(opened: Act, number: int) -> bool:
    """Leaves this desk; an open set is void (R14). False where somebody else has it by now."""
    row = opened.t.one("desk", batch=number, desk=opened.office.desk)
    if row is None or not row["open"] or row["who"] != opened.who:
        return False
    opened.record(number, "desk-left", left=opened.office.desk, voided=row["set_piece"])
    return True


@act("desk")
def void_set(opened: Act, number: int) -> bool:
    """Forgets the open set: it is scanned again from the start (R14). False where none was open."""
    desk, batch = _read_desk(opened, number), opened.batch(number)
    if isinstance(desk, Refusal) or isinstance(batch, Refusal):
        return False
    if desk.open_set is None:
        return caught_by_leaving(opened, batch, desk.last_at)
    opened.record(number, "set-voided", voided=desk.open_set.piece)
    return True


@reading
def view_desk(opened: Act, number: int) -> DeskView | Refusal:
    """The desk as its screen shows it."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    return view_of(opened, batch, _read_desk(opened, number))


def enter_pin(office: Office, actor: Actor, number: int, tray: int, pin: str) -> bool | Refusal:
    """R12: the second checker proves themselves again for a tray."""
    proven = sign_in(office, actor.person, pin)
    return proven if isinstance(proven, Refusal) else _pin_entered(office, actor, number, tray)


@act("desk")
def _pin_entered(opened: Act, number: int, tray: int) -> bool | Refusal:
    desk = _read_desk(opened, number)
    if isinstance(desk, Refusal):
        return desk
    opened.record(number, "pin-entered", tray=tray)
    return True


def _line_asked(office: Office, number: int, raw: str, *_: object, **__: object) -> Question:
    """What a line is judged by: of a code of this batch its piece and artifact too."""
    code = named_by(raw)
    if code is None or code.batch != number or code.kind in OF_NO_PIECE:
        code = Code(Kind.COMMAND, 0, 0)
    return "desk_line", {
        "batch": number, "desk": office.desk, "piece": code.number, "kind": code.kind, "enclosure": code.enclosure,
        "issue": code.issue,
    }  # fmt: skip


@act("desk", _line_asked)
def scan(opened: Act, number: int, raw: str, came: Came = Came.SCANNED, *, screen: bool = False) -> Answer | Refusal:
    """Judges one line at this desk and stores it, refused ones too (R15); the answer is durable when it returns.

    ``screen`` says that somebody will go on with a command that asks for more, such as "send back".
    """
    line = opened.asked
    desk = _desk_of(opened, line)
    if line is None or isinstance(desk, Refusal):
        return _ELSEWHERE
    batch = unless_erased(batch_of(line))
    if isinstance(batch, Refusal):
        return batch
    opened.head_from(number, line)
    facts = facts_of(opened, batch, desk, line, raw, came, screen=screen)
    verdict = judge(facts, opened.now)
    _store(opened, facts, verdict, raw)
    planted = after_line(opened, facts, verdict)
    if verdict.command is Command.VOID and verdict.outcome is Outcome.ACCEPTED and not desk.open_set:
        planted = caught_by_leaving(opened, batch, desk.last_at)
    return answer_of(facts, verdict, raw, planted=planted)


_ELSEWHERE: Final = Refusal("person-elsewhere", "R28")


def _read_desk(opened: Act, number: int) -> Desk | Refusal:
    """The desk; refuses ``person-elsewhere`` where it is no longer this log-in's (R28)."""
    return _desk_of(opened, opened.t.one("desk", batch=number, desk=opened.office.desk))


def _desk_of(opened: Act, row: Row | None) -> Desk | Refusal:
    session = opened.actor.session if opened.actor else 0
    if row is None or not row["open"] or row["who"] != opened.who or row["log_in"] != session:
        return _ELSEWHERE
    open_set = OpenSet(row["set_piece"], numbers(row["set_enclosures"])) if row["set_piece"] else None
    return Desk(
        row["desk"], row["batch"], Check(row["kind"]), row["who"], row["log_in"], row["held"],
        numbers(row["held_pieces"]), open_set, row["asks"], words(row["answers"]),
        row["last_code"], moment(row["last_at"]) if row["last_at"] else None, row["pin_tray"], row["open_tray"],
        row["recent"],
    )  # fmt: skip


_MOVES: Mapping[Check, str] = {
    Check.FIRST: "piece-enclosed",
    Check.SECOND: "piece-verified",
    Check.SEAL: "piece-sealed",
}


def _store(opened: Act, facts: Facts, verdict: Verdict, raw: str) -> None:
    # The desk's own clock: a double read and an idle set are judged by it, the chain's time never goes back.
    body = {"check": facts.desk.check.value, "clock": opened.at, "came": facts.came.value, **_line(opened, facts, raw)}
    number = facts.batch.number
    if verdict.command is Command.ACKNOWLEDGE and verdict.outcome is Outcome.ACCEPTED:
        opened.record(number, "desk-acknowledged", **body)
    elif verdict.outcome is Outcome.COMPLETE:
        opened.record(number, _MOVES[facts.desk.check], **body, piece=verdict.piece, pin_tray=verdict.pin_tray)
    elif verdict.outcome is Outcome.HELD:
        opened.record(
            number, "desk-held", **body, reason=verdict.reason, pieces=list(verdict.quarantine),
            held_pieces=",".join(map(str, verdict.quarantine)), stops=int(verdict.stops_batch),
            mark="" if verdict.planted_only else "h",
            checkers=checkers_of(opened, number, verdict.quarantine),
        )  # fmt: skip
    else:
        opened.record(number, "scan", **body, **_desk_after(verdict, facts.desk.tray))


def _desk_after(verdict: Verdict, tray: int) -> dict[str, object]:
    kept = verdict.open_set
    return {
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "piece": verdict.piece,
        "set_piece": kept.piece if kept else 0,
        "set_enclosures": ",".join(map(str, kept.enclosures)) if kept else "",
        "asks": verdict.ask if verdict.ask != "pin" else "",
        "answers": ",".join(verdict.answers),
        "last": int(verdict.counts_as_last),
        "pin_tray": verdict.pin_tray,
        "open_tray": tray if verdict.tray is None else verdict.tray,
    }


def _may_be_a_pin(line: str, came: Came) -> bool:
    printable = "".join(filter(str.isprintable, digits_of_kana(line)))
    return bool((_MAY_BE_A_PIN if came is Came.SCANNED else _TYPED_MAY_BE_A_PIN).fullmatch(printable))


def _line(opened: Act, facts: Facts, raw: str) -> dict[str, object]:
    """R25: a well-formed code stands in the entry; of anything else its length and class, and a commitment.

    What may be a PIN typed or scanned in the wrong place, and what answers a question, is not kept at all.
    """
    if isinstance(facts.read, Code) and facts.read.kind is Kind.COMMAND and facts.read.number in PIN_PAD:
        return {"code": "", "shape": "pin-pad", "length": len(raw)}
    if isinstance(facts.read, Code):
        return {"code": facts.text if facts.text != ACKNOWLEDGE_LINE else ""}
    shape = facts.read.shape if isinstance(facts.read, Unreadable) else "own"
    said = {"code": "", "shape": shape, "length": len(raw)}
    known = not isinstance(facts.read, Unreadable) and facts.piece is not None
    if facts.desk.asks or (not known and _may_be_a_pin(facts.text, facts.came)):
        return said
    # A half surrogate pair, which a terminal may send, has no UTF-8; a NUL is no character for PostgreSQL.
    kept = raw[:KEPT_CHARACTERS].encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{SYMBOL FOR NULL}")
    return {**said, "text": opened.keep(kept, facts.batch.number)}
