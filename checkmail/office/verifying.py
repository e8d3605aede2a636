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
from checkmail.rules.ledger import GENESIS, OFFICE_CHAIN, Entry, Head, chain_name
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

    @property
    def only_typed(self) -> bool:
        """Nothing but heads that somebody typed does not fit: the typing may be what is wrong."""
        return bool(self.faults) and all(fault.where == "paper" for fault in self.faults)

    @property
    def only_strange(self) -> bool:
        """Nothing but files that are no signed checkpoint of this office does not fit, and they show nothing.

        Where no file at all is its own, the office may be the strange one, unless the files cannot even be read.
        """
        strange = {fault.where: fault.what for fault in self.faults if fault.what in _STRANGE}
        some_fit = len(strange) < self.checkpoints or set(strange.values()) == {"checkpoint"}
        return bool(strange) and some_fit and all(fault.where in strange for fault in self.faults)


_STRANGE: Final = frozenset({"checkpoint", "signature", "key"})
"""What a file of a folder of checkpoints may be found to be (:func:`.anchors.signature_faults`)."""


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
    made = replay and not faults
    if made:
        faults += replay_tables(office, tell)
    return Verified(sum(head.count for head in good), tuple(good), tuple(faults), made, len(kept))


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
    faults = [fault for one in walks for fault in (*one.faults, *_ended(one, stored.get(one.walk.chain)))]
    faults += [fault for fault in unopened(there, told.opened) if batch in (None, fault.chain)]
    broken = {fault.chain for fault in faults}
    faults += signature_faults(kept, told.keys)
    whole = {one.walk.chain: one for one in walks if one.walk.chain not in broken}
    kept_rows = {chain: one.lists for chain, one in whole.items() if not one.erased and chain != OFFICE_CHAIN}
    faults += erasable.faults_of(t, kept_rows)
    faults += erasable.left_behind(t, {chain: one.erased for chain, one in whole.items() if one.erased})
    faults += secrets.faults(t, lambda chain: chain in whole if batch is not None else chain not in broken)
    return [one.walk.head for one in walks if one.walk.chain in there], faults


@dataclass(slots=True)
class _Walked:
    """A chain from its beginning, and what its sound entries say that is compared once they all are known."""

    walk: Walk
    missing: list[Fault] = field(default_factory=list)
    """Texts that its entries committed to and that are gone."""
    lists: list[Entry] = field(default_factory=list)
    """Those that commit to rows of a list."""
    erased: int = 0
    """The number of the entry that says that they went on purpose (R25); 0: none does."""
    set_back: str | None = None
    """When its clock was last found set back (R26); None: it never was."""

    def note(self, fields: Fields) -> None:
        """Takes in a sound entry of one of :data:`_NOTED`."""
        match fields[5]:
            case "erased":
                self.erased = fields[1]
            case "clock-set-back":
                self.set_back = fields[2]
            case _:
                self.lists.append(Entry(*fields))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Of its entries and, where nobody erased them, of the texts they committed to.

        Where somebody did, a text that lies with another chain's was not erased with them (R25).
        """
        kept = (Fault(gone.chain, gone.number, "erased", where="texts") for gone in self.missing if gone.found)
        return (*self.walk.faults(), *(kept if self.erased else self.missing))


_NOTED: Final = erasable.COMMITTING | {"erased", "clock-set-back"}


def _walked(
    t: Transaction,
    chain: int,
    expected: Iterable[Expected],
    tell: Progress,
    secrets: Committed,
    told: _Told | None = None,
) -> _Walked:
    walk = Walk(chain, expected)
    walked = _Walked(walk)
    for page in chains.pages_of(t, chain):
        sound = page[: walk.take_all(page)] if told is None else list(_listened(walk, page, told))
        for fields in sound:
            if fields[5] in _NOTED:
                walked.note(fields)
            if fields[5] in SPEAKING:
                secrets.take(fields)
        walked.missing += erasable.missing_texts(t, chain, sound)
        tell("verifying", walk.count)
        if walk.fault:
            break
    return walked


def _listened(walk: Walk, page: Iterable[Fields], told: _Told) -> Iterator[Fields]:
    """The sound entries of a page of the office's chain; ends the walk where one says nothing of what it promises."""
    for fields in page:
        if not walk.take(fields):
            return
        yield fields
        if not _tell(told, fields):
            walk.fault = Fault(walk.chain, fields[1], "form")
            return


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


def _ended(walked: _Walked, stored: Row | None) -> Iterator[Fault]:
    """Whether the chain ends where and when the store says it does."""
    walk = walked.walk
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
    elif stored and stored["clock_back"] != 0 and (stored["clock_back"] != 1 or walked.set_back != walk.at):
        # Said without a clock that is behind, it would keep the next setting back out of the ledger (R26).
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
