"""A print job as it will be drawn: which pieces, which codes, which words (R1, R6–R8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from checkmail.locale import Language, text
from checkmail.office.acting import Act
from checkmail.office.customer_codes import characters_for
from checkmail.office.office_fonts import own_fonts
from checkmail.office.printers import Aligned, aligned
from checkmail.office.reconciling import ALL_TRAYS
from checkmail.office.rows import Listed, documents_of, listed
from checkmail.office.windows import NamedWindow, window_of
from checkmail.paper import fonts
from checkmail.paper.checklist import ChecklistLine
from checkmail.paper.covers import cover_block
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.fontfile import FontFile
from checkmail.paper.forms import TrayCard
from checkmail.paper.labels import label_block
from checkmail.paper.room import too_long
from checkmail.rules.codes import Code, Kind
from checkmail.rules.documents import KIND_OF_MATCH, DocumentSet
from checkmail.rules.model import Batch
from checkmail.rules.printing import DEFAULT_SHEET, KIND_OF_PRINT, ON_LABELS, ON_SHEETS, may_print
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import composed_kana
from checkmail.store.protocol import Row

_CODED: Final = ("postal_code", "address", "building")
"""Columns that a customer bar code is made of: no others than a label shows anyway (R7)."""
_BLOCK: Final = 5_000
"""Pieces whose rows are in memory together; of the others only what is printed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants printed."""

    kind: str
    out: Path
    sheet: str = DEFAULT_SHEET
    start_at: int = 1
    """First label used on the first sheet, from 1."""
    pieces: tuple[int, int] | None = None
    """From and to; None: all."""
    language: Language = "ja"
    issues: dict[tuple[int, int], int] = field(default_factory=dict)
    """(piece, enclosure) -> issue for a reissue; empty: first issues of everything."""
    printer: str = ""
    """The printer whose correction for the sheet is used; empty: the places of the layout."""
    window: str = ""
    """Name of the envelope's window, for cover sheets; empty: 長形3号."""
    customer_code: bool = False
    """Whether labels and cover sheets carry Japan Post's customer bar code."""


@dataclass(frozen=True, slots=True)
class Item:
    """One artifact of the job."""

    code: Code
    addressed: Addressed
    document: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A job as it will be drawn."""

    wish: Wish
    job: Job
    items: tuple[Item, ...]
    lines: tuple[ChecklistLine, ...] = ()
    trays: tuple[TrayCard, ...] = ()
    own: tuple[FontFile, ...] = ()
    """The office's fonts that stand before Noto in this job."""
    aligned: Aligned | None = None
    """The label sheet, for what is printed on labels."""
    window: NamedWindow | None = None
    """For cover sheets."""


def plan_of(opened: Act, batch: Batch, wish: Wish) -> Plan:
    """The job for ``wish``, as the store has the batch now; raises :class:`Misused` ``font-missing``."""
    return replace(_frame(opened, batch, wish), items=tuple(_items(opened, batch, wish)))


def still_planned(opened: Act, batch: Batch, plan: Plan) -> bool:
    """Whether the store has the batch as it was when ``plan`` was made: its pieces, their texts, the next job's number.

    Planned anew and compared piece by piece: a long job's plan is in memory once.
    """
    now, parts = _frame(opened, batch, plan.wish), ("lines", "trays", "aligned", "own", "window")
    return (
        now.job.job == plan.job.job
        and all(getattr(now, part) == getattr(plan, part) for part in parts)
        and all(one == other for one, other in zip_longest(_items(opened, batch, plan.wish), plan.items))
    )


def _frame(opened: Act, batch: Batch, wish: Wish) -> Plan:
    """The job without its items."""
    plan = Plan(wish, job_of(opened, batch, wish.language), (), own=own_fonts(opened))
    if wish.kind == "checklist":
        documents = documents_of(opened, batch)
        lines = tuple(
            ChecklistLine(row["piece"], row["tray"], len(_contents(documents, _numbers(row["expects"]))))
            for row in opened.t.all("pieces_between", batch=batch.number, **_range(batch, wish))
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
    )


def _range(batch: Batch, wish: Wish) -> dict[str, int]:
    first, last = wish.pieces or (1, batch.pieces)
    # A digit too many is soon typed, and blocks of pieces that are not there are looked through too.
    return {"first": first, "last": min(last, batch.pieces)}


def _rows(opened: Act, batch: Batch, wish: Wish) -> Iterator[tuple[Row, Listed]]:
    """Each piece to be printed and the record it is addressed to, read a block at a time."""
    first, last = _range(batch, wish).values()
    for start in range(first, last + 1, _BLOCK):
        stop = min(last, start + _BLOCK - 1)
        addressees = _addressees(opened, batch, (start, stop))
        for row in opened.t.all("pieces_between", batch=batch.number, first=start, last=stop):
            if row["state"] not in ("withheld", "lost"):
                yield row, addressees[row["piece"]]


def _items(opened: Act, batch: Batch, wish: Wish) -> Iterator[Item]:
    if wish.kind not in KIND_OF_PRINT:
        return
    documents = documents_of(opened, batch)
    office = opened.t.one("office_number")
    office_number = office["number"] if office else 0
    texts = opened.t.one("batch_texts", batch=batch.number)
    name = (texts["name"] if texts else "") or ""
    for row, addressee in _rows(opened, batch, wish):
        piece, tray, fields = row["piece"], row["tray"], addressee.fields
        expected = _numbers(row["expects"])
        for enclosure, document in documents_printed(documents, wish.kind, expected):
            if wish.issues and (piece, enclosure) not in wish.issues:
                continue
            issue = wish.issues.get((piece, enclosure), 1)
            code = Code(KIND_OF_PRINT[wish.kind], batch.number, piece, enclosure, issue)
            shown = {column: composed_kana(fields.get(column, "")) for column in ON_LABELS}
            coded = characters_for(*map(shown.__getitem__, _CODED)) if wish.customer_code else ""
            addressed = Addressed(
                code.digits(office_number), piece, tray, issue, **shown,
                by_hand=bool(row["by_hand"]), batch_name=name,
                contents=_contents(documents, expected) if wish.kind == "covers" else (),
                customer_code=coded,
            )  # fmt: skip
            yield Item(code, addressed, document)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _addressees(opened: Act, batch: Batch, pieces: tuple[int, int]) -> dict[int, Listed]:
    """Piece -> the record it is addressed to: the first of its people."""
    out: dict[int, Listed] = {}
    for row in listed(opened, batch, pieces):
        out.setdefault(row.piece, row)
    return out


def documents_printed(documents: DocumentSet, kind: str, expected: list[int]) -> list[tuple[int, str]]:
    """Enclosure number and document name of everything of ``kind`` that a piece gets."""
    if kind == "labels":
        return [(0, "")] if documents.envelope == "label" else []
    out = []
    for number in expected:
        document = documents.document(number)
        if document and KIND_OF_MATCH.get(document.match) is KIND_OF_PRINT[kind]:
            out.append((number, document.name))
    return out


def _contents(documents: DocumentSet, expected: list[int]) -> tuple[str, ...]:
    coded = [document.name for number in expected if (document := documents.document(number))]
    counted = [e.name for e in documents.enclosures if not e.coded and not e.when]
    return (*coded, *counted)


def judge_plan(opened: Act, batch: Batch, plan: Plan) -> Refusal | None:
    """R6, R8: whether the job may be printed as the store has the batch now."""
    if plan.wish.kind not in KIND_OF_PRINT:
        return None if plan.lines or plan.trays else Refusal("nothing-to-print", "R8")
    wanted = {item.code.number for item in plan.items}
    first, last = plan.wish.pieces or (1, batch.pieces)
    kind = KIND_OF_PRINT[plan.wish.kind]
    there = {
        (row["piece"], row["enclosure"]): row["issue"]
        for row in opened.t.all("artifacts_of_kind", batch=batch.number, kind=kind, first=first, last=last)
    }
    printed = {
        item.code.number
        for item in plan.items
        if there.get((item.code.number, item.code.enclosure), 0) >= item.code.issue
    }
    return may_print(printed, wanted, _undrawable_in(plan), _too_long_in(plan))


def judge_drawable(plan: Plan) -> Refusal | None:
    """R6, for what is printed again: the fonts may be others now."""
    wanted = {item.code.number for item in plan.items}
    return may_print((), wanted, _undrawable_in(plan), _too_long_in(plan))


def _undrawable_in(plan: Plan) -> set[int]:
    with fonts.standing(plan.own):
        return {item.code.number for item in plan.items if _undrawable(item.addressed)}


def _too_long_in(plan: Plan) -> list[int]:
    """The pieces whose address has no room on the job's label or in its window."""
    coded = plan.wish.customer_code
    if plan.wish.kind == "labels" and plan.aligned:
        block = label_block(plan.aligned.sheet, customer_code=coded)
    elif plan.wish.kind == "covers" and plan.window:
        block = cover_block((plan.window.name, plan.window.window), customer_code=coded)
    else:
        return []
    with fonts.standing(plan.own):
        return too_long(block, (item.addressed for item in plan.items), plan.wish.language)


def _undrawable(item: Addressed) -> bool:
    """R6: whether the font lacks a character; a name accepted to be written by hand is not drawn."""
    drawn = (item.postal_code, item.address, item.building, "" if item.by_hand else item.name)
    return any(fonts.missing(part) for part in drawn)
