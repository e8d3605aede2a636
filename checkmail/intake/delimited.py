"""Reads CSV and TSV: strictly one encoding, strictly quoted, or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from checkmail.errors import Misused
from checkmail.intake.headings import LOOKED_AT, heading_place, headings_in
from checkmail.intake.tables import Table, Told, gather

_DELIMITERS: Final = (",", "\t", ";")
_BLOCK: Final = 1024 * 1024
"""Bytes decoded at once."""
_QUOTED: Final = re.compile('"[^"]*"')
_CP932_HOLES: Final = re.compile("[\x80\uf8f0\uf8f1\uf8f2\uf8f3]")
"""Where Python's cp932 puts the bytes 80, A0 and FD–FF, which no Japanese system writes."""


def read_delimited(content: bytes, name: str, sha256: str, *, heading_row: int, told: Told | None) -> Table:
    """The table in the bytes of a delimited file called ``name``; see :func:`tables.read_table`."""
    encoding, delimiter, beginning = first_records(content, name, max(LOOKED_AT, heading_row))
    try:
        place = heading_place(beginning, heading_row, name)
        headings = headings_in(beginning[place - 1], name)
        taken = gather(len(headings), islice(_records(content, encoding, delimiter), place, None), told)
    except csv.Error:
        raise Misused("not-csv", file=name, row=_broken_record(content, encoding, delimiter)) from None
    if not taken.cells[0]:
        raise Misused("no-rows", file=name)
    return Table(
        headings, taken.cells, encoding, delimiter, sha256, taken.short, taken.surplus,
        heading_row=place, different=taken.different,
    )  # fmt: skip


def first_records(content: bytes, name: str, count: int) -> tuple[str, str, list[list[str]]]:
    """Encoding, delimiter and the first ``count`` records. Raises :class:`Misused` as :func:`read_delimited` does."""
    encoding = encoding_of(content, name)
    delimiter = _delimiter(content, encoding)
    try:
        beginning = list(islice(_records(content, encoding, delimiter), count))
    except csv.Error:
        raise Misused("not-csv", file=name, row=_broken_record(content, encoding, delimiter)) from None
    if not any(any(cell.strip() for cell in record) for record in beginning):
        raise Misused("empty-file", file=name)
    return encoding, delimiter, beginning


def encoding_of(content: bytes, name: str) -> str:
    """The encoding of a whole file.

    UTF-8 first, because hardly any cp932 text is valid UTF-8, then cp932; UTF-16 only with
    its mark. A detector would call a cp932 list with 外字 ``shift_jis_2004`` and turn F040 into
    a real, wrong kanji, so none is asked. Raises :class:`Misused` ``not-text``.
    """
    if content.startswith(codecs.BOM_UTF8):
        tried = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        tried = ["utf-8", "cp932"]
    for encoding in tried:
        bad = _first_bad_byte(content, encoding)
        if bad is None:
            return encoding
        # A broken byte in a UTF-8 file must not make all of it cp932: that reads as other characters.
        if encoding == "utf-8" and _begins_as_utf8(content[:bad]):
            break
    raise Misused("not-text", file=name, line=content.count(b"\n", 0, bad or 0) + 1)


def _first_bad_byte(content: bytes, encoding: str) -> int | None:
    """Where ``content`` stops being text in ``encoding``, roughly for a sign that no list holds; None: nowhere."""
    decoder = codecs.getincrementaldecoder(encoding)()
    waiting = 0
    for start in range(0, len(content), _BLOCK):
        block = content[start : start + _BLOCK]
        try:
            text = decoder.decode(block, final=start + _BLOCK >= len(content))
        except UnicodeDecodeError as error:
            return max(0, start - waiting + error.start)
        waiting = len(decoder.getstate()[0])
        hole = text.find("\0")
        if encoding == "cp932" and hole < 0 and (found := _CP932_HOLES.search(text)):
            hole = found.start()
        if hole >= 0:
            return start + len(text[:hole].encode(encoding.removesuffix("-sig"), "replace"))
    return None


def _begins_as_utf8(sound: bytes) -> bool:
    """Whether the first whole line that is not ASCII holds a character of three bytes, all of it valid UTF-8.

    Two bytes can be half-width kana of cp932; a line of cp932 kanji is not valid UTF-8.
    """
    for line in sound.split(b"\n")[:-1]:
        if not line.isascii():
            return any(character > "\u07ff" for character in line.decode("utf-8", "replace"))
    return False


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="strict", newline="")


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(_text(content, encoding), delimiter=delimiter, strict=True)


def _delimiter(content: bytes, encoding: str) -> str:
    """The separator that one of the first lines, which is the headings, holds most of; a comma where none holds any.

    What stands in quotes separates nothing.
    """
    lines = [_QUOTED.sub("", line) for line in islice(_text(content, encoding), LOOKED_AT)]
    return max(_DELIMITERS, key=lambda delimiter: max((line.count(delimiter) for line in lines), default=0))


def _broken_record(content: bytes, encoding: str, delimiter: str) -> int:
    """The number of the record (heading not counted) at which reading stops; 0 is the heading."""
    records = 0
    try:
        for _ in _records(content, encoding, delimiter):
            records += 1
    except csv.Error:
        return records
    return records
