"""Where an act may put a file: nowhere over what is there unasked, and never over the office itself."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.office.acting import Office

_LONGEST_NAME: Final = 240
"""Bytes. File systems take 255; what is written first beside a file has its name and an ending more."""


def writable(office: Office, out: Path, *, key: bool = False) -> Path:
    """``out``, where a file may be put under that name: a new one, or in place of a regular one.

    Raises :class:`Misused`: ``cannot-write`` for a name that is none, is no text or cannot be looked at,
    ``not-a-file-to-write`` for a folder, a device or a pipe, ``would-overwrite-office`` for the office itself and what
    lies beside it for it. Only a new ``key`` may take the place of the one that signs heads.
    """
    shown = str(out).encode("utf-8", "replace").decode()
    # Half a character stands for bytes that are no text: neither the ledger nor an answer could name the file.
    if not out.name or shown != str(out) or len(out.name.encode()) > _LONGEST_NAME:
        raise Misused("cannot-write", path=shown)
    try:
        regular = stat.S_ISREG(out.stat().st_mode)
    except FileNotFoundError:
        regular = True
        if not out.parent.is_dir():
            raise Misused("cannot-write", path=shown) from None
    except (OSError, ValueError):  # ValueError: a path with NUL in it
        raise Misused("cannot-write", path=shown) from None
    if not regular:
        raise Misused("not-a-file-to-write", path=shown)
    if office.store.holds(out) or (not key and _beside(office, out)):
        raise Misused("would-overwrite-office", path=shown)
    return out


def vacant(office: Office, out: Path) -> Path:
    """``out`` as :func:`writable`, where moreover no file is that would be replaced unasked.

    Raises :class:`Misused` ``exists`` too. Asked once the act itself may be: a rule's reason comes first.
    """
    if writable(office, out).exists() and not office.replaces:
        raise Misused("exists", path=str(out))
    return out


def is_own(office: Office, path: Path) -> bool:
    """Whether ``path`` is the office's own: its files, the key that signs heads, signed heads, heads that were seen."""
    return office.store.holds(path) or _beside(office, path)


def _beside(office: Office, path: Path) -> bool:
    out = path.resolve()
    own = [office.anchor.key, office.anchor.folder] if office.anchor else []
    own += [office.seen.beside] if office.seen and office.seen.beside else []
    return not {out, out.parent}.isdisjoint(path.resolve() for path in own)
