"""The list on real office files (R1-R5): frozen, approved by another, everything settled first."""

from __future__ import annotations

from datetime import date

import pytest

from checkmail.errors import Misused
from checkmail.office import approval, batches, comparing, desk, findings, gathering, lists, printing, withholding
from checkmail.office.proposals import Proposed
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, DOCUMENTS, EYE, VICE, ok, refused, write_list


def take(office, actor=AKI, **changed):
    """Imports a list of 12 with these changes as the next version of batch 1."""
    version = office.rows("batches", batch=1)[0]["version"] + 1
    file = write_list(office.path.with_name(f"v{version}.csv"), 12, **changed)
    return ok(lists.import_list(office.office, actor, 1, file))


def settle(office, actor=AKI):
    ok(withholding.answer_none(office.office, actor, 1, date(2026, 11, 1), "福祉課"))


# R1, R2 ----------------------------------------------------------------------------------------------------


def test_r1_nothing_is_printed_or_scanned_before_the_approval(play):
    office = play("listed")
    wish = printing.Wish("labels", office.path.with_name("l.pdf"))
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish)) == "not-approved"
    assert refused(desk.open_desk(office.office, AKI, 1, Check.FIRST, clear=True)) == "not-approved"
    assert not wish.out.exists()


def test_r1_the_fingerprint_is_of_the_rows_as_they_lie_there(play):
    office = play("approved")
    assert office.tamper("UPDATE records SET fields = replace(fields, '1007', '1008')") == 12
    assert (1, "records") in office.faults()


def test_r1_a_new_version_before_the_first_print_needs_a_new_approval(play):
    office = play("approved")
    take(office)
    assert ok(batches.show_batch(office.office, AKI, 1)).stage == "listed"
    assert office.states() == {}
    assert refused(approval.approve(office.office, BAN, 1)) == "withholding-unanswered"
    settle(office)
    ok(approval.approve(office.office, BAN, 1))
    assert len(office.states()) == 12
    assert office.faults() == []


def test_r1_after_the_first_print_no_new_version(play):
    office = play("printed")
    file = write_list(office.path.with_name("late.csv"))
    assert refused(lists.import_list(office.office, AKI, 1, file)) == "printed"
    assert refused(withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), "x")) == "approved"
    assert refused(approval.approve(office.office, BAN, 1)) == "approved"


def test_r1_counts_of_an_earlier_version_do_not_stand_for_the_next(play):
    from checkmail.office import counting

    office = play("approved")
    for actor in (AKI, BAN):
        ok(counting.enter_count(office.office, actor, 1, 1, 0))
    take(office)
    settle(office)
    ok(approval.approve(office.office, BAN, 1))
    (tray,) = [t for t in ok(counting.show_counts(office.office, EYE, 1)).trays if t.tray == 1]
    assert (tray.counted, tray.counted_by) == ("owed", ())


def test_r2_the_importer_does_not_approve(play):
    office = play("listed")
    settle(office)
    assert refused(approval.approve(office.office, AKI, 1)) == "same-person"
    assert refused(approval.approve(office.office, EYE, 1)) == "not-allowed"
    ok(approval.approve(office.office, BAN, 1))
    assert refused(approval.approve(office.office, BAN, 1)) == "approved"
    assert office.faults() == []


def test_r2_the_same_person_comes_before_what_is_still_open(play):
    office = play("listed")
    assert refused(approval.approve(office.office, AKI, 1)) == "same-person"
    assert refused(approval.approve(office.office, BAN, 1)) == "withholding-unanswered"


def test_refusals_of_an_approval_come_in_the_order_of_the_contract(play):
    office = play("created")
    assert refused(approval.approve(office.office, BAN, 1)) == "no-list"
    assert refused(approval.approve(office.office, BAN, 99)) == "unknown-batch"
    take(office, 氏名={3: ""}, 備考={5: "支援措置"})
    assert ok(approval.show_list(office.office, BAN, 1)).blocked_by[0] == "open-findings"
    assert refused(approval.approve(office.office, BAN, 1)) == "open-findings"


# R3 --------------------------------------------------------------------------------------------------------


def test_r3_a_reason_settles_no_stop_and_withholding_its_piece_does(play):
    office = play("created")
    take(office, 氏名={3: ""})
    (stop,) = [one for one in ok(findings.findings(office.office, AKI, 1)) if one.finding.severity == "stop"]
    assert (
        refused(findings.acknowledge(office.office, AKI, 1, "知っている", numbers=[stop.number])) == "not-accepted-kind"
    )
    assert refused(findings.propose_accept(office.office, AKI, 1, [stop.number], "手書き")) == "not-accepted-kind"
    assert refused(findings.acknowledge(office.office, AKI, 1, "x", numbers=[99])) == "unknown-finding"
    assert refused(findings.acknowledge(office.office, AKI, 1, "x", code="namesake")) == "unknown-finding"
    settle(office)
    assert refused(approval.approve(office.office, BAN, 1)) == "open-findings"
    ok(withholding.add(office.office, AKI, 1, [3], "氏名なし"))
    ok(approval.approve(office.office, BAN, 1))
    assert office.states()[3] == "withheld"
    assert office.faults() == []


def test_r3_a_stop_that_was_settled_by_withholding_is_not_mailed_after_all(play):
    """Lifting the withholding after the approval would mail what no fix and no approval ever covered."""
    office = play("created")
    take(office, 氏名={3: ""})
    settle(office)
    ok(withholding.add(office.office, AKI, 1, [3, 4], "確認中"))
    ok(approval.approve(office.office, BAN, 1))
    assert refused(withholding.lift(office.office, AKI, 1, [3], "送ってよい")) == "open-findings"
    assert refused(withholding.lift(office.office, AKI, 1, [3, 4], "送ってよい")) == "open-findings"
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [4], "送ってよい"), BAN))
    assert office.states()[4] == "waiting"
    assert office.states()[3] == "withheld"


def test_r3_lifted_before_the_approval_a_stop_stands_again(play):
    office = play("created")
    take(office, 氏名={3: ""})
    settle(office)
    ok(withholding.add(office.office, AKI, 1, [3], "確認中"))
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [3], "送ってよい"), BAN))
    assert refused(approval.approve(office.office, BAN, 1)) == "open-findings"


def test_r3_a_missing_glyph_is_accepted_by_two_and_put_under_attention(play):
    office = play("created")
    took = take(office, 氏名={3: "青木　\U0003134a"})
    assert took.findings["stop"] >= 1
    (glyph,) = [one for one in ok(findings.findings(office.office, AKI, 1)) if one.finding.code == "missing-glyph"]
    proposed = ok(findings.propose_accept(office.office, AKI, 1, [glyph.number], "手書きする"))
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    ok(office.confirm(proposed, BAN))
    settle(office)
    assert refused(approval.approve(office.office, BAN, 1)) == "nothing-asked"
    ok(office.confirm(findings.propose_compared(office.office, AKI, 1), BAN))
    ok(approval.approve(office.office, BAN, 1))
    row = office.row("pieces", piece=3)
    assert (row["attention"], row["by_hand"]) == (1, 1)


def test_r3_an_attention_finding_is_acknowledged_with_a_reason(play):
    office = play("created")
    take(office, 備考={2: "支援措置"})
    with pytest.raises(Misused, match="empty-reason"):
        findings.acknowledge(office.office, AKI, 1, "  ", code="remark")
    with pytest.raises(Misused, match="control-character"):
        findings.acknowledge(office.office, AKI, 1, "見た\x1b[2J", code="remark")
    assert ok(findings.acknowledge(office.office, AKI, 1, "本人に確認", code="remark")) != []
    settle(office)
    assert refused(approval.approve(office.office, BAN, 1)) == "nothing-asked"


def test_r12_a_proposal_about_rows_compared_is_stale_when_more_rows_come_under_attention(play):
    office = play("created")
    take(office, 備考={2: "支援措置", 5: "返戻あり注意"}, 生年月日={7: "2050-01-01"})
    kinds = {one.finding.code for one in ok(findings.findings(office.office, AKI, 1))}
    ok(findings.acknowledge(office.office, AKI, 1, "見た", code="remark"))
    proposed = ok(findings.propose_compared(office.office, AKI, 1))
    assert "wrong-date" in kinds
    ok(findings.acknowledge(office.office, AKI, 1, "見た", code="wrong-date"))
    assert refused(office.confirm(proposed, BAN)) == "stale"


def test_r3_an_import_is_all_or_nothing(play, monkeypatch):
    office = play("created")
    before = {table: len(office.rows(table)) for table in ("records", "findings", "versions", "entries", "texts")}
    file = write_list(office.path.with_name("list.csv"))

    class Stop(Exception):
        pass

    def stop(step: str, done: int) -> None:
        if step == "storing":
            raise Stop

    with pytest.raises(Stop):
        lists.import_list(office.office, AKI, 1, file, progress=stop)
    real = lists._findings

    def breaking(*args):
        yield from real(*args)
        raise Stop

    monkeypatch.setattr(lists, "_findings", breaking)
    with pytest.raises(Stop):
        lists.import_list(office.office, AKI, 1, file)
    assert {table: len(office.rows(table)) for table in before} == before
    monkeypatch.undo()
    assert take(office).version == 1


def test_who_may_not_import_is_told_so_before_the_file_is_read(play):
    office = play("created")
    missing = office.path.with_name("none.csv")
    assert refused(lists.import_list(office.office, EYE, 1, missing)) == "not-allowed"
    assert refused(lists.import_list(office.office, AKI, 9, missing)) == "unknown-batch"
    with pytest.raises(Misused):
        lists.import_list(office.office, AKI, 1, missing)


# R11 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "documents",
    [
        'group = "世帯番号"',
        'ask = ["通知番号:last4"]',
        '[[enclosure]]\nnumber = 1\nmatch = "own"\ncolumn = "整理番号"\npattern = "[0-9]+"',
        (
            '[[enclosure]]\nnumber = 1\nmatch = "cover"\n[[enclosure]]\nnumber = 2\nmatch = "return"\n'
            'when = "同封物一覧 contains 返信用封筒"'
        ),
    ],
)
def test_r11_a_column_of_the_document_set_that_the_list_lacks_refuses_the_file(play, documents):
    office = play("people")
    ok(batches.create_batch(office.office, AKI, "x", documents, 4))
    with pytest.raises(Misused, match="document-set-column"):
        lists.import_list(office.office, AKI, 1, write_list(office.path.with_name("l.csv")))
    assert office.rows("versions") == []


def test_r11_a_document_set_typed_in_another_width_means_the_same(play):
    office = play("people")
    documents = DOCUMENTS.replace("同封物 contains 返信用封筒", "同封物 contains ﾍﾝｼﾝ Ａ").replace(
        'column = "受給者番号"', 'column = "受給者 番号"'
    )
    ok(batches.create_batch(office.office, AKI, "x", documents, 4))
    wanted = office.path.with_name("columns.toml")
    wanted.write_text('[columns]\nnotice = "受給者番号"\nenclosures = "同封物"\n', encoding="utf-8")
    file = write_list(office.path.with_name("l.csv"), 4, 同封物=dict.fromkeys((1, 3), "証・ヘンシン a"))
    ok(lists.import_list(office.office, AKI, 1, file, columns=wanted))
    settle(office)
    for one in ok(findings.findings(office.office, AKI, 1)):
        if one.finding.severity == "attention":
            ok(findings.acknowledge(office.office, AKI, 1, "見た", numbers=[one.number]))
    ok(approval.approve(office.office, BAN, 1))
    assert {row["piece"]: row["expects"] for row in office.rows("pieces")} == {
        1: "1,2,3",
        2: "1,2",
        3: "1,2,3",
        4: "1,2",
    }
    assert len({row["value"] for row in office.rows("own_numbers")}) == 4


# R4 --------------------------------------------------------------------------------------------------------


def a_list(office, name: str, *lines: str):
    file = office.path.with_name(name)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_r4_no_answer_is_not_none(play):
    office = play("listed")
    assert "withholding-unanswered" in ok(approval.show_list(office.office, BAN, 1)).blocked_by
    with pytest.raises(Misused, match="empty-name"):
        withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), " ")
    assert refused(approval.approve(office.office, BAN, 1)) == "withholding-unanswered"
    ok(withholding.add(office.office, AKI, 1, [2], "ひとり引抜き"))
    assert refused(approval.approve(office.office, BAN, 1)) == "withholding-unanswered"


def test_r4_an_empty_withholding_list_is_a_stop(play):
    office = play("listed")
    for name, lines in (("a.csv", ("宛名番号",)), ("b.csv", ("宛名番号,氏名", ",", ","))):
        file = a_list(office, name, *lines)
        assert refused(withholding.load(office.office, AKI, 1, file, "宛名番号")) == "empty-withholding-list"
    assert refused(withholding.load(office.office, EYE, 1, file, "宛名番号")) == "not-allowed"


def test_r4_a_list_that_matches_nobody_is_confirmed_by_a_second_person(play):
    office = play("listed")
    answer = withholding.load(office.office, AKI, 1, a_list(office, "w.csv", "宛名番号", "999999"), "宛名番号")
    assert isinstance(answer, Proposed)
    assert refused(approval.approve(office.office, BAN, 1)) == "withholding-unanswered"
    assert refused(office.confirm(answer, AKI)) == "same-person"
    ok(office.confirm(answer, CHO))
    ok(approval.approve(office.office, BAN, 1))


def test_r4_matching_looks_at_every_person_of_a_piece(play):
    office = play("people")
    documents = 'group = "世帯番号"\n[[enclosure]]\nnumber = 1\nmatch = "cover"\n'
    ok(batches.create_batch(office.office, AKI, "名寄せ", documents, 4))
    households = {number: str((number + 1) // 2) for number in range(1, 7)}
    file = write_list(office.path.with_name("g.csv"), 6, 世帯番号=households)
    assert ok(lists.import_list(office.office, AKI, 1, file)).pieces == 3
    second = a_list(office, "w.csv", "宛名番号", f"{1000 + 7 * 4}")  # the fourth row: second person of piece 2
    loaded = ok(withholding.load(office.office, AKI, 1, second, "宛名番号"))
    assert (loaded.matched, loaded.pieces) == (1, (2,))


def test_r4_a_late_list_stops_its_pieces_at_once(play):
    office = play("sealed")
    late = a_list(office, "w.csv", "宛名番号", "1014", "1021")
    answer = ok(withholding.load(office.office, AKI, 1, late, "宛名番号"))
    assert answer.pieces == (2, 3)
    assert (office.states()[2], office.states()[3]) == ("withheld", "withheld")
    assert [row["released"] > 0 for row in office.rows("trays") if row["tray"]] == [False, True, True]
    assert office.faults() == []


def test_r4_only_two_people_lift(play):
    office = play("printed")
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    proposed = ok(withholding.lift(office.office, AKI, 1, [2], "解除通知"))
    assert office.states()[2] == "withheld"
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    ok(office.confirm(proposed, BAN))
    assert office.states()[2] == "waiting"
    assert refused(withholding.lift(office.office, AKI, 1, [2], "x")) == "not-withheld"
    assert refused(withholding.lift(office.office, AKI, 1, [], "x")) == "not-withheld"
    assert office.faults() == []


@pytest.mark.parametrize("stage", ["listed", "printed"])
def test_r4_a_piece_withheld_again_has_the_newest_reason_and_an_older_lift_is_stale(play, stage):
    office = play(stage)
    ok(withholding.add(office.office, AKI, 1, [3, 4], "返戻"))
    proposed = withholding.lift(office.office, AKI, 1, [3], "住所判明")
    other = withholding.lift(office.office, AKI, 1, [4], "住所判明")
    victims = a_list(office, "dv.csv", "宛名番号", "1021")
    assert ok(withholding.load(office.office, BAN, 1, victims, "宛名番号")).pieces == (3,)
    assert refused(office.confirm(proposed, BAN)) == "stale"
    assert [w.piece for w in ok(withholding.list_withheld(office.office, AKI, 1))] == [3, 4]
    ok(withholding.add(office.office, CHO, 1, [3], "支援措置"))
    assert [(w.person, w.reason) for w in ok(withholding.list_withheld(office.office, AKI, 1))] == [
        (CHO.person, "支援措置"),
        (AKI.person, "返戻"),
    ]
    ok(office.confirm(other, BAN))
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [3], "解除通知"), BAN))
    assert ok(withholding.list_withheld(office.office, AKI, 1)) == []
    assert office.faults() == []


def test_r4_withholding_a_withheld_piece_again_voids_no_count_and_no_release(play):
    office = play("sealed")
    ok(withholding.add(office.office, AKI, 1, [2], "返戻"))
    before = office.rows("trays")
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    assert office.rows("trays") == before


def test_r4_a_lift_proposed_for_one_version_frees_nobody_of_the_next(play):
    office = play("listed")
    ok(withholding.add(office.office, AKI, 1, [3], "返戻"))
    proposed = withholding.lift(office.office, AKI, 1, [3], "住所判明")
    take(office)
    ok(withholding.add(office.office, AKI, 1, [3], "支援措置"))
    assert refused(office.confirm(proposed, BAN)) == "stale"
    assert [w.piece for w in ok(withholding.list_withheld(office.office, AKI, 1))] == [3]


def test_r4_after_the_handover_it_is_refused_and_the_others_of_the_list_are_stopped_all_the_same(play):
    """A list that came late must not fail to stop what is still here because one of it is gone."""
    from checkmail.office import handover

    office = play("sealed")
    made = ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 4, trays=(1, 1)))
    ok(handover.accept(office.office, BAN, made.offer, 4))
    late = a_list(office, "w.csv", "宛名番号", "1014", f"{1000 + 7 * 6}")  # 2 is gone, 6 is here
    assert refused(withholding.load(office.office, AKI, 1, late, "宛名番号")) == "handed-over"
    assert (office.states()[2], office.states()[6]) == ("handed_over", "withheld")
    assert refused(withholding.add(office.office, AKI, 1, [2], "遅れて届いた")) == "handed-over"
    assert office.faults() == []


def test_r4_withheld_papers_are_scanned_in(play):
    office = play("printed")
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    (one,) = ok(withholding.list_withheld(office.office, AKI, 1))
    assert one.out == 2
    lines = [
        office.cover(2),
        office.cover(2),
        office.label(3),
        office.label(2, issue=4),
        "ABC",
        office.label(2, batch=9),
    ]
    told = [(f.verdict, f.reason) for f in ok(gathering.found(office.office, AKI, 1, lines))]
    assert told == [
        ("found", ""), ("repeated", ""), ("refused", "not-withheld"), ("refused", "unknown-piece"),
        ("refused", "unreadable"), ("refused", "other-batch"),
    ]  # fmt: skip
    ok(gathering.found(office.office, AKI, 1, [office.label(2)]))
    assert ok(withholding.list_withheld(office.office, AKI, 1))[0].out == 0
    assert office.faults() == []


def test_r18_a_withheld_document_is_scanned_in_by_its_own_number(play):
    office = play("rich")
    own = {piece: str(3_000_000_000 + 17 * piece) for piece in (2, 3)}
    assert told_of(office, own[2]) == [("refused", "not-withheld", 2)]
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    lines = (own[2], own[2], own[3], "9999999999", "証")
    assert told_of(office, *lines) == [
        ("found", "", 2), ("repeated", "", 2), ("refused", "not-withheld", 3), ("refused", "unknown-piece", 0),
        ("refused", "unreadable", 0),
    ]  # fmt: skip
    assert told_of(office, own[2]) == [("repeated", "", 2)]
    entries = [row["body"] for row in office.rows("entries", kind="withheld-found")]
    assert len(entries) == 1
    assert own[2] not in entries[0]
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [2], "解除"), BAN))
    ok(withholding.add(office.office, AKI, 1, [2], "再び"))
    assert told_of(office, own[2]) == [("found", "", 2)]
    assert office.faults() == []


def told_of(office, *lines):
    return [(f.verdict, f.reason, f.piece) for f in ok(gathering.found(office.office, AKI, 1, lines))]


@pytest.mark.parametrize("wanted", [[0], [13], [-1], [10**30], []])
def test_r4_only_pieces_there_are_can_be_withheld(play, wanted):
    for stage in ("listed", "printed"):
        office = play(stage, stage)
        assert refused(withholding.add(office.office, AKI, 1, wanted, "x")) == "unknown-piece"


# R5 --------------------------------------------------------------------------------------------------------


def test_r5_every_difference_to_the_control_list_is_explained_before_approval(play):
    office = play("listed")
    settle(office)
    register = a_list(office, "r.csv", "宛名番号", *(f"{1000 + 7 * n}" for n in range(2, 13)), "888888")
    found = ok(comparing.compare(office.office, AKI, 1, register, "宛名番号"))
    assert sorted((d.side, d.key) for d in found) == [("extra", "1007"), ("missing", "888888")]
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    assert ok(comparing.explain(office.office, CHO, 1, ["888888"], "転出")) == 1
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    assert refused(comparing.explain(office.office, CHO, 1, ["888888"], "転出")) == "unknown-finding"
    assert ok(comparing.explain(office.office, CHO, 1, ["1007"], "転入")) == 1
    ok(approval.approve(office.office, BAN, 1))
    assert office.faults() == []


def test_r5_a_second_comparison_does_not_hide_the_first(play):
    office = play("listed")
    settle(office)
    short = a_list(office, "r.csv", "宛名番号", "1007")
    everything = a_list(office, "s.csv", "宛名番号", *(f"{1000 + 7 * n}" for n in range(1, 13)))
    assert len(ok(comparing.compare(office.office, AKI, 1, short, "宛名番号"))) == 11
    assert ok(comparing.compare(office.office, AKI, 1, everything, "宛名番号")) == []
    assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"


def test_r5_what_was_compared_once_is_compared_again_in_every_later_version(play):
    office = play("listed")
    everything = a_list(office, "s.csv", "宛名番号", *(f"{1000 + 7 * n}" for n in range(1, 13)))
    ok(comparing.compare(office.office, AKI, 1, everything, "宛名番号"))
    for _ in range(2):
        take(office)
        settle(office)
        assert refused(approval.approve(office.office, BAN, 1)) == "unexplained-differences"
    assert ok(comparing.compare(office.office, AKI, 1, everything, "宛名番号")) == []
    ok(approval.approve(office.office, BAN, 1))
    assert office.faults() == []


def test_r4_who_is_withheld_stays_so_in_the_next_version_wherever_they_stand_there(play):
    office = play("listed")
    ok(withholding.add(office.office, AKI, 1, [3], "支援措置"))
    ok(withholding.add(office.office, AKI, 1, [5, 6], "返戻"))
    take(office, 宛名番号={3: "1063", 9: "１０２１", 5: "5555"})  # 3 and 9 changed places
    told = [(w.piece, w.reason) for w in ok(withholding.list_withheld(office.office, AKI, 1))]
    assert told == [(5, "返戻"), (6, "返戻"), (9, "支援措置")]  # 5 has a new number, and is who they were
    assert "withholding-unanswered" in ok(approval.show_list(office.office, BAN, 1)).blocked_by
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [6], "住所判明"), BAN))
    take(office)
    assert [w.piece for w in ok(withholding.list_withheld(office.office, AKI, 1))] == [3, 5]
    settle(office)
    ok(approval.approve(office.office, BAN, 1))
    assert [piece for piece, state in office.states().items() if state == "withheld"] == [3, 5]
    assert office.faults() == []


def test_r4_a_row_taken_out_because_it_stood_there_twice_withholds_nobody_in_the_next_version(play):
    office = play("created")
    take(office, 宛名番号={9: "1021"})
    ok(withholding.add(office.office, AKI, 1, [9], "重複"))
    take(office)
    assert ok(withholding.list_withheld(office.office, AKI, 1)) == []


# Batches ---------------------------------------------------------------------------------------------------


def test_a_batch_is_made_of_what_can_be_one(play):
    office = play("people")
    for name, key in (("", "empty-name"), ("a\x1bb", "control-character")):
        with pytest.raises(Misused, match=key):
            batches.create_batch(office.office, AKI, name)
    for size in (0, -1, 501, 10**30):
        with pytest.raises(Misused, match="bad-tray-size"):
            batches.create_batch(office.office, AKI, "x", "", size)
    with pytest.raises(Misused, match="bad-document-set"):
        batches.create_batch(office.office, AKI, "x", "colour = 1")
    assert refused(batches.create_batch(office.office, EYE, "x")) == "not-allowed"
    assert ok(batches.create_batch(office.office, AKI, "x", DOCUMENTS)).batch.tray_size == 50
    assert office.faults() == []


def test_r20_the_policy_is_a_proposal_that_a_supervisor_confirms(play):
    office = play("created")
    proposed = ok(batches.change_policy(office.office, AKI, 1, supervisor_may_check=True))
    assert refused(office.confirm(proposed, BAN)) == "not-allowed"
    ok(office.confirm(proposed, BOSS))
    assert office.row("batches", batch=1)["supervisor_may_check"] == 1
    own = ok(batches.change_policy(office.office, BOSS, 1, supervisor_may_check=False))
    assert refused(office.confirm(own, BOSS)) == "same-person"
    ok(office.confirm(own, VICE))
    assert office.faults() == []
