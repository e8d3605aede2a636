"""Artifacts printed again, spoiled or lost: by two people, and the older issue is dead (R8, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, Progress, act, check_reason
from checkmail.office.customer_codes import check_room
from checkmail.office.missing import stop_at_once, suspects, tray_scan_owed
from checkmail.office.out_files import writable
from checkmail.office.print_items import Wish
from checkmail.office.print_jobs import codes_of
from checkmail.office.print_plans import Plan, judge_plan, plan_of
from checkmail.office.printers import aligned, printer_of
from checkmail.office.printing import Drawn, Printed, draw, files_of, job_body, printed, under_free_name
from checkmail.office.projection_steps import paper_word
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose, text_of
from checkmail.office.stamped_sheets import on_same_paper
from checkmail.office.windows import window_of
from checkmail.rules.codes import Code, Kind, Unreadable, parse
from checkmail.rules.model import Artifact, ArtifactState, Batch, PieceState
from checkmail.rules.printing import DEFAULT_SHEET, KIND_OF_PRINT, STATES_OF_REISSUE, may_end, may_reissue
from checkmail.rules.refusal import Refusal

PRINT_OF_KIND = {kind: name for name, kind in KIND_OF_PRINT.items()}


@dataclass(frozen=True, slots=True)
class ReissueProposed(Proposed):
    """A reissue that waits for a second person."""

    artifacts: int
    left_out: tuple[int, ...]
    """Pieces of the run that are withheld or lost: nothing is printed for them."""


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
    sheet: str = "",
    start_at: int = 1,
    printer: str = "",
    customer_code: bool | None = None,
    window: str = "",
) -> ReissueProposed | Refusal:
    """Proposes to print artifacts again: those of ``codes``, or places ``job = (job, from, to)`` of a job.

    Places of a job are its artifacts in the order they were printed, from 1 and through all its volumes; what
    is withheld or lost by now is left out, and what was printed again since is refused by its piece. Nothing
    of a run is printed where one of it is refused. ``sheet``, ``customer_code`` and, for cover sheets,
    ``window``: by default those of the job.

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
    left_out: list[int] = []
    chosen = codes_of(opened, batch, job) if job else _from_codes(opened, batch, codes)
    if isinstance(chosen, tuple):
        chosen, left_out = chosen
    if isinstance(chosen, Refusal):
        return chosen
    if len({code.kind for code in chosen}) != 1:
        return Refusal("not-issued", "R8") if not chosen else Refusal("wrong-kind", "R8")
    if chosen[0].kind not in PRINT_OF_KIND:
        return Refusal("stamped-needs-source", "R8")
    (before, had_codes, printed_by), covers = _printed_on(opened, chosen[0]), chosen[0].kind is Kind.COVER
    if sheet in ("", before) and not covers:
        printer = printer or printed_by
    on = aligned(opened, sheet or (DEFAULT_SHEET if covers else before), printer)
    on.check_start(start_at)
    coded = had_codes if customer_code is None else customer_code
    if coded and chosen[0].kind is Kind.LABEL:
        check_room(on.sheet)
    params = {
        "artifacts": [[int(c.kind), c.number, c.enclosure, c.issue] for c in chosen],
        "state": state, "reason": opened.keep(reason, number), "out": opened.keep(str(out.absolute()), number),
        "sheet": on.sheet.name, "start_at": start_at, "printer": opened.keep(printer, number),
        "customer_code": coded,
        "window": window_of(opened, window or before).key if covers else "",
    }  # fmt: skip
    answer = propose(opened, number, "reissue", params)
    if isinstance(answer, Refusal):
        return answer
    if state == "lost":
        stop_at_once(opened, number, {code.number for code in chosen})
    return ReissueProposed(answer.proposal, len(chosen), tuple(left_out))


def _printed_on(opened: Act, code: Code) -> tuple[str, bool, str]:
    """The artifact's label sheet, or its window; whether with customer bar codes; the printer it was put right for."""
    row = opened.t.one(
        "artifact", batch=code.batch, piece=code.number, kind=code.kind, enclosure=code.enclosure, issue=code.issue
    )
    job = opened.t.one("job", batch=code.batch, job=row["job"]) if row else None
    if job is None:
        return DEFAULT_SHEET, False, ""
    return job["sheet"] or DEFAULT_SHEET, bool(job["customer_codes"]), printer_of(opened, code.batch, job["entry"])


def _from_codes(opened: Act, batch: Batch, codes: Sequence[str]) -> list[Code] | Refusal:
    office = opened.t.one("office_number")
    out = []
    for raw in codes:
        read = parse(raw, office["number"] if office else 0)
        if isinstance(read, Unreadable):
            return Refusal(read.reason, "R8")
        if read.batch != batch.number:
            return Refusal("other-batch", "R8")
        if read.kind not in PRINT_OF_KIND and read.kind is not Kind.STAMPED:
            return Refusal("wrong-kind", "R8")
        out.append(read)
    return list(dict.fromkeys(out))


def _artifact(opened: Act, number: int, item: Sequence[int]) -> tuple[Artifact | None, int, PieceState | None, bool]:
    """The artifact, the newest issue of its kind, its piece's state, and whether its code was ever read."""
    kind, piece, enclosure, issue = item
    rows = [
        row
        for row in opened.t.all("artifacts_of_piece", batch=number, piece=piece)
        if (row["kind"], row["enclosure"]) == (kind, enclosure)
    ]
    found = next((row for row in rows if row["issue"] == issue), None)
    artifact = Artifact(Kind(kind), piece, enclosure, issue, ArtifactState(found["state"])) if found else None
    state = opened.t.one("piece", batch=number, piece=piece)
    newest = max((row["issue"] for row in rows), default=0)
    on_paper = bool(found and state and paper_word(kind, enclosure, issue) in state["seen"])
    return artifact, newest, PieceState(state["state"]) if state else None, on_paper


def _judge_reissue(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    for item in params["artifacts"]:
        artifact, newest, state, seen = _artifact(opened, number, item)
        contradicted = seen and params["state"] == "never-printed"
        if refusal := may_reissue(artifact, newest, state, contradicted=contradicted):
            return refusal
    return None


def _witness(opened: Act, number: int, params: Params) -> object:
    """The issues and states of what is printed again; another reissue meanwhile makes the proposal stale."""
    out = []
    for item in params["artifacts"]:
        artifact, newest, _, _ = _artifact(opened, number, item)
        out.append([*item, newest, artifact.state.value if artifact else ""])
    return out


def _wish(opened: Act, proposal: Proposal) -> Wish:
    items = proposal.params["artifacts"]
    pieces = [item[1] for item in items]
    return Wish(
        PRINT_OF_KIND[Kind(items[0][0])],
        proposal.out or Path(proposal.paper),
        proposal.params["sheet"],
        proposal.params["start_at"],
        (min(pieces), max(pieces)),
        issues={(piece, enclosure): issue + 1 for _kind, piece, enclosure, issue in items},
        printer=text_of(opened, proposal.params["printer"]),
        customer_code=proposal.params["customer_code"],
        window=proposal.params["window"],
    )


def _prepare_reissue(office: Office, proposal: Proposal, actor: Actor, progress: Progress | None) -> Drawn | Refusal:
    with office.store.reading() as transaction:
        opened = Act(office, transaction, actor)
        batch = opened.approved_batch(proposal.batch)
        if isinstance(batch, Refusal):
            return batch
        plan = _planned(opened, batch, proposal)
    if refusal := judge_plan(plan):
        return refusal
    writable(office, plan.wish.out)
    plan = under_free_name(plan)
    for name in files_of(plan):
        writable(office, name)
    return draw(plan, progress)


def _planned(opened: Act, batch: Batch, proposal: Proposal) -> Plan:
    return plan_of(opened, batch, _wish(opened, proposal))


def _perform_reissue(opened: Act, proposal: Proposal, prepared: Any) -> Printed | Refusal:
    batch = opened.approved_batch(proposal.batch)
    if isinstance(batch, Refusal):
        return batch
    drawn: Drawn = prepared
    if not drawn.shows(_planned(opened, batch, proposal)):
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
            drawn.keep(new=True)
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
    # A side is spoiled or lost with the sheet that it is on.
    ended = [
        one for c in chosen for one in on_same_paper(opened, number, (int(c.kind), c.number, c.enclosure, c.issue))
    ]
    params = {
        "artifacts": [list(one) for one in dict.fromkeys(map(tuple, ended))],
        "reason": opened.keep(reason, number),
    }
    answer = propose(opened, number, f"artifacts-{how}", params)
    if isinstance(answer, Proposed) and how == "lost":
        stop_at_once(opened, number, {code.number for code in chosen})
    return answer


def _judge_end(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    if not params["artifacts"]:
        return Refusal("not-issued", "R10")
    for item in params["artifacts"]:
        artifact, _, state, _ = _artifact(opened, number, item)
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


ARTIFACTS_SPOILED = Proposable(_judge_end, _perform_spoil, witness=_witness)
ARTIFACTS_LOST = replace(ARTIFACTS_SPOILED, perform=_perform_lost, confirmed_by="confirm-loss")
