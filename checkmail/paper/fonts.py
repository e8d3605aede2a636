"""The chain of fonts, and what they can draw (R6).

Noto Sans JP, Regular and Bold, static TrueType (OFL 1.1, ``fonts/OFL.txt``): all of
JIS X 0208 and 0213 and 𠮷 U+20BB7. An office's own fonts (a font for names, a EUDC.TTE with
its private characters) may stand before it, for both weights: each character is drawn from
the first font that has it.

Nothing is shaped. What cannot be drawn right without a shaper (combining marks) therefore
counts as not drawable. An ideograph with a variation selector is drawn with the glyph of the
first font that has one for the two together, else as the plain ideograph: the list's check
names the row for somebody to look at (``glyph-variant``).
"""

from __future__ import annotations

import functools
import operator
import os
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from checkmail.errors import Misused
from checkmail.paper.glyphs import SELECTORS, EmbeddedFont, UnusableFont, Used, registered

REGULAR: Final = "CheckmailSans"
BOLD: Final = "CheckmailSansBold"
OWN: Final = "CHECKMAIL_FONTS"
"""Environment variable: files of the office's own fonts, parted as in ``PATH``."""

_FILES: Final = {REGULAR: "NotoSansJP-Regular.ttf", BOLD: "NotoSansJP-Bold.ttf"}
_FOLDER = Path(__file__).resolve().parent / "fonts"
_PRIVATE: Final = "Co"
_NEVER: Final = frozenset({"Cc", "Cf", "Cs", _PRIVATE, "Cn", "Mn", "Me", "Mc", "Zl", "Zp"})
"""General categories that no cell of paper shows, or that need a shaper."""
_SIGN: Final = re.compile(f".[{''.join(sorted(SELECTORS))}]?", re.DOTALL)
_SELECTED: Final = re.compile(f"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[{''.join(sorted(SELECTORS))}]")
"""An ideograph and its selector."""


@dataclass(frozen=True, slots=True)
class _Chain:
    faces: dict[str, tuple[EmbeddedFont, ...]]
    """By weight, the first that is asked first."""
    drawable: frozenset[int]
    signs: frozenset[str]
    """The same as characters."""
    widths: dict[str, dict[str, float]]
    """Advance widths by weight and character, in thousandths of the type size."""


_lock = threading.RLock()
_embedded: dict[str, EmbeddedFont] = {}
_loaded: list[_Chain] = []


def stand_before(own: Sequence[Path]) -> None:
    """Let the office's own fonts stand before Noto in this process, from the next page on; none: Noto alone.

    Raises :class:`Misused` ``font-unusable`` for a file that is no TrueType font or that may not be embedded.
    """
    with _lock:
        chain = _chain_of(own)
        _loaded[:] = [chain]


def own_fonts() -> tuple[Path, ...]:
    """The files of the office's own fonts that stand before Noto now."""
    return tuple(Path(face.face.filename) for face in _chain().faces[REGULAR][:-1])


def drawable() -> frozenset[int]:
    """Code points the chain can draw in both weights, taken once before anything is drawn."""
    return _chain().drawable


def missing(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that cannot be drawn, each once, in their order.

    A selector after an ideograph that can be drawn asks for nothing more than that ideograph.
    """
    known = (_loaded[0] if _loaded else _chain()).signs
    if known.issuperset(text):
        return ()
    return tuple(dict.fromkeys(c for c in _SELECTED.sub(r"\1", text) if c not in known))


def must_draw(text: str, piece: int) -> None:
    """The last wall of R6. Raises :class:`Misused` ``missing-glyph`` with piece and code point."""
    for character in missing(text):
        raise Misused("missing-glyph", piece=piece, codepoint=f"U+{ord(character):04X}")


def must_print(words: str) -> None:
    """The same for words that belong to no piece. Raises :class:`Misused` ``missing-glyph-in-words``."""
    for character in missing(words):
        raise Misused("missing-glyph-in-words", codepoint=f"U+{ord(character):04X}")


def width(text: str, font: str, size: float) -> float:
    """Width in points of ``text`` in the weight ``font`` at ``size`` points, not condensed.

    Raises :class:`Misused` ``missing-glyph-in-words`` for a character without a width.
    """
    # Most of a page's time is spent here, so a loaded chain is read without its lock.
    widths = (_loaded[0] if _loaded else _chain()).widths[font]
    try:
        return sum(map(widths.__getitem__, text)) * size / 1000
    except KeyError:
        must_print(text)
        raise


class Inks:
    """What one document draws with: the chain's fonts, and the codes its characters have there."""

    def __init__(self, document: Any) -> None:
        faces = _chain().faces
        self._used = {weight: tuple(face.used_in(document) for face in faces[weight]) for weight in faces}
        self.first = {weight: used[0] for weight, used in self._used.items()}
        """The font of each weight that is asked first."""

    def parts(self, text: str, weight: str) -> list[tuple[Used, str]]:
        """``text`` as runs of one font: the font and the codes, each from the first font that has it.

        Raises :class:`Misused` ``missing-glyph-in-words`` for what none has.
        """
        must_print(text)
        out: list[tuple[Used, str]] = []
        for sign in _SIGN.findall(text):
            used, code = self._coded(sign, weight)
            if out and out[-1][0] is used:
                out[-1] = (used, out[-1][1] + code)
            else:
                out.append((used, code))
        return out

    def _coded(self, sign: str, weight: str) -> tuple[Used, str]:
        for wanted in dict.fromkeys((sign, sign[0])):
            for used in self._used[weight]:
                if wanted in used.font.glyph_of or wanted in used.font.variants:
                    return used, used[wanted]
        raise ValueError("a character was not looked for before it was drawn")


def load() -> None:
    """Read the fonts; safe to call from several threads and any number of times.

    Raises :class:`Misused` ``font-unusable`` for a font of the environment variable :data:`OWN`.
    """
    _chain()


def _chain() -> _Chain:
    with _lock:
        if not _loaded:
            named = os.environ.get(OWN, "")
            _loaded.append(_chain_of([Path(path) for path in named.split(os.pathsep) if path]))
        return _loaded[0]


def _chain_of(own: Sequence[Path]) -> _Chain:
    with _lock:
        for name, file in _FILES.items():
            if name not in _embedded:
                _embedded[name] = registered(name, _FOLDER / file)
    before = tuple(_own(path, place) for place, path in enumerate(own))
    faces = {name: (*before, _embedded[name]) for name in _FILES}
    private = frozenset(c for face in before for c in face.glyph_of if unicodedata.category(c) == _PRIVATE)
    shared = functools.reduce(operator.and_, (frozenset().union(*(f.glyph_of for f in faces[n])) for n in faces))
    signs = frozenset(c for c in shared if unicodedata.category(c) not in _NEVER) | private
    return _Chain(faces, frozenset(map(ord, signs)), signs, {name: _widths(faces[name]) for name in faces})


def _own(path: Path, place: int) -> EmbeddedFont:
    try:
        return EmbeddedFont(f"CheckmailOwn{place}", path)
    except UnusableFont:
        raise Misused("font-unusable", path=str(path)) from None


def _widths(faces: Sequence[EmbeddedFont]) -> dict[str, float]:
    widths = dict.fromkeys(SELECTORS, 0.0)
    for face in reversed(faces):
        widths.update(face.widths)
    return widths
