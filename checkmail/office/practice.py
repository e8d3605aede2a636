"""The papers of a practice office: sheets with planted mistakes, and what a person did at its desk.

Only for the office number of practice paper, which no real office has: a real office's sheet with a
mistake in it is never drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checkmail.locale import Language
from checkmail.office.acting import Act, Actor, Office, reading
from checkmail.office.papers import drawn, no_job
from checkmail.office.printing import Printed
from checkmail.office.record import entries_of
from checkmail.paper.facts import Job
from checkmail.paper.practice import PracticeGuide, PracticePaper, PracticeSet, draw_practice
from checkmail.rules.ledger import Entry
from checkmail.rules.refusal import Refusal

__all__ = ["PracticeGuide", "PracticePaper", "PracticeSet", "print_practice", "whole_chain"]


def print_practice(
    office: Office,
    actor: Actor,
    batch: int,
    out: Path,
    guide: PracticeGuide,
    sets: Sequence[PracticeSet],
    language: Language,
) -> Printed | Refusal:
    """Draws guide and sets and reads every code back (R9). Refuses ``not-allowed`` in any but a practice office."""
    job = _job(office, actor, batch, language)
    if isinstance(job, Refusal):
        return job
    return drawn(office, actor, batch, "practice", out, lambda file: draw_practice(file, job, guide, sets))


@reading
def _job(opened: Act, number: int, language: Language) -> Job | Refusal:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    job = no_job(opened, batch, language)
    return job if job.practice else Refusal("not-allowed", "R28")


@reading
def whole_chain(opened: Act, chain: int) -> list[Entry] | Refusal:
    """Every entry of a chain, from the first, in a practice office: nothing is hidden from who learns there."""
    row = opened.t.one("office_number")
    if row is None or row["number"]:
        return Refusal("not-allowed", "R28")
    return list(entries_of(opened.t, chain))
