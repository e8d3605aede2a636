r"""The ledger's law: canonical bytes, link and verification of a chain (R24–R26).

- R24 an entry holds its chain, number, time, desk, person, kind, body, the previous hash and its own.
- R25 no names, addresses or free text: a text is a :class:`Commitment` here and lies elsewhere.
- R26 time never runs backwards in a chain.

Canonical bytes: the ASCII of a JSON array ``[chain, number, at, desk, person, kind, body, id,
previous]`` without blanks, keys sorted by code point, every character above U+007E as ``\uXXXX``
(surrogate pairs above U+FFFF). ``docs/ledger.md`` specifies it for other languages;
:mod:`checkmail.rules.verification` follows a chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from typing import Any, Final

OFFICE_CHAIN: Final = 0
"""The chain of the office itself; a batch's chain has the batch's number."""

GENESIS: Final = "0" * 64
"""The previous hash of a chain's first entry."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    chain: int
    count: int
    """Entries in the chain; 0: none yet."""
    hash: str
    at: str
    """Time of the newest entry; empty before the first."""

    def printed(self) -> str:
        """``1:3911:0c…``, as it stands on paper; the office's chain is called ``office``."""
        return f"{chain_name(self.chain)}:{self.count}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    chain: int
    number: int
    """1, 2, 3 … without a gap."""
    at: str
    """UTC, ``2026-11-22T02:43:12.123456Z``; never before the entry above it."""
    desk: str
    person: int
    """Who acted; 0: the program itself, before anybody proved themselves."""
    kind: str
    body: str
    """Canonical JSON of an object."""
    id: str
    """Unique for the act, so that after an error the act can be looked up before it is tried again."""
    previous: str
    hash: str

    def facts(self) -> dict[str, Any]:
        """The body as an object."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


def chain_name(chain: int) -> str:
    """``office`` for chain 0, else the batch number."""
    return "office" if chain == OFFICE_CHAIN else str(chain)


LARGEST_INTEGER: Final = 2**53 - 1
"""And its negative: every integer of a body is one that other languages' JSON readers keep as it is."""

_WORDS: Final[Mapping[object, str]] = {True: "true", False: "false", None: "null"}


def canonical(body: Mapping[str, object]) -> str:
    """The one spelling of a body. Only JSON's own types are taken.

    Floats have two spellings: ``TypeError``; integers beyond :data:`LARGEST_INTEGER`: ``ValueError``.
    """
    return _spelled(body)


def _spelled(value: object) -> str:
    # Looked at and written in one pass: json's own writer is made anew for each body, and asks for a second look.
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise ValueError("an integer that not every language reads as it is")
        return int.__repr__(value)
    if isinstance(value, Mapping):
        q = encode_basestring_ascii
        # No two keys are the same: values are never compared.
        parts = [f"{q(key)}:{q(part) if type(part) is str else _spelled(part)}" for key, part in sorted(value.items())]
        return f"{{{','.join(parts)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_spelled, value))}]"
    raise TypeError(f"{value!r} has no spelling, or more than one")


def canonical_text(
    chain: int, number: int, at: str, desk: str, person: int, kind: str, body: str, id_: str, previous: str
) -> str:
    """What is hashed: ASCII, where ``body`` is.

    The body already stands in its canonical spelling: it is joined as it is, not parsed again.
    """
    q = encode_basestring_ascii
    return f"[{chain},{number},{q(at)},{q(desk)},{person},{q(kind)},{body},{q(id_)},{q(previous)}]"


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical bytes, hexadecimal."""
    return _sha256(
        canonical_text(
            entry.chain, entry.number, entry.at, entry.desk, entry.person, entry.kind, entry.body, entry.id,
            entry.previous,
        )
    )  # fmt: skip


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def link(head: Head, at: str, desk: str, person: int, kind: str, body: Mapping[str, object], id_: str) -> Entry:
    """The next entry of the chain that ends at ``head``; ``at`` as :func:`stamp` spells it.

    A clock set back does not break the order (R26).
    """
    said = (head.chain, head.count + 1, max(at, head.at), desk, person, kind, canonical(body), id_, head.hash)
    return Entry(*said, _sha256(canonical_text(*said)))


def stamp(moment: datetime) -> str:
    """A moment as entries spell it: UTC, microseconds, ``Z``. Sorting as text is sorting by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment(text: str) -> datetime:
    """The moment that :func:`stamp` spelled."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the ledger holds of a text: enough to prove it later, nothing to read it by (R25)."""

    length: int
    digest: str
    """HMAC-SHA-256 of the text under its salt, hexadecimal. Without the salt it says nothing."""

    def body(self) -> dict[str, object]:
        """As it stands in an entry's body."""
        return {"length": self.length, "sha256": self.digest}


def commit(text: str, salt: str) -> Commitment:
    """The commitment to ``text`` under ``salt`` (hexadecimal, 16 bytes drawn at random by the caller)."""
    digest = hmac.new(bytes.fromhex(salt), text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return Commitment(len(text), digest.hexdigest())
