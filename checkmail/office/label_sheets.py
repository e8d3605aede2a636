"""The label sheets that can be printed on, for whoever chooses one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from checkmail.errors import CheckmailError
from checkmail.paper.sheets import Shelved, shelf
from checkmail.resources import own_layouts


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """One layout as a person chooses it."""

    name: str
    """Brand and part."""
    faces: str
    """What stands on its packet: ``12面 86.4×42.3``; empty where the file cannot be used."""
    page: str
    """Width and height of the page, ``210×297``."""
    same_layout: tuple[str, ...]
    """Parts that are printed alike."""
    own: bool
    """The office's own, not shipped."""
    replaces: bool
    """An own layout that stands for the shipped one of its name."""
    file: str
    """What to copy for an own layout."""
    fault: CheckmailError | None
    """Why it cannot be used; None where it can."""


def list_sheets(words: str = "") -> list[LabelSheet]:
    """Every layout in which each of ``words`` occurs (name, faces, size, parts alike), the office's own first.

    An own file that cannot be used is listed with its fault and hides no other.
    """
    wanted = _plain(words).split()
    return [
        sheet
        for sheet in map(_sheet, shelf())
        if all(word in _plain(" ".join((sheet.name, sheet.faces, *sheet.same_layout, sheet.file))) for word in wanted)
    ]


def folder_of_own() -> str:
    """Where an own layout's file is put."""
    return str(own_layouts())


def _sheet(one: Shelved) -> LabelSheet:
    sheet = one.sheet
    return LabelSheet(
        one.name,
        f"{sheet.labels}面 {sheet.size}" if sheet else "",
        f"{sheet.page_width:g}×{sheet.page_height:g}" if sheet else "",
        sheet.same_layout if sheet else (),
        one.own,
        one.replaces,
        str(one.file),
        one.fault,
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.replace("*", "×").replace("✕", "×").replace("mm", "")
