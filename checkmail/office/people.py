"""Log-in, PINs and the people of an office (R27, R28).

A PIN is hashed and looked at (:mod:`.pins`) outside the transaction, because that takes tens of
milliseconds on purpose; what follows from it is judged and recorded inside one. Of a PIN nothing is
recorded but that it was entered, right or wrong. How an office begins is in :mod:`.founding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, person_from, person_of, reading, refused_to
from checkmail.office.committed_secrets import commitment, keep_secret, taken_secret
from checkmail.office.pins import hashed_pin, matches, work_of_matching
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.rules import people as law
from checkmail.rules.ledger import OFFICE_CHAIN, stamp
from checkmail.rules.model import Person, Role
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character

MAX_PERSON = 9_999_999


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the name people know them by."""

    person: Person
    name: str
    """Empty once erased."""


def check_person(number: int, name: str) -> None:
    """What was typed of a person, before anything is made of it."""
    if not 1 <= number <= MAX_PERSON:
        raise Misused("bad-person-number", number=number)
    check_name(name)


def check_name(name: str) -> None:
    """A name of a person or an office: something, and nothing a screen or paper cannot show."""
    if not name.strip():
        raise Misused("empty-name")
    if unusable_character(name):
        raise Misused("control-character")


def enrol(opened: Act, number: int, role: Role, name: dict[str, object], hashed: str, *, must_change: bool) -> None:
    """Writes a person into the office, with the hash of their first PIN."""
    opened.record(
        OFFICE_CHAIN, "person-added", who=number, role=role.value, name=name, must_change=int(must_change),
        secret=commitment(hashed),
    )  # fmt: skip
    keep_secret(opened, f"person:{number}", hashed)


def sign_in(office: Office, number: int, pin: str, *, session: bool = False) -> Actor | Refusal:
    """Proves a person by number and PIN (R27); ``session`` makes it the log-in that counts (R28).

    Refuses ``locked`` without looking at the PIN, ``wrong-pin``, ``not-allowed`` for nobody and for the
    disabled. A wrong PIN is recorded and locks for a growing time, across restarts.
    """
    with office.store.reading() as transaction:
        person = person_of(transaction, number) if 0 < number <= MAX_PERSON else None
        row = transaction.one("secret", name=f"person:{number}")
    if person is None or row is None:
        work_of_matching(pin)
        return Refusal("wrong-pin", "R27")
    now = office.clock()
    if (refusal := law.locked(person, now)) and not law.lock_is_stale(person.locked_until, person.failures, now):
        return refusal
    right = matches(row["hash"], pin)
    with office.store.acting() as transaction:
        opened = Act(office, transaction, Actor(number))
        if opened.person is None:
            return Refusal("not-allowed", "R28")
        # Read again: guesses at several desks at once share one lock.
        if law.lock_is_stale(opened.person.locked_until, opened.person.failures, opened.now):
            return _locked_anew(opened, opened.person)
        return law.locked(opened.person, opened.now) or _proven(opened, opened.person, right, session=session)


def _locked_anew(opened: Act, person: Person) -> Refusal:
    """R26, R27: the clock was set back, and the lock would last until it is where it was: it begins again."""
    span = law.lock_after(person.failures)
    opened.record(OFFICE_CHAIN, "lock-begun-anew", who=person.number, until=stamp(opened.now + span))
    return Refusal("locked", "R27", {"seconds": int(span.total_seconds())})


def _proven(opened: Act, person: Person, right: bool, *, session: bool) -> Actor | Refusal:
    if not right:
        failures = person.failures + 1
        until = opened.now + law.lock_after(failures)
        opened.record(
            OFFICE_CHAIN,
            "pin-wrong",
            who=person.number,
            failures=failures,
            until=stamp(until) if until > opened.now else "",
        )
        return Refusal("wrong-pin", "R27")
    if person.disabled:
        return Refusal("not-allowed", "R28")
    if session:
        return Actor(person.number, opened.record(OFFICE_CHAIN, "signed-in", who=person.number).number)
    if person.failures:
        opened.record(OFFICE_CHAIN, "pin-right", who=person.number)
    return Actor(person.number)


def add_person(
    office: Office, actor: Actor, number: int, name: str, role: Role, pin: str
) -> Member | Proposed | Refusal:
    """Adds a person with a first PIN that they must change; a proposal once the office has three (R28)."""
    check_person(number, name)
    if refusal := law.weak_pin(pin):
        return refused_to(office, actor, "add-person") or refusal
    return _add_person(office, actor, number, name, role, hashed_pin(pin))


@act("add-person")
def _add_person(opened: Act, number: int, name: str, role: Role, hashed: str) -> Member | Proposed | Refusal:
    if opened.t.one("person", person=number):
        return Refusal("number-taken", "", {"person": number})
    params: dict[str, Any] = {"who": number, "role": role.value, "name": opened.keep(name)}
    if law.needs_two(_everybody(opened)):
        return _propose_with(opened, "add-person", params, hashed)
    enrol(opened, number, role, params["name"], hashed, must_change=True)
    return member_of(opened, number)


def _propose_with(opened: Act, name: str, params: dict[str, Any], hashed: str) -> Proposed | Refusal:
    """Proposes an act that brings the hash of a PIN with it."""
    answer = propose(opened, OFFICE_CHAIN, name, {**params, "secret": {"sha256": commitment(hashed)}})
    if isinstance(answer, Proposed):
        keep_secret(opened, f"proposal:{answer.proposal}", hashed)
    return answer


def _judge_add(opened: Act, _batch: int, params: Params) -> Refusal | None:
    if opened.t.one("person", person=params["who"]):
        return Refusal("number-taken", "", {"person": params["who"]})
    return None


def _perform_add(opened: Act, proposal: Proposal, _prepared: object) -> Member:
    hashed = taken_secret(opened, f"proposal:{proposal.number}", proposal.params["secret"])
    enrol(
        opened, proposal.params["who"], Role(proposal.params["role"]), proposal.params["name"], hashed, must_change=True
    )
    return member_of(opened, proposal.params["who"])


ADD_PERSON = Proposable(_judge_add, _perform_add)


def change_own_pin(office: Office, actor: Actor, new: str) -> Member | Refusal:
    """Sets one's own PIN; the old one was proven at :func:`sign_in`. The same again is no new one (R27)."""
    with office.store.reading() as transaction:
        refusal = Act(office, transaction, actor).authorize("change-own-pin")
        row = transaction.one("secret", name=f"person:{actor.person}")
    if refusal := refusal or law.weak_pin(new):
        return refusal
    if row is not None and matches(row["hash"], new):
        return Refusal("weak-pin", "R27")
    return _change_own_pin(office, actor, hashed_pin(new))


@act("change-own-pin")
def _change_own_pin(opened: Act, hashed: str) -> Member | Refusal:
    set_pin(opened, opened.who, hashed, must_change=False)
    return member_of(opened, opened.who)


def set_pin(opened: Act, number: int, hashed: str, *, must_change: bool) -> None:
    """Writes a person's new PIN; wrong ones before it are forgotten."""
    opened.record(OFFICE_CHAIN, "pin-set", who=number, must_change=int(must_change), secret=commitment(hashed))
    keep_secret(opened, f"person:{number}", hashed)


def set_anothers_pin(office: Office, actor: Actor, number: int, new: str) -> Member | Proposed | Refusal:
    """Sets another's PIN, which its owner must change; a proposal once the office has three (R27, R28)."""
    if refusal := law.weak_pin(new):
        return refused_to(office, actor, "set-anothers-pin") or refusal
    return _set_anothers_pin(office, actor, number, hashed_pin(new))


@act("set-anothers-pin")
def _set_anothers_pin(opened: Act, number: int, hashed: str) -> Member | Proposed | Refusal:
    if not opened.t.one("person", person=number):
        return Refusal("unknown-person", "", {"person": number})
    if law.needs_two(_everybody(opened)):
        return _propose_with(opened, "set-pin", {"who": number}, hashed)
    set_pin(opened, number, hashed, must_change=True)
    return member_of(opened, number)


def _judge_pin(opened: Act, _batch: int, params: Params) -> Refusal | None:
    """The person whose PIN it is has no part in it: a stolen PIN must not confirm itself."""
    return law.different(opened.who, (params["who"],), "R28")


def _perform_pin(opened: Act, proposal: Proposal, _prepared: object) -> Member:
    hashed = taken_secret(opened, f"proposal:{proposal.number}", proposal.params["secret"])
    set_pin(opened, proposal.params["who"], hashed, must_change=True)
    return member_of(opened, proposal.params["who"])


SET_PIN = Proposable(_judge_pin, _perform_pin)


@act("disable-person")
def disable_person(opened: Act, number: int) -> Member | Refusal:
    """Ends a person's acts from this moment on; their number is never used again (R28)."""
    person = person_of(opened.t, number)
    if person is None:
        return Refusal("unknown-person", "", {"person": number})
    if refusal := law.may_disable(person, _everybody(opened)):
        return refusal
    if not person.disabled:
        opened.record(OFFICE_CHAIN, "person-disabled", who=number)
    return member_of(opened, number)


@act("name-deputy")
def name_deputy(opened: Act, number: int, until: date) -> Member | Refusal:
    """Lets another stand in for a supervisor up to and including ``until``; nobody names themselves (R20)."""
    if not opened.t.one("person", person=number):
        return Refusal("unknown-person", "", {"person": number})
    if opened.person and (refusal := law.may_name_deputy(opened.person, number)):
        return refusal
    opened.record(OFFICE_CHAIN, "deputy-named", who=number, until=until.isoformat())
    return member_of(opened, number)


@reading
def list_people(opened: Act) -> list[Member]:
    """Everybody, by number, the disabled too."""
    return [Member(person_from(row), row["name"] or "") for row in opened.t.all("people")]


@reading
def whoami(opened: Act) -> Member:
    """The acting person."""
    return member_of(opened, opened.who)


def _everybody(opened: Act) -> list[Person]:
    return [person_from(row) for row in opened.t.all("people")]


def member_of(opened: Act, number: int) -> Member:
    """The person with the name people know them by."""
    return next(
        Member(person_from(row), row["name"] or "") for row in opened.t.all("people") if row["person"] == number
    )
