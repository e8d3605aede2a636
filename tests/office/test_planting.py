"""Planted sets: printed, met at the desks, measured, scanned in, and nowhere in the account (R13, R18–R20)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from checkmail.errors import Misused
from checkmail.office import (
    batches,
    counting,
    handover,
    papers,
    pieces,
    planted_sets,
    planting,
    proposals,
    record,
    withholding,
)
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.planted import Outcome, Wrong

from .play import AKI, BAN, BOSS, CHO, EYE, OFFICE, VICE, Play, ok, refused

ACKNOWLEDGE = "!"
VOID = Code(Kind.COMMAND, 0, Command.VOID, 0, 0).digits(OFFICE)


def plant(office: Play, wrong: Wrong, tray: int = 1, check: Check = Check.FIRST) -> planting.Planted:
    out = office.path.with_name(f"{wrong}-{len(office.rows('planted'))}.pdf")
    return ok(planting.plant(office.office, BOSS, 1, planting.Planting(wrong, out, tray, check)))


def come_back(office: Play, one: planting.Planted) -> None:
    rows = office.rows("planted_papers", number=one.number)
    codes = [office.code(Kind(r["kind"]), r["piece"], r["enclosure"], r["issue"]) for r in rows]
    assert {found.verdict for found in ok(planting.gather_planted(office.office, AKI, 1, codes))} <= {
        "found", "repeated",
    }  # fmt: skip


def outcome(office: Play, one: planting.Planted) -> str | None:
    (view,) = [v for v in ok(planting.list_planted(office.office, EYE, 1)).sets if v.number == one.number]
    return view.outcome


def account(office: Play) -> object:
    """Everything that counts: states, trays but for when they changed, every line of the equation."""
    view = ok(counting.show_counts(office.office, EYE, 1))
    return office.states(), view.lines, view.missing, ok(batches.show_batch(office.office, EYE, 1)).counts


# printing --------------------------------------------------------------------------------------------------


def words_on(file: str) -> str:
    document = pdfium.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_papers_look_like_any_and_only_the_slip_says_what_they_are(play):
    office = play("printed")
    one = plant(office, Wrong.OTHER_NAME, 2)
    slip, label, cover = one.files
    assert (one.number, one.pieces, one.tray) == (13, (13,), 2)
    told = {name: words_on(file) for name, file in (("slip", slip), ("label", label), ("cover", cover))}
    words = json.loads(office.row("texts", digest=office.row("planted")["words"])["text"])
    assert words["envelope"] != words["cover"]
    for name in ("label", "cover"):
        assert "仕込" not in told[name]
    assert words["envelope"].split("　")[0] in told["label"]
    assert words["cover"].split("　")[0] in told["cover"]
    assert "仕込み票" in told["slip"]
    # The same heading and footing as the paper it lies among.
    real = words_on(str(Path(slip).with_name("covers.pdf"))) if Path(slip).with_name("covers.pdf").exists() else ""
    assert not real or "印刷2" in real


def test_a_set_without_its_sheet_is_a_label_alone(play):
    office = play("printed")
    one = plant(office, Wrong.MISSING_SHEET)
    assert [Path(file).name for file in one.files] == ["missing-sheet-0.pdf", "missing-sheet-0-labels.pdf"]
    assert [(r["kind"], r["piece"]) for r in office.rows("planted_papers")] == [(1, 13)]


def test_who_may_plant_where_and_when(play, tmp_path):
    office = play("printed")
    wish = planting.Planting(Wrong.OTHER_NAME, tmp_path / "x.pdf")
    assert refused(planting.plant(office.office, AKI, 1, wish)) == "not-allowed"
    assert refused(planting.plant(office.office, EYE, 1, wish)) == "not-allowed"
    nowhere = planting.Planting(Wrong.OTHER_NAME, tmp_path / "x.pdf", 9)
    assert refused(planting.plant(office.office, BOSS, 1, nowhere)) == "unknown-tray"
    assert refused(planting.plant(play("approved", "early").office, BOSS, 1, wish)) == "not-plantable"
    assert refused(planting.plant(play("released", "late").office, BOSS, 1, wish)) == "released"
    with pytest.raises(Misused):
        planting.plant(office.office, BOSS, 1, planting.Planting(Wrong.OTHER_NAME, tmp_path / "no" / "x.pdf"))
    assert list(tmp_path.glob("x*")) == []
    assert office.rows("planted") == []


# the desk --------------------------------------------------------------------------------------------------


def test_r13_a_foreign_sheet_is_caught_told_and_gone_on_from_by_one_person(play):
    office = play("printed")
    one = plant(office, Wrong.FOREIGN_SHEET)
    before = account(office)
    office.open(AKI, Check.FIRST)
    first = office.scan(AKI, office.cover(14))
    assert (first.verdict, first.piece, first.planted) == ("accepted", 14, False)
    held = office.scan(AKI, office.label(13))
    assert (held.verdict, held.reason, held.pieces, held.planted) == ("held", "other-piece", (), True)
    assert office.says(AKI, office.cover(1)) == ("refused", "desk-held")
    assert office.says(AKI, ACKNOWLEDGE)[0] == "accepted"
    assert office.row("desks")["recent"] == ""
    assert office.set_of(AKI, 1).verdict == "complete"
    again = office.scan(AKI, office.label(13))
    assert (again.verdict, again.reason, again.planted) == ("refused", "planted", True)
    (view,) = ok(planting.list_planted(office.office, BOSS, 1)).sets
    assert (view.outcome, view.out) == (Outcome.CAUGHT, 2)
    assert 0 < view.seconds < 60
    assert before != account(office)  # piece 1 alone
    assert {p: s for p, s in office.states().items() if s != "waiting"} == {1: "enclosed"}
    assert outcome(office, one) == "caught"
    assert office.faults() == []


def test_r13_a_piece_of_the_list_that_lay_in_a_planted_set_is_quarantined_as_always(play):
    office = play("printed")
    one = plant(office, Wrong.OTHER_NAME)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(5))
    held = office.scan(AKI, office.label(13))
    assert (held.reason, held.pieces, held.planted) == ("other-piece", (5,), True)
    assert office.states()[5] == "quarantined"
    assert office.row("desks")["recent"] == "h"
    assert outcome(office, one) == "caught"
    assert refused(pieces.propose_resolve(office.office, AKI, 1, [13], "x")) == "not-quarantined"
    office.confirm(pieces.propose_resolve(office.office, BAN, 1, [5], "混入"), CHO)
    assert office.states()[5] == "waiting"
    assert office.says(AKI, office.cover(5)) == ("accepted", "")


def test_a_dead_issue_is_refused_and_so_caught(play):
    office = play("printed")
    one = plant(office, Wrong.DEAD_ISSUE)
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, office.label(13)) == ("refused", "incomplete")
    told = office.scan(AKI, office.cover(13))
    assert (told.verdict, told.reason, told.planted) == ("refused", "superseded", True)
    assert outcome(office, one) == "caught"


@pytest.mark.parametrize("how", ["send-back", "withhold", "void", "void-key"])
def test_a_missing_sheet_is_caught_by_what_the_person_does_with_it(play, how):
    office = play("printed")
    one = plant(office, Wrong.MISSING_SHEET)
    office.open(AKI, Check.FIRST)
    told = office.scan(AKI, office.label(13))
    assert (told.reason, told.needs, told.planted) == ("incomplete", (1,), False)
    assert outcome(office, one) is None
    match how:
        case "send-back":
            assert ok(pieces.send_back(office.office, AKI, 1, [13], "送付状がない")) == (13,)
        case "withhold":
            assert ok(withholding.add(office.office, AKI, 1, [13], "送付状がない")).pieces == (13,)
        case "void":
            assert office.scan(AKI, VOID).planted
        case "void-key":
            from checkmail.office import desk

            desk.void_set(office.office, AKI, 1)
    assert outcome(office, one) == "caught"
    assert ok(planted_sets.caught_among(office.office, AKI, 1, [1, 13])) == (13,)
    assert set(office.states().values()) == {"waiting"}


def test_leaving_another_set_is_no_finding_of_a_planted_one(play):
    office = play("printed")
    one = plant(office, Wrong.MISSING_SHEET)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.label(13))
    office.set_of(AKI, 1)
    assert not office.scan(AKI, VOID).planted
    assert outcome(office, one) is None


def test_r12_another_name_that_nobody_reads_is_missed_at_both_checks_and_nobody_is_told(play):
    office = play("printed")
    one = plant(office, Wrong.OTHER_NAME)
    office.open(AKI, Check.FIRST)
    told = office.set_of(AKI, 13)
    assert (told.verdict, told.planted, told.piece) == ("complete", False, 13)
    assert outcome(office, one) == "missed"
    assert office.says(AKI, office.cover(13)) == ("refused", "already-enclosed")
    office.open(AKI, Check.SECOND)
    assert office.says(AKI, office.cover(13)) == ("refused", "same-person")
    office.open(BAN, Check.SECOND, "desk2")
    blind = office.scan(BAN, office.cover(13), "desk2")
    assert (blind.verdict, blind.piece) == ("accepted", None)
    assert office.says(BAN, office.label(13), "desk2") == ("complete", "")
    assert outcome(office, one) == "missed"
    assert office.states() == dict.fromkeys(range(1, 13), "waiting")
    assert office.faults() == []


def test_another_name_is_caught_by_who_sends_it_back_even_after_the_first_check(play):
    office = play("printed")
    one = plant(office, Wrong.OTHER_NAME)
    office.open(AKI, Check.FIRST)
    office.set_of(AKI, 13)
    office.open(BAN, Check.SECOND, "desk2")
    office.scan(BAN, office.cover(13), "desk2")
    ok(pieces.send_back(office.at("desk2"), BAN, 1, [13, 2], "氏名が違う"))
    assert outcome(office, one) == "caught"
    assert office.row("desks", desk="desk2")["set_piece"] == 0
    assert office.scan(BAN, office.label(13), "desk2").reason == "planted"


def test_a_set_may_be_laid_before_the_second_check_alone(play):
    office = play("enclosed")
    one = plant(office, Wrong.FOREIGN_SHEET, check=Check.SECOND)
    office.open(BAN, Check.SECOND, "desk2")
    assert office.says(BAN, office.cover(14), "desk2") == ("accepted", "")
    assert office.scan(BAN, office.label(13), "desk2").planted
    assert outcome(office, one) == "caught"


def test_r21_a_planted_envelope_is_never_sealed(play):
    office = play("verified")
    one = plant(office, Wrong.OTHER_NAME, check=Check.SECOND)
    come_back(office, one)
    office.count(1, 2, 3)
    ok(counting.release(office.office, BOSS, 1))
    office.open(CHO, Check.SEAL, "desk3")
    held = office.scan(CHO, office.label(13), "desk3")
    assert (held.verdict, held.reason, held.pieces, held.planted) == ("held", "planted", (), True)
    office.scan(CHO, ACKNOWLEDGE, "desk3")
    office.seal(CHO, range(1, 13))
    assert ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 12)).number == 12
    assert refused(handover.offer(office.office, AKI, 1, "郵便局", "普通", 13)) == "number-differs"


# who may know ----------------------------------------------------------------------------------------------


def test_a_clerk_cannot_learn_which_are_planted(play):
    office = play("printed")
    plant(office, Wrong.OTHER_NAME)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(13))
    assert refused(planting.list_planted(office.office, AKI, 1)) == "not-allowed"
    shown = ok(pieces.show_piece(office.office, AKI, 1, 13))
    like = ok(pieces.show_piece(office.office, AKI, 1, 12))
    assert (shown.piece.state, shown.piece.expects, shown.artifacts) == (
        like.piece.state, like.piece.expects, like.artifacts,
    )  # fmt: skip
    assert shown.name
    assert shown.address
    for view in (record.show(office.office, AKI, 1), record.trace_piece(office.office, AKI, 1, 13)):
        assert not any("planted" in entry.kind for entry in ok(view))
    assert any(entry.kind == "planted" for entry in ok(record.trace_piece(office.office, EYE, 1, 13)))
    assert "planted-out" not in ok(batches.show_batch(office.office, AKI, 1)).blocked_by
    assert "planted-out" in ok(batches.show_batch(office.office, VICE, 1)).blocked_by
    assert ok(planted_sets.caught_among(office.office, AKI, 1, [13])) == ()
    assert "13" not in str(ok(counting.show_counts(office.office, AKI, 1)).missing)
    assert refused(pieces.show_piece(office.office, AKI, 1, 14)) == "unknown-piece"


# counting and release --------------------------------------------------------------------------------------


def test_r18_r19_r20_nothing_is_counted_or_released_while_a_set_is_out(play):
    office = play("verified")
    office.count(1, 2, 3)
    before = account(office)
    one, other = plant(office, Wrong.FOREIGN_SHEET, check=Check.SECOND), plant(office, Wrong.OTHER_NAME, 2)
    assert (one.pieces, other.pieces) == ((13, 14), (15,))
    told = counting.release(office.office, BOSS, 1)
    assert refused(told) == "planted-out"
    assert told.details == {"pieces": "13、15"}
    assert refused(counting.release(office.office, BOSS, 1, (3, 3))) == "planted-out"
    assert refused(counting.enter_count(office.office, AKI, 1, 1, 4)) == "planted-out"
    assert refused(counting.enter_count(office.office, AKI, 1, 0, 12)) == "planted-out"
    counted = counting.scan_tray(office.office, CHO, 1, 1, [office.label(1)])
    assert refused(counted) == "planted-out"
    assert counted.details == {}
    assert account(office)[0] == before[0]
    come_back(office, one)
    assert counting.release(office.office, BOSS, 1).details == {"pieces": "15"}
    come_back(office, other)
    assert "planted-out" not in ok(batches.show_batch(office.office, BOSS, 1)).blocked_by
    # The counts of the trays they lay in were made before, and do not stand.
    assert refused(counting.release(office.office, BOSS, 1)) == "counts-missing"
    office.count(1, 2)
    ok(counting.release(office.office, BOSS, 1))
    assert account(office) == before
    assert office.faults() == []


def test_planting_forgets_no_difference_that_asks_for_a_scan(play):
    office = play("verified")
    for number in (3, 5):
        for actor in (AKI, BAN):
            counting.enter_count(office.office, actor, 1, 1, number)
    assert office.row("trays", tray=1)["differences"] == 2
    come_back(office, plant(office, Wrong.OTHER_NAME, 1))
    assert refused(counting.enter_count(office.office, AKI, 1, 1, 4)) == "scan-the-tray"


def test_r15_every_scan_that_is_refused_at_the_return_is_recorded(play):
    office = play("printed")
    plant(office, Wrong.OTHER_NAME)
    lines = [office.label(13), office.label(13), office.label(1), office.cover(13, issue=2), "山田花子"]
    told = ok(planting.gather_planted(office.office, AKI, 1, lines))
    assert [(one.verdict, one.reason) for one in told] == [
        ("found", ""), ("repeated", ""), ("refused", "unknown-piece"), ("refused", "unknown-piece"),
        ("refused", "unreadable"),
    ]  # fmt: skip
    (entry,) = office.rows("entries", kind="planted-in")
    body = json.loads(entry["body"])
    assert body["papers"] == [[1, 13, 0, 1]]
    assert [one[0] for one in body["refused"]] == ["unknown-piece", "unknown-piece", "unreadable"]
    assert "山田" not in entry["body"]


def test_a_set_that_nobody_can_show_is_given_up_by_two_and_its_tray_checked_again(play):
    office = play("verified")
    one = plant(office, Wrong.OTHER_NAME, 2, Check.SECOND)
    assert refused(planting.propose_planted_lost(office.office, AKI, 1, 13, "x")) == "not-allowed"
    proposed = planting.propose_planted_lost(office.office, BOSS, 1, one.number, "シュレッダー")
    assert refused(proposals.confirm(office.office, BOSS, ok(proposed).proposal)) == "same-person"
    office.confirm(proposed, AKI)
    assert {p for p, state in office.states().items() if state == "enclosed"} == {5, 6, 7, 8}
    assert refused(planting.propose_planted_lost(office.office, BOSS, 1, 13, "x")) == "unknown-piece"
    office.second(BAN, [5, 6, 7, 8])
    office.count(1, 2, 3)
    ok(counting.release(office.office, BOSS, 1))
    assert office.faults() == []


def test_the_signoff_sheet_says_how_many_and_nothing_of_whom(play, tmp_path):
    office = play("verified")
    one = plant(office, Wrong.OTHER_NAME, check=Check.SECOND)
    office.open(CHO, Check.SECOND, "desk9")
    assert office.set_of(CHO, 1, "desk9").reason == "already-verified"
    ok(pieces.send_back(office.office, CHO, 1, [13], "氏名"))
    come_back(office, one)
    office.count(1, 2, 3)
    out = tmp_path / "signoff.pdf"
    ok(papers.print_signoff(office.office, BOSS, 1, out, "ja"))
    told = words_on(str(out))
    assert "仕込み 1" in told
    assert "発見 1" in told
    assert "職員4" not in told


def test_r20_a_batch_with_a_set_out_may_be_abandoned_and_not_closed(play):
    office = play("sealed")
    ok(pieces.send_back(office.office, AKI, 1, [1], "糊"))
    plant(office, Wrong.OTHER_NAME, 1)
    assert refused(batches.close_batch(office.office, BOSS, 1)) == "not-sealed"
    ok(batches.abandon_batch(office.office, BOSS, 1))


# any play --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_r13_no_play_with_planted_sets_moves_a_piece_otherwise_than_its_own_papers_do(play, seed):
    """The same lines without the planted ones leave the same states, but where a planted paper met a real one."""
    dice = random.Random(seed)
    office, other = play("printed"), play("printed", "without")
    for wrong in Wrong:
        plant(office, wrong, dice.randint(1, 3))
    dummies = [
        office.code(Kind(r["kind"]), r["piece"], r["enclosure"], r["issue"]) for r in office.rows("planted_papers")
    ]
    office.open(AKI, Check.FIRST)
    other.open(AKI, Check.FIRST)
    mixed: set[int] = set()
    for _ in range(40):
        if dice.random() < 0.5:
            piece = dice.randint(1, 12)
            lines = [office.cover(piece), office.label(piece)]
            if piece not in mixed:
                for line in lines:
                    other.scan(AKI, line)
            for line in lines:
                office.scan(AKI, line)
        else:
            for line in dice.sample(dummies, dice.randint(1, 3)):
                told = office.scan(AKI, line)
                assert told.pieces == ()
            # What lay open of the planted set is left, so that the next real one begins alone.
            office.scan(AKI, ACKNOWLEDGE)
            office.scan(AKI, VOID)
            if dice.random() < 0.3:
                piece = dice.randint(1, 12)
                if office.states()[piece] == "waiting":
                    office.scan(AKI, office.cover(piece))
                    told = office.scan(AKI, dice.choice(dummies))
                    assert told.pieces == (piece,)
                    mixed.add(piece)
                    office.scan(AKI, ACKNOWLEDGE)
                    if office.row("batches")["stopped"]:
                        ok(batches.resume_batch(office.office, BOSS, 1, "見た"))
    states, without = office.states(), other.states()
    assert {piece for piece, state in states.items() if state == "quarantined"} == mixed
    assert {p: s for p, s in states.items() if p not in mixed} == {p: s for p, s in without.items() if p not in mixed}
    assert max(states) == 12
    assert office.faults() == []
