"""Stops at the desk that others bring about: late withholdings, later log-ins, too many holds (R4, R13, R14, R28)."""

from __future__ import annotations

import pytest

from checkmail.office import desk, people, pieces, withholding
from checkmail.rules.model import Check

from .play import AKI, BAN, BOSS, CHO, PIN, Play, ok, refused

# R4: a late list -------------------------------------------------------------------------------------------


def late_list(office: Play, *records: int) -> None:
    """The file that came after everything was printed."""
    file = office.path.with_name("late.csv")
    file.write_text("\n".join(["宛名番号", *(str(1000 + 7 * record) for record in records)]), encoding="utf-8")
    assert ok(withholding.load(office.office, BOSS, 1, file, "宛名番号")).pieces == records


@pytest.mark.parametrize(
    ("stage", "check", "actor"),
    [
        ("printed", Check.FIRST, AKI), ("enclosed", Check.FIRST, AKI), ("enclosed", Check.SECOND, BAN),
        ("verified", Check.SECOND, BAN), ("released", Check.SEAL, CHO), ("sealed", Check.SEAL, CHO),
    ],
)  # fmt: skip
def test_r4_a_late_withholding_stops_the_piece_at_whichever_desk_scans_it(play, stage, check, actor):
    office = play(stage)
    office.open(actor, check)
    late_list(office, 3)
    for code in (office.cover(3), office.label(3)):
        told = office.scan(actor, code)
        assert (told.verdict, told.reason, told.rule) == ("refused", "withheld", "R4")
        assert told.piece == (None if check is Check.SECOND else 3)
    assert office.states()[3] == "withheld"
    assert office.row("trays", tray=1)["released"] == 0
    assert office.faults() == []


def test_r4_r14_a_late_withholding_ends_the_set_that_is_open_on_its_piece_at_another_desk(play):
    office = play("rich")
    for actor, name, piece in ((AKI, "desk1", 3), (CHO, "desk3", 4)):
        office.open(actor, Check.FIRST, name)
        assert office.says(actor, office.cover(piece), name) == ("accepted", "")
    late_list(office, 3)
    assert [row["set_piece"] for row in office.rows("desks")] == [0, 4]
    assert office.says(AKI, office.label(3)) == ("refused", "withheld")
    assert office.says(CHO, str(3_000_000_000 + 17 * 4), "desk3") == ("accepted", "")
    assert office.says(CHO, office.label(4), "desk3") == ("complete", "")


def test_r4_r12_an_open_question_ends_with_the_withholding_of_its_piece(play):
    office = play("rich")
    lines = (office.cover(2), str(3_000_000_000 + 17 * 2), office.label(2))
    office.open(AKI, Check.FIRST)
    office.open(BAN, Check.SECOND, "desk2")
    assert [office.says(AKI, line)[0] for line in lines] == ["accepted", "accepted", "complete"]
    assert [office.says(BAN, line, "desk2")[0] for line in lines] == ["accepted", "accepted", "asks"]
    late_list(office, 2)
    assert office.row("desks", desk="desk2")["asks"] == ""
    assert office.says(BAN, "12", "desk2") == ("refused", "unreadable")
    assert office.says(BAN, office.label(2), "desk2") == ("refused", "withheld")


# R28: the latest log-in -----------------------------------------------------------------------------------


def test_r14_r28_the_later_log_in_voids_the_open_set_and_finished_ones_stand(play):
    office = play("printed")
    older = ok(people.sign_in(office.office, 2, PIN, session=True))
    office.open(older, Check.FIRST)
    assert office.set_of(older, 1).verdict == "complete"
    assert office.says(older, office.cover(2)) == ("accepted", "")
    newer = ok(people.sign_in(office.at("desk2"), 2, PIN, session=True))
    for line in (office.label(2), office.cover(3), "!"):
        assert refused(desk.scan(office.office, older, 1, line)) == "person-elsewhere"
    assert refused(desk.void_set(office.office, older, 1)) == "person-elsewhere"
    assert refused(desk.open_desk(office.office, older, 1, Check.FIRST, clear=True)) == "person-elsewhere"
    office.open(newer, Check.FIRST, "desk2")
    assert [row["set_piece"] for row in office.rows("desks")] == [0, 0]
    assert office.says(newer, office.label(2), "desk2") == ("refused", "incomplete")
    assert office.states()[1] == "enclosed"
    assert office.faults() == []


# R13: three in twenty -------------------------------------------------------------------------------------


def hold(office: Play, *mixed: int) -> bool:
    """Mixes two pieces at AKI's desk, which two people then resolve; whether the batch stopped."""
    assert office.says(AKI, office.cover(mixed[0])) == ("accepted", "")
    held = office.scan(AKI, office.cover(mixed[1]))
    assert (held.verdict, held.pieces) == ("held", mixed)
    ok(office.confirm(pieces.propose_resolve(office.office, BAN, 1, mixed, "分けた"), CHO))
    return held.batch_stopped


@pytest.mark.parametrize(("between", "stops"), [(18, False), (17, True)])
def test_r13_three_holds_within_twenty_sets_of_a_desk_stop_the_batch(play, between, stops):
    """A hold, so many whole sets, a second hold: whether the third is within twenty of the first."""
    office = play("rich")
    office.open(AKI, Check.FIRST)
    assert not hold(office, 1, 3)
    for _ in range(between):
        answers = [office.scan(AKI, line) for line in (office.cover(2), str(3_000_000_000 + 17 * 2), office.label(2))]
        assert answers[-1].verdict == "complete"
        ok(pieces.send_back(office.office, BAN, 1, [2], "見直し"))
    office.restart()
    office.open(AKI, Check.FIRST)
    assert not hold(office, 1, 3)
    assert hold(office, 1, 3) is stops
    assert bool(office.row("batches")["stopped"]) is stops
    assert office.says(AKI, office.cover(1)) == (("refused", "batch-stopped") if stops else ("accepted", ""))
    assert office.faults() == []
