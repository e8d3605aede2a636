"""The traps of real fonts: letters for names (IPAmj), an office's everyday font (BIZ UD), a font with holes (VL).

Debian has them: fonts-ipamj-mincho, fonts-morisawa-bizud-gothic, fonts-vlgothic. Where CI runs they are there.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from checkmail.paper import fonts
from checkmail.paper.facts import Job
from checkmail.paper.fontfile import FontFile
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet

from .own_font import own_font
from .seen import crop, picture, piece, words

_DEBIAN = Path("/usr/share/fonts/truetype")
IPAMJ = _DEBIAN / "ipamj" / "ipamjm.ttf"
BIZ = _DEBIAN / "bizud-gothic" / "BIZUDGothic-Regular.ttf"
BIZ_BOLD = BIZ.with_name("BIZUDGothic-Bold.ttf")
VL = _DEBIAN / "vlgothic" / "VL-Gothic-Regular.ttf"

pytestmark = pytest.mark.skipif(
    not all(font.exists() for font in (IPAMJ, BIZ, BIZ_BOLD, VL)) and not os.environ.get("CI"),
    reason="fonts-ipamj-mincho, fonts-morisawa-bizud-gothic and fonts-vlgothic are not installed here",
)

GAIJI = "\ue000"
ADOBE, MOJI_JOHO = "葛\U000e0100", "葛\U000e0102"
"""葛 as Adobe-Japan1 and as Moji_Joho number its shapes; no font has both."""
DPI = 200


def standing(*files: Path) -> AbstractContextManager[None]:
    return fonts.standing([FontFile.of(file) for file in files])


def labels(folder: Path, job: Job, *names: str) -> list[Image.Image]:
    """Address and name of each label of one page, without the margin line and the numbers."""
    out = folder / "l.pdf"
    sheet = find_sheet("28362")
    draw_labels(out, job, sheet, [piece(n, name=name, address=name) for n, name in enumerate(names, 1)])
    page = picture(out, dpi=DPI)
    corners = [sheet.place(index)[2:] for index in range(len(names))]
    return [crop(page, DPI, x + 2, y + 10, sheet.label_width - 4, 19) for x, y in corners]


def alike(a: Image.Image, b: Image.Image) -> bool:
    return ImageChops.difference(a, b).getbbox() is None


def test_r6_a_private_letter_stays_itself_after_variants_were_drawn(tmp_path: Path, job: Job) -> None:
    """A shaper would put the variants on U+E000 and after; the office's letter would become one of them."""
    gaiji = own_font(tmp_path / "EUDC.TTE", {GAIJI: "辻"})
    with standing(BIZ, IPAMJ, gaiji):
        alone = labels(tmp_path, job, "山", GAIJI)[1]
        first, after = labels(tmp_path, job, ADOBE + MOJI_JOHO, GAIJI)
        assert alike(alone, after)
        text = words(tmp_path / "l.pdf")
        assert text.count(GAIJI) == 2
        assert text.count(ADOBE + MOJI_JOHO) == 2
    assert not alike(first, after)


@pytest.mark.parametrize(("own", "sign", "drawn"), [
    ((), ADOBE, True), ((), MOJI_JOHO, False),
    ((IPAMJ,), ADOBE, True), ((IPAMJ,), MOJI_JOHO, True),
    ((VL,), MOJI_JOHO, False),
])  # fmt: skip
def test_r6_a_variant_is_some_fonts_own_letter_or_the_plain_one(
    tmp_path: Path, job: Job, own: tuple[Path, ...], sign: str, drawn: bool
) -> None:
    with standing(*own):
        assert not fonts.missing(sign)
        assert (sign in fonts.variants()) is drawn
        (plain,), (variant,) = labels(tmp_path, job, sign[0]), labels(tmp_path, job, sign)
        assert alike(plain, variant) is not drawn


def test_r6_each_letter_comes_from_the_first_font_that_has_it(tmp_path: Path, job: Job) -> None:
    """𠮷 is in no BIZ UD; the private letter in the last alone; both between letters of the first."""
    gaiji = own_font(tmp_path / "EUDC.TTE", {GAIJI: "辻"})
    name = f"髙{GAIJI}𠮷﨑"
    with standing(BIZ, VL, IPAMJ, gaiji):
        labels(tmp_path, job, name)
        assert words(tmp_path / "l.pdf").count(name) == 2
    made = (tmp_path / "l.pdf").read_bytes()
    assert all(font in made for font in (b"+BIZUDGothic-Regular", b"+VL-Gothic-Regular", b"+NotoSansJP-Regular"))
    assert b"+IPAmjMincho" not in made


@pytest.mark.parametrize("own", [(), (BIZ,), (VL,), (IPAMJ,)])
def test_a_letter_beyond_two_bytes_copies_as_itself(tmp_path: Path, job: Job, own: tuple[Path, ...]) -> None:
    with standing(*own):
        labels(tmp_path, job, "𠮷野家")
    assert words(tmp_path / "l.pdf").count("𠮷野家") == 2


def test_a_bold_face_draws_what_is_bold_wherever_it_stands(tmp_path: Path, job: Job) -> None:
    with standing(BIZ):
        one = labels(tmp_path, job, "山田")[0]
    pictures = []
    for order in ((BIZ, BIZ_BOLD), (BIZ_BOLD, BIZ)):
        with standing(*order):
            pictures.append(labels(tmp_path, job, "山田")[0])
        assert b"+BIZUDGothic-Bold" in (tmp_path / "l.pdf").read_bytes()
    assert alike(*pictures)
    assert not alike(one, pictures[0])


def test_two_files_of_one_name_are_both_drawn(tmp_path: Path, job: Job) -> None:
    """Of two fonts of one PostScript name reportlab itself embeds one, and draws the other's text with it."""
    copy = tmp_path / "copy.ttf"
    copy.write_bytes(VL.read_bytes() + bytes(4))
    small = own_font(tmp_path / "noto.ttf", {GAIJI: "辻"})
    with standing(copy, VL, small):
        assert [file.path for file in fonts.own_fonts()] == [copy, VL, small]
        first, _ = labels(tmp_path, job, "山田", GAIJI)
    with standing(VL, small):
        assert alike(first, labels(tmp_path, job, "山田", GAIJI)[0])
