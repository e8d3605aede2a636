"""A monkey at three desks: random acts of people, scanners, crashes and clocks, each compared with the model."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from checkmail.office import batches, counting, desk, pieces, pin_pad, planting, proposals, withholding
from checkmail.office.acting import Actor, Office
from checkmail.office.people import sign_in
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.pace import Came
from checkmail.rules.planted import Wrong
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Store, Transaction

from .desk_model import PIECES, Answer, Desk, Line, Model, tray_of
from .planted_model import Planted
from .play import AKI, BAN, BOSS, OFFICE, PIN, VICE, Play, ok, refused

DESKS = ("left", "middle", "right")
PEOPLE = (2, 3, 4, 5)
"""Three clerks and the second supervisor; the first only resolves, resumes and releases."""
CHECKS = ("first", "second", "seal")
GARBAGE = ("ABC", "ぬふあうえ", "31415926", "7" * 36, "1\x1d2")


SAYS = {
    Command.VOID: "void", Command.PAUSE: "pause", Command.NEXT_PERSON: "pause", Command.ACKNOWLEDGE: "acknowledge",
    Command.HELP: "help", Command.RESOLVE: "resolve",
    **dict.fromkeys((Command.SEND_BACK, Command.REISSUE, Command.SPOIL, Command.WITHHOLD), "talk"),
}  # fmt: skip
"""What a command is to the model; reasons and the keys of the PIN pad are keys."""


class _Died(Exception):
    """The power went after everything was written and before it was committed."""


def _misread(code: str) -> str:
    """One digit wrong."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


@dataclass
class _Dying:
    store: Store

    @contextmanager
    def acting(self) -> Iterator[Transaction]:
        with self.store.acting() as transaction:
            yield transaction
            raise _Died


class Walk:
    """One walk through one office; ``seed`` gives it again."""

    def __init__(self, play: Play, seed: int) -> None:
        self.play, self.chance = play, random.Random(seed)
        self.play.clock.step = timedelta(0)
        self.model = Model(DESKS, PEOPLE)
        self.verdicts: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.stale: list[Actor] = []
        self.act = ""
        ok(batches.create_batch(self.play.office, AKI, "別の発送", "", 4))
        self.actors = {person: self._log_in(person) for person in PEOPLE}
        self.ways = {
            "scan": 800, "seat": 40, "log_in_elsewhere": 6, "leave": 8, "void": 8, "send_back": 12, "withhold": 5,
            "lift": 12, "resolve": 30, "resume": 40, "release": 25, "crash": 6, "crash_within": 6, "stale": 6, "pin": 4,
            "plant": 5, "gather": 8, "pin_pad": 2,
        }  # fmt: skip

    def step(self) -> None:
        """One act, compared; then the tables are."""
        self.play.clock.wait(seconds=self.chance.choices((5, 2, 0.4, 200, -1, -40), (780, 100, 90, 8, 11, 11))[0])
        (self.act,) = (way,) = self.chance.choices(list(self.ways), list(self.ways.values()))
        self.acts[way] += 1
        getattr(self, f"_{way}")()
        self.agree()

    def agree(self) -> None:
        """The tables say what the model says."""
        rows = self.play.rows("pieces", batch=1)
        found = {row["piece"]: row["state"] for row in rows}
        assert found == self.model.state, set(found.items()) ^ set(self.model.state.items())
        for row in rows:
            if row["state"] in ("verified", "sealed"):
                people = (row["first_by"], row["second_by"])
                assert people == (self.model.first[row["piece"]], self.model.second[row["piece"]])
                assert 0 != people[0] != people[1] != 0
        assert bool(self.play.row("batches", batch=1)["stopped"]) is self.model.stopped
        assert {row["tray"] for row in self.play.rows("trays", batch=1) if row["released"]} - {0} == self.model.released
        for row in self.play.rows("desks", batch=1):
            here = self.model.desks[row["desk"]]
            assert row["held_pieces"] == ",".join(map(str, sorted(here.held or ()))), row["desk"]
            at_desk = (row["set_piece"], bool(row["held"]), bool(row["asks"]), row["tray"])
            assert at_desk == (here.piece, here.held is not None, here.asks, here.tray), row["desk"]

        papers = self.play.rows("planted_papers", found=0)
        rows = self.play.rows("planted")
        planted = {row["number"]: (row["outcome"], row["state"], row["first_by"]) for row in rows}
        assert planted == {one.number: (one.outcome, one.state, one.first) for one in self.model.planted}
        assert {row["number"] for row in papers} == {one.number for one in self.model.planted if one.out}

    # a line at a desk

    def _scan(self) -> None:
        name = self.chance.choice(DESKS)
        here = self.model.desks[name]
        if not self.model.seated(here) and self.chance.random() < 0.8:
            self._seat(name)
            return
        line = self._due(here) if self.chance.random() < 0.87 else self._any()
        if line is None:
            self._seat(name)
            return
        self._say(name, line)

    def _say(self, name: str, line: Line, office: Office | None = None) -> None:
        actor = self._actor_at(name)
        came = Came.TYPED if line.typed else self.chance.choice((Came.SCANNED, Came.SCANNED, Came.BY_HAND))
        if office is not None:
            try:
                desk.scan(office, actor, 1, line.text, came, screen=line.screen)
            except _Died:
                return
            raise AssertionError("a scan that was never committed was answered")
        answer = desk.scan(self.play.at(name), actor, 1, line.text, came, screen=line.screen)
        wanted = self.model.scan(name, line, self.play.clock.now)
        got = self._read(answer)
        assert got == wanted, (name, line, self.model.desks[name])
        self.verdicts[" ".join(filter(None, got))] += 1
        if got == ("asks", "pin") and self.chance.random() < 0.8:
            self._pin(name, ok(answer).tray)
        if self.model.set_at(line.piece) and got[1] == "incomplete" and self.chance.random() < 0.6:
            # A good clerk leaves the set, or sends it back.
            self.chance.choice((self._void, self._catch))(name, line.piece)

    @staticmethod
    def _read(answer: Any) -> Answer:
        if isinstance(answer, Refusal):
            return "nobody", answer.reason
        if answer.verdict == "asks":
            return "asks", "pin" if answer.ask == "pin" else "question"
        return answer.verdict.value, answer.reason

    def _actor_at(self, name: str) -> Actor:
        here = self.model.desks[name]
        return Actor(here.person, here.session) if here.person else self.actors[PEOPLE[0]]

    def _due(self, here: Desk) -> Line | None:
        """What a good clerk reads next; None: there is nothing to do here."""
        if here.held is not None:
            return self._command(Command.ACKNOWLEDGE)
        if here.asks:
            right = 10 + here.piece
            return self._answer(right if self.chance.random() < 0.5 else self.chance.randint(1, 31))
        if here.piece:
            missing = sorted(self.model.expects(here.piece) - here.have)
            if missing:
                return self._paper(here.piece, self.chance.choice(missing))
            dummy = self.model.set_at(here.piece)
            return self._envelope(dummy.number if dummy else here.piece)
        wanted = {"first": "waiting", "second": "enclosed", "seal": "verified"}[here.check]
        able = [
            piece
            for piece in PIECES
            if self.model.state[piece] == wanted and here.tray in (0, tray_of(piece))
            and (here.check != "second" or self.model.first[piece] != here.person or self.chance.random() < 0.1)
            and (here.check != "seal" or tray_of(piece) in self.model.released)
        ]  # fmt: skip
        able += [
            one.sheet or one.number
            for one in self.model.planted
            if one.state == wanted and not one.judged and here.tray in (0, one.tray) and one.first != here.person
            and (here.check != "seal" or self.chance.random() < 0.1)
        ]  # fmt: skip
        if not able:
            return self._tray(here.tray) if here.tray else None
        piece = self.chance.choice(able)
        if not here.tray and self.chance.random() < 0.1:
            return self._tray(self.model.tray(piece))
        dummy = self.model.set_at(piece)
        return self._envelope(piece) if here.check == "seal" or (dummy and not dummy.sheet) else self._paper(piece, 1)

    def _any(self) -> Line:
        """Any line at all."""
        piece = self.chance.choice(PIECES)
        dummy = (
            self.chance.choice([0, 0, *(number for one in self.model.planted[-2:] for number in one.pieces)]) or piece
        )
        at_random = (
            lambda: self._paper(piece, self.chance.choice((1, 2, 3))),
            lambda: self._envelope(piece),
            lambda: self._paper(piece, 1, typed=True),
            lambda: Line("old", self.play.label(piece, issue=2), piece),
            lambda: Line("paper", self.play.cover(99), 99, 1),
            lambda: self._tray(self.chance.randint(1, 4)),
            lambda: self._command(self.chance.choice(list(Command))),
            lambda: self._paper(dummy, 1),
            lambda: self._envelope(dummy),
            lambda: Line("acknowledge", "!"),
            lambda: Line("badge", Code(Kind.BADGE, 0, 3, 0, 0).digits(OFFICE)),
            lambda: Line("elsewhere", self.play.label(piece, batch=2)),
            lambda: Line("nowhere", self.play.label(piece, batch=9)),
            lambda: Line("garbage", self.chance.choice(GARBAGE)),
            lambda: Line("wrong-digits", _misread(self.play.label(piece))),
            lambda: self._answer(self.chance.randint(1, 31)),
        )
        (made,) = self.chance.choices(at_random, (8, 8, 3, 3, 3, 6, 9, 4, 4, 2, 2, 1, 2, 5, 2, 2))
        return made()

    def _paper(self, piece: int, enclosure: int, *, typed: bool = False) -> Line:
        if enclosure == 2:
            return Line("paper", str(3_000_000_000 + 17 * piece), piece, 2, own=True, typed=typed)
        kind = Kind.COVER if enclosure == 1 else Kind.RETURN
        return Line("paper", self.play.code(kind, piece, enclosure), piece, enclosure, typed=typed)

    def _envelope(self, piece: int) -> Line:
        return Line("envelope", self.play.label(piece), piece)

    def _tray(self, tray: int) -> Line:
        return Line("tray", Code(Kind.TRAY, 1, tray, 0, 1).digits(OFFICE), tray=tray)

    def _command(self, command: Command) -> Line:
        code = Code(Kind.COMMAND, 0, command, 0, 0).digits(OFFICE)
        return Line(SAYS.get(command, "key"), code, screen=self.chance.random() < 0.5)

    @staticmethod
    def _answer(day: int) -> Line:
        return Line("answer", str(day))

    # people

    def _log_in(self, person: int) -> Actor:
        actor = ok(sign_in(self.play.office, person, PIN, session=True))
        self.model.session[person] = actor.session
        return actor

    def _seat(self, name: str = "") -> None:
        name = name or self.chance.choice(DESKS)
        person, check = self.chance.choice(PEOPLE), self._check()
        answer = desk.open_desk(self.play.at(name), self.actors[person], 1, Check(check), clear=True)
        reason = self.model.open(name, person, self.actors[person].session, check)
        assert (refused(answer) if isinstance(answer, Refusal) else "") == reason

    def _check(self) -> str:
        states = list(self.model.state.values())
        weights = (states.count("waiting") + 1, states.count("enclosed") * 2 + 1, 4 * len(self.model.released) + 1)
        return self.chance.choices(CHECKS, weights)[0]

    def _log_in_elsewhere(self) -> None:
        person = self.chance.choice(PEOPLE)
        self.stale.append(self.actors[person])
        self.actors[person] = self._log_in(person)

    def _stale(self) -> None:
        """R28: an older log-in can do nothing any more."""
        if self.stale:
            answer = desk.open_desk(self.play.at("left"), self.chance.choice(self.stale), 1, Check.FIRST, clear=True)
            assert refused(answer) == "person-elsewhere"

    def _leave(self) -> None:
        name = self.chance.choice(DESKS)
        here = self.model.desks[name]
        if self.model.seated(here):
            assert desk.leave_desk(self.play.at(name), self._actor_at(name), 1) is True
            here.void()
            here.person, here.tray = 0, 0

    def _void(self, name: str = "", _piece: int = 0) -> None:
        name = name or self.chance.choice(DESKS)
        answer = desk.void_set(self.play.at(name), self._actor_at(name), 1)
        if self.model.seated(self.model.desks[name]):
            assert answer is self.model.leave_set(name)

    def _pin(self, name: str = "", tray: int = 0) -> None:
        name, tray = name or self.chance.choice(DESKS), tray or self.chance.randint(1, 3)
        here, actor = self.model.desks[name], self._actor_at(name)
        if self.chance.random() < 0.1:
            # Argon2 takes its time: one in ten is proven whole.
            answer = desk.enter_pin(self.play.at(name), actor, 1, tray, PIN)
        else:
            answer = desk._pin_entered(self.play.at(name), actor, 1, tray)
        if self.model.seated(here):
            assert answer is True
            here.pin = tray

    # pieces

    def _pick(self, *states: str) -> int:
        return self.chance.choice([p for p in PIECES if self.model.state[p] in states] or [0])

    def _send_back(self) -> None:
        piece = self.chance.choice(PIECES)
        answer = pieces.send_back(self.play.office, self.actors[self.chance.choice(PEOPLE)], 1, [piece], "見直し")
        if self.model.state[piece] in ("withheld", "quarantined"):
            assert refused(answer) == self.model.state[piece]
        else:
            ok(answer)
            self.model.restart(piece)

    def _withhold(self) -> None:
        piece = self.chance.choice(PIECES)
        ok(withholding.add(self.play.office, self.actors[self.chance.choice(PEOPLE)], 1, [piece], "申出"))
        self.model.withhold(piece)

    def _lift(self) -> None:
        if piece := self._pick("withheld"):
            proposed = ok(withholding.lift(self.play.office, BOSS, 1, [piece], "取下げ"))
            ok(proposals.confirm(self.play.office, self.actors[2], proposed.proposal))
            self.model.lift(piece)

    def _resolve(self) -> None:
        if piece := self._pick("quarantined"):
            proposed = ok(pieces.propose_resolve(self.play.office, BOSS, 1, [piece], "分けた"))
            ok(proposals.confirm(self.play.office, self.actors[VICE.person], proposed.proposal))
            self.model.resolve(piece)

    def _resume(self) -> None:
        if self.model.stopped:
            ok(batches.resume_batch(self.play.office, BOSS, 1, "見た"))
            self.model.resume()

    def _release(self) -> None:
        tray = self.chance.randint(1, 3)
        if self.model.may_release(tray):
            for actor in (AKI, BAN):
                ok(counting.enter_count(self.play.office, actor, 1, tray, 4))
            ok(counting.release(self.play.office, BOSS, 1, (tray, tray)))
            self.model.released.add(tray)
        elif not self.model.stopped:
            assert isinstance(counting.release(self.play.office, BOSS, 1, (tray, tray)), Refusal)

    # planted sets

    def _plant(self) -> None:
        tray, wrong = self.chance.randint(1, 3), self.chance.choice(list(Wrong))
        check = self.chance.choice((Check.FIRST, Check.FIRST, Check.SECOND))
        if sum(one.out for one in self.model.planted) > 1:
            return
        out = self.play.path.with_name(f"planted-{len(self.model.planted)}.pdf")
        answer = planting.plant(self.play.office, BOSS, 1, planting.Planting(wrong, out, tray, check))
        if tray in self.model.released:
            assert refused(answer) == "released"
            return
        laid = ok(answer)
        second = laid.pieces[1] if len(laid.pieces) > 1 else 0
        state, first = ("enclosed", BOSS.person) if check is Check.SECOND else ("waiting", 0)
        self.model.planted.append(Planted(laid.number, second, wrong.value, tray, state, first))

    def _catch(self, _name: str, piece: int) -> None:
        one = self.model.set_at(piece)
        assert one is not None
        ok(pieces.send_back(self.play.office, self.actors[self.chance.choice(PEOPLE)], 1, [piece], "送付状がない"))
        self.model.caught(one)

    def _gather(self) -> None:
        """All papers of a set come back into the supervisor's tray, caught or not."""
        if out := [one for one in self.model.planted if one.out]:
            one = self.chance.choice(out)
            papers = [self.play.label(one.number), *([self.play.cover(one.sheet)] if one.sheet else [])]
            told = ok(planting.gather_planted(self.play.office, self.actors[self.chance.choice(PEOPLE)], 1, papers))
            assert {found.verdict for found in told} == {"found"}
            one.out = False

    def _pin_pad(self) -> None:
        """Whether a PIN may be scanned changes no verdict at a desk."""
        pin_pad.allow_pin_pad(self.play.office, BOSS, allow=self.chance.random() < 0.5)

    # the machine

    def _crash(self) -> None:
        self.play.restart()

    def _crash_within(self) -> None:
        name = self.chance.choice(DESKS)
        here = self.model.desks[name]
        if self.model.seated(here):
            dying: Any = _Dying(self.play.store)
            self._say(name, self._due(here) or self._any(), Office(dying, name, self.play.clock))
            self.play.restart()
