"""Ed25519 keys of an office and of its people, each in a file of its own, apart from the office (R24).

A key file is PKCS#8 in PEM without a passphrase, readable for its owner only; any tool that knows the format reads it.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_OWNER_ONLY = 0o600
_MOST_BYTES = 4_096


class SigningKey:
    """The private half of a key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes (RFC 8032)."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text: str) -> bytes:
        """The signature over the UTF-8 of ``text``, 64 bytes."""
        return self._private.sign(text.encode())


def make_key(file: Path) -> SigningKey:
    """A new key in a new file. ``OSError`` where the file is there or cannot be made."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    return SigningKey(private)


def read_key(file: Path) -> SigningKey | None:
    """The key in ``file``; None where there is no file, or no Ed25519 key in it that is not sealed."""
    try:
        with file.open("rb") as opened:
            pem = opened.read(_MOST_BYTES)
        private = load_pem_private_key(pem, None)
    except (OSError, ValueError, TypeError):  # TypeError: it wants a passphrase
        return None
    return SigningKey(private) if isinstance(private, Ed25519PrivateKey) else None


def is_signed(text: str, public: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is that of ``public`` over ``text``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
