"""PINs as they are kept: hashed with Argon2id, slowly on purpose (R27)."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hashed_pin(pin: str) -> str:
    """What is kept of a PIN, or of the recovery code."""
    return _HASHER.hash(pin)


@functools.cache
def nobodys() -> str:
    """The hash of a PIN that nobody has."""
    return hashed_pin(secrets.token_hex(8))


def matches(hashed: str, pin: str) -> bool:
    """Whether ``pin`` is the one that was hashed."""
    # A half surrogate pair, which a terminal may send, has no UTF-8; no PIN has one either.
    try:
        return _HASHER.verify(hashed, pin)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
