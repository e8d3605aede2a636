"""What the approver of a list sees before they freeze it (R1–R5, R12): everything that was said about it, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checkmail.office.acting import Act, reading
from checkmail.office.approval import ListView, view_of
from checkmail.office.comparing import Comparison, Difference, comparisons_of, differences_of
from checkmail.office.entries import entry_from
from checkmail.office.findings import Group, grouped, seen, under_attention
from checkmail.office.list_proof import ProofSheet, proof_sheets
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to the withholding question (R4)."""

    how: str
    """``none`` or ``list``."""
    by: int
    at: str
    said_by: str
    """Of ``none``: who said so; of ``list``: the file and its column. Empty once erased."""
    as_of: str
    """Of ``none``: the day, as ``2026-11-01``."""
    pieces: int
    """Withheld by it."""
    proposed_by: int = 0
    """Of a list that names nobody here: who loaded it; another person confirmed. 0: no second was needed."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The latest version with all that was said about it."""

    view: ListView
    groups: tuple[Group, ...]
    comparisons: tuple[Comparison, ...]
    differences: tuple[Difference, ...]
    answers: tuple[Answered, ...]
    withheld: tuple[tuple[int, int, str], ...]
    """Piece, who withheld it, and why."""
    compared_by: tuple[tuple[int, str], ...]
    """Who confirmed that the rows under attention were compared with the source, and when (R12)."""
    sheets: tuple[ProofSheet, ...]
    """Proof sheets of this version; empty: none was made."""
    attention: frozenset[int]
    """Pieces under attention now."""
    rows_compared: int
    """How many rows of the sheet the approver said they compared; 0: not approved, or nothing said."""
    names: dict[int, str]
    """Person -> number and name."""

    @property
    def sheet(self) -> ProofSheet | None:
        """The newest proof sheet; None: none was made of this version."""
        return self.sheets[-1] if self.sheets else None

    @property
    def not_on_sheet(self) -> frozenset[int]:
        """Pieces that came under attention after the newest sheet was made."""
        return self.attention - self.sheet.attention if self.sheet else frozenset()


@reading
def overview(opened: Act, number: int) -> Overview | Refusal:
    """Everything the approver of the latest version is to see. Refuses ``no-list``."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    all_seen = seen(opened, batch)
    view = view_of(opened, batch, all_seen)
    if isinstance(view, Refusal):
        return view
    rows = opened.t.all("withheld_rows", batch=number, version=batch.version)
    approved = [facts.get("rows_compared", 0) for _, facts in _entries(opened, batch, "list-approved")]
    return Overview(
        view, tuple(grouped(all_seen)), tuple(comparisons_of(opened, batch)), tuple(differences_of(opened, batch)),
        tuple(answers_of(opened, batch)), tuple((row["piece"], row["person"], row["reason"] or "") for row in rows),
        tuple((entry.person, entry.at) for entry, _ in _entries(opened, batch, "rows-compared")),
        tuple(proof_sheets(opened, batch)), frozenset(under_attention(all_seen)), approved[-1] if approved else 0,
        {row["person"]: f"{row['person']} {row['name'] or ''}".strip() for row in opened.t.all("people")},
    )  # fmt: skip


@reading
def answers(opened: Act, number: int) -> list[Answered] | Refusal:
    """How the withholding question was answered for the latest version, every time it was."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else answers_of(opened, batch)


def answers_of(opened: Act, batch: Batch) -> list[Answered]:
    """The answers for the batch's latest version, oldest first."""
    return [
        Answered(
            facts["how"], entry.person, entry.at,
            _text(opened, facts["said_by"] if facts["how"] == "none" else facts["reason"]), facts.get("as_of", ""),
            len(facts["pieces"]), facts.get("proposed_by", 0),
        )
        for entry, facts in _entries(opened, batch, "withholding-answered")
    ]  # fmt: skip


def _entries(opened: Act, batch: Batch, kind: str) -> list[tuple[Any, dict[str, Any]]]:
    """The entries of one kind that are about the latest version, with their bodies."""
    rows = opened.t.all("entries_of_kind", chain=batch.number, kind=kind)
    told = [(entry, entry.facts()) for entry in map(entry_from, rows)]
    return [(entry, facts) for entry, facts in told if facts["version"] == batch.version]


def _text(opened: Act, committed: dict[str, Any]) -> str:
    row = opened.t.one("text", digest=committed["sha256"])
    return row["text"] if row else ""
