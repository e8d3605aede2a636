"""The label sheets there are: those of ``layouts/labels/`` and the office's own, and how one is found.

A sheet is found by its part number, alone or after its brand, by a part of the same layout, or by what
stands on the packet: labels on a page and their size. An own layout is one file in the folder of
:func:`checkmail.resources.own_layouts`; one that cannot be used is refused when it is named and hides no other.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.paper.layouts import UNREACHED, Sheet, corrected, name_in, read_sheet, read_tree, sheet_in
from checkmail.resources import own_layouts, shipped

__all__ = [
    "DEFAULT_SHEET",
    "UNREACHED",
    "Sheet",
    "Shelved",
    "corrected",
    "find_sheet",
    "read_sheet",
    "sheet_names",
    "shelf",
]

DEFAULT_SHEET: Final = "28369"
"""A-one 28369: 24 labels of 66 × 33.9 mm on A4."""

_MOST_FILES: Final = 500
"""Own layouts that are looked at: a folder of the user's may be another's by mistake."""
_MOST_NAMED: Final = 5
"""Sheets that one sentence names."""
_SAME: Final = 0.15
"""Millimetres two makers' figures of one layout differ at most (``agrees_with`` of the shipped layouts)."""
_ROUNDED: Final = 0.051
"""Millimetres a size on a packet is rounded by."""
_FACES: Final = re.compile(
    r"(?:(?P<faces>[0-9]{1,4})(?:\s*(?P<said>面)|(?=[\s,、(])))?[\s,、(]*"
    r"(?:(?P<width>[0-9]{1,3}(?:\.[0-9]{1,5})?)\s*(?:mm|ミリ)?\s*[×x*✕✖╳]\s*"
    r"(?P<height>[0-9]{1,3}(?:\.[0-9]{1,5})?)\s*(?:mm|ミリ)?)?\)?"
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One layout's file, usable or not."""

    file: Path
    own: bool
    """In the office's own folder."""
    sheet: Sheet | None
    """None: the file cannot be used."""
    name: str
    """Brand and part, or the file's name where it gives itself none."""
    fault: Misused | None = None
    replaces: bool = False
    """An own layout that stands for the shipped one of its brand and part."""

    @property
    def said(self) -> str:
        """The name; of an own layout with its file, because two may have one name."""
        return f"{self.name} ({self.file.name})" if self.own else self.name


def sheet_names() -> list[str]:
    """Brand and part of every shipped layout, sorted."""
    return sorted(one.name for one in _ours())


def shelf() -> list[Shelved]:
    """Every layout, the office's own first; a shipped one that an own one stands for is left out."""
    own = [_shelved(file, own=True) for file in _own_files()]
    names, taken = {_key(one.name) for one in _ours()}, {_key(one.name) for one in own}
    replacing = [replace(one, replaces=_key(one.name) in names) for one in own]
    return [*replacing, *(one for one in _ours() if _key(one.name) not in taken)]


def find_sheet(name: str) -> Sheet:
    """The layout called ``name``: ``28369``, ``A-one 28369``, ``12面 86.4×42.3``, ``24面``, or an own file's name.

    A part that is listed as having the same layout is found too; a part of its own goes first, and both go
    before faces and size. Layouts of the same places are one answer, the first of them.
    Raises :class:`Misused`: ``layout-unknown``, ``layout-ambiguous``, and for an own layout that cannot be
    used what :func:`read_sheet` says of it.
    """
    there = shelf()
    for found in (_by_name(there, _key(name)), _by_same_layout(there, _key(name)), _by_faces(there, name)):
        if found:
            return _the_one(found, name)
    raise Misused("layout-unknown", layout=name[:40], near=_near(there, name))


def _own_files() -> list[Path]:
    try:
        files = [file for file in sorted(own_layouts().glob("*.toml")) if file.is_file()]
    except (OSError, ValueError):
        # A folder that cannot be looked into holds no layouts; nothing else depends on it.
        return []
    return files[:_MOST_FILES]


@functools.cache
def _ours() -> tuple[Shelved, ...]:
    """The shipped layouts: while a program runs they do not change."""
    return tuple(_shelved(file, own=False) for file in sorted((shipped("layouts") / "labels").glob("*.toml")))


def _shelved(file: Path, *, own: bool) -> Shelved:
    name = ""
    try:
        tree = read_tree(file)
        name = name_in(tree)
        sheet = sheet_in(tree, file.name)
    except Misused as fault:
        if not own:
            raise
        return Shelved(file, own, None, name or file.stem, fault)
    return Shelved(file, own, sheet, sheet.name)


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c.isalnum())


def _by_name(there: Sequence[Shelved], wanted: str) -> list[Shelved]:
    found = [one for one in there if wanted and wanted in (_key(one.name), _part_key(one))]
    return found or [
        one for one in there if wanted and one.own and wanted in (_key(one.file.stem), _key(one.file.name))
    ]


def _part_key(one: Shelved) -> str:
    return _key(one.sheet.part) if one.sheet else _key(one.name.rpartition(" ")[2])


def _by_same_layout(there: Sequence[Shelved], wanted: str) -> list[Shelved]:
    return [
        one
        for one in there
        if wanted and one.sheet
        and any(wanted in (_key(part), _key(f"{one.sheet.brand}{part}")) for part in one.sheet.same_layout)
    ]  # fmt: skip


def _by_faces(there: Sequence[Shelved], name: str) -> list[Shelved]:
    """Layouts of so many labels a page, of such a size, or both."""
    asked = _FACES.fullmatch(unicodedata.normalize("NFKC", name).casefold().strip())
    # A bare number is a part that nobody knows.
    if asked is None or not (asked["said"] or asked["width"]):
        return []
    return [one for one in there if one.sheet and _is_asked(one.sheet, asked)]


def _is_asked(sheet: Sheet, asked: re.Match[str]) -> bool:
    if asked["faces"] and int(asked["faces"]) != sheet.labels:
        return False
    sizes = ((asked["width"], sheet.label_width), (asked["height"], sheet.label_height))
    return all(typed is None or abs(float(typed) - size) < _ROUNDED for typed, size in sizes)


def _the_one(found: Sequence[Shelved], name: str) -> Sheet:
    """The layout that all usable ones of ``found`` are, where they are one."""
    sheets = [one.sheet for one in found if one.sheet]
    if not sheets:
        raise next(one.fault for one in found if one.fault)
    if not all(_same_places(sheet, sheets[0]) for sheet in sheets[1:]):
        raise Misused("layout-ambiguous", layout=name[:40], candidates=_named(_distinct(found)))
    return sheets[0]


def _same_places(one: Sheet, other: Sheet) -> bool:
    if (one.columns, one.rows) != (other.columns, other.rows):
        return False
    lengths = ("page_width", "page_height", "label_width", "label_height", "x0", "y0", "dx", "dy")
    return all(abs(getattr(one, length) - getattr(other, length)) <= _SAME for length in lengths)


def _distinct(found: Sequence[Shelved]) -> list[str]:
    """One name for each set of places."""
    kept: list[Shelved] = []
    for one in found:
        if one.sheet and not any(other.sheet and _same_places(one.sheet, other.sheet) for other in kept):
            kept.append(one)
    return [f"{one.said} {one.sheet.size}" for one in kept if one.sheet]


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return "、".join(names[:_MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")


def _near(there: Sequence[Shelved], name: str) -> str:
    """Layouts whose names are nearly ``name``; a dash where none is."""
    keys = {_key(one.name): one.said for one in there}
    for one in there:
        for part in (one.sheet.part, *one.sheet.same_layout) if one.sheet else ():
            keys.setdefault(_key(part), one.said)
    close = difflib.get_close_matches(_key(name)[:40], keys, n=_MOST_NAMED, cutoff=0.6)
    return _named(list(dict.fromkeys(keys[key] for key in close))) or "—"
