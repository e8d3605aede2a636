"""What people sign and file: the sign-off sheet and the handover slip.

The head of the ledger is printed on both: the filed paper is what shows a ledger whose
newest entries were cut off (R24). Neither carries a name or an address of a piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import Line, fitted
from checkmail.paper.form_layouts import Form, Wide, Words, form_of
from checkmail.paper.head_code import DOTS, head_and_signatures, readable_code
from checkmail.paper.leaf import LEFT, Column, Leaf, Row, draw_rows, heading, table, too_wide
from checkmail.paper.pages import A4, MM, SOFT, Pages


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line of the reconciliation (R18); the difference is worked out on the paper."""

    line: str
    """Its words, in the language of the job."""
    expected: int
    found: int
    equation: str = ""
    """What the numbers are made of, in words (R10); empty where they are of one piece."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one person counted (R19)."""

    tray: str
    """Tray number, or a word for the whole."""
    of: str
    number: int
    entries: int
    """How often the person entered a number for it; all are kept."""
    by: str


@dataclass(frozen=True, slots=True)
class Party:
    """A person of the office in a role."""

    role: str
    who: str
    """Number and name."""
    when: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """A reconciliation as it is signed. All words are in the language of the job."""

    section: str
    """Which trays, or the whole batch."""
    lines: tuple[AccountLine, ...]
    counts: tuple[Counted, ...]
    parties: tuple[Party, ...]
    losses: tuple[str, ...] = ()
    """One line each: what is lost and who confirmed it (R10)."""
    signatures: tuple[str, ...] = ()
    """Who signs by hand, by role."""
    planted: str = ""
    """How many planted sets were caught; empty where none were planted."""
    typed: str = ""
    """How many codes were typed by hand in place of scanned, and of which pieces (R15); empty: none was."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One handover (R23)."""

    offer: int
    destination: str
    mail_class: str
    number: int
    """Pieces handed over."""
    giver: str
    taker: str
    organisation: str = ""
    """The taker's, where it is not of this office."""
    witness: str = ""
    receipt: str = ""
    trays: str = ""


_WIDE: Final = A4[0] - 2 * LEFT
_NUMBERS: Final = frozenset({"expected", "found", "difference", "number", "entries"})
"""Columns that stand at the right of their place."""


@dataclass(frozen=True, slots=True)
class SignOffForm(Form):
    """``layouts/forms/signoff.toml``: every column of its tables is needed (R10, R19, R20); their order is not."""

    FILE: ClassVar[str] = "signoff.toml"
    TABLES: ClassVar[dict[str, frozenset[str]]] = {
        "account": frozenset({"line", "expected", "found", "difference"}),
        "people": frozenset({"role", "who", "when"}),
        "counts": frozenset({"tray", "of", "number", "entries", "by"}),
    }

    size: float
    sentence: float
    """Points of a loss."""
    account: tuple[Wide, ...]
    people: tuple[Wide, ...]
    counts: tuple[Wide, ...]
    qr: int = DOTS
    """Dots of 300 dpi a module of the head's QR code."""

    def whitelists(self) -> list[tuple[list[str], frozenset[str], frozenset[str]]]:
        """The columns of each table."""
        return [([column.key for column in getattr(self, name)], keys, keys) for name, keys in self.TABLES.items()]

    def wrong(self) -> str | None:
        """A table wider than the page, or a QR code too small to be read."""
        wide = next((name for name in self.TABLES if too_wide(getattr(self, name))), None)
        return wide or ("qr" if not readable_code(self.qr) else None)


@dataclass(frozen=True, slots=True)
class HandoverForm(Form):
    """``layouts/forms/handover.toml``."""

    FILE: ClassVar[str] = "handover.toml"
    MUST: ClassVar[frozenset[str]] = frozenset({"destination", "class", "receipt", "giver", "taker", "witness"})
    MAY: ClassVar[frozenset[str]] = MUST | {"trays"}

    number: Words
    label: float
    """Width of the words before each value."""
    size: float
    shows: tuple[str, ...]
    qr: int = DOTS
    """Dots of 300 dpi a module of the head's QR code."""

    def wrong(self) -> str | None:
        """Words that leave no room for what they stand before, or a QR code too small to be read."""
        if self.label > _WIDE / 2:
            return "label"
        return "qr" if not readable_code(self.qr) else None


def draw_signoff(
    out: Path, job: Job, signoff: SignOff, *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw the sign-off sheet; its one code is the ledger head's. ``progress`` is told the pages done.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """

    def word(key: str) -> str:
        return text(job.language, "paper", f"signoff.{key}")

    form = form_of(SignOffForm)
    placed: list[Placed] = []

    def listed(columns: tuple[Wide, ...], facts: Iterable[Mapping[str, str]]) -> list[Row]:
        titled = [Column(word(c.key), c.width, "right" if c.key in _NUMBERS else "left") for c in columns]
        cells = [[fact[column.key] for column in columns] for fact in facts]
        return table(titled, cells, job.language, size=form.size)

    def sentence(words: str) -> list[Row]:
        return _sentence(words, form.sentence)

    account = (
        {
            "line": line.line, "expected": f"{line.expected:,}", "found": f"{line.found:,}",
            "difference": signed(line.found - line.expected),
        }
        for line in signoff.lines
    )  # fmt: skip
    rows = [heading(word("lines")), *listed(form.account, account)]
    equations = [row for line in signoff.lines if line.equation for row in sentence(f"{line.line}　{line.equation}")]
    rows += [_gap(), *equations] if equations else []
    rows.append(heading(word("losses")))
    rows += [row for loss in signoff.losses or (text(job.language, "paper", "page.none"),) for row in sentence(loss)]
    if signoff.planted:
        rows += [heading(word("planted")), *sentence(signoff.planted)]
    if signoff.typed:
        rows += [heading(word("typed")), *sentence(signoff.typed)]
    people = ({"role": party.role, "who": party.who, "when": party.when} for party in signoff.parties)
    rows += [heading(word("people")), *listed(form.people, people)]
    if signoff.counts:
        counts = (
            {"tray": c.tray, "of": c.of, "number": f"{c.number:,}", "entries": str(c.entries), "by": c.by}
            for c in signoff.counts
        )
        rows += [heading(word("counts")), *listed(form.counts, counts)]
    rows += head_and_signatures(job, form.qr, placed, signoff.signatures)
    section = text(job.language, "paper", "signoff.section", section=signoff.section)
    draw_rows(out, Leaf(job, word("title"), section), rows, progress)
    return placed


def draw_handover(out: Path, job: Job, handover: Handover) -> list[Placed]:
    """Draw the handover slip: destination, class, number, people, receipt and head (R23), nothing else.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """

    def word(key: str) -> str:
        return text(job.language, "paper", f"handover.{key}")

    taker = "　".join(filter(None, (handover.organisation, handover.taker)))
    form = form_of(HandoverForm)
    placed: list[Placed] = []
    rows = [_number_row(form.number, f"{handover.number:,}", word("number"), word("unit"))]
    values = {
        "destination": handover.destination, "class": handover.mail_class, "trays": handover.trays,
        "receipt": handover.receipt, "giver": handover.giver, "taker": taker, "witness": handover.witness,
    }  # fmt: skip
    rows += [_pair(form, word(key), values[key]) for key in form.shows if values[key]]
    signing = (word("giver"), word("taker"), *([word("witness")] if handover.witness else []))
    rows += head_and_signatures(job, form.qr, placed, signing)
    offer = text(job.language, "paper", "handover.offer", offer=handover.offer)
    draw_rows(out, Leaf(job, word("title"), offer), rows)
    return placed


def signed(difference: int) -> str:
    """A difference as it is read in an account: 0, +1, −1."""
    return "0" if difference == 0 else f"{difference:+,}".replace("-", "−")


def _sentence(words: str, size: float) -> list[Row]:
    """A line of text, as many rows as it needs."""

    def row(line: Line) -> Row:
        return Row(5.4, lambda pages, y: pages.line_of(LEFT, y + 4, line))

    return [row(line) for line in fitted(words, fonts.REGULAR, size, _WIDE * MM)]


def _number_row(form: Words, number: str, title: str, unit: str) -> Row:
    def draw(pages: Pages, y: float) -> None:
        pages.text(LEFT, y + 8, title, size=9, grey=SOFT)
        pages.text(LEFT, y + form.y, number, font=fonts.BOLD, size=form.size)
        wide = fonts.width(number, fonts.BOLD, form.size) / MM
        pages.text(LEFT + wide + 4, y + form.y, unit, size=16)

    return Row(form.y + 9, draw)


def _pair(form: HandoverForm, title: str, value: str) -> Row:
    lines = fitted(value, fonts.REGULAR, form.size, (_WIDE - form.label) * MM, 0.8)
    step = form.size * 7 / 15
    height = 4.6 + step * len(lines)

    def draw(pages: Pages, y: float) -> None:
        pages.text(LEFT, y + 6.6, title, size=9, grey=SOFT)
        for number, line in enumerate(lines):
            pages.line_of(LEFT + form.label, y + 6.8 + step * number, line)
        pages.rule(LEFT, y + height, LEFT + _WIDE, y + height)

    return Row(height, draw)


def _gap() -> Row:
    """A little air between a table and what follows from it."""
    return Row(1.6, lambda _pages, _y: None)
