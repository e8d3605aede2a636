"""Who may do what, and every "not the same person" (R2, R13, R20, R27, R28): the whole table, written out here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules import people
from checkmail.rules.model import Person, Role

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)

SUPERVISORS_ONLY = [
    "add-person",
    "set-anothers-pin",
    "disable-person",
    "name-deputy",
    "release",
    "close-batch",
    "abandon-batch",
    "resume-batch",
    "plant",
    "change-policy",
    "confirm-loss",
]
CLERKS_TOO = [
    "create-batch",
    "import-list",
    "acknowledge",
    "propose-accept",
    "compare",
    "explain",
    "propose-compared",
    "approve",
    "withhold",
    "propose-lift",
    "find-withheld",
    "print",
    "propose-reissue",
    "propose-spoil",
    "propose-loss",
    "desk",
    "send-back",
    "resolve",
    "count",
    "offer",
    "accept-offer",
    "propose-policy",
    "confirm",
    "reject",
    "return-piece",
]
EVERYBODY = ["read"]


def person(role: Role = Role.CLERK, **changed: object) -> Person:
    facts: dict[str, object] = {
        "number": 1, "role": role, "disabled": False, "must_change": False, "failures": 0,
        "locked_until": None, "deputy_until": None, "session": 0,
    }  # fmt: skip
    return Person(**{**facts, **changed})


def reason(refusal: object) -> str:
    return refusal.reason if refusal else ""


@pytest.mark.parametrize("act", [*SUPERVISORS_ONLY, *CLERKS_TOO, *EVERYBODY])
@pytest.mark.parametrize("role", list(Role))
def test_r28_every_act_and_every_role(act, role):
    allowed = role is Role.SUPERVISOR or act in EVERYBODY or (role is Role.CLERK and act in CLERKS_TOO)
    assert reason(people.may(person(role), act, NOW)) == ("" if allowed else "not-allowed")


def test_r28_no_act_stands_outside_the_table():
    """An act that is in the code and not in the table above would have no test."""
    known = people.SUPERVISOR_ACTS | people.CLERK_ACTS | people.READING_ACTS
    tested = {*SUPERVISORS_ONLY, *CLERKS_TOO, *EVERYBODY}
    assert tested <= known
    # Others may be added: a new supervisor's act is refused to clerks, and no act is in two lists.
    assert not people.SUPERVISOR_ACTS & people.CLERK_ACTS
    for act in people.SUPERVISOR_ACTS:
        assert reason(people.may(person(Role.CLERK), act, NOW)) == "not-allowed"
    for act in people.SUPERVISOR_ACTS | people.CLERK_ACTS:
        assert reason(people.may(person(Role.AUDITOR), act, NOW)) == "not-allowed"
    with pytest.raises(ValueError, match="no such act"):
        people.may(person(), "fly", NOW)


def test_r28_every_act_of_the_office_is_in_the_table():
    import re

    known = people.SUPERVISOR_ACTS | people.CLERK_ACTS | people.READING_ACTS | people.OWN_ACTS
    for file in (Path(people.__file__).parent.parent / "office").glob("*.py"):
        used = set(re.findall(r'^@act\("([^"]+)"\)', file.read_text(encoding="utf-8"), re.MULTILINE))
        used |= set(re.findall(r'authorize\("([^"]+)"\)', file.read_text(encoding="utf-8")))
        used |= set(re.findall(r'confirmed_by="([^"]+)"', file.read_text(encoding="utf-8")))
        assert used <= known, file.name


@pytest.mark.parametrize("act", [*SUPERVISORS_ONLY, *CLERKS_TOO, *EVERYBODY, "change-own-pin"])
@pytest.mark.parametrize("role", list(Role))
def test_r28_the_disabled_and_the_unknown_do_nothing(act, role):
    assert reason(people.may(person(role, disabled=True), act, NOW)) == "not-allowed"
    assert reason(people.may(None, act, NOW)) == "not-allowed"


@pytest.mark.parametrize("act", [*SUPERVISORS_ONLY, *CLERKS_TOO, *EVERYBODY])
@pytest.mark.parametrize("role", list(Role))
def test_r27_who_must_change_their_pin_may_only_change_it(act, role):
    must = person(role, must_change=True)
    assert reason(people.may(must, act, NOW)) == "pin-must-change"
    assert people.may(must, "change-own-pin", NOW) is None


@pytest.mark.parametrize(
    ("until", "allowed"),
    [(date(2026, 11, 21), False), (date(2026, 11, 22), True), (date(2027, 1, 1), True), (None, False)],
)
def test_r20_a_deputy_is_a_supervisor_up_to_and_including_the_day(until, allowed):
    assert (people.may(person(deputy_until=until), "release", NOW) is None) is allowed


def test_r20_an_auditor_is_nobodys_deputy():
    assert reason(people.may(person(Role.AUDITOR, deputy_until=date(2030, 1, 1)), "release", NOW)) == "not-allowed"


@pytest.mark.parametrize(("session", "reason_"), [(0, ""), (7, ""), (6, "person-elsewhere"), (8, "person-elsewhere")])
def test_r28_the_latest_login_wins(session, reason_):
    assert reason(people.in_session(person(session=7), session)) == reason_


@given(st.integers(1, 5), st.lists(st.integers(0, 5)))
def test_r2_the_same_person_is_refused_and_nobody_is_not_a_person(who, others):
    assert (people.different(who, others, "R2") is not None) is (who in others)


@given(st.integers(1, 4), st.integers(1, 4), st.sets(st.integers(0, 4)))
def test_r13_two_people_of_whom_one_checked_neither(proposer, confirmer, checkers):
    allowed = proposer != confirmer and not (proposer in checkers and confirmer in checkers)
    assert (people.may_resolve(proposer, confirmer, checkers) is None) is allowed


@given(st.integers(1, 4), st.sets(st.integers(0, 4)), st.booleans())
def test_r20_who_took_part_releases_only_where_the_policy_says_so(who, took_part, policy):
    assert (people.may_release(who, took_part, policy) is None) is (policy or who not in took_part)


def test_r28_the_last_supervisor_stays():
    boss, vice = person(Role.SUPERVISOR, number=1), person(Role.SUPERVISOR, number=2)
    gone, clerk = person(Role.SUPERVISOR, number=3, disabled=True), person(number=4, deputy_until=date(2030, 1, 1))
    assert people.may_disable(boss, [boss, vice]) is None
    assert reason(people.may_disable(boss, [boss, gone, clerk])) == "last-supervisor"
    assert people.may_disable(clerk, [boss, clerk]) is None


def test_r28_two_people_are_needed_from_three_on():
    assert not people.needs_two([person(), person()])
    # Else one supervisor could disable the others and then be two people alone.
    assert people.needs_two([person(), person(), person(disabled=True)])
    assert people.needs_two([person(), person(), person()])


def test_r28_nobody_is_alone_with_the_code_by_disabling_the_others():
    boss, vice, clerk = person(Role.SUPERVISOR, number=1), person(Role.SUPERVISOR, number=2), person(number=3)
    gone, eye = person(number=4, disabled=True), person(Role.AUDITOR, number=5)
    assert not people.alone_with_code(1, 2, [boss, vice, clerk], ())
    assert people.alone_with_code(1, 2, [boss, vice, gone, eye], ())
    assert not people.alone_with_code(1, 2, [boss, vice, gone, eye], {4})


RUNS = ["123456", "234567", "890123", "987654", "321098", "012345678901"]
REPEATS = ["111111", "121212", "123123", "12341234", "1231231", "000000000000"]
LENGTHS = ["", "1", "48291", "4829174829175"]
OTHERS = ["48291a", "４８２９１７", "482 917", "-482917", "48291\n", "٤٨٢٩١٧"]


@pytest.mark.parametrize("pin", [*RUNS, *REPEATS, *LENGTHS, *OTHERS])
def test_r27_weak_pins(pin):
    assert reason(people.weak_pin(pin)) == "weak-pin"


@pytest.mark.parametrize("pin", ["482917", "739164", "135791", "112233", "482917482916", "100000"])
def test_r27_pins_that_may_be(pin):
    assert people.weak_pin(pin) is None


@given(st.text("0123456789", min_size=6, max_size=12))
def test_r27_a_pin_that_passes_is_no_run_and_no_repeat(pin):
    if people.weak_pin(pin):
        return
    up = "0123456789" * 3
    assert pin not in up
    assert pin not in up[::-1]
    assert len(set(pin)) > 1
    for size in range(1, len(pin) // 2 + 1):
        assert (pin[:size] * 12)[: len(pin)] != pin


def test_r27_locks_grow_and_are_capped():
    spans = [people.lock_after(failures) for failures in range(1, 60)]
    assert spans[:2] == [timedelta(0), timedelta(0)]
    assert spans[2] == timedelta(seconds=30)
    assert spans == sorted(spans)
    assert spans[3] == 2 * spans[2]
    assert max(spans) == timedelta(hours=1)
    assert people.lock_after(10**9) == timedelta(hours=1)


def test_r27_a_lock_ends_at_its_moment():
    locked = person(locked_until=NOW)
    refusal = people.locked(locked, NOW - timedelta(seconds=12))
    assert refusal is not None
    assert (refusal.reason, refusal.details["seconds"]) == ("locked", 13)
    assert people.locked(locked, NOW) is None
    assert people.locked(person(), NOW) is None
