"""The desks' state machine against its model, on both engines."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("engine", "walks"), [("sqlite", 200), ("postgres", 30)])
def test_r11_to_r16_two_desks_in_any_order_agree_with_the_model(figure, engine, walks):
    found = figure("machine", walks, engine=engine)
    assert found["walks"] >= walks
    assert found["acts and looks"] > 30 * walks
