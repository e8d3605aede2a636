"""Ways around the desk's stop, the counts, the release and the PIN. None leads to a sealed envelope."""

from . import mailing
from .house import PINS, code, must, reasons, verdicts
from .mailing import ALL, MAILED, Stage, assert_counts
from .paper import LABEL

# ---------------------------------------------------------------- the desk that stopped


def test_held_desk_goes_on_refusing_until_it_is_acknowledged_r13(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    swapped = [printed.papers[1, 1], printed.papers[2, 1]]
    lines = office.scan("first", [*swapped, *printed.envelope(7)], as_=3)
    assert reasons(lines) == [None, "other-piece", "desk-held", "desk-held", "desk-held"]
    # The hold is the desk's: another person, another process, the same refusal; another desk is free.
    _, lines = office.desk("first", printed.envelope(7), as_=5)
    assert set(reasons(lines)) == {"desk-held"}
    lines = office.scan("first", printed.envelope(8), as_=5, desk="B")
    assert verdicts(lines)[-1] == "complete"
    status, lines = office.desk("first", ["!", *printed.envelope(7), *printed.envelope(1)], as_=3)
    assert status == 0, "a held desk opens, so that it can be acknowledged"
    assert verdicts(lines[1:4]) == ["accepted", "accepted", "complete"]
    assert set(reasons(lines[4:])) == {"quarantined"}
    assert_counts(office, waiting=ALL - 4, enclosed=2, quarantined=2)


def test_three_holds_at_a_desk_stop_the_batch_r13(printed: Stage, tmp_path):
    office, covers = printed.office.copy(tmp_path), [printed.papers[piece, 1] for piece in (1, 2, 3, 4, 5, 6)]
    lines = office.scan("first", [*covers[:2], "!", *covers[2:4], "!", *covers[4:], "!"], as_=3)
    assert [line["reason"] for line in lines if line["verdict"] == "held"] == ["other-piece"] * 3
    _, lines = office.desk("first", printed.envelope(7), as_=5, desk="B")
    assert set(reasons(lines)) == {"batch-stopped"}
    assert_counts(office, waiting=ALL - 6, quarantined=6)


def test_quarantined_pieces_need_two_people_r13(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    office.scan("second", [enclosed.papers[1, 1], enclosed.papers[2, 2], enclosed.papers[2, 0], "!"], as_=4)
    lines = office.scan("second", enclosed.envelope(1), as_=5, desk="B")
    assert set(reasons(lines)) == {"quarantined"}
    both = ("--piece", 1, "--piece", 2, "--reason", "封筒を開けて入れ直した")
    number = office.propose("resolve", "--batch", 1, *both, as_=3)
    assert office.refused("proposals", "confirm", number, as_=3)["refused"] == "same-person"
    must(office.run("proposals", "confirm", number, as_=5))
    assert_counts(office, enclosed=ALL - 2, waiting=2)


def test_desk_opens_only_when_it_is_stated_to_be_clear_r16(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    status, lines = office.desk("first", printed.envelope(1), as_=3, clear=False)
    assert (status, lines[0]["refused"], lines[0]["rule"]) == (1, "desk-not-clear", "R16")
    assert_counts(office, waiting=ALL)


# ---------------------------------------------------------------- counts, release, seal


def test_release_by_a_clerk_r20(counted: Stage, tmp_path):
    office = counted.office.copy(tmp_path)
    refusal = office.refused("release", "--batch", 1, as_=3)
    assert refusal["refused"] == "not-allowed"
    assert refusal["rule"] in {"R20", "R28"}
    assert_counts(office, verified=ALL)


def test_release_by_a_supervisor_who_counted_r20(counted: Stage, tmp_path):
    office = counted.office.copy(tmp_path)
    refusal = office.refused("release", "--batch", 1, as_=2)
    assert (refusal["refused"], refusal["rule"]) == ("same-person", "R20")
    _, lines = office.desk("seal", [counted.papers[1, 0]], as_=5)
    assert reasons(lines) == ["not-released"]


def test_release_by_a_supervisor_who_checked_r20(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    assert verdicts(office.scan("second", enclosed.envelopes(), as_=2)).count("complete") == ALL
    for person in (4, 5):
        must(office.run("count", "enter", "--batch", 1, "--whole", "--number", ALL, as_=person))
    refusal = office.refused("release", "--batch", 1, as_=2)
    assert (refusal["refused"], refusal["rule"]) == ("same-person", "R20")
    assert_counts(office, verified=ALL)


def test_release_with_one_piece_unverified_r18(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    office.scan("second", enclosed.envelopes(MAILED[:-1]), as_=4)
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"not-balanced", "counts-missing"}
    assert must(office.run("count", "show", "--batch", 1, as_=1))["balanced"] is False
    assert_counts(office, verified=ALL - 1, enclosed=1)


def test_release_without_counts_or_with_one_persons_r19(verified: Stage, tmp_path):
    office = verified.office.copy(tmp_path)
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"counts-missing", "not-balanced"}
    for _ in range(2):  # a later entry of the same person replaces the earlier one, and is no second count
        must(office.run("count", "enter", "--batch", 1, "--whole", "--number", ALL, as_=5))
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"counts-missing", "not-balanced"}
    assert refusal["rule"] in {"R18", "R19", "R20"}


def test_counts_that_differ_r19(verified: Stage, tmp_path):
    office = verified.office.copy(tmp_path)
    must(office.run("count", "enter", "--batch", 1, "--whole", "--number", ALL, as_=5))
    status, answer = office.run("count", "enter", "--batch", 1, "--whole", "--number", ALL + 1, as_=2)
    assert status in {0, 1}
    assert ALL not in answer.values(), "neither sees the other's number"
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"counts-differ", "counts-missing"}
    assert refusal["rule"] in {"R19", "R20"}
    _, lines = office.desk("seal", [verified.papers[1, 0]], as_=5)
    assert reasons(lines) == ["not-released"]


def test_two_equal_counts_that_are_wrong_r19(verified: Stage, tmp_path):
    office = verified.office.copy(tmp_path)
    for person in (5, 2):
        office.run("count", "enter", "--batch", 1, "--whole", "--number", ALL + 1, as_=person)
    refusal = office.refused("release", "--batch", 1, as_=1)
    assert refusal["refused"] in {"counts-differ", "counts-missing", "not-balanced", "scan-the-tray"}
    assert_counts(office, verified=ALL)


def test_who_owes_a_count_is_not_told_the_number_r19(verified: Stage, tmp_path):
    shown = must(verified.office.copy(tmp_path).run("count", "show", "--batch", 1, as_=5))
    assert shown["counts"] == "owed"
    assert [line.get("expected") for line in shown["lines"] if line["line"] == "envelopes"] in ([], [None])


def test_seal_before_release(counted: Stage, tmp_path):
    office = counted.office.copy(tmp_path)
    _, lines = office.desk("seal", [counted.papers[piece, 0] for piece in MAILED], as_=5)
    assert set(reasons(lines)) == {"not-released"}
    assert office.state(1) == "verified"


def test_seal_takes_the_envelopes_own_code_only(released: Stage, tmp_path):
    office = released.office.copy(tmp_path)
    cover, slip, label = released.envelope(1)
    wrong = [cover, slip, code(LABEL, 1, issue=2), code(LABEL, 1, office=9), code(LABEL, mailing.NO_ADDRESS)]
    lines = office.scan("seal", wrong, as_=5)
    assert set(verdicts(lines)) == {"refused"}
    assert_counts(office, verified=ALL)
    assert verdicts(office.scan("seal", [label], as_=5)) == ["complete"]


def test_released_batch_refuses_the_checks_that_are_over_r17(released: Stage, tmp_path):
    office = released.office.copy(tmp_path)
    for check in ("first", "second"):
        _, lines = office.desk(check, released.envelope(1), as_=5)
        assert set(reasons(lines)) <= {"released", "already-enclosed", "already-verified"}
    assert_counts(office, verified=ALL)


# ---------------------------------------------------------------- people


def test_person_disabled_at_an_open_desk_r28(enclosed: Stage, tmp_path):
    office = enclosed.office.copy(tmp_path)
    cover, slip, label = enclosed.envelope(1)
    with office.open_desk("second", as_=4) as desk:
        assert desk.scan(cover)["verdict"] == "accepted"
        assert desk.scan(slip)["verdict"] == "accepted"
        office.settle(must(office.run("people", "disable", 4, as_=1)), 2)
        assert reasons([desk.scan(label)]) == ["not-allowed"]
    assert office.run("batch", "list", as_=4)[0] == 1
    assert_counts(office, enclosed=ALL)


def test_last_supervisor_is_not_disabled_r28(founded: Stage, tmp_path):
    office = founded.office.copy(tmp_path)
    office.settle(must(office.run("people", "disable", 2, as_=1)), 3)
    refusal = office.refused("people", "disable", 1, as_=1)
    assert refusal["refused"] == "last-supervisor"


def test_wrong_pin_and_then_locked_r27(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    guess = ("desk", "--batch", 1, "--check", "first", "--clear", "--desk", "A")
    said = []
    while "locked" not in said and len(said) < 12:
        refusal = office.refused(*guess, as_=3, pin=PINS[4], stdin="".join(f"{c}\n" for c in printed.envelope(1)))
        assert refusal["rule"] == "R27"
        said.append(refusal["refused"])
    assert said[0] == "wrong-pin"
    assert set(said) == {"wrong-pin", "locked"}
    status, lines = office.desk("first", printed.envelope(1), as_=3)
    assert (status, reasons(lines)) == (1, ["locked"]), "locked also for the right PIN, in another process"
    assert_counts(office, waiting=ALL)


def test_weak_pin_r27(founded: Stage, tmp_path):
    office = founded.office.copy(tmp_path)
    for weak in ("111111", "123456", "49271", "4927161305284"):
        refusal = office.refused("people", "pin", as_=3, new_pin=weak)
        assert (refusal["refused"], refusal["rule"]) == ("weak-pin", "R27"), weak
    assert office.run("batch", "list", as_=3)[0] == 0, "the old one still holds"
