"""Fonts embedded whole page sets at a time: two-byte codes for the glyphs a document draws.

reportlab's own TrueType fonts are split into subsets of 256 one-byte codes, so that Japanese
text changes its font every few characters, and its table for copying text has no room beyond
U+FFFF. Here the same classes, the same reading of the file and the same cutting out of glyphs
are used, but a document has one composite font a face (PDF 32000-1, 9.7): a code of two bytes
a character, a map from code to glyph, and a table for copying in UTF-16.

A glyph that only a variation selector reaches gets a code like any other and never a private
code point: the letter that an office has given a private code point stays that letter.
"""

from __future__ import annotations

import copy
import io
import itertools
import struct
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont

from checkmail.errors import Misused
from checkmail.paper.fontfile import FontFile, UnusableFont, judged

Sign = str
"""One character, or an ideograph with the variation selector after it."""

SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Ask for one shape of the ideograph before them."""
_MOST: Final = 0xFFFF
"""Codes of two bytes."""
_A_BLOCK: Final = 100
"""Lines a block of a table for copying may have (Adobe Technical Note 5411, 1.4.1)."""


_BROKEN: Final = (TTFError, OSError, struct.error, IndexError, KeyError, ValueError, ArithmeticError)
"""What reportlab's reading of a broken font raises."""


class Used(dict[Sign, str]):
    """What one document has drawn in one font: a sign and its code as four hexadecimal digits.

    A sign met for the first time gets the next code; one that the font lacks raises ``KeyError``.
    """

    def __init__(self, font: EmbeddedFont, internal: str) -> None:
        super().__init__()
        self.font = font
        self.internal = internal
        """The name of the font in the document's pages."""
        self.glyphs = [0]
        """Glyph of the font by code."""

    def __missing__(self, sign: Sign) -> str:
        glyph = self.font.glyph_of.get(sign)
        if glyph is None:
            glyph = self.font.variants[sign]
        if len(self.glyphs) > _MOST:
            raise ValueError("more signs than two bytes can tell apart")
        code = f"{len(self.glyphs):04X}"
        self.glyphs.append(glyph)
        self[sign] = code
        return code


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font that reportlab's canvas embeds with two-byte codes.

    Raises :class:`UnusableFont` for a file that cannot be embedded (:func:`.fontfile.judged`).
    """

    def __init__(self, name: str, file: FontFile, *, always: bool = False) -> None:
        told = judged(file.read(), file.face)
        try:
            super().__init__(name, io.BytesIO(told.data), subfontIndex=file.face, asciiReadable=0, shapable=False)
            self._read(_outlined(self.face))
        except _BROKEN as error:
            raise UnusableFont("font-unusable") from error
        self.file = file
        self.always = always
        """Embedded even where nothing is drawn with it: a page begins by naming its canvas' font."""
        self.postscript = told.name
        self.bold = told.bold
        if not self.glyph_of:
            raise UnusableFont("font-unusable")

    def _read(self, drawn: frozenset[int]) -> None:
        face = self.face
        # Taken once, before anything is drawn: what the file says, and nothing a shaper adds. A glyph without
        # an outline, or with that of the missing glyph, would leave a hole or a box in a name: it is no glyph.
        self.glyph_of: dict[Sign, int] = {
            sign: glyph
            for code, glyph in face.charToGlyph.items()
            if not SELECTORS.issuperset(sign := chr(code)) and (glyph in drawn or _is_blank(sign, glyph))
        }
        self.variants: dict[Sign, int] = {sign: glyph for sign, glyph in _variants(face) if glyph in drawn}
        """Glyph of an ideograph with a selector."""
        self.widths: dict[Sign, float] = {sign: face.charWidths[ord(sign)] for sign in self.glyph_of}
        """Advance widths in thousandths of the type size."""

    def used_in(self, document: Any) -> Used:
        """What ``document`` has drawn in this font so far."""
        used: Used | None = self.state.get(document)
        if used is None:
            used = Used(self, f"F{len(document.fontMapping) + 1}")
            document.fontMapping[self.fontName] = f"/{used.internal}"
            document.delayedFonts.append(self)
            self.state[document] = used
        return used

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: ARG002, N802 - reportlab's
        """The codes of ``text``, as reportlab's own text operators ask for them."""
        used = self.used_in(doc)
        return [(0, bytes.fromhex("".join(map(used.__getitem__, text))))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: ARG002, N802 - reportlab's
        """The font's name in the pages; there is one subset."""
        return f"/{self.used_in(doc).internal}"

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's
        """Embed the glyphs that were used. The canvas calls it once, when the document ends."""
        used = self.state.pop(doc)
        if len(used.glyphs) == 1 and not self.always:
            return
        tag = SUBSETN(int(used.internal[1:])).decode()
        name = f"{tag}+{self.face.name.decode()}"
        # The face is asked by code instead of by character: what makeSubset cuts out is what is drawn.
        face = copy.copy(self.face)
        face.charToGlyph = dict(enumerate(used.glyphs))
        codes = range(1, len(used.glyphs))
        try:
            descriptor = face.addSubsetObjects(doc, name, list(codes))
        except _BROKEN:
            # Outlines are looked at only where they are drawn: a broken one is met here.
            raise Misused("font-unusable", path=str(self.file.path)) from None
        place = {0: 0}
        for glyph in used.glyphs[1:]:
            place.setdefault(glyph, len(place))
        widths = [round(self._advance(glyph)) for glyph in used.glyphs[1:]]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": descriptor,
                "DW": 1000,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": _stream(doc, f"map:{name}", b"".join(place[g].to_bytes(2, "big") for g in used.glyphs)),
            }
        )
        composite = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{name}")]),
                "ToUnicode": _stream(doc, f"unicode:{name}", _for_copying(list(used)).encode("ascii")),
            }
        )
        doc.idToObject["BasicFonts"].dict[used.internal] = doc.Reference(composite, f"composite:{name}")

    def _advance(self, glyph: int) -> float:
        face = self.face
        advance: float = face.hmetrics[glyph][0] * 1000 / face.unitsPerEm
        return advance


def registered(name: str, file: FontFile) -> EmbeddedFont:
    """The font, known to reportlab under ``name``, which no other has had in this process."""
    font = EmbeddedFont(name, file, always=True)
    registerFont(font)
    return font


def _is_blank(sign: Sign, glyph: int) -> bool:
    return glyph > 0 and unicodedata.category(sign) == "Zs"


def _outlined(face: Any) -> frozenset[int]:
    """Glyphs that show something, and something else than the missing glyph."""
    places: list[int] = face.glyphPos
    data = memoryview(face.get_table("glyf"))
    if any(end < start for start, end in itertools.pairwise(places)) or places[-1] > len(data):
        raise ValueError("glyphs outside their table")
    missing = data[: places[1]]
    return frozenset(
        glyph
        for glyph in range(1, len(places) - 1)
        if (start := places[glyph]) < (end := places[glyph + 1]) and data[start:end] != missing
    )


def _stream(doc: Any, name: str, content: bytes) -> Any:
    stream = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
    return doc.Reference(stream, name)


def _for_copying(signs: list[Sign]) -> str:
    """The table of the characters that the codes from 1 on stand for (PDF 32000-1, 9.10.3)."""
    lines = [f"<{code:04X}> <{sign.encode('utf-16-be').hex().upper()}>" for code, sign in enumerate(signs, 1)]
    blocks = (lines[at : at + _A_BLOCK] for at in range(0, len(lines), _A_BLOCK))
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    )


def _variants(face: Any) -> Iterator[tuple[Sign, int]]:
    """Ideographs with a selector for which the font has a glyph, its own or the plain one (cmap format 14)."""
    data: bytes = face.get_table("cmap")
    for at in range(4, 4 + 8 * struct.unpack_from(">H", data, 2)[0], 8):
        start = struct.unpack_from(">L", data, at + 4)[0]
        if struct.unpack_from(">H", data, start)[0] == 14:
            yield from _format_14(data, start, face.charToGlyph)


def _format_14(data: bytes, start: int, plain: dict[int, int]) -> Iterator[tuple[Sign, int]]:
    (records,) = struct.unpack_from(">L", data, start + 6)
    for record in range(start + 10, start + 10 + 11 * records, 11):
        selector = chr(int.from_bytes(data[record : record + 3], "big"))
        default, own = struct.unpack_from(">LL", data, record + 3)
        if default:
            at = start + default
            for place in range(struct.unpack_from(">L", data, at)[0]):
                first, more = struct.unpack(">LB", b"\x00" + data[at + 4 + 4 * place : at + 8 + 4 * place])
                for code in range(first, first + more + 1):
                    if plain.get(code):
                        yield chr(code) + selector, plain[code]
        if own:
            at = start + own
            for place in range(struct.unpack_from(">L", data, at)[0]):
                code, glyph = struct.unpack(">LH", b"\x00" + data[at + 4 + 5 * place : at + 9 + 5 * place])
                if glyph:
                    yield chr(code) + selector, glyph
