"""Whether an address lies where its postal code says, by Japan Post's data (:mod:`.postal_table`).

Nearly every address begins, letter by letter, as the table writes it, and then one ``startswith`` decides.
Only the others are folded: width, 大字 and 字, ヶ and ケ, 六条 and 6条, variant kanji, a prefecture or
郡 left out, the street names that stand before a town of Kyoto. What a table cannot know is never called
wrong: chome, lots and floors are not compared, nor the town of a code that has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from checkmail.intake.addresses import number_of_kanji
from checkmail.intake.folding import DASHES, dashed, digits, fold
from checkmail.intake.postal_table import Area, areas, data_date, municipalities, prefectures, towns_of
from checkmail.intake.variants import usual_form


class Match(StrEnum):
    """What an address says of a postal code; the best comes first, and is told where a code has several areas."""

    OK = "ok"
    GENERIC = "generic"
    """The code names no town (以下に掲載がない場合), or the address none: as far as can be told they agree."""
    OFFICE = "office"
    """The code of one office, and the address lies in its municipality."""
    OTHER_TOWN = "other-town"
    OTHER_CITY = "other-city"
    OTHER_PREFECTURE = "other-prefecture"
    NO_SUCH_CODE = "no-such-code"

    @property
    def agrees(self) -> bool:
        """Whether nothing speaks against the code."""
        return self in _AGREES


_AGREES: Final = frozenset({Match.OK, Match.GENERIC, Match.OFFICE})
KEPT: Final = 1 << 14
"""Codes, as written, that are kept ready; with more, rows are best judged code by code."""
_LONGEST: Final = 20
"""Characters of the key of a municipality or a town that are looked up."""
_BEST: Final = {match: place for place, match in enumerate(Match)}


def judge(code: str, address: str) -> Match:
    """Whether the postal code (any width, with or without 〒 and dash) is that of the address."""
    beginnings, match = _outright(code)
    if match is Match.NO_SUCH_CODE:
        return match
    if address.startswith(beginnings) or "".join(address.split()).startswith(beginnings):
        return match
    return _closer(code, address)


def codes_of(address: str) -> tuple[str, ...]:
    """The codes of the town that an address names, for a person to compare; empty where none is known."""
    prefecture, text = _without_prefecture(place_key(address))
    best, length = set[str](), 0
    cities = _cities()
    for end in range(2, min(len(text), _LONGEST) + 1):
        for of_prefecture, place in cities.get(text[:end], ()):
            if prefecture in ("", of_prefecture):
                rest, towns = text[end:].replace("字", ""), _towns(place)
                long = next((n for n in range(min(len(rest), _LONGEST), 0, -1) if rest[:n] in towns), 0)
                if long and long >= length:
                    best = (best if long == length else set()) | towns[rest[:long]]
                    length = long
    return tuple(sorted(best))


def place_of(code: str) -> str:
    """Where a code is, for a person: 石川県白山市倉光; empty where there is no such code."""
    found = _areas(code)
    if not found:
        return ""
    towns = "・".join(found[0].towns[:2]) + ("ほか" if len(found) > 1 or len(found[0].towns) > 2 else "")
    return found[0].prefecture + found[0].city + towns


@lru_cache(maxsize=KEPT)
def _outright(code: str) -> tuple[tuple[str, ...], Match]:
    """The beginnings of an address for which the match is certain without a closer look."""
    found = _areas(code)
    if not found:
        return (), Match.NO_SUCH_CODE
    if len(found) > 1 or found[0].longer or (found[0].unnamed and found[0].towns):
        return (), Match.OK
    (area,) = found
    cities = [before + city for before in (area.prefecture, "") for city in _spoken(area.city)]
    if area.towns:
        aza = ("", "大字", "字")
        return tuple(city + word + town for town in area.towns for city in cities for word in aza), Match.OK
    return tuple(cities), Match.OFFICE if area.office else Match.GENERIC


def _areas(code: str) -> tuple[Area, ...]:
    plain = digits(code)
    return areas(plain) if len(plain) == 7 and plain.isascii() and plain.isdigit() else ()


def _spoken(city: str) -> list[str]:
    """A municipality as addresses name it, the whole first: 余市郡仁木町, 仁木町; 札幌市北区, 北区."""
    part = re.fullmatch(r"(?:.{1,4}?郡|.{1,3}島)(.+[町村])|.+?市(.+区)", city)
    return [city, *(name for name in part.groups() if name)] if part else [city]


# --- the closer look ---------------------------------------------------------------------------------------

_BETWEEN: Final = re.compile(r"(?<=[\u4e00-\u9fff々\d])[ヶケガがヵカのノ之](?=[\u4e00-\u9fff])")
_SMALL: Final = str.maketrans({"ッ": "ツ", "っ": "ツ", "つ": "ツ", "ケ": "ヶ", "ガ": "ヶ", "が": "ヶ"})
_ONES: Final = "〇一二三四五六七八九十百"
_NUMERALS: Final = re.compile(f"[{_ONES}]+")


def place_key(text: str) -> str:
    """A place name for comparing: width, blanks, variant kanji, ヶ, の and 大字 folded away; 字 is kept."""
    folded = usual_form(dashed(fold(text))).translate(_SMALL).replace("大字", "")
    return _BETWEEN.sub("", folded)


def _numbered(key: str) -> str:
    """六条 as 6条, so that it meets an address written with figures."""
    return _NUMERALS.sub(lambda found: str(number_of_kanji(found[0])), key)


def _forms(towns: Iterable[str]) -> tuple[str, ...]:
    """A town's keys, as written and numbered; 本町一丁目 also as 本町1-."""
    keys = [place_key(town).replace("字", "") for town in towns]
    numbered = [_numbered(key) for key in keys]
    dashes = [re.sub(r"(?<=\d)丁目$", "-", key) for key in numbered]
    return tuple(dict.fromkeys((*keys, *numbered, *dashes)))


@dataclass(frozen=True, slots=True)
class _Near:
    """An :class:`Area` folded."""

    prefecture: str
    cities: tuple[str, ...]
    towns: tuple[str, ...]
    longer: tuple[tuple[str, str], ...]
    """As written and numbered, without those that end in a number, which may be that of a house: 南 and 南二."""
    anywhere: bool
    """Street names may stand before the town (京都の通り名)."""
    otherwise: Match | None
    """The match where the municipality agrees, of a code that names no town."""


@lru_cache(maxsize=1 << 12)
def _near(code: str) -> tuple[_Near, ...]:
    return tuple(
        _Near(
            place_key(area.prefecture),
            tuple(place_key(city) for city in _spoken(area.city)),
            _forms(area.towns),
            tuple((key, _numbered(key)) for town in area.longer if (key := place_key(town))[-1:] not in _ONES),
            area.city.startswith("京都市"),
            Match.GENERIC if area.unnamed else Match.OFFICE if area.office else None,
        )
        for area in _areas(code)
    )


def _closer(code: str, address: str) -> Match:
    key = place_key(address)
    if not key:
        return Match.GENERIC
    prefecture, text = _without_prefecture(key)
    return min((_match(near, prefecture, text) for near in _near(code)), key=_BEST.__getitem__)


def _without_prefecture(key: str) -> tuple[str, str]:
    """The prefecture an address key begins with, empty where it is left out, and the rest."""
    known = _prefecture_keys()
    return next(((key[:n], key[n:]) for n in (3, 4) if key[:n] in known), ("", key))


@cache
def _prefecture_keys() -> frozenset[str]:
    return frozenset(place_key(name) for name in prefectures())


@cache
def _cities() -> dict[str, list[tuple[str, int]]]:
    """Key of a municipality, as addresses name it -> prefecture and place of those called so."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, (prefecture, city) in enumerate(municipalities()):
        for name in _spoken(city):
            found[place_key(name)].append((place_key(prefecture), place))
    return dict(found)


@lru_cache(maxsize=1 << 9)
def _towns(place: int) -> dict[str, set[str]]:
    """Key of a town of the municipality -> its codes."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, town in towns_of(place):
        found[place_key(town).replace("字", "")].add(code)
    return dict(found)


def _match(near: _Near, prefecture: str, text: str) -> Match:
    if prefecture and prefecture != near.prefecture:
        return Match.OTHER_PREFECTURE
    city = next((city for city in near.cities if text.startswith(city)), None)
    if city is None and (prefecture or not _lies_in(near, text)):
        return Match.OTHER_CITY
    rest = text.removeprefix(city or "")
    if rest and _lies_in(near, rest):
        return Match.OK
    return near.otherwise or (Match.OTHER_TOWN if rest else Match.GENERIC)


def _lies_in(near: _Near, rest: str) -> bool:
    """Whether what follows the municipality names one of the code's towns, and no longer name of another code."""
    plain = rest.replace("字", "")
    for place, (form, kept) in enumerate(((plain, rest), (_numbered(plain), _numbered(rest)))):
        length = max((len(town) for town in near.towns if form.startswith(town)), default=0)
        if length and not any(len(keys[place]) > length and kept.startswith(keys[place]) for keys in near.longer):
            return True
    return near.anywhere and any(town in plain for town in near.towns)


def after_town(code: str, address: str) -> str | None:
    """What an address says after the town of its code, as printed (住所B); empty where nothing follows.

    None where the address does not name a town of the code, or where the town ends is in doubt: a
    number belongs to the town's name or to what follows it, or a town of Kyoto stands there twice.
    """
    if judge(code, address) is not Match.OK:
        return None
    beginnings, _ = _outright(code)
    outright = max((text for text in beginnings if address.startswith(text)), key=len, default="")
    cuts = {len(outright)} if outright else {cut for near in _near(code) if (cut := _end_of_town(near, address))}
    if not cuts and any(near.anywhere for near in _near(code)):
        cuts = _ends_in_kyoto(code, address)
    if len(cuts) != 1:
        return None
    (cut,) = cuts
    return None if _number_goes_on(address[:cut], address[cut:]) else address[cut:]


def _end_of_town(near: _Near, address: str) -> int:
    """Where the longest name of a town ends that the address begins with; 0 where there is none."""
    places = [before + city for before in (near.prefecture, "") for city in (*near.cities, "")]
    names = {place + town for place in places for town in near.towns}
    numbered = {_numbered(name) for name in names}
    ends: dict[str, int] = {}
    for cut in range(1, min(len(address), 3 * _LONGEST) + 1):
        key = place_key(address[:cut]).replace("字", "")
        if key in names or _numbered(key) in numbered:
            ends.setdefault(key, cut)
    return max(ends.values(), default=0)


_STREETS: Final = re.compile("通|[上下]る|[上下]ル|入る|入ル|東入|西入")


def _ends_in_kyoto(code: str, address: str) -> set[int]:
    """Where the code's towns end in an address with street names before the town (京都の通り名)."""
    towns = [town for area in _areas(code) for town in area.towns if town in address]
    longest = max(towns, key=len, default="")
    if not longest or address.count(longest) != 1:
        return set()
    cut = address.index(longest) + len(longest)
    return set() if _STREETS.search(address[cut:]) else {cut}


_COUNTING: Final = re.compile(f"(?:[{_ONES}]|\\s*(?:丁|番|号|地割|線|条|の|ノ|[-{DASHES}]))")


def _number_goes_on(town: str, rest: str) -> bool:
    """Whether the number that ends a town's name may be that of what follows, or a part of it: 南二 of 南二丁目."""
    if town[-1:] in _ONES:
        return bool(_COUNTING.match(rest))
    return town[-1:].isdigit() and (rest[:1].isdigit() or bool(_COUNTING.match(rest)))


__all__ = ["KEPT", "Match", "after_town", "codes_of", "data_date", "judge", "place_key", "place_of"]
