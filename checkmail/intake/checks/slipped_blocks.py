"""Blocks of rows in which some columns were sorted, pasted or deleted apart from the others.

Every value is well formed and in its column, so no single row shows it; what shows it is that
each row agrees with its neighbour instead of with itself. Compared are destination and
registered address, postal code and town, name and reading, surname and household, given name
and sex, and the order of numbers that ascend together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from checkmail.intake.addresses import fold_address, town_of
from checkmail.intake.checks.context import Context
from checkmail.intake.checks.postal_codes import usual_codes
from checkmail.intake.folding import digits, fold
from checkmail.intake.names import fold_kana, split_name, surnames
from checkmail.intake.slips import Run, rotated_runs, winning_runs
from checkmail.rules.lists import Finding, Row, finding

_ENOUGH: Final = 3
_ENOUGH_OF_PEOPLE: Final = 5
"""Votes. Households and sex are weaker signs than an address that is the neighbour's."""
_MOST: Final = 0.75
_OFTEN: Final = 3
_ORDERED: Final = 0.9

Votes = Callable[[int, int], int]
"""Of a place and its neighbour's: 1 the neighbour's value agrees and the own does not, -1 the other way, 0 neither."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``shifted-rows`` with the sign ``slipped``, one for a run of rows."""
    known = surnames(row.get("name") for row in rows)
    names = [split_name(row.get("name"), known) for row in rows]
    taken: set[int] = set()
    for keys, runs in (
        (("address", "register_address"), _address_runs(rows, context)),
        (("postal_code", "address"), _postal_runs(rows, context)),
        (("name", "household", "sex"), _people_runs(rows, names)),
        (("name", "kana"), _reading_runs(rows, names)),
        *_number_runs(rows, context),
    ):
        for run in runs:
            places = range(run.first, run.last + 1)
            if taken.isdisjoint(places):
                taken.update(places)
                yield _named([rows[place] for place in places], keys, context)


def _address_runs(rows: Sequence[Row], context: Context) -> list[Run]:
    if not context.has("register_address"):
        return []
    registered = [fold_address(row.get("register_address")) for row in rows]
    mailed = [
        {a for a in (fold_address(row.get("address") + row.get("building")), fold_address(row.get("address"))) if a}
        for row in rows
    ]

    def vote(place: int, neighbour: int) -> int:
        return (registered[neighbour] in mailed[place]) - (registered[place] in mailed[place])

    runs = _both_ways(rows, vote, _ENOUGH)
    widened = []
    for run in runs:
        first, last = run.first, run.last
        while first and registered[first - 1] not in mailed[first - 1]:
            first -= 1
        while last + 1 < len(rows) and registered[last + 1] not in mailed[last + 1]:
            last += 1
        widened.append(Run(first, last, run.votes))
    return widened


def _postal_runs(rows: Sequence[Row], context: Context) -> list[Run]:
    if not context.has("postal_code"):
        return []
    usual = usual_codes(rows)
    codes = [digits(row.get("postal_code")) for row in rows]
    expected = [usual.get(town_of(row.get("address")), "") for row in rows]

    def vote(place: int, neighbour: int) -> int:
        if not expected[place] or not expected[neighbour]:
            return 0
        return (codes[place] == expected[neighbour]) - (codes[place] == expected[place])

    return _both_ways(rows, vote, _ENOUGH_OF_PEOPLE)


def _people_runs(rows: Sequence[Row], names: Sequence[tuple[str, str]]) -> list[Run]:
    """Names that belong to the neighbour's sex and household."""
    households = [fold(row.get("household")) for row in rows]
    sexes = [fold(row.get("sex")) for row in rows]
    sex_of = _usual([(given, sex) for (_, given), sex in zip(names, sexes, strict=True)])

    def vote(place: int, neighbour: int) -> int:
        surname, given = names[place]
        votes = 0
        if given in sex_of and sexes[place] != sexes[neighbour]:
            votes += (sex_of[given] == sexes[neighbour]) - (sex_of[given] == sexes[place])
        # Two rows of one surname together belong to one household, here or one row on.
        other, further = place + 1, neighbour + 1
        if surname and other < len(rows) and further < len(rows) and names[other][0] == surname:
            own = households[place] == households[other]
            moved = households[neighbour] == households[further]
            votes += 2 * (moved - own)
        return votes

    return _both_ways(rows, vote, _ENOUGH_OF_PEOPLE)


def _reading_runs(rows: Sequence[Row], names: Sequence[tuple[str, str]]) -> list[Run]:
    """Names whose usual reading is the neighbour's kana."""
    kana = [fold_kana(row.get("kana")) for row in rows]
    first = [fold_kana(parts[0]) if len(parts := row.get("kana").split()) == 2 else "" for row in rows]
    reading_of = _usual([(name[0], reading) for name, reading in zip(names, first, strict=True)])

    def vote(place: int, neighbour: int) -> int:
        reading = reading_of.get(names[place][0])
        return kana[neighbour].startswith(reading) - kana[place].startswith(reading) if reading else 0

    return _both_ways(rows, vote, _ENOUGH_OF_PEOPLE)


def _number_runs(rows: Sequence[Row], context: Context) -> list[tuple[tuple[str, ...], list[Run]]]:
    """Ascending numbers of which one has slipped where another has not: the rows did not move, the column did."""
    ordered: dict[str, list[int | None]] = {}
    for key in context.number_keys():
        values = [int(v) if (v := digits(row.get(key))).isdecimal() else None for row in rows]
        pairs = [(a, b) for a, b in pairwise(values) if a is not None and b is not None]
        if len(pairs) > 2 and sum(a <= b for a, b in pairs) >= _ORDERED * len(pairs):
            ordered[key] = values
    out: list[tuple[tuple[str, ...], list[Run]]] = []
    for key, values in ordered.items():
        others = [v for other, v in ordered.items() if other != key]
        runs = [run for run in rotated_runs(values) if any(_in_order(v, run) for v in others)]
        out.append(((key,), runs))
    return out


def _in_order(values: Sequence[int | None], run: Run) -> bool:
    inside = values[max(0, run.first - 1) : run.last + 2]
    return all(a is not None and b is not None and a <= b for a, b in pairwise(inside))


def _both_ways(rows: Sequence[Row], vote: Votes, enough: int) -> list[Run]:
    last = len(rows) - 1
    down = winning_runs([0, *(vote(i, i - 1) for i in range(1, len(rows)))], enough)
    up = winning_runs([*(vote(i, i + 1) for i in range(last)), 0], enough) if rows else []
    return sorted([*down, *up], key=lambda run: run.first)


def _usual(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What usually goes with a value, where it comes often enough to tell."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        if one and other:
            counted[one][other] += 1
    usual = {}
    for one, others in counted.items():
        other, count = others.most_common(1)[0]
        if others.total() >= _OFTEN and count >= _MOST * others.total():
            usual[one] = other
    return usual


def _named(run: Sequence[Row], keys: tuple[str, ...], context: Context) -> Finding:
    headings = context.headings(*(key for key in keys if context.has(key)))
    return finding(
        "shifted-rows",
        tuple(row.number for row in run),
        headings,
        sign="slipped",
        column="、".join(headings),
        value=run[0].get(keys[0]),
        count=len(run),
    )
