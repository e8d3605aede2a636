"""An office begins: its name, its number, its first supervisor (R27, R28)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checkmail.errors import Misused
from checkmail.office.acting import Act, Office
from checkmail.office.committed_secrets import RECOVERY, commitment, keep_secret
from checkmail.office.ledger_keys import first_key, record_key
from checkmail.office.people import check_name, check_person, enrol
from checkmail.office.pins import hashed_pin
from checkmail.office.recovering import new_code
from checkmail.rules import people as law
from checkmail.rules.codes import PRACTICE_OFFICE
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Made:
    """A new office."""

    office: str
    person: int
    recovery_code: str
    """Printed once; with a second person it lets a lost supervisor back in. Only its hash is kept."""


def found(
    create: Callable[[], Office], name: str, number: int, supervisor: tuple[int, str], pin: str
) -> Made | Refusal:
    """Makes an office where ``create`` puts it; what was typed is looked at before anything is created.

    Never a practice office: that is made by a rehearsal, in a folder of its own, with :func:`make_office`.
    """
    if number == PRACTICE_OFFICE:
        raise Misused("bad-office-number", number=number)
    _check_office(name, number, supervisor)
    if refusal := law.weak_pin(pin):
        return refusal
    office = create()
    try:
        return make_office(office, name, number, supervisor, pin)
    finally:
        office.store.close()


def _check_office(name: str, number: int, supervisor: tuple[int, str]) -> None:
    if not 0 <= number <= 96:
        raise Misused("bad-office-number", number=number)
    check_person(*supervisor)
    check_name(name)


def make_office(office: Office, name: str, number: int, supervisor: tuple[int, str], pin: str) -> Made | Refusal:
    """The first act of an office: its name, its number (1–96; 0 is practice), its first supervisor."""
    _check_office(name, number, supervisor)
    if refusal := law.weak_pin(pin):
        return refusal
    recovery = new_code()
    hashed, recovery_hash = hashed_pin(pin), hashed_pin(recovery)
    key = first_key(office.anchor)
    with office.store.acting() as transaction:
        opened = Act(office, transaction, None)
        if transaction.one("office"):
            return Refusal("already-exists", "")
        opened.record(
            OFFICE_CHAIN, "office-made", number=number, name=opened.keep(name), recovery=commitment(recovery_hash)
        )
        if key:
            record_key(opened, key)
        enrol(opened, supervisor[0], Role.SUPERVISOR, opened.keep(supervisor[1]), hashed, must_change=False)
        keep_secret(opened, RECOVERY, recovery_hash)
    return Made(name, supervisor[0], recovery)


def office_name(office: Office) -> tuple[int, str]:
    """Number and name of the office, for anybody: both stand on every paper."""
    with office.store.reading() as transaction:
        row = transaction.one("office")
    return (row["number"], row["name"] or "") if row else (0, "")
