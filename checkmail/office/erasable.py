"""Rows that may be erased, held to what the ledger committed to while they exist (R25).

A list's records are fingerprinted (R1). Findings, differences and own numbers hold personal data too:
the entry that made them carries a salted commitment to a digest of the rows, which lies in ``texts``
and is erased with them. Without these a finding could be lowered, or a document's number exchanged, by
hand and nothing would show it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from checkmail.rules.ledger import Entry, commit
from checkmail.rules.verification import Fault, Fields
from checkmail.store.protocol import Row, Transaction

Taken = TypeVar("Taken", bound=Mapping[str, Any] | Row)

FINDING: Final = ("finding", "code", "severity", "records", "columns", "details")
DIFFERENCE: Final = ("side", "key", "record")
OWN_NUMBER: Final = ("piece", "enclosure", "value")

COMMITTING: Final = frozenset({"list-imported", "list-compared", "list-approved"})
"""Kinds of entries that made findings, differences and own numbers."""


_RECORD: Final = "%s\t%s\t%s\n"


class Fingerprint:
    """SHA-256 over a list's records in order: ``record TAB piece TAB fields LF`` (R1)."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def through(self, records: Iterable[Taken]) -> Iterator[Taken]:
        """``records`` as they are, each taken into the fingerprint as it passes."""
        for record in records:
            self.take([(record["record"], record["piece"], record["fields"])])
            yield record

    def take(self, records: Iterable[tuple[Any, ...]]) -> None:
        """Takes in records in order, each as its number, its piece and its fields."""
        self._digest.update("".join(map(_RECORD.__mod__, records)).encode())

    def hexdigest(self) -> str:
        """The fingerprint of what has passed."""
        return self._digest.hexdigest()


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


_PAGE: Final = 1_000
"""Rows read at once, so that memory does not grow with the list."""


def faults_of(t: Transaction, batches: Mapping[int, Sequence[Entry]]) -> Iterator[Fault]:
    """What lies in the erasable tables otherwise than its digest or the entries of ``batches`` say.

    The chains of these have no fault themselves, and none says that it was erased. ``batches`` gives the entries of
    :data:`COMMITTING` by batch.
    """
    after = ""
    while rows := t.all("texts_from", after=after, limit=_PAGE):
        after = rows[-1]["digest"]
        for row in rows:
            if not _commits_to(row):
                yield Fault(row["batch"], 0, "texts", where=row["digest"][:16])
    for batch, entries in batches.items():
        yield from _records(t, batch)
        yield from _committed(t, batch, entries)


def _commits_to(row: Row) -> bool:
    try:
        # A salt has one spelling: in capitals or with blanks it would be the same bytes.
        spelled = bytes.fromhex(row["salt"]).hex() == row["salt"]
        return spelled and bool(commit(row["text"], row["salt"]).digest == row["digest"])
    except (AttributeError, TypeError, ValueError):  # a salt that is no hexadecimal any more, a text that is no text
        return False


def missing_texts(t: Transaction, chain: int, entries: Iterable[Fields]) -> Iterator[Fault]:
    """Texts that sound entries committed to and that are not there, or would be erased with another chain's.

    Of the latter ``found`` says whose. Nobody may have erased the chain; and of an erased one, nothing may lie with
    another.
    """
    for fields in entries:
        # Within a proposal's params, which are JSON in a string, the quotation marks are escaped.
        if '"length' not in fields[6]:
            continue
        for digest in _committed_in(json.loads(fields[6])):
            text = t.one("text", digest=digest)
            if text is None or text["batch"] != chain:
                yield Fault(chain, fields[1], "texts", str(text["batch"]) if text else "", where=digest[:16])


def _committed_in(said: object) -> Iterator[str]:
    """The digests of every text that an entry's body commits to, however deep they stand in it."""
    if isinstance(said, dict):
        if "length" in said and isinstance(said.get("sha256"), str):
            yield said["sha256"]
        elif isinstance(said.get("params"), str):
            with contextlib.suppress(ValueError):  # what is no JSON commits to nothing; the replay does not take it
                yield from _committed_in(json.loads(said["params"]))
        said = list(said.values())
    if isinstance(said, list):
        for one in said:
            yield from _committed_in(one)


def left_behind(t: Transaction, erased: Mapping[int, int]) -> Iterator[Fault]:
    """Tables in which rows of a batch lie that was erased: they went on purpose, and are there again (R25).

    ``erased`` gives the number of the entry that says so by batch.
    """
    for batch, number in erased.items():
        for row in t.all("left_of_erased", batch=batch):
            yield Fault(batch, number, "erased", where=row["name"])


def _records(t: Transaction, batch: int) -> Iterator[Fault]:
    there = t.one("batch", batch=batch)
    for number in range(1, there["version"] + 1 if there else 1):
        version = t.one("version", batch=batch, version=number)
        if version is None:
            continue
        found = _fingerprint(t, batch, number)
        if found != version["fingerprint"] and (version["records"] or found != Fingerprint().hexdigest()):
            yield Fault(batch, 0, "records", found[:16], version["fingerprint"][:16], str(number))


def _fingerprint(t: Transaction, batch: int, version: int) -> str:
    taken, after = Fingerprint(), 0
    while records := t.tuples("records_from", batch=batch, version=version, after=after, limit=_PAGE):
        taken.take(records)
        after = records[-1][0]
    return taken.hexdigest()


def _own_numbers(t: Transaction, batch: int) -> Iterator[Row]:
    piece = enclosure = -1
    while rows := t.all("own_numbers_from", batch=batch, piece=piece, enclosure=enclosure, limit=_PAGE):
        piece, enclosure = rows[-1]["piece"], rows[-1]["enclosure"]
        yield from rows


def _committed(t: Transaction, batch: int, entries: Sequence[Entry]) -> Iterator[Fault]:
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
                table, digest = "own_numbers", digest_of(_own_numbers(t, batch), OWN_NUMBER)
        if digest != text["text"]:
            yield Fault(batch, entry.number, table, digest[:16], text["text"][:16])
