"""Long names and addresses: wrapped, smaller, condensed, or told; never cut, never outside their label."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import ImageDraw, ImageOps

from checkmail.errors import Misused
from checkmail.paper import fonts
from checkmail.paper.block import Block, fit, longest
from checkmail.paper.covers import cover_block, draw_covers
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.fitting import LEAST_SCALE, LEAST_SIZE
from checkmail.paper.fontfile import FontFile
from checkmail.paper.labels import draw_labels, label_block
from checkmail.paper.room import too_long
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Kind

from .own_font import own_font
from .seen import BATCH, picture, piece

SHEETS = ("28369", "28362", "28368", "29194", "hisago-elm002")
"""Unlike each other: the usual one, a wide one, the narrowest, the lowest and the largest."""
POINT = 72 / 25.4
DPI = 100
JOB = Job(BATCH, "通知", 3, datetime(2026, 11, 22, tzinfo=UTC))

_LETTERS = st.sampled_from(
    "架空県市郡町村大字一二三丁目番地号東西南北山田川中アパートマンション・ーヴィラabcXYZ0123456789-（）、　 𠮷髙葛ｱﾞ"
)
_PARTS = st.sampled_from(
    ["コーポラティブハウス", "1234-5678-90", "ー" * 9, "「" * 5, "、。" * 4, "Residence", "第十八", "　"]
)
_ANY = st.one_of(st.text(_LETTERS, max_size=120), st.lists(_PARTS, max_size=12).map(lambda parts: "".join(parts)[:120]))
_NAME = _ANY.filter(str.strip)
"""A name that is all blanks is a finding of its own."""
_ADDRESS = st.tuples(_NAME, _ANY, _ANY, st.booleans(), st.integers(1, 99_999))
Given = tuple[str, str, str, bool, int]


def addressed(given: Given, kind: Kind = Kind.LABEL) -> Addressed:
    name, address, building, by_hand, number = given
    return piece(number, kind, name=name, address=address, building=building, by_hand=by_hand)


class Drawn(NamedTuple):
    """A character on a page, its ink in millimetres from the top left."""

    character: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    """Points."""


def characters(pdf: Path, page: int = 0) -> list[Drawn]:
    out = []
    with pdfium.PdfDocument(pdf) as document:
        tall, read = document[page].get_height(), document[page].get_textpage()
        for index in range(read.count_chars()):
            # A hyphen at a line's end is told as a mark of its own.
            sign = chr(pdfium.raw.FPDFText_GetUnicode(read.raw, index)).replace("\x02", "-")
            left, bottom, right, top = read.get_charbox(index)
            box = (left / POINT, (tall - top) / POINT, right / POINT, (tall - bottom) / POINT)
            if not sign.isspace():
                out.append(Drawn(sign, *box, pdfium.raw.FPDFText_GetFontSize(read.raw, index)))
        read.close()
    return out


def units(text: str) -> list[str]:
    """The text as the reader counts characters: two halves for one beyond two bytes."""
    spelled = text.encode("utf-16-be")
    return [chr(int.from_bytes(spelled[at : at + 2], "big")) for at in range(0, len(spelled), 2)]


def check_drawn(found: list[Drawn], item: Addressed, x: float, y: float, block: Block) -> None:
    """Every character of the address is in the block's body, whole, at a legible size."""
    top, foot = y + block.top + block.head, y + block.top + block.head + block.body
    inside = [
        one for one in found if x < one.right and one.left < x + block.width and top < one.bottom and one.top < foot
    ]
    text = f"{item.address}{item.building}{'' if item.by_hand else item.name}"
    wanted = Counter(units("".join(text.split())))
    assert not wanted - Counter(one.character for one in inside), "something was cut"
    for one in inside:
        assert x + block.inset - 0.6 <= one.left, one
        assert one.right <= x + block.width - block.inset + 0.6, one
        assert top - 0.2 <= one.top, one
        assert one.bottom <= foot + 0.8, one
        assert one.size >= LEAST_SIZE - 0.01, one
    lines = [line for part in fit(block, item, "ja") or () for line in part]
    assert all(line.scale >= LEAST_SCALE - 1e-9 for line in lines)


@pytest.mark.parametrize("name", SHEETS)
@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(given=st.lists(_ADDRESS, min_size=6, max_size=12))
def test_addresses_are_drawn_whole_on_their_labels_or_told(
    tmp_path_factory: pytest.TempPathFactory, name: str, given: list[Given]
) -> None:
    folder, sheet = tmp_path_factory.mktemp("labels"), find_sheet(name)
    block = label_block(sheet)
    fitting = []
    for item in map(addressed, given):
        if too_long(block, [item], "ja"):
            with pytest.raises(Misused, match="too-long-to-draw"):
                draw_labels(folder / "never.pdf", JOB, sheet, [item])
        else:
            fitting.append(item)
    assert not list(folder.iterdir())
    if not (fitting := fitting[: sheet.labels]):
        return
    draw_labels(folder / "l.pdf", JOB, sheet, fitting)
    found = characters(folder / "l.pdf")
    page = ImageOps.invert(picture(folder / "l.pdf", dpi=DPI))
    blank = ImageDraw.Draw(page)
    blank.rectangle((0, 0, page.width, max(0.0, sheet.y0 - 0.5) * DPI / 25.4), fill=0)
    for index, item in enumerate(fitting):
        _, _, x, y = sheet.place(index)
        check_drawn(found, item, x, y, block)
        corners = (x, y, x + sheet.label_width, y + sheet.label_height)
        blank.rectangle(tuple(round(part * DPI / 25.4) for part in corners), fill=0)
    assert page.getbbox() is None, "there is ink beside the labels"


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(given=_ADDRESS)
def test_addresses_are_drawn_whole_in_the_window_or_told(
    tmp_path_factory: pytest.TempPathFactory, given: Given
) -> None:
    folder, item, block = tmp_path_factory.mktemp("covers"), addressed(given, Kind.COVER), cover_block()
    if too_long(block, [item], "ja"):
        with pytest.raises(Misused, match="too-long-to-draw"):
            draw_covers(folder / "c.pdf", JOB, [item])
        assert not list(folder.iterdir())
        return
    (placed,) = draw_covers(folder / "c.pdf", JOB, [item])
    check_drawn(characters(folder / "c.pdf"), item, placed.x - block.inset, placed.y - block.bar_top, block)


@pytest.mark.parametrize("name", ["28369", "28362", "hisago-elm002"])
@pytest.mark.parametrize("letter", ["國", "ー", "W", "「", "1"])
def test_what_counting_alone_lets_through_has_room(name: str, letter: str) -> None:
    block = label_block(find_sheet(name))
    sure = longest(block)
    assert sure is not None
    item = piece(1, address=letter * sure[0], building=letter * sure[0], name=letter * (sure[1] - 4))
    assert fit(block, item, "ja") is not None


def test_a_job_is_told_of_all_its_pieces_at_once() -> None:
    long = {3: "国" * 119, 17: "町" * 120}
    items = [piece(n, address=long.get(n, "架空市1番"), building=long.get(n, "")) for n in range(1, 30)]
    assert too_long(label_block(find_sheet("28369")), items, "ja") == [3, 17]
    assert too_long(label_block(find_sheet("hisago-elm002")), items, "ja") == []


def test_a_postal_code_or_a_number_without_room_is_told() -> None:
    block = label_block(find_sheet("28368"))
    assert too_long(block, [piece(7, postal_code="065-0021" * 9)], "ja") == [7]
    assert too_long(block, [piece(7, postal_code="065-0021")], "ja") == []


def test_a_letter_that_no_font_has_takes_the_room_of_one() -> None:
    """The finding about it is another; its row may be accepted and its name written by hand."""
    block = label_block(find_sheet("28369"))
    assert too_long(block, [piece(1, address="\ue000" * 30, name="\ue001")], "ja") == []
    assert too_long(block, [piece(1, address="\ue000" * 400)], "ja") == [1]


def test_the_room_is_that_of_the_fonts_in_force(tmp_path: Path) -> None:
    """Nothing that was measured in one chain of fonts is taken for the same in another."""
    block = label_block(find_sheet("28369"))
    narrow = FontFile.of(own_font(tmp_path / "own.ttf", {"山": "1"}))
    item = piece(1, name="山" * 20, address="山" * 100, building="")
    with fonts.standing([narrow]):
        narrowly = fit(block, item, "ja")
    widely = fit(block, item, "ja")
    assert narrowly
    assert widely
    lines = [line for part in widely for line in part]
    assert max(line.width for line in lines) <= block.inner * POINT + 0.01
    assert min(line.scale for line in lines) >= LEAST_SCALE
