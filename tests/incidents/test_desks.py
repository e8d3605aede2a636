"""Incidents at the table where papers go into envelopes: what stops them at a desk (R8, R11–R16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkmail.office import batches, counting, desk, pieces, reissue
from checkmail.office.acting import Actor
from checkmail.rehearsal.scanning import Bench
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check, PieceState
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_verdicts import Outcome

from .conftest import Open, Stopped
from .house import COVER, DESK_1, DESK_2, NOTICE, PLAIN, RETURN, RETURNS, House

ASKED = {"changed": ((2, (("氏名", "渡邉　千代"),)), (3, (("氏名", "渡辺　千代"), ("氏名カナ", "ワタナベ　チヨ"))))}
"""Two people whose names look alike: both pieces are under attention."""

NAMESAKES = {"changed": ((3, (("氏名", "渡辺　千代"), ("氏名カナ", "ワタナベ　チヨ"))),)}
MOVED = {"changed": ((5, (("住民登録住所", "石川県白山市乾町1番地"),)),)}


def state(house: House, piece: int) -> PieceState:
    return granted(pieces.show_piece(house.office, house.actor("auditor"), house.batch, piece)).piece.state


def scanned_into(house: House, check: Check, piece: int, *foreign: str) -> list[desk.Answer]:
    """Somebody takes the cover of ``piece``, then ``foreign`` papers."""
    key, at = ("first", DESK_1) if check is Check.FIRST else ("second", DESK_2)
    bench = house.sat(key, check, at)
    return [bench.scan(house.papers.code(Kind.COVER, piece, COVER)), *(bench.scan(raw) for raw in foreign)]


def test_s1_a_wrong_address_label_stops_both_desks_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R12, R13: whoever sticks it on, or takes it out again, meets the number of another."""
    one = house()
    stopped(scanned_into(one, Check.FIRST, 3, "260200000003", one.papers.envelope(4))[-1], "R13", "other-piece")
    two = house()
    two.enclose(two.pieces)
    stopped(scanned_into(two, Check.SECOND, 3, "260200000003", two.papers.envelope(4))[-1], "R13", "other-piece")
    assert (state(two, 3), state(two, 4)) == (PieceState.QUARANTINED, PieceState.QUARANTINED)


def test_s5_a_destination_has_its_own_documents_and_number_by_r11(house: Open, stopped: Stopped) -> None:
    """R11, R13: an order that belongs to another supplier stops; one that is missing does not let the set end."""
    one = house()
    answers = scanned_into(one, Check.FIRST, 3, one.papers.envelope(3))
    stopped(answers[-1], "R11", "incomplete")
    assert answers[-1].needs == (NOTICE,)
    two = house()
    stopped(scanned_into(two, Check.FIRST, 3, "260200000004")[-1], "R13", "other-piece")


def test_s7_a_similar_name_is_asked_for_its_birthday_by_r12(house: Open, stopped: Stopped) -> None:
    """R3, R12: look-alikes are under attention; who types the other's day three times over holds the piece."""
    one = house(**ASKED)
    one.enclose([2])
    bench = one.sat("second", Check.SECOND, DESK_2)
    bench.take_out(2)
    assert bench.scan(one.papers.envelope(2)).ask == "born:day"
    stopped(bench.scan(one.papers.typed(3, "born:day")), "R12", "answer-differs")
    bench.scan("29")
    held = bench.scan("30")
    assert held.verdict is Outcome.HELD
    stopped(held, "R12", "answer-differs")
    assert state(one, 2) is PieceState.QUARANTINED


def test_s9_the_return_label_carries_the_same_number_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13: the other office's return envelope is another piece's."""
    one = house(documents=RETURNS, printed=("labels", "covers", "returns"))
    stopped(scanned_into(one, Check.FIRST, 1, one.papers.code(Kind.RETURN, 2, RETURN))[-1], "R13", "other-piece")


def test_s12_bs_certificate_also_in_as_envelope_is_found_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13: whatever came out of the envelope is scanned, and a second certificate is another piece's."""
    one = house()
    one.enclose(one.pieces)
    answers = scanned_into(one, Check.SECOND, 3, "260200000003", "260200000004")
    stopped(answers[-1], "R13", "other-piece")


def test_s13_bs_handbook_in_as_envelope_is_refused_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13."""
    one = house()
    stopped(scanned_into(one, Check.FIRST, 3, "260200000006")[-1], "R13", "other-piece")


def test_s14_a_namesake_is_asked_for_the_day_of_birth_by_r12(house: Open, stopped: Stopped) -> None:
    """R3, R12: the same kanji is no proof; the day stands on the paper and must be typed from it."""
    one = house(**NAMESAKES)
    one.enclose([2])
    bench = one.sat("second", Check.SECOND, DESK_2)
    bench.take_out(2)
    assert bench.scan(one.papers.envelope(2)).ask == "born:day"
    stopped(bench.scan(one.papers.typed(3, "born:day")), "R12", "answer-differs")
    completed(bench.scan(one.papers.typed(2, "born:day")))


def test_s16_an_address_unlike_the_register_is_asked_about_by_r12(house: Open, stopped: Stopped) -> None:
    """R3, R12: the list cannot say which address is right, but a person answered for it and the piece is asked."""
    one = house(**MOVED)
    one.enclose([5])
    bench = one.sat("second", Check.SECOND, DESK_2)
    bench.take_out(5)
    assert bench.scan(one.papers.envelope(5)).ask == "born:day"
    stopped(bench.scan("31"), "R12", "answer-differs")


def test_s17_swapped_after_an_interruption_begins_again_by_r14(house: Open, stopped: Stopped) -> None:
    """R14, R13: a set left lying is void, and what was swapped meanwhile meets the number of another."""
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.take_out(3)
    one.clock.wait(minutes=4)
    stopped(bench.scan(one.papers.envelope(4)), "R14", "set-timed-out")
    one.enclose([3, 4])
    stopped(scanned_into(one, Check.SECOND, 4, "260200000003")[-1], "R13", "other-piece")


def test_s18_anothers_certificate_twice_stops_the_batch_by_r13(house: Open, stopped: Stopped) -> None:
    """R13: the third hold within twenty sets stops every desk until a supervisor has looked."""
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    for piece in (1, 3, 5):
        bench.scan(one.papers.code(Kind.COVER, piece, COVER))
        held = bench.scan(one.papers.enclosures(piece + 1)[NOTICE])
        stopped(held, "R13", "other-piece")
        bench.scan("!")
    assert held.batch_stopped
    stopped(bench.scan(one.papers.envelope(7)), "R13", "batch-stopped")
    resumed = batches.resume_batch(one.office, one.actor("first"), one.batch, "見た")
    stopped(resumed, "R28", "not-allowed")
    granted(batches.resume_batch(one.office, one.actor("supervisor"), one.batch, "箱の順が違っていた"))
    assert one.sat("first", Check.FIRST, DESK_1).whole(7).verdict is Outcome.COMPLETE


def test_p1_bs_papers_behind_as_are_missed_and_found_by_r11_and_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13, R18: B's set does not end, A's second check meets B's sheet, and B is named as missing."""
    one = house()
    one.enclose([1, 2, 3, 5, 6, 7, 8])
    stopped(scanned_into(one, Check.FIRST, 4, one.papers.envelope(4))[-1], "R11", "incomplete")
    missing = granted(counting.show_counts(one.office, one.actor("third"), one.batch)).missing
    assert 4 in [place.piece for place in missing]
    stopped(scanned_into(one, Check.SECOND, 3, "260200000003", "260200000004")[-1], "R13", "other-piece")


def test_p2_one_employee_cannot_do_both_steps_by_r12(house: Open, stopped: Stopped) -> None:
    """R12, R28: nor from another desk, nor after logging in again."""
    one = house()
    one.enclose(one.pieces)
    for name in (DESK_1, DESK_2):
        bench = one.sat("first", Check.SECOND, name)
        stopped(bench.scan(one.papers.code(Kind.COVER, 1, COVER)), "R12", "same-person")


def test_p3_two_of_one_surname_are_two_numbers_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13, R18: both letters in one envelope stop the desk, and 7 of 8 do not balance."""
    one = house(changed=((4, (("氏名", "尾崎　由美子"),)),))
    one.enclose(one.pieces)
    stopped(scanned_into(one, Check.SECOND, 3, "260200000004")[-1], "R13", "other-piece")
    two = house(changed=((4, (("氏名", "尾崎　由美子"),)),))
    two.enclose(two.pieces)
    two.verify([1, 2, 3, 5, 6, 7, 8])
    two.count(second=3, third=3)
    stopped(counting.release(two.office, two.actor("supervisor"), two.batch), "R18", "not-balanced")


def test_p4_the_second_checker_is_told_nothing_by_r12(house: Open, stopped: Stopped) -> None:
    """R12: blind. Neither piece nor what is needed is said, and an answer comes from the paper or not at all."""
    one = house(**MOVED)
    one.enclose([5])
    bench = one.sat("second", Check.SECOND, DESK_2)
    answers = [bench.scan(raw) for raw in one.papers.enclosures(5).values()]
    asked = bench.scan(one.papers.envelope(5))
    assert {(a.piece, a.needs) for a in (*answers, asked)} == {(None, None)}
    view = granted(desk.view_desk(bench.office, bench._actor, one.batch))
    assert (view.held_pieces, view.asks) == ((), "born:day")
    stopped(bench.scan("31"), "R12", "answer-differs")


def test_p5_the_order_of_the_checks_is_enforced_by_r12(house: Open, stopped: Stopped) -> None:
    """R12, R11: no second check before the first, and a missing sheet is judged with the envelope."""
    one = house()
    bench = one.sat("second", Check.SECOND, DESK_2)
    stopped(bench.scan(one.papers.code(Kind.COVER, 1, COVER)), "R12", "not-enclosed")
    one.enclose([1])
    answers = scanned_into(one, Check.SECOND, 1, one.papers.envelope(1))
    stopped(answers[-1], "R12", "incomplete")
    assert answers[0].needs is None


def test_p7_papers_in_another_order_stop_at_the_first_by_r13(house: Open, stopped: Stopped) -> None:
    """R13: one row off is seen with the first piece, not with the hundred and fifteenth."""
    one = house()
    stopped(scanned_into(one, Check.FIRST, 1, "260200000002")[-1], "R13", "other-piece")
    answer = desk.scan(one.office, _actor_at(one, DESK_1), one.batch, one.papers.code(Kind.COVER, 2, COVER))
    stopped(answer, "R13", "desk-held")


def _actor_at(house: House, name: str) -> Actor:
    """The log-in that a held desk waits for: the same person again."""
    bench = house.sat("first", Check.FIRST, name)
    return bench._actor


def test_p12_anothers_demand_is_refused_by_r13(house: Open, stopped: Stopped) -> None:
    """R11, R13: also where it is the first thing scanned and the envelope is another's."""
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.scan("260200000004")
    stopped(bench.scan(one.papers.envelope(3)), "R13", "other-piece")


def test_p13_one_batch_at_a_desk_by_r16(house: Open, stopped: Stopped) -> None:
    """R16, R13: the desk opens only clear of other batches, and a paper of another batch stops it."""
    one = house()
    bench = Bench(replace(one.office, desk=DESK_1), one.papers)
    stopped(bench.sit(one.players["first"], Check.FIRST, clear=False), "R16", "desk-not-clear")
    granted(batches.create_batch(one.office, one.actor("first"), "別の業務", PLAIN))
    granted(bench.sit(one.players["first"], Check.FIRST))
    bench.take_out(1)
    other = Code(Kind.COVER, 2, 1, 1).digits(one.papers.office)
    stopped(bench.scan(other), "R13", "other-batch")
    assert state(one, 1) is PieceState.QUARANTINED


def test_p14_after_a_restart_every_piece_is_checked_by_r14_and_r12(house: Open, stopped: Stopped) -> None:
    """R14, R12: what was open is void, and one row off is met at each piece, not at a sample."""
    one = house()
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.take_out(3)
    again = one.sat("first", Check.FIRST, DESK_1)
    stopped(again.scan(one.papers.envelope(3)), "R11", "incomplete")
    one.enclose(one.pieces)
    for piece in (3, 5):
        stopped(scanned_into(one, Check.SECOND, piece, f"26020000000{piece + 1}")[-1], "R13", "other-piece")
        one.sat("second", Check.SECOND, DESK_2).scan("!")


@pytest.mark.parametrize("how", ["torn", "lost"])
def test_r8_an_old_label_after_a_reissue_is_dead(house: Open, stopped: Stopped, how: str) -> None:
    """R8: it passes no desk again; what was lost may lie behind another, so its tray is checked once more."""
    one = house()
    one.enclose(one.pieces)
    one.verify(one.pieces)
    wish = granted(
        reissue.propose_reissue(
            one.office, one.actor("first"), one.batch, one.folder / "again.pdf", how, "理由",
            codes=[one.papers.envelope(2)],
        )
    )  # fmt: skip
    assert not isinstance(one.confirm("second", wish.proposal), Refusal)
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.take_out(2)
    stopped(bench.scan(one.papers.envelope(2, issue=1)), "R8", "superseded")
    completed(bench.scan(one.papers.envelope(2, issue=2)))
    assert state(one, 3) is (PieceState.ENCLOSED if how == "lost" else PieceState.VERIFIED)
