"""Who may do what, and every "not the same person": the one place for R28 (and R2, R12, R13, R20, R27).

Roles
    a clerk does everything but what :data:`SUPERVISOR_ACTS` lists; an auditor reads and never
    confirms; a dated deputy is a supervisor while the date lasts.
Order of reasons
    ``wrong-pin``/``locked`` (at log-in), ``pin-must-change``, ``not-allowed``, then the stage of the
    batch, then ``same-person``, then what the act itself asks (``commands.md``).
PIN (R27)
    6 to 12 digits, no run, no repeat; wrong ones lock for a growing time.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import Final

from checkmail.rules.model import Person, Role
from checkmail.rules.refusal import Refusal

SUPERVISOR_ACTS: Final = frozenset(
    {
        "add-person", "set-anothers-pin", "disable-person", "name-deputy", "release", "close-batch",
        "abandon-batch", "resume-batch", "plant", "change-policy", "confirm-loss", "set-fonts",
        "allow-pin-pad", "move", "renew-ledger-key",
    }
)  # fmt: skip
"""Acts only a supervisor, or a deputy in their days, may do."""

CLERK_ACTS: Final = frozenset(
    {
        "create-batch", "import-list", "acknowledge", "propose-accept", "compare", "explain",
        "propose-compared", "approve", "withhold", "propose-lift", "find-withheld", "print",
        "propose-reissue", "propose-spoil", "propose-loss", "desk", "send-back", "resolve", "count",
        "offer", "accept-offer", "propose-policy", "propose-erase", "recover", "confirm", "reject",
        "return-piece", "set-printer", "set-window", "back-up", "restore", "name-own-key",
    }
)  # fmt: skip
"""Acts a clerk may do, and so a supervisor too."""

READING_ACTS: Final = frozenset({"read"})
"""What everybody with a number may do, auditors too."""

OWN_ACTS: Final = frozenset({"change-own-pin"})
"""What everybody may do even while their PIN must be changed."""


def may(person: Person | None, act: str, now: datetime) -> Refusal | None:
    """Whether ``person``, as the store has them now, may do ``act`` at ``now`` (R28).

    A disabled person and one the office does not know are refused alike.
    """
    if person is None or person.disabled:
        return Refusal("not-allowed", "R28")
    if act in OWN_ACTS:
        return None
    if person.must_change:
        return Refusal("pin-must-change", "R27")
    if act in READING_ACTS:
        return None
    role = person.role_on(now.date())
    if act in SUPERVISOR_ACTS:
        return None if role is Role.SUPERVISOR else Refusal("not-allowed", "R28")
    if act in CLERK_ACTS:
        return None if role is not Role.AUDITOR else Refusal("not-allowed", "R28")
    raise ValueError(f"no such act: {act}")


def may_know_planted(person: Person | None, now: datetime) -> Refusal | None:
    """Which pieces are planted is known to supervisors and auditors: who is measured must not know."""
    if person is not None and Role.CLERK is not person.role_on(now.date()):
        return None
    return Refusal("not-allowed", "R28")


def in_session(person: Person, session: int) -> Refusal | None:
    """The latest log-in wins: an older one of the same person is void (R28). 0: an act without a log-in."""
    if session and person.session != session:
        return Refusal("person-elsewhere", "R28")
    return None


def different(person: int, others: Iterable[int], rule: str) -> Refusal | None:
    """Refuses ``same-person`` where ``person`` is one of ``others``; 0 stands for nobody."""
    if person in {other for other in others if other}:
        return Refusal("same-person", rule)
    return None


def may_release(person: int, took_part: Iterable[int], policy_allows: bool) -> Refusal | None:
    """R20: who releases neither checked nor counted there, unless the policy says otherwise."""
    return None if policy_allows else different(person, took_part, "R20")


def may_resolve(proposer: int, confirmer: int, checkers: Iterable[int]) -> Refusal | None:
    """R13: two people, at least one of whom checked neither piece."""
    if refusal := different(confirmer, (proposer,), "R13"):
        return refusal
    handled = {checker for checker in checkers if checker}
    return Refusal("same-person", "R13") if {proposer, confirmer} <= handled else None


def may_disable(target: Person, people: Iterable[Person]) -> Refusal | None:
    """R28: the last supervisor cannot be disabled."""
    others = [p for p in people if p.role is Role.SUPERVISOR and not p.disabled and p.number != target.number]
    if target.role is Role.SUPERVISOR and not others:
        return Refusal("last-supervisor", "R28")
    return None


def one_supervises(first: Person | None, second: Person | None, now: datetime) -> Refusal | None:
    """R25, R28: of two people who do an act together one is a supervisor."""
    if any(one is not None and one.role_on(now.date()) is Role.SUPERVISOR for one in (first, second)):
        return None
    return Refusal("not-allowed", "R28")


def may_name_deputy(person: Person, deputy: int) -> Refusal | None:
    """R20: a supervisor names another; a deputy names nobody, or deputies would prolong each other for ever."""
    if person.role is not Role.SUPERVISOR:
        return Refusal("not-allowed", "R20")
    return different(person.number, (deputy,), "R20")


def needs_two(people: Iterable[Person]) -> bool:
    """R28: adding people and setting another's PIN need two people once the office has had three.

    The disabled count: else one supervisor could disable the others and then be two people alone.
    """
    return sum(1 for _ in people) >= 3


def may_go_back(first: Person, second: Person | None, people: Iterable[Person], now: datetime) -> Refusal | None:
    """R24: giving up what was recorded takes two people of the office, one of them a supervisor.

    An office in which only one could confirm anything has nobody else; that one must be a supervisor.
    """
    able = {person.number for person in people if not person.disabled and person.role is not Role.AUDITOR}
    if second is None:
        if len(able) > 1:
            return Refusal("behind", "R24")
        return one_supervises(first, None, now)
    if refusal := may(second, "restore", now):
        return refusal
    return one_supervises(first, second, now) or different(first.number, [second.number], "R24")


PIN_LENGTH: Final = range(6, 13)
_FREE_FAILURES: Final = 3
_FIRST_LOCK: Final = timedelta(seconds=30)
_LONGEST_LOCK: Final = timedelta(hours=1)


def weak_pin(pin: str) -> Refusal | None:
    """R27: a PIN is 6 to 12 digits, no run (123456, 987654) and no repeat (111111, 121212, 123123)."""
    if len(pin) not in PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        return Refusal("weak-pin", "R27")
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    repeats = any(pin == (pin[:n] * len(pin))[: len(pin)] for n in range(1, len(pin) // 2 + 1))
    return Refusal("weak-pin", "R27") if steps in ({1}, {9}) or repeats else None


def lock_after(failures: int) -> timedelta:
    """How long no PIN is looked at after the ``failures``-th wrong one in a row; doubles, at most an hour (R27)."""
    if failures < _FREE_FAILURES:
        return timedelta(0)
    return min(_FIRST_LOCK * (1 << min(failures - _FREE_FAILURES, 12)), _LONGEST_LOCK)


def locked(person: Person, now: datetime) -> Refusal | None:
    """R27: whether the PIN is not even looked at now."""
    return locked_until(person.locked_until, now)


def locked_until(until: datetime | None, now: datetime) -> Refusal | None:
    """R27: whether nothing is looked at before ``until``."""
    if until is not None and now < until:
        return Refusal("locked", "R27", {"seconds": int((until - now).total_seconds()) + 1})
    return None


def lock_is_stale(until: datetime | None, failures: int, now: datetime) -> bool:
    """R26: the lock ends later than any that begins now could: the clock was set back since it began."""
    return until is not None and until - now > lock_after(failures)


def who_may_act(everybody: Iterable[Person]) -> list[Person]:
    """R28: those who could propose and confirm; auditors never do."""
    return [one for one in everybody if not one.disabled and one.role is not Role.AUDITOR]


def alone_with_code(who: int, target: int, everybody: Iterable[Person], removed: Container[int]) -> bool:
    """R28: whether the office has nobody who could confirm a recovery of ``target`` that ``who`` begins.

    ``removed`` are those whom ``who`` disabled; they count, as in :func:`needs_two`.
    """
    others = [one for one in everybody if one.number not in (who, target) and one.role is not Role.AUDITOR]
    return all(one.disabled and one.number not in removed for one in others)


def may_recover(who: int, target: Person | None, everybody: Iterable[Person]) -> Refusal | None:
    """R28: the recovery code is for a supervisor's PIN, and for use with a second person where there is one.

    ``who`` is 0 where nobody has proven themselves.
    """
    if target is None or target.disabled or target.role is not Role.SUPERVISOR:
        return Refusal("not-a-supervisor", "R28")
    if refusal := different(who, (target.number,), "R28"):
        return refusal
    if not who and [one for one in who_may_act(everybody) if one.number != target.number]:
        return Refusal("recovery-alone", "R28")
    return None
