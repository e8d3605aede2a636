"""A second list generator: other names, towns, headings and faults than ``checkmail.rehearsal.make_list``.

``second_list(seed, rows)`` makes what an office of another system would hand over, with faults planted in it and
the truth beside it; ``clean=True`` plants none. One seed gives one list. Its faults are not for tuning the checks
by: they show what the checks do with shapes that nobody had in mind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from . import second_writing as writing
from .second_people import Names, Person
from .second_places import Place, Town, homes, somewhere, towns
from .second_words import words
from .second_writing import Manner, manner_of

_DOCUMENTS = words("lists", "documents")
_HARMLESS = words("lists", "harmless_remarks")


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: its kind is the code of the finding it should be known by."""

    kind: str
    shape: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SecondList:
    """A list, its bytes and what is wrong with it."""

    manner: Manner
    records: list[list[str]] = field(repr=False)
    planted: list[Planted]
    content: bytes = field(repr=False)

    @property
    def suffix(self) -> str:
        return ".xlsx" if self.manner.encoding == "xlsx" else ".tsv" if self.manner.delimiter == "\t" else ".csv"


@dataclass(eq=False, slots=True)
class Line:
    """A record in the making."""

    person: Person
    fields: dict[str, str]
    """By our names, and by heading where the column is nobody's."""
    raw: list[str] | None = None
    """The record as it goes into the file, where it is no person's."""
    hidden: str = ""
    touched: bool = False
    block: bool = False
    """Inside a stretch that slips: nothing is put between."""


class Draft:
    """The list in the making: what faults are planted in."""

    def __init__(self, seed: int, rows: int, encoding: str) -> None:
        self.random = Random(seed * 104729 + 17)
        self.manner = manner_of(seed, encoding)
        self.names = Names(self.random)
        self.lines: list[Line] = []
        self.faults: list[tuple[str, str, list[Line]]] = []
        self.documents = self.random.choice(_DOCUMENTS)
        self.next_number = self.random.randrange(10_000, 900_000)
        self.next_notice = self.random.randrange(1, 5_000)
        self.next_household = 1000
        self.home = homes()[seed % len(homes())]
        self.near = [town for town in towns() if town.home == self.home]
        self.away = [town for town in towns() if town.home != self.home]
        while len(self.lines) < rows:
            self._household()
        del self.lines[rows:]

    def _household(self) -> None:
        self.next_household += self.random.randint(1, 9)
        place = self.place()
        head = self.names.person(place, ages=(20, 99))
        self.lines.append(self.line(head))
        for _ in range(self.random.choice((0, 0, 0, 0, 1, 1, 2, 3))):
            self.lines.append(self.line(self.names.person(place, head.surname, (0, 70)), family=True))

    def place(self, town: Town | None = None) -> Place:
        pool = self.away if self.random.random() < 0.08 else self.near
        return somewhere(self.random, town or self.random.choice(pool))

    def line(self, person: Person, *, family: bool = False) -> Line:
        random, manner = self.random, self.manner
        self.next_number += random.randint(1, 97)
        self.next_notice += 1
        if family and self.lines:
            address = (self.lines[-1].fields["address"], self.lines[-1].fields["building"])
        else:
            address = writing.mailing(person.place, manner, random)
        gap = manner.gap if random.random() > 0.03 else random.choice((" ", "　"))
        fields = {
            "number": manner.number.format(self.next_number),
            "household": f"{self.next_household:08d}",
            "name": person.surname[0] + gap + person.given[0],
            "kana": writing.kana(person.surname[1] + (gap or "　") + person.given[1], manner.kana),
            "born": writing.day(person.born, manner.date, random),
            "sex": person.sex,
            "postal_code": writing.postal(person.place.town.code, manner.postal, random),
            "address": address[0],
            "building": address[1],
            "destination_kind": "本人",
            "register_address": writing.registered(person.place, address, manner),
            "notice": f"08{self.next_notice:07d}",
            "enclosures": self.documents,
            "enclosure_count": str(self.documents.count("・") + 1),
            "remark": random.choice(_HARMLESS) if random.random() < 0.15 else "",
        }
        nobodys = [heading for heading in manner.headings if heading not in manner.columns.values()]
        values = {"№": str(self.next_notice), "年齢": str(_age(person.born)), "地区": person.place.town.name[:2]}
        fields |= {heading: values.get(heading, "令和8") for heading in nobodys}
        return Line(person, fields)

    # planting

    def pick(self, need: Callable[[Line], object] = lambda _line: True) -> Line | None:
        """A line without a fault that ``need`` holds for."""
        for _ in range(400):
            line = self.random.choice(self.lines)
            if not (line.touched or line.block) and need(line):
                return line
        return None

    def insert(self, line: Line, after: Line, distance: int) -> None:
        """Puts ``line`` about ``distance`` lines behind ``after``, never into a stretch that slips."""
        at = min(len(self.lines), self.lines.index(after) + 1 + distance)
        while at < len(self.lines) and self.lines[at].block:
            at += 1
        self.lines.insert(at, line)

    def plant(self, kind: str, shape: str, *lines: Line) -> None:
        self.faults.append((kind, shape, list(lines)))
        for line in lines:
            line.touched = True

    def can_write(self, text: str) -> bool:
        if self.manner.encoding == "xlsx":
            return not any(ord(c) < 32 and c not in "\t\n" for c in text)
        try:
            text.encode(self.manner.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def has(self, name: str) -> bool:
        return name in self.manner.columns

    def order(self) -> list[str]:
        """The keys of :attr:`Line.fields` in file order."""
        ours = {heading: name for name, heading in self.manner.columns.items()}
        return [ours.get(heading, heading) for heading in self.manner.headings]

    def other_day(self) -> date:
        return date(self.random.randint(1935, 2004), self.random.randint(1, 12), self.random.randint(1, 28))


def _age(born: date) -> int:
    """In years on 1 April 2026, the day such lists are drawn up for."""
    return max(0, 2026 - born.year - ((born.month, born.day) > (4, 1)))


def second_list(seed: int, rows: int = 3000, *, clean: bool = False, encoding: str = "") -> SecondList:
    """The list of this seed; ``encoding`` instead of the seed's own."""
    from . import second_faults, second_pairs, second_shifts  # each knows Draft

    draft = Draft(seed, rows, encoding)
    if not clean:
        few = max(1, rows // 250)
        second_shifts.plant_blocks(draft, max(1, rows // 500))
        second_shifts.plant_records(draft, few)
        second_faults.plant_cells(draft, few)
        second_pairs.plant_pairs(draft, few)
        second_pairs.plant_furniture(draft, max(1, rows // 1000))
    order = draft.order()
    at = {id(line): number for number, line in enumerate(draft.lines, 1)}
    records = [line.raw or [line.fields[key] for key in order] for line in draft.lines]
    planted = [Planted(kind, shape, tuple(sorted(at[id(one)] for one in lines))) for kind, shape, lines in draft.faults]
    if draft.manner.encoding == "xlsx":
        hidden = {at[id(line)]: line.hidden for line in draft.lines if line.hidden}
        content = writing.workbook(draft.manner, records, hidden)
    else:
        content = writing.delimited(draft.manner, records)
    return SecondList(draft.manner, records, planted, content)
