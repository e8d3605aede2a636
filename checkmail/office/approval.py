"""Approval: what stands in its way, and the moment rows become numbered pieces (R1, R2, R5, R12)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from checkmail.errors import Misused
from checkmail.intake.folding import fold
from checkmail.office.acting import Act, act, reading
from checkmail.office.answers import answerable
from checkmail.office.comparing import differences_of, not_compared_again
from checkmail.office.erasable import OWN_NUMBER, digest_of
from checkmail.office.findings import Seen, attention_pieces, latest_open, seen, under_attention
from checkmail.office.lists import Imported
from checkmail.office.rows import documents_of, listed, mapping_of, rows_of_pieces
from checkmail.office.runs import gather
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules import people
from checkmail.rules.documents import BadDocumentSet
from checkmail.rules.lists import Row, Severity
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

_RULES = {"open-findings": "R3", "withholding-unanswered": "R4", "unexplained-differences": "R5"}


def approval_blocks(opened: Act, batch: Batch, all_seen: Sequence[Seen] | None = None) -> Iterator[str]:
    """Reason codes of what stands between the latest version and its approval, in the order they are refused."""
    all_seen = seen(opened, batch) if all_seen is None else all_seen
    if any(one.open for one in all_seen):
        yield "open-findings"
    version = opened.t.one("version", batch=batch.number, version=batch.version)
    if version is None or not version["withholding"]:
        yield "withholding-unanswered"
    if any(one.open for one in differences_of(opened, batch)) or not_compared_again(opened, batch):
        yield "unexplained-differences"
    if version and not version["compared"] and _not_asked(opened, batch, all_seen):
        yield "nothing-asked"


def _not_asked(opened: Act, batch: Batch, all_seen: Sequence[Seen]) -> bool:
    """R12: whether a piece under attention has nothing on its paper that a second checker could be asked."""
    pieces = under_attention(all_seen) - withheld_pieces(opened, batch)
    if not pieces:
        return False
    asked = documents_of(opened, batch).ask
    if not asked:
        return True
    rows = rows_of_pieces(opened, batch, sorted(pieces))
    return any(not answerable(asked, rows[piece][0].fields) for piece in pieces)


@act("approve")
def approve(opened: Act, number: int, compared: int = 0, looked_at: int = 0) -> Imported | Refusal:
    """Freezes the list: its rows are now numbered pieces (R1). The approver is not the importer (R2).

    ``compared``: how many rows of the proof sheet the approver compared with the source, as they say it;
    0: they say nothing about it. ``looked_at``: the version they saw, 0 for the latest. Refuses ``stale``
    where there is another by now: a list that nobody looked at is not signed.
    """
    batch = latest_open(opened, number)
    if isinstance(batch, Refusal):
        return batch
    if looked_at not in (0, batch.version):
        return Refusal("stale", "R1", {"batch": number})
    version = opened.t.one("version", batch=number, version=batch.version)
    if version and (refusal := people.different(opened.who, (version["imported_by"],), "R2")):
        return refusal
    all_seen = seen(opened, batch)
    for reason in approval_blocks(opened, batch, all_seen):
        return Refusal(reason, _RULES.get(reason, "R12"), {"batch": number})
    if compared < 0:
        raise Misused("bad-range", given=str(compared)[:40])
    _freeze(opened, batch, all_seen, compared)
    return imported(opened, batch)


def imported(opened: Act, batch: Batch) -> Imported:
    """The latest version as its import answered. The batch has one, else ``ValueError``."""
    where = {"batch": batch.number, "version": batch.version}
    row = opened.t.one("version", **where)
    if row is None:
        raise ValueError(f"batch {batch.number} has no list")
    kinds = {found["severity"]: found["findings"] for found in opened.t.all("kinds_of_findings", **where)}
    severities = {severity.value: kinds.get(severity.value, 0) for severity in Severity}
    return Imported(
        row["version"], row["records"], row["pieces"], row["sha256"], row["encoding"], severities,
        mapping_of(opened, batch), **_origin(opened, row["origin"]),
    )  # fmt: skip


def _origin(opened: Act, digest: str) -> dict[str, Any]:
    """From what file a version came and who said which column is which; nothing of it once erased."""
    text = opened.t.one("text", digest=digest)
    known: dict[str, Any] = json.loads(text["text"]) if text else {}
    sources = known.get("sources", {})
    return {**known, "guessed": tuple(sorted(name for name, source in sources.items() if source == "guessed"))}


def _freeze(opened: Act, batch: Batch, all_seen: Sequence[Seen], compared: int) -> None:
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
        attention=gather(sorted(under_attention(all_seen))),
        by_hand=gather(sorted(by_hand)),
        withheld=gather(sorted(withheld_pieces(opened, batch))),
        rows=opened.keep(digest_of(own, OWN_NUMBER), batch.number),
        rows_compared=compared,
    )


@dataclass(frozen=True, slots=True)
class ListView:
    """The latest version and how far it is."""

    imported: Imported
    imported_by: int
    imported_at: str
    approved_by: int
    """0: not approved."""
    withholding: str
    """``none``, ``list``; empty: not answered."""
    blocked_by: tuple[str, ...]
    withheld: int = 0
    """Pieces that are taken out of the mailing, whatever the answer to the question was."""
    attention: int = 0
    """Pieces under attention (R12)."""
    differences: int = 0
    """Differences to control lists that are still open (R5)."""
    compared: int = 0
    """Comparisons with control lists."""


@reading
def show_list(opened: Act, number: int) -> ListView | Refusal:
    """The latest version: fingerprint, rows, encoding, mapping, findings by kind, what blocks approval."""
    batch = opened.batch(number)
    return batch if isinstance(batch, Refusal) else view_of(opened, batch, seen(opened, batch))


def view_of(opened: Act, batch: Batch, all_seen: Sequence[Seen]) -> ListView | Refusal:
    """The latest version as :func:`show_list` shows it; ``all_seen`` are its findings."""
    row = opened.t.one("version", batch=batch.number, version=batch.version)
    if row is None:
        return Refusal("no-list", "R1", {"batch": batch.number})
    blocks = () if batch.approved_version else tuple(approval_blocks(opened, batch, all_seen))
    found = differences_of(opened, batch)
    last = opened.t.one("last_comparison", batch=batch.number, version=batch.version)
    return ListView(
        imported(opened, batch), row["imported_by"], row["imported_at"], row["approved_by"], row["withholding"],
        blocks, len(withheld_pieces(opened, batch)), len(under_attention(all_seen)), sum(one.open for one in found),
        last["last"] if last else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of the proof sheet."""

    piece: int
    row: Row
    why: tuple[Seen, ...]
    """The findings that put its piece under attention and name the row; empty: drawn at random, or its piece is."""
    attention: bool


@reading
def sample(opened: Act, number: int, size: int = 20) -> list[Sample] | Refusal:
    """Every row of a piece under attention, then ``size`` others drawn at random, for the proof sheet."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.version:
        return Refusal("no-list", "R1", {"batch": number})
    all_seen = seen(opened, batch)
    attention = attention_pieces(opened, batch)
    why: dict[int, list[Seen]] = {}
    for one in all_seen:
        for record in one.finding.rows if one.settled in ("acknowledged", "accepted") else ():
            why.setdefault(record, []).append(one)
    version = opened.t.one("version", batch=number, version=batch.version)
    others = sorted(set(range(1, version["pieces"] + 1 if version else 1)) - attention)
    drawn = sorted(random.SystemRandom().sample(others, min(size, len(others))))
    return [
        Sample(piece, Row(row.record, row.fields), tuple(why.get(row.record, ())), piece in attention)
        for pieces in (sorted(attention), drawn)
        for piece, rows in sorted(rows_of_pieces(opened, batch, pieces).items())
        for row in rows
    ]
