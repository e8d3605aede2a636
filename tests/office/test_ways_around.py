"""Ways around the rules that somebody tried, each closed: the test is the attempt."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from checkmail.errors import Misused
from checkmail.office import (
    approval,
    comparing,
    counting,
    findings,
    handover,
    lists,
    pieces,
    proposals,
    withholding,
)
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, VICE, ok, refused, write_list


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


def take(office, mapping=None, pieces=12, **changed):
    """Imports a list with these changes as the next version of batch 1."""
    file = write_list(office.path.with_name("next.csv"), pieces, **changed)
    return ok(lists.import_list(office.office, AKI, 1, file, mapping=mapping))


def book(office, *sheets):
    """A workbook of sheets, each a heading and numbers, or nothing."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for place, cells in enumerate(sheets):
        sheet = workbook.create_sheet(f"シート{place}")
        for cell in cells:
            sheet.append([cell])
    file = office.path.with_name("sheets.xlsx")
    workbook.save(file)
    return file


def test_r4_who_stands_on_another_sheet_of_a_withholding_list_is_withheld_too(play):
    office = play("listed")
    file = book(office, ["宛名番号", "1007"], [], ["宛名番号", "1014", "1021"])
    assert ok(withholding.load(office.office, AKI, 1, file, "宛名番号")).pieces == (1, 2, 3)


def test_r4_a_sheet_of_a_withholding_list_without_the_column_is_not_passed_over(play):
    office = play("listed")
    with pytest.raises(Misused) as error:
        withholding.load(office.office, AKI, 1, book(office, ["宛名番号", "1007"], ["追加分", "1014"]), "宛名番号")
    assert error.value.key == "missing-column"


def test_r5_who_stands_on_another_sheet_of_a_paid_list_is_a_difference(play):
    office = play("listed")
    file = book(office, ["宛名番号", "9"], ["宛名番号", "1014"])
    assert [one.row for one in ok(comparing.compare(office.office, AKI, 1, file, "宛名番号", excluded=True))] == [2]


@pytest.mark.parametrize(
    ("mapping", "changed"),
    [({"number": "受給者番号"}, {}), (None, {"宛名番号": {3: "001021"}}), (None, {"宛名番号": {3: "9999"}})],
)
def test_r4_another_number_in_the_next_version_frees_nobody(play, mapping, changed):
    office = play("listed")
    ok(withholding.add(office.office, AKI, 1, [3], "支援措置"))
    assert take(office, mapping, **changed).carried == 1
    assert [(one.piece, one.reason) for one in ok(withholding.list_withheld(office.office, AKI, 1))] == [
        (3, "支援措置")
    ]
    assert office.faults() == []


def test_r4_one_of_two_rows_of_a_person_taken_out_withholds_not_the_other_in_the_next_version(play):
    office = play("created")
    first = {"氏名": "久保　一郎", "住所": "東京都千代田区千代田1番4号"}
    take(office, **{column: {1: value, 9: value} for column, value in first.items()})
    ok(withholding.add(office.office, AKI, 1, [9], "同じ人が二度"))
    take(office, pieces=8, **{column: {1: value} for column, value in first.items()})
    assert ok(withholding.list_withheld(office.office, AKI, 1)) == []


def test_r1_a_list_taken_in_while_its_approver_looked_at_another_is_not_approved(play):
    office = play("listed")
    take(office, 氏名={1: "別人　太郎"})
    ok(withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), "福祉課"))
    assert refused(approval.approve(office.office, BAN, 1, looked_at=1)) == "stale"
    assert ok(approval.approve(office.office, BAN, 1, looked_at=2)).version == 2


@pytest.mark.parametrize(
    ("mapping", "changed"),
    [
        ({"building": "備考", "remark": ""}, {"備考": {2: "支援措置"}}),
        ({"sex": "備考", "remark": ""}, {"備考": {2: "支援措置"}}),
        (None, {"氏名": {2: "青木　太郎（死亡）"}}),
    ],
)
def test_r3_a_remark_written_or_mapped_elsewhere_is_still_seen(play, mapping, changed):
    office = play("created")
    take(office, mapping, **changed)
    assert [
        one.finding.rows for one in ok(findings.findings(office.office, AKI, 1)) if one.finding.code == "remark"
    ] == [(2,)]


def test_r3_findings_of_a_list_taken_in_meanwhile_are_not_settled_by_the_numbers_of_another(play):
    office = play("created")
    for version in (1, 2):
        file = write_list(office.path.with_name(f"v{version}.csv"), 12, 備考={version: "支援措置"})
        ok(lists.import_list(office.office, AKI, 1, file))
    assert refused(findings.acknowledge(office.office, AKI, 1, "確認済", numbers=[1], looked_at=1)) == "stale"
    (seen,) = [one for one in ok(findings.findings(office.office, AKI, 1)) if one.finding.code == "remark"]
    assert seen.version == 2
    assert ok(findings.acknowledge(office.office, AKI, 1, "確認済", numbers=[seen.number], looked_at=2))
