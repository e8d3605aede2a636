"""Offered by one, taken by another, both with the number (R23)."""

from __future__ import annotations

import json

import pytest

from checkmail.errors import Misused
from checkmail.office import batches, counting, handover, pieces, withholding

from .play import AKI, BAN, BOSS, CHO, EYE, ok, refused


def offer(office, number: int, actor=AKI, **more: object):
    return handover.offer(office.office, actor, 1, "夢野郵便局", "普通", number, **more)


def test_r23_giver_and_taker_are_two_and_both_say_the_number(play):
    office = play("sealed")
    assert refused(offer(office, 11)) == "number-differs"
    assert refused(offer(office, -12)) == "number-differs"
    assert refused(offer(office, 10**30)) == "number-differs"
    made = ok(offer(office, 12))
    assert refused(handover.accept(office.office, AKI, made.offer, 12)) == "same-person"
    assert refused(handover.accept(office.office, EYE, made.offer, 12)) == "not-allowed"
    assert refused(handover.accept(office.office, BAN, made.offer, 11)) == "number-differs"
    assert refused(handover.accept(office.office, BAN, made.offer, 10**30)) == "number-differs"
    assert refused(handover.accept(office.office, BAN, 99, 12)) == "unknown-offer"
    taken = ok(handover.accept(office.office, BAN, made.offer, 12))
    assert (taken.giver, taken.taker, taken.state, taken.head[:2]) == (2, 3, "accepted", "1:")
    assert set(office.states().values()) == {"handed_over"}
    assert refused(handover.accept(office.office, BAN, made.offer, 12)) == "handed-over"
    assert office.faults(taken.head) == []


def test_r23_a_wrong_number_is_recorded_and_the_offer_stands(play):
    office = play("sealed")
    made = ok(offer(office, 12))
    assert refused(handover.accept(office.office, BAN, made.offer, 13)) == "number-differs"
    (entry,) = [row for row in office.rows("entries", chain=1) if row["kind"] == "number-differed"]
    assert json.loads(entry["body"]) == {"number": 13, "offer": made.offer}
    ok(handover.accept(office.office, BAN, made.offer, 12))
    assert office.faults() == []


def test_r23_an_outside_taker_comes_with_a_receipt(play):
    office = play("sealed")
    made = ok(offer(office, 12))
    for outside, receipt in (("日本郵便", ""), ("", "R-1"), ("日本郵便", "  ")):
        with pytest.raises(Misused, match="receipt-missing"):
            handover.accept(office.office, BAN, made.offer, 12, outside, receipt)
    assert ok(handover.accept(office.office, BAN, made.offer, 12, "日本郵便", "R-1")).outside == "日本郵便"
    with pytest.raises(Misused):
        offer(office, 12, trays=None) if False else handover.offer(office.office, AKI, 1, "a\x1b", "普通", 1)


def test_r23_only_sealed_pieces_under_a_release_in_force_are_offered(play):
    office = play("released")
    assert refused(offer(office, 12)) == "not-sealed"
    office.seal(CHO, range(1, 7))
    assert refused(offer(office, 12)) == "number-differs"
    assert ok(offer(office, 6)).number == 6
    ok(pieces.send_back(office.office, CHO, 1, [5], "濡れた"))
    assert ok(offer(office, 4)).number == 4
    assert refused(offer(office, 1, trays=(2, 2))) == "not-released"
    assert refused(offer(office, 1, trays=(3, 3))) == "not-sealed"
    assert refused(offer(office, 1, trays=(3, 1))) == "not-released"


def test_r23_an_offer_of_which_a_piece_was_taken_away_is_not_taken(play):
    office = play("sealed")
    made = ok(offer(office, 12))
    ok(withholding.add(office.office, CHO, 1, [7], "支援措置"))
    for number in (12, 11, 8):
        assert refused(handover.accept(office.office, BAN, made.offer, number)) == "number-differs"
    assert office.states()[1] == "sealed"
    again = ok(offer(office, 8))
    assert refused(handover.accept(office.office, BAN, made.offer, 12)) == "stale"
    ok(handover.accept(office.office, BAN, again.offer, 8))
    states = office.states()
    assert [n for n in range(1, 13) if states[n] == "handed_over"] == [1, 2, 3, 4, 9, 10, 11, 12]
    assert office.faults() == []


def test_r23_a_piece_that_was_opened_and_sealed_again_is_not_in_the_older_offer(play):
    office = play("sealed")
    made = ok(offer(office, 12))
    ok(pieces.send_back(office.office, AKI, 1, [7], "糊"))
    office.first(AKI, [7])
    office.second(BAN, [7])
    office.count(2)
    ok(counting.release(office.office, BOSS, 1, (2, 2)))
    office.seal(CHO, [7])
    assert refused(handover.accept(office.office, BAN, made.offer, 12)) == "number-differs"
    again = ok(offer(office, 12))
    ok(handover.accept(office.office, BAN, again.offer, 12))
    assert office.faults() == []


def test_r23_a_later_offer_replaces_the_earlier_of_the_same_pieces(play):
    office = play("sealed")
    first, second = ok(offer(office, 12)), ok(offer(office, 4, trays=(2, 2)))
    assert refused(handover.accept(office.office, BAN, first.offer, 12)) == "stale"
    ok(handover.accept(office.office, BAN, second.offer, 4))
    assert sum(state == "handed_over" for state in office.states().values()) == 4
    rest = ok(offer(office, 8))
    ok(handover.accept(office.office, BAN, rest.offer, 8))
    ok(batches.close_batch(office.office, BOSS, 1))
    assert [o.state for o in ok(handover.offers(office.office, EYE, 1))] == ["replaced", "accepted", "accepted"]
    assert office.faults() == []


def test_r23_offers_of_two_sections_stand_side_by_side(play):
    office = play("sealed")
    first, second = ok(offer(office, 4, trays=(1, 1))), ok(offer(office, 8, trays=(2, 3)))
    ok(handover.accept(office.office, BAN, first.offer, 4))
    ok(handover.accept(office.office, BAN, second.offer, 8))
    assert office.faults() == []


def test_r23_what_came_back_changes_no_account(play):
    office = play("sealed")
    assert refused(pieces.came_back(office.office, AKI, 1, 3, "宛所なし")) == "too-early"
    made = ok(offer(office, 12))
    ok(handover.accept(office.office, BAN, made.offer, 12))
    ok(batches.close_batch(office.office, BOSS, 1))
    ok(pieces.came_back(office.office, AKI, 1, 3, "宛所なし"))
    assert refused(pieces.came_back(office.office, AKI, 1, 99, "x")) == "unknown-piece"
    assert office.states()[3] == "handed_over"
    assert office.faults() == []


def test_r23_a_slip_carries_no_personal_data(play):
    office = play("sealed")
    made = ok(offer(office, 12))
    assert "青木" not in repr(made)
    (entry,) = [row for row in office.rows("entries", chain=1) if row["kind"] == "offered"]
    assert "郵便局" not in json.loads(json.dumps(entry["body"]))
