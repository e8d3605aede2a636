"""An office put back from a backup; never quietly behind what was seen of it (R24).

A backup of yesterday verifies as well as one of today. What tells them apart are heads seen later: those of the
office that stands at the target, as far as it can still be read; those remembered outside it (:mod:`.seen`); those
in signed checkpoints; and those on paper. Where a backup lacks one of them, what was recorded since is lost. Two
people may accept that, one of them a supervisor, with a reason; the restored office then says so itself, in an entry
that names every head it does not have. The file that stood there is kept under another name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from checkmail.errors import FailedVerification, Misused
from checkmail.office.acting import Act, Actor, Office, act, check_reason, person_from
from checkmail.office.anchors import kept_in
from checkmail.office.people import sign_in
from checkmail.office.record import verify
from checkmail.office.seen import Seen, behind, heads_of, identity
from checkmail.office.unbroken import unbroken
from checkmail.office.verifying import from_paper
from checkmail.paper.naming import keep_names
from checkmail.rules import people as law
from checkmail.rules.checkpoints import office_id
from checkmail.rules.ledger import OFFICE_CHAIN, Head, chain_name
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Store

Progress = Callable[[str, int], None]


class Left(Protocol):
    """What can still be read of the office that stands at the target."""

    @property
    def office(self) -> str:
        """The hash of its first entry; empty where that cannot be read."""

    @property
    def heads(self) -> tuple[tuple[int, int, str], ...]:
        """Chain, count and hash of the newest entries that can be."""


class Files(Protocol):
    """Office files as files; wired, because it knows an engine."""

    def place_for(self, target: Path) -> AbstractContextManager[Path]:
        """The name of a file that is made ready for ``target``, which nobody has open or opens meanwhile."""

    def write_copy(self, source: Path, part: Path, tell: Progress) -> None:
        """Copies the office in one file to another."""

    def reopened(self, part: Path) -> AbstractContextManager[Store]:
        """The copy, to act in."""

    def what_is_left(self, path: Path) -> Left:
        """What the office at ``path`` still says of itself."""

    def put_in_place(self, part: Path, target: Path, now: datetime) -> Path | None:
        """Renames the copy to ``target``; the name under which what stood there is kept."""


@dataclass(frozen=True, slots=True)
class GoingBack:
    """The second person who accepts that what was recorded since is lost, and why."""

    second: int
    """0: the office has nobody else."""
    pin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """An office that was put back."""

    file: Path
    heads: tuple[Head, ...]
    """Where every chain ends now, the office's first: its newest entry is ``restored``."""
    compared: int
    """Heads seen elsewhere that the backup was held to; 0: nobody knows whether it is the newest."""
    lost: tuple[Head, ...]
    """Heads that were seen and are not in the office any more."""
    aside: Path | None
    """Where the file that stood there is now."""


def restore(
    files: Files,
    source: Path,
    target: Path,
    person: tuple[int, str],
    *,
    desk: str,
    clock: Callable[[], datetime],
    seen: Seen,
    papers: Sequence[str] = (),
    checkpoints: Path | None = None,
    going_back: GoingBack | None = None,
    progress: Progress | None = None,
) -> Restored | Refusal:
    """Puts the backup ``source`` at ``target``; ``person`` is a number and a PIN, as the backup knows them.

    ``papers`` are heads as they are printed, ``1:3911:0c…``; ``checkpoints`` is a folder of signed ones.

    Refuses ``behind`` where something seen is missing and nobody accepts it. Raises :class:`FailedVerification`
    ``copy-faulty``, :class:`Misused` ``bad-head``, ``other-office`` and, as a store does,
    :class:`~checkmail.errors.StoreUnavailable`. What is refused or fails leaves the target as it was.
    """
    tell = progress or (lambda _step, _done: None)
    written = [Head(head.chain, head.count, head.hash, "") for head in map(from_paper, papers)]
    if going_back:
        check_reason(going_back.reason)
    with files.place_for(target) as part:
        left = files.what_is_left(target) if target.exists() else None
        files.write_copy(source, part, tell)
        with files.reopened(part) as store:
            office = Office(store, desk, clock)
            actor = sign_in(office, *person)
            if isinstance(actor, Refusal):
                return actor
            _verify(office, source, tell)
            with store.reading() as t:
                own = identity(t)
                if left and left.office not in ("", own):
                    raise Misused("other-office", path=str(target))
                known = [*written, *seen.heads(own), *_signed(checkpoints, own)]
                known += [Head(*head, "") for head in (left.heads if left else ())]
                lost = _newest(behind(t, known))
            second = _second(office, going_back) if lost else None
            done = second if isinstance(second, Refusal) else _recorded(office, actor, second, lost, known, going_back)
            if isinstance(done, Refusal):
                return done
        now = clock()
        with unbroken():
            aside = files.put_in_place(part, target, now)
            keep_names(target.resolve().parent)
            if lost:
                seen.begin_anew(own, done)
            else:
                seen.keep(own, done)
    return Restored(target, done, len(known), lost, aside)


def _verify(office: Office, source: Path, tell: Progress) -> None:
    found = verify(office, replay=True, progress=tell)
    if found.faults:
        fault = found.faults[0]
        raise FailedVerification(
            "copy-faulty", path=str(source), chain=chain_name(fault.chain), number=fault.number, what=fault.what
        )


def _signed(checkpoints: Path | None, office: str) -> Iterator[Head]:
    """Heads of this office in a folder of checkpoints, whoever signed them: a false one can only ask for more."""
    for kept in kept_in(checkpoints) if checkpoints else ():
        if kept.note and kept.note.office == office_id(office) and (head := kept.expected):
            yield Head(head.chain, head.count, head.hash, "")


def _newest(heads: Iterable[Head]) -> tuple[Head, ...]:
    """Of each chain the head that was furthest."""
    newest: dict[int, Head] = {}
    for head in heads:
        if head.chain not in newest or head.count > newest[head.chain].count:
            newest[head.chain] = head
    return tuple(newest[chain] for chain in sorted(newest))


def _second(office: Office, going_back: GoingBack | None) -> Actor | Refusal | None:
    if going_back is None or not going_back.second:
        return None
    return sign_in(office, going_back.second, going_back.pin)


@act("restore")
def _recorded(
    opened: Act,
    second: Actor | None,
    lost: tuple[Head, ...],
    known: list[Head],
    going_back: GoingBack | None,
) -> tuple[Head, ...] | Refusal:
    about: dict[str, object] = {"second": second.person if second else 0}
    if lost:
        first = lost[0]
        if opened.person is None or going_back is None:
            return _behind(opened, first)
        everybody = {row["person"]: person_from(row) for row in opened.t.all("people")}
        other = everybody.get(second.person) if second else None
        if refusal := law.may_go_back(opened.person, other, everybody.values(), opened.now):
            return _behind(opened, first) if refusal.reason == "behind" else refusal
        about["reason"] = opened.keep(going_back.reason)
    missing = [[head.chain, head.count, head.hash] for head in lost]
    opened.record(OFFICE_CHAIN, "restored", compared=len(known), lost=missing, **about)
    return tuple(heads_of(opened.t))


def _behind(opened: Act, head: Head) -> Refusal:
    row = opened.t.one("head", chain=head.chain)
    has = row["count"] if row else 0
    return Refusal("behind", "R24", {"chain": chain_name(head.chain), "seen": head.count, "has": has})
