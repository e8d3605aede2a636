"""Draws the desk's large words into ``checkmail/locale/*/bigwords.toml``: half blocks, two sizes.

Run after changing a word: ``python tools/bigwords.py``. A cell is one dot wide and two dots high, so the
dots are about square in a terminal. Each word stands beside a sign, because colour is never the only one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "checkmail/paper/fonts"
SIZES = {"small": 8, "large": 12}
"""Rows of text a word is high: for 24 lines, and for 34 and more."""

WORDS = {
    "ja": {
        "ready": "どうぞ", "accepted": "つぎ", "complete": "よし", "repeated": "同じ", "asks": "入力", "pin": "暗証",
        "again": "もう一度", "aside": "外す", "cannot": "不可", "held": "停止", "broken": "故障",
    },
    "en": {
        "ready": "Ready", "accepted": "Next", "complete": "OK", "repeated": "Same", "asks": "Type", "pin": "PIN",
        "again": "Again", "aside": "Aside", "cannot": "Wait", "held": "STOP", "broken": "Fault",
    },
}  # fmt: skip
OVER = 8
"""Drawn so many times larger, then averaged down."""
INK = 0.4
"""A dot is set where so much of it is covered."""
DENSE = frozenset("停暗証故障度")
"""Ideographs whose heavy strokes run together at the small size: drawn light, and wide where the word is short."""
WIDE = 1.3

Pen = Callable[[ImageDraw.ImageDraw, int], None]


def ring(pen: ImageDraw.ImageDraw, s: int) -> None:
    """All in order."""
    pen.ellipse((s * 0.06, s * 0.06, s * 0.94, s * 0.94), outline=255, width=round(s * 0.15))


def cross(pen: ImageDraw.ImageDraw, s: int) -> None:
    """Stop."""
    for a, b in (((0.08, 0.08), (0.92, 0.92)), ((0.08, 0.92), (0.92, 0.08))):
        pen.line((s * a[0], s * a[1], s * b[0], s * b[1]), fill=255, width=round(s * 0.2))


def triangle(pen: ImageDraw.ImageDraw, s: int) -> None:
    """Look, then read again."""
    pen.polygon([(s * 0.5, s * 0.04), (s * 0.98, s * 0.95), (s * 0.02, s * 0.95)], outline=255, width=round(s * 0.12))


def chevron(pen: ImageDraw.ImageDraw, s: int) -> None:
    """Go on."""
    pen.line((s * 0.25, s * 0.06, s * 0.7, s * 0.5, s * 0.25, s * 0.94), fill=255, width=round(s * 0.16), joint="curve")


def down(pen: ImageDraw.ImageDraw, s: int) -> None:
    """Lay it aside."""
    pen.line((s * 0.5, s * 0.02, s * 0.5, s * 0.6), fill=255, width=round(s * 0.17))
    pen.polygon([(s * 0.14, s * 0.52), (s * 0.86, s * 0.52), (s * 0.5, s * 0.97)], fill=255)


def barred(pen: ImageDraw.ImageDraw, s: int) -> None:
    """Not now, or not by this person."""
    ring(pen, s)
    pen.line((s * 0.22, s * 0.22, s * 0.78, s * 0.78), fill=255, width=round(s * 0.14))


def bars(pen: ImageDraw.ImageDraw, s: int) -> None:
    """A code is awaited."""
    for left, right in ((0.04, 0.12), (0.2, 0.36), (0.46, 0.54), (0.64, 0.84), (0.92, 1.0)):
        pen.rectangle((s * left, s * 0.1, s * right, s * 0.92), fill=255)


def equal(pen: ImageDraw.ImageDraw, s: int) -> None:
    """The same again."""
    pen.rectangle((s * 0.1, s * 0.26, s * 0.9, s * 0.42), fill=255)
    pen.rectangle((s * 0.1, s * 0.6, s * 0.9, s * 0.76), fill=255)


SIGNS: dict[str, Pen | str] = {
    "ready": bars, "accepted": chevron, "complete": ring, "repeated": equal, "asks": "？", "pin": "？",
    "again": triangle, "aside": down, "cannot": barred, "held": cross, "broken": "！",
}  # fmt: skip


def glyph(what: Pen | str, dots: int, narrow: float) -> Image.Image:
    """One sign or character, ``dots`` high, its empty sides cut off."""
    side = dots * OVER
    image = Image.new("L", (side * 2, side), 0)
    pen = ImageDraw.Draw(image)
    if isinstance(what, str):
        # An ideograph's many strokes run together when they are heavy; the small size has no room for thin ones.
        weight = "Regular" if what in DENSE or ("一" < what <= "鿿" and dots > 16) else "Bold"
        font = ImageFont.truetype(str(FONTS / f"NotoSansJP-{weight}.ttf"), round(side * 0.98))
        # One baseline for all characters of a word; Noto's ideographs reach 0.88 above it.
        pen.text((side * 0.2, side * 0.88), what, font=font, fill=255, anchor="ls")
    else:
        what(pen, side)
    box = image.getbbox() or (0, 0, side // 3, side)
    left = box[0] // OVER * OVER
    width = -(-(box[2] - left) // OVER) * OVER
    image = image.crop((left, 0, left + width, side))
    return image.resize((round(width / OVER * narrow), dots), Image.Resampling.BOX)


def inked(image: Image.Image, x: int, y: int) -> bool:
    """Whether enough of a dot is covered."""
    return image.tobytes()[y * image.width + x] > 255 * INK


def drawn(word: str, sign: Pen | str, rows: int) -> str:
    """The sign, a gap, the word; every line without the blanks at its end."""
    dots = rows * 2
    usual = 0.88 if len(word) > 3 and not word.isascii() else 1.0
    widths = [WIDE if dots <= 16 and len(word) < 3 and c in DENSE else usual for c in word]
    glyphs = [glyph(sign, dots, 1.0), None, *map(glyph, word, [dots] * len(word), widths)]
    lines = []
    for row in range(rows):
        line = ""
        for one in glyphs:
            if one is None:
                line += "   "
                continue
            for x in range(one.width):
                top, bottom = (inked(one, x, 2 * row + half) for half in (0, 1))
                line += "█" if top and bottom else "▀" if top else "▄" if bottom else " "
            line += " " * (2 if rows > 8 else 1)
        lines.append(line.rstrip())
    return "\n".join(lines)


def main() -> None:
    """Writes both files."""
    for language, words in WORDS.items():
        out = ["# Drawn by tools/bigwords.py: the desk's large words and their signs."]
        for size, rows in SIZES.items():
            out.append(f"\n[{size}]")
            out += [f"{key} = '''\n{drawn(word, SIGNS[key], rows)}'''" for key, word in words.items()]
        path = ROOT / "checkmail/locale" / language / "bigwords.toml"
        path.write_text("\n".join(out) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
