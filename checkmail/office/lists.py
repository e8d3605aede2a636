"""A list taken in from a file: read, mapped, looked at, kept as the batch's next version (R1, R3)."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from checkmail.intake.checks import Context, Listing, check_all
from checkmail.intake.columns import check_named, check_needed
from checkmail.intake.folding import fold, visible
from checkmail.intake.tables import Table, read_table
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.office.carrying import carried_over
from checkmail.office.collecting import collecting_later
from checkmail.office.erasable import FINDING, Digest, Fingerprint
from checkmail.office.list_room import room_of
from checkmail.office.mapping import Choice, Mapped, digest_of_headings, last_mapping, map_by
from checkmail.office.office_fonts import chain_now
from checkmail.paper import fonts
from checkmail.rules.documents import DocumentSet, parse_document_set
from checkmail.rules.ledger import canonical
from checkmail.rules.lists import Finding, Severity
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode

Progress = Callable[[str, int], None]
"""Is told a step and how much of it is done, 0 where that is not counted; may raise to stop."""
_OFTEN = 5_000
"""Records between two words about how many are stored."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A list version that was taken in."""

    version: int
    rows: int
    pieces: int
    sha256: str
    encoding: str
    findings: dict[str, int]
    """How many stops, attentions and notes."""
    columns: dict[str, str]
    """Our name -> heading of the file."""
    guessed: tuple[str, ...]
    """Our names that no columns file gave."""
    carried: int = 0
    """Pieces that are withheld because an earlier version withheld somebody of theirs (R4)."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Our name -> who said that it is this heading: one of :data:`office.mapping.SOURCES`."""
    file: str = ""
    """Name of the file; empty once erased."""
    sheet: str = ""
    """Of a workbook; empty for another file."""
    heading_row: int = 1
    """Row of the file in which the headings stand."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as far as it can be looked at without the office."""

    table: Table
    mapped: Mapped
    listing: Listing
    pieces: Sequence[int]
    """The piece of each row, in row order."""
    findings: list[Finding]


def import_list(
    office: Office,
    actor: Actor,
    batch: int,
    file: Path,
    *,
    columns: Path | None = None,
    preset: str = "",
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    heading_row: int = 0,
    progress: Progress | None = None,
) -> Imported | Refusal:
    """Takes a list in as the batch's next version, with everything the checks saw (R1, R3).

    ``mapping`` is our name -> heading as somebody chose by hand, an empty heading for a column that the
    list has not; the other arguments are those of :class:`Choice`. ``progress`` is told each step and may
    raise to stop; nothing is kept then. Raises :class:`Misused` where the file cannot be read whole.
    Refuses ``printed`` after the first print job.
    """
    choice = Choice(columns, preset, mapping or {}, sheet, heading_row)
    documents = _may_import(office, actor, batch)
    if isinstance(documents, Refusal):
        return documents
    tell = progress or (lambda _step, _done: None)
    with collecting_later():
        tell("reading", 0)
        table = read_table(
            file, sheet=choice.sheet, heading_row=choice.heading_row, told=lambda done: tell("reading", done)
        )  # fmt: skip
        last = last_mapping(office, actor, table.headings)
        if isinstance(last, Refusal):
            return last
        read = _look(table, map_by(table.headings, choice, last), documents, office, tell)
        return _import_list(office, actor, batch, read, visible(file.name), tell)


@reading
def _may_import(opened: Act, number: int) -> DocumentSet | Refusal:
    if refusal := opened.authorize("import-list"):
        return refusal
    batch = _listable(opened, number)
    if isinstance(batch, Refusal):
        return batch
    texts = opened.t.one("batch_texts", batch=number)
    return parse_document_set((texts["documents"] if texts else "") or "")


def _listable(opened: Act, number: int) -> Batch | Refusal:
    batch = opened.open_batch(number)
    if isinstance(batch, Batch) and batch.printed:
        return Refusal("printed", "R1", {"batch": number})
    return batch


def _look(table: Table, mapped: Mapped, documents: DocumentSet, office: Office, tell: Progress) -> _Read:
    columns = mapped.columns
    check_needed(columns, table.headings)
    check_named(columns, documents.columns(), table.headings)
    listing = Listing(table, columns)
    keyed = documents.keyed({heading: name for name, heading in columns.columns.items()})
    pieces = _piece_numbers(listing, keyed)
    with fonts.standing(chain_now(office)):
        today, room = office.clock().date(), room_of(documents)
        context = Context(columns, fonts.drawable(), today, documents, table.oddities, fonts.variants(), room)
        found = check_all(listing, context, lambda check: tell(check, 0))
    return _Read(table, mapped, listing, pieces, found)


def _piece_numbers(listing: Listing, documents: DocumentSet) -> Sequence[int]:
    """The piece of each row: the row's own number, or in order of the first row where rows are grouped (名寄せ)."""
    if not documents.group:
        return range(1, len(listing) + 1)
    groups: dict[str, int] = {}
    # Rows with nothing in the column are not one household: each stays a piece of its own.
    keys = (value or f"\0{row}" for row, value in enumerate(listing.derived(documents.group, fold), 1))
    return [groups.setdefault(key, len(groups) + 1) for key in keys]


@act("import-list")
def _import_list(opened: Act, number: int, read: _Read, file: str, tell: Progress) -> Imported | Refusal:
    batch = _listable(opened, number)
    if isinstance(batch, Refusal):
        return batch
    version = batch.version + 1
    columns, sources = read.mapped.columns.columns, dict(read.mapped.sources)
    origin = {"file": file, "sheet": read.table.sheet, "heading_row": read.table.heading_row, "sources": sources}
    kinds = Counter(found.severity.value for found in read.findings)
    pieces = max(read.pieces)
    taken = Fingerprint()
    opened.t.many("record_kept", _told(taken.through(_records(number, version, read)), tell))
    digest = Digest(FINDING)
    opened.t.many("finding_kept", digest.through(_findings(number, version, read.findings)))
    opened.record(
        number,
        "list-imported",
        version=version,
        sha256=read.table.sha256,
        encoding=read.table.encoding,
        records=len(read.listing),
        pieces=pieces,
        fingerprint=taken.hexdigest(),
        mapping=opened.keep(canonical(columns), number),
        origin=opened.keep(canonical(origin), number),
        headings=digest_of_headings(read.table.headings),
        findings=[kinds[severity.value] for severity in Severity],
        rows=opened.keep(digest.hexdigest(), number),
    )
    withheld: set[int] = set()
    for reason, carried in carried_over(opened, batch, read.listing, read.pieces):
        withheld |= set(carried)
        opened.record(
            number, "withheld-before-approval", version=version, pieces=carried, reason=opened.keep(reason, number)
        )
    return Imported(
        version,
        len(read.listing),
        pieces,
        read.table.sha256,
        read.table.encoding,
        {severity.value: kinds[severity.value] for severity in Severity},
        columns,
        tuple(sorted(name for name, source in sources.items() if source == "guessed")),
        len(withheld),
        sources,
        file,
        read.table.sheet,
        read.table.heading_row,
    )


def _told(records: Iterable[Mapping[str, Any]], tell: Progress) -> Iterator[Mapping[str, Any]]:
    for done, record in enumerate(records):
        if done % _OFTEN == 0:
            tell("storing", done)
        yield record


def _records(batch: int, version: int, read: _Read) -> Iterator[dict[str, Any]]:
    for record, (piece, fields) in enumerate(zip(read.pieces, read.listing.spelled(), strict=True), 1):
        yield {"batch": batch, "version": version, "record": record, "piece": piece, "fields": fields}


@functools.lru_cache(maxsize=256)
def _columns(columns: tuple[str, ...]) -> str:
    return _JSON(columns)


def _findings(batch: int, version: int, found: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(found, 1):
        yield {
            "batch": batch,
            "version": version,
            "finding": number,
            "code": one.code,
            "severity": one.severity.value,
            "records": f"[{', '.join(map(str, one.rows))}]",
            "columns": _columns(one.columns),
            "details": _JSON(dict(one.details)),
        }
