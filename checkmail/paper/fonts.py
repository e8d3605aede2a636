"""The chain of fonts, and what they can draw (R6).

Noto Sans JP, Regular and Bold, static TrueType (OFL 1.1, ``fonts/OFL.txt``): all of
JIS X 0208 and 0213 and 𠮷 U+20BB7. An office's own fonts (a font for names, a EUDC.TTE with
its private characters) may stand before it, for both weights, those of the same weight first:
each character is drawn from the first font that has it.

Which fonts stand before Noto is said by :func:`standing` for what is drawn within it, and for
nothing else: two offices in one process do not see each other's fonts.

Nothing is shaped. What cannot be drawn right without a shaper (combining marks) therefore
counts as not drawable. An ideograph with a variation selector is drawn with the glyph of the
first font that has one for the two together, else as the plain ideograph: the list's check
names the row for somebody to look at (``glyph-variant``).
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import operator
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from checkmail.errors import Misused
from checkmail.paper.fontfile import FontFile, UnusableFont
from checkmail.paper.glyphs import SELECTORS, EmbeddedFont, Used, registered

REGULAR: Final = "CheckmailSans"
BOLD: Final = "CheckmailSansBold"

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
    own: tuple[FontFile, ...]
    mark: int
    """Another for each chain."""
    faces: dict[str, tuple[EmbeddedFont, ...]]
    """By weight, the first that is asked first."""
    drawable: frozenset[int]
    signs: frozenset[str]
    """The same as characters."""
    wide: frozenset[str]
    """Characters wider than the type size in some weight."""
    widths: dict[str, dict[str, float]]
    """Advance widths by weight and character, in thousandths of the type size."""


_lock = threading.RLock()
_marks = itertools.count()
_standing: ContextVar[_Chain | None] = ContextVar("_standing", default=None)


@contextlib.contextmanager
def standing(own: Sequence[FontFile]) -> Iterator[None]:
    """Within it, ``own`` stand before Noto, in this thread; none: Noto alone.

    Raises :class:`Misused` for a file that cannot be embedded (:func:`.fontfile.judged`) or is not what it was.
    """
    before = _standing.set(_chain(tuple(own)))
    try:
        yield
    finally:
        _standing.reset(before)


def own_fonts() -> tuple[FontFile, ...]:
    """The office's own fonts that stand before Noto here."""
    return _now().own


def mark() -> int:
    """Stands for the chain in what is remembered of text: with other fonts, other widths."""
    return (_standing.get() or _chain(())).mark


def drawable() -> frozenset[int]:
    """Code points the chain can draw in both weights, taken once before anything is drawn."""
    return _now().drawable


def variants() -> frozenset[str]:
    """Ideographs with a selector that some font of the chain has a glyph for, in both weights."""
    return functools.reduce(
        operator.and_, (frozenset().union(*(face.variants for face in chain)) for chain in _now().faces.values())
    )


def missing(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that cannot be drawn, each once, in their order.

    A selector after an ideograph that can be drawn asks for nothing more than that ideograph.
    """
    known = (_standing.get() or _chain(())).signs
    if known.issuperset(text):
        return ()
    return tuple(dict.fromkeys(c for c in _SELECTED.sub(r"\1", text) if c not in known))


def wide(text: str) -> bool:
    """Whether a character of ``text`` may be wider than the type size; hardly any is."""
    return not (_standing.get() or _chain(())).wide.isdisjoint(text)


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
    widths = (_standing.get() or _chain(())).widths[font]
    try:
        return sum(map(widths.__getitem__, text)) * size / 1000
    except KeyError:
        must_print(text)
        raise


class Inks:
    """What one document draws with: the chain's fonts, and the codes its characters have there."""

    def __init__(self, document: Any) -> None:
        faces = _now().faces
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
    """Read the fonts; safe to call from several threads and any number of times."""
    _now()


def looked_at(file: FontFile) -> tuple[str, bool]:
    """PostScript name of a face, and whether it is bold. Raises :class:`Misused` where it cannot be embedded."""
    font = _own(file, 0)
    return font.postscript, font.bold


def _now() -> _Chain:
    return _standing.get() or _chain(())


@functools.lru_cache(maxsize=2)
def _chain(own: tuple[FontFile, ...]) -> _Chain:
    """The chain of these fonts: that of this office, and of the fonts it had before."""
    noto = _noto()
    before = [_own(file, place) for place, file in enumerate(own)]
    # A stable order: of one weight, the first that was named is asked first.
    faces = {
        weight: (*sorted(before, key=lambda face: face.bold is not (weight == BOLD)), noto[weight]) for weight in _FILES
    }
    private = frozenset(c for face in before for c in face.glyph_of if unicodedata.category(c) == _PRIVATE)
    shared = functools.reduce(operator.and_, (frozenset().union(*(f.glyph_of for f in faces[n])) for n in faces))
    signs = frozenset(c for c in shared if unicodedata.category(c) not in _NEVER) | private
    widths = {name: _widths(faces[name]) for name in faces}
    wide = frozenset(sign for told in widths.values() for sign, advance in told.items() if advance > 1000)
    return _Chain(own, next(_marks), faces, frozenset(map(ord, signs)), signs, wide, widths)


def _noto() -> dict[str, EmbeddedFont]:
    with _lock:
        return _registered()


@functools.lru_cache(maxsize=1)
def _registered() -> dict[str, EmbeddedFont]:
    return {name: registered(name, FontFile.of(_FOLDER / file)) for name, file in _FILES.items()}


def _own(file: FontFile, place: int) -> EmbeddedFont:
    try:
        return EmbeddedFont(f"CheckmailOwn{place}", file)
    except UnusableFont as unusable:
        raise Misused(unusable.key, path=str(file.path)) from None


def _widths(faces: Sequence[EmbeddedFont]) -> dict[str, float]:
    widths = dict.fromkeys(SELECTORS, 0.0)
    for face in reversed(faces):
        widths.update(face.widths)
    return widths
