"""Ways around the rules that somebody tried, each closed: the test is the attempt."""

from __future__ import annotations

from checkmail.office import counting, handover, pieces, proposals, withholding
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, VICE, ok, refused


def hold(office, first: int, other: int) -> None:
    """A second checker meets the cover of ``other`` in the set of ``first``: both are in quarantine."""
    office.open(BAN, Check.SECOND, "desk2")
    office.scan(BAN, office.cover(first), "desk2")
    assert office.says(BAN, office.label(other), "desk2") == ("held", "other-piece")
    assert office.says(BAN, "!", "desk2")[0] == "accepted"


def resolve(office, actor, *numbers: int):
    return ok(pieces.propose_resolve(office.office, actor, 1, numbers, "取り違え"))


def test_r13_a_proposal_to_resolve_does_not_reach_a_later_hold(play):
    office = play("enclosed")
    hold(office, 1, 2)
    first, second = resolve(office, AKI, 1, 2), resolve(office, AKI, 1, 2)
    ok(office.confirm(first, BOSS))
    office.first(AKI, [1, 2])
    hold(office, 1, 2)
    assert refused(office.confirm(second, BOSS)) == "stale"
    assert {office.states()[1], office.states()[2]} == {"quarantined"}


def test_r13_a_hold_is_resolved_as_one_also_piece_by_piece(play):
    """Both of the pieces were touched by the two who want to resolve them, one each."""
    office = play("printed")
    office.first(AKI, [1])
    office.first(CHO, [2], "desk9")
    hold(office, 1, 2)
    for piece in (1, 2):
        assert refused(office.confirm(resolve(office, AKI, piece), BAN)) == "same-person"


def test_r13_withholding_and_lifting_is_no_way_out_of_quarantine(play):
    office = play("enclosed")
    hold(office, 1, 2)
    ok(withholding.add(office.office, AKI, 1, [1], "調べる"))
    ok(office.confirm(ok(withholding.lift(office.office, AKI, 1, [1], "済んだ")), BOSS))
    assert office.states()[1] == "quarantined"
    ok(office.confirm(resolve(office, AKI, 1, 2), BOSS))
    assert office.states()[1] == "waiting"


def test_r10_a_loss_is_not_confirmed_when_the_scan_met_the_piece(play):
    office = play("verified")
    proposed = ok(pieces.propose_lost(office.office, AKI, 1, 3, "見当たらない"))
    ok(counting.scan_tray(office.office, CHO, 1, 1, []))
    assert refused(office.confirm(proposed, BOSS)) == "scan-the-tray"
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(n) for n in range(1, 5)]))
    assert refused(office.confirm(proposed, BOSS)) == "stale"


def test_r10_a_loss_proposed_for_one_stop_is_not_confirmed_after_another(play):
    office = play("verified")
    proposed = ok(pieces.propose_lost(office.office, AKI, 1, 3, "見当たらない"))
    ok(office.confirm(resolve(office, AKI, 3), BOSS))
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(n) for n in (1, 2, 4)]))
    assert refused(office.confirm(proposed, BOSS)) == "stale"


def test_r19_a_count_of_the_whole_does_not_settle_a_tray_that_differed(play):
    office = play("verified")
    for _ in range(2):
        ok(counting.enter_count(office.office, AKI, 1, 1, 3))
        ok(counting.enter_count(office.office, BAN, 1, 1, 4))
    assert refused(counting.enter_count(office.office, AKI, 1, 0, 12)) == "scan-the-tray"
    assert refused(counting.release(office.office, BOSS, 1)) == "scan-the-tray"


def test_r19_a_count_of_the_whole_does_not_speak_for_a_section(play):
    office = play("verified")
    for actor in (AKI, BAN):
        ok(counting.enter_count(office.office, actor, 1, 0, 12))
    assert refused(counting.release(office.office, BOSS, 1, (1, 1))) == "counts-missing"
    ok(counting.release(office.office, BOSS, 1))


def test_r19_who_was_told_what_a_tray_lacks_counts_it_by_scanning(play):
    office = play("verified")
    assert ok(counting.scan_tray(office.office, CHO, 1, 1, [])).missing
    assert refused(counting.enter_count(office.office, CHO, 1, 1, 4)) == "scan-the-tray"


def test_r21_a_count_of_seals_does_not_outlive_a_handover(play):
    office = play("released")
    office.seal(CHO, [1, 2])
    ok(counting.enter_count(office.office, AKI, 1, 1, 4, "sealed"))
    made = ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 2))
    ok(handover.accept(office.office, BAN, made.offer, 2))
    ok(counting.enter_count(office.office, BAN, 1, 1, 2, "sealed"))
    assert office.states()[3] == "verified"


def test_r28_one_supervisor_is_not_left_alone_with_two_pins(play):
    from checkmail.office import people

    office = play("people")
    for number in (2, 3, 4, 6):
        ok(people.disable_person(office.office, BOSS, number))
    answer = ok(people.set_anothers_pin(office.office, BOSS, 5, "739164"))
    assert isinstance(answer, proposals.Proposed)
    assert refused(office.confirm(answer, VICE)) in ("same-person", "stale")
