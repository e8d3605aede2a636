"""Acts that need two people: one proposes, another confirms, and the world is judged anew (design part 6).

A proposable act is four functions in its own module, listed by name in :data:`PROPOSABLE`
(``office.two_people``): ``judge`` says whether it may be, ``witness`` says what it saw, ``prepare``
does long work before the transaction, ``perform`` does it. Confirming answers ``stale`` if the judge
refuses by then or the witness has changed.

Rejecting frees nothing that the proposal stopped: a stopped piece goes on only through ``resolve``,
which two people do.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, Progress, act, check_reason, person_of, reading, refused_to
from checkmail.office.unbroken import unbroken
from checkmail.rules import people
from checkmail.rules.ledger import OFFICE_CHAIN, canonical
from checkmail.rules.refusal import Refusal

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposed:
    """An act that waits for a second person."""

    proposal: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands."""

    number: int
    batch: int
    """0: about the office itself."""
    act: str
    params: dict[str, Any]
    """As recorded: numbers and commitments, never names or free text."""
    person: int
    at: str
    entry: int
    """Number of the proposal's entry in its chain."""
    reason: str
    """What the proposer typed; empty where the act asks for none or it was erased."""
    paper: str = ""
    """The file that confirming writes, or one beside it where a file of that name is there; empty: it writes none."""
    out: Path | None = None
    """The same, where the confirming person named another."""


def _nothing_prepared(_office: Office, _proposal: Proposal, _actor: Actor, _progress: Progress | None) -> object:
    return None


def _nothing_to_finish(_prepared: Any, _answer: object) -> None:
    pass


def _nothing_seen(_act: Act, _batch: int, _params: Params) -> object:
    return None


@dataclass(frozen=True, slots=True)
class Proposable:
    """What an act that needs two people consists of."""

    judge: Callable[[Act, int, Params], Refusal | None]
    perform: Callable[[Act, Proposal, Any], object]
    """Does it for the confirming person; gets what ``prepare`` gave. Answers as the act itself, or refuses."""
    witness: Callable[[Act, int, Params], object] = _nothing_seen
    """What must still be so when it is confirmed; JSON values."""
    prepare: Callable[[Office, Proposal, Actor, Progress | None], object] = _nothing_prepared
    """Long work, such as drawing, outside the transaction; stopping it leaves nothing."""
    finish: Callable[[Any, object], None] = _nothing_to_finish
    """After the transaction: gets what ``prepare`` gave and the answer, a refusal too."""
    confirmed_by: str = "confirm"
    """The act of the authority table that the confirming person needs."""


@functools.cache
def _proposable() -> Mapping[str, Proposable]:
    # Late, because the modules it lists import this one.
    from checkmail.office.two_people import PROPOSABLE

    return PROPOSABLE


def propose(opened: Act, batch: int, name: str, params: dict[str, Any]) -> Proposed | Refusal:
    """Judges and records the proposal of act ``name``. Called inside the proposing act's transaction."""
    kind = _proposable()[name]
    if refusal := kind.judge(opened, batch, params):
        return refusal
    last = opened.t.one("last_proposal")
    number = (last["last"] if last else 0) + 1
    opened.record(
        batch,
        "proposed",
        proposal=number,
        act=name,
        params=canonical(params),
        witness=canonical({"seen": kind.witness(opened, batch, params)}),
    )
    return Proposed(number)


def _read(opened: Act, number: int) -> Proposal | Refusal:
    row = opened.t.one("proposal", proposal=number)
    if row is None or row["state"] != "open":
        return Refusal("unknown-proposal", "", {"proposal": number})
    return _proposal(opened, row)


def _proposal(opened: Act, row: Any) -> Proposal:
    params = json.loads(row["params"])
    return Proposal(
        row["proposal"], row["batch"], row["act"], params, row["person"], row["at"], row["entry"],
        text_of(opened, params.get("reason")), text_of(opened, params.get("out")),
    )  # fmt: skip


def text_of(opened: Act, commitment: object) -> str:
    """The text behind a commitment of an entry's body; empty where there is none or it was erased."""
    if not isinstance(commitment, dict):
        return ""
    row = opened.t.one("text", digest=commitment["sha256"])
    return str(row["text"]) if row else ""


@reading
def open_proposals(opened: Act, batch: int | None = None) -> list[Proposal]:
    """What waits for a second person; of one batch, of the office (0), or everything (None)."""
    rows = opened.t.all("proposals_open", batch=-1 if batch is None else batch)
    return [_proposal(opened, row) for row in rows]


@reading
def _open_proposal(opened: Act, number: int) -> Proposal | Refusal:
    return _read(opened, number)


def confirm(
    office: Office, actor: Actor, number: int, progress: Progress | None = None, *, out: Path | None = None
) -> object:
    """Does what was proposed, as the second person; answers as the act itself.

    ``progress`` is told how far long work is, and may raise to stop it: the proposal stays open then. ``out`` is
    where paper goes, in place of what the proposer named, who may sit at another machine; no file there is replaced.

    Raises :class:`Misused` ``writes-no-paper`` for ``out`` with a proposal of anything else.
    Refuses ``unknown-proposal``, ``not-allowed``, ``same-person``, ``stale``, or what the act refuses.
    """
    if refusal := refused_to(office, actor, "confirm"):
        return refusal
    proposal = _open_proposal(office, actor, number)
    if isinstance(proposal, Refusal):
        return proposal
    if out is not None:
        if not proposal.paper:
            raise Misused("writes-no-paper", proposal=number)
        proposal = replace(proposal, out=out.absolute())
    kind = _proposable()[proposal.act]
    with office.store.reading() as transaction:
        early = _may_confirm(Act(office, transaction, actor), kind, proposal)
    if early:
        return early
    prepared = kind.prepare(office, proposal, actor, progress)
    if isinstance(prepared, Refusal):
        return prepared
    answer: object = Refusal("stale", "R28", {"proposal": number})
    with unbroken():
        try:
            answer = _confirm(office, actor, number, prepared)
        finally:
            kind.finish(prepared, answer)
    return answer


def _may_confirm(opened: Act, kind: Proposable, proposal: Proposal) -> Refusal | None:
    return (
        opened.authorize("confirm")
        or opened.authorize(kind.confirmed_by)
        or people.different(opened.who, (proposal.person,), "R28")
        or _proposer_gone(opened, proposal)
        or _stale(opened, kind, proposal)
    )


def _proposer_gone(opened: Act, proposal: Proposal) -> Refusal | None:
    """R28: one disabled since then is no second person any more."""
    proposer = person_of(opened.t, proposal.person)
    if proposer is None or proposer.disabled:
        return Refusal("stale", "R28", {"proposal": proposal.number})
    return None


def _stale(opened: Act, kind: Proposable, proposal: Proposal) -> Refusal | None:
    row = opened.t.one("proposal", proposal=proposal.number)
    seen = canonical({"seen": kind.witness(opened, proposal.batch, proposal.params)})
    if row is None or row["witness"] != seen or kind.judge(opened, proposal.batch, proposal.params):
        return Refusal("stale", "R28", {"proposal": proposal.number})
    return None


@act("confirm")
def _confirm(opened: Act, number: int, prepared: object) -> object:
    proposal = _read(opened, number)
    if isinstance(proposal, Refusal):
        return proposal
    kind = _proposable()[proposal.act]
    if refusal := _may_confirm(opened, kind, proposal):
        return refusal
    answer = kind.perform(opened, proposal, prepared)
    if not isinstance(answer, Refusal):
        opened.record(proposal.batch, "proposal-ended", proposal=number, state="confirmed")
    return answer


@act("reject")
def reject(opened: Act, number: int, reason: str) -> Proposal | Refusal:
    """Ends a proposal without doing it; anybody who may confirm, and the proposer, may."""
    proposal = _read(opened, number)
    if isinstance(proposal, Refusal):
        return proposal
    check_reason(reason)
    chain = proposal.batch or OFFICE_CHAIN
    opened.record(
        chain, "proposal-ended", proposal=number, state="rejected", reason=opened.keep(reason, proposal.batch)
    )
    # The hashes of a PIN and a code that nobody will ever use do not wait on.
    opened.t.run("secret_removed", name=f"proposal:{number}")
    opened.t.run("secret_removed", name=f"proposal-code:{number}")
    return proposal
