"""The desk on real office files (R11-R17): what is stored, what is void, what stops, and who may go on."""

from __future__ import annotations

import pytest

from checkmail.office import batches, counting, desk, handover, papers, pieces, withholding
from checkmail.office.acting import Actor
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.pace import Came
from checkmail.rules.scan_verdicts import Outcome
from tests.paper.seen import words

from .play import AKI, BAN, BOSS, CHO, EYE, OFFICE, VICE, ok, refused

ACK = Code(Kind.COMMAND, 0, Command.ACKNOWLEDGE, 0, 0).digits(OFFICE)
VOID = Code(Kind.COMMAND, 0, Command.VOID, 0, 0).digits(OFFICE)


# R11, R12 --------------------------------------------------------------------------------------------------


def test_r11_a_piece_is_enclosed_by_everything_and_then_its_envelope(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    early = office.scan(AKI, office.label(1))
    assert (early.verdict, early.reason, early.needs, early.piece) == ("refused", "incomplete", (1,), 1)
    assert office.says(AKI, office.cover(1)) == ("accepted", "")
    assert office.says(AKI, office.label(1)) == ("complete", "")
    row = office.row("pieces", piece=1)
    assert (row["state"], row["first_by"], row["first_desk"]) == ("enclosed", 2, "desk1")
    assert office.faults() == []


def test_r11_an_envelope_too_early_opens_no_set_and_leaves_an_open_one(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.label(1))
    assert office.row("desks", desk="desk1")["set_piece"] == 0
    assert office.says(AKI, office.cover(2)) == ("accepted", "")
    assert office.says(AKI, office.label(2)) == ("complete", "")


def test_r12_who_enclosed_a_piece_does_not_check_it(play):
    office = play("enclosed")
    office.open(AKI, Check.SECOND)
    assert office.says(AKI, office.cover(1)) == ("refused", "same-person")
    assert office.says(AKI, office.label(1)) == ("refused", "same-person")
    assert set(office.states().values()) == {"enclosed"}


def test_r12_nothing_of_the_piece_is_said_before_the_set_is_complete(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND)
    lines = (office.label(1), office.cover(1), office.cover(1), "ABC", office.cover(1, issue=2), office.cover(99))
    answers = [office.scan(BAN, text) for text in lines]
    assert [(answer.piece, answer.needs) for answer in answers] == [(None, None)] * len(answers)
    done = office.scan(BAN, office.label(1))
    assert (done.verdict, done.piece) == ("complete", 1)
    seen = ok(desk.view_desk(office.office, BAN, 1))
    assert not hasattr(seen, "piece")
    assert (seen.done, seen.to_go) == (1, 11)


def test_r12_a_missing_sheet_is_found_by_the_second_check_too(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND)
    answer = office.scan(BAN, office.label(1))
    assert (answer.verdict, answer.reason, answer.piece, answer.needs) == ("refused", "incomplete", None, None)
    assert office.states()[1] == "enclosed"


def test_r12_the_pin_is_asked_again_at_each_tray(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND)
    assert office.says(BAN, office.cover(1)) == ("accepted", "")  # the log-in's PIN stands for the first tray
    assert office.says(BAN, office.label(1)) == ("complete", "")
    asked = office.scan(BAN, office.cover(5))
    assert (asked.verdict, asked.ask, asked.tray) == ("asks", "pin", 2)
    assert office.scan(BAN, office.cover(5)).ask == "pin"
    assert office.states()[5] == "enclosed"
    office.pin(BAN, 5)
    assert office.set_of(BAN, 5).verdict == "complete"
    assert office.scan(BAN, office.cover(2)).ask == "pin"


def test_r12_a_wrong_pin_at_a_tray_proves_nobody(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND)
    office.set_of(BAN, 1)
    assert office.scan(BAN, office.cover(5)).ask == "pin"
    assert refused(desk.enter_pin(office.office, BAN, 1, 2, "000001")) == "wrong-pin"
    assert office.scan(BAN, office.cover(5)).ask == "pin"
    assert desk.enter_pin(office.office, BAN, 1, 2, "482917") is True
    assert office.says(BAN, office.cover(5)) == ("accepted", "")


def test_r12_opening_the_desk_again_in_the_same_log_in_does_not_stand_for_a_pin(play):
    """Otherwise closing and opening the desk at each tray would be the way around the PIN."""
    from checkmail.office import people

    office = play("enclosed")
    ban = ok(people.sign_in(office.office, 3, "482917", session=True))
    office.open(ban, Check.SECOND)
    assert office.set_of(ban, 1).verdict == "complete"
    office.open(ban, Check.SECOND)
    assert office.scan(ban, office.cover(5)).ask == "pin"
    again = ok(people.sign_in(office.office, 3, "482917", session=True))
    office.open(again, Check.SECOND)
    assert office.says(again, office.cover(5)) == ("accepted", "")


@pytest.mark.parametrize("between", ["another person", "another desk"])
def test_r12_a_log_in_that_was_used_stands_for_no_other_tray(play, between):
    """A second terminal at the same desk, or a desk of another name, gives no PIN back."""
    from checkmail.office import people

    office = play("enclosed")
    ban, cho = (ok(people.sign_in(office.office, number, "482917", session=True)) for number in (3, 4))
    office.open(ban, Check.SECOND)
    assert office.set_of(ban, 1).verdict == "complete"
    name = "desk1" if between == "another person" else "desk2"
    if name == "desk1":
        office.open(cho, Check.SECOND)
    office.open(ban, Check.SECOND, name)
    assert office.scan(ban, office.cover(5), name).ask == "pin"


# A document set with questions, own numbers and conditions -----------------------------------------------


def rich_set(office, actor, piece: int, *, own: bool = True, name: str = "desk1"):
    lines = [office.code(Kind.COVER, piece, 1)]
    lines += [str(3_000_000_000 + 17 * piece)] if own else []
    lines += [office.code(Kind.RETURN, piece, 3)] if piece % 2 else []
    answers = [office.scan(actor, line, name) for line in lines]
    return [*answers, office.scan(actor, office.label(piece), name)]


def test_r11_own_numbers_and_conditions_belong_to_the_set(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    assert [str(a.verdict) for a in rich_set(office, AKI, 1)] == ["accepted"] * 3 + ["complete"]
    assert [str(a.verdict) for a in rich_set(office, AKI, 2)] == ["accepted"] * 2 + ["complete"]
    last = rich_set(office, AKI, 3, own=False)[-1]
    assert (last.reason, last.needs) == ("incomplete", (2,))


def test_r13_an_own_number_of_another_piece_stops_the_desk(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.code(Kind.COVER, 1, 1))
    held = office.scan(AKI, str(3_000_000_000 + 17 * 2))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))
    assert office.states() == {1: "quarantined", 2: "quarantined", 3: "waiting", 4: "waiting"}


def test_r13_an_own_number_that_several_pieces_have_is_taken_for_none_of_them(play):
    office = play("rich")
    shared = str(3_000_000_000 + 17)
    assert office.tamper("UPDATE own_numbers SET value = ? WHERE piece IN (2, 3)", shared) == 2
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, shared) == ("refused", "unknown-piece")
    office.scan(AKI, office.code(Kind.COVER, 1, 1))
    assert office.says(AKI, shared) == ("accepted", "")
    held = office.scan(AKI, shared)
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (1, 2))


def test_r11_one_number_on_two_documents_of_a_piece_is_first_the_one_then_the_other(play):
    office = play("rich")
    shared = str(3_000_000_000 + 17)
    office.tamper("INSERT INTO own_numbers (batch, piece, enclosure, value) VALUES (1, 1, 3, ?)", shared)
    office.open(AKI, Check.FIRST)
    assert [office.scan(AKI, shared).needs for _ in range(2)] == [(1, 3), (1,)]
    assert office.says(AKI, shared) == ("repeated", "")


def test_r12_a_piece_under_attention_asks_for_what_stands_on_its_paper(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    office.open(BAN, Check.SECOND, "desk2")
    asked = rich_set(office, BAN, 2, name="desk2")[-1]
    assert (asked.verdict, asked.ask, asked.piece) == ("asks", "born:day", None)
    assert office.states()[2] == "enclosed"
    assert office.says(BAN, office.label(2), "desk2") == ("refused", "not-expected")
    assert office.says(BAN, "13", "desk2") == ("refused", "answer-differs")
    assert office.says(BAN, "１２", "desk2") == ("complete", "")
    assert office.states()[2] == "verified"
    assert office.faults() == []


def test_r12_three_different_answers_hold_the_piece(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    office.open(BAN, Check.SECOND, "desk2")
    rich_set(office, BAN, 2, name="desk2")
    said = [office.says(BAN, text, "desk2") for text in ("13", "013", "14", "15", "12")]
    assert said == [("refused", "answer-differs")] * 3 + [("held", "answer-differs"), ("refused", "desk-held")]
    assert office.states()[2] == "quarantined"


def test_r12_three_different_answers_at_two_desks_hold_the_piece(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    for person, name in ((BAN, "desk2"), (CHO, "desk3")):
        office.open(person, Check.SECOND, name)
        assert rich_set(office, person, 2, name=name)[-1].ask == "born:day"
    assert office.says(BAN, "13", "desk2") == ("refused", "answer-differs")
    assert office.says(CHO, "14", "desk3") == ("refused", "answer-differs")
    assert office.says(BAN, "15", "desk2") == ("held", "answer-differs")


def test_r12_r22_an_answer_at_another_desk_does_not_move_a_piece_that_went_on(play):
    """Else it took the piece's seal and its tray's release away again, or brought back what was handed over."""
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    for person, name in ((BAN, "desk2"), (CHO, "desk3")):
        office.open(person, Check.SECOND, name)
        rich_set(office, person, 2, name=name)
    assert office.says(BAN, "12", "desk2") == ("complete", "")
    late = office.scan(CHO, "12", "desk3")
    assert (late.verdict, late.reason, late.piece) == ("refused", "already-verified", None)
    assert office.row("pieces", piece=2)["second_by"] == 3
    row = office.row("desks", desk="desk3")
    assert (row["set_piece"], row["asks"], row["answers"]) == (0, "", "")
    assert office.faults() == []


@pytest.mark.parametrize("line", ["a code", "help"])
def test_r12_a_line_that_is_no_answer_forgets_none_that_was_given_at_another_desk(play, line):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    for person, name in ((BAN, "desk2"), (CHO, "desk3")):
        office.open(person, Check.SECOND, name)
        rich_set(office, person, 2, name=name)
    assert office.says(BAN, "13", "desk2") == ("refused", "answer-differs")
    text = office.label(2) if line == "a code" else Code(Kind.COMMAND, 0, Command.HELP, 0, 0).digits(OFFICE)
    ok(desk.scan(office.at("desk3"), CHO, 1, text, screen=True))
    assert office.says(CHO, "14", "desk3") == ("refused", "answer-differs")
    assert office.says(CHO, "15", "desk3") == ("held", "answer-differs")


def test_r12_leaving_the_set_does_not_make_a_wrong_answer_undone(play):
    """Otherwise the day of birth could be tried out from 1 to 31."""
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    for person, day in ((BAN, "13"), (CHO, "14")):
        office.open(person, Check.SECOND, "desk2")
        assert rich_set(office, person, 2, name="desk2")[-1].ask == "born:day"
        assert office.says(person, day, "desk2") == ("refused", "answer-differs")
    office.restart()
    office.open(BAN, Check.SECOND, "desk2")
    rich_set(office, BAN, 2, name="desk2")
    assert office.says(BAN, "13", "desk2") == ("refused", "answer-differs")
    assert office.says(BAN, "15", "desk2") == ("held", "answer-differs")
    ok(office.confirm(pieces.propose_resolve(office.office, VICE, 1, [2], "名簿を確かめた"), CHO))
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    office.open(BAN, Check.SECOND, "desk2")
    rich_set(office, BAN, 2, name="desk2")
    assert office.says(BAN, "15", "desk2") == ("refused", "answer-differs")
    assert office.says(BAN, "12", "desk2") == ("complete", "")
    assert office.faults() == []


def test_r14_a_question_left_idle_is_void_with_its_set(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    office.open(BAN, Check.SECOND, "desk2")
    rich_set(office, BAN, 2, name="desk2")
    office.clock.wait(minutes=10)
    assert office.says(BAN, "12", "desk2") == ("refused", "set-timed-out")
    assert [str(a.verdict) for a in rich_set(office, BAN, 2, name="desk2")] == ["accepted", "accepted", "asks"]
    assert office.faults() == []


# R13 -------------------------------------------------------------------------------------------------------


def test_r13_two_mixed_pieces_lose_their_checks_and_the_desk_stops(play):
    office = play("verified")
    ok(pieces.send_back(office.office, AKI, 1, [2], "順番違い"))
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(2))
    held = office.scan(AKI, office.label(7))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-piece", (2, 7))
    assert {n: s for n, s in office.states().items() if s != "verified"} == {2: "quarantined", 7: "quarantined"}
    assert office.says(AKI, office.cover(3)) == ("refused", "desk-held")
    assert office.says(AKI, ACK) == ("accepted", "")
    assert office.says(AKI, office.cover(2)) == ("refused", "quarantined")
    assert office.faults() == []


def test_r13_a_withheld_or_dead_sheet_in_a_set_stops_the_desk_all_the_same(play):
    office = play("printed")
    ok(withholding.add(office.office, AKI, 1, [7], "支援措置"))
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(2))
    held = office.scan(AKI, office.cover(7))
    assert (held.verdict, held.reason) == ("held", "other-piece")
    assert (office.states()[2], office.states()[7]) == ("quarantined", "withheld")


def test_r13_the_hold_is_the_desks_and_outlives_program_and_person(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, office.cover(2))
    office.restart()
    seen = office.open(BAN, Check.FIRST)
    assert seen.held == "other-piece"
    assert office.says(BAN, office.cover(3)) == ("refused", "desk-held")
    assert office.open(CHO, Check.FIRST, "desk2").held == ""
    assert office.says(CHO, office.cover(3), "desk2") == ("accepted", "")


def test_r13_a_held_desk_is_not_free_for_another_batch(play):
    """The mixed papers still lie on it."""
    office = play("printed")
    _second_batch(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, office.cover(2))
    assert refused(desk.open_desk(office.office, AKI, 2, Check.FIRST, clear=True)) == "desk-held"
    ok(desk.open_desk(office.at("desk2"), AKI, 2, Check.FIRST, clear=True))
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, "!") == ("accepted", "")
    ok(desk.open_desk(office.office, AKI, 2, Check.FIRST, clear=True))


def test_r13_a_hold_of_a_batch_that_is_over_keeps_no_desk(play):
    office = play("printed")
    _second_batch(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, office.cover(2))
    ok(batches.abandon_batch(office.office, BOSS, 1))
    ok(desk.open_desk(office.office, AKI, 2, Check.FIRST, clear=True))


def _second_batch(office) -> None:
    """Batch 2 with an approved list; nothing of it is printed."""
    from datetime import date

    from checkmail.office import approval, lists

    from .play import write_list

    ok(batches.create_batch(office.office, AKI, "二つめ", "", 4))
    ok(lists.import_list(office.office, AKI, 2, write_list(office.path.with_name("second.csv"), 3)))
    ok(withholding.answer_none(office.office, AKI, 2, date(2026, 11, 1), "福祉課"))
    ok(approval.approve(office.office, BAN, 2))


def test_r13_r16_a_sheet_of_another_batch_stops_the_desk(play):
    office = play("printed")
    _second_batch(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    held = office.scan(AKI, office.cover(1, batch=2))
    assert (held.verdict, held.reason, held.pieces) == ("held", "other-batch", (1,))
    assert office.says(AKI, "!") == ("accepted", "")
    assert office.says(AKI, office.cover(1, batch=3)) == ("refused", "unknown-batch")


def test_r13_two_people_resolve_of_whom_one_checked_neither(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND)
    office.scan(BAN, office.cover(1))
    office.scan(BAN, office.label(2))  # enclosed by AKI, held by BAN
    proposed = ok(pieces.propose_resolve(office.office, AKI, 1, [1, 2], "取り違え"))
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    assert refused(office.confirm(proposed, EYE)) == "not-allowed"
    assert refused(office.confirm(proposed, BAN)) == "same-person"
    assert office.states()[1] == "quarantined"
    assert ok(office.confirm(proposed, CHO)) == (1, 2)
    assert (office.states()[1], office.states()[2]) == ("waiting", "waiting")
    assert office.row("desks", desk="desk1")["held"] == ""
    assert office.row("pieces", piece=1)["first_by"] == 0
    assert office.faults() == []


def test_r13_a_hold_ends_when_the_last_of_its_pieces_is_resolved(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, office.cover(2))
    ok(office.confirm(pieces.propose_resolve(office.office, BAN, 1, [1], "分けた"), CHO))
    assert office.says(AKI, office.cover(1)) == ("refused", "desk-held")
    ok(office.confirm(pieces.propose_resolve(office.office, BAN, 1, [2], "分けた"), CHO))
    assert office.says(AKI, office.cover(1)) == ("accepted", "")


def test_r13_what_is_not_quarantined_is_not_resolved(play):
    office = play("printed")
    for wanted in ([1], [], [99]):
        assert refused(pieces.propose_resolve(office.office, AKI, 1, wanted, "念のため")) == "not-quarantined"


def test_r13_three_holds_stop_the_batch_until_a_supervisor_has_looked(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    for number in (1, 3, 5):
        office.scan(AKI, office.cover(number))
        held = office.scan(AKI, office.cover(number + 1))
        assert held.verdict == "held"
        office.scan(AKI, ACK)
    assert held.batch_stopped
    assert office.says(AKI, office.cover(9)) == ("refused", "batch-stopped")
    assert refused(desk.open_desk(office.at("desk2"), BAN, 1, Check.FIRST, clear=True)) == "batch-stopped"
    assert refused(counting.release(office.office, BOSS, 1)) == "batch-stopped"
    assert refused(batches.resume_batch(office.office, AKI, 1, "見た")) == "not-allowed"
    ok(batches.resume_batch(office.office, BOSS, 1, "机の並びを直した"))
    assert office.says(AKI, office.cover(9)) == ("accepted", "")
    held = office.scan(AKI, office.cover(10))
    assert not held.batch_stopped
    assert office.faults() == []


def test_r13_a_stopped_batch_hands_nothing_over(play):
    office = play("sealed")
    made = ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 12))
    office.open(CHO, Check.SEAL)
    for number in (1, 5, 9):
        assert office.says(CHO, office.label(number)) == ("held", "second-envelope")
        office.scan(CHO, ACK)
    assert refused(handover.offer(office.office, AKI, 1, "郵便局", "普通", 9)) == "batch-stopped"
    assert refused(handover.accept(office.office, BAN, made.offer, 12)) == "batch-stopped"


# R14 -------------------------------------------------------------------------------------------------------


def open_set_of(office, name: str = "desk1") -> int:
    return office.row("desks", desk=name)["set_piece"]


@pytest.mark.parametrize(
    "how", ["idle", "void code", "void", "left", "crash", "switched", "elsewhere", "another person"]
)
def test_r14_an_unfinished_set_is_void_when_it_is_left(play, how):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    assert open_set_of(office) == 1
    actor = AKI
    match how:
        case "idle":
            office.clock.wait(minutes=4)
            assert office.says(AKI, office.label(1)) == ("refused", "set-timed-out")
        case "void code":
            assert office.says(AKI, VOID) == ("accepted", "")
        case "void":
            assert desk.void_set(office.office, AKI, 1) is True
        case "left":
            assert desk.leave_desk(office.office, AKI, 1) is True
            office.open(AKI, Check.FIRST)
        case "crash":
            office.restart()
            office.open(AKI, Check.FIRST)
        case "switched":
            office.open(AKI, Check.SEAL)
            office.open(AKI, Check.FIRST)
        case "elsewhere":
            office.open(AKI, Check.FIRST, "desk2")
            assert open_set_of(office) == 0
            assert refused(desk.scan(office.office, AKI, 1, office.label(1))) == "person-elsewhere"
            office.open(AKI, Check.FIRST)
        case "another person":
            office.open(BAN, Check.FIRST)
            assert refused(desk.scan(office.office, AKI, 1, office.label(1))) == "person-elsewhere"
            actor = BAN
    assert open_set_of(office) == 0
    assert office.says(actor, office.label(1)) == ("refused", "incomplete")
    assert office.set_of(actor, 1).verdict == "complete"
    assert office.faults() == []


def test_r14_a_piece_that_is_stopped_elsewhere_ends_the_set_that_is_open_on_it(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    ok(withholding.add(office.office, BAN, 1, [1], "支援措置"))
    assert open_set_of(office) == 0
    assert office.says(AKI, office.label(1)) == ("refused", "withheld")


# R15 -------------------------------------------------------------------------------------------------------


def test_r15_every_scan_is_recorded_refused_ones_too(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    before = len(office.rows("entries", chain=1))
    lines = ["ぬふあ", "123", office.label(99), office.cover(1, batch=9), "", "x" * 5_000, "\x1b[2J", office.label(1)]
    for line in lines:
        assert office.scan(AKI, line).verdict == "refused"
    assert len(office.rows("entries", chain=1)) == before + len(lines)
    assert office.faults() == []


@pytest.mark.parametrize(
    "line", ["\ud800", "a\udcffb", "\x00", "\x00" * 9, "\u202e123", "𠮷" * 300, "９" * 18, "1" * 100_000, "\r\n", "！"]
)
def test_r15_no_line_breaks_a_desk(play, line):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, line)[0] == "refused"
    assert office.says(AKI, office.cover(1)) == ("accepted", "")
    assert office.faults() == []


def test_r15_a_typed_answer_may_be_any_line(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    rich_set(office, AKI, 2)
    office.open(BAN, Check.SECOND, "desk2")
    rich_set(office, BAN, 2, name="desk2")
    assert office.says(BAN, "\ud800", "desk2") == ("refused", "answer-differs")


def test_r15_a_code_that_comes_back_at_the_seal_check_is_two_envelopes(play):
    office = play("released")
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.label(1)) == ("complete", "")
    office.clock.wait(seconds=-5.5)
    assert office.says(CHO, office.label(1)) == ("repeated", "")
    held = office.scan(CHO, office.label(1))
    assert (held.verdict, held.reason, held.pieces) == ("held", "second-envelope", (1,))
    assert office.states()[1] == "quarantined"
    assert office.row("trays", tray=1)["released"] == 0
    assert office.row("trays", tray=2)["released"] > 0


def test_r15_what_was_answered_is_on_disk(play):
    """The answer comes after the commit: a second connection sees the entry at once."""
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    other = office.another()
    (last,) = other.rows("chains", chain=1)
    assert open_set_of(other) == 1
    assert last["count"] == len(other.rows("entries", chain=1))
    other.store.close()


# R16, R17, R21 ---------------------------------------------------------------------------------------------


def test_r16_the_desk_is_stated_to_be_clear(play):
    office = play("printed")
    assert refused(desk.open_desk(office.office, AKI, 1, Check.FIRST, clear=False)) == "desk-not-clear"
    assert office.rows("desks") == []


def test_r16_a_desk_has_one_batch_at_a_time(play):
    office = play("printed")
    _second_batch(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.open(AKI, Check.FIRST, batch=2)
    assert refused(desk.scan(office.office, AKI, 1, office.label(1))) == "person-elsewhere"
    assert [row["batch"] for row in office.rows("desks", open=1)] == [2]


@pytest.mark.parametrize("check", [Check.FIRST, Check.SECOND])
def test_r17_a_released_tray_refuses_the_checks_that_are_over(play, check):
    office = play("released")
    office.open(CHO, check)
    assert office.says(CHO, office.label(1)) == ("refused", "released")
    assert office.says(CHO, office.cover(1)) == ("refused", "released")


def test_r17_an_abandoned_batch_refuses_everything(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    assert refused(batches.abandon_batch(office.office, AKI, 1)) == "not-allowed"
    ok(batches.abandon_batch(office.office, BOSS, 1))
    assert office.says(AKI, office.cover(1)) == ("refused", "closed")
    assert refused(desk.open_desk(office.office, AKI, 1, Check.FIRST, clear=True)) == "closed"
    assert refused(pieces.send_back(office.office, AKI, 1, [1], "x")) == "closed"
    assert refused(counting.enter_count(office.office, AKI, 1, 1, 4)) == "closed"
    assert office.faults() == []


def test_r21_the_seal_check_takes_the_code_that_was_checked_and_no_other(play):
    office = play("released")
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.cover(1)) == ("refused", "wrong-kind")
    assert office.says(CHO, office.label(1, issue=2)) == ("refused", "not-expected")
    assert office.says(CHO, office.label(1)) == ("complete", "")
    assert office.row("pieces", piece=1)["sealed_by"] == 4


def test_r21_nothing_is_sealed_before_its_release(play):
    office = play("verified")
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.label(1)) == ("refused", "not-released")


# R28 at the desk ------------------------------------------------------------------------------------------


def test_r28_a_person_disabled_a_moment_ago_scans_nothing_more(play):
    from checkmail.office import people

    office = play("printed")
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, office.cover(1)) == ("accepted", "")
    ok(people.disable_person(office.office, BOSS, 2))
    assert refused(desk.scan(office.office, AKI, 1, office.label(1))) == "not-allowed"
    assert office.states()[1] == "waiting"


def test_r28_auditors_and_strangers_have_no_desk(play):
    office = play("printed")
    for actor in (EYE, Actor(77)):
        assert refused(desk.open_desk(office.office, actor, 1, Check.FIRST, clear=True)) == "not-allowed"


def test_a_desk_nobody_opened_takes_no_code(play):
    office = play("printed")
    assert refused(desk.scan(office.office, AKI, 1, office.cover(1))) == "person-elsewhere"
    assert refused(desk.open_desk(office.office, AKI, 99, Check.FIRST, clear=True)) == "unknown-batch"
    assert refused(desk.open_desk(office.office, AKI, 10**30, Check.FIRST, clear=True)) == "unknown-batch"


def test_supervisors_may_check_too(play):
    office = play("printed")
    office.open(VICE, Check.FIRST)
    assert office.set_of(VICE, 1).verdict == "complete"


def test_r15_codes_typed_by_hand_are_counted_on_the_sheet_that_is_signed(play):
    office = play("enclosed")
    office.open(BAN, Check.SECOND, "desk2")
    for code in (office.cover(1), office.label(1)):
        assert ok(desk.scan(office.at("desk2"), BAN, 1, code, Came.BY_HAND)).verdict is not Outcome.REFUSED
    assert ok(desk.scan(office.at("desk2"), BAN, 1, office.cover(2), Came.TYPED)).reason == "typed-by-hand"
    office.second(BAN, range(2, 13), "desk2")
    office.count(1, 2, 3)
    out = office.path.with_name("signed.pdf")
    ok(papers.print_signoff(office.office, BOSS, 1, out, "ja"))
    assert "手で打った番号2件（1番）" in words(out)
    assert office.faults() == []
