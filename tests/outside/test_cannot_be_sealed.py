"""Tries to bring a wrong or incomplete envelope to the seal. None may succeed, and each says why."""

import pytest

from .house import code, must, parse, reasons, verdicts
from .mailing import ALL, Stage, assert_counts
from .paper import COVER, LABEL, decode


def assert_held(lines, reason):
    """The desk stopped once for that reason, and nothing became complete."""
    assert "complete" not in verdicts(lines), lines
    held = [line["reason"] for line in lines if line["verdict"] == "held"]
    assert held == [reason], lines


# ---------------------------------------------------------------- wrong contents


def test_cover_of_one_in_the_envelope_of_another_first_check_r13(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("first", [printed.papers[1, 1], printed.papers[2, 2], printed.papers[2, 0]], as_=3)
    assert lines[0]["verdict"] == "accepted"
    assert (lines[1]["verdict"], lines[1]["reason"]) == ("held", "other-piece")
    assert (lines[2]["verdict"], lines[2]["reason"]) == ("refused", "desk-held")
    assert_counts(office, waiting=ALL - 2, quarantined=2)
    assert office.state(1) == "quarantined"


def test_cover_of_one_in_the_envelope_of_another_second_check_r13(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    lines = office.scan("second", [enclosed.papers[1, 1], enclosed.papers[2, 2], enclosed.papers[2, 0]], as_=4)
    assert_held(lines, "other-piece")
    assert all(line["piece"] is None and line["needs"] is None for line in lines if line["verdict"] == "accepted")
    assert_counts(office, enclosed=ALL - 2, quarantined=2)


def test_envelope_swapped_alone_first_check_r13(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("first", [printed.papers[1, 1], printed.papers[1, 2], printed.papers[2, 0]], as_=3)
    assert_held(lines, "other-piece")
    assert_counts(office, waiting=ALL - 2, quarantined=2)


@pytest.mark.parametrize(("check", "person"), [("first", 3), ("second", 4)])
def test_second_persons_cover_behind_the_first_r13(check, person, printed: Stage, enclosed: Stage, tmp_path):
    stage = printed if check == "first" else enclosed
    office = stage.office.copy(tmp_path)
    cover, slip, label = stage.envelope(7)
    lines = office.scan(check, [cover, slip, stage.papers[8, 1], label], as_=person)
    assert_held(lines, "other-piece")
    before = "waiting" if check == "first" else "enclosed"
    assert_counts(office, **{before: ALL - 2, "quarantined": 2})


def test_another_batchs_paper_r13(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("first", [printed.papers[1, 1], printed.strangers[1, 1], printed.papers[1, 0]], as_=3)
    assert_held(lines, "other-batch")
    assert_counts(office, waiting=ALL - 1, quarantined=1)


def test_another_batchs_whole_envelope(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("first", [printed.strangers[1, 1], code(LABEL, 1, batch=2)], as_=3)
    assert verdicts(lines)[0] in {"held", "refused"}
    assert lines[0]["reason"] == "other-batch"
    assert "complete" not in verdicts(lines)
    assert office.batch(2)["counts"]["waiting"] == 3


# ---------------------------------------------------------------- incomplete envelopes


def test_missing_enclosure_first_check_r11(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    cover, slip, label = printed.envelope(1)
    lines = office.scan("first", [cover, label], as_=3)
    assert (lines[1]["verdict"], lines[1]["reason"], lines[1]["needs"]) == ("refused", "incomplete", ["02"])
    # The set that lacked a slip is void with the session: a slip alone does not make it up.
    lines = office.scan("first", [label, slip, label], as_=3)
    assert reasons(lines) == ["incomplete", None, "incomplete"]
    assert sorted(lines[0]["needs"]) == ["01", "02"]
    assert lines[2]["needs"] == ["01"]
    assert_counts(office, waiting=ALL)


def test_missing_enclosure_second_check_r12(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    cover, _, label = enclosed.envelope(1)
    lines = office.scan("second", [cover, label, label], as_=4)
    assert reasons(lines[1:]) == ["incomplete", "incomplete"]
    assert all(line["piece"] is None and line["needs"] is None for line in lines), "the second check is blind"
    assert_counts(office, enclosed=ALL)


def test_set_stays_open_for_the_enclosure_that_was_missing_r11(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    cover, slip, label = printed.envelope(1)
    lines = office.scan("first", [cover, label, cover, slip, label], as_=3)
    assert verdicts(lines) == ["accepted", "refused", "repeated", "accepted", "complete"]
    assert_counts(office, waiting=ALL - 1, enclosed=1)


def test_desk_killed_in_the_middle_of_a_set_r14(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    cover, slip, label = printed.envelope(1)
    with office.open_desk("first", as_=3) as desk:
        assert desk.scan(cover)["verdict"] == "accepted"
        desk.kill()
    lines = office.scan("first", [slip, label], as_=5)
    assert (lines[1]["verdict"], lines[1]["reason"]) == ("refused", "incomplete")
    assert_counts(office, waiting=ALL)


def test_desk_killed_in_the_middle_of_a_second_check_r14(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    cover, slip, label = enclosed.envelope(1)
    with office.open_desk("second", as_=4) as desk:
        assert desk.scan(cover)["verdict"] == "accepted"
        assert desk.scan(slip)["verdict"] == "accepted"
        desk.kill()
    lines = office.scan("second", [label], as_=5)
    assert (lines[0]["verdict"], lines[0]["reason"]) == ("refused", "incomplete")
    assert_counts(office, enclosed=ALL)


def test_set_is_void_when_its_person_appears_at_another_desk_r14(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    cover, slip, label = printed.envelope(1)
    with office.open_desk("first", as_=3, desk="A") as desk:
        assert desk.scan(cover)["verdict"] == "accepted"
        assert reasons(office.scan("first", [slip, label], as_=3, desk="B")) == [None, "incomplete"]
        assert reasons([desk.scan(slip)]) == ["person-elsewhere"]
    assert_counts(office, waiting=ALL)


# ---------------------------------------------------------------- two different people


def test_same_person_at_both_checks_r12(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    lines = office.scan("second", enclosed.envelope(1), as_=3)
    assert "same-person" in reasons(lines)
    assert "complete" not in verdicts(lines)
    assert office.state(1) == "enclosed"


def test_second_check_skipped_r18(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"not-balanced", "counts-missing"}
    assert refusal["rule"] in {"R18", "R19", "R20"}
    _, lines = office.desk("seal", [enclosed.papers[1, 0]], as_=5)
    assert reasons(lines)[0] in {"not-released", "not-verified"}
    assert_counts(office, enclosed=ALL)


def test_second_check_before_the_first(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("second", printed.envelope(1), as_=4)
    assert "not-enclosed" in reasons(lines)
    assert "complete" not in verdicts(lines)
    assert_counts(office, waiting=ALL)


def test_piece_is_not_enclosed_or_verified_again(verified: Stage, tmp_path):
    office = verified.office.copy(tmp_path)
    again = office.scan("first", verified.envelope(1), as_=5)
    assert set(reasons(again)) & {"already-enclosed", "already-verified"}
    assert "complete" not in verdicts(again)
    again = office.scan("second", verified.envelope(2), as_=5)
    assert "already-verified" in reasons(again)
    assert "complete" not in verdicts(again)
    assert_counts(office, verified=ALL)


# ---------------------------------------------------------------- dead paper


def test_old_issue_after_a_reissue_r8(verified: Stage, tmp_path):
    office, out = verified.office.copy(tmp_path / "office"), tmp_path / "again.pdf"
    cover, slip, label = verified.envelope(1)
    torn = ("--code", cover, "--state", "torn", "--reason", "角が破れた", "--out", out)
    job = office.settle({"proposal": office.propose("print", "reissue", "--batch", 1, *torn, as_=3)}, 5)
    assert job["released"] is True
    fresh = [mark.digits for mark in decode(out) if parse(mark.digits)]
    assert [parse(digits)[:5] for digits in fresh] == [(COVER, 1, 1, 1, 2)]
    lines = office.scan("first", [cover, slip, label], as_=3)
    assert (lines[0]["verdict"], lines[0]["reason"]) == ("refused", "superseded")
    assert lines[2]["reason"] == "incomplete"
    assert_counts(office, waiting=1, verified=ALL - 1)
    lines = office.scan("first", [*fresh, slip, label], as_=3)
    assert verdicts(lines) == ["accepted", "accepted", "complete"]


def test_issue_that_was_never_printed(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    lines = office.scan("first", [code(COVER, 1, 1, issue=2), *printed.envelope(1)[1:]], as_=3)
    assert lines[0]["verdict"] == "refused"
    assert lines[2]["reason"] == "incomplete"
    assert_counts(office, waiting=ALL)


def test_withheld_piece_at_the_desk(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    must(office.run("withhold", "add", "--batch", 1, "--piece", 3, "--reason", "支援措置の申出", as_=5))
    lines = office.scan("first", printed.envelope(3), as_=3)
    assert set(reasons(lines)) == {"withheld"}
    assert set(verdicts(lines)) == {"refused"}
    assert office.state(3) == "withheld"


def test_withheld_piece_that_nobody_took_out_r18(counted: Stage, tmp_path):
    office = counted.office.copy(tmp_path)
    must(office.run("withhold", "add", "--batch", 1, "--piece", 3, "--reason", "支援措置の申出", as_=4))
    assert_counts(office, verified=ALL - 1, withheld=2)
    must(office.run("count", "enter", "--batch", 1, "--tray", 1, "--number", 5, as_=5))
    must(office.run("count", "enter", "--batch", 1, "--tray", 1, "--number", 5, as_=2))
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] == "not-balanced"
    assert refusal["rule"] in {"R18", "R20"}


def test_piece_sent_back_after_release_takes_only_its_tray_with_it_r22(released: Stage, tmp_path):
    office = released.office.copy(tmp_path)
    must(office.run("piece", "send-back", "--batch", 1, "--piece", 1, "--reason", "封がはがれた", as_=4))
    assert office.state(1) == "waiting"
    lines = office.scan("seal", [released.papers[piece, 0] for piece in (1, 2, 7)], as_=5)
    assert lines[0]["verdict"] == "refused"
    assert lines[0]["reason"] in {"not-verified", "not-released"}
    assert (lines[1]["verdict"], lines[1]["reason"]) == ("refused", "not-released")
    assert (lines[2]["verdict"], lines[2]["piece"]) == ("complete", 7)
    assert_counts(office, waiting=1, verified=ALL - 2, sealed=1)


def test_piece_sent_back_before_release_is_not_balanced_r22(counted: Stage, tmp_path):
    office = counted.office.copy(tmp_path)
    must(office.run("piece", "send-back", "--batch", 1, "--piece", 1, "--reason", "二重に見えた", as_=4))
    assert_counts(office, waiting=1, verified=ALL - 1)
    assert office.refused("release", "--batch", 1, as_=1)["refused"] in {"not-balanced", "counts-missing"}
