"""What Japan Post's customer bar code says of an address: the postal code and the 住所表示番号.

By Japan Post's manual (post.japanpost.jp/zipcode/zipmanual): p18 which addresses get none, p19 what
is taken from 住所B, the part after the town (町域), p22 the codes of single offices. Never a guess:
where code and address do not agree, or the town's end is in doubt, there is no bar code.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from checkmail.intake.addresses import number_of_kanji
from checkmail.intake.folding import digits
from checkmail.intake.postal import Match, after_town, judge


class Without(StrEnum):
    """Why a piece has no customer bar code."""

    NO_CODE = "no-code"
    """There is no such postal code, or none is given."""
    GENERIC = "generic"
    """The code of all places without one of their own (p18), or the address names no town."""
    DIFFERS = "differs"
    """The address does not lie where its code says."""
    DOUBTFUL = "doubtful"
    """Where the town's name ends cannot be told."""
    NO_NUMBER = "no-number"
    """Nothing follows the town that a bar code could say."""


_REASONS: Final = {Match.NO_SUCH_CODE: Without.NO_CODE, Match.GENERIC: Without.GENERIC}
_ASCII: Final = {place: chr(place).upper() for place in range(0x21, 0x7F)}
_PLAIN: Final = str.maketrans(
    {**_ASCII, **{place + 0xFEE0: sign for place, sign in _ASCII.items()}, **dict.fromkeys(map(ord, "&＆/／.．・･"))}
)
"""Half width and upper case for letters, digits and signs; nothing for the four signs that are dropped."""
_COUNTED: Final = re.compile("[〇一二三四五六七八九十百千]+(?=丁|番|号|地割|線|の|ノ)")
_WORD: Final = re.compile("[A-Z]{2,}")
_FLOOR: Final = re.compile(r"(?<=[0-9])F")
_OTHER: Final = re.compile("[^0-9A-Z]+")
_BESIDE_LETTER: Final = re.compile("-?([A-Z])-?")


def customer_characters(postal_code: str, address: str, building: str = "") -> str | Without:
    """Seven digits and the 住所表示番号 for the bar code of an address as printed, or why there is none.

    Not cut to thirteen characters: letters count twice, which is the bar code's matter.
    """
    match = judge(postal_code, address)
    if not match.agrees:
        return _REASONS.get(match, Without.DIFFERS)
    if match is Match.OFFICE:
        # p22: the code of one office says everything; nothing else is coded.
        return digits(postal_code)
    if match is Match.GENERIC:
        return Without.GENERIC
    rest = after_town(postal_code, address)
    if rest is None:
        return Without.DOUBTFUL
    number = address_number(f"{rest}　{building}")
    return digits(postal_code) + number if number else Without.NO_NUMBER


def address_number(text: str) -> str:
    """The 住所表示番号 in what follows a town: digits, hyphens and single letters (p19); of any text."""
    # Rules 1 and 2: upper case, and four signs are dropped so that what stood around them touches.
    text = text.translate(_PLAIN)
    # Supplement 1: numbers in kanji before a word that counts.
    text = _COUNTED.sub(lambda found: str(number_of_kanji(found[0])), text)
    # Rule 3 takes single letters only. Supplements 2 and 3: the F of a floor is none, but parts what it stands between.
    text = _FLOOR.sub("-", _WORD.sub("-", text))
    # Rules 4, 5 and 6: whatever else stands before something that is taken is one hyphen, and none begins the number.
    text = _OTHER.sub("-", text).strip("-")
    # Supplements 4 and 5: no hyphen beside a letter; letters that touch then stay.
    return _BESIDE_LETTER.sub(r"\1", text)
