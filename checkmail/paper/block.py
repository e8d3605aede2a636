"""The block with address, name, number and code: a label, or what shows in a window.

From the top: postal code left and piece number right; address and building; the name;
the bars with their digits. The name stands just above the bars, the address hangs from
the top, so the eye finds each at the same height on every label.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import Language, text
from checkmail.paper import bars, customer_code, fonts
from checkmail.paper.facts import Addressed, Numbered, Placed
from checkmail.paper.fitting import LEADING, LEAST_SCALE, LEAST_SIZE, Line, fitted, one_line
from checkmail.paper.pages import MM, SOFT, Pages

_POINT: Final = 1 / MM
"""Millimetres a point."""
_ASCENT: Final = 0.88
"""Share of the type size above the baseline (Noto Sans JP: ascent 880 of 1000)."""
_TITLES: Final = ("様", "御中", "殿")
_STEPS: Final = (
    (1.0, 1.0),
    (1.0, 0.92),
    (0.92, 1.0),
    (0.92, 0.9),
    (0.85, 0.9),
    (0.78, 0.88),
    (0.72, 0.85),
    (0.66, 0.8),
    (0.6, 0.75),
    (0.5, LEAST_SCALE),
)
"""Share of the type size and least condensing that are tried in turn, the most legible first."""
_BEST_BODY: Final = 11.8
"""Height in mm of the address part of a 33.9 mm label, for which the base sizes are chosen."""
_BLANK: Final = 3.8
"""Millimetres of a name line that is written by hand."""
_DIGITS: Final = 2.6
"""Height in mm of the line of digits below the bars."""
_LONGEST_DIGITS: Final = 9.5
"""Width in mm of the longest line of them where they stand in three beside the bars."""
_HANGING: Final = 0.6
"""Millimetres that g and y reach below the line of a name of our largest size."""
_LEAST_BARS: Final = 7.0
"""Millimetres our bars keep beside a customer bar code: more than the 15 % of their length that GS1 asks for."""
_ADDRESS_SIZE: Final = 8.5
_NAME_SIZE: Final = 12.0


@dataclass(frozen=True, slots=True)
class Block:
    """Measures of one kind of block, from its own top left corner, in millimetres."""

    width: float
    height: float
    inset: float
    """Blank at the left and right."""
    head: float
    """Height of the line with the postal code and the number."""
    body: float
    """Height between that line and the bars, for address and name."""
    top: float
    bar_top: float
    bar_height: float
    dots: int
    number_size: float
    """Points of the piece number."""
    customer: customer_code.Size | None = None
    """Of Japan Post's customer bar code, which stands under the name; None: there is no room for one."""
    customer_top: float = 0.0
    reach: float = math.inf
    """Millimetres from the page's left beyond which the printer leaves a customer bar code out."""
    beside: bool = False
    """The digits stand at the right of their bars, not below them."""

    @property
    def inner(self) -> float:
        """Width of the text."""
        return self.width - 2 * self.inset


def block_for(width: float, height: float, margin: float, layout: str, *, rim: bool = True) -> Block:
    """The block that fills ``width`` by ``height``; ``margin`` is what the printer cannot reach of it.

    Without ``rim`` nothing is kept blank above and below: all around the block is blank paper anyway.
    ``layout`` names it in the refusal. Raises :class:`Misused` ``layout-too-narrow`` or
    ``layout-too-low`` where code and least type have no room.
    """
    inset = max(margin, 3.4, min(5.0, 0.06 * width))
    dots = next((d for d in bars.DOTS if inset + bars.width_of(d) + max(margin, bars.quiet_of(d)) <= width), None)
    if dots is None or inset < bars.quiet_of(dots) - 0.01:
        raise Misused("layout-too-narrow", layout=layout)
    roomy = height >= 30
    top, foot = ((2.6, 2.0) if roomy else (1.6, 1.2)) if rim else (0.6, 0.6)
    bar_height = min(12.0, max(8.0 if height >= 24 else 6.0, 0.255 * height))
    head = min(7.0, max(3.0, 0.145 * height))
    bar_top = height - foot - _DIGITS - bar_height
    body = bar_top - 0.8 - top - head
    if body < 2 * LEAST_SIZE * LEADING * _POINT:
        raise Misused("layout-too-low", layout=layout)
    number = 15.0 * min(1.3, max(0.62, head / 4.9))
    return Block(width, height, inset, head, body, top, bar_top, bar_height, dots, number)


def with_customer_code(block: Block, layout: str, reach: float = math.inf) -> Block:
    """``block`` with room for a customer bar code of the largest size its width takes, right under the name.

    Its quiet zone is taken from address, name and, down to :data:`_LEAST_BARS`, our own bars.
    Raises :class:`Misused` ``customer-code-too-narrow`` or ``customer-code-too-low`` with ``layout``.
    """
    size = customer_code.size_for(block.width)
    if size is None:
        raise Misused("customer-code-too-narrow", layout=layout, width=_tenths(customer_code.NARROWEST))
    # A dot more than the quiet zone: each code is moved to the nearest dot. Above it letters may hang down.
    foot, quiet = block.bar_top + block.bar_height, customer_code.QUIET + bars.DOT
    free = foot - block.top - block.head - size.height - 2 * quiet - _HANGING
    at_right = block.inner - bars.width_of(block.dots) - bars.quiet_of(block.dots)
    beside = free < _LEAST_BARS + _BEST_BODY and at_right >= _LONGEST_DIGITS
    if beside:
        foot, free = foot + _DIGITS, free + _DIGITS
    bar_height = min(block.bar_height, max(_LEAST_BARS, free - _BEST_BODY))
    body = free - bar_height
    if body < 2 * LEAST_SIZE * LEADING * _POINT:
        raise Misused("customer-code-too-low", layout=layout)
    return replace(
        block,
        body=body,
        bar_top=foot - bar_height,
        bar_height=bar_height,
        customer=size,
        customer_top=foot - bar_height - quiet - size.height,
        reach=reach,
        beside=beside,
    )


def _tenths(millimetres: float) -> str:
    """A least measure in words: rounded up."""
    return f"{math.ceil(10 * millimetres) / 10:g}"


def draw_block(pages: Pages, block: Block, item: Addressed, x: float, y: float, language: Language) -> Placed:
    """Draw ``item`` with the block's top left at (``x``, ``y``).

    Raises :class:`Misused` ``missing-glyph`` or ``too-long-to-draw``, both with the piece.
    """
    postal = postal_words(item, language)
    # In one look; a blank between them, so that no selector follows another text's ideograph.
    fonts.must_draw(f"{postal} {item.address} {item.building} {'' if item.by_hand else item.name}", item.piece)
    _head(pages, block, item, postal, (x, y), language)
    _body(pages, block, item, x + block.inset, y, language)
    placed = _code(pages, block, item.code, x, y)
    size = block.customer
    if size is None or not item.customer_code:
        return placed
    # In line with the text where label and printer leave room for that.
    furthest = min(x + block.width - customer_code.QUIET, block.reach) - size.width
    left = max(x + customer_code.QUIET, min(x + block.inset, furthest))
    drawn = pages.customer_code(item.customer_code, left, y + block.customer_top, size)
    return replace(placed, customer=drawn)


def draw_numbered(
    pages: Pages, block: Block, item: Numbered, x: float, y: float, words: str, language: Language
) -> Placed:
    """The same block for an enclosure: its name, the number, ``words`` where the address would be.

    Raises :class:`Misused` ``missing-glyph`` or ``too-long-to-draw``, both with the piece.
    """
    for text_ in (item.name, words):
        fonts.must_draw(text_, item.piece)
    _head(pages, block, item, item.name, (x, y), language)
    top = y + block.top + block.head + 0.8
    room = (block.body - 0.8) * MM
    sizes = (size for size in (11.0, 10.0, 9.0, 8.0, 7.0, LEAST_SIZE))
    tried = (fitted(words, fonts.REGULAR, size, block.inner * MM, LEAST_SCALE) for size in sizes)
    lines = next((lines for lines in tried if _tall(lines) <= room), None)
    if lines is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    for line in lines:
        pages.line_of(x + block.inset, top + _ASCENT * line.size * _POINT, line)
        top += line.size * LEADING * _POINT
    return _code(pages, block, item.code, x, y)


def postal_words(item: Addressed, language: Language) -> str:
    """What stands at the left of the block's first line."""
    return text(language, "paper", "block.postal", code=item.postal_code) if item.postal_code else ""


def _head(
    pages: Pages,
    block: Block,
    item: Addressed | Numbered,
    words: str,
    corner: tuple[float, float],
    language: Language,
) -> None:
    """``words`` at the left, tray and piece number at the right."""
    left, right = corner[0] + block.inset, corner[0] + block.width - block.inset
    base = corner[1] + block.top + block.head - 0.9
    number = str(item.piece)
    number_wide, tray, used = beside_number(block, number, item.tray, language)
    pages.text(right - number_wide, base, number, font=fonts.BOLD, size=block.number_size)
    pages.text(right - used, base, tray, size=6.5, grey=SOFT)
    line = head_line(block, words, used)
    if line is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    pages.line_of(left, base, line)


def beside_number(block: Block, number: str, tray: int, language: Language) -> tuple[float, str, float]:
    """Width of the number in millimetres, the words for the tray, and the width of both together."""
    number_wide = fonts.width(number, fonts.BOLD, block.number_size) * _POINT
    words, wide = _tray_words(tray, language, fonts.mark())
    return number_wide, words, number_wide + 1.6 + wide


def head_line(block: Block, words: str, used: float) -> Line | None:
    """``words`` as they stand beside the ``used`` millimetres of number and tray; None where they have no room."""
    return one_line(words, fonts.REGULAR, min(9.5, block.number_size * 0.66), (block.inner - used - 2) * MM)


@functools.lru_cache(maxsize=8)
def _tray_words(tray: int, language: Language, _mark: int) -> tuple[str, float]:
    """The words for a tray and their width in millimetres: those of a label are mostly those of the one before."""
    words = text(language, "paper", "block.tray", tray=tray) if tray else ""
    return words, fonts.width(words, fonts.REGULAR, 6.5) * _POINT


def _code(pages: Pages, block: Block, code: str, x: float, y: float) -> Placed:
    placed = pages.bars(code, x + block.inset, y + block.bar_top, block.bar_height, block.dots)
    if block.beside:
        pages.digits_beside(placed, bars.quiet_of(block.dots), 6.5)
    else:
        pages.digits_below(placed, 6.5)
    return placed


def _body(pages: Pages, block: Block, item: Addressed, left: float, y: float, language: Language) -> None:
    top = y + block.top + block.head
    fitting = fit(block, item, language)
    if fitting is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    address, name = fitting
    # What is left over opens the block a little under the postal code and above the bars.
    spare = block.body - (_tall(address) + _tall(name)) * _POINT - (_BLANK if item.by_hand else 0.0)
    baseline = top + min(1.2, 0.3 * spare)
    for line in address:
        pages.line_of(left, baseline + _ASCENT * line.size * _POINT, line)
        baseline += line.size * LEADING * _POINT
    baseline = top + block.body - min(0.7, 0.2 * spare) - _tall(name) * _POINT
    for line in name:
        baseline += line.size * LEADING * _POINT
        pages.line_of(left, baseline - (1 - _ASCENT) * line.size * _POINT, line)
    if item.by_hand:
        _blank_name(pages, left, top + block.body, block.inner, language)


def _blank_name(pages: Pages, left: float, foot: float, width: float, language: Language) -> None:
    """A ruled blank for a name written by hand, with a mark that says so and the title after it."""
    mark = text(language, "paper", "block.by_hand")
    wide = fonts.width(mark, fonts.REGULAR, 6) * _POINT
    pages.frame(left, foot - 3.4, wide + 1.6, 3.0, grey=SOFT)
    pages.text(left + 0.8, foot - 1.2, mark, size=6)
    title = _TITLES[0]
    after = fonts.width(title, fonts.BOLD, 10) * _POINT
    pages.rule(left + wide + 2.6, foot - 0.3, left + width - after - 1.2, foot - 0.3, points=0.7, grey=SOFT)
    pages.text(left + width, foot - 0.6, title, font=fonts.BOLD, size=10, align="right")


def longest(block: Block) -> tuple[int, int] | None:
    """So many characters of address and of building, and of a name, that are no wider than the type size always fit.

    None where the block has no room for a line of each.
    """
    address_size, name_size, least = _sizes(block.body)[-1]
    if (2 * address_size + name_size) * LEADING > block.body * MM:
        return None
    room = block.inner * MM / least
    return int(room / address_size), int(room / name_size)


@functools.lru_cache(maxsize=8)
def _sizes(body: float) -> tuple[tuple[float, float, float], ...]:
    """Address size, name size and least condensing that a body of so many millimetres tries in turn."""
    grown = min(1.3, max(0.62, body / _BEST_BODY))
    return tuple(
        (max(LEAST_SIZE, _ADDRESS_SIZE * grown * size), max(LEAST_SIZE, _NAME_SIZE * grown * size), least)
        for size, least in _STEPS
    )


def fit(
    block: Block, item: Addressed, language: Language, *, smallest_first: bool = False
) -> tuple[list[Line], list[Line]] | None:
    """Address lines and name lines that fit the body together; None where none of a legible size do.

    The largest type that fits; ``smallest_first`` answers sooner, for who only asks whether any does.
    """
    wide = block.inner * MM
    room = (block.body - (_BLANK if item.by_hand else 0.0)) * MM
    name = "" if item.by_hand else _titled(item.name, language)
    inks = (_ink(item.address), _ink(item.building))
    ways = (((item.address, item.building), inks), ((f"{item.address}　{item.building}",), (sum(inks),)))
    sizes, mark = _sizes(block.body), fonts.mark()
    for address_size, name_size, least in reversed(sizes) if smallest_first else sizes:
        names = _names(name, name_size, wide, min(least, 0.8), mark)
        rest = room - _tall(names)
        most, full = rest / (address_size * LEADING), wide / (address_size * least)
        for parts, needed in ways:
            # Most steps are passed over here: breaking lines costs more than all the rest of a label.
            if sum([math.ceil(ink / full) for ink in needed]) > most:
                continue
            lines = [line for part in parts for line in fitted(part, fonts.REGULAR, address_size, wide, least)]
            if _tall(lines) <= rest:
                return lines, names
    return None


@functools.lru_cache(maxsize=16)
def _names(name: str, size: float, wide: float, least: float, _mark: int) -> list[Line]:
    """The lines of a name, which several steps try at one size."""
    # A name in one line, even condensed, is read faster than a name in two.
    lines = fitted(name, fonts.BOLD, size, wide, least)
    if len(lines) > 1:
        # A long name gives way before it makes the address small.
        lines = fitted(name, fonts.BOLD, max(LEAST_SIZE, 0.8 * size), wide, least)
    return lines


def _ink(text: str) -> float:
    """Width of ``text`` at one point without its blanks, which may fall at the end of a line."""
    return fonts.width("".join(text.split()), fonts.REGULAR, 1)


def _tall(lines: list[Line]) -> float:
    return sum([line.size for line in lines]) * LEADING


def _titled(name: str, language: Language) -> str:
    name = name.strip()
    return name if name.endswith(_TITLES) else text(language, "paper", "block.name", name=name)
