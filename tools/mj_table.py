"""Builds the families of variant kanji that are shipped: ``checkmail/intake/japan/families.txt``.

From the MJ縮退マップ (which character of the JIS repertoire may stand for a character of a family register)
as the PyPI package jntajis-python carries it. Needs ``pip install 'checkmail[release]'``; the program itself
reads only what this writes. The same package gives the same bytes.

Only what the map takes from the rules of unification and from the family register's own notices is used, not
what it infers from readings and shapes, nor notice 582. A character that the map lets become several
characters joins a family only where those are one family without it: else 㐄 would join 井 and 牛, and by
such bridges 120 characters that have nothing in common become one family. One line is one family, its usual
character first.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from importlib import util
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "checkmail" / "intake" / "japan" / "families.txt"
SCHEMES = 1 | 8
"""``jntajis.MJShrinkSchemeCombo``: JIS_INCORPORATION_UCS_UNIFICATION_RULE | MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE."""
IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
"""Blocks of Unicode: extension A, the first, the compatibility, and the supplementary ideographs."""


def become(shrink: dict[str, set[str]]) -> dict[str, set[str]]:
    """Character -> the other characters it may become, both as NFKC leaves them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for character, candidates in shrink.items():
        one = unicodedata.normalize("NFKC", character)
        others = {unicodedata.normalize("NFKC", other) for other in candidates} - {one}
        if others:
            found[one] |= others
    return found


def families(shrink: dict[str, set[str]]) -> list[str]:
    """The families of two characters and more, each with its usual character first."""
    leader: dict[str, str] = {}

    def lead(character: str) -> str:
        while character in leader:
            character = leader[character]
        return character

    def join(one: str, other: str) -> None:
        one, other = lead(one), lead(other)
        if one != other:
            leader[one] = other

    sure = become(shrink)
    for character in sorted(sure):
        if len(sure[character]) == 1:
            join(character, *sure[character])
    for character in sorted(sure):
        if len({lead(other) for other in sure[character]}) == 1:
            join(character, min(sure[character]))
    members: defaultdict[str, list[str]] = defaultdict(list)
    for character in sorted({*sure, *(other for others in sure.values() for other in others)}):
        members[lead(character)].append(character)
    found = (sorted(family, key=lambda c: (unusual(c), c)) for family in members.values() if len(family) > 1)
    return sorted("".join(family) for family in found)


def unusual(character: str) -> int:
    """0 for the kanji of JIS X 0208's first level, 1 for its second, 2 for all others."""
    try:
        code = character.encode("shift_jis")
    except UnicodeEncodeError:
        return 2
    return 0 if code < b"\x98\x9f" else 1


def read_map() -> Iterator[tuple[str, set[str]]]:
    """Every ideograph with what the map lets it become."""
    from jntajis import mj_shrink_candidates

    for first, end in IDEOGRAPHS:
        for character in map(chr, range(first, end)):
            yield character, set(mj_shrink_candidates(character, SCHEMES))


def main() -> int:
    """Write the table; 1 and a sentence where jntajis-python is not installed."""
    if util.find_spec("jntajis") is None:
        print("jntajis-python is not installed: pip install 'checkmail[release]', then try again.", file=sys.stderr)
        return 1
    found = families(dict(read_map()))
    OUT.write_text("\n".join(found) + "\n", encoding="utf-8", newline="\n")
    print(f"{OUT.name}: {sum(map(len, found))} characters in {len(found)} families")
    return 0


if __name__ == "__main__":
    sys.exit(main())
