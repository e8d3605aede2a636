"""Bars in pure subset C on the dot grid; text that is wrapped and never loses a character."""

from __future__ import annotations

import re

import pytest
from barcode.codex import Code128
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checkmail.errors import Misused
from checkmail.paper import bars, fonts
from checkmail.paper.fitting import LEAST_SCALE, LEAST_SIZE, fitted, one_line, wrap

JAPANESE = st.text(alphabet="山田太郎ー、。（）12-３４Ａb 　ァ様", max_size=60)


@given(st.from_regex(r"[0-9]{18}", fullmatch=True))
@settings(max_examples=80, deadline=None)
@example("99" * 9)
def test_a_code_is_134_modules_of_subset_c(digits: str) -> None:
    """As python-barcode's own encoder builds it, but for a leading 99, which that drops."""
    numbers = list(map(int, bars.path(digits).replace(" re", "").split()))
    runs = [(at, wide) for at, _, wide, _ in zip(*[iter(numbers)] * 4, strict=True)]
    assert sum(runs[-1]) == bars.MODULES
    assert all(1 <= wide <= 4 for _, wide in runs)
    if not digits.startswith("99"):
        pattern = Code128(digits).build()[0]
        assert [(found.start(), len(found[0])) for found in re.finditer("1+", pattern)] == runs


@pytest.mark.parametrize("digits", ["1" * 17, "1" * 19, "１" * 18, "1" * 17 + "A", ""])
def test_what_is_no_code_has_no_bars(digits: str) -> None:
    with pytest.raises(ValueError, match="18 ASCII digits"):
        bars.path(digits)


def test_modules_are_four_dots_where_they_fit_and_never_less_than_three() -> None:
    assert bars.width_of(4) == pytest.approx(45.38, abs=0.01)
    assert [bars.dots_for(room) for room in (66.0, 52.2, 52.1, 48.3, 39.2, 39.1)] == [4, 4, 3, 3, 3, None]


def test_digits_are_grouped_by_what_they_mean() -> None:
    assert bars.grouped("100012000001700142") == "1 00012 0000017 00 1 42"


def test_names_of_the_field_can_be_drawn_and_what_needs_shaping_cannot() -> None:
    known = fonts.drawable()
    assert not fonts.missing("𠮷田髙﨑濵德塚邉邊辻葛ｱﾞァ々〆ヶ①㈱~[]=\"'")
    for bad in ("\ue000", "\ufe00", "\U000e0100", "\u3099", "\u200b", "\x1b", "\n", "\u202e", "\ufffd", "\x7f"):
        assert ord(bad) not in known, hex(ord(bad))
    assert fonts.missing("a\ue000b\ue000\x00") == ("\ue000", "\x00")


def test_the_embedded_fonts_have_names_of_their_own() -> None:
    from reportlab.pdfbase.pdfmetrics import getFont

    fonts.load()
    assert getFont(fonts.REGULAR).face.name != getFont(fonts.BOLD).face.name


@given(JAPANESE, st.floats(min_value=24, max_value=200))
@settings(max_examples=300, deadline=None)
@example("111、ァァ", 27.0)
@example("（（（（（（、、、、、、ー", 24.0)
def test_wrapping_keeps_every_character_inside_the_line(words: str, width: float) -> None:
    lines = wrap(words, fonts.REGULAR, 10, width)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(fonts.width(line, fonts.REGULAR, 10) <= width + 1e-6 for line in lines)


def test_a_number_is_not_torn_and_a_mark_does_not_begin_a_line() -> None:
    lines = wrap("架空県架空市中央1234-5678番地", fonts.REGULAR, 10, 100)
    assert any("1234-5678" in line for line in lines)
    assert wrap("あいうえおー", fonts.REGULAR, 10, 50)[1] == "おー"
    assert wrap("ジョン・モンゴメリー・三世", fonts.REGULAR, 10, 100) == ["ジョン・", "モンゴメリー・三世"]


def test_condensing_saves_a_line_within_its_limit() -> None:
    (line,) = fitted("あいうえおかきくけこさ", fonts.REGULAR, 10, 100, 0.8)
    assert 0.9 < line.scale < 1
    assert line.width <= 100.001
    assert len(fitted("あいうえおかきくけこさ", fonts.REGULAR, 10, 100)) == 2


def test_one_line_is_condensed_then_smaller_then_given_up() -> None:
    line = one_line("あ" * 20, fonts.REGULAR, 12, 100)
    assert line is not None
    assert line.size >= LEAST_SIZE
    assert LEAST_SCALE <= line.scale <= 1
    assert line.width <= 100.001
    assert one_line("あ" * 30, fonts.REGULAR, 12, 100) is None


def test_words_that_cannot_be_drawn_have_no_width() -> None:
    with pytest.raises(Misused, match="missing-glyph-in-words"):
        fonts.width("印\ue000", fonts.REGULAR, 10)
