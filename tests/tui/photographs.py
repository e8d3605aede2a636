"""The glass as a text that is kept: every character, and for every colour which of the theme it is.

A photograph stands for one state of a screen at several sizes and in both themes. The colours of a cell are a letter
of a legend that names them in both themes, so that one map of letters serves both; a cell without a character has a
ground only.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final
from unittest.mock import patch

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.theme import Theme

from checkmail.tui.themes import DARK, LIGHT
from tests.tui.driving import Driver

SIZES: Final = ((80, 24), (120, 36))
THEMES: Final = (DARK, LIGHT)
_NAMED: Final = (
    "foreground", "background", "primary", "secondary", "success", "warning", "error", "surface", "panel",
)  # fmt: skip
_ATTRIBUTES: Final = ("bold", "dim", "italic", "underline", "reverse", "strike")
_LINES: Final = re.compile(r"[─-╿▁-▃▅-▇▉-▟]")
"""Frames, rules and bars: they part, and say nothing."""
_BLOCKS: Final = re.compile(r"[▀▄█]")
"""Large words are drawn of these, and the frame of a stop in the colour of its ground."""
LEAST_CONTRAST: Final = 4.5
LEAST_LARGE: Final = 3.0
"""WCAG 2.2, 1.4.3 (AA): text, and text of at least 24 px."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn."""

    front: str
    """A colour ``#rrggbb``; empty where the cell has no character."""
    ground: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A character, wide ones with the two columns they take."""

    text: str
    look: Look


Glass = list[list[Cell]]


def _hex(color: Color | None) -> str:
    return "" if color is None else "#{:02x}{:02x}{:02x}".format(*color.get_truecolor())


@cache
def _looks_of(style: Style) -> tuple[Look, Look]:
    """How a character is drawn in a style, and how a blank."""
    attributes = tuple(name for name in _ATTRIBUTES if getattr(style, name))
    front, ground = _hex(style.color), _hex(style.bgcolor)
    if style.reverse:
        front, ground = ground, front
    drawn = Look(front, ground, attributes)
    return drawn, drawn if style.underline else Look("", ground, ())


def glass(driver: Driver) -> Glass:
    """The cells of the screen as it stands."""
    out: Glass = []
    for strip in driver.app.screen._compositor.render_strips():
        row: list[Cell] = []
        for text, style, _ in strip:
            drawn, blank = _looks_of(style or Style.null())
            for character in text:
                if row and cell_len(character) == 0:
                    row[-1] = Cell(row[-1].text + character, row[-1].look)
                else:
                    row.append(Cell(character, blank if character.isspace() else drawn))
        out.append(row)
    return out


@contextmanager
def styles_parsed_once() -> Iterator[None]:
    """Textual parses every style anew when the theme changes; here each theme's are parsed once."""
    parse, known = Stylesheet._parse_rules, {}

    def remembered(sheet: Stylesheet, css: str, *place: object, **more: object) -> list[RuleSet]:
        key = (css, repr((place, more)), tuple(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, css, *place, **more)  # type: ignore[arg-type]
        return known[key]

    with patch.object(Stylesheet, "_parse_rules", remembered):
        yield


async def settle(driver: Driver, done: Callable[[], object] = lambda: True) -> None:
    """Waits until every part of the screen has dealt with what it was sent and no work is under way."""
    pilot: Pilot[None] = driver.pilot

    def quiet() -> bool:
        # One that was cancelled before it began never ends.
        return all(worker.is_finished or worker.is_cancelled for worker in driver.app.workers)

    while True:
        await driver.until(lambda: quiet() and done())
        await pilot.pause(0)
        # What was drawn may have called for more: a resize for new lines, new lines for a new frame.
        await pilot.pause(0)
        if quiet() and done():
            return


Taken = dict[tuple[int, int], list[Glass]]


async def photograph(driver: Driver, themes: Sequence[Theme], look: Callable[[], object] = lambda: None) -> Taken:
    """The screen at each size in these themes. What stands already is taken first, and the last of it is left.

    ``look`` is called once at each size.
    """
    app = driver.app
    taken: Taken = {}
    for size in sorted(SIZES, key=lambda size: size != app.size):
        if size != app.size:
            await driver.pilot.resize_terminal(*size)
        glasses = {}
        for theme in sorted(themes, key=lambda theme: theme.name != app.theme):
            app.theme = theme.name
            await settle(driver, lambda: app.screen._compositor.size == size)  # noqa: B023
            glasses[theme.name] = glass(driver)
        look()
        taken[size] = [glasses[theme.name] for theme in themes]
    return {size: taken[size] for size in SIZES}


def _colour(value: str, theme: Theme) -> str:
    return next((name for name in _NAMED if getattr(theme, name) == value), value)


def _legend(looks: Sequence[Look], themes: Sequence[Theme]) -> str:
    """A line for one letter: what the themes draw alike is said once."""
    front, ground = (
        "/".join(dict.fromkeys(_colour(getattr(look, field), theme) for look, theme in zip(looks, themes, strict=True)))
        for field in ("front", "ground")
    )
    return " ".join([*looks[0].attributes, front, "on", ground]) if front else f"on {ground}"


def characters(one: Glass) -> list[str]:
    """The lines of the glass, without the blanks at their ends."""
    return ["".join(cell.text for cell in row).rstrip() for row in one]


def _looks(row: list[Cell]) -> Iterable[tuple[int, Look]]:
    """The columns and the look of each cell; a blank looks as what is before it, on the same ground."""
    last = Look("", "", ())
    for cell in row:
        if cell.look.front or cell.look.ground != last.ground:
            last = cell.look
        yield max(cell_len(cell.text), 1), last


def _runs(glasses: Sequence[Glass], letters: dict[tuple[Look, ...], str]) -> Iterable[str]:
    """A line of letters and how many columns each holds, for each line of the glass."""
    for rows in zip(*glasses, strict=True):
        cells = zip(*(_looks(row) for row in rows), strict=True)
        runs = []
        for looks, same in groupby(cells, key=lambda cell: tuple(look for _, look in cell)):
            letter = letters.setdefault(looks, string.ascii_letters[len(letters)])
            runs.append(f"{letter}{sum(cell[0][0] for cell in same)}")
        yield " ".join(runs)


def _numbered(lines: Iterable[str]) -> Iterable[str]:
    """Lines with their number from 1; equal ones below each other once."""
    number = 1
    for line, same in groupby(lines):
        last = number + len(list(same)) - 1
        yield f"{number}: {line}" if last == number else f"{number}-{last}: {line}"
        number = last + 1


def picture(taken: Taken, themes: Sequence[Theme]) -> str:
    """What is kept of a state: the characters of each size, and below them the colours in every theme taken."""
    letters: dict[tuple[Look, ...], str] = {}
    out = []
    for (width, height), glasses in taken.items():
        first, *others = map(characters, glasses)
        assert all(first == other for other in others), "the themes differ in more than colours"
        out += [f"=== {width}x{height}", *first, f"--- colours {width}x{height}"]
        out += _numbered(_runs(glasses, letters))
    out += ["=== colours: " + "/".join(theme.name for theme in themes)]
    out += [f"{letter} {_legend(looks, themes)}" for looks, letter in letters.items()]
    return "\n".join(out) + "\n"


def contrast(front: str, ground: str) -> float:
    """The WCAG contrast of two colours ``#rrggbb``, 1 to 21 (WCAG 2.2, relative luminance)."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(front), light(ground)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def faint(one: Glass, *, large_words: bool = True) -> list[str]:
    """The texts on a glass that cannot be told from their ground well enough, with their contrast."""
    out = []
    for row in one:
        for look, cells in groupby(row, key=lambda cell: cell.look):
            text = "".join(cell.text for cell in cells)
            if not look.front or not look.ground or _LINES.sub("", text).strip() == "":
                continue
            drawn = _BLOCKS.search(text)
            if drawn and (look.front == look.ground or not large_words):
                continue
            if (found := contrast(look.front, look.ground)) < (LEAST_LARGE if drawn else LEAST_CONTRAST):
                out.append(f"{text.strip()!r} {look.front} on {look.ground}: {found:.1f}")
    return out
