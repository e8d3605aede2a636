"""The set at a desk: opened, added to, not yet complete, asked about, ended (R11, R12, R21).

Of a stamped document every sheet belongs in the set (:mod:`.stamping`). What is asked of a piece
under attention, and how many wrong answers hold it, is here too (R12).
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Final

from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check, OpenSet, Piece
from checkmail.rules.scan_facts import JUST_ENTERED, Facts, OwnNumber
from checkmail.rules.scan_verdicts import Outcome, Verdict, answers_so_far, completed, held, refused
from checkmail.rules.stamping import Sheet, enclosure_of, sheets_among, wanted_in_set

ANSWERS: Final = 3
"""R12: so many different wrong answers hold the piece."""

ENVELOPE: Final = 0


def in_order(facts: Facts, piece: Piece, kind: Kind | None, enclosure: int) -> Verdict:
    """The code is in order: it opens a set, adds to it or ends it. ``kind`` is None for an own number."""
    desk = facts.desk
    ends = kind is not None and (kind, enclosure) == facts.documents.ending
    if desk.check is Check.SEAL:
        return completed(facts, piece.number) if ends else refused(facts, "wrong-kind", "R21", piece.number)
    if not ends and enclosure_of(enclosure) not in piece.expects:
        return refused(facts, "not-expected", "R11", piece.number)
    if desk.check is Check.SECOND and desk.pin_tray not in (piece.tray, JUST_ENTERED):
        return Verdict(Outcome.ASKS, rule="R12", ask="pin", open_set=desk.open_set)
    have = desk.open_set.enclosures if desk.open_set else ()
    if enclosure in have and not ends:
        return Verdict(Outcome.REPEATED, piece=piece.number, open_set=desk.open_set, counts_as_last=True)
    if not ends:
        grown = OpenSet(piece.number, (*have, enclosure))
        needs, sheets = _missing(facts, piece, grown.enclosures)
        return Verdict(Outcome.ACCEPTED, "", "", piece.number, needs, "", grown, counts_as_last=True, sheets=sheets)
    in_envelope = (*have, enclosure) if enclosure != ENVELOPE else have
    needs, sheets = _missing(facts, piece, in_envelope)
    if needs:
        rule = "R11" if desk.check is Check.FIRST else "R12"
        return replace(refused(facts, "incomplete", rule, piece.number, needs), sheets=sheets)
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
    return completed(facts, piece.number)


def pin_tray_after(facts: Facts, piece: Piece) -> int:
    """R12: the log-in's PIN is spent on the first tray that is begun with it."""
    return piece.tray if facts.desk.pin_tray == JUST_ENTERED else 0


def _missing(facts: Facts, piece: Piece, have: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[Sheet, ...]]:
    """The enclosures that the set still lacks, and which sheets of those that were stamped."""
    missing = [number for number in wanted_in_set(piece.expects, facts.stamped) if number not in have]
    return tuple(dict.fromkeys(map(enclosure_of, missing))), sheets_among(missing, facts.stamped)


def answered(facts: Facts) -> Verdict:
    """R12: three different wrong answers hold the piece; the same wrong one again is no new one."""
    desk = facts.desk
    if desk.open_set is None:
        raise ValueError("a question stands at a desk without an open set")
    # An answer may look like a document's own number; what is a code, or the number of a document here, is none.
    if isinstance(facts.read, Code) or (isinstance(facts.read, OwnNumber) and facts.read.matches):
        return refused(facts, "not-expected", "R12")
    if facts.expected_answer and hmac.compare_digest(facts.answer, facts.expected_answer):
        following = facts.questions[facts.questions.index(desk.asks) + 1 :]
        if following:
            return Verdict(Outcome.ASKS, ask=following[0], open_set=desk.open_set, rule="R12")
        return completed(facts, desk.open_set.piece)
    answers = tuple(dict.fromkeys((*answers_so_far(facts), facts.answer)))
    if len(answers) >= ANSWERS:
        return held(facts, "answer-differs", "R12")
    return replace(refused(facts, "answer-differs", "R12"), answers=answers)
