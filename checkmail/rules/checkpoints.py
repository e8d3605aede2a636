"""Heads of chains as signed notes that are kept outside the office (R24).

The form is that of C2SP: a checkpoint (https://c2sp.org/tlog-checkpoint) in a signed note
(https://c2sp.org/signed-note), signature type 0x01, Ed25519. Ours is a hash chain and no Merkle tree, which the
first line says; the second line is how many entries the chain has, the third the hash of the newest.

The key of a signature line is named as the first line is, and a person's after the office and their number. No
cryptography here: whoever signs or checks a signature hands in bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from checkmail.rules.ledger import OFFICE_CHAIN, Head, chain_name
from checkmail.rules.verification import Expected

ENDING: Final = ".checkpoint"
"""Of a file's name, which is ``CHAIN-COUNT`` before it."""

_ED25519: Final = b"\x01"
_KEY_ID: Final = 4
SIGNATURE_BYTES: Final = 64
MOST_BYTES: Final = 16_384
"""Of a note that is read: three lines and sixteen signatures are far below it."""

_ORIGIN: Final = re.compile(r"checkmail/hash-chain/([0-9a-f]{16})/(office|[1-9][0-9]{0,4})")
_SIGNATURE: Final = re.compile(r"— ([^ +\u2000-\u200a\u3000\xa0]+) ([A-Za-z0-9+/]+={0,2})")


def office_id(first_hash: str) -> str:
    """What tells this office's chains from any other's: 16 digits of the hash of its first entry."""
    return first_hash[:16]


def origin(office: str, chain: int) -> str:
    """The first line, and the name of the office's key."""
    return f"checkmail/hash-chain/{office}/{chain_name(chain)}"


def person_key_name(office: str, person: int) -> str:
    """The name of a person's key."""
    return f"checkmail/person/{office}/{person}"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID]


def verifier_key(name: str, public: bytes) -> str:
    """A public key as tools for signed notes take it: ``NAME+ID+KEY``."""
    return f"{name}+{key_id(name, public).hex()}+{_base64(_ED25519 + public)}"


def note_text(office: str, head: Head) -> str:
    """What is signed: three lines."""
    return f"{origin(office, head.chain)}\n{head.count}\n{_base64(bytes.fromhex(head.hash))}\n"


def file_name(head: Head) -> str:
    """The name of the file of a head."""
    return f"{chain_name(head.chain)}-{head.count}{ENDING}"


def signature_line(name: str, public: bytes, signature: bytes) -> str:
    """One line under a note's text."""
    return f"— {name} {_base64(key_id(name, public) + signature)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, whoever's it is."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it was read."""

    text: str
    """The signed lines, with their line feeds."""
    office: str
    chain: int
    count: int
    hash: str
    signatures: tuple[Signature, ...]

    @property
    def origin(self) -> str:
        """The first line."""
        return origin(self.office, self.chain)

    def expected(self, where: str) -> Expected:
        """The head that the chain has to hold."""
        return Expected(self.chain, self.count, self.hash, where)


def read_note(content: bytes) -> Note | None:
    """The checkpoint in ``content``; None where it is none of ours."""
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    text, blank, signed = whole.rpartition("\n\n")
    lines = text.split("\n")
    if not blank or not signed.endswith("\n") or len(lines) != 3 or len(content) > MOST_BYTES:
        return None
    named, digest = _ORIGIN.fullmatch(lines[0]), _bytes_of(lines[2])
    signatures = [_signature(line) for line in signed[:-1].split("\n")]
    if named is None or not re.fullmatch("0|[1-9][0-9]{0,14}", lines[1]) or digest is None or len(digest) != 32:
        return None
    read = tuple(one for one in signatures if one)
    if len(read) != len(signatures):
        return None
    chain = OFFICE_CHAIN if named[2] == "office" else int(named[2])
    return Note(f"{text}\n", named[1], chain, int(lines[1]), digest.hex(), read)


def _signature(line: str) -> Signature | None:
    found = _SIGNATURE.fullmatch(line)
    value = _bytes_of(found[2]) if found else None
    if not found or value is None or len(value) <= _KEY_ID:
        return None
    return Signature(found[1], value[:_KEY_ID], value[_KEY_ID:])


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes_of(spelled: str) -> bytes | None:
    """The bytes of base 64 in its one spelling."""
    try:
        value = base64.b64decode(spelled, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if _base64(value) == spelled else None
