"""Every file operation of an act fails once."""

from __future__ import annotations

import pytest

LEAST = {"scan": 100, "import": 40, "approve": 40, "print": 60, "release": 20}
"""Operations that each act has at least; fewer, and the shim does not see them."""


@pytest.mark.parametrize("act", LEAST)
def test_whatever_fails_nothing_acknowledged_is_lost_and_nothing_half_done(figure, act):
    found = figure("faults", 5, act=act)
    assert found[f"{act} EIO"] >= LEAST[act]
    assert found[f"{act} ENOSPC"] >= LEAST[act] / 2
    assert not found["wrong"]
