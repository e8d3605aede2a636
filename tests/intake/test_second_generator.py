"""The second generator says the truth about its lists."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from .recall import FOUND_BY, SEEDS
from .second_generator import SecondList, second_list
from .second_places import towns
from .second_writing import DATES, ENCODINGS, POSTAL, manner_of

SMALL = 500


def read(made: SecondList) -> list[list[str]]:
    text = made.content.decode(made.manner.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=made.manner.delimiter))


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_the_file_holds_its_records(seed: int) -> None:
    made = second_list(seed, SMALL)
    assert read(made) == [list(made.manner.headings), *made.records]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_seed_gives_one_list(seed: int) -> None:
    one, other = second_list(seed, 120, encoding="utf-8"), second_list(seed, 120, encoding="utf-8")
    assert one.content == other.content
    assert one.planted == other.planted


def test_a_clean_list_has_nothing_planted() -> None:
    made = second_list(6, SMALL, clean=True)
    assert made.planted == []
    assert len(made.records) == SMALL
    assert len({tuple(record) for record in made.records}) == SMALL


def test_every_kind_is_planted_and_no_row_twice() -> None:
    lists = [second_list(seed, SMALL) for seed in range(1, 11)]
    kinds = Counter(fault.kind for made in lists for fault in made.planted)
    assert set(FOUND_BY) - set(kinds) == {"short-slip", "enclosure-count", "too-long", "glyph-variant"}
    for made in lists:
        rows = [row for fault in made.planted for row in fault.rows]
        assert len(rows) == len(set(rows))
        assert all(1 <= row <= len(made.records) for row in rows)


def test_duplicates_are_where_the_truth_says() -> None:
    made = second_list(3, SMALL)
    exact = [f for f in made.planted if f.kind == "duplicate" and f.shape in ("next", "near", "far", "thrice")]
    assert exact
    for fault in exact:
        assert len({tuple(made.records[row - 1]) for row in fault.rows}) == 1


def test_the_seeds_go_through_every_manner() -> None:
    manners = [manner_of(seed) for seed in SEEDS]
    assert {m.encoding for m in manners} == set(ENCODINGS)
    assert {m.date for m in manners} == set(DATES)
    assert {m.postal for m in manners} == set(POSTAL)
    assert len({m.headings for m in manners}) == 5


def test_its_towns_are_from_all_over_the_country() -> None:
    assert len({town.code for town in towns()}) == len(towns()) >= 60
    assert len({town.prefecture for town in towns()}) > 20
    assert all(len(code) == 7 and code.isdecimal() for t in towns() for code in (t.code, t.slip, t.nowhere))
