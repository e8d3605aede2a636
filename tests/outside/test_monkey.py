"""People at random desks with random codes, wrong ones among them, watched by an oracle of our own (R11-R15).

The oracle knows the papers, not the rules' code. It demands: only own papers are ever taken; a set is
complete only with exactly its piece's codes; a piece is verified only while its last first check and its
last second check were complete, by two people, and no hold has touched it since.
"""

import random
from dataclasses import dataclass, field

import pytest

from .house import Document, Office, OpenDesk, code, must, parse
from .mailing import MAILED, Stage
from .paper import COVER, LABEL, SLIP

SCANS = 150
SESSIONS = 7  # each costs a process; only a hold or a void seat makes it one more
CHECKERS = (3, 4, 5)
PIECES = MAILED[:8]
# An envelope refused for one of these is put aside: whether the sheets before it still count is left open
# by the contract, so the oracle follows both readings.
PUT_ASIDE = {"same-person", "not-enclosed", "already-enclosed", "already-verified", "quarantined", "withheld"}


@dataclass
class Seat:
    """One open desk as the oracle sees it; `sets` holds what may lie open there, by either reading."""

    desk: OpenDesk
    name: str
    check: str
    person: int
    sets: list[set[str]] = field(default_factory=lambda: [set()])
    plan: list[str] = field(default_factory=list)
    held: bool = False
    holds: int = 0
    void: bool = False  # its person has appeared at another desk
    unsure: bool = False  # an envelope was put aside with sheets before it


@dataclass
class Oracle:
    """What may be believed of each piece, from the verdicts alone."""

    papers: dict[tuple[int, int], str]
    first: dict[int, int] = field(default_factory=dict)
    second: dict[int, int] = field(default_factory=dict)
    quarantined: set[int] = field(default_factory=set)
    exact: bool = True  # False once the two readings could differ about which pieces a hold touched
    completed: int = 0

    def own(self, piece: int) -> set[str]:
        """The enclosures of a piece."""
        return {self.papers[piece, 1], self.papers[piece, 2]}

    def see(self, seat: Seat, raw: str, line: Document) -> None:
        """Judge one verdict."""
        assert set(line) >= {"raw", "verdict", "reason", "piece", "ask", "needs"}, line
        if seat.void:
            assert (line["verdict"], line["reason"]) == ("refused", "person-elsewhere"), line
            return
        if seat.held and raw != "!":
            assert (line["verdict"], line["reason"]) == ("refused", "desk-held"), line
            return
        if raw == "!":
            seat.held = False
            seat.sets = [set()]
            return
        said = parse(raw)
        digits = None if said is None else self.papers.get((said.piece, said.part))
        ours = digits is not None and said is not None and parse(digits) == said
        verdict = line["verdict"]
        assert verdict in {"accepted", "complete", "repeated", "refused", "held"}, line
        if verdict in {"accepted", "complete", "repeated"}:
            assert ours, ("paper that is not ours was taken", raw, line)
        if verdict == "accepted":
            assert said.kind != LABEL, line
            for lying in seat.sets:
                lying.add(digits)
        elif verdict == "complete":
            self.complete(seat, said.piece, line)
        elif verdict == "held":
            self.hold(seat, said.piece if ours else None, line)
        elif verdict == "refused" and ours and said.kind == LABEL and line["reason"] in PUT_ASIDE:
            seat.sets.append(set())
            seat.unsure = any(seat.sets)

    def complete(self, seat: Seat, piece: int, line: Document) -> None:
        """A set is complete: with exactly its papers, and by a person who may."""
        assert line["piece"] == piece, line
        assert self.own(piece) in seat.sets, (seat.sets, line)
        assert piece not in self.quarantined, line
        if seat.check == "first":
            assert piece not in self.second, line
            self.first[piece] = seat.person
        else:
            assert piece in self.first, line
            assert self.first[piece] != seat.person, line
            self.second[piece] = seat.person
        seat.sets = [set()]
        self.completed += 1

    def hold(self, seat: Seat, piece: int | None, line: Document) -> None:
        """The desk stopped: what lay open and what was scanned lose their checks."""
        assert line["reason"] in {"other-piece", "other-batch"}, line
        touched = [{parse(digits).piece for digits in lying} | ({piece} - {None}) for lying in seat.sets]
        certain = set.intersection(*touched)
        self.exact = self.exact and certain == set.union(*touched)
        self.quarantined |= certain
        for gone in certain:
            self.first.pop(gone, None)
            self.second.pop(gone, None)
        seat.sets, seat.held, seat.plan = [set()], True, []
        seat.holds += 1

    def agree(self, office: Office) -> None:
        """The office's account is the oracle's; where readings differ, it claims no more than the oracle."""
        counts = office.batch()["counts"]
        assert counts["sealed"] == 0
        assert counts["verified"] <= len(self.second)
        if self.exact:
            assert counts["verified"] == len(self.second)
            assert counts["enclosed"] == len(set(self.first) - set(self.second))
            assert counts["quarantined"] == len(self.quarantined)
            for piece in sorted(self.second)[:1] + sorted(self.quarantined)[:1]:
                assert office.state(piece) == ("verified" if piece in self.second else "quarantined")


class Monkey:
    """Opens, leaves and kills desks and scans at them; never more than two holds a desk, so no batch stops (R13)."""

    def __init__(self, stage: Stage, office: Office, seed: int) -> None:
        self.stage, self.office = stage, office
        self.stubborn = seed % 3 == 0  # goes on at a desk where the two readings differ
        self.chance = random.Random(seed)
        self.oracle = Oracle(stage.papers)
        self.seats: list[Seat] = []
        self.left: list[str] = []
        self.opened = 0

    def wrong(self) -> str:
        """A code that belongs to nothing that is being checked."""
        piece, part = self.chance.choice(PIECES), self.chance.choice((1, 2))
        right = self.stage.papers[piece, part]
        place = self.chance.randrange(18)
        return self.chance.choice(
            [
                right[:place] + str((int(right[place]) + self.chance.randint(1, 9)) % 10) + right[place + 1 :],
                code(COVER, piece, 1, office=self.chance.randint(8, 96)),
                code(COVER, piece, 1, issue=self.chance.randint(2, 9)),
                code(SLIP, self.chance.randint(13, 9_999_999), 2),
                code(SLIP, piece, 2, batch=self.chance.randint(3, 99_999)),
                right + self.stage.papers[piece, 0],
                right[: self.chance.randint(1, 17)],
                self.stage.strangers[1, 1],
                "ＡＢＣ" + right[3:],
            ]
        )

    def sensible(self, seat: Seat) -> list[int]:
        """Pieces that this person would take up at this desk."""
        oracle = self.oracle
        if seat.check == "first":
            choice = [piece for piece in PIECES if piece not in oracle.first]
        else:
            choice = [piece for piece in oracle.first if piece not in oracle.second]
            choice = [piece for piece in choice if oracle.first[piece] != seat.person]
        return [piece for piece in choice if piece not in oracle.quarantined]

    def pick(self, seat: Seat) -> int:
        """A sensible piece, or one that this person enclosed, or any."""
        mine = [piece for piece, person in self.oracle.first.items() if person == seat.person]
        choices = (self.sensible(seat), mine, PIECES)
        return self.chance.choice(self.chance.choices(choices, weights=(13, 3, 4))[0] or PIECES)

    def next_code(self, seat: Seat) -> str:
        """Mostly a sensible set in some order; now and then something else."""
        if seat.held:
            return "!" if self.chance.random() < 0.6 else self.stage.papers[self.chance.choice(PIECES), 1]
        luck = self.chance.random()
        if luck < 0.12:
            return self.wrong()
        if luck < 0.20:
            return self.stage.papers[self.chance.choice(PIECES), self.chance.choice((0, 1, 2))]
        if not seat.plan:
            piece = self.pick(seat)
            enclosures = [self.stage.papers[piece, part] for part in (1, 2)]
            self.chance.shuffle(enclosures)
            seat.plan = [*enclosures, self.stage.papers[piece, 0]]
            if self.chance.random() < 0.1:
                seat.plan.pop(self.chance.randrange(2))
        raw = seat.plan.pop(0)
        return raw.translate({48 + n: 0xFF10 + n for n in range(10)}) if self.chance.random() < 0.1 else raw

    def sit_down(self) -> None:
        """A person opens a desk; if they were at another, that one is void."""
        self.opened += 1
        person = self.chance.choice(CHECKERS)
        check = self.chance.choice(("first", "second", "second") if self.oracle.first else ("first",))
        # A desk left without a hold is used again: nothing of what lay there may count for the next person.
        name = self.left.pop() if self.left else f"desk {self.opened}"
        seat = Seat(self.office.open_desk(check, as_=person, desk=name), name, check, person)
        # The first answer proves that the desk is open, so that no older one of this person still is.
        line = seat.desk.scan("no code")
        assert line.get("reason") == "unreadable", line
        for other in self.seats:
            other.void = other.void or other.person == person
        self.seats.append(seat)

    def leave(self, seat: Seat) -> None:
        """A seat is left in one way or another."""
        self.seats.remove(seat)
        if not seat.holds:
            self.left.append(seat.name)
        if self.chance.random() < 0.5:
            seat.desk.kill()
        else:
            assert seat.desk.close() == 0

    def step(self) -> None:
        """One scan, after perhaps a change of seats."""
        more = len(self.seats) < 3 and self.opened < SESSIONS and self.chance.random() < 0.12
        if more or not self.seats:
            self.sit_down()
        seat = self.chance.choice(self.seats)
        raw = self.next_code(seat)
        self.oracle.see(seat, raw, seat.desk.scan(raw))
        idle = not (seat.plan or self.sensible(seat)) and self.chance.random() < 0.3
        tired = self.opened < SESSIONS and (idle or self.chance.random() < 0.02)
        if seat.holds >= 2 or seat.void or tired or (seat.unsure and not self.stubborn):
            self.leave(seat)

    def free(self) -> None:
        """Two supervisors, who check nothing, let two quarantined pieces start again."""
        pieces = sorted(self.oracle.quarantined)[:2]
        if len(pieces) < 2 or any(seat.held for seat in self.seats):
            return
        named = [part for piece in pieces for part in ("--piece", piece)]
        number = self.office.propose("resolve", "--batch", 1, *named, "--reason", "開けて確認した", as_=2)
        must(self.office.run("proposals", "confirm", number, as_=1))
        self.oracle.quarantined -= set(pieces)


@pytest.mark.parametrize("seed", [1, 6, 14])
def test_no_order_of_scans_verifies_a_wrong_envelope(seed: int, printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    monkey = Monkey(printed, office, seed)
    try:
        for scan in range(SCANS):
            monkey.step()
            if scan % 30 == 29:
                monkey.free()
    finally:
        for seat in list(monkey.seats):
            monkey.leave(seat)
    monkey.oracle.agree(office)
    assert monkey.oracle.completed >= 3, "a monkey that completes nothing shows nothing"
