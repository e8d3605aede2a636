"""Keys against a control list (R5) and a withholding list (R4)."""

from __future__ import annotations

import pytest

from checkmail.intake.compare import Key, compare_keys, match_keys


def test_missing_and_extra_are_named_with_their_rows() -> None:
    missing, extra = compare_keys(["0001", "0002", "0003"], ["0003", "0009", "0001"])
    assert missing == [Key("0002", 2)]
    assert extra == [Key("0009", 2)]


def test_width_and_blanks_do_not_matter_and_zeros_do() -> None:
    assert compare_keys(["００１ ", "ａ-1"], ["001", "A-1"]) == ([], [])
    assert compare_keys(["001"], ["1"]) == ([Key("001", 1)], [Key("1", 1)])


def test_empty_keys_match_nothing_and_are_reported() -> None:
    assert compare_keys(["1", " "], ["", "1"]) == ([Key(" ", 2)], [Key("", 1)])


def test_a_withholding_file_names_rows_of_ours_and_nobody_is_dropped() -> None:
    matched = match_keys(["7", "８", "", "99"], [(1, "7"), (2, "8"), (3, "7"), (3, "5"), (4, "")])
    assert matched.rows == {1: (1, 3), 2: (2,)}
    assert matched.ours == (1, 2, 3)
    assert matched.unmatched == (Key("", 3), Key("99", 4))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("12－345", "12−345"), ("12‐345", "12-345"), ("1234", "0001234"), ("0001234", "1234"), ("1234\u200e", "1234"),
        ("\u200b1234", "1234"), ("1234.0", "1234"), ("'0001234", "0001234"), ("12345", "12-345"),
    ],
)  # fmt: skip
def test_r4_a_number_spelled_in_another_way_withholds_its_person(theirs: str, ours: str) -> None:
    assert match_keys([theirs], [(1, "9"), (2, ours)]).ours == (2,)


def test_r4_a_number_of_its_own_withholds_nobody_else() -> None:
    assert match_keys(["001", "12-3", "0"], [(1, "001"), (2, "1"), (3, "1-23"), (4, "00")]).rows == {1: (1,)}
