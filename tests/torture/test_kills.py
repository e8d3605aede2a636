"""kill -9 at random points; two desks at one piece."""

from __future__ import annotations


def test_no_kill_takes_what_was_acknowledged_or_leaves_half_an_act(figure):
    found = figure("kills", 100, replays=4)
    assert found["kills"] == 100
    assert found["acknowledged"] > 500
    assert not found["wrong"]


def test_r11_r12_of_two_desks_at_one_piece_one_wins(figure):
    found = figure("races", 500)
    assert found["one winner"] == found["races"] == 500
    # Both desks are quick enough to lose and to win: they do race.
    assert found["won by the left desk"] > 5 < found["won by the right desk"]
