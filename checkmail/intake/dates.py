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
_BY_ERA: Final = re.compile(
    r"(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\.?(元|\d{1,2})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?"
)
_BY_YEAR: Final = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?(?:[T ]?0{1,2}:00(?::00)?)?")
_EIGHT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_KANJI_NUMBER: Final = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[〇一二三四五六七八九]+")
_KANJI: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")}


def parse_date(text: str) -> date | None:
    """The day that ``text`` names; None where it names none: 昭和65年, 2月30日, 平成31年5月2日, 21640.

    Width, blanks and zeros in front do not matter; 元年 is year 1. A day in the future is a day.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if any(c in _KANJI or c == "十" for c in plain):
        plain = _KANJI_NUMBER.sub(lambda m: str(_number(m.group())), plain)
    if match := _BY_ERA.fullmatch(plain):
        first, last = _ERA[match[1]]
        year = 1 if match[2] == "元" else int(match[2])
        day = _day(first.year + year - 1, int(match[3]), int(match[4])) if year else None
        return day if day and first <= day <= last else None
    if match := _BY_YEAR.fullmatch(plain) or _EIGHT.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    return None


def looks_like_date(text: str) -> bool:
    """Whether ``text`` is written as a date, even of a day that never was."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return bool(_BY_ERA.fullmatch(plain) or _BY_YEAR.fullmatch(plain)) or parse_date(text) is not None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(kanji: str) -> int:
    """二十三 and 二三 are 23; 十 is 10."""
    if "十" not in kanji:
        return int("".join(str(_KANJI[c]) for c in kanji))
    tens, _, ones = kanji.partition("十")
    return (_number(tens) if tens else 1) * 10 + (_number(ones) if ones else 0)
