"""A monkey's walk is compared with the model act by act (R11-R22, R24, R26, R28); ``make monkey`` walks further."""

from __future__ import annotations

import shutil

import pytest

from .play import Clock, Play
from .walking import Walk

STEPS = 200


@pytest.mark.parametrize("seed", [20261122, 7])
def test_r11_to_r22_a_monkey_at_three_desks_gets_no_wrong_verdict(stages, tmp_path, seed):
    file = tmp_path / "office.db"
    shutil.copy(stages.file("walked"), file)
    play = Play(file, Clock(stages.clocks["walked"].now))
    walk = Walk(play, seed)
    try:
        for _ in range(STEPS):
            walk.step()
        assert play.faults() == []
        assert len(walk.verdicts) > 9
    finally:
        play.store.close()
