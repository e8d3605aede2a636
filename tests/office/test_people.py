"""Log-in, PINs, roles and proposals on real office files (R27, R28)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from checkmail.errors import Misused
from checkmail.office import batches, counting, desk, founding, people, proposals, record
from checkmail.office.acting import Actor, Office
from checkmail.rules.model import Check, Role
from checkmail.rules.pace import Came
from checkmail.store.sqlite import create_sqlite

from .play import AKI, BAN, BOSS, CHO, EYE, PIN, VICE, Clock, ok, refused

OTHER = "739164"


@pytest.fixture
def small(tmp_path):
    """An office of one supervisor."""
    store = create_sqlite(tmp_path / "small.db")
    office = Office(store, "desk1", Clock())
    ok(founding.make_office(office, "村役場", 3, (1, "村長"), PIN))
    yield office
    store.close()


# R27 -------------------------------------------------------------------------------------------------------


def test_r27_number_and_pin_prove_a_person(play):
    office = play("people")
    assert ok(people.sign_in(office.office, 2, PIN)) == AKI
    assert refused(people.sign_in(office.office, 2, "000001")) == "wrong-pin"
    assert refused(people.sign_in(office.office, 99, PIN)) == "wrong-pin"
    assert office.row("people", person=2)["failures"] == 1


@pytest.mark.parametrize("pin", ["", "\ud800", "\x00", "４８２９１７", "482917 ", "x" * 10_000])
def test_r27_what_is_no_pin_proves_nobody(play, pin):
    assert refused(people.sign_in(play("people").office, 2, pin)) == "wrong-pin"


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_r27_what_is_no_person_number_proves_nobody(play, number):
    assert refused(people.sign_in(play("people").office, number, PIN)) == "wrong-pin"


def test_r27_wrong_pins_lock_for_a_growing_time_across_restarts(play):
    office = play("people")
    office.clock.step = timedelta(0)
    spans = []
    for _ in range(3):
        while not (lock := _lock(office, 2)):
            assert refused(people.sign_in(office.office, 2, "000001")) == "wrong-pin"
        spans.append(lock)
        assert refused(people.sign_in(office.office, 2, PIN)) == "locked"
        office.restart()
        assert refused(people.sign_in(office.office, 2, PIN)) == "locked"
        assert ok(people.sign_in(office.office, 3, PIN)) == BAN
        office.clock.wait(seconds=lock)
    assert spans == [30, 60, 120]
    ok(people.sign_in(office.office, 2, PIN))
    assert office.row("people", person=2)["failures"] == 0
    assert refused(people.sign_in(office.office, 2, "000001")) == "wrong-pin"
    assert _lock(office, 2) == 0
    assert office.faults() == []


def _lock(office, person: int) -> float:
    from checkmail.rules.ledger import moment

    until = office.row("people", person=person)["locked_until"]
    return max(0.0, (moment(until) - office.clock.now).total_seconds()) if until else 0.0


def test_r27_a_locked_pin_is_not_even_looked_at(play, monkeypatch):
    office = play("people")
    office.clock.step = timedelta(0)
    for _ in range(3):
        people.sign_in(office.office, 2, "000001")
    monkeypatch.setattr(people, "matches", lambda *_: pytest.fail("the PIN was looked at"))
    before = len(office.rows("entries"))
    assert refused(people.sign_in(office.office, 2, PIN)) == "locked"
    assert len(office.rows("entries")) == before


def test_r27_guesses_at_several_desks_at_once_share_one_lock(play, monkeypatch):
    """A guess whose PIN was looked at before the lock came is judged after it."""
    office = play("people")
    office.clock.step = timedelta(0)
    looked = people.matches

    def slow(hashed: str, pin: str) -> bool:
        monkeypatch.setattr(people, "matches", looked)
        for _ in range(3):
            assert refused(people.sign_in(office.at("desk2"), 2, "000001")) == "wrong-pin"
        return looked(hashed, pin)

    monkeypatch.setattr(people, "matches", slow)
    assert refused(people.sign_in(office.office, 2, PIN)) == "locked"


def test_r27_of_a_pin_nothing_is_recorded(play):
    office = play("people")
    people.sign_in(office.office, 2, "604812")
    ok(people.change_own_pin(office.office, AKI, "917364"))
    for table in ("entries", "texts", "people", "proposals"):
        stored = json.dumps([list(row) for row in office.rows(table)])
        assert PIN not in stored
        assert "604812" not in stored
        assert "917364" not in stored


@pytest.mark.parametrize(
    "line",
    [
        *("604812604812"[:length] for length in range(6, 13)), "６０４８１２", "はぬわ", "おやえゆぬふ", "604812\x0c",
        "604812" + "1" * 18, "1" * 18 + "604812604812", "60481291" + "６０４８１２91",
    ],
)  # fmt: skip
def test_r25_r27_a_pin_typed_into_the_scan_input_is_not_kept(play, line):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    before = len(office.rows("texts"))
    assert office.says(AKI, line)[0] == "refused"
    kept = len(office.rows("texts")) - before
    assert kept == (1 if line == "はぬわ" else 0)


def test_r25_r27_eighteen_digits_that_are_no_code_are_kept_only_from_a_scanner(play):
    """From fingers they may be a PIN of nine digits typed twice; a scanner reads a damaged code so."""
    office = play("printed")
    office.open(AKI, Check.FIRST)
    kept = []
    for came in Came:
        before = len(office.rows("texts"))
        answer = ok(desk.scan(office.office, AKI, 1, "604812937" * 2, came))
        assert (answer.verdict.value, json.loads(office.rows("entries", chain=1)[-1]["body"])["code"]) == (
            "refused",
            "",
        )
        kept.append(len(office.rows("texts")) - before)
    assert dict(zip(Came, kept, strict=True)) == {Came.SCANNED: 1, Came.TYPED: 0, Came.BY_HAND: 0}
    assert office.faults() == []


def test_r27_a_pin_set_by_another_is_changed_before_its_owner_acts(play):
    office = play("created")
    ok(office.confirm(people.set_anothers_pin(office.office, BOSS, 2, OTHER), CHO))
    assert refused(people.sign_in(office.office, 2, PIN)) == "wrong-pin"
    aki = ok(people.sign_in(office.office, 2, OTHER))
    assert refused(batches.list_batches(office.office, aki)) == "pin-must-change"
    assert refused(people.change_own_pin(office.office, aki, OTHER)) == "weak-pin"
    ok(people.change_own_pin(office.office, aki, "604812"))
    assert ok(batches.list_batches(office.office, aki))
    assert office.faults() == []


def test_r27_weak_pins_are_refused_wherever_one_is_set(play, small):
    office = play("people").office
    assert refused(people.change_own_pin(office, AKI, "123456")) == "weak-pin"
    assert refused(people.add_person(office, BOSS, 9, "新人", Role.CLERK, "111111")) == "weak-pin"
    assert refused(people.set_anothers_pin(office, BOSS, 2, "12345")) == "weak-pin"
    assert refused(people.add_person(office, AKI, 9, "新人", Role.CLERK, "111111")) == "not-allowed"
    assert refused(people.set_anothers_pin(office, AKI, 3, "12345")) == "not-allowed"
    assert refused(people.change_own_pin(office, Actor(99), "123456")) == "not-allowed"


def test_r27_an_office_begins_with_a_strong_pin(tmp_path):
    store = create_sqlite(tmp_path / "new.db")
    office = Office(store, "desk1")
    assert refused(founding.make_office(office, "村役場", 3, (1, "村長"), "123456")) == "weak-pin"
    for number in (-1, 97, 10**30):
        with pytest.raises(Misused, match="bad-office-number"):
            founding.make_office(office, "村役場", number, (1, "村長"), PIN)
    for person in (0, 10_000_000, -5):
        with pytest.raises(Misused, match="bad-person-number"):
            founding.make_office(office, "村役場", 3, (person, "村長"), PIN)
    with pytest.raises(Misused, match="control-character"):
        founding.make_office(office, "村\n役場", 3, (1, "村長"), PIN)
    assert record.verify(office).entries == 0
    ok(founding.make_office(office, "村役場", 3, (1, "村長"), PIN))
    assert refused(founding.make_office(office, "村役場", 3, (1, "村長"), PIN)) == "already-exists"
    store.close()


# R28 -------------------------------------------------------------------------------------------------------


def test_r28_up_to_three_people_one_adds_them_and_then_two(small):
    for number in (2, 3):
        assert isinstance(people.add_person(small, BOSS, number, "x", Role.CLERK, OTHER), people.Member)
    answer = people.add_person(small, BOSS, 4, "四人め", Role.CLERK, OTHER)
    assert isinstance(answer, proposals.Proposed)
    assert refused(proposals.confirm(small, BOSS, answer.proposal)) == "same-person"
    assert refused(proposals.confirm(small, Actor(2), answer.proposal)) == "pin-must-change"
    ok(people.change_own_pin(small, Actor(2), PIN))
    assert refused(people.sign_in(small, 4, OTHER)) == "wrong-pin"
    ok(proposals.confirm(small, Actor(2), answer.proposal))
    ok(people.sign_in(small, 4, OTHER))
    assert refused(people.add_person(small, BOSS, 4, "同じ番号", Role.CLERK, OTHER)) == "number-taken"


def test_r28_the_owner_of_a_pin_has_no_part_in_setting_it(play):
    office = play("people")
    assert refused(people.set_anothers_pin(office.office, BOSS, 1, OTHER)) == "same-person"
    proposed = ok(people.set_anothers_pin(office.office, BOSS, 2, OTHER))
    assert refused(office.confirm(proposed, AKI)) in ("same-person", "stale")
    assert refused(people.set_anothers_pin(office.office, BOSS, 99, OTHER)) == "unknown-person"
    assert ok(people.sign_in(office.office, 2, PIN)) == AKI


def test_r28_a_rejected_proposal_leaves_no_pin_behind(play):
    office = play("people")
    proposed = ok(people.set_anothers_pin(office.office, BOSS, 2, OTHER))
    assert len(office.rows("secrets", name=f"proposal:{proposed.proposal}")) == 1
    ok(proposals.reject(office.office, BAN, proposed.proposal, "頼んでいない"))
    assert office.rows("secrets", name=f"proposal:{proposed.proposal}") == []
    assert refused(office.confirm(proposed, CHO)) == "unknown-proposal"
    ok(people.sign_in(office.office, 2, PIN))
    assert office.faults() == []


@pytest.mark.parametrize("actor", [AKI, EYE])
def test_r28_acts_of_a_supervisor_are_refused_to_others(play, actor):
    office = play("verified")
    at = office.office
    answers = [
        people.add_person(at, actor, 9, "x", Role.CLERK, OTHER),
        people.set_anothers_pin(at, actor, 3, OTHER),
        people.disable_person(at, actor, 3),
        people.name_deputy(at, actor, 3, date(2027, 1, 1)),
        counting.release(at, actor, 1),
        batches.close_batch(at, actor, 1),
        batches.abandon_batch(at, actor, 1),
        batches.resume_batch(at, actor, 1, "x"),
    ]
    assert [refused(answer) for answer in answers] == ["not-allowed"] * len(answers)


def test_r28_the_last_supervisor_cannot_be_disabled(play):
    office = play("people")
    ok(people.disable_person(office.office, BOSS, 5))
    ok(people.name_deputy(office.office, BOSS, 2, date(2030, 1, 1)))
    assert refused(people.disable_person(office.office, BOSS, 1)) == "last-supervisor"
    assert refused(people.disable_person(office.office, AKI, 1)) == "last-supervisor"
    assert refused(people.disable_person(office.office, BOSS, 99)) == "unknown-person"


def test_r28_the_disabled_are_read_anew_for_every_act(play):
    office = play("created")
    ok(people.disable_person(office.office, BOSS, 2))
    assert refused(batches.list_batches(office.office, AKI)) == "not-allowed"
    assert refused(people.sign_in(office.office, 2, PIN)) == "not-allowed"
    assert refused(people.change_own_pin(office.office, AKI, OTHER)) == "not-allowed"


def test_r28_the_latest_log_in_wins(play):
    office = play("printed")
    older = ok(people.sign_in(office.office, 2, PIN, session=True))
    office.open(older, Check.FIRST)
    newer = ok(people.sign_in(office.at("desk2"), 2, PIN, session=True))
    assert refused(desk.scan(office.office, older, 1, office.cover(1))) == "person-elsewhere"
    assert refused(counting.enter_count(office.office, older, 1, 1, 4)) == "person-elsewhere"
    assert refused(batches.list_batches(office.office, older)) == "person-elsewhere"
    office.open(newer, Check.FIRST, "desk2")
    assert office.says(newer, office.cover(1), "desk2") == ("accepted", "")


def test_r20_a_deputy_acts_up_to_and_including_the_day(play):
    office = play("verified")
    office.count(1, 2, 3)
    day = office.clock.now.date()
    ok(people.name_deputy(office.office, BOSS, 4, day))
    late = type(office.clock)(office.clock.now + timedelta(days=1))
    assert refused(counting.release(Office(office.store, "desk1", late), CHO, 1)) == "not-allowed"
    ok(counting.release(office.office, CHO, 1))


def test_r20_a_deputy_does_not_lengthen_their_own_days(play):
    office = play("people")
    ok(people.name_deputy(office.office, BOSS, 4, office.clock.now.date()))
    assert refused(people.name_deputy(office.office, CHO, 4, date(2099, 1, 1))) == "not-allowed"
    assert refused(people.name_deputy(office.office, CHO, 2, date(2099, 1, 1))) == "not-allowed"
    assert refused(people.name_deputy(office.office, BOSS, 1, date(2099, 1, 1))) == "same-person"
    assert office.row("people", person=4)["deputy_until"] == office.clock.now.date().isoformat()


def test_r28_who_may_not_confirm_is_told_so(play):
    office = play("printed")
    from checkmail.office import pieces

    proposed = ok(pieces.propose_lost(office.office, AKI, 1, 3, "見当たらない"))
    assert refused(office.confirm(proposed, EYE)) == "not-allowed"
    assert refused(office.confirm(proposed, BAN)) == "not-allowed"  # a loss is a supervisor's to confirm
    assert refused(office.confirm(proposed, Actor(99))) == "not-allowed"
    assert refused(proposals.confirm(office.office, BOSS, 99)) == "unknown-proposal"
    assert refused(proposals.reject(office.office, EYE, proposed.proposal, "x")) == "not-allowed"


def test_r28_a_proposal_is_confirmed_once(play):
    office = play("created")
    proposed = ok(batches.change_policy(office.office, AKI, 1, supervisor_may_check=True))
    ok(office.confirm(proposed, BOSS))
    assert refused(office.confirm(proposed, VICE)) == "unknown-proposal"
    assert refused(proposals.reject(office.office, BAN, proposed.proposal, "x")) == "unknown-proposal"
    assert ok(proposals.open_proposals(office.office, AKI)) == []


def test_a_proposal_about_a_batch_that_is_over_is_stale(play):
    from checkmail.office import pieces, withholding

    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, office.cover(2))
    ok(withholding.add(office.office, AKI, 1, [5], "x"))
    proposed = [
        pieces.propose_resolve(office.office, CHO, 1, [1, 2], "分けた"),
        pieces.propose_lost(office.office, CHO, 1, 3, "ない"),
        withholding.lift(office.office, CHO, 1, [5], "送る"),
        batches.change_policy(office.office, CHO, 1, supervisor_may_check=True),
    ]
    ok(batches.abandon_batch(office.office, BOSS, 1))
    assert [refused(office.confirm(one, VICE)) for one in proposed] == ["stale"] * 4
    ok(proposals.reject(office.office, BAN, proposed[0].proposal, "業務は中止"))
    assert office.faults() == []
