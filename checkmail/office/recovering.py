"""The recovery code of ``init``: a way back for an office whose supervisors have forgotten their PINs (R28).

The code stands for the supervisor who is missing, never for the second person: where the office has others who may
act, one of them uses it with a PIN of their own, and another confirms. See ``docs/decisions/0027``.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from checkmail.office.acting import Act, Actor, Office, person_from, person_of
from checkmail.office.committed_secrets import RECOVERY, commitment, keep_secret, taken_secret
from checkmail.office.entries import entry_from
from checkmail.office.people import Member, member_of, set_pin
from checkmail.office.pins import hashed_pin, matches
from checkmail.office.proposals import Params, Proposable, Proposal, propose
from checkmail.rules import people as law
from checkmail.rules.ledger import OFFICE_CHAIN, moment, stamp
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal

UNANSWERED: Final = timedelta(days=14)
"""So long nobody else did anything in the office, before who began a recovery ends it without a second.

Longer than any run of holidays: ten days in 2019.
"""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A supervisor who may sign in with the new PIN, and must change it."""

    member: Member
    recovery_code: str
    """The next one: the code that was used is worth nothing any more."""


@dataclass(frozen=True, slots=True)
class Recovering:
    """A recovery that another person has to confirm."""

    proposal: int
    recovery_code: str
    """The next one, from the moment it is confirmed; until then the code that was entered."""


def new_code() -> str:
    """Sixteen random digits in groups of four."""
    return "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(4))


def _spelled(typed: str) -> str:
    """A code as :func:`new_code` spells it, in whatever width and grouping it was typed."""
    digits = re.sub(r"[\s‐‑‒–—―−ー-]", "", unicodedata.normalize("NFKC", typed))
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def recover(office: Office, actor: Actor | None, number: int, code: str, pin: str) -> Recovered | Recovering | Refusal:
    """Sets the PIN of supervisor ``number`` by the office's recovery code; whoever else may act has a part in it.

    ``actor`` is None only in an office in which nobody else could act. Refuses, in this order: ``not-allowed``,
    ``same-person``, ``recovery-alone``, ``locked``, ``wrong-recovery-code``, ``weak-pin``.
    """
    with office.store.reading() as transaction:
        asked = Act(office, transaction, actor)
        refusal = _may(asked, actor, number) or _locked(asked)
        kept = transaction.one("secret", name=RECOVERY)
    if refusal:
        return refusal
    right = kept is not None and matches(kept["hash"], _spelled(code))
    weak = law.weak_pin(pin)
    next_code = new_code()
    hashes = (hashed_pin(pin), hashed_pin(next_code)) if right and not weak else ("", "")
    with office.store.acting() as transaction:
        opened = Act(office, transaction, actor)
        # Read again: guesses at several desks at once share one lock, and a code is used once.
        refusal = _may(opened, actor, number) or _locked(opened)
        now_kept = transaction.one("secret", name=RECOVERY)
        if refusal:
            return refusal
        failures, until = _failures(opened)
        if law.lock_is_stale(until, failures, opened.now):
            # The clock was set back (R26): the lock begins again, neither shorter nor without an end.
            _wrong(opened, failures)
            return _locked(opened) or Refusal("locked", "R27", {"seconds": 1})
        if not right or now_kept is None or kept is None or now_kept["hash"] != kept["hash"]:
            _wrong(opened, failures + 1)
            return Refusal("wrong-recovery-code", "R28")
        return weak or _proven(opened, number, hashes, next_code)


def _may(opened: Act, actor: Actor | None, number: int) -> Refusal | None:
    if actor is not None and (refusal := opened.authorize("recover")):
        return refusal
    everybody = [person_from(row) for row in opened.t.all("people")]
    return law.may_recover(opened.who, person_of(opened.t, number), everybody)


def _locked(opened: Act) -> Refusal | None:
    failures, until = _failures(opened)
    return None if law.lock_is_stale(until, failures, opened.now) else law.locked_until(until, opened.now)


def _failures(opened: Act) -> tuple[int, datetime | None]:
    """Wrong codes since the last right one, and until when none is looked at."""
    row = opened.t.one("office_recovery")
    if row is None:
        return 0, None
    return row["recovery_failures"], moment(row["recovery_until"]) if row["recovery_until"] else None


def _wrong(opened: Act, failures: int) -> None:
    until = opened.now + law.lock_after(failures)
    opened.record(OFFICE_CHAIN, "recovery-wrong", failures=failures, until=stamp(until) if until > opened.now else "")


def _proven(opened: Act, number: int, hashes: tuple[str, str], next_code: str) -> Recovered | Recovering | Refusal:
    pin, code = hashes
    if _alone(opened, number) or _unanswered(opened, number):
        _used(opened, number, pin, code)
        return Recovered(member_of(opened, number), next_code)
    committed = {"secret": {"sha256": commitment(pin)}, "code": {"sha256": commitment(code)}}
    answer = propose(opened, OFFICE_CHAIN, "recover", {"who": number, **committed})
    if isinstance(answer, Refusal):
        return answer
    keep_secret(opened, f"proposal:{answer.proposal}", pin)
    keep_secret(opened, f"proposal-code:{answer.proposal}", code)
    return Recovering(answer.proposal, next_code)


def _alone(opened: Act, number: int) -> bool:
    """Whether nobody is left who could confirm."""
    disabled = map(entry_from, opened.t.all("entries_of_kind", chain=OFFICE_CHAIN, kind="person-disabled"))
    removed = {entry.facts()["who"] for entry in disabled if entry.person == opened.who}
    everybody = [person_from(row) for row in opened.t.all("people")]
    return law.alone_with_code(opened.who, number, everybody, removed)


def _unanswered(opened: Act, number: int) -> bool:
    """Whether the same person began the same recovery so long ago, and nobody was there who could have answered."""
    return any(
        row["act"] == "recover" and row["person"] == opened.who and opened.now - moment(row["at"]) >= UNANSWERED
        and f'"who":{number}}}' in row["params"] and not _others_since(opened, row["at"])
        for row in opened.t.all("proposals_open", batch=OFFICE_CHAIN)
    )  # fmt: skip


def _others_since(opened: Act, at: str) -> bool:
    """Whether another clerk or supervisor, also one disabled since then or the one it is about, has done anything."""
    auditors = {one.number for one in map(person_from, opened.t.all("people")) if one.role is Role.AUDITOR}
    return bool({row["person"] for row in opened.t.all("seen_since", since=at)} - auditors - {0, opened.who})


def _used(opened: Act, number: int, pin: str, code: str) -> None:
    opened.record(OFFICE_CHAIN, "recovery-used", who=number, recovery=commitment(code))
    set_pin(opened, number, pin, must_change=True)
    keep_secret(opened, RECOVERY, code)
    for row in opened.t.all("proposals_open", batch=OFFICE_CHAIN):
        # The code that proved them is worth nothing any more.
        if row["act"] == "recover":
            opened.t.run("secret_removed", name=f"proposal:{row['proposal']}")
            opened.t.run("secret_removed", name=f"proposal-code:{row['proposal']}")


def _witness(opened: Act, _batch: int, _params: Params) -> object:
    row = opened.t.one("office_recovery")
    return row["recoveries"] if row else 0


def _judge(opened: Act, _batch: int, params: Params) -> Refusal | None:
    """Whose PIN it is has no part in it: who holds the code could be both."""
    return law.different(opened.who, (params["who"],), "R28")


def _perform(opened: Act, proposal: Proposal, _prepared: object) -> Member:
    number = proposal.params["who"]
    code = taken_secret(opened, f"proposal-code:{proposal.number}", proposal.params["code"])
    _used(opened, number, taken_secret(opened, f"proposal:{proposal.number}", proposal.params["secret"]), code)
    return member_of(opened, number)


RECOVER: Final = Proposable(_judge, _perform, _witness)
