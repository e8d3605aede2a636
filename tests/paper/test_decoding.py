"""R9: codes on clean pages are read by two decoders of different hands; ``make decode`` looks at 32,000."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from bench.decode import COVERS, SHEETS, Part, look
from bench.printed_size import Measured, measured, printed, worst
from bench.reading import READERS, Tally
from checkmail.paper.bars import DOT
from checkmail.paper.facts import Job, Placed
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet

from .seen import code, piece


def _zbar() -> bool:
    try:
        import pyzbar.pyzbar  # noqa: F401 - its library is loaded with it
    except ImportError:
        return False
    return True


PARTS = [*(Part(sheet, 199_761, 200_000) for sheet in SHEETS), Part(COVERS, 199_981, 200_000)]


@pytest.mark.skipif(not _zbar() and not os.environ.get("CI"), reason="zbar's library (libzbar0) is not installed here")
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.paper)
def test_r9_every_code_is_read_by_both_decoders(part: Part) -> None:
    _, seen = look(part)
    codes = part.last - part.first + 1
    assert seen.codes == codes
    assert seen.tallies == {reader: Tally(codes, 0, 0) for reader in READERS}
    assert seen.faults == 0
    size = worst(seen.sizes)
    # What survives printing and scanning: four whole dots a module and ten modules of blank on each side.
    assert size.module == pytest.approx(4 * DOT)
    assert size.uneven == 0
    assert size.quiet_modules >= 10
    assert size.height >= 7


@pytest.fixture
def page(tmp_path: Path, job: Job) -> tuple[Image.Image, Placed]:
    """A page as a printer sets its dots, and its first code."""
    out = tmp_path / "labels.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(1)])
    with pdfium.PdfDocument(out) as document:
        return printed(document[0]), placed[0]


def test_a_bar_off_its_width_and_a_mark_in_the_blank_are_seen(page: tuple[Image.Image, Placed]) -> None:
    picture, box = page
    clean = measured(picture, box)
    assert clean == Measured(4 * DOT, 0, 20 * 4 * DOT, round(box.height / DOT) * DOT)
    left, top, foot = (round(length / DOT) for length in (box.x, box.y, box.y + box.height))
    picture.paste(0, (left + 8, top, left + 9, foot))
    assert measured(picture, box).uneven == 1
    picture.paste(0, (left - 13, foot - 3, left - 11, foot - 1))
    assert measured(picture, box).quiet == pytest.approx(11 * DOT)
    picture.paste(255, (left - 2, top, left + 60, foot - 40))
    assert measured(picture, box).height < clean.height
    with pytest.raises(ValueError, match="no bars where"):
        measured(picture, replace(box, y=box.y + 40))


def test_what_a_decoder_gets_wrong_is_parted_by_what_a_desk_would_take() -> None:
    tally = Tally()
    another, cut, changed = code(9), code(1)[:-2], code(1)[:-1] + "0"
    assert changed != code(1)
    tally.add({code(1), code(2)}, [code(1), another, cut, changed])
    assert tally == Tally(read=1, misread=1, refused=2)
