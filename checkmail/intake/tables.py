"""The table a file holds: headings and records, exactly as they stand there.

:func:`read_table` knows a file by its first bytes and hands it to one reader. A reader
gives headings and an iterator of records to :func:`gather`; another kind of file is another
module and one line in :func:`read_table`.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from checkmail.errors import Misused

LARGEST: Final = 512 * 1024 * 1024
"""Bytes. A list of 2,000,000 rows of 15 columns; beyond it a file was picked by mistake."""

_WORKBOOK: Final = b"PK\x03\x04"
"""First bytes of xlsx, which is a zip."""
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of xls, which is an OLE container; so is an xlsx with a password."""
_CHUNK: Final = 5_000
"""Records taken at once: between two of them progress is told and a person may stop."""
_OFTEN: Final = 0.5
"""A column in which fewer values repeat is not worth a memory of its values."""

Told = Callable[[int], None]
"""Is told how many records were read; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about the file or a cell that its values alone do not show."""

    code: str
    """A finding code: ``hidden-rows``, ``hidden-sheet``, ``formula``, ``number-format``, ``control-character``."""
    records: tuple[int, ...] = ()
    """Record numbers; empty: about the whole file."""
    place: int = 0
    """The column by its place from 1; 0: about no single one."""
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds, by column. Nothing is folded or dropped but blank records at its end."""

    headings: tuple[str, ...]
    """Heading record, without blanks around; a heading that is empty is :func:`unnamed` by its place."""
    cells: tuple[list[str], ...] = field(repr=False)
    """A list for each heading, all of one length: the cell of record n stands at n - 1, empty where there is none."""
    encoding: str = "utf-8"
    """``utf-8``, ``utf-8-sig``, ``utf-16``, ``cp932``; ``xlsx`` for a workbook."""
    delimiter: str = ","
    """Empty for a workbook."""
    sha256: str = ""
    """Of the file's bytes, in hexadecimal: the fingerprint that approval fixes (R1)."""
    short: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Record number -> how many cells it has, where they are fewer than the headings."""
    surplus: Mapping[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Record number -> its cells beyond the headings, where it has any."""
    sheet: str = ""
    """The sheet that was read; empty where a file has none."""
    heading_row: int = 1
    """Which record of the file, from 1, holds the headings; what stands above it is not part of the list."""
    oddities: tuple[Oddity, ...] = field(default=(), repr=False)
    different: tuple[Sequence[str], ...] = field(default=(), repr=False)
    """For each column every value it has, those that come often only once; empty: not known."""

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    def record(self, number: int) -> tuple[str, ...]:
        """One record as long as it is in the file, by its number from 1."""
        row = tuple(column[number - 1] for column in self.cells)
        return row[: self.short.get(number, len(row))] + self.surplus.get(number, ())

    def records(self) -> Iterator[tuple[str, ...]]:
        """Every record in order."""
        return map(self.record, range(1, len(self) + 1))


@dataclass(frozen=True, slots=True)
class Gathered:
    """Records taken apart by column: the fields of :class:`Table` of the same names."""

    cells: tuple[list[str], ...]
    short: dict[int, int]
    surplus: dict[int, tuple[str, ...]]
    different: tuple[Sequence[str], ...]


def unnamed(place: int) -> str:
    """The name of a column without a heading, by its place from 1."""
    return f"({place})"


def read_table(path: Path, *, sheet: str = "", heading_row: int = 0, told: Told | None = None) -> Table:
    """The table in the file at ``path``.

    ``sheet`` names the sheet of a workbook, empty for its first that is shown. ``heading_row`` is the
    record with the headings, counted from 1; 0 for the first that holds headings we know, else the first.
    Raises :class:`Misused` with ``not-a-file``, ``too-large``, ``empty-file``, ``old-workbook``,
    ``not-text``, ``bad-headings``, ``not-csv``, ``no-heading-row`` or ``no-rows``, and what
    :mod:`checkmail.intake.workbook` adds: a file that cannot be read in one way only is refused whole,
    nothing of it is guessed.
    """
    from checkmail.intake.delimited import read_delimited
    from checkmail.intake.workbook import read_workbook

    content = read_content(path)
    sha256 = hashlib.sha256(content).hexdigest()
    if is_workbook(content, path.name, sheet):
        return read_workbook(content, path.name, sha256, sheet=sheet, heading_row=heading_row, told=told)
    return read_delimited(content, path.name, sha256, heading_row=heading_row, told=told)


def is_workbook(content: bytes, name: str, sheet: str) -> bool:
    """Whether the bytes of the file ``name`` are a workbook's.

    Raises :class:`Misused` ``old-workbook``, or ``no-such-sheet`` where a ``sheet`` is wanted of another file.
    """
    if content.startswith(_OLD_WORKBOOK):
        raise Misused("old-workbook", file=name)
    if content.startswith(_WORKBOOK):
        return True
    if sheet:
        raise Misused("no-such-sheet", file=name, sheet=sheet, sheets="—")
    return False


def read_content(path: Path) -> bytes:
    """The bytes of a regular file, read once: what is fingerprinted is what is looked at.

    Raises :class:`Misused` ``not-a-file``, ``too-large`` or ``empty-file``.
    """
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
    if not content[:65_536].strip(b" \t\r\n") and not content.strip(b" \t\r\n"):
        raise Misused("empty-file", file=name)
    return content


def gather(width: int, records: Iterable[Sequence[str]], told: Told | None = None) -> Gathered:
    """``records`` by column, ``width`` of them. Blank records at the end are left out.

    Values that come again share one string, so that a million rows fit into memory.
    """
    columns = [_Column() for _ in range(width)]
    short: dict[int, int] = {}
    surplus: dict[int, tuple[str, ...]] = {}
    read = 0
    source = iter(records)
    while chunk := list(islice(source, _CHUNK)):
        if set(map(len, chunk)) != {width}:
            for number, record in enumerate(chunk, read + 1):
                if len(record) != width:
                    _note_ragged(number, record, width, short, surplus)
                    chunk[number - read - 1] = [*record[:width], *[""] * (width - len(record))]
        for column, values in zip(columns, zip(*chunk, strict=True), strict=True):
            column.take(values)
        read += len(chunk)
        if told:
            told(read)
    cells = tuple(column.values for column in columns)
    kept = read
    while kept and not _text_in(column[kept - 1] for column in cells) and not _text_in(surplus.get(kept, ())):
        kept -= 1
    for kept_values in cells:
        del kept_values[kept:]
    return Gathered(
        cells,
        {number: cut for number, cut in short.items() if number <= kept},
        {number: more for number, more in surplus.items() if number <= kept},
        tuple(column.different() for column in columns),
    )


def _note_ragged(
    number: int, record: Sequence[str], width: int, short: dict[int, int], surplus: dict[int, tuple[str, ...]]
) -> None:
    if len(record) < width:
        short[number] = len(record)
    else:
        surplus[number] = tuple(record[width:])


def _text_in(cells: Iterable[str]) -> bool:
    return any(cell.strip() for cell in cells)


class _Column:
    """The values of one column so far, and those that may come again."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._known: dict[str, str] | None = {}

    def take(self, values: Sequence[str]) -> None:
        known = self._known
        if known is None:
            self.values += values
            return
        self.values += [known.setdefault(value, value) for value in values]
        if len(known) > _CHUNK * 4 and len(known) > len(self.values) * _OFTEN:
            self._known = None

    def different(self) -> Sequence[str]:
        """Every value, those that come often only once."""
        return self.values if self._known is None else tuple(self._known)
