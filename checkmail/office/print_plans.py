"""A print job as it will be drawn: which pieces, which codes, which words (R1, R6–R8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from checkmail.locale import Language, text
from checkmail.office.acting import Act
from checkmail.office.office_fonts import own_fonts
from checkmail.office.print_items import (
    Item,
    Survey,
    Wish,
    contents_of,
    items_of,
    numbers_in,
    range_of,
    survey,
)
from checkmail.office.printers import Aligned, aligned
from checkmail.office.reconciling import ALL_TRAYS
from checkmail.office.rows import documents_of
from checkmail.office.windows import NamedWindow, window_of
from checkmail.paper import fonts
from checkmail.paper.block import Block
from checkmail.paper.checklist import ChecklistLine
from checkmail.paper.covers import cover_block
from checkmail.paper.facts import Job
from checkmail.paper.fontfile import FontFile
from checkmail.paper.forms import TrayCard
from checkmail.paper.labels import label_block
from checkmail.rules.codes import PRACTICE_OFFICE, Code, Kind
from checkmail.rules.model import Batch
from checkmail.rules.printing import KIND_OF_PRINT, ON_SHEETS, may_print
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Plan:
    """A job as it will be drawn."""

    wish: Wish
    job: Job
    survey: Survey = field(default_factory=Survey)
    """What the items come to; a checklist and tray sheets have none."""
    lines: tuple[ChecklistLine, ...] = ()
    trays: tuple[TrayCard, ...] = ()
    own: tuple[FontFile, ...] = ()
    """The office's fonts that stand before Noto in this job."""
    aligned: Aligned | None = None
    """The label sheet, for what is printed on labels."""
    window: NamedWindow | None = None
    """For cover sheets."""
    read: Callable[[], Iterator[Item]] = field(default=lambda: iter(()), compare=False)
    """Reads the items, from the first on."""


def plan_of(opened: Act, batch: Batch, wish: Wish) -> Plan:
    """The job for ``wish``, as the store has the batch now; raises :class:`Misused` ``font-missing``."""
    plan = _frame(opened, batch, wish)
    with fonts.standing(plan.own):
        seen = survey(opened, batch, wish, _block(plan))
    return replace(plan, survey=seen, read=partial(items_of, opened.office, opened.actor, batch.number, wish))


def same_work(one: Plan, other: Plan) -> bool:
    """Whether both are the same pages: pieces and their texts, sheet, fonts, window, and the job's number."""
    parts = ("lines", "trays", "aligned", "own", "window")
    return one.job.job == other.job.job and all(getattr(one, part) == getattr(other, part) for part in parts)


def _frame(opened: Act, batch: Batch, wish: Wish) -> Plan:
    """The job without its items."""
    plan = Plan(wish, job_of(opened, batch, wish.language), own=own_fonts(opened))
    if wish.kind == "checklist":
        documents, (first, last) = documents_of(opened, batch), range_of(batch, wish)
        lines = tuple(
            ChecklistLine(row["piece"], row["tray"], len(contents_of(documents, numbers_in(row["expects"]))))
            for row in opened.t.all("pieces_between", batch=batch.number, first=first, last=last)
            if row["state"] not in ("withheld", "lost")
        )
        return replace(plan, lines=lines)
    if wish.kind == "trays":
        return replace(plan, trays=_tray_cards(opened, batch))
    on = aligned(opened, wish.sheet, wish.printer) if wish.kind in ON_SHEETS else None
    if on:
        on.check_start(wish.start_at)
    return replace(plan, aligned=on, window=window_of(opened, wish.window) if wish.kind == "covers" else None)


def _tray_cards(opened: Act, batch: Batch) -> tuple[TrayCard, ...]:
    office = opened.t.one("office_number")
    number = office["number"] if office else 0
    return tuple(
        TrayCard(
            Code(Kind.TRAY, batch.number, row["tray"]).digits(number),
            row["tray"],
            row["first_piece"],
            row["last_piece"],
        )
        for row in opened.t.all("trays", batch=batch.number, **ALL_TRAYS)
    )


def job_of(opened: Act, batch: Batch, language: Language) -> Job:
    """What stands in the footers of the batch's next job."""
    office, texts = opened.t.one("office"), opened.t.one("batch_texts", batch=batch.number)
    head = opened.t.one("head", chain=batch.number)
    notes = (text(language, "paper", "job.policy"),) if batch.supervisor_may_check else ()
    return Job(
        batch.number,
        (texts["name"] if texts else "") or "",
        len(opened.t.all("jobs", batch=batch.number)) + 1,
        opened.now.astimezone(),
        f"{batch.number}:{head['count']}:{head['head']}" if head else "",
        (office["name"] if office else "") or "",
        notes,
        language,
        office is not None and office["number"] == PRACTICE_OFFICE,
    )


def judge_plan(plan: Plan) -> Refusal | None:
    """R6, R8: whether the job may be printed as the store had the batch when it was planned."""
    if plan.wish.kind not in KIND_OF_PRINT:
        return None if plan.lines or plan.trays else Refusal("nothing-to-print", "R8")
    seen = plan.survey
    return may_print(seen.count, seen.printed, seen.undrawable, seen.too_long)


def _block(plan: Plan) -> Block | None:
    """What the job's addresses have to fit; None where it has none."""
    coded = plan.wish.customer_code
    if plan.wish.kind == "labels" and plan.aligned:
        return label_block(plan.aligned.sheet, customer_code=coded)
    if plan.wish.kind == "covers" and plan.window:
        return cover_block((plan.window.name, plan.window.window), customer_code=coded)
    return None
