"""Blocks of rows in which some columns were sorted, pasted or deleted apart from the others.

Every value is well formed and in its column, so no single row shows it; what shows it is that
each row agrees with its neighbour instead of with itself. Compared are destination and
registered address, postal code and town, name and reading, surname and household, given name
and sex, and the order of numbers that ascend together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from checkmail.intake.addresses import agreement, town_of
from checkmail.intake.checks.context import Context
from checkmail.intake.checks.postal_codes import usual_codes
from checkmail.intake.folding import digits, fold
from checkmail.intake.listing import Listing
from checkmail.intake.names import fold_kana, split_name, surnames
from checkmail.intake.slips import Run, rotated_runs, winning_runs
from checkmail.rules.lists import Finding, finding

_ENOUGH: Final = 3
_ENOUGH_OF_PEOPLE: Final = 5
"""Votes. Households and sex are weaker signs than an address that is the neighbour's."""
_BESIDE: Final = 6
"""Rows: a run ends before it has met so many that agree with themselves."""
_MOST: Final = 0.75
_OFTEN: Final = 3
_LOOKED_AT: Final = 2_000
_ORDERED: Final = 0.9

Value = TypeVar("Value")
Votes = Callable[[int], list[int]]
"""Of a step (-1: the row before, 1: the row after) a vote for each place.

1 says that the neighbour's value agrees and the own does not, -1 the other way round, 0 neither.
"""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``shifted-rows`` with the sign ``slipped``, one for a run of rows."""
    if not len(listing):
        return
    names = _names(listing)
    taken: set[int] = set()
    for keys, runs in (
        (("address", "register_address"), _address_runs(listing, context)),
        (("postal_code", "address"), _postal_runs(listing, context)),
        (("name", "household", "sex"), _people_runs(listing, names)),
        (("name", "kana"), _reading_runs(listing, names)),
        *_number_runs(listing, context),
    ):
        for run in runs:
            places = range(run.first, run.last + 1)
            if taken.isdisjoint(places):
                taken.update(places)
                yield _named(listing, run, keys, context)


def _names(listing: Listing) -> tuple[list[str], list[str]]:
    """Surnames and given names, folded, in row order."""
    column = listing.column("name")
    known = surnames(set(column))
    parts = {name: split_name(name, known) for name in set(column)}
    return [parts[name][0] for name in column], [parts[name][1] for name in column]


def _neighbours(values: Sequence[Value], step: int, beyond: Value) -> list[Value]:
    """For each place the value of the row before (step -1) or after (1); ``beyond`` outside the list."""
    return [beyond, *values[:-1]] if step < 0 else [*values[1:], beyond]


def _address_runs(listing: Listing, context: Context) -> list[Run]:
    if not context.has("register_address"):
        return []
    registered, mailed = listing.column("register_address"), listing.column("address")
    buildings = listing.column("building")
    own = [
        register in (address, f"{address}\u3000{building}") or _same_address(address, building, register)
        for address, building, register in zip(mailed, buildings, registered, strict=True)
    ]

    def votes(step: int) -> list[int]:
        written = list(zip(mailed, buildings, _neighbours(registered, step, ""), strict=True))
        out = [-1 if agrees else int(_same_address(*three)) for agrees, three in zip(own, written, strict=True)]
        # Rows that agree with both sides matter only beside a slip, which is more than one row.
        places = [place for place, vote in enumerate(out) if vote > 0]
        slipped = {place for pair in pairwise(places) if pair[1] - pair[0] < _BESIDE for place in pair}
        for place in {p for s in slipped for p in range(max(0, s - _BESIDE), min(len(out), s + _BESIDE + 1))}:
            out[place] = _same_address(*written[place]) - own[place]
        return out

    widened = []
    for run in _both_ways(votes, _ENOUGH):
        first, last = run.first, run.last
        while first and not own[first - 1]:
            first -= 1
        while last + 1 < len(own) and not own[last + 1]:
            last += 1
        widened.append(Run(first, last, run.votes))
    return widened


def _same_address(address: str, building: str, register: str) -> bool:
    """Whether an address, with its building or without, is the registered one. Empty addresses agree with nothing."""
    return bool(address and register) and any(agreement(address, building, register))


def _postal_runs(listing: Listing, context: Context) -> list[Run]:
    if not context.has("postal_code"):
        return []
    usual = usual_codes(listing)
    codes = listing.derived("postal_code", digits)
    expected = [usual.get(town, "") for town in listing.derived("address", town_of)]

    def votes(step: int) -> list[int]:
        beside = _neighbours(expected, step, "")
        return [
            (code == other) - (code == own) if own and other else 0
            for code, own, other in zip(codes, expected, beside, strict=True)
        ]

    return _both_ways(votes, _ENOUGH_OF_PEOPLE)


def _people_runs(listing: Listing, names: tuple[list[str], list[str]]) -> list[Run]:
    """Names that belong to the neighbour's sex and household."""
    surname, given = names
    household, sex = listing.derived("household", fold), listing.derived("sex", fold)
    sex_of = _usual(zip(given, sex, strict=True))
    expected = [sex_of.get(name, "") for name in given]
    # Two rows of one surname together belong to one household, here or one row on.
    related = [one == other != "" for one, other in pairwise([*surname, ""])]
    together = [one == other for one, other in pairwise([*household, ""])]

    def votes(step: int) -> list[int]:
        beside, moved = _neighbours(sex, step, ""), _neighbours(together, step, beyond=False)
        of_sex = (
            (e == n) - (e == o) if e and n and n != o else 0 for e, o, n in zip(expected, sex, beside, strict=True)
        )
        of_home = (2 * (m - o) if r else 0 for r, o, m in zip(related, together, moved, strict=True))
        return [a + b for a, b in zip(of_sex, of_home, strict=True)]

    return _both_ways(votes, _ENOUGH_OF_PEOPLE)


def _reading_runs(listing: Listing, names: tuple[list[str], list[str]]) -> list[Run]:
    """Names whose usual reading is the neighbour's kana."""
    kana = listing.derived("kana", fold_kana)
    reading_of = _usual(zip(names[0], listing.derived("kana", _of_surname), strict=True))
    expected = [reading_of.get(surname, "") for surname in names[0]]
    own = [sound.startswith(reading) for sound, reading in zip(kana, expected, strict=True)]

    def votes(step: int) -> list[int]:
        return [
            sound.startswith(reading) - agrees if reading else 0
            for sound, reading, agrees in zip(_neighbours(kana, step, ""), expected, own, strict=True)
        ]

    return _both_ways(votes, _ENOUGH_OF_PEOPLE)


def _of_surname(kana: str) -> str:
    parts = kana.split()
    return fold_kana(parts[0]) if len(parts) == 2 else ""


def _number_runs(listing: Listing, context: Context) -> list[tuple[tuple[str, ...], list[Run]]]:
    """Ascending numbers of which one has slipped where another has not: the rows did not move, the column did."""
    ordered: dict[str, list[int | None]] = {}
    for key in context.number_keys():
        column = listing.derived(key, digits)
        if not _ascends(column[:_LOOKED_AT]):
            continue
        values: list[int | None] = [int(v) if v.isdecimal() else None for v in column]
        ascending = [a <= b for a, b in pairwise(values) if a is not None and b is not None]
        if len(ascending) > 2 and sum(ascending) >= _ORDERED * len(ascending):
            ordered[key] = values
    out: list[tuple[tuple[str, ...], list[Run]]] = []
    for key, values in ordered.items():
        others = [v for other, v in ordered.items() if other != key]
        runs = [run for run in rotated_runs(values) if any(_in_order(v, run) for v in others)]
        out.append(((key,), runs))
    return out


def _ascends(values: Sequence[str]) -> bool:
    """Whether the first numbers of a column let one expect that the others ascend too."""
    rising = [a <= b for a, b in pairwise(values) if len(a) == len(b)]
    return len(rising) < _OFTEN or sum(rising) * 2 > len(rising)


def _in_order(values: Sequence[int | None], run: Run) -> bool:
    inside = values[max(0, run.first - 1) : run.last + 2]
    return all(a is not None and b is not None and a <= b for a, b in pairwise(inside))


def _both_ways(votes: Votes, enough: int) -> list[Run]:
    return sorted(
        [*winning_runs(votes(-1), enough), *winning_runs(votes(1), enough)], key=lambda run: run.first
    )  # fmt: skip


def _usual(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What usually goes with a value, where it comes often enough to tell."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (one, other), count in Counter(pairs).items():
        if one and other:
            counted[one][other] += count
    usual = {}
    for one, others in counted.items():
        other, count = others.most_common(1)[0]
        if others.total() >= _OFTEN and count >= _MOST * others.total():
            usual[one] = other
    return usual


def _named(listing: Listing, run: Run, keys: tuple[str, ...], context: Context) -> Finding:
    headings = context.headings(*(key for key in keys if context.has(key)))
    rows = tuple(range(run.first + 1, run.last + 2))
    return finding(
        "shifted-rows",
        rows,
        headings,
        sign="slipped",
        column="、".join(headings),
        value=listing.value(keys[0], rows[0]),
        count=len(rows),
    )
