"""Power loss at any point of a recorded day (``docs/torture.md``)."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("mode", "points"), [("wal", 1_300), ("truncate", 200)])
def test_no_power_loss_takes_what_was_acknowledged(figure, mode, points):
    found = figure("power", points, mode=mode)
    assert found["points"] == points
    assert found["acknowledged"] > 150
    assert not found["lost"] + found["wrong"] + found["refused"] + found["integrity"] + found["verify"] + found["paper"]


def test_the_same_harness_sees_scans_lost_where_syncs_are_left_out(figure):
    """The control: WAL with synchronous=NORMAL, which the program refuses to run with."""
    assert figure("power", 80, mode="normal")["lost"] > 20
