"""What a cell of a workbook says: its stored value as its number format shows it.

A workbook stores ``12346`` and the format ``0000000000``; people see ``0000012346``, and that is the
number of the person. So a number is written as its format shows it, a day as ISO text, and a number
whose digits a double cannot hold is told apart. The formats are those of ECMA-376 part 1, 18.8.30.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

MOST_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number; those after them are zeros or noise."""

_JAPANESE: Final[Mapping[int, str]] = {
    **dict.fromkeys((27, 36, 50, 57), "ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), "ggge年m月d日"),
    30: "m/d/yy",
    31: "yyyy年m月d日",
    32: "h時mm分",
    33: "h時mm分ss秒",
    **dict.fromkeys((34, 52, 55), "yyyy年m月"),
    **dict.fromkeys((35, 53, 56), "m月d日"),
}
"""Formats that a Japanese workbook uses by number alone (18.8.30, ja-jp); openpyxl takes them for plain numbers."""

_ASIDE: Final = re.compile(r"\[(?![<>=])[^\]]*\]|_.|\*.")
"""Colour, locale, a blank as wide as a character, a filling: nothing that is read."""
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|([0#?])|([^"\\0#?])')
_POWER: Final = re.compile(r"[eE][+-]")
_DECIMALS: Final = re.compile(r"\.([0?#]+)")

Shows = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of one style show what they store."""

    shows: Shows
    """Stored number, as it stands in the file, to text."""
    plain: bool = False
    """A whole number is shown as it is stored."""


def style_of(format_number: int, format_code: str, epoch: datetime = WINDOWS_EPOCH) -> Style:
    """The style of a number format; an empty ``format_code`` is the built-in one of that number."""
    code = format_code or _JAPANESE.get(format_number) or BUILTIN_FORMATS.get(format_number) or "General"
    if code != "General" and is_date_format(code):
        timedelta = is_timedelta_format(code)
        return Style(lambda stored: _day_text(stored, epoch, timedelta=timedelta))
    sections = [_ASIDE.sub("", section) for section in _sections(code)]
    if code in ("General", "@", "0", "#"):
        return Style(_plain_text, plain=True)
    return Style(lambda stored: _shown(stored, sections))


def lost_digits(stored: str) -> bool:
    """Whether a stored whole number has more digits than a spreadsheet keeps."""
    if len(stored) <= MOST_DIGITS:
        return False
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return False
    return number == number.to_integral_value() and abs(number) >= 10**MOST_DIGITS


def _plain_text(stored: str) -> str:
    """A number with all its digits, without a power of ten and without ``.0``."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return stored
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    return repr(float(stored))


def _shown(stored: str, sections: list[str]) -> str:
    """A number in a format of digits and signs. What cannot be shown without a loss is written in full."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    section = _section(number, sections)
    if _POWER.search(section):
        return f"{float(stored):.{_decimals(section)}E}"
    if "%" in section or "/" in section or not number.is_finite():
        return _plain_text(stored)
    if decimals := _decimals(section):
        return f"{float(stored):.{decimals}f}"
    if number != number.to_integral_value() or not re.search("[0#?]", section):
        return _plain_text(stored)
    return _placed(number, section, signed=len(sections) == 1 or not sections[1])


def _sections(code: str) -> list[str]:
    """The parts of a format between semicolons that are not quoted."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code)[:3] or ["General"]


def _section(number: Decimal, sections: list[str]) -> str:
    """The part of a format that is for ``number``: by its condition, else by its sign."""
    if any(_CONDITION.match(section) for section in sections):
        for section in sections:
            match = _CONDITION.match(section)
            if match is None or _meets(number, match[1], Decimal(match[2])):
                return _CONDITION.sub("", section)
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _meets(number: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<=": number <= bound, ">=": number >= bound, "<>": number != bound,
        "<": number < bound, ">": number > bound, "=": number == bound,
    }[sign]  # fmt: skip


def _decimals(section: str) -> int:
    match = _DECIMALS.search(re.sub(r'"[^"]*"|\\.', "", section))
    return len(match[1]) if match else 0


def _placed(number: Decimal, section: str, *, signed: bool) -> str:
    """A whole number's digits in the places of its format: 9200001 in ``000-0000`` is 920-0001."""
    digits = list(f"{abs(number.to_integral_value()):f}")
    tokens = [match.groups() for match in _TOKEN.finditer(section)]
    first = next(place for place, token in enumerate(tokens) if token[2])
    out: list[str] = []
    for place in range(len(tokens) - 1, -1, -1):
        quoted, escaped, digit, bare = tokens[place]
        if digit:
            out.append(digits.pop() if digits else "0" if digit == "0" else "")
            if place == first:
                out.extend(reversed(digits))
        else:
            # A comma only parts thousands: the number itself is without it.
            out.append(quoted or escaped or ("" if bare == "," else bare or ""))
    shown = "".join(reversed(out)).strip()
    return f"-{shown}" if number < 0 and signed else shown


def _day_text(stored: str, epoch: datetime, *, timedelta: bool) -> str:
    """A stored day as ISO text, with its time where it has one; what is no day is written as it is stored."""
    try:
        when = from_excel(float(stored), epoch, timedelta=timedelta)
    except (ValueError, OverflowError):
        return stored
    if isinstance(when, datetime) and when.time() == time():
        return when.date().isoformat()
    return when.isoformat() if isinstance(when, (date, time)) else str(when)
