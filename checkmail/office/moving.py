"""A whole office to another place, from an engine to another or to the same; every desk follows by its address.

The old office is stopped in the transaction that recorded ``office-moved`` and read every table, so that nothing can
come after what was copied. It commits before the new one does: if the power fails between the two there is no office
rather than two, and the same command, given again, ends the work (docs/decisions/0033).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checkmail.errors import FailedVerification, StoreUnavailable
from checkmail.office.acting import Act, Actor, Office, Progress, act
from checkmail.office.committed_secrets import MOVED
from checkmail.office.seen import behind, identity
from checkmail.office.verifying import Verified, verify
from checkmail.rules.ledger import OFFICE_CHAIN, chain_name
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Transaction

_TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Moved:
    """An office at its new place."""

    to: str
    """Without a password."""
    rows: int
    """Of all tables."""
    verified: Verified
    """The new office, its tables made again from its entries."""


def move(office: Office, actor: Actor, make: Callable[[], Office], progress: Progress | None = None) -> Moved | Refusal:
    """Moves ``office`` to the empty place that ``make`` opens; nothing has changed at either where it is stopped.

    Raises :class:`FailedVerification`: ``move-not-sound`` for an office that does not verify, ``move-differs`` where a
    table did not arrive as it was; :class:`StoreUnavailable` ``already-there`` where another office is.
    """
    tell = progress or (lambda _step, _done: None)
    if faults := verify(office, replay=True, progress=tell).faults:
        raise FailedVerification("move-not-sound", faults=len(faults))
    tables = office.store.tables()
    with _made(make) as new:
        with new.store.acting() as arriving:
            answer = _leave(office, actor, arriving, new.store.place, tables, tell)
        if isinstance(answer, Refusal):
            _leave_unused(new)
            return answer
        return _arrived(office, new, answer, tell)


def go_on(office: Office, make: Callable[[], Office], progress: Progress | None = None) -> Moved:
    """Ends a move that was recorded and whose copy was lost before it was stored; needs nobody again.

    Raises :class:`StoreUnavailable` ``office-moved`` where the office went to another place than ``make`` opens,
    :class:`FailedVerification` ``move-behind`` where something was seen that was recorded after it had arrived.
    """
    tell = progress or (lambda _step, _done: None)
    tables = office.store.tables()
    with _made(make) as new:
        with new.store.acting() as arriving, office.store.reading() as leaving:
            mark = leaving.one("secret", name=MOVED)
            if mark is None or mark["hash"] != new.store.place:
                raise StoreUnavailable("office-moved", path=office.store.place, to=mark["hash"] if mark else "—")
            _check_newest(leaving, new)
            rows = copied_tables(leaving, arriving, tables, tell)
        return _arrived(office, new, rows, tell)


def _check_newest(leaving: Transaction, new: Office) -> None:
    """The move may have ended long ago, and desks have worked at the new place since: copying again would go back."""
    missing = behind(leaving, new.seen.heads(identity(leaving))) if new.seen else []
    if missing:
        head = missing[0]
        raise FailedVerification("move-behind", to=new.store.place, chain=chain_name(head.chain), seen=head.count)


@contextlib.contextmanager
def _made(make: Callable[[], Office]) -> Iterator[Office]:
    new = make()
    try:
        yield new
    except BaseException:
        _leave_unused(new)
        raise
    finally:
        new.store.close()


def _leave_unused(new: Office) -> None:
    """Takes away what was made for the move; never a place where something is recorded.

    The office may have arrived already, and desks with it, when the verifying is stopped; or another move was quicker.
    """
    try:
        with new.store.reading() as t:
            used = t.one("head", chain=OFFICE_CHAIN) is not None
    except StoreUnavailable:
        return
    if not used:
        new.store.discard()


@act("move")
def _leave(opened: Act, arriving: Transaction, to: str, tables: list[str], tell: Progress) -> int:
    opened.record(OFFICE_CHAIN, "office-moved", to=opened.keep(to))
    rows = copied_tables(opened.t, arriving, tables, tell)
    opened.t.retire()
    opened.t.run("secret_added", name=MOVED, hash=to)
    return rows


def copied_tables(leaving: Transaction, arriving: Transaction, tables: Iterable[str], tell: Progress) -> int:
    """Copies every table and compares what arrived; answers how many rows there are."""
    done = 0
    for table in tables:
        sent, come = _Sum(), _Sum()
        arriving.fill(table, _counted(sent.through(_kept(table, leaving)), done, tell))
        for _ in come.through(_kept(table, arriving)):
            pass
        if sent.digest() != come.digest():
            raise FailedVerification("move-differs", table=table)
        done += sent.rows
    tell("moving", done)
    return done


def _kept(table: str, transaction: Transaction) -> Iterator[Mapping[str, Any]]:
    """A table's rows without the old place's own mark."""
    return (row for row in transaction.stream(table) if table != "secrets" or row["name"] != MOVED)


def _counted(rows: Iterable[Mapping[str, Any]], before: int, tell: Progress) -> Iterator[Mapping[str, Any]]:
    for number, row in enumerate(rows, before + 1):
        if number % _TOLD == 0:
            tell("moving", number)
        yield row


class _Sum:
    """How many rows passed, and a hash over all their values in order."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def through(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            self.rows += 1
            self._hash.update(json.dumps(list(row.items())).encode())
            yield row

    def digest(self) -> bytes:
        return self._hash.digest()


def _arrived(old: Office, new: Office, rows: int, tell: Progress) -> Moved:
    _carry_key(old, new)
    return Moved(new.store.place, rows, verify(new, replay=True, progress=tell))


def _carry_key(old: Office, new: Office) -> None:
    """The key by which heads are signed lies beside the office; where the new place has none it gets a copy."""
    if old.anchor is None or new.anchor is None or not old.anchor.key.is_file() or new.anchor.key.exists():
        return
    new.anchor.key.parent.mkdir(parents=True, exist_ok=True)
    with (
        old.anchor.key.open("rb") as source,
        os.fdopen(os.open(new.anchor.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(source, out)
