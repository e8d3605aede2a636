"""Cards the desks work with: tray covers (K=5), badges (K=6), the desk card (K=7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import bars, fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import one_line
from checkmail.paper.leaf import LEFT, TOP, Leaf, frame_page
from checkmail.paper.pages import A4, MM, SOFT, Pages, drawn
from checkmail.paper.sheets import Sheet
from checkmail.paper.slips import cut_marks
from checkmail.rules.codes import Command


@dataclass(frozen=True, slots=True)
class TrayCard:
    """One tray. No number of envelopes: who still owes a count may not read it here (R19)."""

    code: str
    tray: int
    first: int
    """Its first piece number."""
    last: int


@dataclass(frozen=True, slots=True)
class CommandCode:
    """One command of the desk card."""

    code: str
    command: Command


@dataclass(frozen=True, slots=True)
class Badge:
    """One person's badge; alone it does nothing (R27)."""

    code: str
    person: int
    name: str


_BADGES: Final = Sheet("", "badges", *A4, 2, 5, 91.0, 55.0, 14.0, 11.0, 91.0, 55.0)
"""Ten cards of 91 × 55 mm, the size of a business card."""
_CELL: Final = (90.0, 57.0)
_SIGNED: Final = ("enclosed", "checked", "count_1", "count_2", "sealed", "seal_checked")


def draw_trays(
    out: Path, job: Job, items: Iterable[TrayCard], *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw one A4 page a tray: its number, its pieces, its code, and who did what to it.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph-in-words``, ``cannot-write``.
    """
    cards = list(items)
    if not cards:
        raise Misused("nothing-to-print")
    leaf = Leaf(job, text(job.language, "paper", "trays.title"))
    placed: list[Placed] = []
    with drawn(out, leaf.title) as pages:
        for number, card in enumerate(cards, start=1):
            frame_page(pages, leaf, number, len(cards))
            placed.append(_tray(pages, job, card))
            pages.next_page()
            if progress is not None:
                progress(number)
    return placed


def draw_deskcard(out: Path, job: Job, items: Iterable[CommandCode]) -> list[Placed]:
    """Draw the card with a code and its words for each command, far enough apart for one scan each.

    At most eight. Raises :class:`Misused` as :func:`draw_trays`.
    """
    commands = list(items)
    if not commands:
        raise Misused("nothing-to-print")
    leaf = Leaf(job, text(job.language, "paper", "deskcard.title"), text(job.language, "paper", "deskcard.hint"))
    with drawn(out, leaf.title) as pages:
        frame_page(pages, leaf, 1, 1)
        placed = [_command(pages, job, item, index) for index, item in enumerate(commands)]
        pages.finish_page()
    return placed


def draw_badges(out: Path, job: Job, items: Iterable[Badge]) -> list[Placed]:
    """Draw ten badges a page, with cut marks. Raises :class:`Misused` as :func:`draw_trays`."""
    placed: list[Placed] = []
    with drawn(out, text(job.language, "paper", "badges.title")) as pages:
        for done, item in enumerate(items):
            page, index = divmod(done, _BADGES.labels)
            if page != pages.number:
                pages.next_page()
            _, _, x, y = _BADGES.place(index)
            placed.append(_badge(pages, job, item, x, y))
        if not placed:
            raise Misused("nothing-to-print")
        pages.finish_page()
    return placed


def _tray(pages: Pages, job: Job, card: TrayCard) -> Placed:
    middle = A4[0] / 2
    pages.text(middle, 58, text(job.language, "paper", "trays.tray"), size=20, grey=SOFT, align="centre")
    pages.text(middle, 108, str(card.tray), font=fonts.BOLD, size=140, align="centre")
    span = text(job.language, "paper", "trays.range", first=card.first, last=card.last)
    pages.text(middle, 130, span, size=20, align="centre")
    placed = pages.bars(card.code, middle - bars.width_of(4) / 2, 143, 16, bars.DOTS[0])
    pages.digits_below(placed, 8)
    y, wide = 178.0, (A4[0] - 2 * LEFT - 10) / 2
    for index, key in enumerate(_SIGNED):
        row, column = divmod(index, 2)
        x, top = LEFT + column * (wide + 10), y + row * 27
        pages.text(x, top + 4, text(job.language, "paper", f"trays.{key}"), font=fonts.BOLD, size=10)
        pages.rule(x, top + 19, x + wide, top + 19, points=0.7, grey=SOFT)
        pages.text(x, top + 22.4, text(job.language, "paper", "trays.signature"), size=6.5, grey=SOFT)
    return placed


def _command(pages: Pages, job: Job, item: CommandCode, index: int) -> Placed:
    row, column = divmod(index, 2)
    wide, tall = _CELL
    x, y = LEFT + column * wide, TOP + row * tall
    key = item.command.name.lower()
    pages.text(x + 4, y + 14, text(job.language, "paper", f"command.{key}"), font=fonts.BOLD, size=20)
    hint = one_line(text(job.language, "paper", f"command.{key}_hint"), fonts.REGULAR, 8.5, (wide - 8) * MM)
    if hint is None:
        raise ValueError(f"the words for {key} do not fit the desk card")
    pages.line_of(x + 4, y + 20, hint, grey=SOFT)
    placed = pages.bars(item.code, x + 4, y + 26, 15, bars.DOTS[0])
    pages.digits_below(placed, 7)
    pages.rule(x + 4, y + tall - 5, x + wide - 4, y + tall - 5)
    return placed


def _badge(pages: Pages, job: Job, item: Badge, x: float, y: float) -> Placed:
    cut_marks(pages, _BADGES, x, y)
    left, wide = x + 8, _BADGES.label_width - 16
    pages.small(left, y + 9.5, job.office_name, wide)
    name = one_line(item.name, fonts.BOLD, 17, wide * MM)
    if name is None:
        raise Misused("name-too-long", person=item.person)
    pages.line_of(left, y + 20, name)
    number = text(job.language, "paper", "badges.number", person=item.person)
    pages.text(left, y + 26.5, number, size=10)
    placed = pages.bars(item.code, left, y + 31, 11, bars.DOTS[0])
    pages.digits_below(placed, 6.5)
    hint = one_line(text(job.language, "paper", "badges.hint"), fonts.REGULAR, 6.5, wide * MM)
    if hint is not None:
        pages.line_of(left, y + 50, hint, grey=SOFT)
    return placed
