"""Checkpoints that are kept: read from their folder, and their signatures held to the keys the ledger names (R24)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checkmail.errors import Misused
from checkmail.office.signing import is_signed
from checkmail.rules.checkpoints import (
    ENDING,
    MOST_BYTES,
    Note,
    Signature,
    key_id,
    office_id,
    person_key_name,
    read_note,
)
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.verification import Expected, Fault, Fields


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a folder of checkpoints."""

    name: str
    note: Note | None
    """None: it is no checkpoint."""

    @property
    def expected(self) -> Expected | None:
        """The head it holds; None where it holds none."""
        return self.note.expected(self.name) if self.note else None


def kept_in(folder: Path) -> list[Kept]:
    """Every checkpoint of a folder, by name; none where it cannot be read."""
    try:
        files = sorted(file for file in folder.iterdir() if file.name.endswith(ENDING))
    except OSError:
        return []
    return [Kept(file.name, read_kept(file)) for file in files]


def asked_for(folder: Path) -> list[Kept]:
    """The same of a folder that somebody named; :class:`Misused` ``no-checkpoints`` where there is none."""
    kept = kept_in(folder)
    if not kept:
        raise Misused("no-checkpoints", path=str(folder))
    return kept


def read_kept(file: Path) -> Note | None:
    """The checkpoint in a file; None: it is none.

    One that cannot be read is no checkpoint, and hides none of the others.
    """
    try:
        # A pipe of that name would be waited for without an end.
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            return read_note(opened.read(MOST_BYTES + 1))
    except OSError:
        return None


@dataclass(slots=True)
class Keys:
    """The public keys that the office's chain names, and the office it says it is."""

    office: str = ""
    of_office: list[bytes] = field(default_factory=list)
    """The newest last."""
    of_people: list[tuple[int, bytes]] = field(default_factory=list)

    def take(self, fields: Fields) -> None:
        """Takes in one sound entry of the office's chain, in order."""
        if fields[1] == 1:
            self.office = office_id(fields[9])
        if fields[5] not in ("ledger-key", "person-key"):
            return
        facts = json.loads(fields[6])
        public = _public(facts.get("key"))
        if public and fields[5] == "ledger-key":
            self.of_office.append(public)
        elif public and isinstance(facts.get("who"), int):
            self.of_people.append((facts["who"], public))

    def named(self, note: Note) -> Iterator[tuple[str, bytes]]:
        """Every key that may sign ``note``, with its name there."""
        yield from ((note.origin, public) for public in self.of_office)
        yield from ((person_key_name(self.office, person), public) for person, public in self.of_people)


def _public(spelled: object) -> bytes | None:
    try:
        public = bytes.fromhex(spelled) if isinstance(spelled, str) else b""
    except ValueError:
        return None
    return public if len(public) == 32 else None


def signature_faults(kept: Iterable[Kept], keys: Keys) -> Iterator[Fault]:
    """Files that are no checkpoint of this office, or that no key of its ledger has signed."""
    for one in kept:
        if one.note is None:
            yield Fault(OFFICE_CHAIN, 0, "checkpoint", where=one.name)
        elif one.note.office != keys.office:
            yield Fault(one.note.chain, one.note.count, "key", one.note.office, keys.office, one.name)
        elif what := _wrong(one.note, keys):
            yield Fault(one.note.chain, one.note.count, what, where=one.name)


def is_ours(note: Note, keys: Keys) -> bool:
    """Whether a key of the office, the one in force or one before it, has signed ``note``."""
    return any(
        (one.name, one.key_id) == (note.origin, key_id(note.origin, public)) and is_signed(note.text, public, one.value)
        for one in note.signatures
        for public in keys.of_office
    )


def _wrong(note: Note, keys: Keys) -> str:
    """``signature`` where one of a known key is not right, ``key`` where the office's is missing, else empty.

    Lines of keys that nobody knows are passed over (C2SP signed-note).
    """
    by_name: dict[tuple[str, bytes], list[bytes]] = {}
    for name, public in keys.named(note):
        by_name.setdefault((name, key_id(name, public)), []).append(public)
    signed = [one for one in note.signatures if (one.name, one.key_id) in by_name]

    def right(one: Signature) -> bool:
        return any(is_signed(note.text, public, one.value) for public in by_name[one.name, one.key_id])

    if not all(map(right, signed)):
        return "signature"
    return "" if any(one.name == note.origin for one in signed) else "key"
