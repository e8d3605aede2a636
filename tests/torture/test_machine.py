"""The desks' state machine against its model, on both engines."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_r11_to_r16_two_desks_in_any_order_agree_with_the_model(figure, engine):
    found = figure("machine", 200, engine=engine)
    assert found["walks"] >= 200
    assert found["acts and looks"] > 6_000
