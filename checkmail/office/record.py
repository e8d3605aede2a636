"""The record: shown, traced and, from modules of their own, verified and exported (R24–R26)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Final

from checkmail.office.acting import Act, reading
from checkmail.office.chains import entries_of
from checkmail.office.entries import entry_from
from checkmail.office.exporting import export
from checkmail.office.reconciling import tray_counts
from checkmail.office.verifying import Verified, printed_heads, verify
from checkmail.rules import people
from checkmail.rules.count import Counted
from checkmail.rules.ledger import OFFICE_CHAIN, Entry, Head, canonical, chain_name
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal

__all__ = [
    "Verified", "chains", "entries_of", "export", "names_piece", "printed_heads", "readable", "show", "trace_person",
    "trace_piece", "trace_time", "verify",
]  # fmt: skip


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
    found = opened.any_batch(batch)
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


def readable(entry: Entry) -> dict[str, object]:
    """An entry for people and programs, its body as an object."""
    return {**asdict(entry), "chain": chain_name(entry.chain), "body": json.loads(entry.body)}
