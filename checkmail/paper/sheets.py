"""Label sheets: where each label of a page is. Data in ``layouts/labels/*.toml``.

All lengths are millimetres from the top left corner of the page. A layout that would
print beside its labels or beside its page is refused when it is read, not when ten
sheets are spoiled.
"""

from __future__ import annotations

import math
import tomllib
import unicodedata
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from checkmail.errors import Misused
from checkmail.paper import bars
from checkmail.resources import shipped

DEFAULT_SHEET: Final = "28369"
"""A-one 28369: 24 labels of 66 × 33.9 mm on A4."""

_SLACK: Final = 0.05
"""Millimetres that the rounding of a published figure may be off."""
_LENGTHS: Final = ("page_width", "page_height", "label_width", "label_height", "x0", "y0", "dx", "dy")


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

    def place(self, index: int) -> tuple[int, int, float, float]:
        """Column, row and top left corner of label ``index`` (from 0, row by row) of a page."""
        if not 0 <= index < self.labels:
            raise ValueError(f"label {index} is not on a sheet of {self.labels}")
        row, column = divmod(index, self.columns)
        return column, row, self.x0 + column * self.dx, self.y0 + row * self.dy


def sheet_names() -> list[str]:
    """Brand and part of every shipped layout, sorted."""
    return sorted(sheet.name for sheet in _shipped())


def find_sheet(name: str) -> Sheet:
    """The shipped layout with this part number, alone or after its brand: ``28369``, ``A-one 28369``.

    A part that is listed as having the same layout is found too; a part of its own goes first.
    Raises :class:`Misused` ``layout-unknown`` where there is none.
    """
    wanted = _key(name)
    sheets = _shipped()
    for sheet in sheets:
        if wanted in (_key(sheet.part), _key(sheet.name)):
            return sheet
    for sheet in sheets:
        if any(wanted in (_key(part), _key(f"{sheet.brand}{part}")) for part in sheet.same_layout):
            return sheet
    raise Misused("layout-unknown", layout=name)


def read_sheet(path: Path) -> Sheet:
    """The layout in a TOML file, shipped or the office's own.

    Raises :class:`Misused`: ``layout-unreadable``, ``layout-off-page``, ``layout-overlaps`` or
    ``layout-too-narrow``.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Misused("layout-unreadable", layout=path.name) from None
    sheet = _sheet(tree, path.name)
    _check(sheet)
    return sheet


def _shipped() -> list[Sheet]:
    return [read_sheet(path) for path in sorted((shipped("layouts") / "labels").glob("*.toml"))]


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c.isalnum())


def _sheet(tree: dict[str, Any], layout: str) -> Sheet:
    known = {field.name for field in fields(Sheet)}
    needed = {"brand", "part", "columns", "rows", *_LENGTHS}
    if set(tree) - known or needed - set(tree):
        raise Misused("layout-unreadable", layout=layout)
    sizes = [tree[key] for key in _LENGTHS]
    counts = [tree["columns"], tree["rows"]]
    if (
        any(type(size) not in (int, float) or not math.isfinite(size) for size in sizes)
        or any(type(count) is not int for count in counts)
        or any(type(tree[key]) is not str for key in ("brand", "part"))
    ):
        raise Misused("layout-unreadable", layout=layout)
    return Sheet(
        **{
            **tree,
            **{key: float(tree[key]) for key in _LENGTHS},
            "same_layout": tuple(map(str, tree.get("same_layout", ()))),
            "agrees_with": tuple(map(str, tree.get("agrees_with", ()))),
        }
    )


def _check(sheet: Sheet) -> None:
    """Refuse what cannot be printed."""
    sizes = (sheet.page_width, sheet.page_height, sheet.label_width, sheet.label_height, sheet.dx, sheet.dy)
    if min(sheet.columns, sheet.rows) < 1 or min(sizes) <= 0:
        raise Misused("layout-unreadable", layout=sheet.name)
    right = sheet.x0 + (sheet.columns - 1) * sheet.dx + sheet.label_width
    bottom = sheet.y0 + (sheet.rows - 1) * sheet.dy + sheet.label_height
    if min(sheet.x0, sheet.y0) < 0 or right > sheet.page_width + _SLACK or bottom > sheet.page_height + _SLACK:
        raise Misused("layout-off-page", layout=sheet.name)
    if (sheet.columns > 1 and sheet.dx < sheet.label_width - _SLACK) or (
        sheet.rows > 1 and sheet.dy < sheet.label_height - _SLACK
    ):
        raise Misused("layout-overlaps", layout=sheet.name)
    if bars.dots_for(sheet.label_width) is None:
        raise Misused("layout-too-narrow", layout=sheet.name)
