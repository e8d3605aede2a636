"""Which characters may stand in a text that people type or a list brings.

Control characters move a terminal's cursor and run its commands; invisible ones make two different
names look alike. Neither Textual nor a PDF removes them, so they are refused where they come in.
"""

from __future__ import annotations

import re
import unicodedata

_MARKED_KANA = re.compile("[\u3041-\u3096\u30a1-\u30f6][\u3099\u309a]")


def unusable_character(text: str) -> str:
    """The first character of ``text`` that must not come in; empty where all may.

    Categories Cc (control), Cs (half a surrogate pair), Zl and Zp (line and paragraph separators), and
    the bidirectional controls of Cf, which reorder what stands beside them.
    """
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Zl", "Zp"):
            return character
        if category == "Cf" and unicodedata.bidirectional(character) in (
            "LRE",
            "RLE",
            "PDF",
            "LRO",
            "RLO",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        ):
            return character
    return ""


def composed_kana(text: str) -> str:
    """A kana followed by a combining voicing mark as the one character it is; everything else untouched.

    The same glyph is drawn, and fonts have it. NFC of a whole name would also change U+FA10 and others
    that a register keeps apart.
    """
    return _MARKED_KANA.sub(lambda pair: unicodedata.normalize("NFC", pair.group()), text)
