"""Characters that are taken for one another in names, and the one form that a name has then.

Two kinds stand together here because both lead to the same mistake at a desk: other forms of
one character (斉 and 齊), and other characters that look or sound alike (渡部 and 渡辺, 太 and 大).
Whether two names are the same person's is never decided by this, only whether a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from checkmail.intake.folding import fold_name

_FILE: Final = Path(__file__).resolve().parent / "japan" / "families.txt"
"""Forms of one character, old, new and common by hand, as family registers hold them (MJ縮退マップ,
``tools/mj_table.py``). Compatibility ideographs (塚, 神, 福 …) are not in it: NFKC joins them."""

FORMS: Final = (
    "斉斎齋齊", "崎碕", "藪籔薮", "桧檜", "巌巖", "砺礪", "諌諫", "遥遙", "鯵鰺", "鶴靏靍", "麺麵", "鴬鶯", "穣穰",
    "氷冰", "昂昻昇", "晃晄", "畑畠", "杉椙", "毘毗", "熊熋", "窪窊",
)  # fmt: skip
"""What the map keeps apart and a family may write either way."""

ALIKE: Final = (
    "太大", "末未", "土士", "千干于", "己巳已", "日曰", "刀力", "入人", "矢失", "天夫", "水永", "田由", "午牛",
    "鳥烏", "侯候", "幸辛", "治冶", "壁璧", "史吏", "亘互", "令今", "延廷", "季李", "栗粟", "萩荻", "柏拍",
    "陽腸", "綱網", "菅管", "藤籐", "崇祟", "徹撤", "瑞端", "茅芽", "貝具", "微徴", "遣遺", "哀衷", "緑縁",
    "部辺", "孝考", "裕祐佑", "伸仲", "川河", "坂阪", "原源", "野埜", "村邨", "安阿", "伊井", "中仲",
    "二ニ", "八ハ", "口ロ", "工エ", "力カ", "夕タ", "卜ト",
)  # fmt: skip
"""Other characters, taken for one another by eye or, with the same reading, by ear."""


def _joined(families: Iterable[str]) -> dict[int, str]:
    """Every character of a family -> its first; families that share a character are one."""
    first: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for family in families:
        chosen = first.get(family[0], family[0])
        for head in dict.fromkeys(first.get(character, character) for character in family):
            for character in members.pop(head, [head]):
                first[character] = chosen
                members.setdefault(chosen, []).append(character)
    return {ord(character): chosen for character, chosen in first.items() if character != chosen}


@cache
def _families() -> tuple[str, ...]:
    return tuple(_FILE.read_text(encoding="utf-8").split())


@cache
def _usual() -> dict[int, str]:
    return _joined((*_families(), *FORMS))


@cache
def _one() -> dict[int, str]:
    return _joined((*_families(), *FORMS, *ALIKE))


def usual_form(text: str) -> str:
    """``text`` with every form of a character as the usual one; what only looks alike stays apart."""
    return text.translate(_usual())


def one_form(name: str) -> str:
    """A name with one character for each family, width, blanks and selectors folded: equal for look-alikes."""
    return fold_name(name).translate(_one())
