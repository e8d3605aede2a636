"""What a desk asks in words: a PIN for a tray, which piece to send back or to withhold, and why.

A dialogue is a state of the desk, not a window: its questions are answered in the scan input, which keeps
the focus. A code from paper is never taken for an answer, but where one is asked for: a piece by its envelope, a
person by their badge, a reason by its code on the desk card. What two people settle is in :mod:`.desk_proposals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from checkmail.office import desk, pieces, withholding
from checkmail.office.planted_sets import caught_among
from checkmail.rules.codes import LENGTH, Code, Kind, fold, parse
from checkmail.tui.session import Said, Session
from checkmail.tui.words import numbers, whole


@dataclass(frozen=True, slots=True)
class Question:
    """What the scan input now asks for."""

    prompt: str
    masked: bool = False
    covered: bool = False
    """No PIN is asked for, but one may come right behind the answer."""
    value: str = ""
    takes_code: bool = False
    """A code may be the answer: a badge, or an envelope that names its piece."""
    takes_reason: bool = False
    """A reason of the desk card may be the answer."""


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


def piece_of(session: Session, batch: int, text: str) -> tuple[int, ...]:
    """The pieces that were typed, or whose paper was scanned; empty where it is neither."""
    read = parse(text, session.office_number)
    if isinstance(read, Code):
        on_a_piece = read.kind in (Kind.LABEL, Kind.COVER, Kind.SLIP, Kind.RETURN, Kind.STAMPED)
        return (read.number,) if on_a_piece and read.batch == batch else ()
    return numbers(text) or ()


def why(session: Session) -> Question:
    """Asks for a reason, typed or from the desk card."""
    return Question(session.say("desk.ask.reason"), takes_reason=True)


class OnPieces:
    """Pieces and a reason, by one person at once: send back (R22), withhold (R4)."""

    holds_scans = False

    def __init__(self, session: Session, batch: int, act: Literal["send-back", "withhold"]) -> None:
        self._session, self._batch, self._act = session, batch, act
        self._pieces: tuple[int, ...] = ()

    def begin(self) -> Question:
        """Asks which piece."""
        return Question(self._session.say(f"desk.ask.{self._act}"), takes_code=True)

    async def answer(self, text: str) -> Reply:
        """The pieces, then the reason, then the act."""
        if not self._pieces:
            self._pieces = piece_of(self._session, self._batch, text)
            bad = Said("refused", self._session.say("desk.bad-pieces"))
            return Reply(None, why(self._session)) if self._pieces else Reply(bad, self.begin())
        function = pieces.send_back if self._act == "send-back" else withholding.add
        answer = await self._session.attempt(function, self._batch, self._pieces, text)
        if isinstance(answer, Said):
            return Reply(answer, why(self._session) if answer.tone == "broken" else None)
        planted = await self._session.attempt(caught_among, self._batch, self._pieces)
        if planted and not isinstance(planted, Said):
            named = self._session.say("desk.and").join(map(str, planted))
            return Reply(self._session.done("desk.planted", pieces=named), None)
        named = self._session.say("desk.and").join(map(str, self._pieces))
        return Reply(self._session.done(f"desk.did.{self._act}", pieces=named), None)
