"""Every sheet accounted for: jobs, runs of a job after a jam, the ninth issue, losses, and the equation (R8, R10)."""

from __future__ import annotations

import resource
import sys
from dataclasses import replace

import pytest

from checkmail.errors import Misused
from checkmail.office import counting, gathering, papers, pieces, print_jobs, printing, proposals, reissue, withholding
from checkmail.office.print_jobs import LAST_PLACE
from checkmail.paper import volumes
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, EYE, ok, refused


def run(office, job: int, first: int = 1, last: int = LAST_PLACE, state: str = "torn", *, by=AKI, **more: object):
    out = office.path.with_name(more.pop("name", "again.pdf"))
    return reissue.propose_reissue(office.office, by, 1, out, state, "紙詰まり", job=(job, first, last), **more)


def states_of(office, job: int) -> dict[int, str]:
    """Piece -> what became of the artifact that a job made of it."""
    return {row["piece"]: row["state"] for row in office.rows("artifacts", job=job)}


def terms(office) -> dict[str, dict[str, int]]:
    return {line.line: dict(line.terms) for line in ok(counting.show_counts(office.office, EYE, 1)).lines}


def owed(office) -> dict[str, int]:
    """What each kind's equation still lacks: paper that is neither used nor spoiled, superseded, withheld or lost."""
    lines = [line for line in ok(counting.show_counts(office.office, EYE, 1)).lines if "issued" in dict(line.terms)]
    return {line.line: line.expected - line.found for line in lines}


# the job ---------------------------------------------------------------------------------------------------


def test_r8_a_job_is_recorded_with_its_range_sheet_start_fingerprint_and_artifacts(play):
    office = play("approved")
    wish = printing.Wish("labels", office.path.with_name("l.pdf"), "28366", 5, (3, 9))
    done = ok(printing.print_artifacts(office.office, AKI, 1, wish))
    ok(printing.print_artifacts(office.office, BAN, 1, printing.Wish("trays", office.path.with_name("t.pdf"))))
    labels, trays = ok(print_jobs.list_jobs(office.office, EYE, 1))
    assert (labels.job, labels.kind, labels.artifacts, labels.sha256) == (1, "labels", 7, done.sha256)
    assert ("28366" in labels.sheet, labels.start_at) == (True, 5)
    assert (labels.first_piece, labels.last_piece, labels.person) == (3, 9, AKI.person)
    assert (trays.artifacts, trays.first_piece, trays.last_piece) == (0, 1, 12)
    places = ok(print_jobs.show_places(office.office, EYE, 1, 1))
    assert [(p.place, p.sheet, p.label, p.piece) for p in places][:2] == [(1, 1, 5, 3), (2, 1, 6, 4)]
    assert refused(print_jobs.show_places(office.office, EYE, 1, 2)) == "not-issued"
    assert office.faults() == []


# a run of a job --------------------------------------------------------------------------------------------


def test_r8_places_of_a_job_go_on_through_its_volumes(play, monkeypatch):
    monkeypatch.setattr(volumes, "SHEETS", 1)
    office = play("approved")
    wish = printing.Wish("labels", office.path.with_name("l.pdf"), "ELM003", 3)  # four labels a sheet, two used
    assert len(ok(printing.print_artifacts(office.office, AKI, 1, wish)).files) == 4
    proposed = ok(run(office, 1, 6, 9))
    assert proposed.artifacts == 4
    done = ok(office.confirm(proposed, BAN))
    assert [row["piece"] for row in office.rows("artifacts", issue=2)] == [6, 7, 8, 9]
    # Drawn on the sheet that the job was printed on, whatever is usual elsewhere.
    assert (done.artifacts, done.decoded, "ELM003" in office.row("jobs", job=2)["sheet"]) == (4, 4, True)
    places = ok(print_jobs.show_places(office.office, EYE, 1, 1, 6, 6))
    assert [(p.sheet, p.label, p.state) for p in places] == [(2, 4, "superseded")]


def test_r8_covers_slips_and_returns_are_reissued_by_places_too(play):
    office = play("rich")
    # Odd pieces have a return envelope: the second return label is that of piece 3.
    returns = ok(office.confirm(run(office, 3, 2, 2, start_at=7), BAN))
    covers = ok(office.confirm(run(office, 2, 2, 3, name="covers.pdf"), BAN))
    assert (returns.kind, covers.kind) == ("returns", "covers")
    assert {(row["kind"], row["piece"], row["enclosure"]) for row in office.rows("artifacts", issue=2)} == {
        (Kind.RETURN, 3, 3), (Kind.COVER, 2, 1), (Kind.COVER, 3, 1),
    }  # fmt: skip
    assert office.row("jobs", job=4)["start_at"] == 7
    assert office.faults() == []


def test_r8_what_is_withheld_by_now_is_left_out_of_a_run(play):
    office = play("printed")
    ok(withholding.add(office.office, BAN, 1, [5], "支援措置"))
    proposed = ok(run(office, 1, 4, 6))
    assert (proposed.artifacts, proposed.left_out) == (2, (5,))
    ok(office.confirm(proposed, BAN))
    assert [row["piece"] for row in office.rows("artifacts", issue=2)] == [4, 6]
    answer = run(office, 1, 5, 5)
    assert (refused(answer), answer.details) == ("withheld", {"piece": 5})


def test_r8_a_piece_withheld_between_proposal_and_confirmation_makes_it_stale(play):
    office = play("printed")
    proposed = ok(run(office, 1, 4, 6))
    ok(withholding.add(office.office, CHO, 1, [5], "支援措置"))
    assert refused(office.confirm(proposed, BAN)) == "stale"
    assert not list(office.path.parent.glob("*again*"))
    assert ok(office.confirm(run(office, 1, 4, 6), BAN)).artifacts == 2


def test_r8_a_run_that_was_printed_again_since_is_refused_by_its_piece(play):
    office = play("printed")
    twice = ok(run(office, 1, 5, 8)), ok(run(office, 1, 1, 6, by=CHO, name="b.pdf"))
    ok(office.confirm(twice[0], BAN))
    assert refused(office.confirm(twice[1], BAN)) == "stale"
    answer = run(office, 1, 1, 6)
    assert (refused(answer), answer.details) == ("superseded", {"piece": 5})
    # The newer issue lies in the newer job, and is reissued from there.
    assert ok(office.confirm(run(office, 3, 1, 1), BAN)).artifacts == 1
    assert [row["issue"] for row in office.rows("artifacts", piece=5, kind=1)] == [1, 2, 3]


def test_r8_a_run_that_is_none_is_refused(play):
    office = play("printed")
    assert refused(run(office, 9)) == "not-issued"
    assert refused(run(office, 1, 13, 20)) == "not-issued"
    with pytest.raises(Misused, match="bad-range"):
        run(office, 1, 6, 4)
    with pytest.raises(Misused, match="start-off-sheet"):
        run(office, 1, start_at=25)
    with pytest.raises(Misused, match="bad-state"):
        run(office, 1, state="eaten")
    assert office.rows("proposals", batch=1) == []


def test_r8_torn_and_never_printed_count_as_spoiled_and_lost_as_superseded(play):
    office = play("printed")
    for place, state in ((1, "torn"), (2, "never-printed"), (3, "lost")):
        ok(office.confirm(run(office, 1, place, place, state, name=f"{state}.pdf"), BAN))
    assert {piece: state for piece, state in states_of(office, 1).items() if piece < 4} == {
        1: "spoiled", 2: "spoiled", 3: "superseded",
    }  # fmt: skip
    assert terms(office)["labels"] == {
        "issued": 15, "used": 0, "spoiled": 2, "superseded": 1, "withheld": 0, "lost": 0,
    }  # fmt: skip
    office.open(AKI, Check.FIRST)
    for piece in (1, 2, 3):
        assert office.says(AKI, office.label(piece)) == ("refused", "superseded")
    assert office.faults() == []


def test_r8_a_run_takes_checks_seals_and_counts_of_its_pieces_away(play):
    office = play("sealed")
    ok(office.confirm(run(office, 1, 5, 6), BAN))
    assert [office.states()[n] for n in (4, 5, 6, 7)] == ["sealed", "waiting", "waiting", "sealed"]
    released = {row["tray"]: bool(row["released"]) for row in office.rows("trays") if row["tray"]}
    assert released == {1: True, 2: False, 3: True}
    view = ok(counting.show_counts(office.office, EYE, 1))
    assert {tray.tray: tray.counted.value for tray in view.trays} == {1: "agree", 2: "owed", 3: "agree"}


def test_r8_what_a_desk_has_read_was_printed(play):
    """Else a second sheet of the piece would lie somewhere and stand in no account."""
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(5))
    answer = run(office, 2, 4, 6, "never-printed")
    assert (refused(answer), answer.details) == ("was-scanned", {"piece": 5})
    proposed = ok(run(office, 1, 4, 6, "never-printed"))
    office.says(AKI, office.label(6))  # refused, but read: it is on paper
    assert refused(run(office, 1, 4, 6, "never-printed")) == "was-scanned"
    assert refused(office.confirm(proposed, BAN)) == "stale"
    done = ok(office.confirm(run(office, 1, 4, 6, "torn"), BAN))
    assert (done.artifacts, office.faults()) == (3, [])
    # The new issue has been read by nobody yet.
    assert ok(run(office, done.job, 1, 3, "never-printed")).artifacts == 3


def test_r8_of_a_run_with_an_exhausted_piece_nothing_is_reissued_and_withholding_is_the_way_out(play):
    office = play("printed")
    place, job = 5, 1
    for _ in range(8):
        job = ok(office.confirm(run(office, job, place, place), BAN)).job
        place = 1
    assert [row["issue"] for row in office.rows("artifacts", piece=5, kind=1)] == list(range(1, 10))
    answer = reissue.propose_reissue(
        office.office, AKI, 1, office.path.with_name("x.pdf"), "torn", "x",
        codes=[office.label(4), office.label(5, 9), office.label(6)],
    )  # fmt: skip
    assert (refused(answer), answer.details) == ("issues-exhausted", {"piece": 5})
    assert office.rows("proposals", state="open") == []
    ok(withholding.add(office.office, AKI, 1, [5], "版が尽きた"))
    assert owed(office)["labels"] == 12
    ok(gathering.found(office.office, BAN, 1, [office.label(5, 9), office.cover(5)]))
    office.first(AKI, [n for n in range(1, 13) if n != 5])
    office.second(BAN, [n for n in range(1, 13) if n != 5])
    assert terms(office)["labels"] == {
        "issued": 20, "used": 11, "spoiled": 8, "superseded": 0, "withheld": 1, "lost": 0,
    }  # fmt: skip
    assert ok(counting.show_counts(office.office, EYE, 1)).balanced
    assert office.faults() == []


def test_r6_what_the_fonts_of_now_cannot_draw_is_not_reissued(play, monkeypatch):
    from checkmail.office import print_plans

    office = play("printed")
    proposed = ok(run(office, 1, 1, 3))
    monkeypatch.setattr(print_plans.fonts, "missing", lambda text, *_: ["\U0003134a"] if "石川" in text else [])
    answer = office.confirm(proposed, BAN)
    assert (refused(answer), answer.details) == ("missing-glyphs", {"piece": 2})
    assert len(office.rows("jobs")) == 2


def test_r9_a_reissue_can_be_stopped_and_is_still_proposed(play):
    office = play("printed")
    proposed = ok(run(office, 1))
    told: list[str] = []

    class Stop(Exception):
        pass

    def stop(step: str, _done: int) -> None:
        told.append(step)
        if step == "proving":
            raise Stop

    with pytest.raises(Stop):
        proposals.confirm(office.office, BAN, proposed.proposal, stop)
    assert "drawing" in told
    assert (len(office.rows("jobs")), list(office.path.parent.glob("*again*"))) == (2, [])
    assert ok(office.confirm(proposed, BAN)).artifacts == 12


def test_r9_a_reissue_whose_place_is_taken_by_then_is_told_before_it_is_drawn(play, monkeypatch):
    office = play("printed")
    proposed = ok(run(office, 1))
    office.path.with_name("again.pdf").mkdir()
    with pytest.raises(Misused, match="not-a-file-to-write"):
        proposals.confirm(office.office, BAN, proposed.proposal, pytest.fail)
    assert len(office.rows("jobs")) == 2


# losses ----------------------------------------------------------------------------------------------------


def test_r8_what_was_gathered_or_met_in_a_tray_was_printed(play):
    office = play("printed")
    ok(withholding.add(office.office, AKI, 1, [3], "申出"))
    ok(gathering.found(office.office, AKI, 1, [office.label(3)]))
    ok(office.confirm(withholding.lift(office.office, AKI, 1, [3], "取下げ"), BAN))
    assert office.row("artifacts", piece=3, kind=Kind.LABEL)["found"] == 0
    ok(counting.scan_tray(office.office, CHO, 1, 2, [office.label(5), office.code(Kind.TRAY, 6)]))
    for piece in (3, 5):
        assert refused(run(office, 1, piece, piece, "never-printed")) == "was-scanned"
    assert ok(run(office, 1, 6, 6, "never-printed")).artifacts == 1
    assert office.faults() == []


def test_r18_the_code_of_a_tray_is_no_paper_of_the_piece_with_its_number(play):
    office = play("enclosed")
    before = [(row["piece"], row["last_entry"], row["seen"]) for row in office.rows("pieces")]
    office.open(AKI, Check.FIRST)
    assert office.says(AKI, office.code(Kind.TRAY, 2)) == ("accepted", "")
    assert [(row["piece"], row["last_entry"], row["seen"]) for row in office.rows("pieces")] == before


def test_r8_a_lost_sheet_returns_its_tray_and_the_neighbours_of_each_desk_and_nothing_else(play, monkeypatch):
    monkeypatch.setattr("checkmail.office.missing.REACH", 2)
    office = play("printed")
    order = [1, 12, 2, 11, 3, 10, 4, 9, 5, 8, 6, 7]
    office.first(AKI, order)  # beside 6: 5 8 before, 7 after
    office.second(BAN, range(1, 13))  # beside 6: 4 5 before, 7 8 after
    ok(run(office, 1, 6, 6, "lost"))
    states = office.states()
    assert {n for n, state in states.items() if state == "enclosed"} == {4, 5, 7, 8}
    assert {n for n, state in states.items() if state == "waiting"} == {6}
    office = play("printed", "second")
    office.first(AKI, order)
    office.second(BAN, reversed(order))
    ok(run(office, 1, 10, 10, "lost"))  # its tray is 9 to 12; 11 3 before and 4 9 after it at both desks
    assert {n for n, state in office.states().items() if state != "verified"} == {9, 10, 11, 12, 3, 4}


def test_r10_every_loss_stands_on_the_sheet_that_is_signed(play, monkeypatch):
    office = play("verified")
    lost = ok(pieces.propose_lost(office.office, AKI, 1, 3, "どこにもない"))
    cover = ok(reissue.propose_end(office.office, AKI, 1, "lost", [office.cover(4)], "ない"))
    ok(counting.scan_tray(office.office, CHO, 1, 1, [office.label(n) for n in (1, 2)]))
    for proposed in (cover, lost):
        ok(office.confirm(proposed, BOSS))
    drawn: list[object] = []
    real = papers.draw_signoff
    monkeypatch.setattr(papers, "draw_signoff", lambda out, job, sheet: drawn.append(sheet) or real(out, job, sheet))
    monkeypatch.setattr(papers, "show_counts", lambda *_: replace(view, counts=view.counts.AGREE))
    view = ok(counting.show_counts(office.office, EYE, 1))
    ok(papers.print_signoff(office.office, AKI, 1, office.path.with_name("s.pdf"), "ja"))
    (sheet,) = drawn
    assert sheet.losses == (
        "3番（1束）不明　確認 1 課長",
        "4番（1束）の送付状　第1版　不明　確認 1 課長",
    )
    assert "発行 12 ≠ 使用 0 ＋ 書損 0 ＋ 差替え 0 ＋ 引抜き 0 ＋ 不明 2" in [line.equation for line in sheet.lines]


# the disk --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_r9_a_disk_that_fills_leaves_nothing_and_records_nothing(play):
    office = play("printed")
    proposed = ok(run(office, 1))
    labels = printing.Wish("slips", office.path.with_name("x.pdf"))
    before = {path.name for path in office.path.parent.iterdir()}, office.rows("entries")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Misused, match="cannot-write") as caught:
            proposals.confirm(office.office, BAN, proposed.proposal)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ({path.name for path in office.path.parent.iterdir()}, office.rows("entries")) == before
    # By the name that was asked for, which is all that people know of.
    assert caught.value.details == {"path": str(office.path.with_name("again.pdf"))}
    assert refused(printing.print_artifacts(office.office, AKI, 1, labels)) == "nothing-to-print"


def test_r9_what_lay_under_the_name_is_there_until_the_job_counts(play, monkeypatch):
    office = play("approved")
    out = office.path.with_name("labels.pdf")
    out.write_text("yesterday's", encoding="utf-8")
    real = volumes.prove

    def wrong(file, placed, **more):
        return real(file, [replace(placed[0], code="1" * 18)], **more)

    monkeypatch.setattr(volumes, "prove", wrong)
    replacing, labels = replace(office.office, replaces=True), printing.Wish("labels", out)
    assert refused(printing.print_artifacts(replacing, AKI, 1, labels)) == "undecodable-page"
    assert out.read_text(encoding="utf-8") == "yesterday's"
    monkeypatch.undo()
    ok(printing.print_artifacts(replacing, AKI, 1, labels))
    assert out.read_bytes().startswith(b"%PDF")
