"""Artifacts printed again, spoiled or lost: by two people, and the older issue is dead (R8, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, check_reason, writable
from checkmail.office.customer_codes import check_room
from checkmail.office.entries import entry_from
from checkmail.office.print_plans import Plan, Wish, plan_of
from checkmail.office.printers import aligned
from checkmail.office.printing import Drawn, Printed, draw, job_body, printed
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose, text_of
from checkmail.office.reconciling import expected_in
from checkmail.rules.codes import Code, Kind, Unreadable, parse
from checkmail.rules.model import Artifact, ArtifactState, Batch, PieceState
from checkmail.rules.printing import DEFAULT_SHEET, KIND_OF_PRINT, REACH, STATES_OF_REISSUE, may_end, may_reissue
from checkmail.rules.refusal import Refusal

SECOND_CHECKED = (PieceState.VERIFIED, PieceState.SEALED)
"""States of a piece that is still here and whose second check stands."""

PRINT_OF_KIND = {kind: name for name, kind in KIND_OF_PRINT.items()}


@act("propose-reissue")
def propose_reissue(
    opened: Act,
    number: int,
    out: Path,
    state: str,
    reason: str,
    *,
    codes: Sequence[str] = (),
    job: tuple[int, int, int] | None = None,
    sheet: str = DEFAULT_SHEET,
    start_at: int = 1,
    printer: str = "",
    customer_code: bool | None = None,
) -> Proposed | Refusal:
    """Proposes to print artifacts again: those of ``codes``, or places ``job = (job, from, to)`` of a job.

    ``state`` is ``torn``, ``never-printed`` or ``lost``. What nobody can show may lie behind another
    sheet: with ``lost`` its tray and its neighbours go back to the second check at once, its piece to the start (R8).
    """
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    writable(opened.office, out)
    if state not in STATES_OF_REISSUE:
        raise Misused("bad-state", state=state, states=", ".join(STATES_OF_REISSUE))
    check_reason(reason)
    on = aligned(opened, sheet, printer)
    on.check_start(start_at)
    chosen = _from_job(opened, batch, job) if job else _from_codes(opened, batch, codes)
    if isinstance(chosen, Refusal):
        return chosen
    if len({code.kind for code in chosen}) != 1:
        return Refusal("not-issued", "R8") if not chosen else Refusal("wrong-kind", "R8")
    coded = _had_codes(opened, chosen[0]) if customer_code is None else customer_code
    if coded and chosen[0].kind is Kind.LABEL:
        check_room(on.sheet)
    params = {
        "artifacts": [[int(c.kind), c.number, c.enclosure, c.issue] for c in chosen],
        "state": state, "reason": opened.keep(reason, number), "out": opened.keep(str(out), number),
        "sheet": on.sheet.name, "start_at": start_at, "printer": opened.keep(printer, number),
        "customer_code": coded,
    }  # fmt: skip
    answer = propose(opened, number, "reissue", params)
    if state == "lost" and isinstance(answer, Proposed):
        _stop_at_once(opened, number, {code.number for code in chosen})
    return answer


def _had_codes(opened: Act, code: Code) -> bool:
    """Whether the artifact was printed with customer bar codes."""
    row = opened.t.one(
        "artifact", batch=code.batch, piece=code.number, kind=code.kind, enclosure=code.enclosure, issue=code.issue
    )
    job = opened.t.one("job", batch=code.batch, job=row["job"]) if row else None
    return bool(job and job["customer_codes"])


def _from_job(opened: Act, batch: Batch, job: tuple[int, int, int]) -> list[Code] | Refusal:
    rows = opened.t.all("artifacts_of_job", batch=batch.number, job=job[0], first=job[1], last=job[2])
    if not rows:
        return Refusal("not-issued", "R8")
    return [Code(Kind(r["kind"]), batch.number, r["piece"], r["enclosure"], r["issue"]) for r in rows]


def _from_codes(opened: Act, batch: Batch, codes: Sequence[str]) -> list[Code] | Refusal:
    office = opened.t.one("office_number")
    out = []
    for raw in codes:
        read = parse(raw, office["number"] if office else 0)
        if isinstance(read, Unreadable):
            return Refusal(read.reason, "R8")
        if read.batch != batch.number:
            return Refusal("other-batch", "R8")
        if read.kind not in PRINT_OF_KIND:
            return Refusal("wrong-kind", "R8")
        out.append(read)
    return list(dict.fromkeys(out))


def _stop_at_once(opened: Act, number: int, pieces: set[int]) -> None:
    """R8: what a missing sheet puts in doubt stops with the proposal: its piece, its tray and its neighbours."""
    returned = suspects(opened, number, pieces)
    rows = (opened.t.one("piece", batch=number, piece=piece) for piece in sorted(pieces))
    begun = [row["piece"] for row in rows if row and row["state"] in (PieceState.ENCLOSED, *SECOND_CHECKED)]
    if returned:
        opened.record(number, "pieces-to-second", pieces=returned)
    if begun:
        opened.record(number, "pieces-sent-back", pieces=begun)


def suspects(opened: Act, number: int, pieces: set[int]) -> list[int]:
    """R8: second-checked pieces of the trays of ``pieces``, and each desk's ten before and after them."""
    out: set[int] = set()
    for piece in pieces:
        place = opened.t.one("piece_places", batch=number, piece=piece)
        if place is None:
            continue
        (tray,) = opened.t.all("trays", batch=number, first_tray=place["tray"], last_tray=place["tray"])
        rows = opened.t.all("pieces_between", batch=number, first=tray["first_piece"], last=tray["last_piece"])
        out |= {row["piece"] for row in rows}
        names = ("first_desk", "first_entry", "second_desk", "second_entry")
        rows = opened.t.all("neighbours", batch=number, reach=REACH, **{name: place[name] for name in names})
        out |= {row["piece"] for row in rows}
    checked = (opened.t.one("piece", batch=number, piece=piece) for piece in sorted(out - pieces))
    return [row["piece"] for row in checked if row and row["state"] in SECOND_CHECKED]


def _artifact(opened: Act, number: int, item: Sequence[int]) -> tuple[Artifact | None, int, PieceState | None]:
    """The artifact, the newest issue of its kind, and its piece's state."""
    kind, piece, enclosure, issue = item
    rows = [
        row
        for row in opened.t.all("artifacts_of_piece", batch=number, piece=piece)
        if (row["kind"], row["enclosure"]) == (kind, enclosure)
    ]
    found = next((row for row in rows if row["issue"] == issue), None)
    artifact = Artifact(Kind(kind), piece, enclosure, issue, ArtifactState(found["state"])) if found else None
    state = opened.t.one("piece", batch=number, piece=piece)
    return artifact, max((row["issue"] for row in rows), default=0), PieceState(state["state"]) if state else None


def _judge_reissue(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    for item in params["artifacts"]:
        if refusal := may_reissue(*_artifact(opened, number, item)):
            return refusal
    return None


def _witness(opened: Act, number: int, params: Params) -> object:
    """The issues and states of what is printed again; another reissue meanwhile makes the proposal stale."""
    out = []
    for item in params["artifacts"]:
        artifact, newest, _ = _artifact(opened, number, item)
        out.append([*item, newest, artifact.state.value if artifact else ""])
    return out


def _wish(opened: Act, proposal: Proposal) -> Wish:
    items = proposal.params["artifacts"]
    pieces = [item[1] for item in items]
    return Wish(
        PRINT_OF_KIND[Kind(items[0][0])],
        Path(text_of(opened, proposal.params["out"])),
        proposal.params["sheet"],
        proposal.params["start_at"],
        (min(pieces), max(pieces)),
        issues={(piece, enclosure): issue + 1 for _kind, piece, enclosure, issue in items},
        printer=text_of(opened, proposal.params["printer"]),
        customer_code=proposal.params["customer_code"],
    )


def _prepare_reissue(office: Office, proposal: Proposal, actor: Actor) -> Drawn | Refusal:
    with office.store.reading() as transaction:
        opened = Act(office, transaction, actor)
        batch = opened.approved_batch(proposal.batch)
        if isinstance(batch, Refusal):
            return batch
        plan = _planned(opened, batch, proposal)
    return draw(plan)


def _planned(opened: Act, batch: Batch, proposal: Proposal) -> Plan:
    return plan_of(opened, batch, _wish(opened, proposal))


def _perform_reissue(opened: Act, proposal: Proposal, prepared: Any) -> Printed | Refusal:
    batch = opened.approved_batch(proposal.batch)
    if isinstance(batch, Refusal):
        return batch
    drawn: Drawn = prepared
    now = _planned(opened, batch, proposal)
    if (now.items, now.job.job, now.aligned) != (drawn.plan.items, drawn.plan.job.job, drawn.plan.aligned):
        return Refusal("stale", "R8", {"proposal": proposal.number})
    pieces = sorted({item[1] for item in proposal.params["artifacts"]})
    lost = proposal.params["state"] == "lost"
    opened.record(
        proposal.batch, "reissued", **job_body(drawn), superseded=proposal.params["artifacts"],
        state=proposal.params["state"], reason=proposal.params["reason"], pieces=pieces,
        returned=suspects(opened, proposal.batch, set(pieces)) if lost else [],
    )  # fmt: skip
    return printed(drawn)


def _finish_reissue(prepared: Any, answer: object) -> None:
    drawn: Drawn = prepared
    try:
        if not isinstance(answer, Refusal):
            drawn.keep()
    finally:
        drawn.discard()


REISSUE = Proposable(
    _judge_reissue, _perform_reissue, witness=_witness, prepare=_prepare_reissue, finish=_finish_reissue
)


@act("propose-spoil")
def propose_end(
    opened: Act, number: int, how: Literal["spoiled", "lost"], codes: Sequence[str], reason: str
) -> Proposed | Refusal:
    """Proposes that artifacts are spoiled or lost (R10); a loss stops its tray at once and a supervisor confirms it."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    chosen = _from_codes(opened, batch, codes)
    if isinstance(chosen, Refusal):
        return chosen
    params = {
        "artifacts": [[int(c.kind), c.number, c.enclosure, c.issue] for c in chosen],
        "reason": opened.keep(reason, number),
    }
    answer = propose(opened, number, f"artifacts-{how}", params)
    if isinstance(answer, Proposed) and how == "lost":
        _stop_at_once(opened, number, {code.number for code in chosen})
    return answer


def _judge_end(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not params["artifacts"]:
        return Refusal("not-issued", "R10")
    for item in params["artifacts"]:
        artifact, _, state = _artifact(opened, number, item)
        if state is PieceState.HANDED_OVER:
            return Refusal("handed-over", "R10", {"piece": item[1]})
        if refusal := may_end(artifact):
            return refusal
    return None


def _perform_spoil(opened: Act, proposal: Proposal, _prepared: object) -> list[list[int]]:
    """R22: a piece whose paper is spoiled starts again; it is complete only with a reissue."""
    artifacts = proposal.params["artifacts"]
    opened.record(
        proposal.batch, "artifacts-spoiled", artifacts=artifacts, pieces=sorted({item[1] for item in artifacts}),
        reason=proposal.params["reason"],
    )  # fmt: skip
    return list(artifacts)


def _perform_lost(opened: Act, proposal: Proposal, _prepared: object) -> list[list[int]] | Refusal:
    artifacts = proposal.params["artifacts"]
    pieces = sorted({item[1] for item in artifacts})
    if refusal := tray_scan_owed(opened, proposal, pieces):
        return refusal
    opened.record(
        proposal.batch, "artifacts-lost", artifacts=artifacts, pieces=pieces, reason=proposal.params["reason"],
        returned=suspects(opened, proposal.batch, set(pieces)),
    )  # fmt: skip
    return list(artifacts)


def tray_scan_owed(opened: Act, proposal: Proposal, pieces: Sequence[int]) -> Refusal | None:
    """R10: a loss is confirmed only after its tray was scanned piece by piece, since the loss was proposed."""
    for piece in pieces:
        row = opened.t.one("piece", batch=proposal.batch, piece=piece)
        tray = row["tray"] if row else 0
        scans = opened.t.all("tray_scans_since", batch=proposal.batch, tray=tray, entry=proposal.entry)
        others = expected_in(opened, proposal.batch, tray, "envelopes")
        if not scans or (others and not scans[0]["number"]):
            return Refusal("scan-the-tray", "R10", {"tray": tray})
        if any(_came_up(opened, proposal.batch, scan["entry"], piece) for scan in scans):
            return Refusal("stale", "R10", {"proposal": proposal.number})
    return None


def _came_up(opened: Act, batch: int, entry: int, piece: int) -> bool:
    """Whether a scan of a tray met the envelope of ``piece``: then it is not lost."""
    office = opened.t.one("office_number")
    (row,) = opened.t.all("entries_from", chain=batch, after=entry - 1, limit=1)
    for raw in entry_from(row).facts()["surplus"]:
        read = parse(raw, office["number"] if office else 0)
        if isinstance(read, Code) and (read.batch, read.number) == (batch, piece):
            return True
    return False


ARTIFACTS_SPOILED = Proposable(_judge_end, _perform_spoil, witness=_witness)
ARTIFACTS_LOST = replace(ARTIFACTS_SPOILED, perform=_perform_lost, confirmed_by="confirm-loss")
