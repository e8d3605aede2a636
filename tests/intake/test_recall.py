"""What the checks find, and wrongly find, in generated lists whose problems are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from checkmail.intake.words import describe
from checkmail.locale import LANGUAGES
from checkmail.rules.lists import SEVERITY, Severity

from .lists import Listed

FOUND_BY = {
    "duplicate_row": {"duplicate", "duplicate-number"},
    "missing_field": {"empty-field"},
    "bad_date": {"wrong-date"},
    "remark": {"remark"},
    "too_long": {"too-long"},
    "enclosure_mismatch": {"enclosure-count"},
    "address_differs": {"address-differs-from-register"},
    "swapped_columns": {"shifted-rows"},
    "shifted_block": {"shifted-rows"},
    "same_name_different_person": {"namesake"},
    "variant_kanji_different_person": {"look-alike", "namesake"},
    "variant_kanji_same_person": {"duplicate-number", "duplicate-person"},
    "zip_mismatch": {"postal-code-unknown", "postal-code-differs"},
    "gaiji": {"missing-glyph"},
}
GAIJI_FOUND_BY = {"combining": {"invisible-character"}, "ivs": {"glyph-variant"}, "sip": {"glyph-variant"}}
ALIKE = {"same_name_different_person", "variant_kanji_different_person", "variant_kanji_same_person", "duplicate_row"}
"""Problems of several rows: one finding must name all of them."""

MANNERS = [
    {"seed": 1, "encoding": "cp932", "date": "wareki", "zip": "hyphen"},
    {"seed": 2, "encoding": "utf-8-sig", "date": "mixed", "zip": "mixed"},
    {"seed": 3, "encoding": "utf-16", "date": "short", "zip": "plain", "towns": "fictional"},
    {"seed": 4, "encoding": "utf-8", "date": "iso", "zip": "full", "quote": "all"},
    {"seed": 5, "encoding": "cp932", "date": "padded", "zip": "plain"},
]


def is_found(problem: dict[str, Any], listed: Listed) -> bool:
    wanted = FOUND_BY[problem["type"]]
    if problem["type"] == "gaiji":
        wanted = GAIJI_FOUND_BY.get(problem["subtype"], wanted)
    rows = set(problem["rows"])
    if problem["type"] in ALIKE:
        return any(f.code in wanted and rows <= set(f.rows) for f in listed.findings)
    return all(any(f.code in wanted for f in listed.on(row)) for row in rows)


def hides_nothing(problem: dict[str, Any], listed: Listed) -> bool:
    """Name and kana that are the same text change nothing when they are swapped."""
    row = listed.rows[problem["rows"][0] - 1]
    return problem["subtype"] == "氏名/氏名カナ" and row.get("name") == row.get("kana")


@pytest.mark.parametrize("manner", MANNERS, ids=lambda m: f"{m['encoding']}-{m['date']}-{m['seed']}")
def test_planted_problems_are_found(generated: Callable[..., Listed], manner: dict[str, Any]) -> None:
    rates = {"gaiji": 0.03, "missing": 0.02, "same_name": 0.02, "variant": 0.04}
    rare = dict.fromkeys(("swapped", "bad_date", "protected", "zip_mismatch"), 0.015)
    listed = generated(rows=900, **rates, **rare, **manner)
    planted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for problem in listed.truth["problems"]:
        if not hides_nothing(problem, listed):
            planted[problem["type"]] += 1
            missed[problem["type"]] += not is_found(problem, listed)
    assert set(planted) >= set(FOUND_BY) - {"shifted_block"}
    assert {kind: n for kind, n in missed.items() if n} == {}


@pytest.mark.parametrize("manner", MANNERS, ids=lambda m: f"{m['encoding']}-{m['date']}-{m['seed']}")
def test_a_fault_is_named_once_and_sound_rows_are_left_alone(
    generated: Callable[..., Listed], manner: dict[str, Any]
) -> None:
    listed = generated(rows=600, **manner)
    planted = {row for problem in listed.truth["problems"] for row in problem["rows"]}
    by_chance = {row for same in listed.truth["natural_namesakes"] for row in same["rows"]}
    loud = [f for f in listed.findings if f.severity is not Severity.NOTE]
    wrong = {row for f in loud if not set(f.rows) & (planted | by_chance) for row in f.rows}
    assert len(wrong) < 0.02 * len(listed.rows)
    assert not any(f.severity is Severity.STOP and not set(f.rows) & planted for f in loud)
    named = Counter(row for f in loud for row in f.rows)
    assert sum(n > 1 for n in named.values()) < 0.05 * len(named)


def test_a_sound_long_list_stops_nowhere(generated: Callable[..., Listed]) -> None:
    listed = generated(rows=3000, clean=True, seed=11, date="mixed", zip="mixed", encoding="utf-8")
    rows: dict[Severity, set[int]] = {severity: set() for severity in Severity}
    for finding in listed.findings:
        rows[finding.severity].update(finding.rows)
    assert not rows[Severity.STOP]
    assert len(rows[Severity.ATTENTION]) < 0.03 * 3000


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_block_that_slipped_stops(generated: Callable[..., Listed], seed: int) -> None:
    listed = generated(rows=300, shift_block=25, seed=seed)
    (block,) = (p for p in listed.truth["problems"] if p["type"] == "shifted_block")
    slipped = [set(f.rows) for f in listed.findings if f.details.get("sign") == "slipped"]
    assert len(slipped) == 1
    assert len(slipped[0] & set(block["rows"])) >= 23
    assert len(slipped[0] - set(block["rows"])) <= 5


def test_every_finding_can_be_said(generated: Callable[..., Listed]) -> None:
    listed = generated(rows=600, gaiji=0.03, swapped=0.03, shift_block=20, variant=0.04, encoding="utf-8")
    assert {f.code for f in listed.findings} >= set(SEVERITY) - {
        "hidden-rows", "hidden-sheet", "formula", "total-line", "repeated-header", "control-character",
        "wrong-kana", "number-format",
    }  # fmt: skip
    for finding in listed.findings:
        for language in LANGUAGES:
            words = describe(finding, language)
            assert all((words.title, words.message, words.next))
            assert "{" not in words.message
