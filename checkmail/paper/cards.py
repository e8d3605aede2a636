"""Cards the desks work with: tray covers (K=5), badges (K=6), the desk card (K=7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import one_line
from checkmail.paper.form_layouts import Bars, Form, Words, form_of
from checkmail.paper.leaf import FOOT, LEFT, TOP, Leaf, frame_page
from checkmail.paper.pages import A4, BLACK, MM, SOFT, Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.slips import CutForm, code_below, cut_marks
from checkmail.rules.codes import PIN_PAD, REASON_COMMANDS, Command


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


@dataclass(frozen=True, slots=True)
class TrayForm(Form):
    """``layouts/forms/tray.toml``."""

    FILE: ClassVar[str] = "tray.toml"
    MAY: ClassVar[frozenset[str]] = frozenset({"enclosed", "checked", "count_1", "count_2", "sealed", "seal_checked"})
    MUST: ClassVar[frozenset[str]] = MAY

    tray: Words
    number: Words
    range: Words
    code: Bars
    signing: Words
    """The first of the lines to sign."""
    step: float
    """From one pair of them to the next."""
    shows: tuple[str, ...]
    """What is signed for, in this order."""

    @property
    def area(self) -> tuple[float, float]:
        """The page above its footing."""
        return A4[0], A4[1] - FOOT

    def wrong(self) -> str | None:
        """Lines to sign that run into the footing."""
        return "step" if self.signing.y + 18.4 + 2 * self.step > self.area[1] else None


@dataclass(frozen=True, slots=True)
class DeskcardForm(Form):
    """``layouts/forms/deskcard.toml``."""

    FILE: ClassVar[str] = "deskcard.toml"

    card: tuple[float, float]
    key: tuple[float, float]
    """A key of the PIN pad."""
    inset: float
    word: Words
    hint: Words
    code: Bars

    @property
    def area(self) -> tuple[float, float]:
        """The smaller cell: what fits it fits both."""
        return min(self.card, self.key)

    def pages_of(self, commands: Sequence[CommandCode]) -> list[tuple[tuple[float, float], Sequence[CommandCode]]]:
        """Cell and commands of each page: what the desk does, the usual reasons, and the PIN pad, never mixed."""
        reasons = [one for one in commands if one.command in REASON_COMMANDS]
        keys = [one for one in sorted(commands, key=_on_the_pad) if one.command in PIN_PAD]
        acts = [one for one in commands if one not in reasons and one not in keys]
        out: list[tuple[tuple[float, float], Sequence[CommandCode]]] = []
        for cell, group in ((self.card, acts), (self.card, reasons), (self.key, keys)):
            room = _across(cell) * int((A4[1] - TOP - FOOT + 0.01) // cell[1])
            out += [(cell, group[at : at + room]) for at in range(0, len(group), room)]
        return out

    def wrong(self) -> str | None:
        """Cells of which a page has no room for one, or a code without its quiet zones."""
        for name, cell in (("card", self.card), ("key", self.key)):
            if not _across(cell) or cell[1] > A4[1] - TOP - FOOT:
                return name
        width = min(self.card[0], self.key[0])
        return "inset" if self.inset < self.code.quiet or self.inset + self.code.width > width else None


@dataclass(frozen=True, slots=True)
class BadgeForm(CutForm):
    """``layouts/forms/badge.toml``."""

    FILE: ClassVar[str] = "badge.toml"

    office: Words
    name: Words
    number: Words
    hint: Words


def draw_trays(
    out: Path, job: Job, items: Iterable[TrayCard], *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw one A4 page a tray: its number, its pieces, its code, and who did what to it.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph-in-words``, ``cannot-write``.
    """
    cards = list(items)
    if not cards:
        raise Misused("nothing-to-print")
    form, leaf = form_of(TrayForm), Leaf(job, text(job.language, "paper", "trays.title"))
    placed: list[Placed] = []
    with drawn(out, leaf.title, made=job.made, practice=job.practice) as pages:
        for number, card in enumerate(cards, start=1):
            frame_page(pages, leaf, number, len(cards))
            placed.append(_tray(pages, form, job, card))
            pages.next_page()
            if progress is not None:
                progress(number)
    return placed


def draw_deskcard(out: Path, job: Job, items: Iterable[CommandCode]) -> list[Placed]:
    """Draw the card with a code and its words for each command, far enough apart for one scan each.

    Raises :class:`Misused` as :func:`draw_trays`.
    """
    commands = list(items)
    if not commands:
        raise Misused("nothing-to-print")
    leaf = Leaf(job, text(job.language, "paper", "deskcard.title"), text(job.language, "paper", "deskcard.hint"))
    form = form_of(DeskcardForm)
    leaves = form.pages_of(commands)
    placed: list[Placed] = []
    with drawn(out, leaf.title, made=job.made, practice=job.practice) as pages:
        for number, (cell, some) in enumerate(leaves, 1):
            frame_page(pages, leaf, number, len(leaves))
            placed += [_command(pages, form, job, item, index, cell) for index, item in enumerate(some)]
            if number < len(leaves):
                pages.next_page()
        pages.finish_page()
    return placed


def _across(cell: tuple[float, float]) -> int:
    return int((A4[0] - 2 * LEFT + 0.01) // cell[0])


def _on_the_pad(item: CommandCode) -> int:
    """The order of a telephone's keys: 1 to 9, clear, 0, enter."""
    order = (*PIN_PAD[1:10], Command.PIN_CLEAR, Command.PIN_0, Command.PIN_ENTER)
    return order.index(item.command) if item.command in order else 0


def draw_badges(out: Path, job: Job, items: Iterable[Badge]) -> list[Placed]:
    """Draw ten badges a page, with cut marks. Raises :class:`Misused` as :func:`draw_trays`."""
    form = form_of(BadgeForm)
    placed: list[Placed] = []
    with drawn(
        out, text(job.language, "paper", "badges.title"), form.page, made=job.made, practice=job.practice
    ) as pages:
        for done, item in enumerate(items):
            page, index = divmod(done, form.sheet.labels)
            if page != pages.number:
                pages.next_page()
            _, _, x, y = form.sheet.place(index)
            placed.append(_badge(pages, form, job, item, x, y))
        if not placed:
            raise Misused("nothing-to-print")
        pages.finish_page()
    return placed


def _tray(pages: Pages, form: TrayForm, job: Job, card: TrayCard) -> Placed:
    middle = A4[0] / 2
    title = text(job.language, "paper", "trays.tray")
    pages.text(middle, form.tray.y, title, size=form.tray.size, grey=SOFT, align="centre")
    number = one_line(str(card.tray), fonts.BOLD, form.number.size, (A4[0] - 2 * LEFT) * MM)
    if number is None:
        raise ValueError(f"tray {card.tray} has a number beyond all codes")
    pages.line_of(middle, form.number.y, number, align="centre")
    span = text(job.language, "paper", "trays.range", first=card.first, last=card.last)
    pages.text(middle, form.range.y, span, size=form.range.size, align="centre")
    placed = code_below(pages, form.code, card.code, middle - form.code.width / 2, 0)
    wide = (A4[0] - 2 * LEFT - 10) / 2
    for index, key in enumerate(form.shows):
        row, column = divmod(index, 2)
        x, y = LEFT + column * (wide + 10), form.signing.y + row * form.step
        words = text(job.language, "paper", f"trays.{key}")
        pages.text(x, y, words, font=fonts.BOLD, size=form.signing.size)
        pages.rule(x, y + 15, x + wide, y + 15, points=0.7, grey=SOFT)
        pages.text(x, y + 18.4, text(job.language, "paper", "trays.signature"), size=6.5, grey=SOFT)
    return placed


def _command(
    pages: Pages, form: DeskcardForm, job: Job, item: CommandCode, index: int, cell: tuple[float, float]
) -> Placed:
    row, column = divmod(index, _across(cell))
    wide, tall = cell
    x, y = LEFT + column * wide + form.inset, TOP + row * tall
    key, right = item.command.name.lower(), x + wide - 2 * form.inset
    digit = item.command - Command.PIN_0
    word = str(digit) if item.command in PIN_PAD[:10] else text(job.language, "paper", f"command.{key}")
    hint = "" if item.command in PIN_PAD else text(job.language, "paper", f"command.{key}_hint")
    for words, font, at, grey in ((word, fonts.BOLD, form.word, BLACK), (hint, fonts.REGULAR, form.hint, SOFT)):
        line = one_line(words, font, at.size, (right - x) * MM)
        if line is None:
            raise ValueError(f"the words for {key} do not fit the desk card")
        pages.line_of(x, y + at.y, line, grey=grey)
    placed = code_below(pages, form.code, item.code, x, y)
    pages.rule(x, y + tall - 4, right, y + tall - 4)
    return placed


def _badge(pages: Pages, form: BadgeForm, job: Job, item: Badge, x: float, y: float) -> Placed:
    cut_marks(pages, form, x, y)
    left, wide = x + form.inset, form.card[0] - 2 * form.inset
    pages.small(left, y + form.office.y, job.office_name, wide, size=form.office.size)
    name = one_line(item.name, fonts.BOLD, form.name.size, wide * MM)
    if name is None:
        raise Misused("name-too-long", person=item.person)
    pages.line_of(left, y + form.name.y, name)
    number = text(job.language, "paper", "badges.number", person=item.person)
    pages.text(left, y + form.number.y, number, size=form.number.size)
    placed = code_below(pages, form.code, item.code, left, y)
    hint = one_line(text(job.language, "paper", "badges.hint"), fonts.REGULAR, form.hint.size, wide * MM)
    if hint is not None:
        pages.line_of(left, y + form.hint.y, hint, grey=SOFT)
    return placed
