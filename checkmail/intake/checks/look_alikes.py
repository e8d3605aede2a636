"""Other people whose names are hard to tell apart: by other forms of a character, by ear, by one kana.

Names are never compared all with all. Those of one form (:func:`one_form`) or one reading
meet in one group; readings one slip apart meet by a reading with one kana left out, and only
where the people also share an address or a day of birth and are near in that too: over a
whole list such pairs are too many to be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.checks.namesakes import people
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import fold_name
from checkmail.intake.names import fold_kana
from checkmail.intake.nearness import near_groups
from checkmail.intake.variants import one_form
from checkmail.rules.lists import Finding, Row, finding

_SHORTEST: Final = 4
"""Kana. Shorter readings are one slip apart from too many others."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``look-alike``: attention for people near one another, else a note; a group of rows is named once."""
    said: set[tuple[int, ...]] = set()
    for found in (*_alike(rows, context, "name"), *_alike(rows, context, "kana"), *_one_slip(rows, context)):
        if found.rows not in said:
            said.add(found.rows)
            yield found


def _alike(rows: Sequence[Row], context: Context, key: str) -> Iterator[Finding]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        form = one_form(row.get("name")) if key == "name" else fold_kana(row.get("kana"))
        if form and row.get("name").strip():
            groups[form].append(row)
    for alike in groups.values():
        if _names(alike) < 2 or people(alike) < 2:
            continue
        parts = near_groups(alike)
        for part in parts:
            if _names(part) > 1 and people(part) > 1:
                yield _named(part, context, note=False)
        if len(parts) > 1:
            yield _named(alike, context, note=True)


def _one_slip(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """Pairs of readings at a Damerau-Levenshtein distance of 1, of people of one address or day of birth."""
    readings: defaultdict[Hashable, dict[str, list[Row]]] = defaultdict(dict)
    for row in rows:
        kana = fold_kana(row.get("kana"))
        home = fold_address(row.get("address") + row.get("building"))
        for block in (home, parse_date(row.get("born"))):
            if block and len(kana) >= _SHORTEST:
                readings[block].setdefault(kana, []).append(row)
    for of_block in readings.values():
        if len(of_block) > 1:
            for kana, other in _slip_pairs(of_block):
                ones, others = of_block[kana], of_block[other]
                if _confusable(ones[0], others[0]):
                    yield _named(sorted(ones + others, key=lambda row: row.number), context, note=False)


def _slip_pairs(readings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different readings that :func:`one_slip` joins: both, or one of them, less one kana are the same."""
    meeting: defaultdict[str, list[str]] = defaultdict(list)
    for kana in readings:
        for short in {kana, *(kana[:i] + kana[i + 1 :] for i in range(len(kana)))}:
            meeting[short].append(kana)
    seen: set[tuple[str, str]] = set()
    for met in meeting.values():
        for pair in combinations(met, 2):
            if pair not in seen:
                seen.add(pair)
                if one_slip(*pair):
                    yield pair


def _confusable(one: Row, other: Row) -> bool:
    """Whether besides the reading the written name or the day of birth is near too; 結衣 and 愛 are told apart."""
    born = parse_date(one.get("born"))
    same_day = born is not None and born == parse_date(other.get("born"))
    return same_day or one_slip(one_form(one.get("name")), one_form(other.get("name")))


def one_slip(one: str, other: str) -> bool:
    """Whether one character added, left out, changed or exchanged with its neighbour makes the other text."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest[1:] or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])


def _names(rows: Sequence[Row]) -> int:
    return len({fold_name(row.get("name")) for row in rows})


def _named(rows: Sequence[Row], context: Context, *, note: bool) -> Finding:
    first = rows[0].get("name")
    other = next((n for row in rows[1:] if fold_name(n := row.get("name")) != fold_name(first)), rows[-1].get("name"))
    keys = [key for key in ("name", "kana") if context.has(key)]
    return finding(
        "look-alike",
        tuple(row.number for row in rows),
        context.headings(*keys),
        note=note,
        value=first,
        other=other,
    )
