"""What SQLite says, in our words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.errors import StoreUnavailable

_SENTENCES: Final = (
    ("not a database", "not-an-office"),
    ("readonly", "read-only"),
    ("unable to open", "read-only"),
    ("full", "disk-full"),
    ("locked", "office-busy"),
    ("malformed", "damaged"),
    ("could not decode", "damaged"),
)


@contextlib.contextmanager
def translated(path: Path, fallback: str = "store-failed") -> Iterator[None]:
    """A driver's error as one of ours, with the sentence that fits; our own pass through."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if str(error) == "office-moved":
            raise StoreUnavailable("office-moved", path=str(path)) from None
        raise
    except sqlite3.DatabaseError as error:
        words = str(error).lower()
        key = next((key for part, key in _SENTENCES if part in words), fallback)
        if fallback == "cannot-create":
            key = fallback
        raise StoreUnavailable(key, path=str(path), error=str(error)) from error
    except UnicodeDecodeError as error:
        # Of a damaged schema the engine quotes what it cannot read, which need not be text.
        if b"malformed" not in error.object:
            raise
        raise StoreUnavailable("damaged", path=str(path), error="malformed") from error
