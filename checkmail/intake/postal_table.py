"""Japan Post's postal codes as the program carries them (``japan/postal.tsv.xz``), without a network.

Read at the first question: about 0.2 s and 5 MB. The text stays as bytes, a paragraph a municipality; of
the codes only an index of numbers is kept. The format is described in ``tools/postal_table.py``.
"""

from __future__ import annotations

import lzma
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).resolve().parent / "japan" / "postal.tsv.xz"
_OFFICE: Final = b"*"
_PLACES: Final = 1 << 12
"""More than there are municipalities (1,892); an index entry is code * this + the municipality's place."""


@dataclass(frozen=True, slots=True)
class Area:
    """What one code stands for within one municipality."""

    prefecture: str
    city: str
    """With 郡 and ward, as Japan Post writes it: 余市郡仁木町, 札幌市中央区."""
    towns: tuple[str, ...]
    """大字 and 字 left out, as Japan Post writes them; 大手町 also for the floors of a tower there."""
    longer: tuple[str, ...]
    """Towns of other codes whose names begin with one of ``towns``: 倉光西 beside 倉光."""
    unnamed: bool
    """The code is (also) that of every place without a code of its own (以下に掲載がない場合)."""
    office: bool
    """The code is that of one office or post office box (事業所個別郵便番号)."""


@dataclass(frozen=True, slots=True)
class _Table:
    version: str
    paragraphs: list[bytes]
    index: array[int]
    """Sorted; see :data:`_PLACES`."""


@cache
def _table() -> _Table:
    head, *paragraphs = lzma.decompress(_FILE.read_bytes()).rstrip(b"\n").split(b"\n\n")
    found = {
        int(code) * _PLACES + place
        for place, paragraph in enumerate(paragraphs)
        for code in re.findall(rb"\n(\d{7})\t", paragraph)
    }
    return _Table(head.decode().split("\t")[1], [text + b"\n" for text in paragraphs], array("Q", sorted(found)))


def data_date() -> date:
    """The first day of the month whose data this is; codes made later are not known."""
    year, month, *_ = _table().version.split(".")
    return date(int(year), int(month), 1)


def areas(code: str) -> tuple[Area, ...]:
    """What a code of seven ASCII digits stands for: nearly always one area; empty where there is no such code."""
    table = _table()
    place = bisect_left(table.index, int(code) * _PLACES)
    found = []
    while place < len(table.index) and table.index[place] // _PLACES == int(code):
        found.append(_area(table.paragraphs[table.index[place] % _PLACES], code.encode()))
        place += 1
    return tuple(found)


def _area(paragraph: bytes, code: bytes) -> Area:
    prefecture, _, city = paragraph[: paragraph.index(b"\n")].decode().partition("\t")
    of_code = list(_ends(paragraph, b"\n" + code + b"\t"))
    towns = [town for town in of_code if town not in (b"", _OFFICE)]
    longer = {town + rest for town in towns for rest in _ends(paragraph, b"\t" + town) if rest} - set(towns)
    return Area(
        prefecture,
        city,
        tuple(town.decode() for town in towns),
        tuple(sorted(town.decode() for town in longer)),
        unnamed=b"" in of_code,
        office=_OFFICE in of_code,
    )


def _ends(paragraph: bytes, beginning: bytes) -> Iterator[bytes]:
    """What stands after ``beginning`` until the end of its line, wherever it stands."""
    place = paragraph.find(beginning)
    while place >= 0:
        place += len(beginning)
        yield paragraph[place : paragraph.index(b"\n", place)]
        place = paragraph.find(beginning, place)


@cache
def prefectures() -> frozenset[str]:
    """The 47, as addresses write them."""
    return frozenset(text[: text.index(b"\t")].decode() for text in _table().paragraphs)


@cache
def municipalities() -> tuple[tuple[str, str], ...]:
    """Prefecture and city of every paragraph; the place in this tuple is what :func:`towns_of` takes."""
    heads = (text[: text.index(b"\n")].decode().partition("\t") for text in _table().paragraphs)
    return tuple((prefecture, city) for prefecture, _, city in heads)


def towns_of(place: int) -> list[tuple[str, str]]:
    """Code and town of every named town of a municipality."""
    lines = (line.split("\t") for line in _table().paragraphs[place].decode().splitlines()[1:])
    return [(code, town) for code, town in lines if town not in ("", _OFFICE.decode())]
