"""The papers of withheld pieces, scanned in so that they are known to be here (R4, R18)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass

from checkmail.intake.folding import fold
from checkmail.office.acting import Act, act
from checkmail.office.rows import documents_of
from checkmail.office.stamped_sheets import on_same_paper
from checkmail.rules.codes import OF_NO_PIECE, Code, Unreadable, parse
from checkmail.rules.model import ArtifactState, Batch, PieceState
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """One line scanned while withheld pieces are gathered."""

    raw: str
    verdict: str
    """``found``, ``repeated`` or ``refused``."""
    reason: str
    piece: int


@act("find-withheld")
def found(opened: Act, number: int, codes: Iterable[str]) -> list[Found] | Refusal:
    """Scans in the papers of withheld pieces, so that they are known to be here (R4, R18).

    A document with a number of its own is no artifact of ours: it is acknowledged and stands in the
    entry by piece and enclosure, never by its number (R25), and counts in no reconciliation.
    """
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    office = opened.t.one("office")
    documents = documents_of(opened, batch)
    before = _own_found(opened, batch)
    out: list[Found] = []
    artifacts: list[list[int]] = []
    own: list[list[int]] = []
    for raw in codes:
        read = parse(raw, office["number"] if office else 0)
        text = fold(raw)
        if isinstance(read, Unreadable) and documents.is_own(text):
            told, document = _find_own(opened, batch, raw, text, {*before, *map(tuple, own)})
            if document:
                own.append(list(document))
            out.append(told)
            continue
        told, artifact = _find(opened, batch, raw, read)
        if artifact and list(artifact) in artifacts:
            told = Found(raw, "repeated", "", told.piece)
        elif artifact:
            artifacts += on_same_paper(opened, number, artifact)
        out.append(told)
    if artifacts or own:
        pieces = sorted({piece for piece, _ in own})
        opened.record(number, "withheld-found", artifacts=artifacts, own=own, pieces=pieces)
    return out


def _own_found(opened: Act, batch: Batch) -> set[tuple[int, int]]:
    """Piece and enclosure of the own documents scanned in since their piece was withheld."""
    lifted: dict[int, int] = {}
    for row in opened.t.all("entries_of_kind", chain=batch.number, kind="withholding-lifted"):
        lifted |= dict.fromkeys(json.loads(row["body"])["pieces"], row["number"])
    return {
        (piece, enclosure)
        for row in opened.t.all("entries_of_kind", chain=batch.number, kind="withheld-found")
        for piece, enclosure in json.loads(row["body"]).get("own", ())
        if row["number"] > lifted.get(piece, 0)
    }


def _find_own(
    opened: Act, batch: Batch, raw: str, text: str, before: Set[tuple[int, ...]]
) -> tuple[Found, tuple[int, int] | None]:
    """Of several documents with the number the one of a withheld piece that is not found yet."""
    rows = opened.t.all("own_number", batch=batch.number, value=text)
    if not rows:
        return Found(raw, "refused", "unknown-piece", 0), None
    here = [(row["piece"], row["enclosure"]) for row in rows if row["state"] == PieceState.WITHHELD]
    if not here:
        return Found(raw, "refused", "not-withheld", rows[0]["piece"]), None
    out = [document for document in here if document not in before]
    if not out:
        return Found(raw, "repeated", "", here[0][0]), None
    return Found(raw, "found", "", out[0][0]), out[0]


def _find(
    opened: Act, batch: Batch, raw: str, read: Code | Unreadable
) -> tuple[Found, tuple[int, int, int, int] | None]:
    if isinstance(read, Unreadable):
        return Found(raw, "refused", read.reason, 0), None
    if read.kind in OF_NO_PIECE:
        return Found(raw, "refused", "wrong-kind", 0), None
    if read.batch != batch.number:
        return Found(raw, "refused", "other-batch", 0), None
    artifact = opened.t.one(
        "artifact", batch=batch.number, piece=read.number, kind=read.kind, enclosure=read.enclosure, issue=read.issue
    )
    piece = opened.t.one("piece", batch=batch.number, piece=read.number)
    if artifact is None or piece is None:
        return Found(raw, "refused", "unknown-piece", 0), None
    if artifact["state"] != ArtifactState.LIVE:
        return Found(raw, "refused", str(artifact["state"]), read.number), None
    if piece["state"] != PieceState.WITHHELD:
        return Found(raw, "refused", "not-withheld", read.number), None
    if artifact["found"]:
        return Found(raw, "repeated", "", read.number), None
    return Found(raw, "found", "", read.number), (read.kind, read.number, read.enclosure, read.issue)
