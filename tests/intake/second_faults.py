"""Faults of one cell or one record, for the second generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import second_writing as writing
from .second_generator import Draft, Line
from .second_places import HOMES, Place, somewhere
from .second_words import words

Fault = Callable[[Draft, Line], bool]
"""Does it to the line; False where the line or the list gives no occasion."""

_BLANK = ("", "　", " ", "　　", "\u00a0")
_NOTHING = ("#N/A", "NULL", "―", "#REF!")
_SIGNS = "〓□■●＊？"
_INVISIBLE = "\u200b\ufeff\u00ad\u200e\u200f\u202e\u2060\u200d\u2066\u3164"
_REMARKS = words("faults", "remarks", "\n")
_WRONG_DAYS = words("faults", "wrong_days", "\n")


def plant_cells(draft: Draft, few: int) -> None:
    """``few`` faults of each kind, its shapes in turn."""
    for kind, shapes in _SHAPES.items():
        names = sorted(shapes)
        start = draft.random.randrange(len(names))
        for turn in range(few):
            shape = names[(start + turn) % len(names)]
            for _ in range(25):
                line = draft.pick()
                if line is not None and shapes[shape](draft, line):
                    draft.plant(kind, shape, line)
                    break


def _blanked(name: str) -> Fault:
    def fault(draft: Draft, line: Line) -> bool:
        value = draft.random.choice(_BLANK)
        if not draft.has(name) or not draft.can_write(value):
            return False
        line.fields[name] = value
        return True

    return fault


def _looked_up_in_vain(draft: Draft, line: Line) -> bool:
    line.fields[draft.random.choice(("name", "address"))] = draft.random.choice(_NOTHING)
    return True


def _put(draft: Draft, line: Line, name: str, text: str) -> bool:
    """Sets a field, where the list can hold the text and it changes anything."""
    if not draft.has(name) or not draft.can_write(text) or line.fields[name] == text:
        return False
    line.fields[name] = text
    return True


def _written(name: str, text: str) -> Fault:
    return lambda draft, line: _put(draft, line, name, text)


def _glyph(name: str, choose: Callable[[Draft], str]) -> Fault:
    def fault(draft: Draft, line: Line) -> bool:
        text = line.fields[name]
        places = [i for i, c in enumerate(text) if c > "\u3400"]
        if not places:
            return False
        at = draft.random.choice(places)
        return _put(draft, line, name, text[:at] + choose(draft) + text[at + 1 :])

    return fault


def _inside(name: str, choose: Callable[[Draft], str]) -> Fault:
    """Puts something between two characters, or at an end."""

    def fault(draft: Draft, line: Line) -> bool:
        text = line.fields[name]
        at = draft.random.randint(0, len(text))
        return bool(text) and _put(draft, line, name, text[:at] + choose(draft) + text[at:])

    return fault


def _one_of(values: str | Sequence[str]) -> Callable[[Draft], str]:
    return lambda draft: draft.random.choice(values)


def _half_written(draft: Draft, line: Line) -> bool:
    name = line.fields["name"]
    return len(name) > 2 and _put(draft, line, "name", name[0] + "\u3099" + name[1:])


def _spreadsheet(name: str, change: Callable[[str], str]) -> Fault:
    def fault(draft: Draft, line: Line) -> bool:
        text = line.fields[name]
        if not text.isdecimal() or change(text) == text:
            return False
        return _put(draft, line, name, change(text))

    return fault


def _code(choose: Callable[[Draft, Place], str]) -> Fault:
    def fault(draft: Draft, line: Line) -> bool:
        code = choose(draft, line.person.place)
        return bool(code) and _put(draft, line, "postal_code", writing.postal(code, draft.manner.postal, draft.random))

    return fault


def _of_another_town(draft: Draft, place: Place) -> str:
    others = [t.code for t in draft.near if t.name != place.town.name and t.code != place.town.code]
    return draft.random.choice(others) if place.town.home == draft.home else ""


def _swapped_digits(draft: Draft, place: Place) -> str:
    code, at = place.town.code, draft.random.randrange(6)
    return "" if code[at] == code[at + 1] else code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _short_code(draft: Draft, line: Line) -> bool:
    return _put(draft, line, "postal_code", line.fields["postal_code"][:-1])


def _zero_lost(draft: Draft, line: Line) -> bool:
    code = line.person.place.town.code
    return code[0] == "0" and _put(draft, line, "postal_code", code.lstrip("0"))


def _mailed_to(change: Callable[[Draft, Line, Place], Place | None], kind: str = "") -> Fault:
    """The mailing address becomes another place's; the register keeps the person's own."""

    def fault(draft: Draft, line: Line) -> bool:
        if not draft.has("register_address"):
            return False
        own = line.person.place
        other = change(draft, line, own)
        if other is None or other == own:
            return False
        line.fields["address"], line.fields["building"] = writing.mailing(other, draft.manner, draft.random)
        line.fields["postal_code"] = writing.postal(other.town.code, draft.manner.postal, draft.random)
        if kind:
            line.fields["destination_kind"] = kind
        return True

    return fault


def _next_house(draft: Draft, line: Line, own: Place) -> Place:
    last = own.numbers[-1] + draft.random.choice((1, 2, 10))
    return replace(own, numbers=(*own.numbers[:-1], last))


def _without_branch(draft: Draft, line: Line, own: Place) -> Place | None:
    most = 2 if own.town.manner in ("blocks", "cho") else 1
    return replace(own, numbers=own.numbers[:-1]) if len(own.numbers) > most else None


def _other_room(draft: Draft, line: Line, own: Place) -> Place | None:
    return replace(own, room="806号室") if own.room else None


def _without_building(draft: Draft, line: Line, own: Place) -> Place | None:
    return replace(own, building="", room="") if own.building else None


def _same_town(draft: Draft, line: Line, own: Place) -> Place:
    return somewhere(draft.random, own.town)


def _within_the_city(draft: Draft, line: Line, own: Place) -> Place:
    return somewhere(draft.random, draft.random.choice([t for t in draft.near if t.name != own.town.name]))


def _elsewhere(draft: Draft, line: Line, own: Place) -> Place:
    return somewhere(draft.random, draft.random.choice([t for t in draft.away if t.home != own.town.home]))


def _in_a_home(draft: Draft, line: Line, own: Place) -> Place:
    return replace(_within_the_city(draft, line, own), building=draft.random.choice(HOMES), room="")


_SHAPES: dict[str, dict[str, Fault]] = {
    "empty-field": {
        "name": _blanked("name"), "address": _blanked("address"), "number": _blanked("number"),
        "notice": _blanked("notice"), "postal code": _blanked("postal_code"), "looked up in vain": _looked_up_in_vain,
    },
    "missing-glyph": {
        "private use": _glyph("name", lambda d: chr(0xE000 + d.random.randrange(0x700))),
        "a sign": _glyph("name", _one_of(_SIGNS)),
        "question mark": _glyph("name", _one_of("?")),
        "replacement": _glyph("name", _one_of("\ufffd")),
        "private use in the address": _glyph("address", lambda d: chr(0xE000 + d.random.randrange(0x700))),
        "a sign in the address": _glyph("address", _one_of("〓□")),
        "beyond every font": _glyph("name", _one_of("\U00030EDE\U0002EBF0\U000F0123")),
    },
    "wrong-date": {f"day {number:02d}": _written("born", day) for number, day in enumerate(_WRONG_DAYS)},
    "number-format": {
        "exponent": _spreadsheet("number", lambda v: f"{float(v):.5E}"),
        "exponent in the notice": _spreadsheet("notice", lambda v: f"{float(v):.1E}"),
        "decimal": _spreadsheet("number", lambda v: str(float(int(v)))),
        "zeros lost": _spreadsheet("number", lambda v: str(int(v))),
        "zeros of the notice lost": _spreadsheet("notice", lambda v: str(int(v))),
        "thousands": _spreadsheet("number", lambda v: f"{int(v):,}"),
        "apostrophe": _spreadsheet("number", lambda v: "'" + v),
        "too narrow": _spreadsheet("number", lambda _v: "########"),
    },
    "control-character": {
        "tab": _inside("address", _one_of("\t")), "line break": _inside("address", _one_of(("\n", "\r\n"))),
        "escape": _inside("name", _one_of("\x1b")), "soft break": _inside("building", _one_of("\x0b")),
        "delete": _inside("name", _one_of("\x7f\x07\x1c")), "line break in the name": _inside("name", _one_of("\n")),
        "tab in the number": _inside("number", _one_of("\t")),
    },
    "invisible-character": {
        **{f"U+{ord(c):04X}": _inside("name", _one_of(c)) for c in _INVISIBLE},
        "in the address": _inside("address", _one_of(_INVISIBLE)),
        "in the number": _inside("number", _one_of(_INVISIBLE)),
        "mark on a kanji": _half_written,
    },
    "remark": {text: _written("remark", text) for text in _REMARKS},
    "postal-code": {
        "of another town": _code(_of_another_town), "nobody's": _code(lambda _d, p: p.town.nowhere),
        "one digit, another town's": _code(lambda _d, p: p.town.slip), "digits swapped": _code(_swapped_digits),
        "of another city": _code(lambda d, p: d.random.choice([t.code for t in d.away if t.home != p.town.home])),
        "a digit short": _short_code, "zero lost": _zero_lost,
    },
    "register-address": {
        "next house": _mailed_to(_next_house), "branch lost": _mailed_to(_without_branch),
        "other room": _mailed_to(_other_room),
        "building lost": _mailed_to(_without_building), "same town": _mailed_to(_same_town),
        "other town": _mailed_to(_within_the_city), "other city": _mailed_to(_elsewhere),
        "guardian": _mailed_to(_elsewhere, "成年後見人"), "home": _mailed_to(_in_a_home, "施設"),
        "former spouse": _mailed_to(_within_the_city, "配偶者"),
    },
}  # fmt: skip
