"""Print jobs as they were recorded: their range, their fingerprint, and what lies at which place (R8, R10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from checkmail.errors import Misused
from checkmail.office.acting import Act, reading
from checkmail.office.print_items import documents_printed
from checkmail.office.rows import documents_of
from checkmail.office.windows import window_names
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Batch, PieceState
from checkmail.rules.printing import KIND_OF_PRINT
from checkmail.rules.refusal import Refusal

LAST_PLACE = 9_999_999
"""Stands for the end of a job: a batch has no more pieces."""

GONE = (PieceState.WITHHELD, PieceState.LOST)
"""States of pieces nothing is printed for."""


@dataclass(frozen=True, slots=True)
class RecordedJob:
    """A print job as the tables have it."""

    job: int
    kind: str
    sheet: str
    """Part of the label sheet, of covers the name of the window; empty where it was printed on and for none."""
    pages: int
    artifacts: int
    """0: a paper without codes of pieces."""
    sha256: str
    labels: int
    """Labels on a sheet; 0: it is on none."""
    start_at: int
    """First label used on the first sheet, from 1."""
    first_piece: int
    """0: it is about no piece."""
    last_piece: int
    person: int
    at: str


@dataclass(frozen=True, slots=True)
class Place:
    """One artifact of a job, where it lies."""

    place: int
    """From 1, in the order of the job."""
    sheet: int
    """Which sheet of labels it is on, from 1; 0: it is on no sheet of labels."""
    label: int
    """Which label of that sheet, from 1."""
    kind: int
    piece: int
    enclosure: int
    issue: int
    state: str
    """``superseded`` where a newer issue is there, whatever became of this one."""
    piece_state: str


@dataclass(frozen=True, slots=True)
class Papers:
    """How much of one kind of paper a batch gets and has."""

    kind: str
    wanted: int
    """For the pieces that are still to be mailed."""
    printed: int


@reading
def show_papers(opened: Act, number: int) -> list[Papers] | Refusal:
    """Every kind of paper with codes that an approved batch gets, in the order it is usually printed."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.approved_version:
        return Refusal("not-approved", "R1", {"batch": number})
    documents = documents_of(opened, batch)
    wanted: Counter[str] = Counter()
    for row in opened.t.all("pieces_by_expects", batch=number):
        expected = [int(part) for part in row["expects"].split(",") if part]
        for kind in KIND_OF_PRINT:
            wanted[kind] += row["pieces"] * len(documents_printed(documents, kind, expected))
        stamped = [one for one in map(documents.document, expected) if one and one.match == "stamped"]
        wanted["stamped"] += row["pieces"] * len(stamped)
    names = {kind.value: name for name, kind in KIND_OF_PRINT.items()} | {Kind.STAMPED.value: "stamped"}
    printed: Counter[str] = Counter()
    for row in opened.t.all("papers_printed", batch=number):
        printed[names[row["kind"]]] += row["papers"]
    return [Papers(name, wanted[name], printed[name]) for name in names.values() if wanted[name] or printed[name]]


@reading
def list_jobs(opened: Act, number: int) -> list[RecordedJob] | Refusal:
    """Every print job of a batch, the oldest first."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    windows = window_names(opened)
    jobs = (RecordedJob(*(row[name] for name in RecordedJob.__slots__)) for row in opened.t.all("jobs", batch=number))
    return [replace(job, sheet=windows.get(job.sheet, job.sheet)) for job in jobs]


@reading
def show_places(opened: Act, number: int, job: int, first: int = 1, last: int = LAST_PLACE) -> list[Place] | Refusal:
    """What lies at the places ``first`` to ``last`` of a job. Refuses ``not-issued`` where there is no such place."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    return places_of(opened, batch, (job, first, last))


def places_of(opened: Act, batch: Batch, wanted: tuple[int, int, int]) -> list[Place] | Refusal:
    """The artifacts at ``(job, from, to)``, in the order of the job."""
    number, first, last = wanted
    if not 1 <= first <= last:
        raise Misused("bad-range", given=f"{first}-{last}")
    job = opened.t.one("job", batch=batch.number, job=number)
    rows = opened.t.all("artifacts_of_job", batch=batch.number, job=number, first=first, last=last)
    if job is None or not rows:
        return Refusal("not-issued", "R8")
    labels, out = job["labels"], []
    for row in rows:
        sheet, label = divmod(job["start_at"] + row["place"] - 2, labels) if labels else (-1, -1)
        known = (row[name] for name in ("kind", "piece", "enclosure", "issue", "state", "piece_state"))
        out.append(Place(row["place"], sheet + 1, label + 1, *known))
    return out


def codes_of(opened: Act, batch: Batch, wanted: tuple[int, int, int]) -> tuple[list[Code], list[int]] | Refusal:
    """The codes at ``(job, from, to)``, and the pieces among them that are withheld or lost, which are left out.

    Refuses ``not-issued``, and ``withheld`` or ``lost`` where nothing else lies there.
    """
    places = places_of(opened, batch, wanted)
    if isinstance(places, Refusal):
        return places
    here = [
        Code(Kind(p.kind), batch.number, p.piece, p.enclosure, p.issue) for p in places if p.piece_state not in GONE
    ]
    if not here:
        return Refusal(places[0].piece_state, "R8", {"piece": places[0].piece})
    return here, sorted({place.piece for place in places if place.piece_state in GONE})
