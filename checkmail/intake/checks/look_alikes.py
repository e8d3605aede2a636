"""Other people whose names are hard to tell apart: by other forms of a character, by ear, by one kana.

Names are never compared all with all. Those of one form (:func:`one_form`) or one reading
meet in one group; readings one slip apart meet by a reading with one kana left out, and only
where the people also share an address or a day of birth and are near in that too: over a
whole list such pairs are too many to be looked at.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import fold, fold_name
from checkmail.intake.listing import Listing
from checkmail.intake.names import fold_kana
from checkmail.intake.nearness import near_groups, several_people
from checkmail.intake.variants import one_form
from checkmail.rules.lists import Finding, finding

_SHORTEST: Final = 4
"""Kana. Shorter readings are one slip apart from too many others."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``look-alike``: attention for people near one another, else a note; a group of rows is named once."""
    said: set[tuple[int, ...]] = set()
    alike = (listing.same("name", one_form), listing.same("kana", fold_kana))
    for found in (
        *_alike(listing, context, alike[0]),
        *_alike(listing, context, alike[1]),
        *_one_slip(listing, context),
    ):
        if found.rows not in said:
            said.add(found.rows)
            yield found


def _alike(listing: Listing, context: Context, groups: Iterable[tuple[str, Sequence[int]]]) -> Iterator[Finding]:
    names = listing.derived("name", fold_name)

    def differ(rows: Sequence[int]) -> bool:
        return any(names[row - 1] != names[rows[0] - 1] for row in rows) and several_people(listing, rows)

    for _form, rows in groups:
        named = [row for row in rows if names[row - 1]]
        if not differ(named):
            continue
        parts = near_groups(listing, named)
        for part in parts:
            if differ(part):
                yield _named(listing, part, context, note=False)
        if parts != [named]:
            yield _named(listing, named, context, note=True)


def _one_slip(listing: Listing, context: Context) -> Iterator[Finding]:
    """Pairs of readings at a Damerau-Levenshtein distance of 1, of people of one address or day of birth."""
    kana = listing.derived("kana", fold_kana)
    homes = (
        listing.same("household", fold)
        if context.has("household")
        else listing.groups(list(map(operator.add, listing.column("address"), listing.column("building"))))
    )
    for block in (homes, listing.same("born", parse_date)):
        for _shared, rows in block:
            of: defaultdict[str, list[int]] = defaultdict(list)
            for row in rows:
                if len(kana[row - 1]) >= _SHORTEST:
                    of[kana[row - 1]].append(row)
            for one, other in sorted(_slip_pairs(of.keys())):
                if _confusable(listing, of[one][0], of[other][0]):
                    yield _named(listing, sorted(of[one] + of[other]), context, note=False)


def _slip_pairs(readings: Set[str]) -> set[tuple[str, str]]:
    """Pairs of different readings that :func:`one_slip` joins: two kana at one end, or of short ones one, agree."""
    if len(readings) < 2:
        return set()
    meeting: defaultdict[str, list[str]] = defaultdict(list)
    for kana in sorted(readings):
        meeting[kana[:2]].append(kana)
        meeting["-" + kana[-2:]].append(kana)
        if len(kana) <= _SHORTEST + 1:
            meeting["-" + kana[-1]].append(kana)
    return {
        (one, other)
        for met in meeting.values()
        if len(met) > 1
        for one, other in combinations(met, 2)
        if one_slip(one, other)
    }


def _confusable(listing: Listing, one: int, other: int) -> bool:
    """Whether besides the reading the written name or the day of birth is near too; 結衣 and 愛 are told apart."""
    days, forms = listing.derived("born", parse_date), listing.derived("name", one_form)
    same_day = days[one - 1] is not None and days[one - 1] == days[other - 1]
    return same_day or one_slip(forms[one - 1], forms[other - 1])


def one_slip(one: str, other: str) -> bool:
    """Whether one character added, left out, changed or exchanged with its neighbour makes the other text."""
    return OSA.distance(one, other, score_cutoff=1) == 1


def _named(listing: Listing, rows: Sequence[int], context: Context, *, note: bool) -> Finding:
    names, folded = listing.column("name"), listing.derived("name", fold_name)
    first, last = rows[0], rows[-1]
    other = next((row for row in rows if folded[row - 1] != folded[first - 1]), last)
    keys = [key for key in ("name", "kana") if context.has(key)]
    return finding(
        "look-alike", tuple(rows), context.headings(*keys), note=note, value=names[first - 1], other=names[other - 1]
    )  # fmt: skip
