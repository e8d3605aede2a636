"""Dates as Japanese lists write them: by era, with its letter, or by the western year."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

ERAS: Final = (
    ("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    ("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    ("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    ("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    ("令和", "R", date(2019, 5, 1), date.max),
)
"""Name, letter, first and last day. The day on which 大正 and 昭和 began has two names."""

_ERA: Final = {key: (first, last) for name, letter, first, last in ERAS for key in (name, letter, name[0])}
_WRITTEN: Final = re.compile(
    r"(?:(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\.?(元|[0-9]{1,2})|([0-9]{4}))"
    r"(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?(?:[T ]?0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_SOLID: Final = re.compile("(?:([MTSHR明大昭平令])([0-9]{2})|([0-9]{4}))([0-9]{2})([0-9]{2})")
"""20240501 and R060501. Seven digits, the first of them for the era, are no date: other numbers look so too."""
_KANJI_NUMBER: Final = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[〇一二三四五六七八九]+")
_KANJI: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_NUMERALS: Final = frozenset("〇一二三四五六七八九十")


def parse_date(text: str) -> date | None:
    """The day that ``text`` names; None where it names none: 昭和65年, 2月30日, 平成31年5月2日, 21640.

    Width, blanks and zeros in front do not matter, nor that a sign such as ㋿ stands for the era; 元年 is
    year 1. A day in the future is a day. A spreadsheet's serial number is none: which cells hold days is
    known only in the workbook (:mod:`checkmail.intake.cell_text`).
    """
    # Most are written plainly: the folding, which takes longer than all the rest, is for the others.
    match = _WRITTEN.fullmatch(text)
    if match is None:
        plain = _plain(text)
        match = _WRITTEN.fullmatch(plain) or _SOLID.fullmatch(plain)
        if match is None:
            return None
    era, era_year, year, month, day = match.groups()
    try:
        if not era:
            return date(int(year), int(month), int(day))
        first, last = _ERA[era]
        counted = 1 if era_year == "元" else int(era_year)
        named = date(first.year + counted - 1, int(month), int(day))
    except ValueError:
        return None
    return named if counted and first <= named <= last else None


def looks_like_date(text: str) -> bool:
    """Whether ``text`` is written as a date, even of a day that never was."""
    return bool(_WRITTEN.fullmatch(text) or _WRITTEN.fullmatch(_plain(text))) or parse_date(text) is not None


def _plain(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = "".join(plain.split()).upper()
    if not _NUMERALS.isdisjoint(plain):
        return _KANJI_NUMBER.sub(lambda match: str(_number(match.group())), plain)
    return plain


def _number(kanji: str) -> int:
    """二十三 and 二三 are 23; 十 is 10."""
    if "十" not in kanji:
        return int("".join(str(_KANJI[c]) for c in kanji))
    tens, _, ones = kanji.partition("十")
    return (_number(tens) if tens else 1) * 10 + (_number(ones) if ones else 0)
