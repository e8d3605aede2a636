"""What makes two texts the same for a comparison. Never used on what is printed: NFKC changes names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SELECTOR: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
DASHES: Final = "‐‑‒–—―−－ｰ─ー"
"""What stands for a hyphen between numbers."""
_DASH: Final = re.compile(f"[{DASHES}]")


def fold(text: str) -> str:
    """Without width, blanks and case: ``Ｍ＆Ｋ　１`` and ``m&k1`` are one."""
    if text.isascii():
        return text if text.isdigit() else "".join(text.split()).lower()
    plain = unicodedata.normalize("NFKC", text)
    return plain.lower() if plain.isalnum() else "".join(plain.split()).lower()


def fold_name(text: str) -> str:
    """A name without width, blanks and variation selectors; variant characters stay apart."""
    return _SELECTOR.sub("", fold(text)).replace("・", "")


def blank(text: str) -> bool:
    """Whether a person would see nothing: blanks of any width, zero-width characters, selectors."""
    if not text or text[0].isalnum():
        return not text
    return all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text)


def visible(text: str) -> str:
    """``text`` for a person to read: what would act on a screen, or hide, is shown as a box."""
    if text.isprintable():
        return text
    return "".join("□" if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in text)


def digits(text: str) -> str:
    """A number or postal code without width, blanks and dashes of any kind."""
    if text.isascii():
        return text if text.isdigit() else fold(text).replace("-", "")
    return dashed(fold(text)).replace("-", "").removeprefix("〒")


def fold_key(text: str) -> str:
    """A key by which two files are compared: folded, every dash a hyphen, without what nobody sees."""
    folded = fold(text)
    if folded.isascii():
        return folded
    return dashed("".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf") and not _SELECTOR.match(c)))


def dashed(text: str) -> str:
    """``text`` with every dash a hyphen."""
    return _DASH.sub("-", text)
