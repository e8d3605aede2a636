"""Every file operation of an act fails once."""

from __future__ import annotations

LEAST = {"scan": 100, "import": 40, "approve": 40, "print": 50, "release": 20}
"""Operations that each act has at least; fewer, and the shim does not see them."""


def test_whatever_fails_nothing_acknowledged_is_lost_and_nothing_half_done(figure):
    found = figure("faults", 5)
    for act, least in LEAST.items():
        assert found[f"{act} EIO"] >= least
        assert found[f"{act} ENOSPC"] >= least / 2
    assert not found["wrong"]
