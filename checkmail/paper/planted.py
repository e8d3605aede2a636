"""The slip of a planted set, for the supervisor alone: what was planted, where, and what must come back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checkmail.locale import text
from checkmail.paper.facts import Job, Placed
from checkmail.paper.leaf import Column, Leaf, draw_rows, heading, table


@dataclass(frozen=True, slots=True)
class PlantedSlip:
    """What the slip says. All words are in the language of the job."""

    number: int
    pieces: tuple[int, ...]
    wrong: str
    tray: int
    names: tuple[str, ...]
    """As they stand on the papers: the envelope's first. Nobody's."""
    papers: tuple[tuple[str, int, str], ...]
    """Kind, number and digits of each paper."""


def draw_planted_slip(out: Path, job: Job, slip: PlantedSlip) -> list[Placed]:
    """Draw the slip; no code that a scanner could read is on it.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """

    def word(key: str) -> str:
        return text(job.language, "paper", f"planted.{key}")

    told = [
        [word("wrong"), slip.wrong],
        [word("tray"), str(slip.tray)],
        [word("numbers"), "、".join(map(str, slip.pieces))],
        [word("names"), "／".join(slip.names)],
    ]
    papers = [[kind, str(number), f"{digits[:6]} {digits[6:13]} {digits[13:]}"] for kind, number, digits in slip.papers]
    steps = [[str(step), word(f"step_{step}")] for step in range(1, 5)]
    rows = [
        heading(word("set")),
        *table([Column("", 45), Column("", 135)], told, job.language, size=11),
        heading(word("papers")),
        *table([Column(word("kind"), 50), Column(word("number"), 40), Column(word("code"), 90)], papers, job.language),
        heading(word("steps")),
        *table([Column("", 10, "right"), Column("", 170)], steps, job.language, size=10),
    ]
    draw_rows(out, Leaf(job, word("title"), word("beside")), rows)
    return []
