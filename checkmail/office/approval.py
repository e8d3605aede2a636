"""Approval: what stands in its way, and the moment rows become numbered pieces (R1, R2, R5, R12)."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from checkmail.errors import Misused
from checkmail.intake.folding import fold
from checkmail.office.acting import Act, act, reading
from checkmail.office.answers import answerable
from checkmail.office.erasable import OWN_NUMBER, digest_of
from checkmail.office.findings import attention_pieces, latest_open, seen
from checkmail.office.lists import Imported
from checkmail.office.projection import gather
from checkmail.office.rows import documents_of, listed, mapping_of
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules import people
from checkmail.rules.documents import BadDocumentSet
from checkmail.rules.lists import Row, Severity
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal


def approval_blocks(opened: Act, batch: Batch) -> Iterator[str]:
    """Reason codes of what stands between the latest version and its approval, in the order they are refused."""
    all_seen = seen(opened, batch)
    if any(not one.settled and one.finding.severity is not Severity.NOTE for one in all_seen):
        yield "open-findings"
    version = opened.t.one("version", batch=batch.number, version=batch.version)
    if version is None or not version["withholding"]:
        yield "withholding-unanswered"
    where = {"batch": batch.number, "version": batch.version}
    unexplained = any(not row["explained_by"] for row in opened.t.all("differences", **where))
    if unexplained or _not_compared_again(opened, batch):
        yield "unexplained-differences"
    if version and not version["compared"] and _not_asked(opened, batch):
        yield "nothing-asked"


def _not_compared_again(opened: Act, batch: Batch) -> bool:
    """R5: whether an earlier version was compared with a control list and this one never was."""
    rows = opened.t.all("entries_of_kind", chain=batch.number, kind="list-compared")
    compared = {json.loads(row["body"])["version"] for row in rows}
    return bool(compared) and batch.version not in compared


def _not_asked(opened: Act, batch: Batch) -> bool:
    """R12: whether a piece under attention has nothing on its paper that a second checker could be asked."""
    documents = documents_of(opened, batch)
    pieces = attention_pieces(opened, batch) - withheld_pieces(opened, batch)
    if not pieces:
        return False
    first = _first_fields(opened, batch)
    return any(not answerable(documents.ask, first[piece]) for piece in pieces)


def _first_fields(opened: Act, batch: Batch) -> dict[int, dict[str, str]]:
    out: dict[int, dict[str, str]] = {}
    for row in listed(opened, batch):
        out.setdefault(row.piece, row.fields)
    return out


@act("approve")
def approve(opened: Act, number: int) -> Imported | Refusal:
    """Freezes the list: its rows are now numbered pieces (R1). The approver is not the importer (R2)."""
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    version = opened.t.one("version", batch=number, version=batch.version)
    if version and (refusal := people.different(opened.who, (version["imported_by"],), "R2")):
        return refusal
    for reason in approval_blocks(opened, batch):
        rule = {"open-findings": "R3", "withholding-unanswered": "R4", "unexplained-differences": "R5"}.get(
            reason, "R12"
        )
        return Refusal(reason, rule, {"batch": number})
    _freeze(opened, batch)
    return _imported(opened, batch)


def _imported(opened: Act, batch: Batch) -> Imported:
    row = opened.t.one("version", batch=batch.number, version=batch.version)
    if row is None:
        raise ValueError(f"batch {batch.number} has no list")
    kinds = Counter(one.finding.severity.value for one in seen(opened, batch))
    severities = {severity.value: kinds[severity.value] for severity in Severity}
    return Imported(
        row["version"], row["records"], row["pieces"], row["sha256"], row["encoding"], severities,
        mapping_of(opened, batch), (),
    )  # fmt: skip


def _freeze(opened: Act, batch: Batch) -> None:
    documents = documents_of(opened, batch)
    people_of: dict[int, list[dict[str, str]]] = {}
    for row in listed(opened, batch):
        people_of.setdefault(row.piece, []).append(row.fields)
    by_expected: dict[str, list[int]] = {}
    own: list[dict[str, object]] = []
    for piece, fields in sorted(people_of.items()):
        try:
            expected = documents.expected(fields)
        except BadDocumentSet as error:
            raise Misused("bad-document-set", what=str(error)) from None
        by_expected.setdefault(",".join(map(str, expected)), []).append(piece)
        own += (
            {"batch": batch.number, "piece": piece, "enclosure": n, "value": fold(fields[whose].get(e.column, ""))}
            for n, (e, whose) in expected.items()
            if e.match == "own"
        )
    all_seen = seen(opened, batch)
    by_hand = {p for one in all_seen if one.settled == "accepted" for p in one.pieces}
    opened.t.run("own_numbers_cleared", batch=batch.number)
    opened.t.many("own_number_kept", own)
    opened.record(
        batch.number,
        "list-approved",
        version=batch.version,
        pieces=len(people_of),
        tray_size=batch.tray_size,
        expects=[[expects, gather(pieces)] for expects, pieces in by_expected.items()],
        attention=gather(sorted(attention_pieces(opened, batch))),
        by_hand=gather(sorted(by_hand)),
        withheld=gather(sorted(withheld_pieces(opened, batch))),
        rows=opened.keep(digest_of(own, OWN_NUMBER), batch.number),
    )


@dataclass(frozen=True, slots=True)
class ListView:
    """The latest version as the approver sees it."""

    imported: Imported
    imported_by: int
    imported_at: str
    approved_by: int
    """0: not approved."""
    withholding: str
    """``none``, ``list``; empty: not answered."""
    blocked_by: tuple[str, ...]


@reading
def show_list(opened: Act, number: int) -> ListView | Refusal:
    """The latest version: fingerprint, rows, encoding, mapping, findings by kind, what blocks approval."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    row = opened.t.one("version", batch=number, version=batch.version)
    if row is None:
        return Refusal("no-list", "R1", {"batch": number})
    blocks = () if batch.approved_version else tuple(approval_blocks(opened, batch))
    return ListView(
        _imported(opened, batch), row["imported_by"], row["imported_at"], row["approved_by"], row["withholding"], blocks
    )


@reading
def sample(opened: Act, number: int, size: int = 20) -> list[tuple[int, Row]] | Refusal:
    """``size`` rows drawn at random and every row under attention, with their pieces, for the proof sheet."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.version:
        return Refusal("no-list", "R1", {"batch": number})
    attention = attention_pieces(opened, batch)
    records = list(listed(opened, batch))
    drawn = set(random.SystemRandom().sample([row.record for row in records], min(size, len(records))))
    return [
        (row.piece, Row(row.record, row.fields)) for row in records if row.record in drawn or row.piece in attention
    ]
