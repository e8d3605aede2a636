"""Clearing a list: kinds of findings, rows to look at, control lists, changes, what the approver sees (R1-R5)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from checkmail.errors import Misused
from checkmail.office import (
    approval,
    batches,
    changing,
    comparing,
    findings,
    list_proof,
    lists,
    looking,
    overview,
    withholding,
)

from .play import AKI, BAN, CHO, EYE, ok, refused, write_list


def take(office, **changed):
    """Imports a list of 12 with these changes as the next version of batch 1."""
    version = office.rows("batches", batch=1)[0]["version"] + 1
    file = write_list(office.path.with_name(f"v{version}.csv"), 12, **changed)
    return ok(lists.import_list(office.office, AKI, 1, file))


def file_of(office, name, *keys):
    file = office.path.with_name(name)
    file.write_text("\n".join(("宛名番号,氏名", *keys)) + "\n", encoding="utf-8")
    return file


def number(record):
    return str(1000 + 7 * record)


def none(office):
    ok(withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), "福祉課"))


def group_of(office, code):
    (group,) = [one for one in ok(findings.groups(office.office, EYE, 1)) if one.code == code]
    return group


# R3: many of one kind in one act ---------------------------------------------------------------------------


def test_r3_findings_of_one_kind_are_settled_in_one_act_with_one_reason_and_mark_their_pieces(play):
    office = play("created")
    take(office, 備考={2: "支援措置", 5: "DV", 9: "取扱注意"})
    group = group_of(office, "remark")
    assert (group.severity, len(group.numbers), group.open, group.columns) == ("attention", 3, 3, ("備考",))
    before = len(office.rows("entries", kind="findings-settled"))
    settled = ok(findings.acknowledge(office.office, AKI, 1, "担当に確かめた", groups=[group.key]))
    assert settled == list(group.numbers)
    assert len(office.rows("entries", kind="findings-settled")) == before + 1
    group = group_of(office, "remark")
    assert (group.open, group.settled) == (0, (("acknowledged", 2, "担当に確かめた", 3),))
    assert ok(overview.overview(office.office, BAN, 1)).attention == {2, 5, 9}
    assert refused(findings.acknowledge(office.office, AKI, 1, "x", groups=["attention/none//"])) == "unknown-finding"
    assert office.faults() == []


def test_r3_kinds_are_kept_apart_by_column_and_a_note_is_not_open(play):
    office = play("created")
    take(office, 氏名={3: ""}, 住所={4: "", 5: ""}, 世帯番号={7: "1", 8: "1"})
    groups = ok(findings.groups(office.office, AKI, 1))
    empty = {group.columns: len(group.numbers) for group in groups if group.code == "empty-field"}
    assert empty == {("氏名",): 1, ("住所",): 2}
    assert [group.open for group in groups if group.severity == "note"] == [0] * sum(
        group.severity == "note" for group in groups
    )
    assert sum(group.open for group in groups) == sum(one.open for one in ok(findings.findings(office.office, AKI, 1)))


def test_the_rows_of_a_finding_stand_beside_each_other_with_its_columns_first(play):
    office = play("created")
    take(office, 宛名番号={9: number(3)})
    (one,) = [f for f in ok(findings.findings(office.office, AKI, 1)) if f.finding.code == "duplicate-number"]
    found = ok(looking.beside(office.office, AKI, 1, one.finding.rows, one.finding.columns))
    assert [row.record for row in found.rows] == [3, 9]
    assert found.columns[0] == ("number", "宛名番号", True)
    assert {"name", "kana", "born", "address"} <= {key for key, _, _ in found.columns}
    assert found.more == 0
    many = ok(looking.beside(office.office, AKI, 1, tuple(range(1, 13)) * 2, ()))
    assert (len(many.rows), many.more) == (looking.MOST_BESIDE, 24 - looking.MOST_BESIDE)


# 名寄せ ----------------------------------------------------------------------------------------------------


@pytest.fixture
def grouped(play):
    office = play("people")
    documents = 'group = "世帯番号"\n[[enclosure]]\nnumber = 1\nmatch = "cover"\n'
    ok(batches.create_batch(office.office, AKI, "名寄せ", documents, 4))
    take(office, 世帯番号={n: str(n % 6) for n in range(1, 13)}, 備考={10: "支援措置"})
    return office


def test_a_piece_is_shown_with_all_its_persons_and_found_by_any_of_them(grouped):
    view = ok(approval.show_list(grouped.office, EYE, 1))
    assert (view.imported.rows, view.imported.pieces) == (12, 6)
    found = ok(looking.find_pieces(grouped.office, EYE, 1, number(10)))
    (piece,) = found.pieces
    assert (piece.piece, [row.record for row in piece.rows], found.more) == (4, [4, 10], False)
    assert 6 in [one.piece for one in ok(looking.find_pieces(grouped.office, EYE, 1, "６")).pieces]
    assert [one.piece for one in ok(looking.find_pieces(grouped.office, EYE, 1, "支援 ｱｵｷ")).pieces] == []
    assert ok(looking.find_pieces(grouped.office, EYE, 1, "どこにもない言葉")).pieces == ()
    assert ok(looking.rows_of_piece(grouped.office, EYE, 1, 4)) == [4, 10]


def test_r12_a_finding_of_any_person_puts_the_piece_under_attention(grouped):
    key = group_of(grouped, "remark").key
    ok(findings.acknowledge(grouped.office, AKI, 1, "確かめた", groups=[key]))
    assert 4 in ok(overview.overview(grouped.office, EYE, 1)).attention
    samples = ok(approval.sample(grouped.office, EYE, 1, 2))
    first = [(one.piece, one.row.number, [w.finding.code for w in one.why]) for one in samples if one.attention]
    assert (4, 4, []) in first
    assert (4, 10, ["remark"]) in first
    assert len({one.piece for one in samples if not one.attention}) == 2


# R5: who must not be in the list ---------------------------------------------------------------------------


def test_r5_who_has_paid_stands_out_and_is_explained_or_withheld_before_approval(play):
    """S4: a reminder to somebody who has paid."""
    office = play("listed")
    none(office)
    paid = file_of(office, "paid.csv", number(3), "９９９", "１０４９")  # 1049 is record 7, in other digits
    found = ok(comparing.compare(office.office, AKI, 1, paid, "宛名番号", excluded=True))
    assert [(d.side, d.row, d.piece) for d in found] == [("matched", 3, 3), ("matched", 7, 7)]
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    ok(withholding.add(office.office, AKI, 1, [3], "支払済"))
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    assert ok(comparing.explain(office.office, AKI, 1, (), "別の期の未納", marks=[found[1].mark])) == 1
    assert [(d.open, d.reason) for d in ok(comparing.differences(office.office, EYE, 1))] == [
        (False, ""),
        (False, "別の期の未納"),
    ]
    ok(approval.approve(office.office, BAN, 1))
    assert office.faults() == []


def test_r5_lifting_the_withholding_of_a_match_opens_it_again(play):
    office = play("listed")
    none(office)
    ok(comparing.compare(office.office, AKI, 1, file_of(office, "p.csv", number(3)), "宛名番号", excluded=True))
    ok(withholding.add(office.office, AKI, 1, [3], "支払済"))
    assert ok(approval.show_list(office.office, EYE, 1)).differences == 0
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [3], "未払だった"), BAN))
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"


def test_r5_a_withheld_piece_that_a_register_misses_is_still_explained(play):
    office = play("listed")
    none(office)
    register = file_of(office, "r.csv", *(number(n) for n in range(2, 13)))
    ok(comparing.compare(office.office, AKI, 1, register, "宛名番号"))
    ok(withholding.add(office.office, AKI, 1, [1], "対象外"))
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"


def test_r5_a_control_list_without_a_key_is_no_control(play):
    office = play("listed")
    for excluded in (True, False):
        with pytest.raises(Misused, match="no-keys"):
            comparing.compare(
                office.office, AKI, 1, file_of(office, "e.csv", ",佐藤", "　,鈴木"), "宛名番号", excluded=excluded
            )
    assert ok(comparing.comparisons(office.office, EYE, 1)) == []


def test_r5_a_row_without_a_key_is_not_silently_passed(play):
    office = play("created")
    take(office, 宛名番号={5: ""})
    found = ok(comparing.compare(office.office, AKI, 1, file_of(office, "p.csv", "1"), "宛名番号", excluded=True))
    assert [(d.side, d.row) for d in found] == [("extra", 5)]


def test_r5_a_register_does_not_stand_for_the_paid_list_in_the_next_version(play):
    office = play("listed")
    everybody = file_of(office, "r.csv", *(number(n) for n in range(1, 13)))
    ok(comparing.compare(office.office, AKI, 1, file_of(office, "p.csv", "1"), "宛名番号", excluded=True))
    take(office)
    none(office)
    assert ok(comparing.compare(office.office, AKI, 1, everybody, "宛名番号")) == []
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    ok(comparing.compare(office.office, AKI, 1, file_of(office, "p.csv", "1"), "宛名番号", excluded=True))
    ok(approval.approve(office.office, BAN, 1))


# R1: what a version changed --------------------------------------------------------------------------------


def test_r1_a_second_version_says_what_is_added_removed_and_changed_cell_by_cell(play):
    office = play("listed")
    assert ok(changing.changes(office.office, EYE, 1)).earlier == 0
    take(office, 住所={4: "東京都千代田区麹町1番"}, 宛名番号={6: "7777"})
    found = ok(changing.changes(office.office, EYE, 1))
    assert (found.earlier, found.version, found.same) == (1, 2, 10)
    (one,) = found.changed
    assert (one.key, one.after.record) == (number(4), 4)
    assert [(c.column, c.after) for c in one.cells] == [("address", "東京都千代田区麹町1番")]
    assert [row.fields["number"] for row in found.added] == ["7777"]
    assert [row.fields["number"] for row in found.removed] == [number(6)]


def test_r1_rows_that_only_changed_places_are_counted_and_no_number_pairs_two_people(play):
    office = play("created")
    take(office, 宛名番号={2: number(1)}, 住所={1: "東京都千代田区a"})
    take(office, 宛名番号={2: number(1)}, 住所={1: "東京都千代田区b"})
    found = ok(changing.changes(office.office, EYE, 1))
    # The changed row is alone with its number once its equal twin is paired off.
    assert [one.after.record for one in found.changed] == [1]
    lines = (office.path.with_name("v2.csv")).read_text(encoding="utf-8").splitlines()
    turned = office.path.with_name("v3.csv")
    turned.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    ok(lists.import_list(office.office, AKI, 1, turned))
    found = ok(changing.changes(office.office, EYE, 1))
    assert (found.same, found.moved, found.added, found.removed, found.changed) == (12, 12, (), (), ())


def test_r4_an_import_says_how_many_withheld_pieces_it_carried_over(play):
    office = play("listed")
    ok(withholding.add(office.office, AKI, 1, [3, 8], "支援措置"))
    assert take(office).carried == 2
    assert ok(approval.show_list(office.office, EYE, 1)).withheld == 2
    assert take(office, 宛名番号={3: "5"}, 氏名={3: "別人　太郎"}).carried == 1


# What the approver sees ------------------------------------------------------------------------------------


def test_r2_the_approver_sees_everything_that_was_said_and_by_whom(play, tmp_path):
    office = play("created")
    take(office, 備考={2: "支援措置"}, 氏名={3: ""})
    ok(findings.acknowledge(office.office, CHO, 1, "担当に確かめた", code="remark"))
    ok(withholding.add(office.office, CHO, 1, [3], "氏名なし"))
    none(office)
    ok(withholding.load(office.office, CHO, 1, file_of(office, "dv.csv", number(9)), "宛名番号"))
    ok(comparing.compare(office.office, AKI, 1, file_of(office, "p.csv", "5"), "宛名番号", excluded=True))
    seen = ok(overview.overview(office.office, BAN, 1))
    assert [(a.how, a.by, a.said_by, a.as_of, a.pieces) for a in seen.answers] == [
        ("none", 2, "福祉課", "2026-11-01", 0),
        ("list", 4, "dv.csv (宛名番号)", "", 1),
    ]
    assert seen.withheld == ((3, 4, "氏名なし"), (9, 4, "dv.csv (宛名番号)"))
    assert (seen.view.withheld, seen.view.attention, seen.view.compared) == (2, 1, 1)
    (compared,) = seen.comparisons
    assert (compared.excluded, compared.control, compared.matched) == (True, 1, 0)
    assert compared.samples == f"5 ⇔ {number(1)} / {number(2)} / {number(3)}"
    settled = {group.code: group.settled for group in seen.groups}
    assert settled["remark"] == (("acknowledged", 4, "担当に確かめた", 1),)
    assert settled["empty-field"] == (("withheld", 0, "", 1),)
    assert seen.sheet is None


def test_r12_a_proof_sheet_is_recorded_with_its_version_and_what_came_after_it_is_seen(play, tmp_path):
    office = play("created")
    take(office, 備考={2: "支援措置", 5: "DV"})
    first, second = group_of(office, "remark").numbers
    ok(findings.acknowledge(office.office, AKI, 1, "見た", numbers=[first]))
    ok(list_proof.print_list_proof(office.office, AKI, 1, tmp_path / "p.pdf", "ja"))
    ok(findings.acknowledge(office.office, AKI, 1, "見た", numbers=[second]))
    seen = ok(overview.overview(office.office, BAN, 1))
    assert (seen.sheet.by, seen.sheet.rows, seen.sheet.attention, seen.not_on_sheet) == (2, 12, {2}, {5})
    none(office)
    ok(office.confirm(findings.propose_compared(office.office, AKI, 1), CHO))
    with pytest.raises(Misused, match="bad-range"):
        approval.approve(office.office, BAN, 1, -1)
    ok(approval.approve(office.office, BAN, 1, 12))
    seen = ok(overview.overview(office.office, EYE, 1))
    assert (seen.rows_compared, [person for person, _ in seen.compared_by]) == (12, [4])
    (entry,) = office.rows("entries", kind="list-approved")
    assert json.loads(entry["body"])["rows_compared"] == 12
    take(office)
    assert ok(overview.overview(office.office, EYE, 1)).sheet is None
    assert office.faults() == []
