"""kill -9 at random points; two desks at one piece."""

from __future__ import annotations

import pytest


def test_no_kill_takes_what_was_acknowledged_or_leaves_half_an_act(figure):
    found = figure("kills", 100, replays=4)
    assert found["kills"] == 100
    assert found["acknowledged"] > 500
    assert not found["wrong"]


def test_no_crash_of_a_server_takes_what_was_acknowledged(figure):
    found = figure("crashes", 10, replays=4, control=2)
    assert found["crashes"] == 10
    assert found["acknowledged"] >= 60
    assert not found["lost"] + found["verify"] + found["refused"]
    # The control: without synchronous commits the same harness sees answers lost.
    assert found["control, lost"] > 0


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_r11_r12_of_two_desks_at_one_piece_one_wins(figure, engine):
    found = figure("races", 500, engine=engine)
    assert found["one winner"] == found["races"] == 500
    # Both desks are quick enough to lose and to win: they do race.
    assert found["won by the left desk"] > 0 < found["won by the right desk"]
