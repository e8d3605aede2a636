"""A layout of labels as data: one TOML file a sheet, the shipped ones and the office's own.

All lengths are millimetres from the top left corner of the page. A layout that would
print beside its labels or beside its page is refused when it is read, not when ten
sheets are spoiled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from checkmail.errors import Misused
from checkmail.paper import bars
from checkmail.paper.block import block_for
from checkmail.paper.form_files import read_toml
from checkmail.rules.printers import TRUE, UNIT, Correction

UNREACHED: Final = 5.0
"""Millimetres at the page's edge that office printers leave white."""

_SLACK: Final = 0.05
"""Millimetres that the rounding of a published figure may be off."""
_PLAY_ACROSS: Final = 2.0
"""Millimetres that a corrected label may lie beyond its page or over its neighbour: nothing is drawn
nearer than 3.4 mm to a label's left and right edge (:func:`.block.block_for`)."""
_PLAY_DOWN: Final = 1.0
"""The same downwards, where 1.2 mm stay blank."""
_LARGEST_PAGE: Final = 600.0
"""Millimetres; A2 is 594 long."""
_MOST_TEXTS: Final = 100
_LONGEST_TEXT: Final = 400
_LENGTHS: Final = ("page_width", "page_height", "label_width", "label_height", "x0", "y0", "dx", "dy")
_NAMES: Final = ("brand", "part")
_NAME: Final = re.compile(r"[\w.+-](?:[\w .+&-]{0,30}[\w.+-])?")
"""What a brand or a part may be called: it stands in the ledger, as a desk's name does (R25)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One layout of labels on a page."""

    brand: str
    part: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    x0: float
    """Left edge of the first label."""
    y0: float
    """Top edge of the first label."""
    dx: float
    """From one label's left edge to the next one's."""
    dy: float
    """From one label's top edge to the next one's."""
    same_layout: tuple[str, ...] = ()
    """Other part numbers with the same places."""
    source: str = ""
    """Where the figures stand."""
    agrees_with: tuple[str, ...] = ()
    """Parts of another maker whose figures, from another source, are the same within 0.15 mm."""

    @property
    def labels(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows

    @property
    def name(self) -> str:
        """Brand and part, as people say it."""
        return f"{self.brand} {self.part}"

    @property
    def size(self) -> str:
        """A label's width and height, as it stands on a packet: ``86.4×42.3``."""
        return "×".join(f"{length:.2f}".rstrip("0").rstrip(".") for length in (self.label_width, self.label_height))

    @property
    def right(self) -> float:
        """Right edge of the last column."""
        return self.x0 + (self.columns - 1) * self.dx + self.label_width

    @property
    def bottom(self) -> float:
        """Bottom edge of the last row."""
        return self.y0 + (self.rows - 1) * self.dy + self.label_height

    @property
    def beyond_reach(self) -> float:
        """Width of the strip of the outer labels that a printer leaves white; 0 where it reaches them whole."""
        return max(0.0, UNREACHED - min(self.x0, self.page_width - self.right))

    def place(self, index: int) -> tuple[int, int, float, float]:
        """Column, row and top left corner of label ``index`` (from 0, row by row) of a page."""
        if not 0 <= index < self.labels:
            raise ValueError(f"label {index} is not on a sheet of {self.labels}")
        row, column = divmod(index, self.columns)
        return column, row, self.x0 + column * self.dx, self.y0 + row * self.dy


def read_sheet(path: Path) -> Sheet:
    """The layout in a TOML file, shipped or the office's own.

    Raises :class:`Misused`: ``layout-unreadable``, ``layout-not-positive``, ``layout-off-page``, ``layout-overlaps``,
    ``layout-too-narrow`` or ``layout-too-low``.
    """
    return sheet_in(read_tree(path), path.name)


def sheet_in(tree: dict[str, Any], layout: str) -> Sheet:
    """The layout that a file of the name ``layout`` says; raises as :func:`read_sheet`."""
    sheet = _sheet(tree, layout)
    _check(sheet)
    return sheet


def read_tree(path: Path) -> dict[str, Any]:
    """What a layout's file says, not judged yet; raises :class:`Misused` ``layout-unreadable``."""
    tree = read_toml(path)
    if tree is None:
        raise Misused("layout-unreadable", layout=path.name)
    return tree


def name_in(tree: dict[str, Any]) -> str:
    """Brand and part that a file gives itself; empty where it gives none that can be said."""
    brand, part = (tree.get(key) for key in _NAMES)
    return f"{brand} {part}" if _is_name(brand) and _is_name(part) else ""


def corrected(sheet: Sheet, correction: Correction) -> Sheet:
    """``sheet`` as one printer must be told it: places moved, spread and stretched; labels keep their size.

    Raises :class:`Misused` ``correction-off-page`` or ``correction-overlaps`` where labels would then leave
    their page, or lie over each other, by more than their blank edge.
    """
    across, down = TRUE / correction.scale_x, TRUE / correction.scale_y
    moved = replace(
        sheet,
        x0=sheet.x0 * across + correction.offset_x / UNIT,
        y0=sheet.y0 * down + correction.offset_y / UNIT,
        dx=sheet.dx * across + correction.pitch_x / UNIT,
        dy=sheet.dy * down + correction.pitch_y / UNIT,
    )
    play = (_PLAY_ACROSS + _SLACK, _PLAY_DOWN + _SLACK)
    if _off_page(moved, *play):
        raise Misused("correction-off-page", layout=sheet.name)
    if _overlaps(moved, *play):
        raise Misused("correction-overlaps", layout=sheet.name)
    block_for(moved.label_width, moved.label_height, moved.beyond_reach, moved.name)
    return moved


def _is_name(value: object) -> bool:
    return type(value) is str and _NAME.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return type(value) is str and len(value) <= _LONGEST_TEXT and value.isprintable()


def _sheet(tree: dict[str, Any], layout: str) -> Sheet:
    known = {field.name for field in fields(Sheet)}
    needed = {*_NAMES, "columns", "rows", *_LENGTHS}
    if set(tree) - known or needed - set(tree):
        raise Misused("layout-unreadable", layout=layout)
    lists = [tree.get("same_layout", []), tree.get("agrees_with", [])]
    # Compared before it is made a float: nan fails, and an integer may be too large for one.
    usable = (
        all(type(tree[key]) in (int, float) and -_LARGEST_PAGE <= tree[key] <= _LARGEST_PAGE for key in _LENGTHS)
        and all(type(tree[key]) is int for key in ("columns", "rows"))
        and all(_is_name(tree[key]) for key in _NAMES)
        and all(type(texts) is list and len(texts) <= _MOST_TEXTS and all(map(_is_text, texts)) for texts in lists)
        and _is_text(tree.get("source", ""))
    )
    if not usable:
        raise Misused("layout-unreadable", layout=layout)
    lengths = {key: float(tree[key]) for key in _LENGTHS}
    return Sheet(**{**tree, **lengths, "same_layout": tuple(lists[0]), "agrees_with": tuple(lists[1])})


def _check(sheet: Sheet) -> None:
    """Refuse what cannot be printed."""
    sizes = (sheet.page_width, sheet.page_height, sheet.label_width, sheet.label_height, sheet.dx, sheet.dy)
    if min(sheet.columns, sheet.rows) < 1 or min(sizes) <= 0:
        raise Misused("layout-not-positive", layout=sheet.name)
    # A column or a row more than a page can hold, before anything is multiplied by it.
    if (
        max(sheet.columns, sheet.rows) > _LARGEST_PAGE
        or min(sheet.x0, sheet.y0) < 0
        or _off_page(sheet, _SLACK, _SLACK)
    ):
        raise Misused("layout-off-page", layout=sheet.name)
    if _overlaps(sheet, _SLACK, _SLACK):
        raise Misused("layout-overlaps", layout=sheet.name)
    if bars.dots_for(sheet.label_width) is None:
        raise Misused("layout-too-narrow", layout=sheet.name)
    block_for(sheet.label_width, sheet.label_height, sheet.beyond_reach, sheet.name)


def _off_page(sheet: Sheet, across: float, down: float) -> bool:
    """Whether labels lie outside the page by more than so many millimetres."""
    return (
        min(sheet.x0, sheet.page_width - sheet.right) < -across
        or min(sheet.y0, sheet.page_height - sheet.bottom) < -down
    )


def _overlaps(sheet: Sheet, across: float, down: float) -> bool:
    """Whether labels lie over each other by more than so many millimetres."""
    return (sheet.columns > 1 and sheet.dx < sheet.label_width - across) or (
        sheet.rows > 1 and sheet.dy < sheet.label_height - down
    )
