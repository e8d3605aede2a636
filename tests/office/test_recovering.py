"""The recovery code of an office whose supervisors have forgotten their PINs (R28), and locks (R27)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from checkmail.office import founding, people, pins, proposals, recovering
from checkmail.office.acting import Actor
from checkmail.rules.model import Role
from checkmail.store.sqlite import create_sqlite

from .play import AKI, BAN, BOSS, CHO, EYE, PIN, Play, ok, refused

NEW, CHANGED = "739164", "604812"
GUESS = "0000-0000-0000-0000"


@dataclass
class Coded(Play):
    """An office with its recovery code."""

    code: str = ""

    def recover(self, actor: Actor | None = AKI, number: int = 1, code: str = "", pin: str = NEW) -> object:
        return recovering.recover(self.office, actor, number, code or self.code, pin)


@pytest.fixture
def coded(tmp_path):
    """``coded(4)``: supervisor 1 and three others; the last is a second supervisor."""
    opened: list[Coded] = []

    def make(number: int) -> Coded:
        path = tmp_path / "office.db"
        create_sqlite(path).close()
        office = Coded(path)
        office.clock.step = timedelta(0)
        opened.append(office)
        office.code = ok(founding.make_office(office.office, "村役場", 3, (1, "村長"), PIN)).recovery_code
        for other in range(2, number + 1):
            answer = ok(people.add_person(office.office, BOSS, other, "x", Role.CLERK, NEW))
            if not isinstance(answer, people.Member):
                office.confirm(answer, AKI)
            ok(people.change_own_pin(office.office, Actor(other), PIN))
        return office

    yield make
    for one in opened:
        one.store.close()


def test_r28_two_others_recover_a_supervisor_and_the_code_is_used_up(coded):
    office = coded(4)
    begun = ok(office.recover(code=f"　{office.code.replace('-', '')} "))
    ok(people.sign_in(office.office, 1, PIN))
    assert refused(office.confirm(begun, AKI)) == "same-person"
    assert ok(office.confirm(begun, BAN)).person.must_change
    assert refused(people.sign_in(office.office, 1, PIN)) == "wrong-pin"
    boss = ok(people.sign_in(office.office, 1, NEW))
    assert refused(people.list_people(office.office, boss)) == "pin-must-change"
    ok(people.change_own_pin(office.office, boss, CHANGED))
    assert refused(office.recover()) == "wrong-recovery-code"
    ok(office.recover(code=begun.recovery_code))
    kinds = [row["kind"] for row in office.rows("entries", chain=0)]
    assert kinds.count("recovery-used") == 1
    assert office.faults() == []
    stored = json.dumps([list(row) for row in office.rows("entries")])
    assert not {office.code, office.code.replace("-", ""), begun.recovery_code, NEW} & set(stored.split('"'))


def test_r28_whoever_holds_the_code_is_not_both_people(coded):
    office = coded(4)
    assert refused(office.recover(None)) == "recovery-alone"
    assert refused(office.recover(BOSS)) == "same-person"
    begun = ok(office.recover())
    assert refused(office.confirm(begun, BOSS)) in ("same-person", "stale")
    ok(people.disable_person(office.office, BOSS, 2))
    assert refused(office.confirm(begun, BAN)) == "stale"


def test_r28_with_one_other_person_they_do_it_together(coded):
    office = coded(2)
    assert refused(office.recover(None)) == "recovery-alone"
    assert isinstance(ok(office.recover(AKI)), recovering.Recovered)
    ok(people.sign_in(office.office, 1, NEW))


def test_r28_an_office_of_one_is_not_locked_for_ever(coded):
    office = coded(1)
    assert ok(office.recover(None)).member.person.number == 1
    ok(people.sign_in(office.office, 1, NEW))
    assert office.faults() == []


def test_r28_where_nobody_else_is_there_for_two_weeks_one_may_end_what_they_began(coded):
    office = coded(4)
    office.clock.wait(seconds=1)
    begun = ok(office.recover())
    office.clock.wait(days=13, hours=23)
    assert isinstance(ok(office.recover()), recovering.Recovering)
    # Wrong PINs may be the beginner's own guesses.
    assert refused(people.sign_in(office.office, 1, "000001")) == "wrong-pin"
    office.clock.wait(hours=2)
    assert isinstance(ok(office.recover()), recovering.Recovered)
    assert refused(office.confirm(begun, CHO)) == "stale"
    assert office.faults() == []


@pytest.mark.parametrize("seen", [1, 3])
def test_r28_who_was_there_since_is_the_second_person(coded, seen):
    """The supervisor whose PIN it is too: who signs in has not forgotten it."""
    office = coded(4)
    ok(office.recover())
    office.clock.wait(days=3)
    ok(people.sign_in(office.office, seen, PIN, session=True))
    if seen != 1:
        ok(people.disable_person(office.office, BOSS, seen))
    office.clock.wait(days=12)
    assert isinstance(ok(office.recover()), recovering.Recovering)
    office.clock.wait(days=14)
    assert isinstance(ok(office.recover()), recovering.Recovered)


def test_r28_a_supervisor_who_disables_the_others_is_not_two_people_by_the_code(coded):
    office = coded(3)
    office.tamper("UPDATE people SET role = 'supervisor' WHERE person = 2")
    ok(people.disable_person(office.office, BOSS, 3))
    begun = ok(office.recover(BOSS, 2))
    assert isinstance(begun, recovering.Recovering)
    # Who had no part in it is alone with the code.
    assert isinstance(ok(office.recover(AKI, 1)), recovering.Recovered)


def test_r28_what_was_rejected_is_not_ended_alone(coded):
    office = coded(4)
    begun = ok(office.recover())
    ok(proposals.reject(office.office, CHO, begun.proposal, "頼んでいない"))
    office.clock.wait(days=8)
    assert isinstance(ok(office.recover()), recovering.Recovering)
    assert [
        row["name"]
        for row in office.rows("secrets")
        if row["name"].startswith("proposal") and row["name"].endswith(f":{begun.proposal}")
    ] == []


def test_r28_the_code_is_for_supervisors_and_no_auditor_uses_it(coded):
    office = coded(4)
    for number in (2, 99):
        assert refused(office.recover(BAN, number)) == "not-a-supervisor"
    office.tamper("UPDATE people SET role = 'auditor' WHERE person = 3")
    assert refused(office.recover(BAN)) == "not-allowed"
    assert refused(office.recover(pin="123456")) == "weak-pin"
    assert refused(office.recover(pin="123456", code=GUESS)) == "wrong-recovery-code"


def test_r27_wrong_codes_lock_for_a_growing_time_across_restarts(coded):
    office = coded(2)
    spans = []
    for _ in range(3):
        while office.recover(code=GUESS).reason != "locked":
            pass
        spans.append(refused_seconds(office.recover()))
        office.restart()
        assert refused(office.recover()) == "locked"
        office.clock.wait(seconds=spans[-1])
    assert [span - 1 for span in spans] == [30, 60, 120]
    ok(office.recover())
    assert office.faults() == []


def refused_seconds(refusal: object) -> int:
    assert refused(refusal) == "locked"
    return int(refusal.details["seconds"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("span", [timedelta(seconds=40), timedelta(days=365)])
def test_r26_r27_a_clock_set_back_neither_shortens_a_lock_nor_makes_it_endless(coded, span):
    office = coded(2)
    for _ in range(3):
        people.sign_in(office.office, 2, "000001")
        office.recover(code=GUESS)
    office.clock.now -= span
    for _ in range(2):
        assert refused_seconds(people.sign_in(office.office, 2, PIN)) in (30, 31)
        assert refused_seconds(office.recover()) in (30, 31)
    office.clock.wait(seconds=29)
    assert refused(people.sign_in(office.office, 2, PIN)) == "locked"
    assert refused(office.recover()) == "locked"
    office.clock.wait(seconds=2)
    ok(people.sign_in(office.office, 2, PIN))
    ok(office.recover())
    assert office.faults() == []


def test_r27_argon2id_as_rfc_9106_recommends_second(own_hasher, monkeypatch):
    monkeypatch.setattr(pins, "_HASHER", own_hasher)
    hashed = pins.hashed_pin(PIN)
    assert pins.matches(hashed, PIN)
    assert not pins.matches(hashed, NEW)
    kept = extract_parameters(hashed)
    assert kept == RFC_9106_LOW_MEMORY
    assert (kept.type.name, kept.memory_cost, kept.time_cost, kept.parallelism) == ("ID", 64 * 1024, 3, 4)


def test_r27_nobody_costs_as_much_work_as_a_wrong_pin(coded, monkeypatch):
    """Hashing is what takes the time: one of it, whether or not there is such a person."""
    import argon2.low_level

    office = coded(2)
    done: list[object] = []
    for name in ("hash_secret", "verify_secret"):
        inner = getattr(argon2.low_level, name)

        def counted(*args: object, inner=inner, **more: object) -> object:
            done.append(1)
            return inner(*args, **more)

        monkeypatch.setattr(f"argon2._password_hasher.{name}", counted)
    work = []
    for number in (2, 99):
        done.clear()
        assert refused(people.sign_in(office.office, number, "000001")) == "wrong-pin"
        work.append(len(done))
    assert work == [1, 1]


def test_r28_an_auditor_confirms_no_recovery(coded):
    office = coded(4)
    begun = ok(office.recover())
    office.tamper("UPDATE people SET role = 'auditor' WHERE person = 3")
    assert refused(office.confirm(begun, BAN)) == "not-allowed"
    assert refused(office.confirm(begun, EYE)) == "not-allowed"


def test_r24_a_recovery_code_that_was_exchanged_is_found_at_every_step(coded):
    office = coded(4)

    def swapped(name: str) -> list[tuple[int, str]]:
        """What is found while another's hash lies under ``name``."""
        kept = office.row("secrets", name=name)["hash"]
        office.tamper(
            "UPDATE secrets SET hash = ? WHERE name = ?", office.row("secrets", name="person:2")["hash"], name
        )
        said = office.faults()
        office.tamper("UPDATE secrets SET hash = ? WHERE name = ?", kept, name)
        return said

    found = [(0, "secret")]
    assert swapped("recovery") == found
    begun, again = ok(office.recover()), ok(office.recover())
    for name in (f"proposal:{begun.proposal}", f"proposal-code:{begun.proposal}"):
        assert swapped(name) == found
    ok(office.confirm(begun, BAN))
    assert office.faults() == []
    assert refused(office.confirm(again, BAN)) == "stale"
    assert swapped("recovery") == swapped("person:1") == found
