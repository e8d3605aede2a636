"""Codes that belong to no piece: the commands of the desk card (R13, R14) and the trays' codes (R12, R18, R19)."""

from __future__ import annotations

from typing import Final

from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.scan_facts import JUST_ENTERED, Facts
from checkmail.rules.scan_verdicts import Outcome, Verdict, answers_so_far, refused

_LEAVES: Final = frozenset({Command.VOID, Command.PAUSE, Command.NEXT_PERSON})
"""Commands that end a set before its envelope did (R14)."""
_TALKS: Final = frozenset(
    {Command.SEND_BACK, Command.REISSUE, Command.SPOIL, Command.WITHHOLD, Command.RESOLVE, Command.HELP}
)
"""Commands that a screen goes on with; the open set waits."""


def at_any_time(facts: Facts) -> Verdict | None:
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
    return Verdict(
        Outcome.ACCEPTED, ask=desk.asks, open_set=desk.open_set, answers=answers_so_far(facts), command=command
    )


def commanded(facts: Facts, code: Code) -> Verdict:
    """Desk commands; acknowledging where nothing is held does no harm, reasons and PINs answer no question here."""
    command = Command(code.number) if code.number in set(Command) else None
    if command in _LEAVES:
        return Verdict(Outcome.ACCEPTED, command=command)
    if command is Command.ACKNOWLEDGE:
        return Verdict(Outcome.REPEATED, open_set=facts.desk.open_set, command=command)
    if command in _TALKS and facts.screen:
        return _talked(facts, command)
    return refused(facts, "wrong-kind", "R15")


def tray_read(facts: Facts) -> Verdict:
    """A tray's code opens the tray, and closes it when nothing in it is owed; between, no other tray's piece passes."""
    desk, tray = facts.desk, facts.tray
    if tray is None:
        return refused(facts, "unknown-tray", "R15")
    if desk.open_set:
        return refused(facts, "set-open", "R14")
    if desk.tray not in (0, tray.number):
        return refused(facts, "other-tray", "R19")
    if desk.tray:
        return refused(facts, "tray-unfinished", "R18") if tray.owed else Verdict(Outcome.ACCEPTED, tray=0)
    if desk.check is Check.SECOND and desk.pin_tray not in (tray.number, JUST_ENTERED):
        return Verdict(Outcome.ASKS, rule="R12", ask="pin")
    pin_tray = tray.number if desk.pin_tray == JUST_ENTERED else 0
    return Verdict(Outcome.ACCEPTED, tray=tray.number, pin_tray=pin_tray)
