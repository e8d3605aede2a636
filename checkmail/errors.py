"""The broken world: what goes wrong that no rule forbids.

::

    CheckmailError               one sentence for people under ``locale/*/errors.toml``
    ├── Misused                  a file or a word that cannot be used          exit status 2
    ├── FailedVerification       stored or printed data that is not what it was       3
    └── StoreUnavailable         the office cannot be opened, read or written         4

A refused act is no exception (:class:`checkmail.rules.refusal.Refusal`), and a
programmer's mistake is an ordinary ``TypeError`` or ``ValueError``.
"""

from __future__ import annotations

import functools


class CheckmailError(Exception):
    """Base of the tree: a key into ``errors.toml`` and the values its sentence names."""

    exit_status = 4

    def __init__(self, key: str, **details: str | int) -> None:
        super().__init__(key, details)
        self.key = key
        """Stable, kebab-case; has a ``message`` and a ``next`` in both languages."""
        self.details = details
        """Values of the sentence. Paths and numbers, never personal data."""

    def __reduce__(self) -> tuple[functools.partial[CheckmailError], tuple[()]]:
        # Print jobs are drawn by other processes, and an exception is otherwise made anew from ``args`` alone.
        return functools.partial(type(self), self.key, **self.details), ()


class Misused(CheckmailError):
    """What the caller gave cannot be used: a file that is no list, a layout that does not fit."""

    exit_status = 2


class FailedVerification(CheckmailError):
    """Something that must be as it was is not: a ledger, a row, a printed page."""

    exit_status = 3


class StoreUnavailable(CheckmailError):
    """The office file or server cannot be opened, read or written now."""

    exit_status = 4
