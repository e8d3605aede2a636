"""Counts, the reconciliation as people may see it, and the release (R18–R21)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from checkmail.errors import Misused
from checkmail.office.acting import Act, act, reading
from checkmail.office.anchoring import Signed, anchored
from checkmail.office.pieces import last_seen
from checkmail.office.planted_sets import planted_out
from checkmail.office.reconciling import (
    TrayCounts,
    checkpoint,
    expected_in,
    lines_of,
    section,
    standing,
    tray_counts,
)
from checkmail.office.rows import documents_of
from checkmail.rules import count, people
from checkmail.rules.codes import MAX_NUMBER, Code, Unreadable, parse
from checkmail.rules.count import Count, Counted
from checkmail.rules.model import CHECKED, Batch, PieceState, Role
from checkmail.rules.refusal import Refusal

What = Literal["envelopes", "sealed"]
WHOLE = 0
"""The tray number that stands for the whole batch."""

MOST_MISSING = 1_000
"""So many missing pieces are named; more are not looked for one by one by anybody."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the reconciliation. None: not said, because the viewer may still be a counter (R19)."""

    line: str
    expected: int | None
    found: int | None
    difference: int
    terms: tuple[tuple[str, int], ...] | None
    """What the two numbers are made of, by name (R10); empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A piece that is missing or too many, and where it was seen last."""

    piece: int
    tray: int
    state: str
    last: str


@dataclass(frozen=True, slots=True)
class CountView:
    """The reconciliation of a batch as somebody may see it."""

    balanced: bool
    lines: tuple[LineView, ...]
    missing: tuple[Place, ...]
    surplus: tuple[Place, ...]
    counts: Counted
    trays: tuple[TrayView, ...]


@dataclass(frozen=True, slots=True)
class TrayView:
    """A tray's counts, without a number."""

    tray: int
    counted: Counted
    counted_by: tuple[int, ...]
    scan_owed: bool
    released: bool


@dataclass(frozen=True, slots=True)
class TrayScan:
    """What a scan of a tray found."""

    found: int
    """Envelopes of the tray, in order and second-checked."""
    missing: tuple[int, ...]
    surplus: tuple[str, ...]
    """Codes that do not belong there, or are no live envelope of a checked piece."""


@act("count")
def enter_count(opened: Act, number: int, tray: int, counted: int, what: What = "envelopes") -> bool | Refusal:
    """Enters what a person counted of ``tray`` (0: the whole batch); all entries are kept (R19).

    The answer says nothing about what was expected. Refuses ``scan-the-tray`` after two differences,
    and ``not-released`` for sealed envelopes (R21).
    """
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not 0 <= counted <= MAX_NUMBER:
        raise Misused("bad-number", number=counted)
    refusal = _tray(opened, batch, tray, what)
    if refusal:
        return refusal
    before = tray_counts(opened, number, tray, what)
    if refusal := count.may_enter(before.differences, before.counts, scanned=False) or _scan_owed(opened, batch, tray):
        return refusal
    _keep(opened, batch, tray, what, Count(opened.who, counted, scanned=False), before)
    return True


def _scan_owed(opened: Act, batch: Batch, tray: int) -> Refusal | None:
    """R19: who scanned the tray was told what it lacks and counts it by scanning; the whole waits for its trays."""
    mine = opened.t.one("tray_scanned_by", batch=batch.number, tray=tray, person=opened.who)
    if mine and mine["scans"]:
        return Refusal("scan-the-tray", "R19", {"tray": tray})
    if tray == WHOLE:
        for row in opened.t.all("trays", batch=batch.number, **section(None)):
            if row["differences"] and tray_counts(opened, batch.number, row["tray"]).scan_owed:
                return Refusal("scan-the-tray", "R19", {"tray": row["tray"]})
    return None


def _tray(opened: Act, batch: Batch, tray: int, what: What) -> Refusal | None:
    if not opened.t.all("trays", batch=batch.number, first_tray=tray, last_tray=tray):
        return Refusal("unknown-tray", "R19", {"tray": tray})
    if refusal := planted_out(opened, batch.number, named=False):
        return refusal
    rows = opened.t.all("trays", batch=batch.number, **section((tray, tray) if tray else None))
    if what == "sealed" and not all(row["released"] for row in rows):
        return Refusal("not-released", "R21", {"tray": tray})
    return None


def _keep(
    opened: Act,
    batch: Batch,
    tray: int,
    what: What,
    new: Count,
    before: TrayCounts,
    missing: Sequence[int] = (),
    surplus: Sequence[str] = (),
) -> Counted:
    """Records a count with how the tray stands by it; two sealed counts that agree confirm the seals (R21).

    Of what was scanned only codes of this office stand in the entry (R25).
    """
    expected = expected_in(opened, batch.number, tray, what)
    row = opened.t.one("office_number")
    office = row["number"] if row else 0
    outcome = Counted.DIFFER if missing or surplus else count.judge_counts((*before.counts, new), expected)
    sealed = what == "sealed" and outcome is Counted.AGREE
    kind = "seals-counted" if sealed else "tray-scanned" if new.scanned else "counted"
    ours = [raw for raw in surplus if isinstance(parse(raw, office), Code)]
    opened.record(
        batch.number, kind, tray=tray, what=what, number=new.number, scanned=int(new.scanned),
        outcome=outcome.value, missing=list(missing), surplus=ours,
    )  # fmt: skip
    return outcome


@act("count")
def scan_tray(opened: Act, number: int, tray: int, codes: Sequence[str]) -> TrayScan | Refusal:
    """Scans a tray envelope by envelope; by somebody who checked none of it, it stands for one count (R19)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not tray:
        return Refusal("unknown-tray", "R19", {"tray": tray})
    if refusal := _tray(opened, batch, tray, "envelopes"):
        return refusal
    (row,) = opened.t.all("trays", batch=number, first_tray=tray, last_tray=tray)
    pieces = opened.t.all("pieces_between", batch=number, first=row["first_piece"], last=row["last_piece"])
    if refusal := people.different(opened.who, {p[n] for p in pieces for n in ("first_by", "second_by")}, "R19"):
        return refusal
    expected = {p["piece"] for p in pieces if p["state"] in CHECKED}
    found, surplus = _sorted_out(opened, batch, codes, expected)
    missing = tuple(sorted(expected - found))
    before = tray_counts(opened, number, tray)
    new = Count(opened.who, len(found) + len(surplus), scanned=True)
    _keep(opened, batch, tray, "envelopes", new, before, missing, surplus)
    return TrayScan(len(found), missing, surplus)


def _sorted_out(
    opened: Act, batch: Batch, codes: Sequence[str], expected: set[int]
) -> tuple[set[int], tuple[str, ...]]:
    office = opened.t.one("office_number")
    ending = documents_of(opened, batch).ending
    found: set[int] = set()
    surplus: dict[str, None] = {}
    for raw in codes:
        read = parse(raw, office["number"] if office else 0)
        if _is_envelope(opened, batch, read, ending) and isinstance(read, Code) and read.number in expected:
            found.add(read.number)
        else:
            surplus[raw.strip()[:40]] = None
    return found, tuple(surplus)


def _is_envelope(opened: Act, batch: Batch, read: Code | Unreadable, ending: tuple[int, int]) -> bool:
    if isinstance(read, Unreadable) or read.batch != batch.number or (read.kind, read.enclosure) != ending:
        return False
    row = opened.t.one(
        "artifact", batch=batch.number, piece=read.number, kind=read.kind, enclosure=read.enclosure, issue=read.issue
    )
    return row is not None and row["state"] == "live"


@reading
def show_counts(opened: Act, number: int) -> CountView | Refusal:
    """The reconciliation; who may still be a counter gets no expected number of it (R19)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal) and batch.reason != "closed":
        return batch
    stands = standing(opened, number, None)
    states = {tray.counted for tray in stands}
    counts = next((c for c in (Counted.DIFFER, Counted.OWED) if c in states), Counted.AGREE if stands else Counted.OWED)
    lines = lines_of(opened, number)
    auditor = opened.person is not None and opened.person.role is Role.AUDITOR
    hidden = counts is not Counted.AGREE and not auditor
    released = {row["tray"]: bool(row["released"]) for row in opened.t.all("trays", batch=number, **section(None))}
    return CountView(
        count.balanced(lines),
        tuple(
            LineView(x.line, None, None, x.difference, None) if hidden
            else LineView(x.line, x.expected, x.found, x.difference, x.terms)
            for x in lines
        ),
        _missing(opened, number),
        _surplus(opened, number),
        counts,
        tuple(
            TrayView(
                t.tray, t.counted, tuple(dict.fromkeys(c.person for c in t.counts)), t.scan_owed,
                released.get(t.tray, bool(released) and all(released.values())),
            )
            for t in stands
        ),
    )  # fmt: skip


def _missing(opened: Act, number: int) -> tuple[Place, ...]:
    where = section(None)
    rows = opened.t.all("pieces_not_checked", batch=number, limit=MOST_MISSING, **where)
    out = [Place(r["piece"], r["tray"], r["state"], last_seen(opened, number, r["last_entry"])) for r in rows]
    gone: dict[int, Place] = {}
    for row in opened.t.all("withheld_out", batch=number, **where):
        place = Place(row["piece"], row["tray"], "withheld", last_seen(opened, number, row["last_entry"]))
        gone.setdefault(row["piece"], place)
    scanned = {p: t for t, missing, _ in _scans(opened, number) for p in missing}
    known = {place.piece for place in out} | set(gone)
    for piece, tray in scanned.items():
        seen = opened.t.one("piece", batch=number, piece=piece)
        if seen and piece not in known:
            out.append(Place(piece, tray, seen["state"], last_seen(opened, number, seen["last_entry"])))
    return tuple(sorted((*out, *gone.values()), key=lambda place: place.piece))


def _surplus(opened: Act, number: int) -> tuple[Place, ...]:
    """Codes of other pieces that the newest scan of a tray came upon."""
    office = opened.t.one("office_number")
    out = []
    for tray, _, surplus in _scans(opened, number):
        for raw in surplus:
            read = parse(raw, office["number"] if office else 0)
            piece = read.number if isinstance(read, Code) and read.batch == number else 0
            out.append(Place(piece, tray, PieceState.QUARANTINED.value if not piece else "surplus", raw))
    return tuple(out)


def _scans(opened: Act, number: int) -> list[tuple[int, list[int], list[str]]]:
    """Tray, missing pieces and surplus codes of the newest scan of each tray since it changed."""
    newest: dict[int, tuple[int, list[int], list[str]]] = {}
    for row in opened.t.all("tray_scans", batch=number):
        (entry,) = opened.t.all("entries_from", chain=number, after=row["entry"] - 1, limit=1)
        body = json.loads(entry["body"])
        newest[row["tray"]] = (row["tray"], body.get("missing", []), body.get("surplus", []))
    return list(newest.values())


@dataclass(frozen=True, slots=True)
class Released:
    """A release in force."""

    trays: tuple[int, int]
    head: str
    """The batch chain's head at the release, as it is printed on the sign-off sheet."""
    signed: Signed | None = None
    """What became of the heads that are signed; None: nowhere to keep them was named."""


@anchored()
@act("release")
def release(opened: Act, number: int, trays: tuple[int, int] | None = None) -> Released | Refusal:
    """Lets a batch or a section be sealed, only when R18 and R19 hold for it (R20). There is no override."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if batch.stopped:
        return Refusal("batch-stopped", "R13", {"batch": number})
    where = section(trays)
    rows = opened.t.all("trays", batch=number, **where)
    if not rows or (trays and (trays[0] < 1 or rows[-1]["tray"] != trays[1] or rows[0]["tray"] != trays[0])):
        return Refusal("unknown-tray", "R20", {"tray": trays[1] if trays else 0})
    if all(row["released"] for row in rows):
        return Refusal("released", "R20", {"batch": number})
    if refusal := planted_out(opened, number, named=True):
        return refusal
    took_part = {row["person"] for row in opened.t.all("checkers", batch=number, **where)}
    if refusal := people.may_release(opened.who, took_part, batch.supervisor_may_check):
        return refusal
    stands = standing(opened, number, trays)
    scan_owed = any(tray.scan_owed for tray in stands)
    if refusal := count.may_release(lines_of(opened, number, trays), (t.counted for t in stands), scan_owed):
        return refusal
    first, last = rows[0]["tray"], rows[-1]["tray"]
    opened.record(number, "released", first_tray=first, last_tray=last)
    head = checkpoint(opened, number)
    return Released((first, last), head.printed())
