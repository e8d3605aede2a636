"""Characters that cannot be printed, cannot be seen, or may be drawn in another shape (R6).

Every distinct character of the list is judged once; only cells that hold a doubtful one
are looked at closely.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.listing import Listing
from checkmail.rules.lists import COLUMNS, Finding, finding

_IDENTITY: Final = frozenset({"name", "kana", "address", "building"})
"""Columns in which 〓, □ and ? stand for a character that another system could not write."""
_PRINTED: Final = frozenset(COLUMNS) - {"remark"}
"""Columns that may stand on paper; a remark never does."""
_MARKS: Final = frozenset("●○◎△▲▽▼★☆※＊*＿_")
"""Marks that no name is written with: a clerk or a program set them where a character was."""
_ESCAPED: Final = re.compile(
    r"&(amp;)?#x?[0-9a-fA-F]{3,6};|\\u[0-9a-fA-F]{4}|[uU]\+[0-9a-fA-F]{4,6}|[({〔［（【<＜]外字[^)}〕］）】>＞]{0,8}[)}〕］）】>＞]"
)
"""A character spelled out by its number, or named as one that could not be written."""
_HOLDERS: Final = frozenset("〓□■◇◆?？\ufffd\ufffc")
_AT_ONCE: Final = 10_000
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Drawn as nothing though their category says letter, mark or symbol."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``control-character``, ``invisible-character``, ``missing-glyph``, ``glyph-variant``: once a cell and sign."""
    own = set(context.own_keys())
    for key in listing.keys:
        printed = key in _PRINTED or key in own
        different = listing.unusual(key)
        if key in _IDENTITY:
            yield from _spelled_out(listing, key, context)
        doubtful = {c for c in _alphabet(different) if not plain(c, context.drawable)}
        if not doubtful:
            continue
        judged: dict[str, list[tuple[str, str]]] = {}
        for value in filter(re.compile(f"[{re.escape(''.join(doubtful))}]").search, different):
            signs = [c for c in dict.fromkeys(value) if c in doubtful]
            judged[value] = [(code, c) for c in signs if (code := _judge(value, c, key, printed, context.drawable))]
        for row in listing.where(key, lambda value, judged=judged: bool(judged.get(value))):  # type: ignore[misc]
            value = listing.value(key, row)
            for code, character in judged[value]:
                yield _named(code, row, key, value, character, context)


def _spelled_out(listing: Listing, key: str, context: Context) -> Iterator[Finding]:
    for row in listing.where(key, lambda value: bool(_ESCAPED.search(value))):
        value = listing.value(key, row)
        found = _ESCAPED.search(value)
        headings = context.headings(key)
        yield finding(
            "missing-glyph", (row,), headings,
            column=headings[0], character=found[0] if found else "", code_point="—", value=value,
        )  # fmt: skip


def _alphabet(values: Sequence[str]) -> set[str]:
    """Every character of ``values``. A pattern of those already met finds the few new ones of the next thousands."""
    known: set[str] = set()
    for start in range(0, len(values), _AT_ONCE):
        together = "".join(values[start : start + _AT_ONCE])
        known.update(re.findall(f"[^{re.escape(''.join(known))}]", together) if known else together)
    return known


def plain(character: str, drawable: frozenset[int]) -> bool:
    """Whether a character is sound in every cell: drawn, visible, and no sign of a lost one."""
    if character in _HOLDERS or character in _MARKS or character in _FILLERS or ord(character) not in drawable:
        return False
    category = unicodedata.category(character)
    return category[0] not in "CM" and category not in ("Zl", "Zp") and not _other_shape(character)


def _judge(value: str, character: str, key: str, printed: bool, drawable: frozenset[int]) -> str:
    """The finding code of a doubtful character in its cell, or nothing."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return "control-character"
    if _is_selector(character):
        return _selected(value, character, drawable) if printed else ""
    if category == "Cf" or character in _FILLERS:
        return "invisible-character"
    if category[0] == "M":
        return _marked(value, character, drawable) if printed else ""
    if character in _HOLDERS:
        lost = character in "\ufffd\ufffc" or (
            key in _IDENTITY and (character not in "?？" or key in ("name", "kana") or _japanese(value))
        )
        return "missing-glyph" if lost else ""
    if character in _MARKS and key in ("name", "kana"):
        return "missing-glyph"
    if not printed:
        return ""
    if ord(character) not in drawable:
        return "missing-glyph"
    return "glyph-variant" if _other_shape(character) else ""


def _selected(value: str, selector: str, drawable: frozenset[int]) -> str:
    """A variation selector asks for a shape of the ideograph before it; after anything else it is only hidden."""
    bases = [value[i - 1] if i else "" for i, c in enumerate(value) if c == selector]
    if any(not _is_ideograph(base) for base in bases):
        return "invisible-character"
    return "glyph-variant" if all(ord(base) in drawable for base in bases) else "missing-glyph"


def _marked(value: str, mark: str, drawable: frozenset[int]) -> str:
    """A combining mark that NFC joins with its letter is another spelling of one letter; else nothing draws it."""
    for i, character in enumerate(value):
        if character != mark:
            continue
        joined = unicodedata.normalize("NFC", value[:i][-1:] + mark)
        if len(joined) != 1 or joined == mark:
            return "invisible-character"
        if ord(joined) not in drawable:
            return "missing-glyph"
    return "glyph-variant"


def _named(code: str, row: int, key: str, value: str, character: str, context: Context) -> Finding:
    headings = context.headings(key)
    about = {"column": headings[0], "character": character, "code_point": f"U+{ord(character):04X}", "value": value}
    if code == "glyph-variant" and _is_selector(character) and context.variants is not None:
        asked = {value[at - 1 : at + 1] for at, sign in enumerate(value) if sign == character}
        about |= {} if asked <= context.variants else {"sign": "plain"}
    return finding(code, (row,), headings, note=False, **about)


def _other_shape(character: str) -> bool:
    """Ideographs that fonts and systems draw differently or not at all: compatibility forms, those beyond the BMP."""
    return ("\uf900" <= character <= "\ufaff" and unicodedata.decomposition(character) != "") or (
        character > "\uffff" and _is_ideograph(character)
    )


def _is_ideograph(character: str) -> bool:
    return bool(character) and (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _japanese(value: str) -> bool:
    return any(_is_ideograph(c) or "\u3041" <= c <= "\u30ff" or "\uff66" <= c <= "\uff9f" for c in value)
