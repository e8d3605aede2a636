"""Names and readings in a list: where the surname ends, and what is kana."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from checkmail.intake.folding import fold, fold_name

_KANA: Final = re.compile(r"[ァ-ヺーヽヾ・\-'.,]*[ァ-ヺ][ァ-ヺーヽヾ・\-'.,()]*")
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_VOICED: Final = re.compile("[\u3099\u309a]")
_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶヅヂヲヰヱ", "アイウエオツヤユヨワカケズジオイエ")


def fold_kana(text: str) -> str:
    """A reading in full-width katakana without blanks."""
    return fold(text).translate(_TO_KATAKANA).replace("・", "")


def is_kana(text: str) -> bool:
    """Whether ``text`` is a reading: katakana or hiragana of any width, blanks, and little else."""
    return bool(_KANA.fullmatch(fold(text).translate(_TO_KATAKANA)))


def same_sound(text: str) -> str:
    """A reading with what differs by custom only left out: ヤマザキ and ヤマサキ, small and large kana."""
    plain = _VOICED.sub("", unicodedata.normalize("NFD", fold_kana(text)))
    return plain.translate(_SMALL).replace("ー", "").replace("ウ", "")


def parted(text: str) -> tuple[str, str] | None:
    """Surname and the rest, folded, of a name with one blank; None where it is not written so."""
    parts = text.split()
    return (fold_name(parts[0]), fold_name(parts[1])) if len(parts) == 2 else None


def surnames(names: Iterable[str]) -> frozenset[str]:
    """The surnames of a list, as the names written with a blank show them."""
    return frozenset(parts[0] for name in names if (parts := parted(name)))


def split_name(name: str, known: frozenset[str]) -> tuple[str, str]:
    """Surname and given name; without a blank by the longest surname known, else the surname is empty."""
    parts = parted(name)
    if parts:
        return parts
    whole = fold_name(name)
    for length in range(min(len(whole) - 1, 6), 0, -1):
        if whole[:length] in known:
            return whole[:length], whole[length:]
    return "", whole
