"""Printing, reissuing, spoiling and losing on real office files (R6-R10)."""

from __future__ import annotations

import hashlib
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.office import (
    batches,
    counting,
    gathering,
    handover,
    papers,
    pieces,
    print_plans,
    printing,
    proposals,
    reissue,
    withholding,
)
from checkmail.paper import volumes
from checkmail.paper.fingerprint import sha256_of
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, EYE, ok, refused


def wish(office, kind: str = "labels", name: str = "out.pdf", **more: object) -> printing.Wish:
    return printing.Wish(kind, office.path.with_name(name), **more)


def again(office, *codes: str, state: str = "torn", actor=AKI, name: str = "again.pdf", **more: object):
    return reissue.propose_reissue(
        office.office, actor, 1, office.path.with_name(name), state, "破れた", codes=codes, **more
    )


def test_r6_a_character_nobody_can_draw_is_not_printed(play, monkeypatch):
    office = play("approved")
    monkeypatch.setattr(print_plans.fonts, "missing", lambda text: ["\U0003134a"] if "青木" in text else [])
    answer = printing.print_artifacts(office.office, AKI, 1, wish(office))
    assert refused(answer) == "missing-glyphs"
    assert answer.details == {"piece": 1}
    assert sorted(path.name for path in office.path.parent.glob("*.pdf*")) == []
    assert office.row("batches", batch=1)["printed"] == 0


def test_r7_a_label_has_the_whitelisted_columns_and_no_other(play):
    office = play("rich")
    with office.store.reading() as t:
        opened = printing.Act(office.office, t, AKI)
        plan = printing.plan_of(opened, opened.batch(1), wish(office, pieces=(2, 2)))
    said = repr(list(plan.read()))
    assert "石川" in said
    for never in ("1942", "イシカワ", "支援措置", "3000000034", "1014"):
        assert never not in said


def test_r9_a_page_that_does_not_read_back_is_no_job(play, monkeypatch):
    office = play("approved")
    real = volumes.prove

    def wrong(file, placed, **more):
        return real(file, [*placed[:-1], replace(placed[-1], code="1" * 18)], **more)

    monkeypatch.setattr(volumes, "prove", wrong)
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish(office))) == "undecodable-page"
    assert (office.rows("jobs"), office.rows("artifacts")) == ([], [])
    assert list(office.path.parent.glob("*.pdf*")) == []
    assert list(office.path.parent.glob(".*drawing*")) == []
    monkeypatch.undo()
    done = ok(printing.print_artifacts(office.office, AKI, 1, wish(office)))
    assert (done.artifacts, done.decoded) == (12, 12)


def test_r9_a_long_job_is_files_of_their_own_and_one_fingerprint(play, monkeypatch):
    monkeypatch.setattr(volumes, "SHEETS", 2)
    office = play("approved")
    done = ok(printing.print_artifacts(office.office, AKI, 1, wish(office, sheet="ELM003")))  # four labels on a page
    names = [office.path.with_name(f"out-{number}.pdf") for number in (1, 2)]
    assert done.files == tuple(map(str, names))
    assert sorted(office.path.parent.glob("*out*")) == names
    assert (done.pages, done.artifacts, done.decoded) == (3, 12, 12)
    each = "\n".join(hashlib.sha256(name.read_bytes()).hexdigest() for name in names)
    assert done.sha256 == hashlib.sha256(each.encode()).hexdigest() == office.row("jobs", batch=1)["sha256"]
    assert [row["pages"] for row in office.rows("jobs")] == [3]


def test_r9_a_name_that_one_volume_cannot_have_is_told_before_anything_is_drawn(play, monkeypatch):
    monkeypatch.setattr(volumes, "SHEETS", 2)
    office = play("approved")
    office.path.with_name("out-2.pdf").mkdir()
    with pytest.raises(Misused, match="not-a-file-to-write"):
        printing.print_artifacts(office.office, AKI, 1, wish(office, sheet="ELM003"), pytest.fail)
    assert office.rows("jobs") == []


def test_r9_volumes_that_cannot_all_have_their_names_have_none(play, monkeypatch):
    monkeypatch.setattr(volumes, "SHEETS", 2)
    office = play("approved")
    real = printing.draw

    def slow(plan, progress=None):
        drawn = real(plan, progress)
        office.path.with_name("out-2.pdf").mkdir()
        return drawn

    monkeypatch.setattr(printing, "draw", slow)
    with pytest.raises(Misused, match="recorded-not-written"):
        printing.print_artifacts(office.office, AKI, 1, wish(office, sheet="ELM003"))
    assert [path.name for path in office.path.parent.glob("*out*")] == ["out-2.pdf"]


def test_r9_printing_that_is_stopped_leaves_nothing(play):
    office = play("approved")

    class Stop(Exception):
        pass

    def stop(step: str, _done: int) -> None:
        if step == "proving":
            raise Stop

    with pytest.raises(Stop):
        printing.print_artifacts(office.office, AKI, 1, wish(office), stop)
    assert office.rows("artifacts") == []
    assert [path.name for path in office.path.parent.iterdir() if "pdf" in path.name] == []


@pytest.mark.parametrize("how", ["print", "deskcard", "reissue"])
def test_r9_a_stop_after_the_record_does_not_take_the_paper_away(play, monkeypatch, how):
    """Else a job is recorded, its paper is gone, and somebody is told that nothing is left."""

    class Stopped(Exception):
        pass

    def stop(_signal: int, _frame: object) -> None:
        raise Stopped

    office, out = play("printed" if how == "reissue" else "approved"), "again.pdf"
    module, name = {
        "print": (printing, "_record"),
        "deskcard": (papers, "_record"),
        "reissue": (proposals, "_confirm"),
    }[how]
    record = getattr(module, name)

    def stopped_behind(*args, **more):
        answer = record(*args, **more)
        signal.raise_signal(signal.SIGINT)
        return answer

    proposed = again(office, office.label(1)) if how == "reissue" else None
    monkeypatch.setattr(module, name, stopped_behind)
    before = signal.signal(signal.SIGINT, stop)
    try:
        if proposed:
            answer = office.confirm(proposed, BAN)
        elif how == "print":
            answer = printing.print_artifacts(office.office, AKI, 1, wish(office, name=out))
        else:
            answer = papers.print_deskcard(office.office, AKI, office.path.with_name(out), "ja")
        assert signal.getsignal(signal.SIGINT) is stop
    finally:
        signal.signal(signal.SIGINT, before)
    assert sha256_of(office.path.with_name(out)) == ok(answer).sha256


def test_r9_a_piece_withheld_while_its_page_is_drawn_makes_the_drawing_stale(play, monkeypatch):
    office = play("approved")
    real = printing.draw

    def slow(plan, progress=None):
        drawn = real(plan, progress)
        ok(withholding.add(office.office, BAN, 1, [4], "支援措置"))
        return drawn

    monkeypatch.setattr(printing, "draw", slow)
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish(office))) == "stale"
    assert (office.rows("artifacts"), list(office.path.parent.glob("*.pdf"))) == ([], [])


def test_r8_the_same_paper_is_not_printed_twice(play):
    office = play("printed")
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish(office))) == "already-printed"
    one = wish(office, pieces=(3, 3))
    assert refused(printing.print_artifacts(office.office, AKI, 1, one)) == "already-printed"
    for nothing in ((5, 4), (13, 20), (0, 0)):
        assert (
            refused(printing.print_artifacts(office.office, AKI, 1, wish(office, pieces=nothing))) == "nothing-to-print"
        )
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish(office, "slips"))) == "nothing-to-print"
    assert refused(printing.print_artifacts(office.office, EYE, 1, wish(office))) == "not-allowed"


def test_a_range_that_ends_far_behind_the_list_ends_with_it(play):
    office = play("approved")
    answer = ok(printing.print_artifacts(office.office, AKI, 1, wish(office, pieces=(3, 10**20))))
    assert answer.artifacts == 10


def test_r4_withheld_pieces_are_not_printed(play):
    office = play("approved")
    ok(withholding.add(office.office, AKI, 1, [4], "支援措置"))
    assert ok(printing.print_artifacts(office.office, AKI, 1, wish(office))).artifacts == 11
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [4], "解除"), BAN))
    assert ok(printing.print_artifacts(office.office, AKI, 1, wish(office, name="b.pdf", pieces=(4, 4)))).artifacts == 1
    assert office.faults() == []


# R8 --------------------------------------------------------------------------------------------------------


def test_r8_a_reissue_makes_the_older_dead_and_takes_the_checks_away(play):
    office = play("sealed")
    proposed = ok(again(office, office.label(3)))
    assert office.states()[3] == "sealed"
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    job = ok(office.confirm(proposed, BAN))
    assert (job.artifacts, office.path.with_name("again.pdf").exists()) == (1, True)
    assert office.states()[3] == "waiting"
    assert [row["released"] > 0 for row in office.rows("trays") if row["tray"]] == [False, True, True]
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, office.label(3)) == ("refused", "superseded")
    office.scan(AKI, office.cover(3))
    assert office.says(AKI, office.label(3, issue=2)) == ("complete", "")
    assert office.faults() == []


def test_r8_another_reissue_meanwhile_makes_a_proposal_stale(play):
    office = play("printed")
    first, second = ok(again(office, office.label(3))), ok(again(office, office.label(3), actor=CHO, name="b.pdf"))
    ok(office.confirm(first, BAN))
    assert refused(office.confirm(second, BAN)) == "stale"
    assert not office.path.with_name("b.pdf").exists()
    assert refused(again(office, office.label(3))) == "superseded"


def test_r8_nine_issues_are_the_most(play):
    office = play("printed")
    for issue in range(1, 9):
        ok(office.confirm(again(office, office.label(3, issue), name=f"i{issue}.pdf"), BAN))
    assert refused(again(office, office.label(3, 9))) == "issues-exhausted"
    ok(withholding.add(office.office, AKI, 1, [3], "版が尽きた"))
    assert office.faults() == []


def test_r8_what_cannot_be_reissued(play):
    office = play("printed")
    ok(withholding.add(office.office, AKI, 1, [4], "支援措置"))
    assert refused(again(office, office.label(4))) == "withheld"
    assert refused(again(office, office.label(3, issue=2))) == "not-issued"
    assert refused(again(office, office.label(99))) == "not-issued"
    assert refused(again(office, "123")) == "unreadable"
    assert refused(again(office, office.label(3, batch=9))) == "other-batch"
    assert refused(again(office, office.label(3), office.cover(3))) == "wrong-kind"
    assert refused(again(office)) == "not-issued"
    assert refused(again(office, office.label(3), actor=EYE)) == "not-allowed"
    with pytest.raises(Misused, match="bad-state"):
        again(office, office.label(3), state="vanished")
    with pytest.raises(Misused):
        again(office, office.label(3), sheet="山田太郎")
    assert office.rows("proposals", batch=1) == []


def test_r8_the_same_code_twice_is_one_sheet(play):
    office = play("printed")
    job = ok(office.confirm(again(office, office.label(3), office.label(3)), BAN))
    assert job.artifacts == 1


def test_r8_confirming_replaces_no_file_of_the_confirming_person(play):
    """What the proposer typed is written at the machine of whoever confirms, who never saw it typed."""
    office = play("printed")
    mine, other = office.path.with_name("again.pdf"), office.path.with_name("mine.pdf")
    proposed = [ok(again(office, office.label(piece))).proposal for piece in (3, 4, 5)]
    assert {one.paper for one in ok(proposals.open_proposals(office.office, BAN))} == {str(mine)}
    for file in (mine, other):
        file.write_text("mine", encoding="utf-8")
    assert ok(proposals.confirm(office.office, BAN, proposed[0])).files == (str(mine.with_name("again_2.pdf")),)
    named = ok(proposals.confirm(office.office, BAN, proposed[1], out=other)).files
    assert named == (str(mine.with_name("mine_2.pdf")),)
    for file in named:
        assert Path(file).read_bytes().startswith(b"%PDF")

    def comes_meanwhile(_step: str, _done: int) -> None:
        mine.with_name("again_3.pdf").write_text("mine", encoding="utf-8")

    with pytest.raises(Misused, match="recorded-not-written"):
        proposals.confirm(office.office, BAN, proposed[2], comes_meanwhile)
    for file in (mine, other, mine.with_name("again_3.pdf")):
        assert file.read_text(encoding="utf-8") == "mine"
    proposal = ok(batches.change_policy(office.office, AKI, 1, supervisor_may_check=True)).proposal
    with pytest.raises(Misused, match="writes-no-paper"):
        proposals.confirm(office.office, BAN, proposal, out=other)


def test_r8_a_run_of_a_job_is_reissued_by_its_places(play):
    office = play("printed")
    proposed = reissue.propose_reissue(
        office.office, AKI, 1, office.path.with_name("again.pdf"), "never-printed", "紙詰まり", job=(1, 5, 6)
    )
    assert ok(office.confirm(proposed, BAN)).artifacts == 2
    assert [row["piece"] for row in office.rows("artifacts", issue=2)] == [5, 6]
    assert refused(
        reissue.propose_reissue(
            office.office, AKI, 1, office.path.with_name("x.pdf"), "torn", "x", job=(9, 1, 2)
        )
    ) == "not-issued"  # fmt: skip


def test_r8_what_nobody_can_show_returns_its_tray_and_its_neighbours_at_once(play):
    office = play("verified")
    ok(pieces.send_back(office.office, AKI, 1, [6], "宛名がない"))
    assert set(office.states().values()) == {"verified", "waiting"}
    proposed = ok(again(office, office.label(6), state="lost"))
    states = office.states()
    # Its tray, and ten before and after it at each desk: everything here.
    assert [states[n] for n in (5, 7, 8)] == ["enclosed"] * 3
    assert {n for n, s in states.items() if s == "enclosed"} == set(range(1, 13)) - {6}
    assert states[6] == "waiting"
    ok(office.confirm(proposed, BAN))
    assert office.faults() == []


def test_r8_the_piece_of_a_lost_sheet_stops_at_once_too(play):
    """A proposal that stops something stops it at once: it could be released and sealed meanwhile."""
    office = play("verified")
    ok(again(office, office.label(6), state="lost"))
    assert office.states()[6] == "waiting"
    office = play("verified", "second")
    ok(reissue.propose_end(office.office, AKI, 1, "lost", [office.cover(6)], "ない"))
    assert office.states()[6] == "waiting"


def test_r8_neighbours_are_ten_before_and_after(play):
    office = play("verified")
    with office.store.reading() as t:
        places = t.one("piece_places", batch=1, piece=6)
        names = ("first_desk", "first_entry", "second_desk", "second_entry")
        rows = t.all("neighbours", batch=1, reach=2, **{name: places[name] for name in names})
    assert sorted(row["piece"] for row in rows) == [4, 5, 7, 8]


# R10 -------------------------------------------------------------------------------------------------------


def account(office) -> dict[str, tuple[int, int]]:
    return {line.line: (line.expected, line.found) for line in ok(counting.show_counts(office.office, EYE, 1)).lines}


def test_r10_spoiled_paper_is_declared_by_one_and_confirmed_by_another(play):
    office = play("verified")
    proposed = ok(reissue.propose_end(office.office, AKI, 1, "spoiled", [office.cover(3)], "汚れ"))
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    ok(office.confirm(proposed, BAN))
    assert office.states()[3] == "waiting"
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, office.cover(3)) == ("refused", "spoiled")
    assert refused(reissue.propose_end(office.office, AKI, 1, "spoiled", [office.cover(3)], "x")) == "spoiled"
    ok(office.confirm(again(office, office.cover(3)), BAN))
    assert office.says(AKI, office.cover(3, issue=2)) == ("accepted", "")
    assert office.says(AKI, office.label(3)) == ("complete", "")
    assert account(office)["covers"] == (13, 12)
    assert office.faults() == []


def test_r10_a_loss_is_a_supervisors_to_confirm_after_a_scan_of_the_tray(play):
    office = play("verified")
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(n) for n in range(1, 5)]))
    proposed = ok(pieces.propose_lost(office.office, AKI, 1, 3, "どこにもない"))
    assert office.states()[3] == "quarantined"
    assert refused(office.confirm(proposed, BAN)) == "not-allowed"
    answer = office.confirm(proposed, BOSS)
    assert (refused(answer), answer.details) == ("scan-the-tray", {"tray": 1})
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(n) for n in (1, 2, 4)]))
    ok(office.confirm(proposed, BOSS))
    assert office.states()[3] == "lost"
    assert account(office)["labels"] == (12, 12)
    assert ok(counting.show_counts(office.office, EYE, 1)).balanced
    assert office.faults() == []


def test_r10_a_loss_that_was_rejected_frees_nothing(play):
    office = play("verified")
    proposed = ok(pieces.propose_lost(office.office, AKI, 1, 3, "どこにもない"))
    ok(proposals.reject(office.office, AKI, proposed.proposal, "見つかった"))
    assert office.states()[3] == "quarantined"
    ok(office.confirm(pieces.propose_resolve(office.office, AKI, 1, [3], "見つかった"), CHO))
    assert office.states()[3] == "waiting"


def test_r10_a_lost_or_spoiled_sheet_stays_so_in_the_account_when_it_is_printed_again(play):
    """The sign-off sheet names every loss; a reissue must not turn it into something superseded."""
    office = play("verified")
    proposed = ok(reissue.propose_end(office.office, AKI, 1, "lost", [office.cover(3)], "ない"))
    ok(counting.scan_tray(office.office, CHO, 1, 1, []))
    ok(office.confirm(proposed, BOSS))
    ok(office.confirm(again(office, office.cover(3), state="lost"), BAN))
    states = {row["issue"]: row["state"] for row in office.rows("artifacts", piece=3, kind=2)}
    assert states == {1: "lost", 2: "live"}
    assert office.faults() == []


def test_r10_paper_that_was_handed_over_is_neither_spoiled_nor_lost(play):
    office = play("sealed")
    made = ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 12))
    ok(handover.accept(office.office, BAN, made.offer, 12))
    for how in ("spoiled", "lost"):
        assert refused(reissue.propose_end(office.office, AKI, 1, how, [office.label(3)], "x")) == "handed-over"
    assert refused(again(office, office.label(3))) == "handed-over"
    assert refused(pieces.propose_lost(office.office, AKI, 1, 3, "x")) == "handed-over"
    assert refused(pieces.send_back(office.office, AKI, 1, [3], "x")) == "handed-over"


def test_r10_the_paper_of_a_withheld_piece_may_be_lost_and_the_batch_goes_on(play):
    """Withheld-out blocks the release: without this way out a lost sheet would lock the batch for ever."""
    office = play("verified")
    ok(withholding.add(office.office, AKI, 1, [3], "支援措置"))
    ok(gathering.found(office.office, AKI, 1, [office.label(3)]))
    assert not ok(counting.show_counts(office.office, EYE, 1)).balanced
    proposed = ok(reissue.propose_end(office.office, AKI, 1, "lost", [office.cover(3)], "裁断された"))
    ok(counting.scan_tray(office.office, CHO, 1, 1, []))
    ok(office.confirm(proposed, BOSS))
    assert office.states()[3] == "withheld"
    lines = {line.line: line.difference for line in ok(counting.show_counts(office.office, EYE, 1)).lines}
    assert (lines["withheld-out"], lines["covers"], lines["labels"]) == (
        0,
        -11,
        -11,
    )  # tray and neighbours are checked again
    assert office.faults() == []
