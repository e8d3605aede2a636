"""The equation and the counts (R10, R18, R19, R20)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import Kind
from checkmail.rules.count import (
    Account,
    ArtifactAccount,
    Count,
    Counted,
    balanced,
    judge_counts,
    may_enter,
    may_release,
    reconcile,
)

few = st.integers(0, 6)
PRINTED = [Kind.LABEL, Kind.COVER, Kind.SLIP, Kind.RETURN, Kind.STAMPED]
accounts = st.builds(Account, few, few, few, few, few)
artifacts = st.lists(st.builds(ArtifactAccount, st.sampled_from(PRINTED), *[few] * 6))
counts = st.lists(st.builds(Count, st.integers(1, 4), st.integers(0, 4), st.booleans()), max_size=6)


def a_count(person: int, number: int, *, scanned: bool = False) -> Count:
    return Count(person, number, scanned)


@given(accounts, artifacts, few)
def test_r18_balanced_means_every_part_of_the_equation(account, papers, out):
    lines = reconcile(account, papers, out)
    equation = account.listed == account.withheld + account.checked + account.lost
    r10 = all(p.issued == p.used + p.spoiled + p.superseded + p.withheld + p.lost for p in papers)
    assert balanced(lines) is (equation and r10 and not account.quarantined and not out)


@given(artifacts)
def test_r10_a_difference_is_found_minus_issued(papers):
    lines = reconcile(Account(0, 0, 0, 0, 0), papers, 0)
    told = [line.difference for line in lines[1:-2]]
    assert told == [p.used + p.spoiled + p.superseded + p.withheld + p.lost - p.issued for p in papers]


def test_r18_an_account_of_one_batch():
    papers = [ArtifactAccount(Kind.LABEL, 10, 7, 1, 1, 1, 0), ArtifactAccount(Kind.COVER, 9, 7, 0, 0, 1, 1)]
    assert balanced(reconcile(Account(9, 1, 1, 7, 0), papers, 0))
    assert not balanced(reconcile(Account(9, 1, 1, 7, 0), papers, 1))
    assert not balanced(reconcile(Account(9, 1, 1, 7, 1), papers, 0))
    assert not balanced(reconcile(Account(9, 1, 1, 6, 0), papers, 0))


@given(counts, st.integers(0, 4))
def test_r19_counts_agree_only_when_two_people_and_the_ledger_say_the_same(entered, expected):
    judged = judge_counts(entered, expected)
    latest: dict[int, int] = {}
    for one in entered:
        latest[one.person] = one.number
    if len(latest) < 2:
        assert judged is Counted.OWED
    else:
        assert judged is (Counted.AGREE if all(n == expected for n in latest.values()) else Counted.DIFFER)


def test_r19_one_person_twice_is_one_person():
    assert judge_counts([a_count(2, 5), a_count(2, 5)], 5) is Counted.OWED


def test_r19_two_people_who_agree_on_a_wrong_number_differ():
    assert judge_counts([a_count(2, 4), a_count(3, 4)], 5) is Counted.DIFFER


def test_r19_a_later_number_of_the_same_person_replaces_the_earlier():
    assert judge_counts([a_count(2, 4), a_count(3, 5), a_count(2, 5)], 5) is Counted.AGREE


@pytest.mark.parametrize(
    ("differences", "before", "scanned", "owed"),
    [
        (0, [], False, False),
        (1, [], False, False),
        (2, [], False, True),
        (2, [], True, False),
        (2, [a_count(4, 5, scanned=True)], False, False),
        (2, [a_count(4, 5)], False, True),
        (7, [], False, True),
    ],
)
def test_r19_after_the_second_difference_the_tray_is_scanned_first(differences, before, scanned, owed):
    refusal = may_enter(differences, before, scanned)
    assert (refusal.reason if refusal else "") == ("scan-the-tray" if owed else "")


GOOD = reconcile(Account(5, 0, 0, 5, 0), [], 0)
BAD = reconcile(Account(5, 0, 0, 4, 0), [], 0)


@pytest.mark.parametrize(
    ("lines", "trays", "scans", "reason"),
    [
        (GOOD, [Counted.AGREE, Counted.AGREE], False, ""),
        (BAD, [Counted.AGREE], False, "not-balanced"),
        (BAD, [Counted.OWED], True, "not-balanced"),
        (GOOD, [Counted.AGREE, Counted.OWED], False, "counts-missing"),
        (GOOD, [Counted.DIFFER, Counted.OWED], False, "counts-differ"),
        (GOOD, [Counted.DIFFER], True, "scan-the-tray"),
        (GOOD, [], False, "counts-missing"),
    ],
)
def test_r20_a_release_needs_r18_and_r19(lines, trays, scans, reason):
    refusal = may_release(lines, trays, scans)
    assert (refusal.reason if refusal else "") == reason
