"""The test page: rulers, outlines and numbers where they say they are, and nothing over anything else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageStat

from checkmail.paper.facts import Job
from checkmail.paper.labels import sheet_block
from checkmail.paper.proof import prove
from checkmail.paper.sheet_page import SAMPLE, OnPrinter, draw_test_page
from checkmail.paper.sheets import Sheet, find_sheet, sheet_names
from checkmail.rules.codes import Unreadable, parse
from checkmail.rules.printers import Correction

from .seen import crop, pages_of, picture, words

NAMED = ("28362", "28366", "28369", "28368", "KLP701S")
OFF = Correction(-500, 300, -20, 10, 99_200, 99_500)
PRINTER = "2階 複合機"
DPI = 400


def page_of(folder: Path, job: Job, sheet: Sheet, printer: str = "", correction: Correction | None = None) -> Path:
    out = folder / "test.pdf"
    placed = draw_test_page(out, job, OnPrinter(sheet, printer, correction or Correction()))
    assert prove(out, placed).clean
    return out


def boxes(pdf: Path, page: int = 0) -> list[tuple[float, float, float, float, str]]:
    """Every character's box on a page: left, top, right, bottom in millimetres, and what it is."""
    with pdfium.PdfDocument(pdf) as document:
        tall = document[page].get_height()
        text = document[page].get_textpage()
        found = []
        for at in range(text.count_chars()):
            character = text.get_text_range(at, 1)
            left, bottom, right, top = text.get_charbox(at)
            if character.strip():
                found.append((*(v * 25.4 / 72 for v in (left, tall - top, right, tall - bottom)), character))
        text.close()
    return found


def dark(page: Image.Image, x: float, y: float, width: float, height: float) -> float:
    """How dark the darkest pixel of a box is, 0 to 255."""
    return 255 - ImageStat.Stat(crop(page, DPI, x, y, width, height)).extrema[0][0]


@pytest.mark.parametrize("name", sheet_names())
def test_every_sheet_has_a_page_on_which_no_text_lies_over_another(tmp_path: Path, job: Job, name: str) -> None:
    pdf = page_of(tmp_path, job, find_sheet(name), PRINTER, Correction(scale_x=99_800))
    assert pages_of(pdf) == 2
    for page in (0, 1) if name in ("A-one 28369", "Hisago ELM002") else (0,):
        there = boxes(pdf, page)
        for at, (left, top, right, bottom, one) in enumerate(there):
            for other in there[at + 1 :]:
                over = min(right, other[2]) - max(left, other[0]), min(bottom, other[3]) - max(top, other[1])
                assert min(over) < 0.15, (page, one, other)


@pytest.mark.parametrize("name", NAMED)
def test_each_label_has_its_number_beside_the_cross_in_its_middle(tmp_path: Path, job: Job, name: str) -> None:
    sheet = find_sheet(name)
    pdf = page_of(tmp_path, job, sheet)
    there = boxes(pdf)
    for index in range(sheet.labels):
        _, _, x, y = sheet.place(index)
        middle, centre = x + sheet.label_width / 2, y + sheet.label_height / 2
        beside = [one for one in there if middle + 3 <= one[0] <= middle + 10 and centre - 5 <= one[1] <= centre]
        said = "".join(one[4] for one in sorted(beside))
        assert said == str(index + 1)


def test_outlines_lie_where_labels_are_printed_and_rulers_where_the_paper_is(tmp_path: Path, job: Job) -> None:
    sheet = find_sheet("28369")
    true = picture(page_of(tmp_path, job, sheet), 0, DPI)
    assert dark(true, 71.8, 30, 0.4, 2) > 100  # the edge between the first two labels
    assert dark(true, 73, 30, 3, 2) < 30
    assert dark(true, 100.2, 1, 0.6, 4) < 30  # between two ticks of the ruler
    assert dark(true, 99.9, 1, 0.2, 4) > 60
    assert dark(true, 1, 99.9, 4, 0.2) > 60
    moved = picture(page_of(tmp_path, job, sheet, PRINTER, Correction(offset_x=2_000)), 0, DPI)
    assert dark(moved, 73.8, 30, 0.4, 2) > 100
    assert dark(moved, 71.5, 30, 1, 2) < 30
    assert dark(moved, 99.9, 1, 0.2, 4) > 60  # a ruler is not corrected


@pytest.mark.parametrize("correction", [Correction(), OFF], ids=["true", "off"])
def test_the_measuring_lines_are_100_mm_whatever_is_corrected(tmp_path: Path, job: Job, correction: Correction) -> None:
    sheet = find_sheet("28366" if correction == Correction() else "28369")
    dpi = 200
    image = picture(page_of(tmp_path, job, sheet, PRINTER, correction), 0, dpi)
    for across in (True, False):
        assert longest(image, across=across) * 25.4 / dpi == pytest.approx(100, abs=0.6)


def longest(image, *, across: bool) -> int:
    """Pixels of the longest black run in one direction: the outlines are grey."""
    black = image.point(lambda level: 255 if level < 60 else 0)
    if not across:
        black = black.transpose(Image.Transpose.ROTATE_90)
    wide, tall = black.size
    data, best = black.tobytes(), 0
    for row in range(tall):
        best = max(best, max(map(len, data[row * wide : (row + 1) * wide].split(b"\x00"))))
    return best


def test_the_second_page_names_what_is_in_force_and_fills_it_into_the_formulas(tmp_path: Path, job: Job) -> None:
    said = words(page_of(tmp_path, job, find_sheet("28369"), PRINTER, OFF), 1)
    for part in (
        "A-one28369", "2階複合機", "--offset-x＝-0.5＋", "--offset-y＝0.3＋", "--pitch-x＝-0.02＋差÷2",
        "--pitch-y＝0.01＋差÷7", "24番", "--scale-x99.2--scale-y99.5", '--layout"A-one28369"',
    ):  # fmt: skip
        assert part in said, part


def test_the_longest_names_stay_on_the_page(tmp_path: Path, job: Job) -> None:
    sheet = dataclasses.replace(find_sheet("28368"), brand="夢" * 32, part="課" * 32)
    pdf = page_of(tmp_path, job, sheet, "複合機" * 20)
    for page in (0, 1):
        there = boxes(pdf, page)
        assert min(one[0] for one in there) > 5
        assert max(one[2] for one in there) < 210 - 4
    assert "複合機" * 20 in words(pdf, 1)


def test_one_column_has_no_pitch_to_measure_across(tmp_path: Path, job: Job) -> None:
    said = words(page_of(tmp_path, job, find_sheet("ELM002")), 1)
    assert "--pitch-x＝" not in said
    assert "--pitch-y＝0＋差÷1" in said


def test_a_page_too_small_for_100_mm_says_what_to_do_with_50(tmp_path: Path, job: Job) -> None:
    card = Sheet("X", "はがき", 100.0, 148.0, 1, 2, 90.0, 60.0, 5.0, 10.0, 90.0, 64.0)
    pdf = page_of(tmp_path, job, card)
    assert "50mm" in words(pdf)
    assert "2倍" in words(pdf, 1)


def test_the_sample_is_as_wide_as_the_labels_bars_and_no_desk_takes_it(tmp_path: Path, job: Job) -> None:
    for name in NAMED:
        sheet = find_sheet(name)
        (placed,) = draw_test_page(tmp_path / "t.pdf", job, OnPrinter(sheet, "", Correction()))
        block = sheet_block(sheet)
        assert placed.width == pytest.approx(134 * block.dots * 25.4 / 300)
        assert placed.height == block.bar_height
    assert all(isinstance(parse(SAMPLE, office), Unreadable) for office in range(1, 97))


def test_a_test_page_is_the_same_bytes_for_the_same_sheet(tmp_path: Path, job: Job) -> None:
    first = page_of(tmp_path, job, find_sheet("28369"), PRINTER, OFF).read_bytes()
    assert page_of(tmp_path, job, find_sheet("28369"), PRINTER, OFF).read_bytes() == first
