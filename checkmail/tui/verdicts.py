"""A desk's answer as it is read at arm's length: one word with its sign, what is so, what to do next.

Nothing is added to what the office answered: a second checker's screen says no more than the answer does
(R12), and no word is chosen before there is an answer (R15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkmail.office.batches import DeskWords
from checkmail.office.desk_views import Answer, DeskView
from checkmail.office.pieces import PieceView
from checkmail.rules.codes import Command
from checkmail.rules.model import Check
from checkmail.rules.scan_verdicts import Outcome
from checkmail.rules.stamping import Sheet
from checkmail.tui.session import Said, Session

_READ_AGAIN: Final = frozenset(
    {"unreadable", "wrong-check-digits", "incomplete", "set-timed-out", "answer-differs", "wrong-kind"}
)
_LAY_ASIDE: Final = frozenset(
    {
        "superseded", "spoiled", "lost", "withheld", "quarantined", "not-expected", "unknown-piece", "unknown-batch",
        "handed-over", "planted",
    }
)  # fmt: skip
_SHEETS_NAMED: Final = 4
"""So many missing sheets of a document are named: what stands there is read at arm's length."""
STOPPED: Final = frozenset({"desk-held", "batch-stopped"})
"""What a desk that is stopped answers to whatever is scanned."""


@dataclass(frozen=True, slots=True)
class Glass:
    """What a desk shows."""

    word: str
    """A key of ``bigwords.toml``."""
    message: str
    next: str = ""
    bell: bool = True
    """Silence means: go on. The bell calls the eyes back to the glass."""


def word_for(reason: str) -> str:
    """The large word of a refusal: read again, lay aside, not now; a stop stays a stop."""
    if reason in STOPPED:
        return "held"
    if reason in _READ_AGAIN:
        return "again"
    return "aside" if reason in _LAY_ASIDE else "cannot"


def of_view(session: Session, view: DeskView) -> Glass:
    """A desk as it is found, before anything was scanned: a hold in the store is a hold on the glass."""
    if view.held:
        return Glass(
            "held", _held_sentence(session, view.held, view.held_pieces), session.say("desk.release"), bell=False
        )
    if view.asks:
        return Glass("asks", session.word(f"question.{view.asks}"), bell=False)
    wants = session.say(f"desk.wants.{view.check}")
    if view.voided:
        return Glass("ready", session.say("desk.begin-again", piece=view.voided), wants, bell=False)
    if view.last_done:
        return Glass("ready", session.say("desk.goes-on-after", piece=view.last_done), wants, bell=False)
    return Glass("ready", wants, bell=False)


def _held_sentence(session: Session, reason: str, pieces: tuple[int, ...]) -> str:
    return f"{session.reason(reason).message}{quarantined(session, pieces)}"


def quarantined(session: Session, pieces: tuple[int, ...]) -> str:
    """The pieces of a stop in brackets; nothing where it has none."""
    return session.say("desk.quarantined", pieces=listed(session, pieces)) if pieces else ""


def listed(session: Session, pieces: tuple[int, ...]) -> str:
    """Piece numbers as a person reads them."""
    return session.say("desk.and").join(str(piece) for piece in pieces)


def of_answer(session: Session, answer: Answer, check: Check, words: DeskWords) -> Glass:
    """What the desk shows for an answer of the office."""
    if answer.planted:
        planted = session.reason("planted")
        word = "held" if answer.verdict is Outcome.HELD else "aside"
        return Glass(word, f"{planted.message}{quarantined(session, answer.pieces)}", planted.next)
    match answer.verdict:
        case Outcome.HELD:
            following = session.say("desk.batch-stopped" if answer.batch_stopped else "desk.release")
            return Glass("held", _held_sentence(session, answer.reason, answer.pieces), following)
        case Outcome.COMPLETE:
            return Glass("complete", session.say(f"desk.complete.{check}", piece=answer.piece or 0), bell=False)
        case Outcome.ASKS:
            return Glass("asks", question(session, answer.ask, words), session.say("desk.type"))
        case Outcome.REFUSED:
            return _refused(session, answer, words)
        case _ if answer.command is not None:
            return _commanded(session, answer.command, check)
        case Outcome.REPEATED:
            return Glass("repeated", session.say("desk.repeated"), session.say("desk.goes-on"), bell=False)
    if answer.open_tray is not None:
        key = "desk.tray-opened" if answer.open_tray else "desk.tray-closed"
        said = session.say(key, tray=answer.open_tray)
        following = session.say(f"desk.wants.{check}" if answer.open_tray else "desk.tray-next")
        return Glass("accepted", said, following, bell=False)
    return Glass("accepted", _accepted(session, answer), needs(session, answer, words), bell=False)


def question(session: Session, ask: str, words: DeskWords) -> str:
    """A question of the document set in the words of the paper."""
    column, _, part = ask.partition(":")
    return session.word(f"question.{part}", column=words.columns.get(column, column))


def _accepted(session: Session, answer: Answer) -> str:
    # A second checker is not told the piece before the set is complete (R12).
    return session.say("desk.taken") if answer.piece is None else session.say("desk.piece", piece=answer.piece)


def needs(session: Session, answer: Answer, words: DeskWords) -> str:
    """What the set still wants; a second checker reads only that the envelope comes last."""
    if answer.needs is None:
        return session.say("desk.rest-blind")
    names = [_wanted(session, number, answer.sheets, words) for number in answer.needs if number != words.ends]
    last = session.say("desk.window", name=words.documents[words.ends]) if words.ends else session.say("desk.envelope")
    return session.say("desk.rest", names=session.say("desk.and").join([*names, last]))


def _wanted(session: Session, number: int, sheets: tuple[Sheet, ...], words: DeskWords) -> str:
    """A document's name, and which of its sheets are missing where it has several."""
    name = words.documents.get(number, f"{number:02d}")
    missing = [sheet for sheet in sheets if sheet.document == number]
    if not missing or missing[0].of == 1:
        return name
    if len(missing) == missing[0].of:
        return session.say("desk.all-sheets", name=name, of=len(missing))
    named = session.say("desk.and").join(str(sheet.number) for sheet in missing[:_SHEETS_NAMED])
    more = "…" if len(missing) > _SHEETS_NAMED else ""
    return session.say("desk.sheets", name=name, sheets=named + more, of=missing[0].of)


def _refused(session: Session, answer: Answer, words: DeskWords) -> Glass:
    said = session.reason(answer.reason)
    message = said.message
    if answer.shape and answer.reason != "wrong-check-digits":  # Which says its shape itself.
        message += (" " if message.endswith(".") else "") + session.word(f"shape.{answer.shape}")
    if answer.needs:
        return Glass(word_for(answer.reason), message, needs(session, answer, words))
    if answer.ask:
        asked = session.say("desk.asked-again", question=question(session, answer.ask, words))
        return Glass(word_for(answer.reason), message, asked)
    if answer.shape == "kana":
        return Glass(word_for(answer.reason), message, session.say("desk.kana"))
    return Glass(word_for(answer.reason), message, said.next)


def _commanded(session: Session, command: Command, check: Check) -> Glass:
    wants = session.say(f"desk.wants.{check}")
    return Glass("ready", session.say(f"desk.command.{command.name.lower()}"), wants, bell=False)


def of_said(said: Said) -> Glass:
    """An act at the desk that was refused, or a world that is broken."""
    return Glass("broken" if said.tone == "broken" else word_for(said.reason), said.message, said.next)


def addressee(session: Session, view: PieceView) -> tuple[str, str]:
    """Number and name, and the address, of a piece that may be shown."""
    return session.say("desk.addressee", piece=view.piece.number, name=view.name), view.address
