"""R6: each character from the first font that has it, and never another's glyph."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from checkmail.errors import Misused
from checkmail.paper import fonts
from checkmail.paper.facts import Job
from checkmail.paper.fontfile import FontFile
from checkmail.paper.labels import draw_labels
from checkmail.paper.proof import prove
from checkmail.paper.sheets import find_sheet

from .own_font import own_font
from .seen import crop, picture, piece, words

ADDRESS = (0, 0, 700, 130)
"""The part of the picture in the regular weight: the fonts of the tests have no other."""


def standing(*files: Path) -> AbstractContextManager[None]:
    """The fonts at ``files`` stand before Noto."""
    return fonts.standing([FontFile.of(file) for file in files])


def drawn(folder: Path, job: Job, name: str) -> Image.Image:
    """A label with this name, without the margin line."""
    out = folder / "l.pdf"
    placed = draw_labels(out, job, find_sheet("28362"), [piece(1, name=name, address=name)])
    assert prove(out, placed).clean
    return crop(picture(out, dpi=200), 200, 15, 21, 90, 45)


def alike(a: Image.Image, b: Image.Image) -> bool:
    return ImageChops.difference(a, b).getbbox() is None


def test_r6_a_private_character_is_drawn_by_the_offices_own_font_and_by_no_other(tmp_path: Path, job: Job) -> None:
    assert fonts.missing("山\ue000") == ("\ue000",)
    plain = drawn(tmp_path, job, "葛")
    with standing(own_font(tmp_path / "EUDC.TTE", {"\ue000": "葛"})):
        assert 0xE000 in fonts.drawable()
        assert fonts.missing("山\ue000\ue001") == ("\ue001",)
        assert alike(drawn(tmp_path, job, "\ue000").crop(ADDRESS), plain.crop(ADDRESS))
    with pytest.raises(Misused, match="missing-glyph"):
        drawn(tmp_path, job, "山\ue000田")


def test_r6_the_first_font_that_has_a_character_draws_it(tmp_path: Path, job: Job) -> None:
    """The fonts here share one PostScript name, of which reportlab itself would embed one font."""
    river = drawn(tmp_path, job, "川田")
    mountain = drawn(tmp_path, job, "山田")
    first = own_font(tmp_path / "a.ttf", {"山": "川"})
    second = own_font(tmp_path / "b.ttf", {"山": "田", "谷": "山"})
    with standing(first, second):
        assert [file.path for file in fonts.own_fonts()] == [first, second]
        assert alike(drawn(tmp_path, job, "山田").crop(ADDRESS), river.crop(ADDRESS))
        assert alike(drawn(tmp_path, job, "谷田").crop(ADDRESS), mountain.crop(ADDRESS))
        assert words(tmp_path / "l.pdf").count("谷田") == 2


def test_r6_a_variant_is_the_fonts_own_glyph_or_the_plain_ideograph(tmp_path: Path, job: Job) -> None:
    plain, own = drawn(tmp_path, job, "葛"), drawn(tmp_path, job, "葛\U000e0100")
    assert not alike(plain, own)
    assert "葛\U000e0100" in words(tmp_path / "l.pdf")
    assert alike(drawn(tmp_path, job, "辻\U000e01ef"), drawn(tmp_path, job, "辻"))
    # Nothing that was drawn makes a private character drawable.
    assert 0xE000 not in fonts.drawable()
    assert fonts.missing("葛\ue000") == ("\ue000",)


@pytest.mark.parametrize("text", ["\U000e0100", "a\ufe00", "あ\U000e0100", "葛\ufe00\ufe01", "\ue000\U000e0100"])
def test_r6_a_selector_without_an_ideograph_is_missing(text: str) -> None:
    assert fonts.missing(text) == (("\ue000",) if text[0] == "\ue000" else ()) + (text[-1],)


def test_a_selector_takes_no_room() -> None:
    assert fonts.width("葛\U000e0100", fonts.REGULAR, 10) == fonts.width("葛", fonts.REGULAR, 10) == 10


def test_copied_text_is_what_was_printed(tmp_path: Path, job: Job) -> None:
    drawn(tmp_path, job, "𠮷田 髙子")
    assert words(tmp_path / "l.pdf").count("𠮷田髙子") == 2


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("\ufa10", "\u585a"),
        ("\ufa19", "\u795e"),
        ("\ufa1a", "\u7965"),
        ("ﾀﾅｶ", "タナカ"),
        ("㈱", "(株)"),
        ("髙", "高"),
        ("﨑", "崎"),
    ],
)
def test_a_printed_name_is_never_another_form_of_itself(tmp_path: Path, job: Job, written: str, normal: str) -> None:
    """Normal forms of Unicode make one of the two."""
    ours = drawn(tmp_path, job, written)
    assert words(tmp_path / "l.pdf").count(written) == 2
    theirs = drawn(tmp_path, job, normal)
    assert not alike(ours.crop(ADDRESS), theirs.crop(ADDRESS))
    assert not alike(ours, theirs)
