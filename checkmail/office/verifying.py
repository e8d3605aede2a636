"""The ledger verified: every chain, what other places say of it, and what the tables hold (R24–R26)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.office import chains, erasable
from checkmail.office.acting import Office
from checkmail.office.anchors import Kept, Keys, asked_for, signature_faults
from checkmail.office.committed_secrets import SPEAKING, Committed
from checkmail.office.replaying import replay as replay_tables
from checkmail.office.seen import identity
from checkmail.rules.checkpoints import office_id
from checkmail.rules.ledger import GENESIS, OFFICE_CHAIN, Head, chain_name
from checkmail.rules.verification import PROMISES, Expected, Fault, Fields, Walk, of_chain, promise, unopened
from checkmail.store.protocol import Row, Transaction

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What verification found."""

    entries: int
    """Of all chains."""
    heads: tuple[Head, ...]
    """The last good entry of each chain, the office's first."""
    faults: tuple[Fault, ...]
    replayed: bool
    """The tables were made again from the entries and compared."""
    checkpoints: int = 0
    """Signed checkpoints that were compared."""


@dataclass(slots=True)
class _Told:
    """What the office's chain says of other chains, and of keys."""

    opened: list[int] = field(default_factory=list)
    heads: list[Expected] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)


def verify(
    office: Office,
    *,
    heads: Sequence[str] = (),
    batch: int | None = None,
    replay: bool = False,
    checkpoints: Path | None = None,
    progress: Progress | None = None,
) -> Verified:
    """Walks every chain, or the office's and one batch's; needs nobody's number and changes nothing.

    ``heads`` come from paper, as ``1:3911:0c…``, and ``checkpoints`` is a folder of signed ones: an entry that
    should be there and is not is a missing tail. Where rows and texts are not erased, they are compared with
    their commitments too. ``replay`` makes every table again, where nothing else is wrong, and
    looks at whether indexes hold what their tables hold.

    Raises :class:`Misused`: ``bad-head``, ``no-checkpoints`` for a folder that cannot be read or holds none.
    """
    tell = progress or (lambda _step, _done: None)
    papers = [from_paper(text) for text in heads]
    kept = asked_for(checkpoints) if checkpoints else []
    with office.store.reading() as t:
        # What another office signed is named as that, and says nothing of these chains.
        own = office_id(identity(t))
        signed = [one.expected for one in kept if one.expected and one.note and one.note.office == own]
        good, faults = _chains(t, [*papers, *signed], kept, batch, tell)
    faults += [Fault(OFFICE_CHAIN, 0, "schema", where=name) for name in office.store.schema_faults()]
    faults += [Fault(OFFICE_CHAIN, 0, "pages", where=said) for said in office.store.page_faults(indexes=replay)]
    if replay and not faults:
        faults += replay_tables(office, tell)
    return Verified(sum(head.count for head in good), tuple(good), tuple(faults), replay, len(kept))


def _chains(
    t: Transaction, written: list[Expected], kept: list[Kept], batch: int | None, tell: Progress
) -> tuple[list[Head], list[Fault]]:
    stored = {row["chain"]: row for row in t.all("heads")}
    told, secrets = _Told(), Committed()
    walks = [_walked(t, OFFICE_CHAIN, of_chain(written, OFFICE_CHAIN), tell, secrets, told)]
    expected = [*written, *told.heads]
    there = {*stored, *chains.chains_there(t)}
    asked = there | {head.chain for head in expected}
    if batch is not None:
        asked &= {batch, *(head.chain for head in written)}
    walks += [_walked(t, chain, of_chain(expected, chain), tell, secrets) for chain in sorted(asked - {OFFICE_CHAIN})]
    faults = [fault for one in walks for fault in (*one.faults, *_ended(t, one.walk, stored.get(one.walk.chain)))]
    faults += [fault for fault in unopened(there, told.opened) if batch in (None, fault.chain)]
    broken = {fault.chain for fault in faults}
    faults += signature_faults(kept, told.keys)
    whole = {one.walk.chain: one.erased for one in walks if one.walk.chain not in broken}
    faults += erasable.faults_of(t, [chain for chain, erased in whole.items() if not erased and chain != OFFICE_CHAIN])
    faults += erasable.left_behind(t, {chain: erased for chain, erased in whole.items() if erased})
    faults += secrets.faults(t, lambda chain: chain in whole if batch is not None else chain not in broken)
    return [one.walk.head for one in walks if one.walk.chain in there], faults


@dataclass(frozen=True, slots=True)
class _Walked:
    """A chain from its beginning."""

    walk: Walk
    missing: tuple[Fault, ...]
    """Texts that its entries committed to and that are gone."""
    erased: int
    """The number of the entry that says that they went on purpose (R25); 0: none does."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Of its entries and, where nobody erased them, of the texts they committed to.

        Where somebody did, a text that lies with another chain's was not erased with them (R25).
        """
        kept = (Fault(gone.chain, gone.number, "erased", where="texts") for gone in self.missing if gone.found)
        return (*self.walk.faults(), *(kept if self.erased else self.missing))


def _walked(
    t: Transaction,
    chain: int,
    expected: Iterable[Expected],
    tell: Progress,
    secrets: Committed,
    told: _Told | None = None,
) -> _Walked:
    walk, missing, erased = Walk(chain, expected), list[Fault](), 0
    for rows in chains.pages_of(t, chain):
        sound = 0
        for fields in map(chains.fields_in, rows):
            if not walk.take(fields):
                break
            sound += 1
            if fields[5] in SPEAKING:
                secrets.take(fields)
            if fields[5] == "erased":
                erased = fields[1]
            elif told is not None and not _tell(told, fields):
                walk.fault = Fault(chain, fields[1], "form")
                break
        missing += erasable.missing_texts(t, chain, rows[:sound])
        tell("verifying", walk.count)
        if walk.fault:
            break
    return _Walked(walk, tuple(missing), erased)


def _tell(told: _Told, fields: Fields) -> bool:
    """Takes in what an entry of the office's chain says; False where it does not say what its kind promises."""
    if fields[5] in PROMISES:
        promised = promise(fields)
        if promised is None:
            return False
        told.heads.append(promised)
        if fields[5] == "batch-opened":
            told.opened.append(promised.chain)
    told.keys.take(fields)
    return True


def _ended(t: Transaction, walk: Walk, stored: Row | None) -> Iterator[Fault]:
    """Whether the chain ends where and when the store says it does."""
    if walk.fault:
        return
    count, head, at = (stored["count"], stored["head"], stored["at"]) if stored else (0, GENESIS, "")
    if (count, head) != (walk.count, walk.hash):
        number = walk.count + 1
        # A damaged file may hold nothing where a number must be.
        what = "tail" if isinstance(count, int) and count > walk.count else "head"
        yield Fault(walk.chain, number, what, f"{walk.count}:{walk.hash[:16]}", f"{count}:{str(head)[:16]}", "chains")
    elif at != walk.at:
        yield Fault(walk.chain, walk.count, "time", str(at), walk.at, "chains")
    elif stored and stored["clock_back"] != 0:
        # Said without a clock that is behind, it would keep the next setting back out of the ledger (R26).
        since = t.one("last_set_back", chain=walk.chain)
        if stored["clock_back"] != 1 or since is None or since["at"] != walk.at:
            yield Fault(walk.chain, walk.count, "time", str(stored["clock_back"]), "0", "chains")


_PAPER: Final = re.compile(r"(office|[1-9][0-9]{0,4}):([1-9][0-9]{0,14}):([0-9a-f]{8,64})")


def from_paper(text: str) -> Expected:
    """A head as it stands on paper, ``1:3911:0c…``, its hash whole or at least its first eight digits.

    Raises :class:`Misused` ``bad-head``: what says nothing must not be compared as if it did.
    """
    # Paper shows the hash in groups of eight, its QR code in capitals; blanks that come with it mean nothing.
    found = _PAPER.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).lower())
    if not found:
        raise Misused("bad-head", head=text[:80])
    chain = OFFICE_CHAIN if found[1] == "office" else int(found[1])
    return Expected(chain, int(found[2]), found[3], "paper")


def printed_heads(verified: Verified) -> dict[str, str]:
    """Chain name -> ``COUNT:HASH``, as ``ledger verify`` says it."""
    return {chain_name(head.chain): f"{head.count}:{head.hash}" for head in verified.heads}
