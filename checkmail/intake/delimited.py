"""Reads CSV and TSV: strictly one encoding, strictly quoted, or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from typing import Final

from checkmail.errors import Misused
from checkmail.intake.tables import Table, unnamed

_DELIMITERS: Final = (",", "\t", ";")

_CP932_HOLES: Final = frozenset("\x80\uf8f0\uf8f1\uf8f2\uf8f3")
"""Where Python's cp932 puts the bytes 80, A0 and FD–FF, which no Japanese system writes."""


def read_delimited(content: bytes, name: str, sha256: str) -> Table:
    """The table in the bytes of a delimited file called ``name``. Raises :class:`Misused`."""
    text, encoding = decode(content, name)
    delimiter = _delimiter(text)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Misused("not-csv", file=name, row=_broken_record(text, delimiter)) from None
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    if not records:
        raise Misused("empty-file", file=name)
    headings = _headings(records[0], name)
    if len(records) == 1:
        raise Misused("no-rows", file=name)
    return Table(headings, [tuple(record) for record in records[1:]], encoding, delimiter, sha256)


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text and the name of its encoding.

    UTF-8 first, because hardly any cp932 text is valid UTF-8, then cp932; UTF-16 only with
    its mark. A detector would call a cp932 list with 外字 ``shift_jis_2004`` and turn F040 into
    a real, wrong kanji, so none is asked. Raises :class:`Misused` ``not-text``.
    """
    try:
        text, encoding = _decode(content)
    except UnicodeDecodeError as error:
        raise Misused("not-text", file=name, line=content.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        raise Misused("not-text", file=name, line=text.count("\n", 0, text.index("\0")) + 1)
    return text, encoding


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig"), "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # A broken byte in a UTF-8 file must not make all of it cp932: that reads as other characters.
        if _begins_as_utf8(content[: error.start]):
            raise
    text = content.decode("cp932")
    holes = next((i for i, character in enumerate(text) if character in _CP932_HOLES), None)
    if holes is not None:
        raise UnicodeDecodeError("cp932", content, len(text[:holes].encode("cp932")), len(content), "hole")
    return text, "cp932"


def _begins_as_utf8(sound: bytes) -> bool:
    """Whether the first whole line that is not ASCII holds a character of three bytes, all of it valid UTF-8.

    Two bytes can be half-width kana of cp932; a line of cp932 kanji is not valid UTF-8.
    """
    for line in sound.split(b"\n")[:-1]:
        if not line.isascii():
            return any(character > "\u07ff" for character in line.decode("utf-8"))
    return False


def _delimiter(text: str) -> str:
    """The separator that the heading line holds most of; a comma where it holds none."""
    first = text.lstrip("\r\n").partition("\n")[0].partition("\r")[0]
    return max(_DELIMITERS, key=first.count)


def _headings(record: list[str], name: str) -> tuple[str, ...]:
    headings = [cell.strip().lstrip("\ufeff") for cell in record]
    while headings and not headings[-1]:
        headings.pop()
    bad = [i for i, h in enumerate(headings, 1) if any(unicodedata.category(c) in ("Cc", "Cf") for c in h)]
    if bad or not headings:
        raise Misused("bad-headings", file=name, column=bad[0] if bad else 1)
    return tuple(heading or unnamed(place) for place, heading in enumerate(headings, 1))


def _broken_record(text: str, delimiter: str) -> int:
    """The number of the record (heading not counted) at which reading stops; 0 is the heading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = 0
    try:
        for _ in reader:
            records += 1
    except csv.Error:
        return records
    return records
