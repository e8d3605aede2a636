"""Severities of findings (R3): the table of the contract, complete."""

from __future__ import annotations

import pytest

from checkmail.rules.lists import COLUMNS, NEEDED, SEVERITY, Row, Severity, finding

STOP = (
    "empty-field duplicate duplicate-number shifted-rows missing-glyph control-character invisible-character"
    " number-format hidden-rows hidden-sheet formula total-line repeated-header"
)
ATTENTION = (
    "namesake look-alike duplicate-person postal-code-unknown postal-code-differs address-differs-from-register"
    " wrong-kana wrong-date enclosure-count too-long remark"
)
NOTE = "same-household glyph-variant"


def test_r3_every_finding_code_has_the_severity_of_the_contract():
    contract = dict.fromkeys(STOP.split(), Severity.STOP)
    contract |= dict.fromkeys(ATTENTION.split(), Severity.ATTENTION)
    contract |= dict.fromkeys(NOTE.split(), Severity.NOTE)
    assert dict(SEVERITY) == contract


@pytest.mark.parametrize("code", ["namesake", "look-alike"])
def test_r3_a_namesake_far_away_is_a_note(code):
    assert finding(code, (1, 2)).severity is Severity.ATTENTION
    assert finding(code, (1, 2), note=True).severity is Severity.NOTE


def test_a_code_outside_the_table_is_a_programmers_mistake():
    with pytest.raises(KeyError):
        finding("unheard-of", ())


def test_a_row_answers_with_nothing_for_a_column_it_lacks():
    assert Row(1, {"name": "青木"}).get("kana") == ""
    assert set(NEEDED) <= set(COLUMNS)
