"""Ed25519 keys of an office and of its people, each in a file of its own, apart from the office (R24).

A key file is PKCS#8 in PEM without a passphrase, readable for its owner only; any tool that knows the format reads it.
The library is loaded where a key is used: most commands use none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OWNER_ONLY: Final = 0o600
_MOST_BYTES: Final = 4_096

KEY: Final = "CHECKMAIL_KEY"
"""Environment: the file of the office's private key."""
CHECKPOINTS: Final = "CHECKMAIL_CHECKPOINTS"
"""Environment: the folder that checkpoints are written to."""
SIGN_WITH: Final = "CHECKMAIL_SIGN_WITH"
"""Environment: the file of the acting person's private key, who signs beside the office."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an office's private key lies, where its checkpoints go, and who signs beside it."""

    key: Path
    folder: Path
    person: Path | None = None
    """The file of the acting person's private key; None: the office signs alone."""

    @classmethod
    def beside(cls, office: Path) -> Anchor:
        """The places beside ``office``, where the environment names no others."""
        person = os.environ.get(SIGN_WITH)
        return cls(
            Path(os.environ.get(KEY) or office.with_name(f"{office.name}.key")),
            Path(os.environ.get(CHECKPOINTS) or office.with_name(f"{office.name}.checkpoints")),
            Path(person) if person else None,
        )


class SigningKey:
    """The private half of a key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes (RFC 8032)."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, text: str) -> bytes:
        """The signature over the UTF-8 of ``text``, 64 bytes."""
        return self._private.sign(text.encode())


def make_key(file: Path) -> SigningKey:
    """A new key in a new file, whose folder is made too. ``OSError`` where the file is there or cannot be made."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Of an office on a server the key lies among the user's files, where nothing of ours may be yet.
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    return SigningKey(private)


def read_key(file: Path) -> SigningKey | None:
    """The key in ``file``; None where there is no file, or no Ed25519 key in it that is not sealed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        with file.open("rb") as opened:
            pem = opened.read(_MOST_BYTES)
        private = load_pem_private_key(pem, None)
    except (OSError, ValueError, TypeError):  # TypeError: it wants a passphrase
        return None
    return SigningKey(private) if isinstance(private, Ed25519PrivateKey) else None


def is_signed(text: str, public: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is that of ``public`` over ``text``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
