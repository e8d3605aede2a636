"""The offices that the other tests begin with are what they say, and their ledgers verify."""

from __future__ import annotations

from collections import Counter

import pytest

from checkmail.office import batches

from .conftest import STAGES
from .play import AKI, ok


@pytest.mark.parametrize("stage", [*STAGES, "rich"])
def test_a_prepared_office_verifies_and_replays(play, stage):
    assert play(stage).faults() == []


@pytest.mark.parametrize(
    ("stage", "states", "named"),
    [
        ("printed", {"waiting": 12}, "printed"),
        ("enclosed", {"enclosed": 12}, "printed"),
        ("verified", {"verified": 12}, "checked"),
        ("released", {"verified": 12}, "released"),
        ("sealed", {"sealed": 12}, "sealed"),
        ("rich", {"waiting": 4}, "printed"),
    ],
)
def test_the_pieces_of_a_prepared_office(play, stage, states, named):
    office = play(stage)
    assert Counter(office.states().values()) == states
    assert ok(batches.show_batch(office.office, AKI, 1)).stage == named
