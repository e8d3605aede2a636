"""Corrections for a printer: places move, bars keep their width, and nothing leaves the page (R9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.paper.bars import DOT
from checkmail.paper.facts import Job
from checkmail.paper.labels import draw_labels, sheet_block
from checkmail.paper.layouts import corrected
from checkmail.paper.proof import prove
from checkmail.paper.sheets import find_sheet, sheet_names
from checkmail.rules.printers import LIMITS, Correction, spelled, thousandths

from .seen import piece


def correction(**parts: str) -> Correction:
    read = {part: thousandths(typed) for part, typed in parts.items()}
    return Correction(**read)  # type: ignore[arg-type]


def test_a_correction_moves_spreads_and_stretches_the_places() -> None:
    sheet = find_sheet("28369")
    moved = corrected(sheet, correction(offset_x="-0.5", offset_y="0.3", pitch_x="0.1", pitch_y="-0.02", scale_x="99"))
    assert (moved.label_width, moved.label_height, moved.name) == (66.0, 33.9, "A-one 28369")
    assert (moved.x0, moved.y0) == (pytest.approx(6 / 0.99 - 0.5), pytest.approx(13.2))
    assert (moved.dx, moved.dy) == (pytest.approx(66 / 0.99 + 0.1), pytest.approx(33.88))
    assert corrected(sheet, Correction()) == sheet


@pytest.mark.parametrize(
    ("name", "parts", "key"),
    [
        ("28369", {"offset_x": "-10"}, "correction-off-page"),
        ("28369", {"offset_y": "10", "pitch_y": "1"}, "correction-off-page"),
        ("28366", {"offset_x": "2.2"}, "correction-off-page"),
        ("28366", {"scale_x": "98"}, "correction-off-page"),
        ("28363", {"offset_y": "-1.2"}, "correction-off-page"),
        ("29194", {"pitch_y": "-1", "scale_y": "101"}, "correction-overlaps"),
    ],
)
def test_a_correction_that_leads_off_the_page_or_over_a_neighbour_is_refused(
    name: str, parts: dict[str, str], key: str
) -> None:
    with pytest.raises(Misused, match=key):
        corrected(find_sheet(name), correction(**parts))


def test_bars_of_corrected_labels_stay_on_the_printer_s_dots(tmp_path: Path, job: Job) -> None:
    """A bar that begins off the grid grows by a dot: what is put right is the place, never the width."""
    off = correction(offset_x="0.333", pitch_x="0.017", scale_x="99.37", scale_y="99.1")
    out = tmp_path / "labels.pdf"
    placed = draw_labels(out, job, corrected(find_sheet("28369"), off), [piece(number) for number in range(1, 25)])
    assert prove(out, placed).decoded == 24
    for box in placed:
        assert box.width == pytest.approx(134 * 4 * DOT)
        for place in (box.x, box.y):
            assert place / DOT == pytest.approx(round(place / DOT), abs=1e-6)


def test_sheets_to_the_page_s_edge_can_be_moved_by_their_blank_edge() -> None:
    """28366 has no margin at all: the little that a printer is off must be put right there too."""
    sheet = find_sheet("28366")
    for parts in ({"offset_x": "-1.5"}, {"offset_x": "1.5"}, {"scale_x": "99"}, {"scale_x": "101"}):
        moved = corrected(sheet, correction(**parts))
        block = sheet_block(moved)
        for index in range(3):
            left = moved.place(index)[2] + block.inset
            assert left >= 0
            assert left + block.inner <= sheet.page_width


def test_every_correction_within_the_limits_leaves_what_is_printed_apart() -> None:
    """The play that a corrected label has is less than what its block leaves blank (``paper.block``)."""
    worst = Correction(pitch_x=-1000, pitch_y=-1000, scale_x=103_000, scale_y=103_000)
    for name in sheet_names():
        sheet = find_sheet(name)
        try:
            moved = corrected(sheet, worst)
        except Misused:
            continue
        block = sheet_block(moved)
        assert moved.columns == 1 or moved.dx >= moved.label_width - 2 * block.inset
        assert moved.rows == 1 or moved.dy >= moved.label_height - block.top


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.35", 350), ("-1", -1000), ("＋０．５", 500), ("−0.25", -250), ("99.2", 99_200), ("0.0004", 0),
        ("1.0006", 1001),
        ("nan", None), ("inf", None), ("1e3", None), ("1_0", None), ("", None), ("0,5", None), ("1" * 5000, None),
    ],
)  # fmt: skip
def test_lengths_are_read_as_people_write_them(typed: str, number: int | None) -> None:
    assert thousandths(typed) == number


def test_numbers_are_spelled_as_they_are_read() -> None:
    for number in (0, 350, -1000, 10_000, 99_200, 1):
        assert thousandths(spelled(number)) == number
    assert [spelled(n) for n in (350, -1000, 99_200)] == ["0.35", "-1", "99.2"]
    assert set(LIMITS) == set(Correction.__slots__)
