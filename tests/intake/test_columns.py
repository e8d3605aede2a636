"""Headings get our names by a columns file, or by headings that are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.errors import Misused
from checkmail.intake.columns import column_values, load_columns_file, map_columns, presets
from checkmail.intake.listing import Listing
from checkmail.intake.tables import Table
from checkmail.rules.lists import COLUMNS, NEEDED

from .lists import table_of


def table(headings: str, *records: str) -> Table:
    return table_of(headings.split(","), [r.split(",") for r in records])


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_is_recognised_by_its_own_headings(name: str) -> None:
    preset = load_columns_file(presets()[name])
    assert set(NEEDED) & set(preset)
    headings = dict.fromkeys([*preset.values(), *("宛名番号", "氏名", "住所")])
    found = map_columns(tuple(headings))
    for ours, heading in preset.items():
        assert found.columns.get(ours) in {heading, "宛名番号", "氏名", "住所"}


def test_guesses_and_unknown_headings_are_told_apart() -> None:
    found = map_columns(("整理番号", " 氏 名 ", "住所", "所属"), {"number": "整理番号"})
    assert found.columns == {"number": "整理番号", "name": " 氏 名 ", "address": "住所"}
    assert found.guessed == {"name", "address"}
    assert found.unknown == ("所属",)
    assert found.keys == ("number", "name", "address", "所属")


def test_our_own_names_are_headings_too() -> None:
    assert set(map_columns(COLUMNS).columns) == set(COLUMNS)


def test_a_columns_file_wins_over_what_is_known() -> None:
    found = map_columns(("宛名番号", "氏名", "住所", "送付先住所"), {"address": "送付先住所"})
    assert found.columns["address"] == "送付先住所"
    assert "住所" in found.unknown


def test_a_heading_that_is_one_of_our_names_does_not_hide_another_column() -> None:
    found = map_columns(("number", "宛名番号", "氏名", "住所"), {"number": "宛名番号"})
    assert found.keys == ("(1)", "number", "name", "address")


@pytest.mark.parametrize("lacking", ["宛名番号", "氏名", "住所"])
def test_a_needed_column_that_is_missing_refuses_the_file(lacking: str) -> None:
    headings = tuple(h for h in ("宛名番号", "氏名", "住所", "備考") if h != lacking)
    with pytest.raises(Misused) as caught:
        map_columns(headings)
    assert caught.value.key == "missing-column"
    assert caught.value.details == {"column": lacking, "headings": "、".join(headings)}


def test_a_columns_file_that_names_what_is_not_there_refuses_the_file() -> None:
    with pytest.raises(Misused, match="missing-column"):
        map_columns(("宛名番号", "氏名", "住所"), {"remark": "備考"})


@pytest.mark.parametrize("heading", ["生年月日", "性別", "通知書番号", "生年 月日"])
def test_r7_what_no_label_shows_is_no_column_of_labels(heading: str) -> None:
    headings = ("宛名番号", "氏名", "住所", heading)
    for name in ("address", "building", "name", "postal_code"):
        with pytest.raises(Misused, match="column-never-shown"):
            map_columns(headings, {name: heading})


def test_headings_that_differ_in_width_only_are_refused() -> None:
    with pytest.raises(Misused, match="duplicate-headings"):
        map_columns(("宛名番号", "氏名", "住所", "ＡＢ", "ab "))


@pytest.mark.parametrize(
    "text",
    [
        "", "columns = 1", "[columns]\nnobody = '氏名'", "[columns]\nname = 3", "[columns", "\udcff",
        "x = " + "[" * 50_000, "x = " + "9" * 5_000,
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_a_columns_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "columns.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Misused) as caught:
        load_columns_file(path)
    assert caught.value.key in ("not-a-columns-file", "not-a-file")


def test_rows_keep_values_as_they_stand_and_lose_no_cell() -> None:
    made = table("宛名番号,氏名,住所,区分", "0012, 𠮷田　=1 ,x,A", "0013,髙橋", "0014,a,b,c,,over")
    found = list(Listing(made, map_columns(made.headings)).rows())
    assert [row.number for row in found] == [1, 2, 3]
    assert dict(found[0].fields) == {"number": "0012", "name": " 𠮷田　=1 ", "address": "x", "区分": "A"}
    assert dict(found[1].fields) == {"number": "0013", "name": "髙橋"}
    assert found[2].fields["(6)"] == "over"
    assert "(5)" not in found[2].fields


def test_a_column_is_found_by_heading_or_by_our_name() -> None:
    made = table("備考,整理番号", "x,1", "y")
    assert column_values(made, "整理番号") == column_values(made, "number") == ["1", ""]
    with pytest.raises(Misused, match="missing-column"):
        column_values(made, "氏名")


def test_own_columns_are_found_by_heading_though_they_have_our_name() -> None:
    found = map_columns(("宛名番号", "氏名", "住所", "通知書番号", "受給者証番号"))
    assert found.key("通知書番号") == found.key("notice") == "notice"
    assert found.key("受給者証番号") == "受給者証番号"
    assert found.key("無い") is None


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=5), min_size=1))
def test_rows_are_kept_as_they_are(records: list[list[str]]) -> None:
    made = table_of(["宛名番号", '氏名 "和"', "住所"], [["1", "", ""], *records, ["2", "", ""]])
    listing = Listing(made, map_columns(made.headings, {"name": '氏名 "和"'}))
    assert [json.loads(text) for text in listing.spelled()] == [row.fields for row in listing.rows()]
