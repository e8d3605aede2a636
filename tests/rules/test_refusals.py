"""Reason codes: published, kebab-case, and none that the contract names is missing."""

from __future__ import annotations

import re

import pytest

from checkmail.rules.refusal import REASONS, Refusal
from checkmail.rules.text import unusable_character

CONTRACT = """
unreadable wrong-check-digits unknown-batch other-batch unknown-piece wrong-kind superseded spoiled withheld
quarantined other-piece not-expected incomplete same-person not-enclosed already-enclosed already-verified
not-verified second-envelope not-released released closed answer-differs set-timed-out desk-held desk-not-clear
batch-stopped person-elsewhere
wrong-pin locked weak-pin pin-must-change not-allowed same-person not-approved approved printed already-printed
issues-exhausted open-findings withholding-unanswered empty-withholding-list unexplained-differences nothing-asked
missing-glyphs undecodable-page not-balanced counts-missing counts-differ scan-the-tray number-differs not-released
not-sealed handed-over stale too-early last-supervisor
"""


def test_every_reason_of_the_contract_is_there():
    assert set(CONTRACT.split()) <= REASONS


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_reasons_are_kebab_case(reason):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reason)


def test_an_unpublished_reason_is_a_programmers_mistake():
    with pytest.raises(ValueError, match="published"):
        Refusal("because", "R1")


@pytest.mark.parametrize("text", ["a\x1b[2J", "a\nb", "\x00", "\u202e", "\u2066", "\ud800", "\u2028", "\x85", "\x7f"])
def test_characters_that_move_a_cursor_or_reorder_text_may_not_come_in(text):
    assert unusable_character(text) != ""


@pytest.mark.parametrize(
    "text", ["佐藤　花子", "[Ltd] Sato [/]", "葛\U000e0100", "𠮷田", "=1+1", "a b", "'; DROP TABLE x"]
)
def test_characters_of_names_may(text):
    assert unusable_character(text) == ""
