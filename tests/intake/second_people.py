"""People for the second generator: nobody real, names drawn from tables of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .second_places import Place
from .second_words import words

LAST_DAY = date(2026, 5, 31)
"""Nobody in a list is born later; the lists are looked at from July 2026 on."""

SURNAMES = [tuple(pair.split(":")) for pair in words("people", "surnames")]
FOREIGNERS = [tuple(pair.split(":")) for pair in words("people", "foreigners")]
FIRST = {"男": words("people", "first_m"), "女": words("people", "first_f")}
LAST = {"男": words("people", "last_m"), "女": words("people", "last_f")}
_MODERN = {"男": words("people", "modern_m"), "女": words("people", "modern_f")}
_OLD = {"男": words("people", "old_m"), "女": words("people", "old_f")}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the office's own system knows them."""

    surname: tuple[str, ...]
    given: tuple[str, ...]
    born: date
    sex: str
    place: Place

    @property
    def kana(self) -> str:
        return self.surname[1] + self.given[1]


class Names:
    """Draws names, hardly ever one reading twice: namesakes are to be planted, not met."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.met: set[str] = set()

    def person(self, place: Place, surname: tuple[str, ...] | None = None, ages: tuple[int, int] = (0, 99)) -> Person:
        born = LAST_DAY - timedelta(days=self.random.randrange(ages[0] * 365, ages[1] * 365 + 300))
        if surname is None and self.random.random() < 0.004:
            born = date(self.random.choice((1912, 1911, 1914)), self.random.randint(1, 7), self.random.randint(1, 28))
        sex = self.random.choice("男女")
        if surname is None and self.random.random() < 0.015:
            return self._foreigner(place, born, sex)
        for _ in range(30):
            drawn = surname or self.random.choice(SURNAMES), self._given(sex, born)
            if drawn[0][1] + drawn[1][1] not in self.met:
                break
        self.met.add(drawn[0][1] + drawn[1][1])
        return Person(*drawn, born, sex, place)

    def _foreigner(self, place: Place, born: date, sex: str) -> Person:
        name, kana = self.random.choice(FOREIGNERS)
        (one, _, rest), (one_kana, _, rest_kana) = name.partition("_"), kana.partition("_")
        if one_kana + rest_kana in self.met:  # a family name of another on the same given name
            one, one_kana = self.random.choice((("ホセイン", "ホセイン"), ("ペレラ", "ペレラ"), ("タパ", "タパ")))
        self.met.add(one_kana + rest_kana)
        return Person((one, one_kana), (rest.replace("_", "　"), rest_kana.replace("_", "　")), born, sex, place)

    def _given(self, sex: str, born: date) -> tuple[str, ...]:
        if born.year < 1932 and self.random.random() < 0.6:
            return tuple(self.random.choice(_OLD[sex]).split(":"))
        if born.year > 1995 and self.random.random() < 0.4:
            return tuple(self.random.choice(_MODERN[sex]).split(":"))
        first, last = (self.random.choice(pool[sex]).split(":") for pool in (FIRST, LAST))
        return (first[0] + last[0], first[1] + last[1])
