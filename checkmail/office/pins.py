"""PINs as they are kept: hashed with Argon2id, slowly on purpose (R27)."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
"""RFC 9106, section 4, the second recommended option: Argon2id, 64 MiB, 3 passes, 4 lanes, 128 bits of salt."""


def hashed_pin(pin: str) -> str:
    """What is kept of a PIN, or of the recovery code."""
    return _HASHER.hash(pin)


def work_of_matching(pin: str) -> None:
    """As much work as :func:`matches`, so that time does not tell whether somebody has a number."""
    _HASHER.hash(pin.encode("utf-8", "replace"))


def matches(hashed: str, pin: str) -> bool:
    """Whether ``pin`` is the one that was hashed."""
    # A half surrogate pair, which a terminal may send, has no UTF-8; no PIN has one either.
    try:
        return _HASHER.verify(hashed, pin)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
