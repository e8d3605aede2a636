"""The embedded fonts and what they can draw (R6).

Noto Sans JP, Regular and Bold, static TrueType (OFL 1.1, ``fonts/OFL.txt``): all of
JIS X 0208 and 0213 and 𠮷 U+20BB7. Nothing is shaped: a shaper would allot private
code points to variant glyphs, and a private character of a list would then be drawn as
somebody else's variant without any sign. What cannot be drawn right without shaping
(combining marks, variation selectors) therefore counts as not drawable.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from checkmail.errors import Misused

REGULAR: Final = "CheckmailSans"
BOLD: Final = "CheckmailSansBold"

_FILES: Final = {REGULAR: "NotoSansJP-Regular.ttf", BOLD: "NotoSansJP-Bold.ttf"}
_FOLDER = Path(__file__).resolve().parent / "fonts"
_NEVER: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Mc", "Zl", "Zp"})
"""General categories that no cell of paper shows, or that need a shaper."""


@dataclass(frozen=True, slots=True)
class _Chain:
    drawable: frozenset[int]
    widths: dict[str, dict[int, float]]
    """Advance widths by font and code point, in thousandths of the type size."""


_lock = threading.Lock()
_loaded: list[_Chain] = []


def drawable() -> frozenset[int]:
    """Code points every embedded font can draw, taken once before anything is drawn."""
    return _chain().drawable


def missing(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that cannot be drawn, each once, in their order."""
    known = drawable()
    if known.issuperset(map(ord, text)):
        return ()
    return tuple(dict.fromkeys(c for c in text if ord(c) not in known))


def must_draw(text: str, piece: int) -> None:
    """The last wall of R6. Raises :class:`Misused` ``missing-glyph`` with piece and code point."""
    for character in missing(text):
        raise Misused("missing-glyph", piece=piece, codepoint=f"U+{ord(character):04X}")


def must_print(words: str) -> None:
    """The same for words that belong to no piece. Raises :class:`Misused` ``missing-glyph-in-words``."""
    for character in missing(words):
        raise Misused("missing-glyph-in-words", codepoint=f"U+{ord(character):04X}")


def width(text: str, font: str, size: float) -> float:
    """Width in points of ``text`` in ``font`` at ``size`` points, not condensed.

    Raises :class:`Misused` ``missing-glyph-in-words`` for a character without a width.
    """
    # Most of a page's time is spent here, so a loaded chain is read without its lock.
    widths = (_loaded[0] if _loaded else _chain()).widths[font]
    try:
        return sum(map(widths.__getitem__, map(ord, text))) * size / 1000
    except KeyError:
        must_print(text)
        raise


def load() -> None:
    """Register the fonts with reportlab; safe to call from several threads and any number of times."""
    _chain()


def _chain() -> _Chain:
    with _lock:
        if not _loaded:
            _loaded.append(_register())
        return _loaded[0]


def _register() -> _Chain:
    fonts = {name: TTFont(name, str(_FOLDER / file)) for name, file in _FILES.items()}
    if len({font.face.name for font in fonts.values()}) != len(fonts):
        # reportlab embeds one font a PostScript name: the other's text would show wrong glyphs.
        raise ValueError("two fonts of the chain have one PostScript name")
    glyphs = frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts.values()))
    for font in fonts.values():
        registerFont(font)
    return _Chain(
        frozenset(c for c in glyphs if unicodedata.category(chr(c)) not in _NEVER),
        {name: dict(font.face.charWidths) for name, font in fonts.items()},
    )
