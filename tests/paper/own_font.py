"""Fonts for the tests, cut from Noto: the same PostScript name, other characters."""

from __future__ import annotations

import struct
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile, TTFontMaker

import checkmail.paper

NOTO = Path(checkmail.paper.__file__).parent / "fonts" / "NotoSansJP-Regular.ttf"


def own_font(path: Path, shown: dict[str, str], *, more: dict[str, bytes] | None = None) -> Path:
    """A TrueType font at ``path`` that has the keys of ``shown``, each drawn as Noto draws its value."""
    noto = TTFontFile(str(NOTO))
    codes = [ord(character) for character in shown.values()]
    part = TTFontFile(_named(path.with_suffix(".part"), noto.makeSubset(codes), _cmap({"a": 1})), charInfo=0)
    made = TTFontMaker()
    for tag in part.table:
        made.add(tag, part.get_table(tag))
    places = {code: place for place, code in enumerate(dict.fromkeys(codes), 1)}
    made.add("cmap", _cmap({character: places[ord(looks)] for character, looks in shown.items()}))
    for tag, content in (more or {}).items():
        made.add(tag, content)
    path.write_bytes(made.makeStream())
    return path


def _named(path: Path, content: bytes, cmap: bytes) -> str:
    """A file of ``content`` with another ``cmap``: a cut-out font has none that reportlab would read again."""
    path.write_bytes(content)
    count = struct.unpack_from(">H", content, 4)[0]
    made = TTFontMaker()
    for at in range(12, 12 + 16 * count, 16):
        tag, _, start, length = struct.unpack_from(">4sLLL", content, at)
        made.add(tag.decode("ascii"), content[start : start + length])
    made.add("cmap", cmap)
    path.write_bytes(made.makeStream())
    return str(path)


def _cmap(glyphs: dict[str, int]) -> bytes:
    """A character map of format 12."""
    groups = b"".join(struct.pack(">LLL", ord(c), ord(c), glyph) for c, glyph in sorted(glyphs.items()))
    head = struct.pack(">HHHHL", 0, 1, 3, 10, 12)
    return head + struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(glyphs)) + groups
