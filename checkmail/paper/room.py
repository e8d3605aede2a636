"""Whether addresses have room at a legible size, asked before anything is drawn.

Nothing is ever cut: a text is wrapped, then made smaller and condensed (:mod:`.fitting`), and what
still has no room is said here, for all the pieces of a job at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from checkmail.locale import Language
from checkmail.paper import fonts
from checkmail.paper.block import Block, beside_number, fit, head_line, longest, postal_words
from checkmail.paper.facts import Addressed

TITLE: Final = 4
"""Characters that a name gets at most: a blank and its title."""
_DIGITS: Final = str.maketrans("123456789", "0" * 9)
_LOST: Final = "〓"
"""Stands for a character that no font has: the finding about it is another."""


def too_long(block: Block, items: Iterable[Addressed], language: Language) -> list[int]:
    """The pieces whose address has no room in ``block``, in their order."""
    sure = longest(block)
    heads: dict[tuple[str, int, int], bool] = {}
    out = []
    for item in items:
        number, postal = len(str(item.piece)), item.postal_code
        key = (postal.translate(_DIGITS), number, item.tray)
        if key not in heads:
            heads[key] = _head_fits(block, *key, language)
        if not heads[key] or not (_surely(item, sure) or _body_fits(block, item, language)):
            out.append(item.piece)
    return out


def _surely(item: Addressed, sure: tuple[int, int] | None) -> bool:
    """Measured by counting alone, which nearly all addresses pass."""
    return (
        sure is not None
        and not item.by_hand
        and max(len(item.address), len(item.building)) <= sure[0]
        and len(item.name) + TITLE <= sure[1]
        and not fonts.wide(f"{item.address}{item.building}{item.name}")
    )


def _body_fits(block: Block, item: Addressed, language: Language) -> bool:
    name, address, building = (_with_lost(part) for part in (item.name, item.address, item.building))
    shown = replace(item, name=name, address=address, building=building)
    return fit(block, shown, language, smallest_first=True) is not None


def _head_fits(block: Block, postal: str, digits: int, tray: int, language: Language) -> bool:
    """Whether the widest number of so many digits leaves room for the widest postal code like this one."""
    number, code = (
        max("0123456789", key=lambda digit: fonts.width(digit, font, 1)) for font in (fonts.BOLD, fonts.REGULAR)
    )
    item = Addressed("", 0, tray, 1, _with_lost(postal).replace("0", code), "", "", "")
    _, _, used = beside_number(block, number * digits, tray, language)
    return head_line(block, postal_words(item, language), used) is not None


def _with_lost(text: str) -> str:
    for character in fonts.missing(text):
        text = text.replace(character, _LOST)
    return text
