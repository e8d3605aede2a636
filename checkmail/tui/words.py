"""Text on the glass: user text as plain text, cut by the cells it takes, and typed values read back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.content import Content

from checkmail.rules.ledger import moment

MOST_CELLS: Final = 44
"""A table cell is cut to so many columns; the whole value is shown where the row is opened."""
MOST_LAST_CELLS: Final = 80
"""What a table's last cell is cut to: nothing stands behind it, and a wide glass has the room."""

_BREAKS: Final = (
    re.compile(r"(?<=。)|(?<=[.!?] )"),
    re.compile(r"(?<=[。、：])|(?<=[.,:!?] )"),
    re.compile(r"(?<=[。、：　 ])"),
    # No line begins with a sign that ends something, none ends with one that begins something.
    re.compile(r"(?<![「（])(?![。、：」）・…ー])(?:(?<![!-~])|(?![!-~]))"),
)
"""Where a line ends best: after a sentence, after a phrase, after a word, anywhere but within a Latin word."""

_SPAN: Final = re.compile(r"([0-9]{1,7})(?:[-~〜～ー]([0-9]{1,7}))?")


def plain(value: str) -> Content:
    """``value`` for a widget, never read as markup."""
    return Content(value)


def cut(value: str, cells: int = MOST_CELLS) -> str:
    """``value`` in at most ``cells`` columns of a terminal; a cut one ends with an ellipsis."""
    line = value.replace("\n", " ")
    return line if cell_len(line) <= cells else set_cell_size(line, cells - 1).rstrip() + "…"


def wrapped(value: str, cells: int) -> list[str]:
    """``value`` in lines of at most ``cells`` columns, as few as it takes, broken where it reads best."""
    if cell_len(value) <= cells:
        return [value]
    ways = [_packed(value, cells, level) for level in range(len(_BREAKS))]
    fewest = min(map(len, ways))
    level, lines = next((level, lines) for level, lines in enumerate(ways) if len(lines) == fewest)
    # No single word on the last line: as narrow as the same number of lines allows.
    for narrower in range(cells - 1, cells // fewest, -1):
        packed = _packed(value, narrower, level)
        if len(packed) > fewest:
            break
        lines = packed
    return lines


def _packed(value: str, cells: int, level: int) -> list[str]:
    lines = [""]
    for unit in filter(None, _BREAKS[level].split(value)):
        if cell_len((lines[-1] + unit).rstrip()) <= cells:
            lines[-1] += unit
        elif cell_len(unit.rstrip()) <= cells or level + 1 == len(_BREAKS):
            lines.append(unit)
        else:
            lines += _packed(unit, cells, level + 1)
    return [line.rstrip() for line in lines if line] or [""]


def cell(value: str, style: str = "", cells: int = MOST_CELLS) -> Text:
    """``value`` for a table in at most ``cells`` columns, never read as markup."""
    return Text(cut(value, cells), style=style, no_wrap=True)


def folded(value: str) -> str:
    """``value`` as a search compares it: width and case do not matter."""
    return unicodedata.normalize("NFKC", value).casefold()


def when(at: str) -> str:
    """A moment as an entry spells it, in the office's own time and to the minute."""
    return f"{moment(at).astimezone():%Y-%m-%d %H:%M}"


def whole(value: str) -> int | None:
    """The number a person typed, full-width digits too; None where it is none."""
    digits = unicodedata.normalize("NFKC", value).strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,7}", digits) else None


def numbers(value: str) -> tuple[int, ...] | None:
    """The numbers in ``7 8`` or ``7、8``; None where something else stands there or nothing."""
    parts = [part for part in re.split(r"[\s,、，]+", unicodedata.normalize("NFKC", value)) if part]
    found = [whole(part) for part in parts]
    return tuple(n for n in found if n is not None) if found and None not in found else None


def span(value: str) -> tuple[int, int] | None:
    """From and to in ``1-50`` or ``7``, from 1; None where it is none or runs backwards."""
    match = _SPAN.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if 1 <= first <= last else None


def day(value: str) -> date | None:
    """The day in ``2026-11-22`` or ``2026/11/22``; None where it is none."""
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", value).strip().replace("/", "-"))
    except ValueError:
        return None
