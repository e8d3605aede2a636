"""The table a file holds: headings and records, exactly as they stand there.

:func:`read_table` knows a file by its first bytes and hands it to one reader. A reader
takes the bytes and returns a :class:`Table`; another kind of file is another module and
one line in :func:`read_table`.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, field
from pathlib import Path

from checkmail.errors import Misused

LARGEST = 256 * 1024 * 1024
"""Bytes. Ten times a list of 200,000 rows of 15 columns; beyond it a file was picked by mistake."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""First bytes of xlsx (a zip) and of xls (an OLE container)."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. Nothing is padded, folded or dropped but blank records at its end."""

    headings: tuple[str, ...]
    """First record, without blanks around; a heading that is empty is :func:`unnamed` by its place."""
    records: list[tuple[str, ...]] = field(repr=False)
    """Each as long as it is in the file: a record shorter or longer than the headings is seen."""
    encoding: str
    """``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp932``."""
    delimiter: str
    sha256: str
    """Of the file's bytes, in hexadecimal: the fingerprint that approval fixes (R1)."""


def unnamed(place: int) -> str:
    """The name of a column without a heading, by its place from 1."""
    return f"({place})"


def read_table(path: Path) -> Table:
    """The table in the file at ``path``.

    Raises :class:`Misused` with ``not-a-file``, ``too-large``, ``empty-file``, ``workbook``,
    ``not-text``, ``bad-headings``, ``not-csv`` or ``no-rows``: a file that cannot be read in one way only
    is refused whole, nothing of it is guessed.
    """
    from checkmail.intake.delimited import read_delimited

    name = path.name
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe would be waited for, a device read for ever
            raise Misused("not-a-file", file=name)
        if about.st_size > LARGEST:
            raise Misused("too-large", file=name, limit=LARGEST // (1024 * 1024))
        content = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a path with NUL in it
        raise Misused("not-a-file", file=name) from None
    if not content.strip(b" \t\r\n"):
        raise Misused("empty-file", file=name)
    if content.startswith(_WORKBOOKS):
        raise Misused("workbook", file=name)
    return read_delimited(content, name, hashlib.sha256(content).hexdigest())
