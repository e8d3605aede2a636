"""What SQLite says, in our words."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
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


class translated:  # noqa: N801 - read as a verb, as a context manager is; a generator would cost each act twice as much
    """A driver's error as one of ours, with the sentence that fits; our own pass through."""

    __slots__ = ("_fallback", "_path")

    def __init__(self, path: Path, fallback: str = "store-failed") -> None:
        self._path = path
        self._fallback = fallback

    def __enter__(self) -> None:
        """Nothing to do before an error."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raises what is said instead of ``error``."""
        if isinstance(error, sqlite3.IntegrityError):
            if str(error) == "office-moved":
                raise StoreUnavailable("office-moved", path=str(self._path)) from None
        elif isinstance(error, sqlite3.DatabaseError):
            words = str(error).lower()
            key = next((key for part, key in _SENTENCES if part in words), self._fallback)
            if self._fallback == "cannot-create":
                key = self._fallback
            raise StoreUnavailable(key, path=str(self._path), error=str(error)) from error
        # Of a damaged schema the engine quotes what it cannot read, which need not be text.
        elif isinstance(error, UnicodeDecodeError) and b"malformed" in error.object:
            raise StoreUnavailable("damaged", path=str(self._path), error="malformed") from error
