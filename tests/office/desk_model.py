"""What desks must answer, written from the rules (R11-R22) and from nothing else: the monkey's model.

Twelve pieces in trays of four; the envelope's code ends a set; pieces under attention ask for a day; what is
planted is in :mod:`.planted_model`. Lines are facts here (:class:`Line`), never texts: what a text means is the
monkey's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .planted_model import Planted, left

PIECES = tuple(range(1, 13))
ATTENTION = frozenset({2, 6, 11})
LOGGED_IN = -1
"""The PIN of the log-in, not yet spent on a tray."""


def tray_of(piece: int) -> int:
    return (piece - 1) // 4 + 1


def expects(piece: int) -> frozenset[int]:
    """Cover, card, and for the odd ones a return envelope."""
    return frozenset({1, 2, 3}) if piece % 2 else frozenset({1, 2})


@dataclass(frozen=True)
class Line:
    """One line at a desk. ``what``: paper, envelope, old, tray, void, pause, acknowledge, help, resolve, talk, key,
    badge, elsewhere, nowhere, garbage, wrong-digits, answer. A key is a reason's or one of the PIN pad."""

    what: str
    text: str
    piece: int = 0
    enclosure: int = 0
    tray: int = 0
    own: bool = False
    """The paper's own number, not a code of ours."""
    typed: bool = False
    screen: bool = False
    """A screen goes on with what the command asks for."""


COMMANDS = frozenset({"void", "pause", "acknowledge", "help", "resolve", "talk", "key"})


@dataclass
class Desk:
    """What one knows who stands beside a desk."""

    person: int = 0
    session: int = 0
    check: str = "first"
    piece: int = 0
    """The piece whose set is open; 0: none."""
    have: set[int] = field(default_factory=set)
    asks: bool = False
    held: set[int] | None = None
    sets: list[str] = field(default_factory=list)
    pin: int = LOGGED_IN
    tray: int = 0
    last: str = ""
    at: datetime | None = None

    def void(self) -> None:
        self.piece, self.have, self.asks = 0, set(), False


Answer = tuple[str, str]


class Model:
    """The office as the rules want it."""

    def __init__(self, desks: tuple[str, ...], people: tuple[int, ...]) -> None:
        self.desks = {name: Desk() for name in desks}
        self.session = dict.fromkeys(people, 0)
        self.state = dict.fromkeys(PIECES, "waiting")
        self.first = dict.fromkeys(PIECES, 0)
        self.second = dict.fromkeys(PIECES, 0)
        self.answers: dict[int, set[str]] = {piece: set() for piece in PIECES}
        self.unresolved: set[int] = set()
        """Quarantined, and not resolved since: a lifted withholding brings the quarantine back."""
        self.released: set[int] = set()
        self.stopped = False
        self.planted: list[Planted] = []

    # people and desks

    def open(self, name: str, person: int, session: int, check: str) -> str:
        """The reason of a refusal; empty: opened."""
        if session != self.session[person]:
            return "person-elsewhere"
        if self.stopped:
            return "batch-stopped"
        for other, there in self.desks.items():
            if there.person and (other == name or there.person == person):
                there.void()
                there.person, there.tray = 0, 0
        here = self.desks[name]
        if here.session != session:
            used = here.session > session or any(there.session == session for there in self.desks.values())
            here.pin = 0 if used else LOGGED_IN
        here.person, here.session, here.check, here.last, here.at = person, session, check, "", None
        return ""

    def seated(self, here: Desk) -> bool:
        return bool(here.person) and here.session == self.session[here.person]

    # pieces

    def restart(self, piece: int, state: str = "waiting") -> None:
        """R13, R22: the checks are gone, open sets on it void, its tray's release withdrawn."""
        self.touch(piece)
        self.state[piece], self.first[piece], self.second[piece], self.answers[piece] = state, 0, 0, set()

    def touch(self, piece: int) -> None:
        self.released.discard(tray_of(piece))
        for there in self.desks.values():
            if there.piece == piece:
                there.void()

    def quarantine(self, pieces: set[int]) -> None:
        """What is withheld stays so: only two people bring it back into the mailing (R4)."""
        for piece in pieces:
            self.touch(piece)
            if self.state[piece] != "withheld":
                self.restart(piece, "quarantined")
                self.unresolved.add(piece)

    def resolve(self, piece: int) -> None:
        self.unresolved.discard(piece)
        self.restart(piece)
        for there in self.desks.values():
            if there.held and not any(self.state[one] == "quarantined" for one in there.held):
                there.held = None

    def withhold(self, piece: int) -> None:
        if self.state[piece] != "withheld":
            self.touch(piece)
            self.state[piece] = "withheld"

    def lift(self, piece: int) -> None:
        self.restart(piece, "quarantined" if piece in self.unresolved else "waiting")

    def may_release(self, tray: int) -> bool:
        inside = {self.state[piece] for piece in PIECES if tray_of(piece) == tray}
        out = any(one.out for one in self.planted)
        return not self.stopped and not out and tray not in self.released and inside <= {"verified", "sealed"}

    def resume(self) -> None:
        self.stopped = False
        for there in self.desks.values():
            there.sets.clear()

    # planted sets

    def set_at(self, piece: int) -> Planted | None:
        return next((one for one in self.planted if piece in one.pieces), None)

    def tray(self, piece: int) -> int:
        return one.tray if (one := self.set_at(piece)) else tray_of(piece)

    def expects(self, piece: int) -> frozenset[int]:
        return frozenset({1}) if self.set_at(piece) else expects(piece)

    def caught(self, one: Planted) -> None:
        """By a person; what lies open of it is void."""
        if one.caught():
            self.void_all(one)

    def void_all(self, one: Planted) -> None:
        for there in self.desks.values():
            if there.piece in one.pieces:
                there.void()

    def leave_set(self, name: str) -> bool:
        """Voids what is open; where nothing is, whether a set was found short that is told now."""
        here = self.desks[name]
        if here.piece:
            here.void()
            return True
        found = left(self.planted, name, here.at)
        for one in found:
            self.caught(one)
        return bool(found)

    # a line

    def scan(self, name: str, line: Line, now: datetime) -> Answer:
        """The verdict and its reason; the model follows it."""
        here = self.desks[name]
        met = [one for piece in (line.piece, here.piece) if piece and (one := self.set_at(piece))]
        answer = self._judged(name, line, now)
        for one in met:
            if answer[0] != "nobody" and one.after(answer, line.piece, name, now):
                self.void_all(one)
        return answer

    def _at_any_time(self, here: Desk, line: Line) -> bool:
        """R13, R14: nobody is kept at a screen, nor left without help."""
        if not line.screen:
            return False
        if line.what == "pause" or (line.what == "void" and here.asks and here.held is None):
            here.void()
            return True
        return line.what == "help" or (line.what == "resolve" and here.held is not None)

    def _judged(self, name: str, line: Line, now: datetime) -> Answer:
        here = self.desks[name]
        if not self.seated(here):
            return "nobody", "person-elsewhere"
        if self._at_any_time(here, line):
            return "accepted", ""
        if here.held is not None:
            if line.what != "acknowledge":
                return "refused", "desk-held"
            here.held = None
            return "accepted", ""
        if self.stopped:
            return "refused", "batch-stopped"
        if here.piece and here.at and not timedelta(seconds=-2) <= now - here.at <= timedelta(minutes=3):
            here.void()
            return "refused", "set-timed-out"
        if here.asks:
            return self._answer(here, line, now)
        if line.what in ("garbage", "wrong-digits", "answer"):
            return "refused", "wrong-check-digits" if line.what == "wrong-digits" else "unreadable"
        if line.typed and line.what not in COMMANDS:
            return "refused", "typed-by-hand"
        return self._code(name, line, now)

    def _code(self, name: str, line: Line, now: datetime) -> Answer:
        here = self.desks[name]
        if line.what in COMMANDS or line.what in ("badge", "elsewhere", "nowhere"):
            return self._of_no_piece(name, line)
        if line.what == "tray":
            return self._tray(here, line)
        return self._paper(here, line, now)

    def _of_no_piece(self, name: str, line: Line) -> Answer:
        here = self.desks[name]
        match line.what:
            case "void":
                self.leave_set(name)
                return "accepted", ""
            case "pause":
                here.void()
                return "accepted", ""
            case "help" | "resolve" | "talk" if line.screen:
                return "accepted", ""
            case "acknowledge":
                return "repeated", ""
            case "elsewhere":
                return self._hold(here, set(), "other-batch")
            case "nowhere":
                return "refused", "unknown-batch"
        return "refused", "wrong-kind"

    def _answer(self, here: Desk, line: Line, now: datetime) -> Answer:
        piece = here.piece
        if self.state[piece] != "enclosed":
            here.void()
            return "refused", "already-verified"
        if line.what not in ("answer", "garbage", "wrong-digits"):
            return "refused", "not-expected"
        if line.text == str(10 + piece):
            return self._complete(here, piece, line.text, now)
        self.answers[piece].add(line.text)
        if len(self.answers[piece]) >= 3:
            return self._hold(here, {piece}, "answer-differs")
        return "refused", "answer-differs"

    def _tray(self, here: Desk, line: Line) -> Answer:
        if line.tray not in (1, 2, 3):
            return "refused", "unknown-tray"
        if here.piece:
            return "refused", "set-open"
        if here.tray not in (0, line.tray):
            return "refused", "other-tray"
        owing = {"first": {"waiting"}, "second": {"waiting", "enclosed"}, "seal": {"waiting", "enclosed", "verified"}}
        if here.tray:
            if any(self.state[p] in owing[here.check] for p in PIECES if tray_of(p) == line.tray):
                return "refused", "tray-unfinished"
            here.tray = 0
            return "accepted", ""
        if here.check == "second" and here.pin not in (line.tray, LOGGED_IN):
            return "asks", "pin"
        if here.pin == LOGGED_IN:
            here.pin = line.tray
        here.tray = line.tray
        return "accepted", ""

    def _paper(self, here: Desk, line: Line, now: datetime) -> Answer:
        piece = line.piece
        if line.own and here.check == "seal":
            return "refused", "wrong-kind"
        dummy = self.set_at(piece)
        if piece not in PIECES and not dummy:
            return "refused", "unknown-piece"
        if here.piece not in (0, piece):
            return self._hold(here, {piece}, "other-piece")
        if dummy and here.check == "seal":
            return self._hold(here, {piece}, "planted")
        if dummy and dummy.judged:
            return "refused", "planted"
        if dummy and (why := dummy.on_paper(piece, line.enclosure)):
            return "refused", why
        if line.what == "old" or (not line.own and line.enclosure not in (0, *self.expects(piece))):
            return "refused", "not-expected"
        if not dummy and self.state[piece] in ("withheld", "quarantined"):
            return "refused", self.state[piece]
        if here.tray not in (0, self.tray(piece)):
            return "refused", "other-tray"
        refused = self._may_be_checked(here, piece)
        again = here.last == line.text and here.at and abs(now - here.at) <= timedelta(seconds=1)
        if again and (here.piece or refused):
            here.at = now
            return "repeated", ""
        if refused:
            return self._hold(here, {piece}, refused) if refused == "second-envelope" else ("refused", refused)
        return self._set(here, line, now)

    def _may_be_checked(self, here: Desk, piece: int) -> str:
        dummy = self.set_at(piece)
        state, first = (dummy.state, dummy.first) if dummy else (self.state[piece], self.first[piece])
        released = self.tray(piece) in self.released
        match here.check:
            case "first":
                reasons = [(released, "released"), (state != "waiting", "already-enclosed")]
            case "second":
                reasons = [
                    (released, "released"), (state == "waiting", "not-enclosed"),
                    (state != "enclosed", "already-verified"), (here.person == first, "same-person"),
                ]  # fmt: skip
            case _:
                reasons = [
                    (not released, "not-released"), (state == "sealed", "second-envelope"),
                    (state != "verified", "not-verified"),
                ]  # fmt: skip
        return next((reason for stands, reason in reasons if stands), "")

    def _set(self, here: Desk, line: Line, now: datetime) -> Answer:
        piece = line.piece
        fresh = here.pin == LOGGED_IN
        if fresh:
            here.pin = self.tray(piece)
        if here.check == "seal":
            if line.what == "envelope":
                return self._complete(here, piece, line.text, now)
            return "refused", "wrong-kind"
        if here.check == "second" and here.pin != self.tray(piece):
            return "asks", "pin"
        if line.what == "paper":
            new = line.enclosure not in here.have
            here.piece, here.last, here.at = (piece if new else here.piece), line.text, now
            here.have.add(line.enclosure)
            return ("accepted" if new else "repeated"), ""
        if not self.expects(piece) <= here.have:
            return "refused", "incomplete"
        if here.check == "second" and piece in ATTENTION:
            here.asks, here.last, here.at = True, line.text, now
            return "asks", "question"
        return self._complete(here, piece, line.text, now)

    def _complete(self, here: Desk, piece: int, text: str, now: datetime) -> Answer:
        dummy = self.set_at(piece)
        match here.check:
            case "first" if dummy:
                dummy.state, dummy.first = "enclosed", here.person
            case "second" if dummy:
                dummy.state = "verified"
            case "first":
                self.state[piece], self.first[piece] = "enclosed", here.person
            case "second":
                self.state[piece], self.second[piece], self.answers[piece] = "verified", here.person, set()
            case _:
                self.state[piece] = "sealed"
        here.void()
        here.last, here.at = text, now
        here.sets.append("complete")
        return "complete", ""

    def _hold(self, here: Desk, pieces: set[int], reason: str) -> Answer:
        """R13; planted papers alone are told, and nothing is made of them."""
        real = (pieces | {here.piece}) & set(PIECES)
        here.void()
        self.quarantine(real)
        here.held = real
        if pieces and not real:
            return "held", reason
        here.sets.append("held")
        self.stopped = self.stopped or here.sets[-20:].count("held") >= 3
        return "held", reason
