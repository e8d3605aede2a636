"""What shows in a window, wherever the page slips: the block with its quiet zones, and nothing else (R7)."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from checkmail.paper.bars import quiet_of
from checkmail.paper.covers import CoverForm, draw_covers, opening_for, shipped_windows
from checkmail.paper.facts import Job
from checkmail.paper.form_layouts import form_of
from checkmail.paper.proof import prove
from checkmail.paper.windows import Window
from checkmail.rules.codes import Kind

from .seen import picture, piece

WINDOWS = {
    "long-3": None,
    "kaku-2": None,
    "right": Window("long-3", 115.0, 15.0, 100.0, 50.0),
    "snug": Window("kaku-2", 20.0, 30.0, 90.0, 45.0, slip=(10.0, 10.0)),
}
_DPI = 150


@pytest.mark.parametrize("name", WINDOWS)
def test_however_the_page_slips_the_block_is_in_the_window_and_nothing_else_is(
    tmp_path: Path, job: Job, name: str
) -> None:
    window = WINDOWS[name] or shipped_windows()[name]
    envelope = form_of(CoverForm).envelopes[window.envelope]
    slip = window.slip or envelope.slip
    long = piece(
        1_234_567,
        Kind.COVER,
        contents=("書類",) * 12,
        address="架空県架空郡架空町大字東架空字下架空三千四百五十六番地の七",
        building="架空ガーデンプレイス東館弐号棟1203号室",
        batch_name="架" * 45,
    )
    out = tmp_path / "c.pdf"
    placed = draw_covers(out, job, [long], window=(name, window))
    assert prove(out, placed).decoded == 1
    (code,) = placed
    page = picture(out, dpi=_DPI)
    always = opening_for(name, window).always
    block = _ink(page, always.x, always.y, always.right, always.bottom)
    assert block > 0
    for across, down in product((-0.5, 0.0, 0.5), repeat=2):
        # Where the page's corner lies on the envelope, and so where the window is on the page.
        left = window.x - (envelope.size[0] - envelope.page[0]) / 2 - across * slip[0]
        top = window.y - (envelope.size[1] - envelope.page[1]) / 2 - down * slip[1]
        right, foot = left + window.width, top + window.height
        assert left <= code.x - quiet_of(4) + 0.05
        assert code.x + code.width + quiet_of(4) <= right + 0.05
        assert top <= code.y
        assert code.y + code.height <= foot
        assert _ink(page, left, top, right, foot) == block, "the same ink in the window, wherever the page is"


def _ink(page: Image.Image, left: float, top: float, right: float, foot: float) -> int:
    """How many pixels of a part of the page, in millimetres, are not white; beside the page there is nothing."""
    places = (max(0.0, left), max(0.0, top), min(210.0, right), min(297.0, foot))
    part = page.crop(tuple(round(place * _DPI / 25.4) for place in places))  # type: ignore[arg-type]
    return sum(ImageChops.invert(part).histogram()[32:])
