"""The frame every act runs in: one transaction, the person read again, the ledger written first (R24, R28).

>>> @act("release")
... def release(act: Act, batch: int) -> Released | Refusal: ...

is called as ``release(office, actor, batch)``. The frame opens the transaction, asks
:mod:`checkmail.rules.people` whether this person may, and lets the function judge and record. A
refusal that the function returns leaves nothing behind but what it recorded on purpose.
"""

from __future__ import annotations

import functools
import os
import re
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Concatenate, Final, ParamSpec, TypeVar

from checkmail.errors import Misused
from checkmail.office.projection import project
from checkmail.office.seen import Seen, keep_all
from checkmail.office.signing import Anchor
from checkmail.rules import people
from checkmail.rules.codes import MAX_BATCH
from checkmail.rules.ledger import GENESIS, OFFICE_CHAIN, Entry, Head, commit, link, moment, stamp
from checkmail.rules.model import Batch, Person, Role
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character
from checkmail.store.protocol import Row, Store, Transaction

P = ParamSpec("P")
R = TypeVar("R")

Progress = Callable[[str, int], None]
"""Is told a step of long work, such as ``drawing``, and how much of it is done; may raise to stop."""

CLOCK_SLACK: Final = timedelta(seconds=2)
"""A clock this little behind the newest entry is jitter between desks; more is recorded (R26)."""

ANCHORS: Final = frozenset({"checkpoint", "paper-drawn", "backed-up", "restored"})
"""Kinds of entries after which somebody holds a head in their hands (R24)."""

_PLAIN: Final = frozenset({str, int, bool})
"""Types whose values a body gives back as they went into it; their own kinds (enums) come back as these."""

_DESK_NAME: Final = re.compile(r"[\w.-](?:[\w .-]{0,30}[\w.-])?")


def local_now() -> datetime:
    """Aware and in local time: a deputy's last day ends at the office's midnight, not at Greenwich's."""
    return datetime.now(UTC).astimezone()


def host_desk() -> str:
    """The name of this desk where nobody gave one: the host's, as far as it may stand in the ledger."""
    return re.sub(r"[^\w.-]", "-", socket.gethostname())[:32] or "desk"


@dataclass(frozen=True, slots=True)
class Office:
    """An opened office, seen from one desk."""

    store: Store
    desk: str = field(default_factory=host_desk)
    clock: Callable[[], datetime] = local_now
    seen: Seen | None = None
    """Where heads are remembered outside the office; None: nowhere."""
    anchor: Anchor | None = None
    """Where heads are signed (:mod:`checkmail.office.anchoring`); None: nowhere, as in a practice."""
    replaces: bool = False
    """Whoever acts here said that what they have written may take the place of files that are there."""

    def __post_init__(self) -> None:
        if not _DESK_NAME.fullmatch(self.desk):
            raise Misused("bad-desk-name")


def fresh_id(now: datetime) -> str:
    """An id for an entry: milliseconds of ``now`` and 40 random bits, hexadecimal.

    It tells whose entry stands at a place of a chain; for people it is the time too.
    """
    return f"{int(now.timestamp() * 1000):012x}{os.urandom(5).hex()}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who proved themselves with :func:`checkmail.office.people.sign_in`."""

    person: int
    session: int = 0
    """The log-in this actor stands in; 0: a single act, proven by its own PIN."""


Question = tuple[str, dict[str, object]]
"""A query and its parameters, ``person`` left out; its one row has the columns of ``person`` among others."""

_PERSON: Final[Question] = ("person", {})


class Act:
    """One act in progress: its transaction, its time, its person, and the way to the ledger."""

    def __init__(
        self, office: Office, transaction: Transaction, actor: Actor | None, question: Question = _PERSON
    ) -> None:
        self.office = office
        self.t = transaction
        self.actor = actor
        self.who = actor.person if actor else 0
        query, params = question
        self.asked = transaction.one(query, person=self.who, **params) if actor else None
        """The answer to ``question``; None where there is no row."""
        self.person = person_from(self.asked) if self.asked and self.asked["person"] is not None else None
        # Looked at behind the lock: an act that waited for its turn is judged by the time at which it has it.
        self.now = office.clock()
        self.at = stamp(self.now)
        """``now`` as entries spell it."""
        self._heads: dict[int, tuple[Head, bool]] = {}
        self.keeps_refusal = False
        """The act recorded the attempt on purpose: what it wrote stays although it refuses."""
        self.anchors = False
        """Papers or copies say from now on how far the ledger was: its heads are remembered outside it too."""

    def authorize(self, name: str) -> Refusal | None:
        """R28, and R28's "the latest log-in wins", for the act ``name``."""
        if refusal := people.may(self.person, name, self.now):
            return refusal
        if self.person and self.actor:
            return people.in_session(self.person, self.actor.session)
        return None

    def record(self, chain: int, kind: str, /, **body: object) -> Entry:
        """Writes an entry to ``chain`` and lets it change the tables. The only way anything changes."""
        self.anchors |= kind in ANCHORS
        head, behind = self._heads.get(chain) or self.head_from(chain, self.t.one("head", chain=chain))
        ahead = moment(head.at) - self.now if head.at > self.at else timedelta(0)
        if ahead > CLOCK_SLACK and not behind:
            head = self._append(head, "clock-set-back", {"seconds": int(ahead.total_seconds())}, behind=True)[1]
        return self._append(head, kind, body, behind=ahead > CLOCK_SLACK)[0]

    def head_from(self, chain: int, row: Row | None) -> tuple[Head, bool]:
        """Where ``chain`` ends, as a row of the query ``head`` says: read once, since nobody else writes meanwhile."""
        if row is None or row["count"] is None:
            self.t.run("chain_begin", chain=chain, head=GENESIS)
            found = (Head(chain, 0, GENESIS, ""), False)
        else:
            found = (Head(chain, row["count"], row["head"], row["at"]), bool(row["clock_back"]))
        self._heads[chain] = found
        return found

    def _append(self, head: Head, kind: str, body: dict[str, object], *, behind: bool) -> tuple[Entry, Head]:
        entry = link(head, self.at, self.office.desk, self.who, kind, body, fresh_id(self.now))
        self.t.run("entry_added", **{name: getattr(entry, name) for name in Entry.__slots__})
        self.t.run(
            "head_moved", chain=entry.chain, count=entry.number, head=entry.hash, at=entry.at, clock_back=int(behind)
        )
        # A body of plain values alone reads as it was written.
        project(self.t, entry, body if _PLAIN.issuperset(map(type, body.values())) else entry.facts())
        after = Head(entry.chain, entry.number, entry.hash, entry.at)
        self._heads[entry.chain] = after, behind
        return entry, after

    def leave_nothing_of(self, answer: object) -> None:
        """Ends the transaction as if it had never been, where the answer is a refusal not recorded on purpose."""
        if isinstance(answer, Refusal) and not self.keeps_refusal:
            raise _Refused(answer)

    def keep(self, text: str, batch: int = OFFICE_CHAIN) -> dict[str, object]:
        """Keeps ``text`` in the erasable table and gives what may stand in the ledger for it (R25)."""
        salt = secrets.token_hex(16)
        commitment = commit(text, salt)
        self.t.run("text_kept", digest=commitment.digest, batch=batch, salt=salt, text=text)
        return commitment.body()

    def batch(self, number: int) -> Batch | Refusal:
        """The batch, read in this transaction; refuses ``unknown-batch``, ``erased``."""
        batch = self.any_batch(number)
        return unless_erased(batch) if isinstance(batch, Batch) else batch

    def any_batch(self, number: int) -> Batch | Refusal:
        """The batch, though its list and texts be erased: for what needs none of them."""
        # A number beyond the code on the paper is no batch, and beyond 64 bits no number of an engine either.
        row = self.t.one("batch", batch=number) if 0 < number <= MAX_BATCH else None
        return batch_of(row) if row else Refusal("unknown-batch", "", {"batch": number})

    def open_batch(self, number: int) -> Batch | Refusal:
        """The batch, where work on it is not over (R17)."""
        batch = self.batch(number)
        if isinstance(batch, Batch) and (batch.closed or batch.abandoned):
            return Refusal("closed", "R17", {"batch": number})
        return batch

    def approved_batch(self, number: int) -> Batch | Refusal:
        """The batch, where its list is approved and work on it is not over (R1)."""
        batch = self.open_batch(number)
        if isinstance(batch, Batch) and not batch.approved_version:
            return Refusal("not-approved", "R1", {"batch": number})
        return batch


def check_reason(reason: str) -> None:
    """Raises :class:`Misused` ``empty-reason`` or ``control-character``: every reason is read on a screen later."""
    if not reason.strip():
        raise Misused("empty-reason")
    if unusable_character(reason):
        raise Misused("control-character")


class _Refused(Exception):
    """Carries a refusal out of a transaction that is to leave nothing behind; never leaves this module."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def act(
    name: str, question: Callable[..., Question] | None = None
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Office, Actor, P], R | Refusal]]:
    """Makes an act of a function: one transaction that ends committed, or as if it had never been.

    ``question`` says from the act's own arguments what it begins with (:attr:`Act.asked`); None: the person alone.
    """

    def decorate(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Office, Actor, P], R | Refusal]:
        @functools.wraps(function)
        def run(office: Office, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
            first = question(office, *args, **kwargs) if question else _PERSON
            try:
                with office.store.acting() as transaction:
                    opened = Act(office, transaction, actor, first)
                    answer = opened.authorize(name) or function(opened, *args, **kwargs)
                    opened.leave_nothing_of(answer)
            except _Refused as refused:
                return refused.refusal
            if opened.anchors and office.seen:
                keep_all(office.store, office.seen)
            return answer

        return run

    return decorate


def reading(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Office, Actor, P], R | Refusal]:
    """Makes a reading act of a function: everybody with a number may, auditors too, and nothing changes."""

    @functools.wraps(function)
    def run(office: Office, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
        with office.store.reading() as transaction:
            opened = Act(office, transaction, actor)
            if refusal := opened.authorize("read"):
                return refusal
            return function(opened, *args, **kwargs)

    return run


def refused_to(office: Office, actor: Actor, name: str) -> Refusal | None:
    """Whether R28 refuses the act ``name`` at all: asked first, where an act begins with something else."""
    with office.store.reading() as transaction:
        return Act(office, transaction, actor).authorize(name)


def person_of(transaction: Transaction, number: int) -> Person | None:
    """The person as the store has them now; None where nobody has the number."""
    row = transaction.one("person", person=number)
    return person_from(row) if row else None


def person_from(row: Row) -> Person:
    """A row of ``people`` as a fact."""
    return Person(
        row["person"],
        Role(row["role"]),
        bool(row["disabled"]),
        bool(row["must_change"]),
        row["failures"],
        moment(row["locked_until"]) if row["locked_until"] else None,
        date.fromisoformat(row["deputy_until"]) if row["deputy_until"] else None,
        row["session"],
    )


def unless_erased(batch: Batch) -> Batch | Refusal:
    """``batch``, where its list and texts still are (R25)."""
    return Refusal("erased", "R25", {"batch": batch.number}) if batch.erased else batch


def batch_of(row: Row) -> Batch:
    """A row of ``batches`` as a fact."""
    return Batch(
        row["batch"], row["tray_size"], row["version"], row["approved_version"], row["pieces"],
        bool(row["printed"]), bool(row["stopped"]), bool(row["closed"]), bool(row["abandoned"]),
        bool(row["supervisor_may_check"]), moment(row["ended_at"]) if row["ended_at"] else None,
        bool(row["erased"]), bool(row["cleaned"]),
    )  # fmt: skip
