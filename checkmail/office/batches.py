"""Batches: made, shown, closed (R16, R17, R20)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from checkmail.errors import Misused
from checkmail.office.acting import Act, act, batch_of, check_reason, reading
from checkmail.office.anchoring import Signed, anchored
from checkmail.office.committed_secrets import commitment, keep_secret
from checkmail.office.entries import entry_from
from checkmail.office.planted_sets import planted_out
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.office.reconciling import ALL_TRAYS, checkpoint, lines_of
from checkmail.office.rows import documents_of, mapping_of
from checkmail.rules import count, people
from checkmail.rules.documents import BadDocumentSet, DocumentSet, parse_document_set
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.model import CHECKED, Batch, PieceState, Stage
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character

MAX_TRAY = 500
DEFAULT_TRAY = 50


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as people see it."""

    batch: Batch
    name: str
    stage: Stage
    next: str
    """A key of ``locale/*/stages.toml``: what to do next."""
    blocked_by: tuple[str, ...]
    """Reason codes of what stands in the way; empty where nothing does."""
    counts: dict[str, int]
    """``listed`` and the piece states, which are exclusive and sum to it."""
    erasable_from: date | None = None
    """Of a batch that is over and not erased: the first day on which it may be (R25)."""
    signed: Signed | None = None
    """What became of the heads that are signed when a batch ends; None: nothing was to be signed."""


def create_document_set(text: str) -> DocumentSet:
    """The document set in a TOML text. Raises :class:`Misused` ``bad-document-set``."""
    try:
        return parse_document_set(text)
    except BadDocumentSet as error:
        raise Misused("bad-document-set", what=str(error)) from None


@act("create-batch")
def create_batch(opened: Act, name: str, documents: str = "", tray_size: int = DEFAULT_TRAY) -> BatchView | Refusal:
    """A new batch; ``documents`` is the TOML text of its document set, empty for label and cover."""
    create_document_set(documents)
    if not name.strip():
        raise Misused("empty-name")
    if unusable_character(name):
        raise Misused("control-character")
    if not 1 <= tray_size <= MAX_TRAY:
        raise Misused("bad-tray-size", tray_size=tray_size, most=MAX_TRAY)
    number = max([0, *(row["batch"] for row in opened.t.all("batches")), *_lost(opened)]) + 1
    opened.record(OFFICE_CHAIN, "batch-opened", opened=number)
    answers = secrets.token_hex(32)
    opened.record(
        number,
        "batch-created",
        name=opened.keep(name, number),
        documents=opened.keep(documents, number),
        tray_size=tray_size,
        answers=commitment(answers),
    )
    keep_secret(opened, f"answers:{number}", answers)
    return view(opened, number)


def _lost(opened: Act) -> list[int]:
    """Batches that were given up when two people went back: their paper must not come to mean another's (R1)."""
    entries = opened.t.all("entries_of_kind", chain=OFFICE_CHAIN, kind="restored")
    return [head[0] for row in entries for head in entry_from(row).facts()["lost"]]


@reading
def list_batches(opened: Act) -> list[BatchView]:
    """Every batch, by number."""
    return [view(opened, row["batch"]) for row in opened.t.all("batches")]


@reading
def show_batch(opened: Act, number: int) -> BatchView | Refusal:
    """One batch with its stage, what is next and what blocks it."""
    batch = opened.any_batch(number)
    return batch if isinstance(batch, Refusal) else view(opened, number)


def view(opened: Act, number: int) -> BatchView:
    """The batch as people see it, read in this transaction."""
    row = opened.t.one("batch", batch=number)
    if row is None:
        raise ValueError(f"batch {number} was to be shown and is not there")
    batch = batch_of(row)
    counts = {state.value: 0 for state in PieceState}
    for line in opened.t.all("states", batch=number, **ALL_TRAYS):
        counts[line["state"]] = line["pieces"]
    if not batch.approved_version and batch.version:
        version = opened.t.one("version", batch=number, version=batch.version)
        counts["waiting"] = version["pieces"] if version else 0
    stage = stage_of(batch, counts, _released(opened, number))
    texts = opened.t.one("batch_texts", batch=number)
    return BatchView(
        batch,
        (texts["name"] if texts else "") or "",
        stage,
        stage.value,
        _blocked_by(batch, counts, opened),
        {"listed": sum(counts.values()), **counts},
        erasable_from(opened, batch),
    )


def erasable_from(opened: Act, batch: Batch) -> date | None:
    """R25: the first day on which a batch that is over may be erased; None: it is not over, or erased."""
    if batch.ended_at is None or batch.erased:
        return None
    ended = batch.ended_at.astimezone(opened.now.tzinfo).date()
    return ended + timedelta(days=documents_of(opened, batch).retention_days)


def stage_of(batch: Batch, counts: dict[str, int], released: bool) -> Stage:
    """How far a batch is, from what the tables say. ``released``: a release of every tray is in force."""
    if batch.erased:
        return Stage.ERASED if batch.cleaned else Stage.ERASING
    if batch.abandoned:
        return Stage.ABANDONED
    if batch.closed:
        return Stage.CLOSED
    if not batch.version:
        return Stage.CREATED
    if not batch.approved_version:
        return Stage.LISTED
    if not batch.printed:
        return Stage.APPROVED
    gone = {PieceState.WITHHELD, PieceState.LOST}
    left = {state for state in PieceState if counts[state.value]} - gone
    if left <= {PieceState.HANDED_OVER}:
        return Stage.HANDED_OVER
    if left <= {PieceState.HANDED_OVER, PieceState.SEALED} and released:
        return Stage.SEALED
    if released:
        return Stage.RELEASED
    return Stage.CHECKED if left <= CHECKED else Stage.PRINTED


def _released(opened: Act, number: int) -> bool:
    trays = opened.t.all("trays", batch=number, **ALL_TRAYS)
    return bool(trays) and all(tray["released"] for tray in trays)


def _blocked_by(batch: Batch, counts: dict[str, int], opened: Act) -> tuple[str, ...]:
    from checkmail.office.approval import approval_blocks

    if batch.closed or batch.abandoned:
        return ("closed",)
    blocks = list(approval_blocks(opened, batch)) if batch.version and not batch.approved_version else []
    if batch.stopped:
        blocks.append("batch-stopped")
    if counts["quarantined"]:
        blocks.append("quarantined")
    if any(row["held"] for row in opened.t.all("desks_holding", batch=batch.number)):
        blocks.append("desk-held")
    # Whose work is measured learns of it when it is done, not while a set is among it.
    checked = not counts["waiting"] and not counts["enclosed"]
    knows = checked or not people.may_know_planted(opened.person, opened.now)
    if knows and planted_out(opened, batch.number, named=False):
        blocks.append("planted-out")
    return tuple(blocks)


@anchored()
@act("close-batch")
def close_batch(opened: Act, number: int) -> BatchView | Refusal:
    """Ends a batch: every piece handed over, withheld or lost, and accounted for (R17, R18)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    counts = view(opened, number).counts
    if counts["handed_over"] + counts["withheld"] + counts["lost"] != counts["listed"]:
        return Refusal("not-sealed", "R23", {"batch": number})
    if not count.balanced(lines_of(opened, number)):
        return Refusal("not-balanced", "R18", {"batch": number})
    if refusal := planted_out(opened, number, named=True):
        return refusal
    opened.record(number, "batch-closed")
    checkpoint(opened, number)
    return view(opened, number)


@anchored()
@act("abandon-batch")
def abandon_batch(opened: Act, number: int) -> BatchView | Refusal:
    """Gives a batch up of which nothing was handed over; its paper passes nowhere from now on."""
    batch = opened.open_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if view(opened, number).counts["handed_over"]:
        return Refusal("handed-over", "R17", {"batch": number})
    opened.record(number, "batch-abandoned")
    checkpoint(opened, number)
    return view(opened, number)


@act("resume-batch")
def resume_batch(opened: Act, number: int, reason: str) -> BatchView | Refusal:
    """A supervisor has looked after three holds in twenty sets; the desks may go on (R13)."""
    batch = opened.open_batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    opened.record(number, "batch-resumed", reason=opened.keep(reason, number))
    return view(opened, number)


@act("propose-policy")
def change_policy(opened: Act, number: int, *, supervisor_may_check: bool) -> Proposed | Refusal:
    """Proposes whether who checked or counted may also release (R20); a supervisor is one of the two."""
    batch = opened.open_batch(number)
    if isinstance(batch, Refusal):
        return batch
    return propose(opened, number, "change-policy", {"supervisor_may_check": int(supervisor_may_check)})


def _judge_policy(opened: Act, number: int, _params: Params) -> Refusal | None:
    batch = opened.open_batch(number)
    return batch if isinstance(batch, Refusal) else None


def _perform_policy(opened: Act, proposal: Proposal, _prepared: object) -> BatchView:
    opened.record(proposal.batch, "policy-changed", supervisor_may_check=proposal.params["supervisor_may_check"])
    return view(opened, proposal.batch)


CHANGE_POLICY = Proposable(_judge_policy, _perform_policy, confirmed_by="change-policy")


@dataclass(frozen=True, slots=True)
class DeskWords:
    """What the papers of a batch call things, for the screen of a desk. Nothing of any one piece."""

    documents: dict[int, str]
    """Enclosure number -> name of the document."""
    columns: dict[str, str]
    """Our column name -> heading of the list."""
    ends: int = 0
    """The document whose code ends a set: the cover sheet in a window envelope; 0: the envelope's label."""


@reading
def desk_words(opened: Act, number: int) -> DeskWords | Refusal:
    """Names of documents and columns, so that a desk asks in the words that stand on the paper."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    documents = documents_of(opened, batch)
    names = {number: one.name for number in range(1, 100) if (one := documents.document(number))}
    return DeskWords(names, mapping_of(opened, batch), documents.ending[1])
