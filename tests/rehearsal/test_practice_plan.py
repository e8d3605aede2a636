"""What lies on a practice desk, and what the ledger says of it afterwards (R11–R15, S7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from checkmail.rehearsal.practice import FEWEST_PIECES
from checkmail.rehearsal.practice_plan import PLANTED, REASON, Layout, choose, code_of, lay
from checkmail.rehearsal.practice_result import (
    CAUGHT_BY_DESK,
    CAUGHT_BY_PERSON,
    ELSEWHERE,
    NEVER,
    PracticeResult,
    result_of,
)
from checkmail.rules.codes import PRACTICE_OFFICE, Code, Command, Kind, Unreadable, parse
from checkmail.rules.ledger import GENESIS, Head, link, stamp
from checkmail.rules.model import Check

PIECES = range(1, FEWEST_PIECES + 1)
VOID = Code(Kind.COMMAND, 0, Command.VOID, 0, 0).digits(PRACTICE_OFFICE)


def laid(check: Check = Check.FIRST, seed: int = 1) -> Layout:
    return lay(choose(check, PIECES, seed), 1, 2)


@pytest.mark.parametrize("check", Check)
@pytest.mark.parametrize("seed", range(20))
def test_every_mistake_lies_in_a_set_of_its_own_and_the_first_set_is_right(check: Check, seed: int) -> None:
    layout = laid(check, seed)
    assert sorted(plant.mistake for plant in layout.plants) == sorted(PLANTED[check])
    places = [plant.laid for plant in layout.plants]
    assert len(set(places)) == len(places)
    assert 1 not in places
    for plant in layout.plants:
        assert set(plant.codes) <= {paper.code for paper in layout.sets[plant.laid - 1].papers}
    # R13: a third hold would stop the batch, and the practice with it.
    assert sum(REASON[p.mistake] in ("other-piece", "other-batch", "second-envelope") for p in layout.plants) == 2


def test_another_seed_is_another_practice() -> None:
    assert len({tuple(plant.laid for plant in laid(seed=seed).plants) for seed in range(20)}) > 10


@pytest.mark.parametrize("check", Check)
def test_practice_paper_passes_in_no_real_office_and_no_real_paper_in_practice(check: Check) -> None:
    papers = [paper for one in laid(check).sets for paper in one.papers]
    for paper in papers:
        read = parse(paper.code, PRACTICE_OFFICE)
        assert isinstance(read, Code) is paper.ours
        for office in range(1, 97):
            if paper.ours:
                assert parse(paper.code, office) == Unreadable("wrong-check-digits", "check-digits")
                real = code_of(paper.kind, paper.batch, paper.piece, office=office)
                assert parse(real, PRACTICE_OFFICE) == Unreadable("wrong-check-digits", "check-digits")


class Written:
    """A ledger written line by line, as a desk writes it."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.head = Head(1, 0, GENESIS, "")
        self.entries = []
        self.clock = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def add(self, kind: str, person: int = 2, seconds: float = 2.0, **body: object) -> None:
        self.clock += timedelta(seconds=seconds)
        if kind not in ("set-voided", "desk-left", "withheld", "pieces-sent-back"):
            body = {"clock": stamp(self.clock), "came": "scanned", "code": "", **body}
        entry = link(self.head, stamp(self.clock), "practice", person, kind, body, f"{len(self.entries):016x}")
        self.head = Head(1, entry.number, entry.hash, entry.at)
        self.entries.append(entry)

    def scan(self, code: str, piece: int, reason: str = "", outcome: str = "accepted", **more: object) -> None:
        outcome = "refused" if reason else outcome
        self.add("scan", code=code, reason=reason, outcome=outcome, set_piece=piece, **more)  # type: ignore[arg-type]

    def result(self) -> PracticeResult:
        return result_of(self.layout, self.entries, 2)

    def way(self, mistake: str) -> str:
        return next(one.way for one in self.result().plants if one.plant.mistake == mistake)

    def plant(self, mistake: str) -> tuple[int, str]:
        plant = next(one for one in self.layout.plants if one.mistake == mistake)
        return plant.piece, plant.codes[0]


@pytest.fixture
def written() -> Written:
    return Written(laid())


def test_what_nobody_scanned_was_not_caught(written: Written) -> None:
    result = written.result()
    assert {one.way for one in result.plants} == {NEVER}
    assert not result.begun
    assert result.seconds is None


@pytest.mark.parametrize("mistake", ["superseded", "withheld", "missing"])
def test_a_mistake_is_caught_when_the_desk_names_its_own_reason(written: Written, mistake: str) -> None:
    piece, code = written.plant(mistake)
    written.scan(code, piece, REASON[mistake])
    assert written.way(mistake) == CAUGHT_BY_DESK
    assert written.result().further == {}


def test_somebody_elses_scan_is_not_the_trainees(written: Written) -> None:
    piece, code = written.plant("superseded")
    written.add("scan", person=3, code=code, reason="superseded", outcome="refused", set_piece=piece)
    assert written.way("superseded") == NEVER


def test_a_stop_for_another_reason_catches_nothing_and_is_told(written: Written) -> None:
    _, code = written.plant("other-batch")
    written.scan(code, 0, "desk-held")
    assert written.way("other-batch") == ELSEWHERE
    assert written.result().further == {"desk-held": 1}


def test_the_code_of_another_office_is_known_by_its_shape_alone(written: Written) -> None:
    written.scan("", 3, "wrong-check-digits", shape="check-digits", length=18)
    assert written.way("other-office") == CAUGHT_BY_DESK
    assert written.result().further == {}


@pytest.mark.parametrize("how", ["key", "card", "sent-back", "withheld"])
def test_who_sees_a_mistake_before_it_is_scanned_has_caught_it(written: Written, how: str) -> None:
    piece, _ = written.plant("other-piece")
    written.scan(code_of(Kind.COVER, 1, piece), piece)
    if how == "key":
        written.add("set-voided", voided=piece)
    elif how == "card":
        written.scan(VOID, 0)
    else:
        written.add("pieces-sent-back" if how == "sent-back" else how, pieces=[piece])
    assert written.way("other-piece") == CAUGHT_BY_PERSON


def test_leaving_the_desk_or_an_idle_set_catches_nothing(written: Written) -> None:
    piece, _ = written.plant("other-piece")
    written.scan(code_of(Kind.COVER, 1, piece), piece)
    written.add("desk-left", left="practice", voided=piece)
    written.scan(code_of(Kind.COVER, 1, piece), piece)
    written.scan(code_of(Kind.SLIP, 1, piece), 0, "set-timed-out")
    assert written.way("other-piece") == NEVER
    assert written.result().voided == 2


def test_the_median_counts_from_a_sets_first_code_to_its_last(written: Written) -> None:
    for piece, pause in ((1, 1.0), (4, 3.0), (5, 8.0)):
        written.scan(code_of(Kind.COVER, 1, piece), piece)
        written.add("scan", seconds=pause, code=code_of(Kind.SLIP, 1, piece), reason="", outcome="", set_piece=piece)
        written.add("piece-enclosed", seconds=pause, code=code_of(Kind.LABEL, 1, piece), piece=piece)
    result = written.result()
    assert (result.complete, result.voided, result.seconds) == (3, 0, 6.0)


def test_what_came_before_the_trainees_turn_is_not_theirs(written: Written) -> None:
    piece, code = written.plant("superseded")
    written.scan(code, piece, "superseded")
    assert result_of(written.layout, written.entries, 2, after=1).count(NEVER) == len(written.layout.plants)
