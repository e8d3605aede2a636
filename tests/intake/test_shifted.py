"""Values in the wrong columns, and columns in the wrong rows."""

from __future__ import annotations

import pytest

from checkmail.intake.slips import Run, rotated_runs, winning_runs
from checkmail.rules.lists import COLUMNS

from .lists import HEADINGS, Listed, look, person


def shifted(found: Listed, sign: str) -> list[tuple[int, ...]]:
    return [f.rows for f in found.findings if f.code == "shifted-rows" and f.details["sign"] == sign]


def sound(rows: int = 40) -> list[list[str]]:
    return [person(i) for i in range(1, rows + 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("name", "kana"),
        ("address", "postal_code"),
        ("number", "notice"),
        ("born", "postal_code"),
        ("name", "address"),
        ("sex", "kana"),
    ],
)
def test_two_columns_swapped(one: str, other: str) -> None:
    records = sound()
    a, b = COLUMNS.index(one), COLUMNS.index(other)
    records[8][a], records[8][b] = records[8][b], records[8][a]
    found = look(records)
    assert shifted(found, "kind") == [(9,)]
    assert len(found.on(9)) == 1


@pytest.mark.parametrize("lost", ["household", "kana", "sex", "address", "building"])
def test_everything_moved_left(lost: str) -> None:
    records = sound()
    del records[8][COLUMNS.index(lost)]
    records[8].append("")
    found = look(records)
    assert shifted(found, "kind") == [(9,)]
    assert len(found.on(9)) == 1


@pytest.mark.parametrize("value", ["924-0865", "昭和50年1月1日", "0000000009"])
def test_what_no_address_can_be(value: str) -> None:
    assert shifted(look([person(i, address=value if i == 9 else person(i)[7]) for i in range(1, 41)]), "kind") == [(9,)]


@pytest.mark.parametrize("values", ["昭和50年1月{}日", "S50.1.{}", "194001{:02}", "男"])
@pytest.mark.parametrize("column", ["building", "address"])
def test_r7_a_column_of_what_no_label_shows_stops(column: str, values: str) -> None:
    records = [person(i, **{column: values.format(1 + i % 28)}) for i in range(1, 41)]
    assert tuple(range(1, 41)) in shifted(look(records), "kind")


def test_room_numbers_are_a_building() -> None:
    rooms = [person(i, building=f"{100 + i}") for i in range(1, 41)]
    assert shifted(look(rooms), "kind") == []


def test_ragged_records_stop_and_say_nothing_else() -> None:
    records = sound()
    del records[8][4:]
    records[20].append("余り")
    records[30].append("　")
    found = look(records)
    assert shifted(found, "ragged") == [(9,), (21,)]
    assert [f.details["value"] for f in found.findings] == ["4/15", "16/15"]
    assert look([r for i, r in enumerate(records) if i not in (8, 20)]).findings == []


@pytest.mark.parametrize("value", ["21640", "昭和65年1月1日"])
def test_one_odd_value_is_left_to_its_own_check(value: str) -> None:
    assert [
        f.code for f in look([person(i, born=value if i == 9 else "平成2年1月1日") for i in range(1, 41)]).findings
    ] == ["wrong-date"]


@pytest.mark.parametrize("down", [True, False])
def test_addresses_that_moved_by_one_row(down: bool) -> None:
    records = sound()
    moved = [records[i][6:9] for i in range(10, 25)]
    moved = moved[-1:] + moved[:-1] if down else moved[1:] + moved[:1]
    for i, cells in enumerate(moved, 10):
        records[i][6:9] = cells
    found = look(records)
    assert shifted(found, "slipped") == [tuple(range(11, 26))]
    assert {f.code for f in found.findings} == {"shifted-rows"}


def test_a_cell_deleted_and_the_rest_moved_up_to_the_end() -> None:
    records = sound()
    addresses = [r[7] for r in records]
    for i in range(20, 39):
        records[i][7] = addresses[i + 1]
    (run,) = shifted(look(records), "slipped")
    assert set(range(21, 40)) <= set(run) <= set(range(21, 41))


def test_numbers_that_moved_while_the_rows_stayed() -> None:
    records = sound()
    notices = [records[i][11] for i in range(10, 20)]
    for i, notice in enumerate(notices[-1:] + notices[:-1], 10):
        records[i][11] = notice
    assert shifted(look(records), "slipped") == [tuple(range(11, 21))]


def test_a_row_that_moved_as_a_whole_has_not_slipped() -> None:
    records = sound()
    records.insert(25, records.pop(10))
    records.insert(3, records.pop(30))
    assert look(records).findings == []


def test_runs_are_won_by_votes() -> None:
    assert winning_runs([-1, -1, 1, 1, 0, 1, -1, -1], 3) == [Run(2, 5, 3)]
    assert winning_runs([-1, 1, 1, -1, -1], 3) == []
    assert winning_runs([1, 1, 1, -1, -1, -1, -1, 1, 1, 1], 3) == [Run(0, 2, 3), Run(7, 9, 3)]
    assert winning_runs([], 1) == []


def test_rotations_both_ways() -> None:
    assert rotated_runs([1, 2, 6, 3, 4, 5, 7, 8, 9]) == [Run(2, 5, 3)]
    assert rotated_runs([1, 2, 4, 5, 6, 3, 7, 8, 9]) == [Run(2, 5, 3)]
    assert rotated_runs([1, 2, 3, 4, 5, 6]) == []
    assert rotated_runs([1, 99, 2, 3, 98, 4, 5, 6, 7]) == []
    assert rotated_runs([1, None, 2, 9, 3, None]) == []


def test_headings_of_a_finding_are_those_of_the_file() -> None:
    records = sound()
    records[8][2], records[8][3] = records[8][3], records[8][2]
    assert look(records).findings[0].columns == (HEADINGS[2], HEADINGS[3])
