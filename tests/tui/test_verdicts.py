"""What the glass says of a set not yet complete: documents, their sheets n of m, and what ends it (R11, R12)."""

from __future__ import annotations

from typing import Any

import pytest

from checkmail.locale import Language
from checkmail.office.batches import DeskWords
from checkmail.office.desk_views import Answer
from checkmail.rules.model import Check
from checkmail.rules.scan_verdicts import Outcome
from checkmail.rules.stamping import Sheet
from checkmail.tui.session import Session
from checkmail.tui.verdicts import of_answer

WORDS = DeskWords({1: "送付状", 2: "通知書"}, {})
WINDOW = DeskWords({1: "送付状", 2: "通知書"}, {}, ends=1)


def said(
    needs: tuple[int, ...] | None, *missing: int, of: int = 3, words: DeskWords = WORDS, language: Language = "ja"
) -> str:
    office: Any = None
    sheets = tuple(Sheet(2, number, of) for number in missing)
    answer = Answer("", Outcome.REFUSED, "incomplete", "R11", 1, needs, "", sheets=sheets)
    return of_answer(Session(office, language), answer, Check.FIRST, words).next


@pytest.mark.parametrize(
    ("missing", "of", "ja", "en"),
    [
        ((2,), 3, "残り：通知書（全3枚のうち2枚目）、封筒", "Still to come: 通知書 (sheet 2 of 3), envelope"),
        ((1, 2, 3), 3, "残り：通知書（全3枚）、封筒", "Still to come: 通知書 (all 3 sheets), envelope"),
        ((1,), 1, "残り：通知書、封筒", "Still to come: 通知書, envelope"),
        (
            tuple(range(2, 9)), 9, "残り：通知書（全9枚のうち2、3、4、5…枚目）、封筒",
            "Still to come: 通知書 (sheet 2, 3, 4, 5… of 9), envelope",
        ),
    ],
)  # fmt: skip
def test_missing_sheets_are_named_by_their_number(missing: tuple[int, ...], of: int, ja: str, en: str) -> None:
    assert said((2,), *missing, of=of) == ja
    assert said((2,), *missing, of=of, language="en") == en


@pytest.mark.parametrize(
    ("needs", "ja"),
    [
        ((1, 2), "残り：通知書、封筒の窓の送付状"),
        ((1,), "残り：封筒の窓の送付状"),
        ((2,), "残り：通知書、封筒の窓の送付状"),
    ],
)
def test_in_a_window_the_cover_sheet_is_what_ends_the_set(needs: tuple[int, ...], ja: str) -> None:
    assert said(needs, words=WINDOW) == ja
