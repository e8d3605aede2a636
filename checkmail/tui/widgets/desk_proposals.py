"""What a desk asks of two people: how a stop goes on, that a paper is spoiled or printed again (R8, R10, R13).

The first person proposes; the second may prove themselves at this desk, by badge and PIN, or confirm at
another screen later.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from checkmail.office import people, pieces, proposals, reissue
from checkmail.office.acting import Actor
from checkmail.office.printing import Printed
from checkmail.office.proposals import Proposed
from checkmail.rules.codes import Code, fold, parse
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.desk_dialogues import Question, Reply, badge_or_number, piece_of, why


class _ByTwo:
    """From the reason on: propose, then the second person's badge and PIN, then confirm."""

    holds_scans = False
    _ABOUT = ""
    """The key of what is done, under ``desk.did``."""

    def __init__(self, session: Session, batch: int) -> None:
        self._session, self._batch = session, batch
        self._proposal = 0
        self._second = 0

    async def _begun(self, answer: Proposed | Said) -> Reply:
        if isinstance(answer, Said):
            return Reply(answer, why(self._session) if answer.tone == "broken" else None)
        self._proposal = answer.proposal
        return Reply(self._proposed(), self._ask_second())

    def _proposed(self) -> Said:
        say = self._session.say
        return Said("done", say("desk.proposed", proposal=self._proposal), say("desk.proposed-next"))

    async def _second_person(self, text: str) -> Reply:
        return await self._confirm(text) if self._second else self._name_second(text)

    def _ask_second(self) -> Question:
        return Question(self._session.say("desk.ask.second"), covered=True, takes_code=True)

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
        return Reply(session.done(f"desk.did.{self._ABOUT}", pieces=self._named(), **self._more(answer)), None)

    async def _confirm_as(self, other: Actor) -> object:
        session, proposal = self._session, self._proposal
        return await session.call(lambda: proposals.confirm(session.office, other, proposal))

    def _named(self) -> str:
        raise NotImplementedError

    def _more(self, _answer: object) -> dict[str, str]:
        """What is said besides the pieces."""
        return {}


class Resolve(_ByTwo):
    """R13: how quarantined pieces go on; one answer may cover all of a stop."""

    _ABOUT = "resolve"

    def __init__(self, session: Session, batch: int, held: tuple[int, ...]) -> None:
        super().__init__(session, batch)
        self._held = held
        self._pieces: tuple[int, ...] = ()

    def begin(self) -> Question:
        """Asks for the reason of the stop's pieces; which pieces, where the desk holds none."""
        if self._held:
            self._pieces = self._held
            prompt = self._session.say("desk.ask.resolve-held", pieces=self._named())
            return Question(prompt, takes_reason=True)
        return Question(self._session.say("desk.ask.resolve"), takes_code=True)

    async def answer(self, text: str) -> Reply:
        """The pieces, the reason, the second person, their PIN."""
        if not self._pieces:
            self._pieces = piece_of(self._session, self._batch, text)
            bad = Said("refused", self._session.say("desk.bad-pieces"))
            return Reply(None, why(self._session)) if self._pieces else Reply(bad, self.begin())
        if self._proposal:
            return await self._second_person(text)
        still = await self._session.attempt(pieces.quarantined_among, self._batch, self._held)
        # With none left, the office says so.
        self._pieces = still if still and not isinstance(still, Said) else self._pieces
        return await self._begun(await self._session.attempt(pieces.propose_resolve, self._batch, self._pieces, text))

    def _named(self) -> str:
        return self._session.say("desk.and").join(map(str, self._pieces))


class OnPaper(_ByTwo):
    """R8, R10: a torn or dirty paper is spoiled, or printed again."""

    def __init__(self, session: Session, batch: int, act: Literal["spoil", "reissue"]) -> None:
        super().__init__(session, batch)
        self._ABOUT = act
        self._code = ""
        self._piece = 0

    def begin(self) -> Question:
        """Asks for the paper."""
        return Question(self._session.say(f"desk.ask.{self._ABOUT}"), takes_code=True)

    async def answer(self, text: str) -> Reply:
        """The paper's code, the reason, the second person, their PIN."""
        session = self._session
        if not self._code:
            read = parse(text, session.office_number)
            if not isinstance(read, Code) or read.batch != self._batch:
                return Reply(Said("refused", session.say("desk.bad-paper")), self.begin())
            self._code, self._piece = fold(text), read.number
            return Reply(None, why(session))
        if self._proposal:
            return await self._second_person(text)
        return await self._begun(await self._propose(text))

    async def _propose(self, reason: str) -> Proposed | Said:
        session, batch, codes = self._session, self._batch, (self._code,)
        if self._ABOUT == "spoil":
            return await session.attempt(reissue.propose_end, batch, "spoiled", codes, reason)
        out = session.path(f"{batch}-{self._piece}-reissue.pdf", Path(session.paper_folder or "."))
        return await session.attempt(reissue.propose_reissue, batch, out, "torn", reason, codes=codes, job=None)

    def _named(self) -> str:
        return str(self._piece)

    def _more(self, answer: object) -> dict[str, str]:
        return {"file": Path(answer.files[0]).name} if isinstance(answer, Printed) else {}
