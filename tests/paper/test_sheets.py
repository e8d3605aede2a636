"""Label sheets: shipped ones are whole, and a layout that would spoil paper is refused."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.office.label_sheets import list_sheets
from checkmail.paper.layouts import read_tree
from checkmail.paper.sheets import DEFAULT_SHEET, Sheet, find_sheet, read_sheet, sheet_names
from checkmail.resources import own_layouts, shipped

TABLE = Path(__file__).with_name("label-sheets.tsv")
"""The figures as they were gathered, with their sources."""

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


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of own layouts: this test's, empty, and not the developer's."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("CHECKMAIL_LAYOUTS", str(folder))
    return folder


def written(folder: Path, name: str = "sheet", **changed: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in {**GOOD, **changed}.items()), encoding="utf-8")
    return path


def test_every_shipped_sheet_is_read_and_found_by_its_name() -> None:
    names = sheet_names()
    assert len(names) == 40
    for name in names:
        sheet = find_sheet(name)
        assert sheet.name == name
        assert sheet.source, name


def figures() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", figures(), ids=lambda row: row["part"])
def test_a_shipped_sheet_has_every_figure_of_the_table(row: dict[str, str]) -> None:
    sheet = find_sheet(f"{row['brand']} {row['part']}")
    whole = (sheet.brand, sheet.part, sheet.columns, sheet.rows, sheet.labels, sheet.source)
    assert whole == (
        row["brand"],
        row["part"],
        *(int(row[key]) for key in ("columns", "rows", "labels")),
        row["source"],
    )
    for length in ("page_w", "page_h", "label_w", "label_h", "x0", "y0", "dx", "dy"):
        field = length.replace("_w", "_width").replace("_h", "_height")
        assert getattr(sheet, field) == float(row[f"{length}_mm"]), length
    assert sheet.page_width - sheet.right == pytest.approx(float(row["right_margin_mm"]), abs=0.051)
    assert sheet.page_height - sheet.bottom == pytest.approx(float(row["bottom_margin_mm"]), abs=0.051)
    assert list(sheet.same_layout) == row["same_layout_parts"].split()
    assert row["agrees_with_other_source"] == "; ".join(sheet.agrees_with)


def test_the_table_and_the_folder_hold_the_same_sheets() -> None:
    assert sorted(f"{row['brand']} {row['part']}" for row in figures()) == sheet_names()


@pytest.mark.parametrize("name", sheet_names())
def test_a_sheet_is_found_by_what_stands_on_its_packet(name: str) -> None:
    """The sheet itself, another maker's of the same places, or a sentence that names it among those that differ."""
    sheet = find_sheet(name)
    named = found_or_named(f"{sheet.labels}面 {sheet.size}")
    assert any(places(one) == pytest.approx(places(sheet), abs=0.15) for one in named)
    assert {(one.labels, one.size) for one in named} == {(sheet.labels, sheet.size)}


def found_or_named(words: str) -> list[Sheet]:
    """The one sheet, or those that the refusal names."""
    try:
        return [find_sheet(words)]
    except Misused as several:
        if several.key != "layout-ambiguous":
            raise
        return [find_sheet(said.rpartition(" ")[0]) for said in str(several.details["candidates"]).split("、")]


def places(sheet: Sheet) -> list[float]:
    return [sheet.x0, sheet.y0, sheet.dx, sheet.dy]


def test_most_sheets_are_one_by_faces_and_size() -> None:
    packets = {name: f"{find_sheet(name).labels}面{find_sheet(name).size}" for name in sheet_names()}
    several = [name for name, words in packets.items() if len(found_or_named(words)) > 1]
    # Two makers' sheets of one size whose places differ: 83.8×42.3, 84×42 and 90.2×42.3, twelve a page.
    assert several == [
        "A-one 28171", "A-one 28175", "A-one 28179",
        "Hisago ELM007", "Hisago ELM018", "Hisago OP866", "Sanwa Supply JP-TA10A",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "12面 86.4×42.3", "12面86.4×42.3mm", "１２面　８６．４×４２．３", "12 86.4x42.3", "12面 86.4X42.3",
        "12面、86.4＊42.3", "12面（86.4*42.3）", "86.4 × 42.3 mm", "86.40×42.30ミリ",
    ],
)  # fmt: skip
def test_faces_and_size_are_written_in_many_ways(words: str) -> None:
    assert find_sheet(words).name == "A-one 28362"


def test_faces_alone_are_enough_where_one_layout_has_them() -> None:
    assert find_sheet("44面").part == "28368"
    assert find_sheet("2面").part == "ELM002"
    with pytest.raises(Misused, match="layout-ambiguous") as several:
        find_sheet("24面")
    said = str(several.value.details["candidates"])
    assert said.startswith("A-one 28366 70×33.9、A-one 28369 66×33.9、A-one 29194 83.8×21.2、")
    assert "ELM012" not in said  # 28369 by another maker


@pytest.mark.parametrize(
    "words", ["12面 86.4", "13面 86.4×42.3", "12面 86.4×42.4×1", "24", "面", "×", "12面 0×0", "9999面", "1面" * 9]
)
def test_faces_and_size_of_no_sheet_find_none(words: str) -> None:
    with pytest.raises(Misused, match="layout-unknown"):
        find_sheet(words)


def test_who_mistypes_a_part_is_told_the_nearest() -> None:
    with pytest.raises(Misused, match="layout-unknown") as unknown:
        find_sheet("A-one 28396")
    assert "A-one 28369" in str(unknown.value.details["near"])
    with pytest.raises(Misused, match="layout-unknown") as unknown:
        find_sheet("ほげ")
    assert unknown.value.details["near"] == "—"


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
        ({"dx": "-66.0"}, "layout-not-positive"),
        ({"dy": "0.0"}, "layout-not-positive"),
        ({"label_height": "0"}, "layout-not-positive"),
        ({"columns": "0"}, "layout-not-positive"),
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


# The office's own sheets -----------------------------------------------------------------------------------


def test_an_own_sheet_is_one_copied_file(own: Path) -> None:
    copied = (shipped("layouts") / "labels" / "a-one-28362.toml").read_text(encoding="utf-8")
    copied = copied.replace('"A-one"', '"夢野市"').replace('"28362"', '"税務12"').replace("x0 = 18.6", "x0 = 19.4")
    (own / "税務課.toml").write_text(copied, encoding="utf-8")
    for name in ("夢野市 税務12", "税務12", "税務課", "税務課.toml"):
        assert find_sheet(name).x0 == 19.4
    assert find_sheet("28362").x0 == 18.6


def test_an_own_sheet_goes_before_the_shipped_one_of_its_name_and_the_list_says_so(own: Path) -> None:
    written(own, brand='"A-one"', part='"28369"', y0="13.5")
    assert find_sheet("28369").y0 == 13.5
    (first, *others) = list_sheets()
    assert (first.name, first.own, first.replaces, first.fault) == ("A-one 28369", True, True, None)
    assert len(others) == 39
    assert not any(one.own or one.replaces for one in others)
    assert [one.name for one in list_sheets("28369")] == ["A-one 28369"]


def test_a_bad_own_sheet_is_refused_when_it_is_named_and_hides_no_other(own: Path) -> None:
    written(own, "wide", brand='"A-one"', part='"28366"', x0="30.0")
    (own / "broken.toml").write_text("brand = ", encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(own / "pipe.toml")
    (own / "folder.toml").mkdir()
    assert find_sheet("28369").part == "28369"
    for name in ("28366", "A-one 28366", "wide"):
        with pytest.raises(Misused, match="layout-off-page"):
            find_sheet(name)
    with pytest.raises(Misused, match="layout-unreadable"):
        find_sheet("broken")
    faulty = {one.name: one.fault.key for one in list_sheets() if one.fault}
    assert faulty == {"A-one 28366": "layout-off-page", "broken": "layout-unreadable"}


def test_the_part_of_a_bad_own_sheet_that_another_brand_has_too_is_the_other_s(own: Path) -> None:
    written(own, brand='"夢野市"', part='"28369"', rows="9")
    assert find_sheet("28369").name == "A-one 28369"
    with pytest.raises(Misused, match="layout-off-page"):
        find_sheet("夢野市28369")


def test_two_sheets_of_one_name_and_other_places_are_told_apart_by_their_files(own: Path) -> None:
    written(own, "one", y0="12.0")
    written(own, "two", y0="13.0")
    with pytest.raises(Misused, match="layout-ambiguous") as several:
        find_sheet("X 1")
    assert several.value.details["candidates"] == "X 1 (one.toml) 66×33.9、X 1 (two.toml) 66×33.9"
    assert find_sheet("two").y0 == 13.0


def test_a_folder_that_is_not_there_holds_no_layouts(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKMAIL_LAYOUTS", str(own / "none"))
    assert len(list_sheets()) == 40
    monkeypatch.setenv("CHECKMAIL_LAYOUTS", "x" * 5_000)
    assert find_sheet("28369").part == "28369"
    monkeypatch.delenv("CHECKMAIL_LAYOUTS")
    assert own_layouts().parts[-2:] == ("checkmail", "layouts")


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\nx = 2\n",
        b"a" * 70_000,
        b"x = " + b"[" * 30_000,
        b"x = " + b"1" * 5_000,
        b"\x00\x01\xff",
        b"",
        b"[brand]\n",
    ],
    ids=["twice", "long", "deep", "digits", "binary", "empty", "table"],
)
def test_a_file_that_is_no_layout_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    with pytest.raises(Misused, match="layout-unreadable"):
        read_sheet(path)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"x0": "1" + "0" * 400}, "layout-unreadable"),
        ({"page_width": "601.0"}, "layout-unreadable"),
        ({"rows": "1" + "0" * 30, "dy": "33.9"}, "layout-off-page"),
        ({"label_height": "15.0"}, "layout-too-low"),
        ({"same_layout": '"28369"'}, "layout-unreadable"),
        ({"same_layout": "[1]"}, "layout-unreadable"),
        ({"source": "1"}, "layout-unreadable"),
        ({"brand": '""'}, "layout-unreadable"),
        ({"part": r'"1\u001b[2J"'}, "layout-unreadable"),
        ({"part": '"' + "長" * 33 + '"'}, "layout-unreadable"),
    ],
    ids=["huge number", "huge page", "rows", "low", "text for list", "numbers", "source", "brand", "control", "long"],
)
def test_figures_beyond_any_sheet_are_refused(tmp_path: Path, changed: dict[str, str], key: str) -> None:
    with pytest.raises(Misused) as refused:
        read_sheet(written(tmp_path, **changed))
    assert refused.value.key == key


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_sheet(path).name == "X 1"
    assert set(read_tree(path)) == set(GOOD)


def test_a_sheet_says_its_size_as_its_packet_does() -> None:
    assert find_sheet("28362").size == "86.4×42.3"
    assert find_sheet("ELM011").size == "70×42.43"
    assert Sheet("X", "1", 210, 297, 1, 1, 100, 50, 0, 0, 100, 50).size == "100×50"
