"""Stamps on the pages of another system: planned, drawn, read back, and only then recorded (R8, R9, S3).

As ``office.printing`` does it: nothing has its name before it is recorded, and nothing is left of a job
that was refused, stopped or broken off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, Progress, act, reading
from checkmail.office.out_files import vacant, writable
from checkmail.office.print_items import Wish
from checkmail.office.print_plans import Plan
from checkmail.office.printing import Drawn, Parts, Printed, discarding, draw, files_of, under_free_name
from checkmail.office.stamp_facts import CORNERS, StampWish, Standing, read_source, standing_of
from checkmail.office.stamp_plans import StampPlan, page_of_another, plan_stamps, runs_of, unchanged
from checkmail.rules.refusal import Refusal

__all__ = ["CORNERS", "DrawnStamps", "StampWish", "Stamped", "draw_stamps", "print_stamped", "stamps_body", "told"]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A job of stamps that counts."""

    printed: Printed
    documents: int
    """How many documents were stamped."""
    left_out: int
    """Pages of the source that are not in the file: of pieces withheld, lost or not asked for."""
    without: tuple[int, ...]
    """Pieces that expect the document and have none yet: the source has no page of theirs."""


@dataclass(frozen=True, slots=True)
class DrawnStamps:
    """Stamped pages that were read back, still under a name of their own."""

    plan: StampPlan
    drawn: Drawn


def print_stamped(
    office: Office, actor: Actor, number: int, wish: StampWish, progress: Progress | None = None
) -> Stamped | Refusal:
    """Puts a code on every side of a document that another system made for an approved batch.

    Refuses what :func:`.stamp_facts.standing_of` and :func:`.stamp_plans.plan_stamps` refuse, ``undecodable-page``,
    and ``stale`` where the batch changed meanwhile; raises :class:`Misused` for files that cannot be used.
    """
    standing = _standing(office, actor, number, wish)
    if isinstance(standing, Refusal):
        return standing
    made = draw_stamps(office, wish, standing, plan_stamps, progress)
    if isinstance(made, Refusal):
        return made
    with discarding(made.drawn):
        answer = _record(office, actor, number, made)
        if not isinstance(answer, Refusal):
            made.drawn.keep(new=not office.replaces)
        return answer


@reading
def _standing(opened: Act, number: int, wish: StampWish) -> Standing | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    batch = opened.approved_batch(number)
    return batch if isinstance(batch, Refusal) else standing_of(opened, batch, wish)


def draw_stamps(
    office: Office,
    wish: StampWish,
    standing: Standing,
    plan_by: Callable[..., StampPlan | Refusal],
    progress: Progress | None = None,
    *,
    new: bool = False,
) -> DrawnStamps | Refusal:
    """Reads the source, plans by ``plan_by`` and draws; nothing of it is recorded yet.

    ``new``: for a file in place of none that is there.
    """
    tell = progress or (lambda _step, _done: None)
    _writable(office, wish.source, wish.out)
    plan = plan_by(wish, standing, read_source(wish, standing, tell), tell)
    if isinstance(plan, Refusal):
        return plan
    job = Plan(Wish("stamped", wish.out, language=wish.language), standing.job)
    parts = Parts(plan.drawing(), plan.papers, len(plan.papers))
    job = under_free_name(job, parts) if new else job
    for name in files_of(job, parts):
        vacant(office, _writable(office, wish.source, name))
    drawn = draw(job, progress, parts)
    if isinstance(drawn, Refusal):
        return drawn
    wrong = 1
    try:
        unchanged(plan)
        wrong = page_of_another(plan, [volume.file for volume in drawn.volumes])
    finally:
        if wrong:
            drawn.discard()
    return Refusal("stamp-on-another", "R9", {"page": wrong}) if wrong else DrawnStamps(plan, drawn)


def _writable(office: Office, source: Path, out: Path) -> Path:
    """Raises as :func:`.out_files.writable`, and ``out-is-source``: a volume's name may be the source's."""
    writable(office, out)
    if out.exists() and source.exists() and out.samefile(source):
        raise Misused("out-is-source", path=str(out))
    return out


@act("print")
def _record(opened: Act, number: int, made: DrawnStamps) -> Stamped | Refusal:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    now = standing_of(opened, batch, made.plan.wish)
    if isinstance(now, Refusal):
        return now
    if not now.same_as(made.plan.standing):
        return Refusal("stale", "R9", {"batch": number})
    opened.record(number, "stamped", **stamps_body(made))
    return told(made)


def stamps_body(made: DrawnStamps) -> dict[str, Any]:
    """What the ledger says of a job: the tables are made of it."""
    plan, drawn = made.plan, made.drawn
    pieces = [one.piece for one in plan.documents]
    return {
        "job": plan.standing.job.job,
        "kind": "stamped",
        "sheet": "",
        "labels": 0,
        "customer_codes": 0,
        "start": 1,
        "first": min(pieces),
        "last": max(pieces),
        "pages": drawn.pages,
        "artifacts": _sides(plan),
        "sha256": drawn.sha256,
        "source": plan.source_sha256,
        "per_sheet": 2 if plan.wish.both_sides else 1,
        "left_out": plan.left_out,
        "documents": runs_of(plan.documents),
    }


def _sides(plan: StampPlan) -> int:
    return sum(one.sides for one in plan.documents)


def told(made: DrawnStamps) -> Stamped:
    """The answer for a job that was recorded."""
    plan, drawn = made.plan, made.drawn
    printed = Printed(
        plan.standing.job.job, "stamped", drawn.pages, _sides(plan), drawn.decoded, drawn.sha256,
        tuple(map(str, drawn.files)),
    )  # fmt: skip
    return Stamped(printed, len(plan.documents), plan.left_out, plan.without)
