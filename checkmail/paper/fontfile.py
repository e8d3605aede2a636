"""Whether a font file may and can be embedded, judged before anything is drawn with it.

Layout of the file: OpenType 1.9, "Organization of an OpenType font", ``OS/2`` (fsType), ``name``.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LARGEST: Final = 128 * 1024 * 1024
"""Bytes; the largest fonts for names (IPAmj Mincho and its like) have 50 million."""
NAMELESS: Final = "OfficeFont"
"""Stands for a PostScript name that is missing or is none."""

_TAG_OF_CFF: Final = b"OTTO"
_TAG_OF_COLLECTION: Final = b"ttcf"
_TAGS_OF_TRUETYPE: Final = (b"\x00\x01\x00\x00", b"true")
_NEEDED: Final = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp", "cmap", "name"})
_BITMAPS: Final = frozenset({"EBDT", "CBDT", "bdat", "sbix"})
_IN_GROUPS: Final = (12, 13)
"""Formats of ``cmap`` that name runs of characters of any length."""
_CHARACTERS: Final = 0x110000
_RESTRICTED: Final = 0x0002
_NO_SUBSETTING_OR_BITMAPS: Final = 0x0300
_BOLD: Final = 600
"""Weight class from which a face counts as bold: half way from Medium (500) to Bold (700)."""
_POSTSCRIPT: Final = re.compile(r"[!-$&'*-.0-;=?-Z\\^-z|~]{1,63}")
"""What a PostScript name may be: printable ASCII without ``[](){}<>/%``."""
_PLATFORMS: Final = {(3, 1): "utf-16-be", (3, 10): "utf-16-be", (0, 3): "utf-16-be", (1, 0): "mac-roman"}
_AMERICAN: Final = {(3, 1, 0x409), (1, 0, 0)}
"""Where reportlab looks for a name."""


class UnusableFont(Exception):
    """A font file that cannot be embedded."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
        """The sentence that says why: a key of ``paper_errors.toml``."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face of a font file, known by its contents."""

    path: Path
    sha256: str
    face: int = 0
    """Of a collection, from 0."""

    @classmethod
    def of(cls, path: Path, face: int = 0) -> FontFile:
        """The file as it is now. Raises :class:`UnusableFont`."""
        return cls(path, hashlib.sha256(contents(path)).hexdigest(), face)

    def read(self) -> bytes:
        """The contents; raises :class:`UnusableFont` ``font-changed`` where they are others now."""
        data = contents(self.path)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise UnusableFont("font-changed")
        return data


@dataclass(frozen=True, slots=True)
class Judged:
    """A face that may be embedded."""

    data: bytes
    """The file, with a name of ours where its own is missing."""
    name: str
    """PostScript name."""
    bold: bool


def contents(path: Path) -> bytes:
    """The bytes of a file. Raises :class:`UnusableFont`: ``font-unreadable``, ``font-too-large``."""
    try:
        if not path.is_file():
            raise UnusableFont("font-unreadable")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError):  # ValueError: a path with NUL in it
        raise UnusableFont("font-unreadable") from None
    if len(data) > LARGEST:
        raise UnusableFont("font-too-large")
    return data


def judged(data: bytes, face: int = 0) -> Judged:
    """What can be told of a face without drawing it.

    Raises :class:`UnusableFont`: ``font-cff``, ``font-variable``, ``font-bitmap``, ``font-not-embeddable``,
    ``font-no-such-face``, ``font-unusable``.
    """
    try:
        start = _start(data, face)
        tables = _tables(data, start)
        _check(data, tables)
        weight = _ushort(data, tables, "OS/2", 4)
        names = _names(data, *tables["name"])
    except (struct.error, IndexError, UnicodeError):
        raise UnusableFont("font-unusable") from None
    name = next((said for place, said in names if place in _AMERICAN), "").replace(" ", "-")
    if not _POSTSCRIPT.fullmatch(name):
        data = _renamed(data, start, NAMELESS)
        others = (said for _, said in names if _POSTSCRIPT.fullmatch(said))
        name = next(others, NAMELESS)
    return Judged(data, name, weight >= _BOLD)


def _start(data: bytes, face: int) -> int:
    """Where the face's directory of tables begins."""
    tag, start = data[:4], 0
    if tag == _TAG_OF_COLLECTION:
        (faces,) = struct.unpack_from(">L", data, 8)
        if not 0 <= face < faces:
            raise UnusableFont("font-no-such-face")
        (start,) = struct.unpack_from(">L", data, 12 + 4 * face)
        tag = data[start : start + 4]
    elif face:
        raise UnusableFont("font-no-such-face")
    if tag == _TAG_OF_CFF:
        raise UnusableFont("font-cff")
    if tag not in _TAGS_OF_TRUETYPE:
        raise UnusableFont("font-unusable")
    return start


def _tables(data: bytes, start: int) -> dict[str, tuple[int, int]]:
    """Tag -> offset and length, every table inside the file."""
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = {}
    for at in range(start + 12, start + 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, at)
        if offset + length > len(data):
            raise UnusableFont("font-unusable")
        tables[tag.decode("ascii")] = (offset, length)
    return tables


def _check(data: bytes, tables: dict[str, tuple[int, int]]) -> None:
    if not tables.get("glyf", (0, 0))[1]:
        if tables.keys() & {"CFF ", "CFF2"}:
            raise UnusableFont("font-cff")
        raise UnusableFont("font-bitmap" if tables.keys() & _BITMAPS else "font-unusable")
    if not tables.keys() >= _NEEDED:
        raise UnusableFont("font-unusable")
    _check_map(data, *tables["cmap"])
    if "fvar" in tables:
        raise UnusableFont("font-variable")
    allowed = _ushort(data, tables, "OS/2", 8)
    if allowed & 0xF == _RESTRICTED or allowed & _NO_SUBSETTING_OR_BITMAPS:
        raise UnusableFont("font-not-embeddable")


def _check_map(data: bytes, start: int, length: int) -> None:
    """No map from characters to glyphs is larger than Unicode: one that says so is read for hours."""
    end = start + length
    (count,) = struct.unpack_from(">H", data, start + 2)
    for at in range(start + 4, start + 4 + 8 * count, 8):
        place = start + int(struct.unpack_from(">L", data, at + 4)[0])
        if struct.unpack_from(">H", data, place)[0] not in _IN_GROUPS:
            continue
        (groups,) = struct.unpack_from(">L", data, place + 12)
        if place + 16 + 12 * groups > end:
            raise UnusableFont("font-unusable")
        spans = struct.iter_unpack(">LLL", data[place + 16 : place + 16 + 12 * groups])
        if sum(last + 1 - first for first, last, _ in spans if last >= first) > _CHARACTERS:
            raise UnusableFont("font-unusable")


def _ushort(data: bytes, tables: dict[str, tuple[int, int]], tag: str, at: int) -> int:
    """A number of a table; 0 where the font has no such table."""
    offset, length = tables.get(tag, (0, 0))
    number: int = struct.unpack_from(">H", data, offset + at)[0] if length >= at + 2 else 0
    return number


def _names(data: bytes, offset: int, length: int) -> list[tuple[tuple[int, int, int], str]]:
    """PostScript names by platform, encoding and language."""
    table = data[offset : offset + length]
    count, strings = struct.unpack_from(">HH", table, 2)
    out = []
    for at in range(6, 6 + 12 * count, 12):
        platform, encoding, language, kind, size, place = struct.unpack_from(">6H", table, at)
        spelled = _PLATFORMS.get((platform, encoding))
        if kind == 6 and spelled:
            said = table[strings + place : strings + place + size].decode(spelled, "replace")
            out.append(((platform, encoding, language), said))
    return out


def _renamed(data: bytes, start: int, name: str) -> bytes:
    """The file with a ``name`` table that holds ``name``, as PostScript name, and nothing else.

    Editors for private characters write Japanese names only, or none; a PDF needs an ASCII one.
    """
    spelled = name.encode("utf-16-be")
    table = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x409, 6, len(spelled), 0) + spelled
    whole = bytearray(data) + bytes(-len(data) % 4)
    (count,) = struct.unpack_from(">H", whole, start + 4)
    for at in range(start + 12, start + 12 + 16 * count, 16):
        if whole[at : at + 4] == b"name":
            struct.pack_into(">LL", whole, at + 8, len(whole), len(table))
    return bytes(whole + table)
