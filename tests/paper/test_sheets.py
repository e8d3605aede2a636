"""Label sheets: shipped ones are whole, and a layout that would spoil paper is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.paper.sheets import DEFAULT_SHEET, find_sheet, read_sheet, sheet_names

GOOD = {
    "brand": '"X"',
    "part": '"1"',
    "columns": "3",
    "rows": "8",
    "page_width": "210.0",
    "page_height": "297.0",
    "label_width": "66.0",
    "label_height": "33.9",
    "x0": "6.0",
    "y0": "12.9",
    "dx": "66.0",
    "dy": "33.9",
}


def written(folder: Path, **changed: str) -> Path:
    path = folder / "sheet.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in {**GOOD, **changed}.items()), encoding="utf-8")
    return path


def test_every_shipped_sheet_is_read_and_found_by_its_name() -> None:
    names = sheet_names()
    assert len(names) == 40
    for name in names:
        sheet = find_sheet(name)
        assert sheet.name == name
        assert sheet.source, name


@pytest.mark.parametrize("name", ["28369", "A-one 28369", "a-one28369", "Ａ－ｏｎｅ　２８３６９", DEFAULT_SHEET])
def test_a_sheet_is_found_however_its_number_is_written(name: str) -> None:
    sheet = find_sheet(name)
    assert (sheet.part, sheet.labels, sheet.label_width, sheet.label_height) == ("28369", 24, 66.0, 33.9)


def test_a_part_of_the_same_layout_is_found_after_a_part_of_its_own() -> None:
    assert find_sheet("28389").part == "28369"
    assert find_sheet("FSCGB868").part == "FSCGB868"


def test_labels_go_row_by_row() -> None:
    sheet = find_sheet("28369")
    assert sheet.place(0) == (0, 0, 6.0, 12.9)
    assert sheet.place(4) == (1, 1, 72.0, pytest.approx(46.8))
    with pytest.raises(ValueError, match="24"):
        sheet.place(24)


def test_the_plain_layout_is_taken(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path)).labels == 24


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"x0": "12.1"}, "layout-off-page"),
        ({"rows": "9"}, "layout-off-page"),
        ({"y0": "-0.1"}, "layout-off-page"),
        ({"dx": "65.0"}, "layout-overlaps"),
        ({"dy": "30"}, "layout-overlaps"),
        ({"dx": "-66.0"}, "layout-unreadable"),
        ({"dy": "0.0"}, "layout-unreadable"),
        ({"label_height": "0"}, "layout-unreadable"),
        ({"columns": "0"}, "layout-unreadable"),
        ({"columns": "3.0"}, "layout-unreadable"),
        ({"rows": "true"}, "layout-unreadable"),
        ({"dx": "nan"}, "layout-unreadable"),
        ({"x0": "inf"}, "layout-unreadable"),
        ({"x0": '"6"'}, "layout-unreadable"),
        ({"margin": "1"}, "layout-unreadable"),
        ({"brand": "1"}, "layout-unreadable"),
        ({"label_width": "39.0", "dx": "66.0"}, "layout-too-narrow"),
    ],
    ids=str,
)
def test_a_layout_that_cannot_be_printed_is_refused(tmp_path: Path, changed: dict[str, str], key: str) -> None:
    with pytest.raises(Misused) as refused:
        read_sheet(written(tmp_path, **changed))
    assert refused.value.key == key


def test_a_missing_length_broken_toml_and_an_absent_file_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("dx = 66.0\n", ""), encoding="utf-8")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"brand = \xff")
    for bad in (path, broken, tmp_path / "absent.toml"):
        with pytest.raises(Misused, match="layout-unreadable"):
            read_sheet(bad)


@pytest.mark.parametrize("name", ["99999", "", "../labels/a-one-28369", "HISAGO 28369"])
def test_an_unknown_sheet_is_refused(name: str) -> None:
    with pytest.raises(Misused, match="layout-unknown"):
        find_sheet(name)
