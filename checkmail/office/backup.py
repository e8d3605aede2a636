"""A backup: the whole office in one SQLite file, verified after it was written, recorded in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from checkmail.errors import FailedVerification, Misused
from checkmail.office.acting import Act, Actor, Office, act
from checkmail.office.out_files import writable
from checkmail.office.record import verify
from checkmail.office.seen import Backup, behind, rememberable, remembered_as
from checkmail.office.unbroken import unbroken
from checkmail.paper.naming import give_name
from checkmail.rules.ledger import OFFICE_CHAIN, Head, chain_name
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Store

Progress = Callable[[str, int], None]

CopyOut = Callable[[Store, Path, date, Progress], AbstractContextManager[Store]]
"""Writes the office of a store to a new file that bears the day by which it is destroyed, and opens it for reading.

Wired, because it knows the engines.
"""

KEPT: Final = timedelta(days=90)
"""How long a backup is kept where nobody said: what was erased from the office since lies in it still (R25)."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written and verified."""

    file: Path
    heads: tuple[Head, ...]
    """Where every chain ends in it, the office's first."""
    entries: int
    """Of all chains."""
    erase_by: date
    """The backup is destroyed by this day: it holds names and addresses."""


def back_up(
    office: Office,
    actor: Actor,
    copy_out: CopyOut,
    out: Path,
    *,
    erase_by: date | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> BackedUp | Refusal:
    """Writes the office as it is now to ``out`` while other desks go on, and verifies what was written.

    Raises :class:`Misused` (``exists``, ``past-day``, and as :func:`~checkmail.office.out_files.writable`),
    :class:`FailedVerification` ``copy-differs``; whatever stops it leaves nothing of ``out`` behind, and an older
    file of that name as it was.
    """
    tell = progress or (lambda _step, _done: None)
    if writable(office, out).exists() and not replace:
        raise Misused("exists", path=str(out))
    today = office.clock().date()
    day = erase_by or today + KEPT
    if day < today:
        raise Misused("past-day", day=day.isoformat())
    # First, so that the copy has the entry too: else every backup would be older than what is known of its office.
    begun = _begun(office, actor, day)
    if isinstance(begun, Refusal):
        return begun
    part = out.with_name(f".{out.name}.part")
    part.unlink(missing_ok=True)
    try:
        with copy_out(office.store, part, day, tell) as copy:
            own, heads, entries = _verified(office, copy, out, tell)
        with unbroken():
            give_name(part, out)
            _remembered(office, own, heads, Backup(begun, day.isoformat()))
    except OSError:
        raise Misused("cannot-write", path=str(out)) from None
    finally:
        part.unlink(missing_ok=True)
    return BackedUp(out, heads, entries, day)


def _remembered(office: Office, own: str, heads: tuple[Head, ...], backup: Backup) -> None:
    if office.seen and own:
        with office.store.reading() as t:
            known = rememberable(t, office.seen, own, heads)
        office.seen.keep(own, known, backup)


def _verified(office: Office, copy: Store, out: Path, tell: Progress) -> tuple[str, tuple[Head, ...], int]:
    """Every chain of the copy, every table made again from it, and that the office had this state."""
    found = verify(Office(copy, office.desk, office.clock), replay=True, progress=tell)
    with office.store.reading() as t:
        own, strange = remembered_as(t), behind(t, found.heads)
    if found.faults or strange:
        raise FailedVerification("copy-differs", path=str(out))
    return own, found.heads, found.entries


@act("back-up")
def _begun(opened: Act, erase_by: date) -> str | Refusal:
    """Who took a copy of everything, and when; answers the time."""
    return opened.record(OFFICE_CHAIN, "backed-up", erase_by=erase_by.isoformat()).at


def printed(heads: tuple[Head, ...]) -> dict[str, str]:
    """Chain name -> ``COUNT:HASH``, as ``ledger verify`` says it."""
    return {chain_name(head.chain): f"{head.count}:{head.hash}" for head in heads}
