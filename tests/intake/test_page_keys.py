"""Numbers of a list found in the text of pages, and never inside longer ones (R9, S3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.intake.page_keys import PageKeys, folded_key, usable_key

FINDER = PageKeys.of(
    {folded_key(key): at for at, key in enumerate(["1234-5678", "A0012", "税９８７６", "20260401"], 1)}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("通知書番号 12345678", {1}),
        ("通知書番号：１２３４－５６７８号", {1}),
        ("１２３４ ５６７８", {1}),
        ("1 2 3 4 5 6 7 8", {1}),
        ("1234 - 5678 令和8年", {1}),
        ("№12345678", {1}),
        ("No.12345678", {1}),
        ("1234\u00ad5678 1234\u20105678", {1}),
        ("1234\x025678", {1}),
        ("ａ００１２", {2}),
        ("税9876番", {3}),
        ("12345678 と A-0012", {1, 2}),
        ("012345678", set()),
        ("123456789", set()),
        ("9-1234-5678", set()),
        ("1234-5678-1", set()),
        ("9 1 2 3 4 5 6 7 8", set()),
        ("1234 5678 9012", set()),
        ("1,234,567,8", set()),
        ("9,12345678", set()),
        ("1234-5678,A-0012", {1, 2}),
        ("12345678/2026-0401/00000099", {1, 4}),
        ("12345678.50", set()),
        ("12345678.", {1}),
        ("x12345678", set()),
        ("12345678円", {1}),
        ("1234\n5678", set()),
        ("2026.04.01", set()),
        ("", set()),
    ],
)
def test_r9_a_number_is_found_however_it_is_set_and_never_in_a_longer_one(text, found):
    assert FINDER.on(text) == found


@given(
    st.integers(10_000, 99_999_999).map(str),
    st.sampled_from(["", "-", " ", "－", "\u2010"]),
    st.integers(1, 9),
    st.booleans(),
    st.text("0123456789", min_size=1, max_size=3),
)
def test_r9_a_digit_more_is_another_number(key, joint, cut, wide, more):
    finder = PageKeys.of({key: 7})
    cut = min(cut, len(key) - 1)
    parted = key[:cut] + joint + key[cut:]
    text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() and wide else c for c in parted)
    assert finder.on(f"番号：{text}　様") == {7}
    assert finder.on(f"{more}{text}") == frozenset()
    assert finder.on(f"{text}{more}") == frozenset()


@pytest.mark.parametrize(
    ("value", "usable"),
    [("1234", True), ("A-123", True), ("12-3", False), ("", False), ("山田太郎", False), ("税１２３", True)],
)
def test_a_key_is_long_enough_and_has_a_digit(value, usable):
    assert usable_key(folded_key(value)) is usable
