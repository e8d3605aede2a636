"""The code on the paper (design part 4): what a scanner may give instead of it, and that none of it passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import (
    LENGTH,
    MAX_BATCH,
    MAX_ENCLOSURE,
    MAX_ISSUE,
    MAX_NUMBER,
    PRACTICE_OFFICE,
    SHAPES,
    Code,
    Kind,
    Unreadable,
    check_digits,
    fold,
    parse,
    shape_of,
)

offices = st.integers(0, 96)
codes = st.builds(
    Code,
    st.sampled_from(Kind),
    st.integers(0, MAX_BATCH),
    st.integers(0, MAX_NUMBER),
    st.integers(0, MAX_ENCLOSURE),
    st.integers(0, MAX_ISSUE),
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
KANA = str.maketrans("1234567890", "ぬふあうえおやゆよわ")


@given(codes, offices)
def test_a_code_of_every_kind_reads_back(code, office):
    digits = code.digits(office)
    assert len(digits) == LENGTH
    assert digits.isascii()
    assert digits.isdigit()
    assert parse(digits, office) == code


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_its_first_digit(kind):
    assert Code(kind, 12, 345, 6, 7).digits(1)[:16] == f"{kind:d}000120000345067"


def test_the_check_digits_are_those_of_iso_7064():
    """ISO 7064 MOD 97-10: the number with its check digits is 1 modulo 97, office number and all."""
    digits = Code(Kind.LABEL, 1, 17, 0, 1).digits(33)
    assert int("33" + digits) % 97 == 1


@given(codes, offices, st.data())
def test_no_single_wrong_digit_passes(code, office, data):
    digits = code.digits(office)
    place = data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    read = parse(digits[:place] + other + digits[place + 1 :], office)
    assert isinstance(read, Unreadable)


def test_no_single_wrong_digit_of_one_code_passes_anywhere():
    digits = Code(Kind.COVER, 3, 1234, 1, 1).digits(7)
    wrong = [
        digits[:place] + other + digits[place + 1 :]
        for place in range(LENGTH)
        for other in "0123456789"
        if other != digits[place]
    ]
    assert len(wrong) == LENGTH * 9
    assert [text for text in wrong if isinstance(parse(text, 7), Code)] == []


@given(codes, offices, st.integers(1, 2))
def test_no_swap_and_no_jump_passes(code, office, distance):
    """Two neighbours exchanged, or two digits with one between them."""
    digits = code.digits(office)
    for place in range(LENGTH - distance):
        changed = list(digits)
        changed[place], changed[place + distance] = changed[place + distance], changed[place]
        text = "".join(changed)
        if text != digits:
            assert isinstance(parse(text, office), Unreadable), text


@given(codes, offices, st.data())
def test_cut_and_joined_codes_are_unreadable(code, office, data):
    digits = code.digits(office)
    cut = digits[: data.draw(st.integers(0, LENGTH - 1))]
    assert parse(cut, office) == Unreadable("unreadable", "short" if cut else "empty")
    assert parse(digits + digits, office) == Unreadable("unreadable", "two-codes")
    longer = digits + data.draw(st.text("0123456789", min_size=1, max_size=17))
    assert parse(longer, office) == Unreadable("unreadable", "long")


@given(codes, offices)
def test_full_width_digits_and_outer_blanks_are_folded(code, office):
    digits = code.digits(office)
    assert parse(f" {digits.translate(FULL_WIDTH)}\u3000\r\n", office) == code


@given(codes, offices, offices)
def test_paper_of_another_office_never_passes(code, here, there):
    read = parse(code.digits(there), here)
    assert (read == code) is (here == there)
    if here != there:
        assert read == Unreadable("wrong-check-digits", "check-digits")


def test_practice_paper_passes_in_no_office():
    digits = Code(Kind.LABEL, 1, 1, 0, 1).digits(PRACTICE_OFFICE)
    assert [office for office in range(1, 97) if isinstance(parse(digits, office), Code)] == []


@given(codes, offices)
def test_a_japanese_input_method_is_named_and_not_guessed(code, office):
    assert parse(code.digits(office).translate(KANA), office) == Unreadable("unreadable", "kana")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("ABC", "letters"),
        ("１２３４５６７８９０１２３４５６７Ａ", "letters"),
        ("さとう", "kana"),
        ("佐藤", "letters"),
        ("12345\x1d678", "control"),
        ("\x11", "control"),
        ("1" * 17, "short"),
        ("1" * 19, "long"),
        ("1" * 36, "two-codes"),
        ("!?", "other"),
        ("100001-0000017-00-1", "other"),
        ("٣" * 18, "other"),
    ],
)
def test_the_shape_of_what_is_no_code(text, shape):
    read = parse(text, 7)
    assert read == Unreadable("unreadable", shape)
    assert shape in SHAPES


def test_a_first_digit_that_is_no_kind_is_unreadable_even_with_right_check_digits():
    for first in "09":
        body = first + "000010000017001"
        assert parse(f"{body}{check_digits(body, 7):02d}", 7) == Unreadable("unreadable", "kind")


@given(st.text(), offices)
def test_no_text_breaks_the_reader(text, office):
    read = parse(text, office)
    if isinstance(read, Unreadable):
        assert read.shape in SHAPES
    else:
        assert fold(text) == read.digits(office)
    assert shape_of(fold(text)) in SHAPES


@pytest.mark.parametrize(
    "code",
    [
        Code(Kind.LABEL, MAX_BATCH + 1, 1),
        Code(Kind.LABEL, 1, MAX_NUMBER + 1),
        Code(Kind.LABEL, 1, 1, MAX_ENCLOSURE + 1),
        Code(Kind.LABEL, 1, 1, 0, MAX_ISSUE + 1),
        Code(Kind.LABEL, -1, 1),
        Code(Kind.LABEL, 1, -1),
        Code(Kind.LABEL, 1, 1, -1),
        Code(Kind.LABEL, 1, 1, 0, -1),
    ],
)
def test_what_does_not_fit_its_digits_is_never_printed(code):
    with pytest.raises(ValueError, match="does not fit"):
        code.digits(7)
