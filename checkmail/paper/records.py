"""What people sign and file: the sign-off sheet and the handover slip.

The head of the ledger is printed on both: the filed paper is what shows a ledger whose
newest entries were cut off (R24). Neither carries a name or an address of a piece.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import Line, fitted
from checkmail.paper.leaf import LEFT, Column, Leaf, Row, draw_rows, heading, in_groups, table
from checkmail.paper.pages import MM, SOFT, Pages


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


_SIGNATURE: Final = 26.0
_LABEL: Final = 42.0


def draw_signoff(
    out: Path, job: Job, signoff: SignOff, *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw the sign-off sheet; no code is on it. ``progress`` is told the pages done.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """

    def word(key: str) -> str:
        return text(job.language, "paper", f"signoff.{key}")

    rows = [heading(word("lines"))]
    rows += table(
        (
            Column(word("line"), 84),
            Column(word("expected"), 32, "right"),
            Column(word("found"), 32, "right"),
            Column(word("difference"), 32, "right"),
        ),
        [
            (line.line, f"{line.expected:,}", f"{line.found:,}", signed(line.found - line.expected))
            for line in signoff.lines
        ],
        job.language,
    )
    rows += [row for line in signoff.lines if line.equation for row in _sentence(f"{line.line}　{line.equation}")]
    rows.append(heading(word("losses")))
    rows += [row for loss in signoff.losses or (text(job.language, "paper", "page.none"),) for row in _sentence(loss)]
    rows.append(heading(word("people")))
    rows += table(
        (Column(word("role"), 50), Column(word("who"), 85), Column(word("when"), 45)),
        [(party.role, party.who, party.when) for party in signoff.parties],
        job.language,
    )
    if signoff.counts:
        rows.append(heading(word("counts")))
        rows += table(
            (
                Column(word("tray"), 30),
                Column(word("of"), 40),
                Column(word("number"), 25, "right"),
                Column(word("entries"), 25, "right"),
                Column(word("by"), 60),
            ),
            [(c.tray, c.of, f"{c.number:,}", str(c.entries), c.by) for c in signoff.counts],
            job.language,
        )
    if job.head:
        rows += _head_rows(job)
    if signoff.signatures:
        rows.append(heading(word("signatures")))
        rows += signatures(signoff.signatures, word("date"))
    section = text(job.language, "paper", "signoff.section", section=signoff.section)
    draw_rows(out, Leaf(job, word("title"), section), rows, progress)
    return []


def draw_handover(out: Path, job: Job, handover: Handover) -> list[Placed]:
    """Draw the handover slip: destination, class, number, people, receipt and head (R23), nothing else.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """

    def word(key: str) -> str:
        return text(job.language, "paper", f"handover.{key}")

    taker = "　".join(filter(None, (handover.organisation, handover.taker)))
    rows = [_number_row(f"{handover.number:,}", word("number"), word("unit"))]
    for key, value in (
        ("destination", handover.destination),
        ("class", handover.mail_class),
        ("trays", handover.trays),
        ("receipt", handover.receipt),
        ("giver", handover.giver),
        ("taker", taker),
        ("witness", handover.witness),
    ):
        if value:
            rows.append(_pair(word(key), value))
    if job.head:
        rows += _head_rows(job)
    signing = [word("giver"), word("taker"), *([word("witness")] if handover.witness else [])]
    rows.append(heading(text(job.language, "paper", "signoff.signatures")))
    rows += signatures(tuple(signing), text(job.language, "paper", "signoff.date"))
    offer = text(job.language, "paper", "handover.offer", offer=handover.offer)
    draw_rows(out, Leaf(job, word("title"), offer), rows)
    return []


def signed(difference: int) -> str:
    """A difference as it is read in an account: 0, +1, −1."""
    return "0" if difference == 0 else f"{difference:+,}".replace("-", "−")


def _sentence(words: str) -> list[Row]:
    """A line of text, as many rows as it needs."""

    def row(line: Line) -> Row:
        return Row(5.4, lambda pages, y: pages.line_of(LEFT, y + 4, line))

    return [row(line) for line in fitted(words, fonts.REGULAR, 9.5, 180 * MM)]


def _number_row(number: str, title: str, unit: str) -> Row:
    def draw(pages: Pages, y: float) -> None:
        pages.text(LEFT, y + 8, title, size=9, grey=SOFT)
        pages.text(LEFT, y + 29, number, font=fonts.BOLD, size=54)
        wide = fonts.width(number, fonts.BOLD, 54) / MM
        pages.text(LEFT + wide + 4, y + 29, unit, size=16)

    return Row(38, draw)


def _pair(title: str, value: str) -> Row:
    lines = fitted(value, fonts.REGULAR, 12, (180 - _LABEL) * MM, 0.8)
    height = 4.6 + 5.6 * len(lines)

    def draw(pages: Pages, y: float) -> None:
        pages.text(LEFT, y + 6.6, title, size=9, grey=SOFT)
        for step, line in enumerate(lines):
            pages.line_of(LEFT + _LABEL, y + 6.8 + 5.6 * step, line)
        pages.rule(LEFT, y + height, LEFT + 180, y + height)

    return Row(height, draw)


def _head_rows(job: Job) -> list[Row]:
    """The ledger head, large enough to be compared and typed."""
    lines = fitted(in_groups(job.head), fonts.REGULAR, 11, 180 * MM)

    def draw(pages: Pages, y: float) -> None:
        for step, line in enumerate(lines):
            pages.line_of(LEFT, y + 5 + 5.4 * step, line)

    return [heading(text(job.language, "paper", "page.head")), Row(2 + 5.4 * len(lines), draw)]


def signatures(roles: tuple[str, ...], date: str) -> list[Row]:
    """Lines to sign on, two beside each other, each with room for a day."""

    def row(pair: tuple[str, ...]) -> Row:
        def draw(pages: Pages, y: float) -> None:
            for step, role in enumerate(pair):
                x = LEFT + step * 95
                pages.text(x, y + 5, role, size=9)
                pages.rule(x, y + 18, x + 85, y + 18, points=0.7, grey=SOFT)
                pages.text(x + 85, y + 22, date, size=7, grey=SOFT, align="right")

        return Row(_SIGNATURE, draw)

    return [row(roles[start : start + 2]) for start in range(0, len(roles), 2)]
