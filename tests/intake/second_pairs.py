"""Faults of two people, and records that are nobody's, for the second generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .second_generator import Draft, Line
from .second_people import FIRST, LAST, Person
from .second_places import FULL_WIDTH
from .second_words import words

Pair = Callable[[Draft, Line], Line | None]
"""The second line of a pair; None where the first gives no occasion."""

_VARIANTS = {pair[0]: pair[1] for pair in words("characters", "variants")}
_SIMILAR = {pair[0]: pair[1] for pair in words("characters", "similar")}
_HIDINGS = ("hidden", "filtered", "grouped", "flat")


def plant_pairs(draft: Draft, few: int) -> None:
    for kind, shapes in _SHAPES.items():
        names = sorted(shapes)
        start = draft.random.randrange(len(names))
        for turn in range(few):
            _plant(draft, kind, names[(start + turn) % len(names)])


def _plant(draft: Draft, kind: str, shape: str) -> None:
    make, distance = _SHAPES[kind][shape]
    for _ in range(40):
        first = draft.pick(lambda line: line.raw is None)
        second = make(draft, first) if first else None
        if first is None or second is None or not draft.can_write("".join(second.fields.values())):
            continue
        draft.insert(second, first, draft.random.randint(*distance))
        lines = [first, second]
        if shape == "thrice":
            lines.append(Line(first.person, dict(first.fields)))
            draft.insert(lines[-1], first, draft.random.randint(0, 30))
        draft.plant(kind, shape, *lines)
        return


def plant_furniture(draft: Draft, few: int) -> None:
    """Headings in the middle, totals, and rows that a workbook hides."""
    headings = list(draft.manner.headings)
    for turn in range(few):
        wide = [h.translate(FULL_WIDTH) + "　" for h in headings]
        some = [h if n % 3 or draft.order()[n] in ("name", "address") else "" for n, h in enumerate(headings)]
        for shape, raw in (("as at the top", headings), ("with blanks", wide), ("some only", some)):
            _insert_raw(draft, "repeated-header", shape, raw, draft.random.randrange(3, len(draft.lines)))
        order = draft.order()
        totals = {
            "total": {order[0]: "合計", order[-1]: f"{len(draft.lines)}件"},
            "subtotal": {"name": "小　計", "number": str(50 + turn)},
            "end": {order[0]: f"以上　{len(draft.lines)}名"},
            "count": {"name": "計", "enclosure_count": "6000", order[0]: "計"},
        }
        for shape, cells in totals.items():
            at = (
                len(draft.lines)
                if shape in ("total", "end") and not turn
                else draft.random.randrange(3, len(draft.lines))
            )
            _insert_raw(draft, "total-line", shape, [cells.get(key, "") for key in order], at)
    if draft.manner.encoding == "xlsx":
        for turn in range(4 * few):
            line = draft.pick(lambda one: one.raw is None)
            if line:
                line.hidden = _HIDINGS[turn % 4]
                draft.plant("hidden-rows", line.hidden, line)


def _insert_raw(draft: Draft, kind: str, shape: str, raw: list[str], at: int) -> None:
    while at < len(draft.lines) and draft.lines[at].block:
        at += 1
    line = Line(draft.lines[0].person, {}, raw=list(raw))
    draft.lines.insert(at, line)
    draft.plant(kind, shape, line)


def _copied(change: Callable[[Draft, Line, dict[str, str]], bool]) -> Pair:
    def pair(draft: Draft, first: Line) -> Line | None:
        fields = dict(first.fields)
        return Line(first.person, fields) if change(draft, first, fields) else None

    return pair


def _as_it_is(draft: Draft, first: Line, fields: dict[str, str]) -> bool:
    return True


def _with_a_blank(draft: Draft, first: Line, fields: dict[str, str]) -> bool:
    fields["name"] += draft.random.choice((" ", "　"))
    return True


def _written_wide(draft: Draft, first: Line, fields: dict[str, str]) -> bool:
    fields["address"] = fields["address"].translate(FULL_WIDTH)
    return fields["address"] != first.fields["address"]


def _another(draft: Draft, first: Line, person: Person) -> Line:
    draft.next_household += 1
    return draft.line(person)


def _somebody(draft: Draft) -> Person:
    return draft.names.person(draft.place(), ages=(20, 90))


def _sharing(name: str, write: Callable[[str], str] = str) -> Pair:
    """Somebody else with the same number."""

    def pair(draft: Draft, first: Line) -> Line | None:
        if not draft.has(name):
            return None
        line = _another(draft, first, _somebody(draft))
        line.fields[name] = write(first.fields[name])
        return line

    return pair


def _near(draft: Draft, first: Line, given: tuple[str, ...] = (), surname: tuple[str, ...] = ()) -> Line:
    """Another person of the same town, with the first one's names where none are given."""
    own = first.person
    person = replace(own, given=given or own.given, surname=surname or own.surname)
    return _another(draft, first, replace(person, born=draft.other_day(), place=draft.place(own.place.town)))


def _namesake(draft: Draft, first: Line) -> Line | None:
    return _near(draft, first)


def _other_gap(draft: Draft, first: Line) -> Line | None:
    line = _near(draft, first)
    gaps = [gap for gap in ("　", " ", "") if gap != draft.manner.gap]
    line.fields["name"] = draft.random.choice(gaps).join((first.person.surname[0], first.person.given[0]))
    return line


def _namesake_elsewhere(draft: Draft, first: Line) -> Line | None:
    return _another(draft, first, replace(first.person, born=draft.other_day(), place=draft.place()))


def _moved(draft: Draft, first: Line) -> Line | None:
    """The same person under a second number, at another address."""
    line = _another(draft, first, replace(first.person, place=draft.place()))
    line.fields["born"] = first.fields["born"]
    return line


def _with(table: dict[str, str], readings: dict[str, str] | None = None) -> Pair:
    def pair(draft: Draft, first: Line) -> Line | None:
        surname, given = first.person.surname, first.person.given
        text = surname[0] + "_" + given[0]
        places = [at for at, c in enumerate(text) if c in table]
        if not places:
            return None
        at = draft.random.choice(places)
        changed = text[:at] + table[text[at]] + text[at + 1 :]
        reading = (readings or {}).get(changed.partition("_")[0], surname[1])
        one, _, two = changed.partition("_")
        return _near(draft, first, surname=(one, reading), given=(two, given[1]))

    return pair


def _given_apart(same_reading: bool) -> Pair:
    """Another given name: the same reading in other characters, or one kana apart."""

    def pair(draft: Draft, first: Line) -> Line | None:
        kanji, reading = first.person.given
        every = [(a.split(":"), b.split(":")) for a in FIRST[first.person.sex] for b in LAST[first.person.sex]]
        made = [(a[0] + b[0], a[1] + b[1]) for a, b in every]
        fits = [
            one for one in made
            if one[0] != kanji
            and (one[1] == reading if same_reading else _one_apart(one[1], reading) and one[0][0] == kanji[0])
        ]  # fmt: skip
        if not fits:
            return None
        given = draft.random.choice(fits)
        draft.names.met.add(first.person.surname[1] + given[1])
        return _near(draft, first, given=given)

    return pair


def _one_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


_SHAPES: dict[str, dict[str, tuple[Pair, tuple[int, int]]]] = {
    "duplicate": {
        "next": (_copied(_as_it_is), (0, 0)), "near": (_copied(_as_it_is), (2, 40)),
        "far": (_copied(_as_it_is), (300, 3000)),
        "thrice": (_copied(_as_it_is), (0, 20)), "a blank more": (_copied(_with_a_blank), (0, 50)),
        "written wide": (_copied(_written_wide), (0, 300)),
    },
    "duplicate-number": {
        "number": (_sharing("number"), (0, 2000)), "notice": (_sharing("notice"), (0, 500)),
        "number written wide": (_sharing("number", lambda v: v.translate(FULL_WIDTH)), (0, 300)),
    },
    "namesake": {
        "next": (_namesake, (0, 3)), "near": (_namesake, (10, 150)), "far, one town": (_namesake, (250, 3000)),
        "other gap": (_other_gap, (0, 120)), "near, other town": (_namesake_elsewhere, (1, 120)),
    },
    "look-alike": {
        "variant": (_with(_VARIANTS), (0, 120)), "variant, far": (_with(_VARIANTS), (250, 3000)),
        "similar character": (_with(_SIMILAR, {"荻原": "オギワラ", "萩原": "ハギワラ"}), (0, 150)),
        "one kana apart": (_given_apart(same_reading=False), (0, 100)),
        "same reading": (_given_apart(same_reading=True), (0, 100)),
    },
    "duplicate-person": {"moved": (_moved, (0, 150)), "moved, far": (_moved, (250, 3000))},
}  # fmt: skip
