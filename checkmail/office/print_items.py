"""The artifacts of a print job, read from the list a block of pieces at a time, and never kept.

A job is gone through three times: when it is planned, when it is drawn, and when it is recorded. What they
come to, and a fingerprint of all of them, is a :class:`Survey`; a job whose fingerprint is another when it is
recorded is not the one that was drawn. So a job's memory does not grow with its pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from checkmail.locale import Language
from checkmail.office.acting import Act, Actor, Office
from checkmail.office.customer_codes import CodeAccount, CustomerCodes, characters_for
from checkmail.office.rows import Listed, documents_of, listed
from checkmail.paper import fonts
from checkmail.paper.block import Block
from checkmail.paper.facts import Addressed
from checkmail.paper.room import too_long
from checkmail.rules.codes import Code
from checkmail.rules.documents import KIND_OF_MATCH, DocumentSet
from checkmail.rules.model import Batch
from checkmail.rules.printing import DEFAULT_SHEET, KIND_OF_PRINT, ON_LABELS
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import composed_kana

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
class Survey:
    """What the items of a job come to."""

    count: int = 0
    digest: str = ""
    """SHA-256 over every item in order: the same items, the same digest."""
    runs: tuple[tuple[int, ...], ...] = ()
    """As :func:`runs_of` has them."""
    first: int = 0
    """Lowest piece; 0: none."""
    last: int = 0
    customer_codes: CustomerCodes | None = None
    """None: none were asked for."""
    printed: int = 0
    """The lowest piece that has this artifact already (R8); 0: none has."""
    undrawable: int = 0
    """The lowest piece with a character that no font has (R6); 0: none."""
    too_long: tuple[int, ...] = ()
    """Pieces whose address has no room."""


class Going:
    """Items going by, with their fingerprint so far."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Of those that went by."""
        return self._sha.hexdigest()

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """Lets ``items`` through."""
        for item in items:
            on = item.addressed
            shown = (
                on.code, on.tray, on.postal_code, on.address, on.building, on.name, on.by_hand, on.batch_name,
                on.contents, on.customer_code, item.document,
            )  # fmt: skip
            self._sha.update(repr(shown).encode("utf-8", "surrogatepass"))
            yield item


def items_in(opened: Act, batch: Batch, wish: Wish) -> Iterator[Item]:
    """Every item of the job, as the open transaction has the batch."""
    for pieces in _blocks(batch, wish):
        yield from _items(opened, batch, wish, pieces)


def items_of(office: Office, actor: Actor | None, number: int, wish: Wish) -> Iterator[Item]:
    """Every item of the job, each block as the store has the batch when it is its turn.

    What changes meanwhile shows in the fingerprint. Ends early where the batch is no longer to be printed.
    """
    blocks: Iterator[tuple[int, int]] | None = None
    while True:
        with office.store.reading() as transaction:
            opened = Act(office, transaction, actor)
            batch = opened.approved_batch(number)
            if isinstance(batch, Refusal):
                return
            blocks = blocks or _blocks(batch, wish)
            pieces = next(blocks, None)
            if pieces is None:
                return
            items = list(_items(opened, batch, wish, pieces))
        yield from items


def survey(opened: Act, batch: Batch, wish: Wish, block: Block | None) -> Survey:
    """Goes through the job once; ``block`` is what addresses have to fit, None: nothing has an address."""
    if wish.kind not in KIND_OF_PRINT:
        return Survey()
    going, account, marks = Going(), CodeAccount(), _Marks()
    runs: list[list[int]] = []
    count = first = last = 0
    items = going.watch(items_in(opened, batch, wish))
    while some := list(islice(items, _BLOCK)):
        marks.look(opened, batch, wish, block, some)
        pieces = [item.code.number for item in some]
        first, last = min(first or pieces[0], *pieces), max(last, *pieces)
        for item in some:
            count += 1
            _run_on(runs, item.code, count)
            account.add(item.addressed)
    return Survey(
        count, going.digest, tuple(map(tuple, runs)), first, last, account.told() if wish.customer_code else None,
        marks.printed, marks.undrawable, tuple(marks.too_long),
    )  # fmt: skip


@dataclass(slots=True)
class _Marks:
    """What keeps a job from being printed (R6, R8)."""

    printed: int = 0
    undrawable: int = 0
    too_long: list[int] = field(default_factory=list)

    def look(self, opened: Act, batch: Batch, wish: Wish, block: Block | None, items: list[Item]) -> None:
        """Looks at a block of items."""
        numbers = [item.code.number for item in items]
        span = {"first": min(numbers), "last": max(numbers)}
        rows = opened.t.all("artifacts_of_kind", batch=batch.number, kind=KIND_OF_PRINT[wish.kind], **span)
        there = {(row["piece"], row["enclosure"]): row["issue"] for row in rows}
        printed = (i.code.number for i in items if there.get((i.code.number, i.code.enclosure), 0) >= i.code.issue)
        undrawable = (item.code.number for item in items if _undrawable(item.addressed))
        self.printed = self.printed or min(printed, default=0)
        self.undrawable = self.undrawable or min(undrawable, default=0)
        if block is not None:
            self.too_long += too_long(block, (item.addressed for item in items), wish.language)


def runs_of(codes: Iterable[Code]) -> list[list[int]]:
    """Codes in print order as ``[kind, enclosure, issue, first piece, last piece, place of the first]``."""
    out: list[list[int]] = []
    for place, code in enumerate(codes, 1):
        _run_on(out, code, place)
    return out


def _run_on(runs: list[list[int]], code: Code, place: int) -> None:
    key = [int(code.kind), code.enclosure, code.issue]
    if runs and runs[-1][:3] == key and runs[-1][4] + 1 == code.number:
        runs[-1][4] = code.number
    else:
        runs.append([*key, code.number, code.number, place])


def range_of(batch: Batch, wish: Wish) -> tuple[int, int]:
    """The first and the last piece that are asked for."""
    first, last = wish.pieces or (1, batch.pieces)
    # A digit too many is soon typed, and blocks of pieces that are not there are looked through too.
    return first, min(last, batch.pieces)


def _blocks(batch: Batch, wish: Wish) -> Iterator[tuple[int, int]]:
    first, last = range_of(batch, wish)
    if wish.kind in KIND_OF_PRINT:
        for start in range(first, last + 1, _BLOCK):
            yield start, min(last, start + _BLOCK - 1)


def _items(opened: Act, batch: Batch, wish: Wish, pieces: tuple[int, int]) -> Iterator[Item]:
    documents = documents_of(opened, batch)
    office = opened.t.one("office_number")
    office_number = office["number"] if office else 0
    texts = opened.t.one("batch_texts", batch=batch.number)
    name = (texts["name"] if texts else "") or ""
    addressees = _addressees(opened, batch, pieces)
    for row in opened.t.all("pieces_between", batch=batch.number, first=pieces[0], last=pieces[1]):
        if row["state"] in ("withheld", "lost"):
            continue
        piece, fields = row["piece"], addressees[row["piece"]].fields
        expected = numbers_in(row["expects"])
        shown = {column: composed_kana(fields.get(column, "")) for column in ON_LABELS}
        for enclosure, document in documents_printed(documents, wish.kind, expected):
            if wish.issues and (piece, enclosure) not in wish.issues:
                continue
            issue = wish.issues.get((piece, enclosure), 1)
            code = Code(KIND_OF_PRINT[wish.kind], batch.number, piece, enclosure, issue)
            addressed = Addressed(
                code.digits(office_number), piece, row["tray"], issue, **shown,
                by_hand=bool(row["by_hand"]), batch_name=name,
                contents=contents_of(documents, expected) if wish.kind == "covers" else (),
                customer_code=characters_for(*map(shown.__getitem__, _CODED)) if wish.customer_code else "",
            )  # fmt: skip
            yield Item(code, addressed, document)


def numbers_in(text: str) -> list[int]:
    """The numbers of a column such as ``1,2``."""
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


def contents_of(documents: DocumentSet, expected: list[int]) -> tuple[str, ...]:
    """Names of what is in the envelope, the uncoded documents last."""
    coded = [document.name for number in expected if (document := documents.document(number))]
    counted = [e.name for e in documents.enclosures if not e.coded and not e.when]
    return (*coded, *counted)


def _undrawable(item: Addressed) -> bool:
    """R6: whether the font lacks a character; a name accepted to be written by hand is not drawn."""
    drawn = (item.postal_code, item.address, item.building, "" if item.by_hand else item.name)
    return any(fonts.missing(part) for part in drawn)
