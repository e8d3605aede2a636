"""Pieces out of the ordinary: sent back, lost, quarantined and resolved, returned (R13, R18, R22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checkmail.errors import Misused
from checkmail.office.acting import Act, act, check_reason, reading
from checkmail.office.desk_facts import piece_from
from checkmail.office.entries import checkers_of, entry_from
from checkmail.office.missing import tray_scan_owed
from checkmail.office.planted_sets import caught_by_person, dummies_among, dummy_at, words_of
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.office.rows import listed
from checkmail.rules import people
from checkmail.rules.codes import Kind
from checkmail.rules.ledger import Entry
from checkmail.rules.model import ArtifactState, Piece, PieceState
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece as people see it, with what stands on its envelope."""

    piece: Piece
    sealed_by: int
    """0: no seal stands."""
    artifacts: tuple[tuple[int, int, int, str], ...]
    """(kind, enclosure, issue, state) of everything printed for it."""
    name: str
    """Empty once erased."""
    address: str
    records: tuple[int, ...]
    """The list's rows it was made from."""
    last: str
    """Time and desk of the last thing that happened to it; empty: nothing yet."""
    typed: int
    """Codes of it that were typed by hand in place of scanned (R15)."""


@reading
def show_piece(opened: Act, number: int, piece: int) -> PieceView | Refusal:
    """One piece; refuses ``unknown-piece``, and ``not-approved`` while rows are not yet pieces."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not batch.approved_version:
        return Refusal("not-approved", "R1", {"batch": number})
    row = opened.t.one("piece", batch=number, piece=piece)
    if row is None:
        return _show_dummy(opened, number, piece) or Refusal("unknown-piece", "", {"piece": piece})
    rows = list(listed(opened, batch, (piece, piece)))
    fields = rows[0].fields if rows else {}
    artifacts = opened.t.all("artifacts_of_piece", batch=number, piece=piece)
    return PieceView(
        piece_from(row),
        row["sealed_by"],
        tuple((a["kind"], a["enclosure"], a["issue"], a["state"]) for a in artifacts),
        fields.get("name", ""),
        "　".join(filter(None, (fields.get("address", ""), fields.get("building", "")))),
        tuple(one.record for one in rows),
        last_seen(opened, number, row["last_entry"]),
        row["typed"],
    )


def _show_dummy(opened: Act, number: int, piece: int) -> PieceView | None:
    """A planted piece as any other: whose work is measured must not learn of it here."""
    dummy, words = dummy_at(opened, number, piece), words_of(opened, number, piece)
    if dummy is None:
        return None
    papers = tuple((Kind.COVER.value, enclosure, 1, ArtifactState.LIVE.value) for enclosure in dummy.expects)
    papers = ((Kind.LABEL.value, 0, 1, ArtifactState.LIVE.value), *papers)
    where = "　".join(filter(None, (words.address, words.building))) if words else ""
    return PieceView(dummy, 0, papers, words.envelope if words else "", where, (piece,), "", 0)


def last_seen(opened: Act, number: int, entry: int) -> str:
    """Time and desk of an entry of the batch's chain; empty for 0."""
    rows = opened.t.all("entries_from", chain=number, after=entry - 1, limit=1) if entry else []
    return f"{rows[0]['at'][:19]}Z {rows[0]['desk']}" if rows else ""


@act("send-back")
def send_back(opened: Act, number: int, pieces: Sequence[int], reason: str) -> tuple[int, ...] | Refusal:
    """A piece found wanting returns to the start, by one person at once; its tray's release is withdrawn (R22)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    wanted = sorted(set(pieces))
    dummies = dummies_among(opened, batch, wanted)
    real = [piece for piece in wanted if piece not in dummies]
    for piece in real:
        row = opened.t.one("piece", batch=number, piece=piece)
        if row is None:
            return Refusal("unknown-piece", "R22", {"piece": piece})
        if row["state"] in (PieceState.WITHHELD, PieceState.QUARANTINED, PieceState.LOST, PieceState.HANDED_OVER):
            reason_code = "handed-over" if row["state"] == PieceState.HANDED_OVER else row["state"]
            return Refusal(reason_code, "R22", {"piece": piece})
    if not wanted:
        raise Misused("no-piece")
    if real:
        opened.record(number, "pieces-sent-back", pieces=real, reason=opened.keep(reason, number))
    caught_by_person(opened, batch, wanted)
    return tuple(wanted)


@act("propose-loss")
def propose_lost(opened: Act, number: int, piece: int, reason: str) -> Proposed | Refusal:
    """Proposes that nobody can show the piece; it stops at once, a supervisor confirms after a tray scan (R10)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    params = {"pieces": [piece], "reason": opened.keep(reason, number)}
    if refusal := _judge_lost(opened, number, params):
        return refusal
    # Stopped first: the proposal stands for this quarantine and no later one.
    opened.record(number, "pieces-quarantined", pieces=[piece], checkers=checkers_of(opened, number, [piece]))
    return propose(opened, number, "piece-lost", params)


def _judge_lost(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    (piece,) = params["pieces"]
    row = opened.t.one("piece", batch=number, piece=piece)
    if row is None:
        return Refusal("unknown-piece", "R18", {"piece": piece})
    if row["state"] in (PieceState.WITHHELD, PieceState.LOST, PieceState.HANDED_OVER):
        return Refusal(
            "handed-over" if row["state"] == PieceState.HANDED_OVER else row["state"], "R18", {"piece": piece}
        )
    return None


def _perform_lost(opened: Act, proposal: Proposal, _prepared: object) -> tuple[int, ...] | Refusal:
    pieces = proposal.params["pieces"]
    if refusal := tray_scan_owed(opened, proposal, pieces):
        return refusal
    opened.record(proposal.batch, "piece-lost", pieces=pieces, reason=proposal.params["reason"])
    return tuple(pieces)


def _quarantines(opened: Act, number: int, params: Params) -> object:
    """Each piece's state and the entry that quarantined it: a proposal does not reach a later event."""
    rows = ((piece, opened.t.one("piece", batch=number, piece=piece)) for piece in params["pieces"])
    return [[piece, row["state"], row["held_entry"]] if row else [piece, "", 0] for piece, row in rows]


PIECE_LOST = Proposable(_judge_lost, _perform_lost, witness=_quarantines, confirmed_by="confirm-loss")


@act("resolve")
def propose_resolve(opened: Act, number: int, pieces: Sequence[int], reason: str) -> Proposed | Refusal:
    """Proposes how quarantined pieces go on: from nothing (R13). One act may cover both pieces."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    params = {"pieces": sorted(set(pieces)), "reason": opened.keep(reason, number)}
    return propose(opened, number, "resolve", params)


def _judge_resolve(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    for piece in params["pieces"]:
        row = opened.t.one("piece", batch=number, piece=piece)
        if row is None or row["state"] != PieceState.QUARANTINED:
            return Refusal("not-quarantined", "R13", {"piece": piece})
    return None if params["pieces"] else Refusal("not-quarantined", "R13", {"piece": 0})


@reading
def quarantined_among(opened: Act, number: int, pieces: Sequence[int]) -> tuple[int, ...]:
    """Those of a stop's ``pieces`` that two people still have to resolve: one withheld before or since is not (R4)."""
    return tuple(piece for piece in sorted(set(pieces)) if _quarantined(opened, number, piece))


def _perform_resolve(opened: Act, proposal: Proposal, _prepared: object) -> tuple[int, ...] | Refusal:
    pieces, number = proposal.params["pieces"], proposal.batch
    if refusal := people.may_resolve(proposal.person, opened.who, _handled(opened, number, pieces)):
        return refusal
    opened.record(
        number, "pieces-resolved", pieces=pieces, desks=_freed(opened, number, set(pieces)),
        reason=proposal.params["reason"],
    )  # fmt: skip
    return tuple(pieces)


def _handled(opened: Act, number: int, pieces: Sequence[int]) -> set[int]:
    """R13: who checked any piece of the same holds, the one resolved before this one too, or scanned it."""
    out: set[int] = set()
    for piece in pieces:
        row = opened.t.one("piece", batch=number, piece=piece)
        if row and row["held_entry"]:
            (held,) = opened.t.all("entries_from", chain=number, after=row["held_entry"] - 1, limit=1)
            entry = entry_from(held)
            out |= {entry.person, *entry.facts()["checkers"]}
    return out


def _freed(opened: Act, number: int, resolved: set[int]) -> list[str]:
    """Desks whose hold ends: every piece it quarantined is resolved."""
    out = []
    for row in opened.t.all("desks_holding", batch=number):
        held = {int(part) for part in row["held_pieces"].split(",") if part}
        left = [p for p in held - resolved if _quarantined(opened, number, p)]
        if held and not left:
            out.append(row["desk"])
    return out


def _quarantined(opened: Act, number: int, piece: int) -> bool:
    row = opened.t.one("piece", batch=number, piece=piece)
    return row is not None and row["state"] == PieceState.QUARANTINED


RESOLVE = Proposable(_judge_resolve, _perform_resolve, witness=_quarantines)


@act("return-piece")
def came_back(opened: Act, number: int, piece: int, reason: str) -> Entry | Refusal:
    """Records that a handed-over piece came back undelivered; its account does not change."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    row = opened.t.one("piece", batch=number, piece=piece)
    if row is None:
        return Refusal("unknown-piece", "", {"piece": piece})
    if row["state"] != PieceState.HANDED_OVER:
        return Refusal("too-early", "R23", {"piece": piece})
    return opened.record(number, "piece-returned", piece=piece, reason=opened.keep(reason, number))
