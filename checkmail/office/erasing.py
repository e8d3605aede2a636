"""Personal data and free text of a batch erased after their retention period, by two people (R25).

What goes: every row of :data:`ERASABLE` that is the batch's, salts too, and the key under which answers were hashed.
What stays: the ledger and the tables made from it, which hold numbers, times and commitments to what is gone.

Rows and the ``erased`` entry are one transaction. Then the store's files are cleaned; when nothing is left there the
entry ``erase-finished`` says so. Whoever stops in between begins the cleaning again with :func:`finish_erasing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from checkmail.errors import StoreUnavailable
from checkmail.office.acting import Act, Actor, Office, Progress, act, person_of, reading
from checkmail.office.batches import erasable_from
from checkmail.office.entries import entry_from
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.rules import people
from checkmail.rules.ledger import OFFICE_CHAIN, stamp
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal

ERASABLE: Final = ("records", "findings", "own_numbers", "differences", "texts")
"""The tables that hold what a batch's ledger only commits to."""

RECENT: Final = timedelta(days=1)
"""What was recorded since may have been under a clock that was set forward to erase."""


@dataclass(frozen=True, slots=True)
class Erased:
    """A batch that holds no personal data any more."""

    batch: int
    backups_until: date | None
    """Backups in which the batch lies still are destroyed by this day at the latest; None: none of them is left."""


@dataclass(frozen=True, slots=True)
class ErasingProposed(Proposed):
    """An erasing that waits for a second person."""

    newest_before: str
    """When the newest entry was made that is older than :data:`RECENT`, as entries spell it; empty: there is none."""


@dataclass(frozen=True, slots=True)
class _Erasing:
    office: Office
    actor: Actor
    progress: Progress | None


def erase(
    office: Office, actor: Actor, number: int, progress: Progress | None = None
) -> ErasingProposed | Erased | Refusal:
    """Proposes to erase a batch; of one whose cleaning was stopped, finishes it.

    Whether the period is over this PC's clock says; the proposal says what the ledger knew of the time before.
    Refuses ``too-early`` before the retention period is over, ``erased``.
    """
    if _unfinished(office, actor, number) is True:
        return finish_erasing(office, actor, number, progress)
    return _propose(office, actor, number)


@reading
def _unfinished(opened: Act, number: int) -> bool:
    batch = opened.any_batch(number)
    return isinstance(batch, Batch) and batch.erased and not batch.cleaned


@act("propose-erase")
def _propose(opened: Act, number: int) -> ErasingProposed | Refusal:
    row = opened.t.one("newest_before", at=stamp(opened.now - RECENT))
    newest = str(row["at"]) if row and row["at"] else ""
    answer = propose(opened, number, "erase", {"newest_before": newest})
    return answer if isinstance(answer, Refusal) else ErasingProposed(answer.proposal, newest)


def _judge(opened: Act, number: int, _params: Params) -> Refusal | None:
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    first = erasable_from(opened, batch)
    if first is None:
        return Refusal("too-early", "R25", {"batch": number})
    if opened.now.date() < first:
        return Refusal("too-early", "R25", {"batch": number, "date": first.isoformat()})
    return None


def _prepare(office: Office, proposal: Proposal, actor: Actor, progress: Progress | None) -> _Erasing | Refusal:
    with office.store.reading() as transaction:
        refusal = _supervised(Act(office, transaction, actor), proposal)
    return refusal or _Erasing(office, actor, progress)


def _supervised(opened: Act, proposal: Proposal) -> Refusal | None:
    alone = people.one_supervises(opened.person, person_of(opened.t, proposal.person), opened.now)
    # Named as the rule of erasing: whoever confirms may confirm other things, and is told who has to.
    return replace(alone, rule="R25") if alone else None


def _perform(opened: Act, proposal: Proposal, prepared: _Erasing) -> Erased | Refusal:
    if refusal := _supervised(opened, proposal):
        return refusal
    for row in opened.t.all("proposals_open", batch=proposal.batch):
        # What else was proposed can never be judged again, and its reason goes with the rest.
        if row["proposal"] != proposal.number:
            opened.record(proposal.batch, "proposal-ended", proposal=row["proposal"], state="rejected")
    for table in ERASABLE:
        if prepared.progress:
            prepared.progress("erasing", ERASABLE.index(table) + 1)
        opened.t.run(f"{table}_erased", batch=proposal.batch)
    opened.t.run("secret_removed", name=f"answers:{proposal.batch}")
    opened.record(proposal.batch, "erased")
    return Erased(proposal.batch, _backups_until(opened))


def _finish(prepared: _Erasing, answer: object) -> None:
    if isinstance(answer, Erased):
        finish_erasing(prepared.office, prepared.actor, answer.batch, prepared.progress)


ERASE: Final = Proposable(_judge, _perform, prepare=_prepare, finish=_finish)


def finish_erasing(office: Office, actor: Actor, number: int, progress: Progress | None = None) -> Erased | Refusal:
    """Leaves nothing of a batch that is erased in the office's files, and records that.

    Raises :class:`StoreUnavailable` ``erase-unfinished`` where that cannot be done now.
    """
    if progress:
        progress("cleaning", 0)
    try:
        office.store.scrub((*ERASABLE, "secrets"))
    except StoreUnavailable as error:
        raise StoreUnavailable("erase-unfinished", batch=number, why=error.key) from None
    return _finished(office, actor, number)


@act("propose-erase")
def _finished(opened: Act, number: int) -> Erased | Refusal:
    batch = opened.any_batch(number)
    if isinstance(batch, Batch) and not batch.cleaned:
        opened.record(number, "erase-finished")
    return Erased(number, _backups_until(opened))


def _backups_until(opened: Act) -> date | None:
    """Until when a backup may hold what was in the office until now: the latest day by which one is destroyed."""
    backups = map(entry_from, opened.t.all("entries_of_kind", chain=OFFICE_CHAIN, kind="backed-up"))
    days = [date.fromisoformat(entry.facts()["erase_by"]) for entry in backups]
    return max((day for day in days if day >= opened.now.date()), default=None)
