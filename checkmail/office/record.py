"""The ledger shown, exported and verified (R24–R26)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.office import erasable
from checkmail.office.acting import Act, Office, reading, writable
from checkmail.office.entries import entry_from
from checkmail.office.projection import DERIVED, project
from checkmail.office.reconciling import tray_counts
from checkmail.rules import people
from checkmail.rules.count import Counted
from checkmail.rules.ledger import (
    GENESIS,
    OFFICE_CHAIN,
    Entry,
    Fault,
    Head,
    canonical,
    chain_name,
    verify_chain,
)
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Row, Transaction

PAGE = 5_000
"""Entries read at once, so that memory does not grow with the ledger."""

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


def verify(
    office: Office,
    *,
    heads: Sequence[str] = (),
    batch: int | None = None,
    replay: bool = False,
    progress: Progress | None = None,
) -> Verified:
    """Walks every chain, or the office's and one batch's; needs nobody's number and changes nothing.

    ``heads`` come from paper, as ``1:3911:0c…``: an entry that should be there and is not is a missing
    tail. Where rows and texts are not erased, they are compared with their commitments too.
    """
    tell = progress or (lambda _step, _done: None)
    with office.store.reading() as t:
        stored = {row["chain"]: row for row in t.all("heads")}
        wanted = [c for c in sorted(stored) if batch is None or c in (OFFICE_CHAIN, batch)]
        faults: list[Fault] = []
        good: list[Head] = []
        for chain in wanted:
            head, found = _chain(t, chain, stored[chain], tell)
            good.append(head)
            faults += found
        faults += _papers(t, [_from_paper(text) for text in heads], set(stored))
        faults += _checkpoints(t, good[0].count if good else 0, set(stored) if batch is None else set(wanted), batch)
        broken = {fault.chain for fault in faults}
        faults += erasable.faults_of(t, [chain for chain in wanted if chain not in broken])
    if replay and not faults:
        faults += _compare(office, tell)
    return Verified(sum(head.count for head in good), tuple(good), tuple(faults), replay)


def _chain(t: Transaction, chain: int, stored: Row, tell: Progress) -> tuple[Head, list[Fault]]:
    head, fault = verify_chain(_told(entries_of(t, chain), tell), chain)
    if fault:
        return head, [fault]
    if (stored["count"], stored["head"]) != (head.count, head.hash):
        return head, [Fault(chain, head.count + 1, "tail" if stored["count"] > head.count else "head")]
    return head, []


def _told(entries: Iterable[Entry], tell: Progress) -> Iterator[Entry]:
    for entry in entries:
        if entry.number % PAGE == 0:
            tell("verifying", entry.number)
        yield entry


def entries_of(t: Transaction, chain: int) -> Iterator[Entry]:
    """A chain's entries in order, a page at a time."""
    after = 0
    while rows := t.all("entries_from", chain=chain, after=after, limit=PAGE):
        yield from map(entry_from, rows)
        after = rows[-1]["number"]


def _from_paper(text: str) -> Head:
    # Paper shows the hash in groups of eight; blanks that come with it mean nothing.
    parts = "".join(text.split()).split(":")
    try:
        name, number, digest = parts
        chain = OFFICE_CHAIN if name == "office" else int(name)
        return Head(chain, int(number), digest.lower(), "")
    except ValueError:
        raise Misused("bad-head", head=text[:80]) from None


def _papers(t: Transaction, papers: Iterable[Head], chains: set[int]) -> Iterator[Fault]:
    """R24: what stands on paper is in the ledger; shortened hashes on paper are compared as far as they go."""
    for paper in papers:
        if not paper.count and paper.hash in (GENESIS, ""):
            continue
        rows = t.all("entries_from", chain=paper.chain, after=paper.count - 1, limit=1) if paper.chain in chains else []
        if not rows or rows[0]["number"] != paper.count:
            yield Fault(paper.chain, paper.count, "tail")
        elif len(paper.hash) < 8 or not rows[0]["hash"].startswith(paper.hash):
            yield Fault(paper.chain, paper.count, "head")


def _checkpoints(t: Transaction, good: int, chains: set[int], only: int | None) -> Iterator[Fault]:
    """A batch's chain is there, and holds every head of it that the office's chain wrote down.

    ``good``: entries of the office's chain that are sound. ``only``: the one batch asked for; None: all.
    """
    for entry in entries_of(t, OFFICE_CHAIN):
        if entry.number > good:
            return
        if entry.kind not in ("batch-opened", "checkpoint"):
            continue
        facts = entry.facts()
        batch = facts["opened"] if entry.kind == "batch-opened" else facts["of"]
        if only is not None and batch != only:
            continue
        if batch not in chains:
            yield Fault(batch, facts.get("count", 1), "tail")
        elif entry.kind == "checkpoint":
            rows = t.all("entries_from", chain=batch, after=facts["count"] - 1, limit=1)
            if not rows or (rows[0]["number"], rows[0]["hash"]) != (facts["count"], facts["head"]):
                yield Fault(batch, facts["count"], "tail")


def _compare(office: Office, tell: Progress) -> list[Fault]:
    """Makes every derived table again from the entries alone and compares it with what is stored."""
    faults = []
    # The tables are read in the transaction that read the entries: other desks go on working meanwhile.
    with office.store.scratch() as scratch, office.store.reading() as t, scratch.acting() as fresh:
        for row in t.all("heads"):
            for entry in entries_of(t, row["chain"]):
                project(fresh, entry)
                if entry.number % PAGE == 0:
                    tell("replaying", entry.number)
        for table in DERIVED:
            if t.dump(table) != fresh.dump(table):
                faults.append(Fault(OFFICE_CHAIN, 0, table))
    return faults


@reading
def show(opened: Act, chain: int = OFFICE_CHAIN, after: int = 0, limit: int = 1_000) -> list[Entry]:
    """A page of a chain: entries numbered above ``after``, as the viewer may see them."""
    rows = opened.t.all("entries_from", chain=chain, after=after, limit=limit)
    return _as_seen(opened, map(entry_from, rows))


_COUNTS: Final = ("counted", "tray-scanned", "seals-counted")


def _as_seen(opened: Act, entries: Iterable[Entry]) -> list[Entry]:
    """R19: of counts that do not agree yet only an auditor sees the numbers; the rest of the entry stays as it is.

    Which sets are planted a clerk does not read here: it is their work that is measured.
    """
    if opened.person is not None and opened.person.role is Role.AUDITOR:
        return list(entries)
    agreed: dict[tuple[int, int, str], bool] = {}
    out = []
    knows = people.may_know_planted(opened.person, opened.now) is None
    for entry in entries:
        if entry.kind.startswith("planted") and not knows:
            continue
        if entry.kind in _COUNTS:
            facts = entry.facts()
            key = (entry.chain, facts["tray"], facts["what"])
            if key not in agreed:
                # A tray of a list version that was replaced is no tray any more.
                there = opened.t.all("trays", batch=entry.chain, first_tray=key[1], last_tray=key[1])
                agreed[key] = bool(there) and tray_counts(opened, *key).counted is Counted.AGREE
            if not agreed[key]:
                kept = {name: facts[name] for name in ("tray", "what", "scanned")}
                entry = replace(entry, body=canonical(kept))  # noqa: PLW2901 - the entry as it may be seen
        out.append(entry)
    return out


@reading
def chains(opened: Act) -> list[Head]:
    """Where every chain ends."""
    return [Head(row["chain"], row["count"], row["head"], row["at"]) for row in opened.t.all("heads")]


@reading
def trace_piece(opened: Act, batch: int, piece: int) -> list[Entry] | Refusal:
    """Everything the ledger says that names a piece: scans, checks, moves, papers."""
    found = opened.batch(batch)
    if isinstance(found, Refusal):
        return found
    return _as_seen(opened, (entry for entry in entries_of(opened.t, batch) if names_piece(entry, piece)))


def names_piece(entry: Entry, piece: int) -> bool:
    """Whether an entry's body is about ``piece``."""
    facts = entry.facts()
    if facts.get("piece") == piece or facts.get("set_piece") == piece or facts.get("voided") == piece:
        return True
    # An import says how many pieces there are, a job how many artifacts; others name them.
    pieces, artifacts = facts.get("pieces"), facts.get("artifacts")
    if (isinstance(pieces, list) and piece in pieces) or piece in facts.get("returned", []):
        return True
    if isinstance(artifacts, list) and any(item[1] == piece for item in artifacts):
        return True
    stamped = facts.get("documents")
    if isinstance(stamped, list) and any(item[4] <= piece <= item[5] for item in stamped):
        return True
    return any(first <= piece <= last for _, _, _, first, last, _ in facts.get("runs", []))


@reading
def trace_person(opened: Act, person: int) -> list[Entry]:
    """Everything a person did, over all chains."""
    return _as_seen(opened, map(entry_from, opened.t.all("entries_of_person", person=person)))


@reading
def trace_time(opened: Act, since: str, until: str) -> list[Entry]:
    """Everything between two moments, spelled as entries spell them or a beginning of that."""
    return _as_seen(opened, map(entry_from, opened.t.all("entries_between", since=since, until=until + "~")))


@reading
def export(opened: Act, out: Path) -> int:
    """Writes every entry as one JSON line; answers how many. The file verifies without this program."""
    part = writable(opened.office, out).with_name(f".{out.name}.part")
    written = 0
    try:
        with part.open("w", encoding="ascii", newline="\n") as file:
            for row in opened.t.all("heads"):
                for entry in entries_of(opened.t, row["chain"]):
                    file.write(canonical(asdict(entry)) + "\n")
                    written += 1
        part.replace(out)
    except OSError:
        part.unlink(missing_ok=True)
        raise Misused("cannot-write", path=str(out)) from None
    return written


def printed_heads(verified: Verified) -> dict[str, str]:
    """Chain name -> ``COUNT:HASH``, as ``ledger verify`` says it."""
    return {chain_name(head.chain): f"{head.count}:{head.hash}" for head in verified.heads}


def readable(entry: Entry) -> dict[str, object]:
    """An entry for people and programs, its body as an object."""
    return {**asdict(entry), "chain": chain_name(entry.chain), "body": json.loads(entry.body)}
