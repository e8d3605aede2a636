"""What a desk asks in words: a PIN for a tray, what to send back, how a stop goes on.

A dialogue is a state of the desk, not a window: its questions are answered in the scan input, which keeps
the focus. A code from paper is never taken for an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from checkmail.office import desk, people, pieces, proposals
from checkmail.office.acting import Actor
from checkmail.rules.codes import LENGTH, Code, Kind, fold, parse
from checkmail.tui.session import Said, Session
from checkmail.tui.words import numbers, whole


@dataclass(frozen=True, slots=True)
class Question:
    """What the scan input now asks for."""

    prompt: str
    masked: bool = False
    value: str = ""
    takes_code: bool = False
    """A code may be the answer: a badge, or an envelope that names its piece."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What follows an answer."""

    said: Said | None
    """What to tell; None: nothing."""
    question: Question | None
    """What is asked next; None: the dialogue is over."""


class Dialogue(Protocol):
    """A few questions, then an act."""

    holds_scans: bool
    """Codes that came before the first question wait for its end."""

    def begin(self) -> Question:
        """The first question."""

    async def answer(self, text: str) -> Reply:
        """Takes one answer."""


def looks_like_code(text: str) -> bool:
    """Whether a line came from paper."""
    digits = fold(text)
    return len(digits) >= LENGTH and digits.isdigit()


def badge_or_number(session: Session, text: str) -> int | None:
    """A person's number, typed or from a badge; None where it is neither."""
    read = parse(text, session.office_number)
    if isinstance(read, Code):
        return read.number if read.kind is Kind.BADGE else None
    return whole(text)


class PinForTray:
    """R12: the second checker's PIN, at each tray."""

    holds_scans = True

    def __init__(self, session: Session, batch: int, tray: int) -> None:
        self._session, self._batch, self._tray = session, batch, tray
        self.proven = False

    def begin(self) -> Question:
        """Asks for the PIN."""
        return Question(self._session.say("desk.ask.pin", tray=self._tray), masked=True)

    async def answer(self, text: str) -> Reply:
        """Proves the person for the tray."""
        answer = await self._session.attempt(desk.enter_pin, self._batch, self._tray, fold(text))
        if isinstance(answer, Said):
            lost = answer.reason == "person-elsewhere"
            return Reply(answer, None if lost else self.begin())
        self.proven = True
        return Reply(None, None)


class SendBack:
    """R22: a piece found wanting returns to the start."""

    holds_scans = False

    def __init__(self, session: Session, batch: int) -> None:
        self._session, self._batch = session, batch
        self._pieces: tuple[int, ...] = ()

    def begin(self) -> Question:
        """Asks which piece."""
        return Question(self._session.say("desk.ask.send-back"), takes_code=True)

    async def answer(self, text: str) -> Reply:
        """The pieces, then the reason, then the act."""
        if not self._pieces:
            found = self._piece(text)
            if not found:
                return Reply(Said("refused", self._session.say("desk.bad-pieces")), self.begin())
            self._pieces = found
            return Reply(None, Question(self._session.say("desk.ask.reason")))
        answer = await self._session.attempt(pieces.send_back, self._batch, self._pieces, text)
        if isinstance(answer, Said):
            again = Question(self._session.say("desk.ask.reason")) if answer.tone == "broken" else None
            return Reply(answer, again)
        named = self._session.say("desk.and").join(map(str, answer))
        return Reply(self._session.done("desk.sent-back", pieces=named), None)

    def _piece(self, text: str) -> tuple[int, ...]:
        read = parse(text, self._session.office_number)
        if isinstance(read, Code):
            on_a_piece = read.kind in (Kind.LABEL, Kind.COVER, Kind.SLIP, Kind.RETURN, Kind.STAMPED)
            return (read.number,) if on_a_piece and read.batch == self._batch else ()
        return numbers(text) or ()


class Resolve:
    """R13: two people say how quarantined pieces go on; the second may prove themselves here."""

    holds_scans = False

    def __init__(self, session: Session, batch: int, held: tuple[int, ...]) -> None:
        self._session, self._batch = session, batch
        self._held = held
        self._pieces: tuple[int, ...] = ()
        self._proposal = 0
        self._second = 0

    def begin(self) -> Question:
        """Asks which pieces, those of the hold filled in."""
        return Question(self._session.say("desk.ask.resolve"), value=" ".join(map(str, self._held)))

    async def answer(self, text: str) -> Reply:
        """The pieces, the reason, the second person, their PIN."""
        say = self._session.say
        if not self._pieces:
            self._pieces = numbers(text) or ()
            bad = Said("refused", say("desk.bad-pieces"))
            return Reply(None, Question(say("desk.ask.reason"))) if self._pieces else Reply(bad, self.begin())
        if not self._proposal:
            return await self._propose(text)
        if not self._second:
            return self._name_second(text)
        return await self._confirm(text)

    async def _propose(self, reason: str) -> Reply:
        answer = await self._session.attempt(pieces.propose_resolve, self._batch, self._pieces, reason)
        if isinstance(answer, Said):
            again = Question(self._session.say("desk.ask.reason")) if answer.tone == "broken" else None
            return Reply(answer, again)
        self._proposal = answer.proposal
        said = self._session.done("done.proposed", proposal=answer.proposal)
        return Reply(said, self._ask_second())

    def _ask_second(self) -> Question:
        return Question(self._session.say("desk.ask.second"), takes_code=True)

    def _name_second(self, text: str) -> Reply:
        if not text.strip():
            return Reply(self._session.done("desk.later", proposal=self._proposal), None)
        person = badge_or_number(self._session, text)
        if not person:
            return Reply(self._session.reason("unknown-person"), self._ask_second())
        self._second = person
        return Reply(None, Question(self._session.say("desk.ask.second-pin", person=person), masked=True))

    async def _confirm(self, pin: str) -> Reply:
        session, second = self._session, self._second
        self._second = 0
        other = await session.call(lambda: people.sign_in(session.office, second, fold(pin)))
        if isinstance(other, Said):
            return Reply(other, self._ask_second())
        answer = await self._confirm_as(other)
        if isinstance(answer, Said):
            return Reply(answer, self._ask_second())
        named = session.say("desk.and").join(map(str, self._pieces))
        return Reply(session.done("desk.resolved", pieces=named), None)

    async def _confirm_as(self, other: Actor) -> object:
        session, proposal = self._session, self._proposal
        return await session.call(lambda: proposals.confirm(session.office, other, proposal))
