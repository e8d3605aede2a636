"""The proof sheet of a list: what its approver compares with the source by eye and signs; not mailable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from checkmail.locale import Language, text
from checkmail.office.acting import Act, Actor, Office, reading
from checkmail.office.approval import Sample, sample
from checkmail.office.entries import entry_from
from checkmail.office.findings import describe
from checkmail.office.papers import drawn, no_job
from checkmail.office.printing import Printed
from checkmail.office.runs import gather, spread
from checkmail.paper.facts import Job
from checkmail.paper.forms import ProofRow, draw_proof_sheet
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

KIND = "list-proof"
_COLUMNS = (
    ("number", "notice"), ("name", "kana"), ("born",), ("postal_code", "address", "building"), ("remark",),
)  # fmt: skip
"""What the source is compared by; those together stand in one cell below each other."""


@dataclass(frozen=True, slots=True)
class ProofSheet:
    """A proof sheet that was made of the latest version."""

    by: int
    at: str
    pages: int
    rows: int
    attention: frozenset[int]
    """Pieces under attention that stand on it."""


def print_list_proof(
    office: Office,
    actor: Actor,
    batch: int,
    out: Path,
    language: Language,
    *,
    progress: Callable[[str, int], None] | None = None,
) -> Printed | Refusal:
    """Every row of a piece under attention and sample rows, to be compared with the source by eye.

    That it was made stands in the ledger with the version and the pieces under attention it shows, and so
    before the eyes of the approver. ``progress`` is told the pages done and may raise to stop.
    """
    samples, told = sample(office, actor, batch), _proof_job(office, actor, batch, language)
    if isinstance(samples, Refusal):
        return samples
    if isinstance(told, Refusal):
        return told
    job, version, beside = told
    there = {column for cell in _COLUMNS for column in cell if any(one.row.get(column) for one in samples)}
    columns = [kept for cell in _COLUMNS if (kept := tuple(column for column in cell if column in there))]
    headings = ["・".join(text(language, "words", f"column.{column}") for column in cell) for cell in columns]
    rows = [_row(one, columns, language) for one in samples]
    tell = (lambda done: progress("drawing", done)) if progress else None
    return drawn(
        office, actor, batch, KIND, out,
        lambda file: draw_proof_sheet(file, job, headings, rows, beside=beside, progress=tell),
        version=version, rows=len(rows), attention=gather(sorted({one.piece for one in samples if one.attention})),
    )  # fmt: skip


def _row(one: Sample, columns: list[tuple[str, ...]], language: Language) -> ProofRow:
    why = "、".join(dict.fromkeys(_why(one, language)))
    if not why:
        why = text(language, "words", "proof.attention" if one.attention else "proof.sample")
    cells = tuple(tuple(one.row.get(column) for column in cell) for cell in columns)
    return ProofRow(one.row.number, why, cells, one.attention, one.piece)


def _why(one: Sample, language: Language) -> list[str]:
    words = ((describe(seen.finding, language).title, seen.reason) for seen in one.why)
    return [
        text(language, "words", "proof.with-reason", what=title, reason=reason) if reason else title
        for title, reason in words
    ]


@reading
def _proof_job(opened: Act, number: int, language: Language) -> tuple[Job, int, str] | Refusal:
    if refusal := opened.authorize("print"):
        return refusal
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    row = opened.t.one("version", batch=number, version=batch.version)
    beside = row and text(
        language, "words", "proof.version", version=batch.version, rows=row["records"], pieces=row["pieces"],
        sha256=row["sha256"][:16],
    )  # fmt: skip
    return no_job(opened, batch, language), batch.version, beside or ""


def proof_sheets(opened: Act, batch: Batch) -> list[ProofSheet]:
    """The proof sheets made of the batch's latest version, oldest first."""
    entries = [entry_from(row) for row in opened.t.all("entries_of_kind", chain=batch.number, kind="paper-drawn")]
    return [
        ProofSheet(one.person, one.at, facts["pages"], facts["rows"], frozenset(spread(facts["attention"])))
        for one in entries
        if (facts := one.facts())["kind"] == KIND and facts.get("version") == batch.version
    ]
