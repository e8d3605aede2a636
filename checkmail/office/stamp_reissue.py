"""Stamped documents printed again from their source: by two people, and the older issue is dead (R8).

A torn sheet takes its whole document along: each side gets the next issue, so that nobody has to tell which
of two printings a sheet is of. The source must have as many pages of the piece as it had; whoever confirms
stamps the very file that was proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, Progress, act, check_reason, reading
from checkmail.office.missing import stop_at_once, suspects
from checkmail.office.out_files import writable
from checkmail.office.proposals import Proposal, Proposed, propose, text_of
from checkmail.office.reissue import REISSUE, ReissueProposed
from checkmail.office.stamp_facts import Read, StampWish, Standing, read_source, standing_of
from checkmail.office.stamp_plans import StampPlan, plan_stamps
from checkmail.office.stamping import DrawnStamps, Stamped, draw_stamps, stamps_body, told
from checkmail.rules.codes import Kind
from checkmail.rules.model import Batch
from checkmail.rules.printing import STATES_OF_REISSUE
from checkmail.rules.refusal import Refusal

_MICROMETRES = 1000


@dataclass(frozen=True, slots=True)
class _Again:
    """What is printed once more, as the store has it."""

    wish: StampWish
    standing: Standing
    issues: Mapping[tuple[int, int], int]
    """(piece, document) -> the issue that follows."""
    artifacts: list[list[int]]
    """The sides that are printed anew: kind, piece, side, issue."""
    left_out: tuple[int, ...]
    """Pieces of the run that are withheld or lost."""

    def plan(self, wish: StampWish, standing: Standing, read: Read, progress: Progress) -> StampPlan | Refusal:
        """The job, of the file that was read."""
        return plan_stamps(wish, standing, read, progress, again=self.issues)


def propose_stamps_again(
    office: Office,
    actor: Actor,
    number: int,
    wish: StampWish,
    state: str,
    reason: str,
    progress: Progress | None = None,
) -> ReissueProposed | Refusal:
    """Proposes to stamp and print the documents of ``wish.pieces`` again; ``state`` as for any reissue.

    The source is read now, so that what it lacks is said to the person who has it at hand; whether it is printed
    on both sides is taken from the first printing. Refuses what stamping refuses, ``not-issued``,
    ``sides-differ``, ``no-page-of-piece``; raises :class:`Misused` ``stamps-mixed`` for a run printed in both ways.
    """
    if wish.pieces is None:
        raise ValueError("a reissue names its pieces")
    writable(office, wish.out)
    if state not in STATES_OF_REISSUE:
        raise Misused("bad-state", state=state, states=", ".join(STATES_OF_REISSUE))
    check_reason(reason)
    again = _may_propose(office, actor, number, wish)
    if isinstance(again, Refusal):
        return again
    tell = progress or (lambda _step, _done: None)
    plan = again.plan(again.wish, again.standing, read_source(again.wish, again.standing, tell), tell)
    if isinstance(plan, Refusal):
        return plan
    return _propose(office, actor, number, again, plan.source_sha256, state, reason)


@reading
def _may_propose(opened: Act, number: int, wish: StampWish) -> _Again | Refusal:
    if refusal := opened.authorize("propose-reissue"):
        return refusal
    batch = opened.approved_batch(number)
    return batch if isinstance(batch, Refusal) else _again(opened, batch, wish)


@act("propose-reissue")
def _propose(
    opened: Act, number: int, again: _Again, source: str, state: str, reason: str
) -> ReissueProposed | Refusal:
    wish = again.wish
    params = {
        "artifacts": again.artifacts, "state": state, "reason": opened.keep(reason, number),
        "out": opened.keep(str(wish.out.absolute()), number),
        "file": opened.keep(str(wish.source.absolute()), number), "source": source,
        "enclosure": wish.enclosure, "key": opened.keep(wish.key, number), "pieces": list(wish.pieces or ()),
        "corner": wish.corner, "inset": [round(inset * _MICROMETRES) for inset in wish.at], "language": wish.language,
    }  # fmt: skip
    answer = propose(opened, number, "reissue-stamped", params)
    if isinstance(answer, Proposed):
        if state == "lost":
            stop_at_once(opened, number, {piece for piece, _ in again.issues})
        return ReissueProposed(answer.proposal, len(again.artifacts), again.left_out)
    return answer


def _again(opened: Act, batch: Batch, wish: StampWish) -> _Again | Refusal:
    standing = standing_of(opened, batch, wish)
    if isinstance(standing, Refusal):
        return standing
    first, last = wish.pieces or (1, batch.pieces)
    asked = {(o.piece, o.document): o for o in standing.owners if first <= o.piece <= last}
    documents = [(piece, one) for piece, one in standing.stamped if (piece, one.document) in asked]
    here = [(piece, one) for piece, one in documents if asked[piece, one.document].taken]
    left_out = sorted({piece for piece, _ in documents} - {piece for piece, _ in here})
    if not here:
        return Refusal("not-issued", "R8")
    if len({one.per_sheet for _, one in here}) > 1:
        raise Misused("stamps-mixed")
    newest = {
        (row["piece"], row["enclosure"]): row["issue"]
        for row in opened.t.all("artifacts_of_kind", batch=batch.number, kind=Kind.STAMPED, first=first, last=last)
    }
    issues = {(piece, one.document): newest[piece, one.first] + 1 for piece, one in here}
    artifacts = [[int(Kind.STAMPED), piece, side, newest[piece, side]] for piece, one in here for side in one.numbers]
    wish = replace(wish, both_sides=here[0][1].per_sheet == 2)
    return _Again(wish, standing, issues, artifacts, tuple(left_out))


def _wish(opened: Act, proposal: Proposal) -> StampWish:
    params = proposal.params
    first, last = params["pieces"]
    across, down = params["inset"]
    return StampWish(
        Path(text_of(opened, params["file"])), proposal.out or Path(proposal.paper), params["enclosure"],
        text_of(opened, params["key"]), corner=params["corner"],
        at=(across / _MICROMETRES, down / _MICROMETRES), pieces=(first, last), language=params["language"],
    )  # fmt: skip


def _prepare(office: Office, proposal: Proposal, actor: Actor, progress: Progress | None) -> DrawnStamps | Refusal:
    with office.store.reading() as transaction:
        opened = Act(office, transaction, actor)
        batch = opened.approved_batch(proposal.batch)
        again = batch if isinstance(batch, Refusal) else _again(opened, batch, _wish(opened, proposal))
    if isinstance(again, Refusal):
        return again
    # What was stamped of the run since then was neither judged nor proposed.
    if again.artifacts != proposal.params["artifacts"]:
        return Refusal("stale", "R8", {"proposal": proposal.number})

    def plan(wish: StampWish, standing: Standing, read: Read, tell: Progress) -> StampPlan | Refusal:
        if read.sha256 != proposal.params["source"]:
            raise Misused("source-changed", path=str(wish.source))
        return again.plan(wish, standing, read, tell)

    return draw_stamps(office, again.wish, again.standing, plan, progress, new=True)


def _perform(opened: Act, proposal: Proposal, prepared: Any) -> Stamped | Refusal:
    made: DrawnStamps = prepared
    batch = opened.approved_batch(proposal.batch)
    if isinstance(batch, Refusal):
        return batch
    now = standing_of(opened, batch, made.plan.wish)
    if isinstance(now, Refusal) or not now.same_as(made.plan.standing):
        return Refusal("stale", "R8", {"proposal": proposal.number})
    pieces = sorted({one.piece for one in made.plan.documents})
    lost = proposal.params["state"] == "lost"
    opened.record(
        proposal.batch, "stamped-again", **stamps_body(made), state=proposal.params["state"],
        reason=proposal.params["reason"], pieces=pieces,
        returned=suspects(opened, proposal.batch, set(pieces)) if lost else [],
    )  # fmt: skip
    return told(made)


def _finish(prepared: Any, answer: object) -> None:
    made: DrawnStamps = prepared
    REISSUE.finish(made.drawn, answer)


REISSUE_STAMPED = replace(REISSUE, perform=_perform, prepare=_prepare, finish=_finish)
