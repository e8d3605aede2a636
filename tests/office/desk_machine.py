"""Two desks, three people, right and wrong scans, crashes, in any order, against a plain model (R11-R16, R24).

The model is written from the rules and knows nothing of the code: for each line it says what the desk must
answer, and at the end the ledger must give the same tables again. ``tests/torture`` runs it on every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from checkmail.office import batches, desk, pieces
from checkmail.office.acting import Actor, Office
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal

from .play import AKI, BAN, BOSS, CHO, VICE, Play, ok, refused

DESKS = ("left", "right")
PEOPLE = (AKI, BAN, CHO)
PIECES = (1, 2, 3, 4)
"""One tray: the PIN of the log-in stands for it."""


@dataclass
class DeskModel:
    """What one knows who stands beside the desk."""

    person: Actor | None = None
    check: Check = Check.FIRST
    piece: int = 0
    """The piece whose set is open; 0: none is."""
    held: set[int] | None = None
    sets: list[str] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self, begin: Callable[[], Play]) -> None:
        """``begin`` opens an office whose papers are printed and whose desks nobody has opened."""
        super().__init__()
        self.play = begin()
        self.desks = {name: DeskModel() for name in DESKS}
        self.state = dict.fromkeys(PIECES, "waiting")
        self.first = dict.fromkeys(PIECES, 0)
        self.second = dict.fromkeys(PIECES, 0)
        self.stopped = False
        self.acted = False

    def _at(self, name: str = DESKS[0]) -> Office:
        self.acted = True
        return self.play.at(name)

    def teardown(self) -> None:
        assert self.play.faults() == []
        self.play.store.close()

    # what happens

    @rule(
        name=st.sampled_from(DESKS), person=st.sampled_from(PEOPLE), check=st.sampled_from([Check.FIRST, Check.SECOND])
    )
    def open(self, name: str, person: Actor, check: Check) -> None:
        answer = desk.open_desk(self._at(name), person, 1, check, clear=True)
        if self.stopped:
            assert refused(answer) == "batch-stopped"
            return
        ok(answer)
        for other, there in self.desks.items():
            if other == name or there.person == person:
                there.person, there.piece = None, 0
        here = self.desks[name]
        here.person, here.check = person, check

    @rule(name=st.sampled_from(DESKS), piece=st.sampled_from(PIECES), what=st.sampled_from(["cover", "label"]))
    def scan(self, name: str, piece: int, what: str) -> None:
        here = self.desks[name]
        text = getattr(self.play, what)(piece)
        answer = desk.scan(self._at(name), here.person or AKI, 1, text)
        wanted = self._expected(here, piece, what)
        if isinstance(answer, Refusal):
            assert ("nobody", answer.reason) == wanted
            return
        assert (answer.verdict.value, answer.reason) == wanted
        self._follow(here, piece, wanted)

    @rule(
        name=st.sampled_from(DESKS), person=st.sampled_from(PEOPLE), piece=st.sampled_from(PIECES), begin=st.booleans()
    )
    def a_whole_set(self, name: str, person: Actor, piece: int, begin: bool) -> None:
        """What a clerk does most of the time."""
        if begin:
            state = self.state[piece]
            self.open(name, person, Check.SECOND if state == "enclosed" else Check.FIRST)
        for what in ("cover", "label"):
            self.scan(name, piece, what)

    @rule(name=st.sampled_from(DESKS), text=st.sampled_from(["ABC", "ぬふあ", "1", "", "1" * 36]))
    def garbage(self, name: str, text: str) -> None:
        here = self.desks[name]
        answer = desk.scan(self._at(name), here.person or AKI, 1, text)
        if here.person is None:
            assert refused(answer) == "person-elsewhere"
        else:
            stands = "desk-held" if here.held is not None else "batch-stopped" if self.stopped else "unreadable"
            assert (ok(answer).verdict, answer.reason) == ("refused", stands)

    @rule(name=st.sampled_from(DESKS))
    def acknowledge(self, name: str) -> None:
        here = self.desks[name]
        answer = desk.scan(self._at(name), here.person or AKI, 1, "!")
        if here.person is None:
            assert refused(answer) == "person-elsewhere"
        elif here.held is not None:
            assert ok(answer).verdict == "accepted"
            here.held = None
        else:
            assert ok(answer).verdict == ("refused" if self.stopped else "repeated")

    @rule(piece=st.sampled_from(PIECES), person=st.sampled_from(PEOPLE))
    def send_back(self, piece: int, person: Actor) -> None:
        answer = pieces.send_back(self._at(), person, 1, [piece], "見直し")
        if self.state[piece] == "quarantined":
            assert refused(answer) == "quarantined"
        else:
            ok(answer)
            self._restart(piece)

    @precondition(lambda self: "quarantined" in self.state.values())
    @rule(data=st.data())
    def resolve(self, data: st.DataObject) -> None:
        piece = data.draw(st.sampled_from([p for p in PIECES if self.state[p] == "quarantined"]))
        proposed = ok(pieces.propose_resolve(self._at(), CHO, 1, [piece], "分けた"))
        ok(self.play.confirm(proposed, VICE))
        self._restart(piece)
        for there in self.desks.values():
            if there.held and not any(self.state[p] == "quarantined" for p in there.held):
                there.held = None

    @precondition(lambda self: self.stopped)
    @rule()
    def resume(self) -> None:
        ok(batches.resume_batch(self._at(), BOSS, 1, "見た"))
        self.stopped = False
        for there in self.desks.values():
            there.sets.clear()

    @precondition(lambda self: self.acted)
    @rule()
    def crash(self) -> None:
        """The program dies; the desks' rows are all that is left, and nobody notices but who waits for a screen.

        Between two deaths something is done, or the second could take nothing.
        """
        self.play.restart()
        self.acted = False

    # what must then be so

    @invariant()
    def the_office_and_the_model_agree(self) -> None:
        rows = {row["piece"]: row for row in self.play.rows("pieces", batch=1)}
        assert {piece: rows[piece]["state"] for piece in PIECES} == self.state
        assert {rows[piece]["state"] for piece in range(5, 13)} == {"waiting"}
        # What is verified was checked by two.
        for piece, row in rows.items():
            if row["state"] == "verified":
                assert (row["first_by"], row["second_by"]) == (self.first[piece], self.second[piece])
                assert 0 != row["first_by"] != row["second_by"] != 0

    @invariant()
    def a_stopped_batch_is_stopped_for_everybody(self) -> None:
        assert bool(self.play.row("batches", batch=1)["stopped"]) is self.stopped

    # the model

    def _expected(self, here: DeskModel, piece: int, what: str) -> tuple[str, str]:
        state = self.state[piece]
        checks = [
            (here.person is None, ("nobody", "person-elsewhere")),
            (here.held is not None, ("refused", "desk-held")),
            (self.stopped, ("refused", "batch-stopped")),
            (here.piece not in (0, piece), ("held", "other-piece")),
            (state == "quarantined", ("refused", "quarantined")),
            (here.check is Check.FIRST and state != "waiting", ("refused", "already-enclosed")),
            (here.check is Check.SECOND and state == "waiting", ("refused", "not-enclosed")),
            (here.check is Check.SECOND and state == "verified", ("refused", "already-verified")),
            (
                here.check is Check.SECOND and here.person is not None and here.person.person == self.first[piece],
                ("refused", "same-person"),
            ),
            (what == "cover", ("repeated" if here.piece else "accepted", "")),
            (not here.piece, ("refused", "incomplete")),
        ]
        return next((answer for stands, answer in checks if stands), ("complete", ""))

    def _follow(self, here: DeskModel, piece: int, answer: tuple[str, str]) -> None:
        match answer[0]:
            case "accepted":
                here.piece = piece
            case "complete":
                assert here.person is not None
                by = self.first if here.check is Check.FIRST else self.second
                by[piece] = here.person.person
                self.state[piece] = "enclosed" if here.check is Check.FIRST else "verified"
                here.piece = 0
                here.sets.append("complete")
            case "held":
                both = {here.piece, piece}
                here.held = both
                here.sets.append("held")
                for one in both:
                    self.state[one] = "quarantined"
                    self._void(one)
                here.piece = 0
                self.stopped = self.stopped or here.sets[-20:].count("held") >= 3

    def _restart(self, piece: int) -> None:
        self.state[piece], self.first[piece], self.second[piece] = "waiting", 0, 0
        self._void(piece)

    def _void(self, piece: int) -> None:
        for there in self.desks.values():
            if there.piece == piece:
                there.piece = 0
