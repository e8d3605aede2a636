"""Counts, the reconciliation, release, seals and pieces sent back on real office files (R18-R22)."""

from __future__ import annotations

import json

import pytest

from checkmail.errors import Misused
from checkmail.office import batches, counting, gathering, pieces, record, withholding
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, EYE, VICE, ok, refused


def show(office, actor=EYE):
    return ok(counting.show_counts(office.office, actor, 1))


def enter(office, actor, tray: int, number: int, what: str = "envelopes"):
    return counting.enter_count(office.office, actor, 1, tray, number, what)


def tray_of(office, number: int):
    return next(tray for tray in show(office).trays if tray.tray == number)


# R18 -------------------------------------------------------------------------------------------------------


def test_r18_missing_is_named_by_number_tray_and_place(play):
    office = play("enclosed")
    office.second(BAN, [n for n in range(1, 13) if n != 6])
    seen = show(office, AKI)
    assert not seen.balanced
    assert [(place.piece, place.tray, place.state) for place in seen.missing] == [(6, 2, "enclosed")]
    assert seen.missing[0].last.endswith(" desk1")
    assert {line.line: line.difference for line in seen.lines}["envelopes"] == -1


def test_r18_a_quarantined_piece_and_a_withheld_paper_not_here_do_not_balance(play):
    office = play("verified")
    assert show(office).balanced
    ok(withholding.add(office.office, AKI, 1, [3], "支援措置"))
    assert {x.line: x.difference for x in show(office).lines if x.difference} == {
        "covers": -1, "labels": -1, "withheld-out": 2,
    }  # fmt: skip
    assert [place.piece for place in show(office).missing] == [3]
    ok(gathering.found(office.office, AKI, 1, [office.label(3), office.cover(3)]))
    assert show(office).balanced
    ok(pieces.propose_lost(office.office, AKI, 1, 9, "ない"))
    assert {x.line: x.difference for x in show(office).lines if x.difference} == {
        "envelopes": -1, "labels": -1, "covers": -1, "quarantined": 1,
    }  # fmt: skip


def test_r18_a_section_balances_by_itself(play):
    office = play("enclosed")
    office.second(BAN, range(1, 5))
    office.count(1)
    assert refused(counting.release(office.office, BOSS, 1)) == "not-balanced"
    assert refused(counting.release(office.office, BOSS, 1, (1, 2))) == "not-balanced"
    assert ok(counting.release(office.office, BOSS, 1, (1, 1))).trays == (1, 1)
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.label(1)) == ("complete", "")
    assert office.says(CHO, office.label(5)) == ("refused", "not-released")
    assert office.faults() == []


@pytest.mark.parametrize("trays", [(0, 1), (0, 0), (2, 1), (1, 4), (4, 9), (-1, 3), (1, 10**6), (1, 10**30)])
def test_r20_a_section_is_a_run_of_trays_there_are(play, trays):
    office = play("verified")
    office.count(1, 2, 3)
    assert refused(counting.release(office.office, BOSS, 1, trays)) == "unknown-tray"


# R19 -------------------------------------------------------------------------------------------------------


def test_r19_two_people_count_each_tray(play):
    office = play("verified")
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"
    office.count(1, 2, 3, by=(AKI,))
    office.count(1, 2, 3, by=(AKI,))
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"
    office.count(1, 2, by=(BAN,))
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"
    office.count(3, by=(BAN,))
    assert show(office).counts == "agree"
    ok(counting.release(office.office, BOSS, 1))


def test_r19_or_the_whole(play):
    office = play("verified")
    office.count(0, number=12)
    assert show(office).counts == "agree"
    ok(counting.release(office.office, BOSS, 1))
    assert office.faults() == []


def test_r19_who_may_still_count_gets_no_number(play):
    office = play("verified")
    ok(enter(office, AKI, 1, 4))
    for actor in (AKI, BAN, CHO, BOSS):
        seen = show(office, actor)
        assert {(line.expected, line.found) for line in seen.lines} == {(None, None)}
    assert {(line.expected, line.found) for line in show(office, EYE).lines} != {(None, None)}


def test_r19_the_ledger_does_not_tell_what_the_other_counted(play):
    """Two counts of which the second copies the first are one count."""
    office = play("verified")
    ok(enter(office, AKI, 1, 3))
    with office.store.reading() as t:
        last = t.one("head", chain=1)["count"]
    for told in (
        ok(record.show(office.office, BAN, 1, after=last - 1)),
        ok(record.trace_person(office.office, BAN, 2))[-1:],
        ok(record.trace_time(office.office, BAN, "2026", "2027"))[-1:],
    ):
        facts = json.loads(told[-1].body)
        assert told[-1].kind == "counted"
        assert (facts.get("number"), facts.get("outcome")) == (None, None)
    ok(enter(office, BAN, 1, 4))  # differs: both count again
    for entry in ok(record.show(office.office, BAN, 1, after=last - 1)):
        assert "number" not in entry.facts()
    for actor in (AKI, BAN):
        ok(enter(office, actor, 1, 4))
    told = ok(record.show(office.office, BAN, 1, after=last - 1))
    assert [entry.facts().get("number") for entry in told] == [3, 4, 4, 4]
    assert [e.facts().get("number") for e in ok(record.show(office.office, EYE, 1, after=last - 1))] == [3, 4, 4, 4]


def test_r19_a_difference_asks_both_again_and_says_no_number(play):
    office = play("verified")
    assert ok(enter(office, AKI, 1, 4)) is True
    assert ok(enter(office, BAN, 1, 3)) is True
    tray = tray_of(office, 1)
    assert (tray.counted, tray.counted_by) == ("differ", ())
    assert not any("number" in name for name in type(tray).__slots__)
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-differ"
    ok(enter(office, AKI, 1, 4))
    assert tray_of(office, 1).counted == "owed"
    ok(enter(office, BAN, 1, 4))
    assert tray_of(office, 1).counted == "agree"
    assert office.faults() == []


def test_r19_two_who_agree_on_a_wrong_number_differ(play):
    office = play("verified")
    office.count(1, number=5)
    assert tray_of(office, 1).counted == "differ"


def test_r19_after_the_second_difference_the_tray_is_scanned(play):
    office = play("verified")
    for _ in range(2):
        ok(enter(office, AKI, 1, 4))
        ok(enter(office, BAN, 1, 3))
    assert refused(enter(office, AKI, 1, 4)) == "scan-the-tray"
    assert refused(enter(office, CHO, 1, 4)) == "scan-the-tray"
    office.count(2, 3)
    assert refused(counting.release(office.office, BOSS, 1)) == "scan-the-tray"
    everything = [office.label(n) for n in range(1, 5)]
    assert refused(counting.scan_tray(office.office, AKI, 1, 1, everything)) == "same-person"
    assert refused(counting.scan_tray(office.office, BAN, 1, 1, everything)) == "same-person"
    found = ok(counting.scan_tray(office.office, CHO, 1, 1, everything))
    assert (found.found, found.missing, found.surplus) == (4, (), ())
    assert tray_of(office, 1).counted == "owed"
    ok(enter(office, AKI, 1, 4))
    assert tray_of(office, 1).counted == "agree"
    ok(counting.release(office.office, BOSS, 1))
    assert office.faults() == []


def test_r19_a_scan_of_the_tray_names_what_is_missing_and_what_is_too_many(play):
    office = play("verified")
    codes = [office.label(1), office.label(1), office.label(2), office.label(7), office.cover(3), "3000000051", "ABC"]
    found = ok(counting.scan_tray(office.office, CHO, 1, 1, codes))
    assert (found.found, found.missing) == (2, (3, 4))
    assert found.surplus == (office.label(7), office.cover(3), "3000000051", "ABC")
    seen = show(office)
    assert [(place.piece, place.tray) for place in seen.missing] == [(3, 1), (4, 1)]
    assert 7 in {place.piece for place in seen.surplus}
    assert tray_of(office, 1).counted == "differ"
    assert refused(counting.scan_tray(office.office, CHO, 1, 0, codes)) == "unknown-tray"
    assert refused(counting.scan_tray(office.office, CHO, 1, 9, codes)) == "unknown-tray"


def test_r25_a_number_that_is_no_code_of_ours_does_not_stand_in_the_ledger(play):
    """Beside our codes a tray holds documents with numbers of people."""
    office = play("verified")
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(7), "3000000051", "482917", "９" * 18]))
    (entry,) = [row for row in office.rows("entries", chain=1) if row["kind"] == "tray-scanned"]
    assert "3000000051" not in entry["body"]
    assert "482917" not in entry["body"]
    assert json.loads(entry["body"])["surplus"] == [office.label(7)]


def test_r19_a_change_of_a_piece_voids_its_trays_counts_and_no_others(play):
    office = play("verified")
    office.count(1, 2, 3)
    ok(pieces.send_back(office.office, AKI, 1, [6], "順番違い"))
    assert [tray.counted for tray in show(office).trays] == ["agree", "owed", "agree"]
    office.open(AKI, Check.FIRST)
    office.set_of(AKI, 6)
    office.second(BAN, [6])
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"
    office.count(2)
    ok(counting.release(office.office, BOSS, 1))


def test_r19_the_count_of_the_whole_is_void_after_any_change(play):
    office = play("verified")
    office.count(0, number=12)
    ok(pieces.send_back(office.office, AKI, 1, [6], "順番違い"))
    office.open(AKI, Check.FIRST)
    office.set_of(AKI, 6)
    office.second(BAN, [6])
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"


def test_r19_a_count_of_the_whole_that_differs_twice_leaves_the_trays(play):
    office = play("verified")
    for _ in range(2):
        ok(enter(office, AKI, 0, 12))
        ok(enter(office, BAN, 0, 11))
    assert refused(enter(office, AKI, 0, 12)) == "scan-the-tray"
    office.count(1, 2, 3)
    ok(counting.release(office.office, BOSS, 1))


def test_r19_a_tray_of_which_nothing_is_left_owes_no_count(play):
    office = play("verified")
    ok(withholding.add(office.office, AKI, 1, [5, 6, 7, 8], "支援措置"))
    papers = [paper for n in range(5, 9) for paper in (office.label(n), office.cover(n))]
    ok(gathering.found(office.office, AKI, 1, papers))
    office.count(1, 3)
    ok(counting.release(office.office, BOSS, 1))


@pytest.mark.parametrize("number", [-1, -(10**30)])
def test_r19_nobody_counts_less_than_nothing(play, number):
    with pytest.raises(Misused, match="bad-number"):
        enter(play("verified"), AKI, 1, number)


@pytest.mark.parametrize("number", [10**7, 2**63, 10**30])
def test_r19_nobody_counts_more_than_a_batch_can_hold(play, number):
    with pytest.raises(Misused, match="bad-number"):
        enter(play("verified"), AKI, 1, number)


@pytest.mark.parametrize("tray", [4, -1, 10**6, 10**30])
def test_r19_only_trays_there_are_are_counted(play, tray):
    assert refused(enter(play("verified"), AKI, tray, 4)) == "unknown-tray"


def test_r19_auditors_do_not_count(play):
    assert refused(enter(play("verified"), EYE, 1, 4)) == "not-allowed"


# R20 -------------------------------------------------------------------------------------------------------


def test_r20_who_checked_or_counted_does_not_release(play):
    office = play("enclosed")
    office.second(VICE, range(1, 5))
    office.second(BAN, range(5, 13), "desk4")
    office.count(1, 2, by=(AKI, BAN))
    office.count(3, by=(AKI, BOSS))
    assert refused(counting.release(office.office, VICE, 1)) == "same-person"
    assert refused(counting.release(office.office, BOSS, 1)) == "same-person"
    assert refused(counting.release(office.office, VICE, 1, (1, 1))) == "same-person"
    ok(counting.release(office.office, VICE, 1, (2, 3)))
    ok(counting.release(office.office, BOSS, 1, (1, 1)))
    assert refused(counting.release(office.office, BOSS, 1)) == "released"
    assert office.faults() == []


def test_r20_the_policy_lets_a_small_office_release(play):
    office = play("enclosed")
    office.second(BOSS, range(1, 13))
    office.count(1, 2, 3, by=(AKI, BAN))
    assert refused(counting.release(office.office, BOSS, 1)) == "same-person"
    ok(office.confirm(batches.change_policy(office.office, AKI, 1, supervisor_may_check=True), BOSS))
    ok(counting.release(office.office, BOSS, 1))


def test_r20_the_reasons_come_in_the_order_of_the_contract(play):
    office = play("enclosed")
    assert refused(counting.release(office.office, AKI, 1)) == "not-allowed"
    assert refused(counting.release(office.office, BOSS, 9)) == "unknown-batch"
    office.second(BOSS, [1])
    assert refused(counting.release(office.office, BOSS, 1)) == "same-person"
    assert refused(counting.release(office.office, VICE, 1)) == "not-balanced"


def test_r20_a_release_writes_the_head_into_the_office_chain(play):
    office = play("verified")
    office.count(1, 2, 3)
    released = ok(counting.release(office.office, BOSS, 1))
    (point,) = [row for row in office.rows("entries", chain=0) if row["kind"] == "checkpoint"]
    facts = json.loads(point["body"])
    assert released.head == f"{facts['of']}:{facts['count']}:{facts['head']}"
    assert office.faults(released.head) == []


# R21 -------------------------------------------------------------------------------------------------------


def test_r21_two_counts_of_sealed_envelopes_that_agree_confirm_the_seals(play):
    office = play("released")
    ok(enter(office, CHO, 1, 4, "sealed"))
    assert office.states()[1] == "verified"
    ok(enter(office, CHO, 1, 4, "sealed"))
    assert office.states()[1] == "verified"
    ok(enter(office, AKI, 1, 4, "sealed"))
    assert {n: s for n, s in office.states().items() if s == "sealed"} == dict.fromkeys(range(1, 5), "sealed")
    assert office.faults() == []


def test_r21_sealed_counts_that_differ_confirm_nothing(play):
    office = play("released")
    ok(enter(office, CHO, 1, 4, "sealed"))
    ok(enter(office, AKI, 1, 3, "sealed"))
    ok(enter(office, AKI, 1, 4, "sealed"))
    assert set(office.states().values()) == {"verified"}
    assert office.faults() == []


def test_r21_nobody_counts_seals_before_the_release(play):
    office = play("verified")
    assert refused(enter(office, CHO, 1, 4, "sealed")) == "not-released"
    office.count(1)
    ok(counting.release(office.office, BOSS, 1, (1, 1)))
    assert refused(enter(office, CHO, 0, 12, "sealed")) == "not-released"
    assert refused(enter(office, CHO, 2, 4, "sealed")) == "not-released"


def test_r21_a_count_of_envelopes_is_no_count_of_seals(play):
    office = play("released")
    ok(enter(office, CHO, 1, 4))
    ok(enter(office, AKI, 1, 4, "sealed"))
    assert set(office.states().values()) == {"verified"}


# R22 -------------------------------------------------------------------------------------------------------


def test_r22_sent_back_by_one_person_at_once_and_only_its_tray_is_withdrawn(play):
    office = play("sealed")
    assert ok(pieces.send_back(office.office, BAN, 1, [6], "糊がはがれた")) == (6,)
    row = office.row("pieces", piece=6)
    assert (row["state"], row["first_by"], row["second_by"], row["sealed_by"]) == ("waiting", 0, 0, 0)
    assert [t["released"] > 0 for t in office.rows("trays") if t["tray"]] == [True, False, True]
    assert {n: s for n, s in office.states().items() if s != "sealed"} == {6: "waiting"}
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.label(5)) == ("refused", "not-released")
    office.first(AKI, [6])
    office.second(BAN, [6])
    office.count(2)
    assert refused(counting.release(office.office, BAN, 1)) == "not-allowed"
    ok(counting.release(office.office, BOSS, 1, (2, 2)))
    office.seal(CHO, [6])
    assert set(office.states().values()) == {"sealed"}
    assert office.faults() == []


def test_r22_what_cannot_be_sent_back(play):
    office = play("verified")
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    ok(pieces.propose_lost(office.office, AKI, 1, 3, "ない"))
    for wanted, reason in (([2], "withheld"), ([3], "quarantined"), ([99], "unknown-piece"), ([1, 2], "withheld")):
        assert refused(pieces.send_back(office.office, AKI, 1, wanted, "x")) == reason
    assert office.states()[1] == "verified"
    assert refused(pieces.send_back(office.office, EYE, 1, [1], "x")) == "not-allowed"
    for wrong, key in ((([], "x"), "no-piece"), (([1], " "), "empty-reason"), (([1], "a\nb"), "control-character")):
        with pytest.raises(Misused, match=key):
            pieces.send_back(office.office, AKI, 1, *wrong)


def test_r20_r17_a_batch_is_closed_when_everything_is_accounted_for(play):
    office = play("sealed")
    assert refused(batches.close_batch(office.office, BOSS, 1)) == "not-sealed"
    ok(withholding.add(office.office, AKI, 1, list(range(1, 13)), "中止"))
    assert refused(batches.close_batch(office.office, BOSS, 1)) == "not-balanced"
    papers = [paper for n in range(1, 13) for paper in (office.label(n), office.cover(n))]
    ok(gathering.found(office.office, AKI, 1, papers))
    ok(batches.close_batch(office.office, BOSS, 1))
    assert refused(batches.close_batch(office.office, BOSS, 1)) == "closed"
    assert refused(withholding.lift(office.office, AKI, 1, [1], "x")) == "closed"
    assert office.faults() == []
