"""What belongs in an envelope, at the desk: own numbers typed, households, return envelopes, windows, sheets n of m."""

from __future__ import annotations

from typing import Any

import pytest

from checkmail.office import counting, desk, pieces, printing
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check
from checkmail.rules.pace import Came

from .play import AKI, BAN, BOSS, CHO, Play, ok, refused


def card(record: int) -> str:
    """The number that stands on the card of a record."""
    return str(3_000_000_000 + 17 * record)


def typed(office: Play, actor: Any, text: str, name: str = "desk1", came: Came = Came.TYPED) -> desk.Answer:
    return ok(desk.scan(office.at(name), actor, 1, text, came))


def household(office: Play, actor: Any, name: str = "desk1") -> list[desk.Answer]:
    """The whole set of piece 1: two persons, their cards typed from the paper."""
    return [
        office.scan(actor, office.cover(1), name), typed(office, actor, card(1), name),
        typed(office, actor, card(2), name), office.scan(actor, office.code(Kind.RETURN, 1, 3), name),
        office.scan(actor, office.label(1), name),
    ]  # fmt: skip


# own numbers, typed ----------------------------------------------------------------------------------------


def test_r15_a_number_without_a_bar_code_is_typed_at_both_checks_and_is_no_code_typed_by_hand(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    assert [answer.verdict for answer in household(office, AKI)] == ["accepted"] * 4 + ["complete"]
    office.open(BAN, Check.SECOND, "desk2")
    assert [answer.verdict for answer in household(office, BAN, "desk2")] == ["accepted"] * 4 + ["complete"]
    assert office.states()[1] == "verified"
    assert ok(pieces.show_piece(office.office, BAN, 1, 1)).typed == 0
    assert office.faults() == []


@pytest.mark.parametrize("came", [Came.TYPED, Came.BY_HAND, Came.SCANNED])
def test_r11_a_card_counts_however_its_number_came(play, came):
    office = play("households")
    office.open(AKI, Check.FIRST)
    assert typed(office, AKI, "".join(chr(ord(d) + 0xFEE0) for d in card(3)), came=came).verdict == "accepted"


def test_r15_codes_of_ours_are_not_typed_because_a_card_is(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    for code in (office.cover(1), office.code(Kind.RETURN, 1, 3), office.label(1)):
        assert typed(office, AKI, code).reason == "typed-by-hand"


def test_r15_a_number_that_has_a_bar_code_is_not_typed_unasked(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    assert typed(office, AKI, card(1)).reason == "typed-by-hand"
    assert typed(office, AKI, card(1), came=Came.BY_HAND).verdict == "accepted"


# households ------------------------------------------------------------------------------------------------


def test_r11_the_card_of_every_person_of_a_household_belongs_in_its_envelope(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    assert [answer.needs for answer in household(office, AKI)] == [(2, 3, 5), (3, 5), (3,), (), ()]
    office.scan(AKI, office.cover(2))
    typed(office, AKI, card(3))
    early = office.scan(AKI, office.label(2))
    assert (early.reason, early.needs) == ("incomplete", (3,))


def test_r11_the_same_card_twice_stands_for_no_other_persons(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    assert [typed(office, AKI, card(1)).verdict for _ in range(2)] == ["accepted", "repeated"]
    assert office.scan(AKI, office.label(1)).needs == (3, 5)


def test_r13_a_card_of_another_household_stops_the_desk(play):
    office = play("households")
    office.open(BAN, Check.FIRST)
    office.scan(BAN, office.cover(1))
    held = typed(office, BAN, card(3))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))


# return envelopes ------------------------------------------------------------------------------------------


def test_r11_a_return_envelope_is_the_pieces_own_and_comes_where_the_list_says_so(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(3))
    typed(office, AKI, card(4))
    assert office.says(AKI, office.code(Kind.RETURN, 3, 3)) == ("refused", "not-expected")
    assert office.says(AKI, office.label(3)) == ("complete", "")
    assert office.says(AKI, office.code(Kind.RETURN, 1, 3)) == ("accepted", "")
    held = office.scan(AKI, office.code(Kind.RETURN, 2, 3))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))


def test_r12_a_return_envelope_of_another_is_found_by_the_blind_check(play):
    office = play("households")
    office.open(AKI, Check.FIRST)
    household(office, AKI)
    office.open(BAN, Check.SECOND, "desk2")
    office.scan(BAN, office.cover(1), "desk2")
    held = office.scan(BAN, office.code(Kind.RETURN, 2, 3), "desk2")
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))
    assert office.states()[1] == "quarantined"


# windows ---------------------------------------------------------------------------------------------------


def test_r11_the_cover_sheet_in_the_window_ends_the_set_and_one_scan_serves_both(play):
    office = play("windowed")
    office.open(AKI, Check.FIRST)
    early = office.scan(AKI, office.cover(1))
    assert (early.verdict, early.reason, early.needs) == ("refused", "incomplete", (2,))
    assert office.row("desks")["set_piece"] == 0
    assert office.scan(AKI, office.code(Kind.SLIP, 1, 2)).needs == (1,)
    assert office.says(AKI, office.cover(1)) == ("complete", "")
    labels = printing.Wish("labels", office.path.with_name("labels.pdf"))
    assert refused(printing.print_artifacts(office.office, AKI, 1, labels)) == "nothing-to-print"
    assert office.says(AKI, office.label(2)) == ("refused", "not-expected")


def test_r13_a_cover_sheet_of_another_in_the_window_stops_the_desk(play):
    office = play("windowed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.code(Kind.SLIP, 1, 2))
    held = office.scan(AKI, office.cover(2))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))


def test_r12_r21_a_window_envelope_is_checked_blind_and_sealed_by_its_cover_sheet(play):
    office = play("windowed")
    for actor, check, name in ((AKI, Check.FIRST, "desk1"), (BAN, Check.SECOND, "desk2")):
        office.open(actor, check, name)
        for piece in range(1, 5):
            told = office.scan(actor, office.code(Kind.SLIP, piece, 2), name)
            assert (told.verdict, told.needs) == ("accepted", (1,) if check is Check.FIRST else None)
            assert office.says(actor, office.cover(piece), name) == ("complete", "")
    office.count(1)
    ok(counting.release(office.office, BOSS, 1))
    office.open(CHO, Check.SEAL, "desk3")
    assert office.says(CHO, office.code(Kind.SLIP, 1, 2), "desk3") == ("refused", "wrong-kind")
    assert office.says(CHO, office.cover(1), "desk3") == ("complete", "")
    assert office.states()[1] == "sealed"
    assert office.faults() == []
