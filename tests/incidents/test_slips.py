"""Slips of the demo that are no incident of the register: each alone, with the rule that stops it."""

from __future__ import annotations

import pytest

from checkmail.office import findings, pieces
from checkmail.rehearsal.scanning import desk_that_dies
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal

from .conftest import Open, Stopped
from .house import COVER, DESK_1, DESK_2, House, people_of

KANA = str.maketrans("1234567890", "ぬふあうえおやゆよわ")


@pytest.fixture
def enclosed(house: Open) -> House:
    one = house()
    one.enclose(one.pieces)
    return one


def held(house: House) -> None:
    """The second checker's desk, stopped by piece 4 in the set of piece 3."""
    bench = house.sat("second", Check.SECOND, DESK_2)
    bench.take_out(3)
    bench.scan("260200000004")


def test_r3_a_name_that_cannot_be_printed_is_accepted_by_two(house: Open, stopped: Stopped) -> None:
    one = house(printed=())
    one.take_in(people_of(8, {4: {"氏名": "〓本　由美子"}}))
    (gaiji,) = [
        s for s in granted(findings.findings(one.office, one.actor("first"), 1)) if s.finding.severity == "stop"
    ]
    assert gaiji.finding.code == "missing-glyph"
    wish = granted(findings.propose_accept(one.office, one.actor("first"), 1, [gaiji.number], "手書き"))
    stopped(one.confirm("first", wish.proposal), "R28", "same-person")
    stopped(one.confirm("auditor", wish.proposal), "R28", "not-allowed")
    assert not isinstance(one.confirm("second", wish.proposal), Refusal)
    one.nobody_withheld()
    assert not isinstance(one.approve(), Refusal)
    one.print_papers("labels", "covers")


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (lambda code: code.translate(KANA), "unreadable"),
        (lambda code: code[:-1], "unreadable"),
        (lambda code: code + code, "unreadable"),
        (lambda code: code + "\x1d", "unreadable"),
        (lambda code: code[:-1] + str((int(code[-1]) + 1) % 10), "wrong-check-digits"),
    ],
    ids=["input-method", "half", "two-at-once", "control-character", "one-digit"],
)
def test_r15_what_is_no_code_is_refused_and_the_set_stands(
    house: Open, stopped: Stopped, spoilt: object, reason: str
) -> None:
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.take_out(1)
    assert callable(spoilt)
    stopped(bench.scan(spoilt(one.papers.envelope(1))), "R15", reason)
    completed(bench.scan(one.papers.envelope(1)))


def test_r15_paper_of_another_office_passes_nowhere(house: Open, stopped: Stopped) -> None:
    """Design part 4: practice paper too, which is office 0."""
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    for office in (0, 8, 96):
        stopped(bench.scan(Code(Kind.COVER, 1, 1, 1).digits(office)), "R15", "wrong-check-digits")


def test_r14_a_desk_killed_in_a_set_leaves_no_set(house: Open, stopped: Stopped) -> None:
    """R14: a process of its own that answered to the cover and was killed; the envelope alone completes nothing."""
    one = house()
    cover = one.papers.code(Kind.COVER, 2, COVER)
    told = desk_that_dies(one.file, DESK_1, one.players["first"], one.papers, cover)
    assert '"piece": 2' in told
    bench = one.sat("first", Check.FIRST, DESK_1)
    stopped(bench.scan(one.papers.envelope(2)), "R11", "incomplete")
    completed(bench.whole(2))


def test_r13_a_stopped_desk_stays_stopped_for_whoever_comes_next(enclosed: House, stopped: Stopped) -> None:
    held(enclosed)
    for key in ("second", "third"):
        bench = enclosed.sat(key, Check.SECOND, DESK_2)
        stopped(bench.scan(enclosed.papers.envelope(1)), "R13", "desk-held")


def test_r13_a_quarantined_piece_is_used_nowhere(enclosed: House, stopped: Stopped) -> None:
    held(enclosed)
    for key, check, at in (("first", Check.FIRST, DESK_1), ("third", Check.SECOND, "desk-3")):
        bench = enclosed.sat(key, check, at)
        stopped(bench.scan(enclosed.papers.code(Kind.COVER, 3, COVER)), "R13", "quarantined")


def test_r13_two_who_both_handled_it_cannot_resolve_it(enclosed: House, stopped: Stopped) -> None:
    """R13: two people, at least one of whom checked neither piece; the proposer is no second person."""
    held(enclosed)
    wish = granted(pieces.propose_resolve(enclosed.office, enclosed.actor("second"), 1, [3, 4], "取り違え"))
    stopped(enclosed.confirm("second", wish.proposal), "R28", "same-person")
    stopped(enclosed.confirm("first", wish.proposal), "R13", "same-person")
    assert not isinstance(enclosed.confirm("third", wish.proposal), Refusal)
    enclosed.enclose([3, 4])
    enclosed.verify([3, 4])


def test_r28_an_older_log_in_of_the_same_person_is_void(house: Open, stopped: Stopped) -> None:
    one = house()
    older = one.sat("first", Check.FIRST, DESK_1)
    one.sat("first", Check.FIRST, DESK_2)
    from checkmail.office import desk

    answer = desk.scan(older.office, older._actor, 1, one.papers.envelope(1))
    stopped(answer, "R28", "person-elsewhere")
