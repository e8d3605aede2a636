"""The recall table: what the checks find of all that two generators plant, and what they name that is sound.

The first generator is ``make_list``, which the checks are tuned with. The second was written before and is not
looked at while tuning: its figures stand beside, and of them only is asserted that they do not sink.
``python -m tools.recall`` writes the same table over lists of 3,000 rows for every seed.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checkmail.rules.lists import Severity

from .first_lists import DATES, ENCODINGS, POSTAL, forms_of
from .recall import EVERY_ONE, FOUND_BY, NEARLY_ALL, SEEDS, Recall, both, table

FULL, SHORT = 3000, 1000
FLOOR = 70
"""Percent of each kind found in the second generator's lists, below all that was measured (77 to 100)."""
LONG_SEEDS = (1, 2, 3, 4, 5)
"""Every encoding once; for the other seeds the second generator makes short lists, to keep the gate quick."""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recall, Recall]:
    sizes = [(seed, FULL, FULL if seed in LONG_SEEDS else SHORT) for seed in SEEDS]
    return both(tmp_path_factory.mktemp("recall"), sizes)


def test_the_table(figures: tuple[Recall, Recall], record_property: Callable[[str, object], None]) -> None:
    first, second = figures
    record_property("table", table(first, second))
    assert first.lists == second.lists == len(SEEDS)
    for recall in figures:
        assert all(recall.planted[kind] >= 10 for kind in (*EVERY_ONE, *NEARLY_ALL))


@pytest.mark.parametrize("kind", EVERY_ONE)
def test_none_of_these_is_missed(figures: tuple[Recall, Recall], kind: str) -> None:
    first = figures[0]
    assert {shape: n for (of, shape), n in first.missed.items() if of == kind} == {}


@pytest.mark.parametrize("kind", NEARLY_ALL)
def test_nearly_all_of_these_are_found(figures: tuple[Recall, Recall], kind: str) -> None:
    assert figures[0].rate(kind) >= 98


@pytest.mark.parametrize(("severity", "percent"), [(Severity.STOP, 1), (Severity.ATTENTION, 3)])
def test_sound_rows_are_left_alone(figures: tuple[Recall, Recall], severity: Severity, percent: float) -> None:
    for recall in figures:
        assert recall.clean > 5000
        assert recall.false(severity) < percent


@pytest.mark.parametrize("kind", [*EVERY_ONE, *NEARLY_ALL])
def test_a_list_of_other_people_and_other_faults_is_seen_through_too(figures: tuple[Recall, Recall], kind: str) -> None:
    assert figures[1].rate(kind) >= FLOOR


def test_every_kind_that_is_planted_has_a_line(figures: tuple[Recall, Recall]) -> None:
    assert {kind for recall in figures for kind in recall.planted} <= set(FOUND_BY)


def test_the_seeds_go_through_every_form() -> None:
    encodings, days, postals = zip(*map(forms_of, SEEDS), strict=True)
    assert (set(encodings), set(days), set(postals)) == (set(ENCODINGS), set(DATES), set(POSTAL))
    assert {forms_of(seed)[0] for seed in LONG_SEEDS} == set(ENCODINGS)
