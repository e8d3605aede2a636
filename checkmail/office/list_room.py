"""What a list's addresses must fit: the label or the window they will most likely be printed for."""

from __future__ import annotations

from checkmail.intake.checks.context import Room
from checkmail.paper.block import longest
from checkmail.paper.covers import cover_block
from checkmail.paper.facts import Addressed
from checkmail.paper.labels import label_block
from checkmail.paper.room import TITLE, too_long
from checkmail.paper.sheets import find_sheet
from checkmail.rules.documents import DocumentSet
from checkmail.rules.printing import DEFAULT_SHEET
from checkmail.rules.text import composed_kana


def room_of(documents: DocumentSet) -> Room:
    """The label of the sheet that is used where nobody names one; of a batch without labels, the window."""
    label = documents.envelope == "label"
    block = label_block(find_sheet(DEFAULT_SHEET)) if label else cover_block()
    address, person = longest(block) or (0, 0)

    def fits(name: str, address: str, building: str) -> bool:
        item = Addressed("", 1, 1, 1, "", composed_kana(address), composed_kana(building), composed_kana(name))
        return not too_long(block, [item], "ja")

    sure = {"name": max(0, person - TITLE), "address": address, "building": address}
    return Room("label" if label else "window", DEFAULT_SHEET if label else "", sure, fits)
