"""Text that must not leave its box, nor be cut: wrapped first, then smaller and condensed.

Widths and heights are points. A line is broken where Japanese allows it: not before a
closing mark or a long-vowel sign, and not inside a run of digits and Latin letters or of
katakana (「1234-5」 and 「マンション」 stay whole) unless the run alone is wider than the line.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from checkmail.paper import fonts

LEADING: Final = 1.22
"""Line distance in type sizes."""
LEAST_SIZE: Final = 6.0
"""Points; smaller Japanese type is not legible in a sorting office."""
LEAST_SCALE: Final = 0.7
"""The narrowest condensing, as a share of the natural width."""

_WORD = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\-－‐−.,]+|[ァ-ヴー]+|.", re.DOTALL)
_NO_START: Final = frozenset(
    "、。，．・：；？！ー々ゝゞヽヾ)]}）］｝」』】〉》〕ぁぃぅぇぉっゃゅょァィゥェォッャュョ様"
)
_NO_END: Final = frozenset("([{（［｛「『【〈《〔〒")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it is drawn."""

    text: str
    font: str
    size: float
    """Points."""
    scale: float
    """1 is the natural width; never below :data:`LEAST_SCALE`."""

    @property
    def width(self) -> float:
        """Points the line takes."""
        return fonts.width(self.text, self.font, self.size) * self.scale


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """``text`` broken into lines no wider than ``width`` points; a blank text has none."""
    text = text.strip()
    if not text:
        return []
    if fonts.width(text, font, size) <= width:
        return [text]
    lines: list[str] = []
    line: list[tuple[str, float]] = []
    used = 0.0
    for word in _pieces(text, font, size, width):
        if line and used + word[1] > width:
            kept = _kept(line, word, width)
            lines.append("".join(part for part, _ in line[:kept]).rstrip())
            line = line[kept:]
            used = _wide(line)
        if line or not word[0].isspace():
            line.append(word)
            used += word[1]
    if line:
        lines.append("".join(part for part, _ in line).rstrip())
    return lines


def fitted(text: str, font: str, size: float, width: float, least: float = 1.0) -> list[Line]:
    """``text`` wrapped at ``size``; condensed down to ``least`` where that saves a line."""
    text = text.strip()
    if text and fonts.width(text, font, size) <= width:
        return [Line(text, font, size, 1.0)]
    lines = wrap(text, font, size, width)
    scale = 1.0
    if len(lines) > 1 and least < 1:
        fewer = wrap(text, font, size, width / least)
        if len(fewer) < len(lines):
            lines = fewer
            scale = min(1.0, width / max(fonts.width(line, font, size) for line in lines))
    return [Line(line, font, size, scale) for line in lines]


def one_line(text: str, font: str, size: float, width: float) -> Line | None:
    """``text`` on one line: condensed, then smaller, within the limits; None where it cannot be."""
    while size >= LEAST_SIZE:
        natural = fonts.width(text, font, size)
        if natural * LEAST_SCALE <= width:
            return Line(text, font, size, min(1.0, width / natural) if natural else 1.0)
        size = size - 0.5 if size == LEAST_SIZE else max(LEAST_SIZE, size - 0.5)
    return None


def _pieces(text: str, font: str, size: float, width: float) -> list[tuple[str, float]]:
    """Unbreakable parts of ``text`` and their widths; a run wider than the line is broken after all."""
    out: list[tuple[str, float]] = []
    for word, natural in _words(text, font, fonts.mark()):
        wide = natural * size
        out += [(word, wide)] if wide <= width else [(c, fonts.width(c, font, size)) for c in word]
    return out


@functools.lru_cache(maxsize=16)
def _words(text: str, font: str, _mark: int) -> tuple[tuple[str, float], ...]:
    """The words of ``text`` and their widths at one point: one label's texts, tried at several sizes."""
    return tuple((word, fonts.width(word, font, 1)) for word in _WORD.findall(text))


def _kept(line: list[tuple[str, float]], word: tuple[str, float], width: float) -> int:
    """How many words stay on the full ``line``; the others must go down with ``word``."""
    cut = len(line)
    following = word[0]
    while cut and (following[0] in _NO_START or line[cut - 1][0][-1] in _NO_END):
        cut -= 1
        following = line[cut][0]
    # Where nothing but marks would stay, or too much would go, the line is broken where it is full.
    return cut if cut and _wide(line[cut:]) + word[1] <= width else len(line)


def _wide(line: list[tuple[str, float]]) -> float:
    return sum(wide for _, wide in line)
