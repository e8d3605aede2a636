"""Two spellings of one address, and the town an address lies in. For comparing only."""

from __future__ import annotations

import functools
import re
from typing import Final

from checkmail.intake.folding import DASHES, fold
from checkmail.intake.variants import usual_form

_KANJI: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_COUNTED: Final = re.compile(r"[〇一二三四五六七八九十百]+(?=丁目|丁|番地|番|号|地割|線|条|の\d)")
_AFTER_DIGIT: Final = re.compile(r"(?<=\d)(丁目|丁|番地の|番地|番|号室|号|の|ノ)")
_DIGIT: Final = re.compile(r"\d")
_TOWN: Final = re.compile(r"^(.*?)(?:[甲乙丙丁戊]?(?:\d|[〇一二三四五六七八九十百]+(?:丁目|丁|番|号|地割)))")
_PREFECTURE: Final = re.compile(r"^(?:東京都|北海道|京都府|大阪府|..県|神奈川県|和歌山県|鹿児島県)")
_LETTERS: Final = {
    "ケ": "ヶ",
    "が": "ヶ",
    "ガ": "ヶ",
    "ツ": "ッ",
    "つ": "ッ",
    "之": "の",
    "ノ": "の",
    **dict.fromkeys(DASHES, "-"),
}
_LETTER: Final = re.compile(f"[{re.escape(''.join(_LETTERS))}]")


def fold_address(text: str) -> str:
    """An address without width, blanks and manner: ``1丁目2番3号``, ``一丁目２－３`` and ``1-2-3`` are one."""
    plain = _LETTER.sub(lambda m: _LETTERS[m.group()], fold(text))
    plain = _COUNTED.sub(lambda m: str(number_of_kanji(m.group())), plain)
    plain = _AFTER_DIGIT.sub("-", plain)
    return re.sub(r"-+(?=\D|$)|(?<=-)-+", "", plain).replace("大字", "").replace("字", "")


def agreement(address: str, building: str, register: str) -> tuple[bool, bool]:
    """Whether address and building together, and whether the address alone, are the registered address."""
    if register.startswith(address):
        rest = register[len(address) :].strip()
        if rest == building or fold(rest) == fold(building):
            return True, not rest
    folded = fold_address(register)
    return _same(fold_address(address + building), folded), _same(fold_address(address), folded)


def _same(one: str, other: str) -> bool:
    """Whether two folded addresses are one, but for variant kanji and a prefecture that one of them leaves out."""
    if one == other:
        return True
    short, long = sorted((usual_form(one), usual_form(other)), key=len)
    return short in (long, _PREFECTURE.sub("", long))


def town_of(text: str) -> str:
    """What stands before the house number, folded: 石川県白山市倉光; empty where no house number follows."""
    digit = _DIGIT.search(text)
    return _town_before(text[: digit.start()] + "1" if digit else text)


@functools.lru_cache(maxsize=1 << 16)
def _town_before(beginning: str) -> str:
    """The town in an address up to its first digit: the same for every house of a street."""
    match = _TOWN.match(fold(beginning))
    return _LETTER.sub(lambda m: _LETTERS[m.group()], match[1].replace("大字", "")) if match else ""


def number_of_kanji(kanji: str) -> int:
    """二十三, 二三, 百 and 千二百 as a number; only what house numbers need, below 10,000."""
    if not any(c in _TENS for c in kanji):
        return int("".join(str(_KANJI[c]) for c in kanji))
    total, ones = 0, 0
    for character in kanji:
        if character in _TENS:
            total, ones = total + (ones or 1) * _TENS[character], 0
        else:
            ones = _KANJI[character]
    return total + ones
