"""What a file holds, before it is taken in: sheets, headings, first records, and which column is which (R1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checkmail.errors import Misused
from checkmail.intake.beginnings import SHOWN, Beginning, beginning_of
from checkmail.intake.columns import check_named, check_needed, presets
from checkmail.intake.folding import visible
from checkmail.intake.headings import heading_place, headings_in
from checkmail.office.acting import Act, Actor, Office, reading
from checkmail.office.mapping import Choice, last_mapping, map_by
from checkmail.rules.documents import DocumentSet, parse_document_set
from checkmail.rules.refusal import Refusal

_LONGEST = 200
"""Characters of a cell that are shown: it is a look, not the list."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file and how it would be read."""

    file: str
    encoding: str
    sha256: str
    sheets: tuple[tuple[str, bool], ...]
    """Name of each sheet, and whether it is hidden; none for a file that is no workbook."""
    sheet: str
    heading_row: int
    """Row of the headings, from 1; 0: none could be found, :attr:`problem` says why."""
    rows: tuple[tuple[str, ...], ...]
    """The first rows of the file as they stand, among which the headings are chosen."""
    headings: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    """The first records below the headings."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our name -> heading."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Our name -> who says so: one of :data:`office.mapping.SOURCES`."""
    unknown: tuple[str, ...] = ()
    """Headings without a name of ours; they are kept under their heading."""
    problem: Misused | None = None
    """Why an import would not take the file as it is chosen; None: it would."""


def preview(
    office: Office,
    actor: Actor,
    file: Path,
    *,
    batch: int = 0,
    columns: Path | None = None,
    preset: str = "",
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    heading_row: int = 0,
) -> Preview | Refusal:
    """Looks at ``file`` as :func:`office.lists.import_list` would read it; takes nothing in.

    With a ``batch`` its document set is asked for columns too. Raises :class:`Misused` where the file
    cannot be looked at, or has no row that was asked for.
    """
    documents = _documents(office, actor, batch)
    if isinstance(documents, Refusal):
        return documents
    choice = Choice(columns, preset, mapping or {}, sheet, heading_row)
    begun = beginning_of(file, sheet=sheet, heading_row=heading_row)
    place = heading_place(begun.rows, heading_row, file.name)
    try:
        headings = headings_in(begun.rows[place - 1], file.name)
    except Misused as problem:
        return _preview(file, begun, 0, (), problem=problem)
    last = last_mapping(office, actor, headings)
    if isinstance(last, Refusal):
        return last
    return _mapped(file, begun, place, headings, choice, last, documents)


def preset_names() -> tuple[str, ...]:
    """The columns files that come with checkmail."""
    return tuple(presets())


@reading
def _documents(opened: Act, batch: int) -> DocumentSet | Refusal:
    if not batch:
        return DocumentSet()
    there = opened.batch(batch)
    if isinstance(there, Refusal):
        return there
    texts = opened.t.one("batch_texts", batch=batch)
    return parse_document_set((texts["documents"] if texts else "") or "")


def _mapped(
    file: Path, begun: Beginning, place: int, headings: tuple[str, ...], choice: Choice, last: Mapping[str, str],
    documents: DocumentSet,
) -> Preview:  # fmt: skip
    try:
        mapped = map_by(headings, choice, last)
    except Misused as problem:
        return _preview(file, begun, place, headings, problem=problem)
    found: Misused | None = None
    try:
        check_needed(mapped.columns, headings)
        check_named(mapped.columns, documents.columns(), headings)
    except Misused as problem:
        found = problem
    return _preview(
        file, begun, place, headings, columns=mapped.columns.columns, sources=mapped.sources,
        unknown=mapped.columns.unknown, problem=found,
    )  # fmt: skip


def _preview(file: Path, begun: Beginning, place: int, headings: tuple[str, ...], **more: object) -> Preview:
    rows = tuple(tuple(visible(cell[:_LONGEST]) for cell in row) for row in begun.rows)
    return Preview(
        visible(file.name), begun.encoding, begun.sha256, begun.sheets, begun.sheet, place, rows, headings,
        rows[place : place + SHOWN] if place else (), **more,  # type: ignore[arg-type]
    )  # fmt: skip
