"""Addresses as lists have them, of every town with a postal code of its own, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checkmail.intake.postal_table import municipalities, towns_of

_KANJI: Final = "〇一二三四五六七八九"
_WIDE: Final = str.maketrans(
    "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "０１２３４５６７８９－ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Address:
    """One addressee's."""

    postal_code: str
    address: str
    building: str


def addresses(count: int, seed: int = 4) -> Iterator[Address]:
    """``count`` addresses; the same seed gives the same ones."""
    chance = random.Random(seed)
    towns = [
        (code, prefecture + city, town)
        for place, (prefecture, city) in enumerate(municipalities())
        for code, town in towns_of(place)
    ]
    for code, city, town in chance.choices(towns, k=count):
        address, building = town + _lot(chance), _building(chance)
        if chance.random() < 0.2:
            address, building = address.translate(_WIDE), building.translate(_WIDE)
        yield Address(f"{code[:3]}-{code[3:]}", city + address, building)


def _number(chance: random.Random, most: int) -> str:
    """A number, sometimes in kanji: only ever before a word that counts."""
    number = chance.randint(1, most)
    if chance.random() < 0.8 or number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _KANJI[tens]) + ("十" if tens else "") + (_KANJI[ones] if ones else "")


def _lot(chance: random.Random) -> str:
    """What follows a town up to the building."""
    one, two, three = (chance.randint(1, most) for most in (39, 2999, 40))
    forms = (
        lambda: f"{_number(chance, 12)}丁目{_number(chance, 40)}番{_number(chance, 60)}号",
        lambda: f"{one}丁目{two}-{three}",
        lambda: f"{one}-{two}-{three}",
        lambda: f"{two}番地{three}",
        lambda: f"{_number(chance, 99)}番地の{three}",
        lambda: f"字{chance.choice(('東', '中田', '一本木', '大淵川'))}{two}",
        lambda: f"第{_number(chance, 40)}地割{two}",
        lambda: f"西{_number(chance, 30)}線北{three}",
        lambda: f"{two}{chance.choice(('甲', '乙', '-イ', 'A'))}-{three}",
        lambda: str(two),
    )
    return chance.choice(forms)()


def _building(chance: random.Random) -> str:
    """A building with its room, or none."""
    floor, room, letter = chance.randint(1, 40), chance.randint(101, 2999), chance.choice(_LETTERS)
    forms = (
        lambda: "",
        lambda: f"コーポ架空{room}",
        lambda: f"ＡＢＣビル{floor}F",
        lambda: f"メゾン・ド・青葉{letter}棟{floor}F{room}号室",
        lambda: f"M&Kハイツ{floor}-{letter}",
        lambda: f"第{floor}架空荘 {letter}{room}",
        lambda: f"県営住宅{floor}号棟{room}号",
        lambda: f"Residence III {letter}-{room}",
        lambda: f"{letter}{floor}ビル{room}-{chance.choice(_LETTERS)}{chance.choice(_LETTERS)}",
        lambda: "架空太郎様方",
    )
    return chance.choice(forms)()
