"""A list taken in from a file: read, mapped, looked at, kept as the batch's next version (R1, R3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from checkmail.intake.checks import Context, Listing, check_all
from checkmail.intake.columns import ColumnMap, check_named, load_columns_file, map_columns
from checkmail.intake.folding import fold
from checkmail.intake.tables import Table, read_table
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.office.carrying import carried_over
from checkmail.office.erasable import FINDING, Fingerprint, digest_of
from checkmail.paper.fonts import drawable
from checkmail.rules.documents import DocumentSet, parse_document_set
from checkmail.rules.ledger import canonical
from checkmail.rules.lists import Finding, Severity
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode

Progress = Callable[[str], None]


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as far as it can be looked at without the office."""

    table: Table
    columns: ColumnMap
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
    progress: Progress | None = None,
) -> Imported | Refusal:
    """Takes a list in as the batch's next version, with everything the checks saw (R1, R3).

    ``progress`` is told a word at each step and may raise to stop; nothing is kept then. Raises
    :class:`Misused` where the file cannot be read whole. Refuses ``printed`` after the first print job.
    """
    documents = _may_import(office, actor, batch)
    if isinstance(documents, Refusal):
        return documents
    wanted = load_columns_file(columns) if columns else None
    read = _read(file, wanted, documents, office, progress)
    return _import_list(office, actor, batch, read)


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


def _read(
    file: Path, wanted: Mapping[str, str] | None, documents: DocumentSet, office: Office, progress: Progress | None
) -> _Read:
    tell = progress or (lambda _step: None)
    tell("reading")
    table = read_table(file)
    columns = map_columns(table.headings, wanted)
    check_named(columns, documents.columns(), table.headings)
    listing = Listing(table, columns)
    keyed = documents.keyed({heading: name for name, heading in columns.columns.items()})
    pieces = _piece_numbers(listing, keyed)
    context = Context(columns, drawable(), office.clock().date(), documents, table.oddities)
    found = check_all(listing, context, tell)
    tell("storing")
    return _Read(table, columns, listing, pieces, found)


def _piece_numbers(listing: Listing, documents: DocumentSet) -> Sequence[int]:
    """The piece of each row: the row's own number, or in order of the first row where rows are grouped (名寄せ)."""
    if not documents.group:
        return range(1, len(listing) + 1)
    groups: dict[str, int] = {}
    # Rows with nothing in the column are not one household: each stays a piece of its own.
    keys = (value or f"\0{row}" for row, value in enumerate(listing.derived(documents.group, fold), 1))
    return [groups.setdefault(key, len(groups) + 1) for key in keys]


@act("import-list")
def _import_list(opened: Act, number: int, read: _Read) -> Imported | Refusal:
    batch = _listable(opened, number)
    if isinstance(batch, Refusal):
        return batch
    version = batch.version + 1
    kinds = Counter(found.severity.value for found in read.findings)
    pieces = max(read.pieces)
    taken = Fingerprint()
    opened.t.many("record_kept", taken.through(_records(number, version, read)))
    opened.t.many("finding_kept", _findings(number, version, read.findings))
    opened.record(
        number,
        "list-imported",
        version=version,
        sha256=read.table.sha256,
        encoding=read.table.encoding,
        records=len(read.listing),
        pieces=pieces,
        fingerprint=taken.hexdigest(),
        mapping=opened.keep(canonical(dict(read.columns.columns)), number),
        findings=[kinds[severity.value] for severity in Severity],
        rows=opened.keep(digest_of(_findings(number, version, read.findings), FINDING), number),
    )
    withheld: set[int] = set()
    for reason, carried in carried_over(opened, batch, read.listing.column("number"), read.pieces):
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
        dict(read.columns.columns),
        tuple(sorted(read.columns.guessed)),
        len(withheld),
    )


def _records(batch: int, version: int, read: _Read) -> Iterator[dict[str, Any]]:
    for record, (piece, fields) in enumerate(zip(read.pieces, read.listing.spelled(), strict=True), 1):
        yield {"batch": batch, "version": version, "record": record, "piece": piece, "fields": fields}


def _findings(batch: int, version: int, found: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(found, 1):
        yield {
            "batch": batch,
            "version": version,
            "finding": number,
            "code": one.code,
            "severity": one.severity.value,
            "records": _JSON(one.rows),
            "columns": _JSON(one.columns),
            "details": _JSON(dict(one.details)),
        }
