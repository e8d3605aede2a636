"""Rows that may be erased, held to what the ledger committed to while they exist (R25).

A list's records are fingerprinted (R1). Findings, differences and own numbers hold personal data too:
the entry that made them carries a salted commitment to a digest of the rows, which lies in ``texts``
and is erased with them. Without these a finding could be lowered, or a document's number exchanged, by
hand and nothing would show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from checkmail.office.entries import entry_from
from checkmail.rules.ledger import OFFICE_CHAIN, Fault, commit
from checkmail.store.protocol import Row, Transaction

Taken = TypeVar("Taken", bound=Mapping[str, Any] | Row)

FINDING: Final = ("finding", "code", "severity", "records", "columns", "details")
DIFFERENCE: Final = ("side", "key", "record")
OWN_NUMBER: Final = ("piece", "enclosure", "value")


class Fingerprint:
    """SHA-256 over a list's records in order: ``record TAB piece TAB fields LF`` (R1)."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def through(self, records: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """``records`` as they are, each taken into the fingerprint as it passes."""
        for record in records:
            self._digest.update(f"{record['record']}\t{record['piece']}\t{record['fields']}\n".encode())
            yield record

    def hexdigest(self) -> str:
        """The fingerprint of what has passed."""
        return self._digest.hexdigest()


def fingerprint(records: Iterable[Mapping[str, Any]]) -> str:
    """The :class:`Fingerprint` of records that lie in the store."""
    taken = Fingerprint()
    for _ in taken.through(records):
        pass
    return taken.hexdigest()


class Digest:
    """SHA-256 over the sorted SHA-256 of each row: the order of rows means nothing.

    Of a row its named values stand one after the other, each as ``LENGTH:TEXT,`` with its length in characters.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._rows: list[bytes] = []

    def through(self, rows: Iterable[Taken]) -> Iterator[Taken]:
        """``rows`` as they are, each taken into the digest as it passes."""
        for row in rows:
            spelled = "".join(f"{len(text)}:{text}," for text in [str(row[name]) for name in self._names])
            self._rows.append(hashlib.sha256(spelled.encode()).digest())
            yield row

    def hexdigest(self) -> str:
        """The digest of what has passed."""
        return hashlib.sha256(b"".join(sorted(self._rows))).hexdigest()


def digest_of(rows: Iterable[Mapping[str, Any] | Row], names: tuple[str, ...]) -> str:
    """The :class:`Digest` of rows that lie in the store."""
    taken = Digest(names)
    for _ in taken.through(rows):
        pass
    return taken.hexdigest()


def faults_of(t: Transaction, chains: Iterable[int]) -> Iterator[Fault]:
    """What lies in the erasable tables otherwise than the entries of ``chains`` say; these have no fault themselves."""
    for row in t.all("texts_all"):
        if commit(row["text"], row["salt"]).digest != row["digest"]:
            yield Fault(row["batch"], 0, "texts")
    for chain in chains:
        if t.all("entries_of_kind", chain=chain, kind="erased"):
            continue
        yield from _texts(t, chain)
        if chain != OFFICE_CHAIN:
            yield from _records(t, chain)
            yield from _committed(t, chain)


def _texts(t: Transaction, chain: int) -> Iterator[Fault]:
    """A text that an entry committed to and nobody erased is there."""
    after = 0
    while rows := t.all("entries_from", chain=chain, after=after, limit=5_000):
        after = rows[-1]["number"]
        for row in rows:
            if '"length":' not in row["body"]:
                continue
            for value in entry_from(row).facts().values():
                if isinstance(value, dict) and "sha256" in value and not t.one("text", digest=value["sha256"]):
                    yield Fault(chain, row["number"], "texts")


def _records(t: Transaction, batch: int) -> Iterator[Fault]:
    there = t.one("batch", batch=batch)
    for number in range(1, there["version"] + 1 if there else 1):
        version = t.one("version", batch=batch, version=number)
        rows = t.all("records_of", batch=batch, version=number)
        if version and (rows or version["records"]):
            records = [{name: row[name] for name in ("record", "piece", "fields")} for row in rows]
            if fingerprint(records) != version["fingerprint"]:
                yield Fault(batch, 0, "records")


def _committed(t: Transaction, batch: int) -> Iterator[Fault]:
    entries = [entry_from(row) for row in t.all("entries_of_lists", chain=batch)]
    approved = max((entry.number for entry in entries if entry.kind == "list-approved"), default=0)
    for entry in entries:
        facts = entry.facts()
        committed = facts.get("rows")
        text = t.one("text", digest=committed["sha256"]) if committed else None
        if text is None:
            continue
        match entry.kind:
            case "list-imported":
                table, rows = "findings", t.all("findings", batch=batch, version=facts["version"])
                digest = digest_of(rows, FINDING)
            case "list-compared":
                where = {"batch": batch, "version": facts["version"]}
                here = [r for r in t.all("differences", **where) if r["comparison"] == facts["comparison"]]
                table, digest = "differences", digest_of(here, DIFFERENCE)
            case _:
                # A later approval replaced the own numbers of this one.
                if entry.number != approved:
                    continue
                table, digest = "own_numbers", digest_of(t.all("own_numbers_of", batch=batch), OWN_NUMBER)
        if digest != text["text"]:
            yield Fault(batch, 0, table)
