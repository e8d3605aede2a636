"""The same record, the same number or the same person twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import fold
from checkmail.intake.listing import Listing
from checkmail.intake.variants import one_form
from checkmail.rules.lists import Finding, finding


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``duplicate``, ``duplicate-number`` and ``duplicate-person``; a group of rows is named once, by the first."""
    said: set[tuple[int, ...]] = set()
    for kind in (_whole_rows, _numbers, _across, _people):
        for found in kind(listing, context):
            if found.rows not in said:
                said.add(found.rows)
                yield found


def _whole_rows(listing: Listing, _context: Context) -> Iterator[Finding]:
    """Rows equal in every column: looked for among those whose fullest column is equal."""
    telling = max(listing.keys, key=lambda key: len(listing.different(key)))
    empty = listing.blanks(telling)
    for alike in (*(rows for _, rows in listing.same(telling, fold)), empty):
        equal: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for row in alike:
            equal[tuple(map(fold, listing.fields(row).values()))].append(row)
        for values, rows in equal.items():
            if len(rows) > 1 and any(values):
                yield finding("duplicate", tuple(rows), count=len(rows))


def _numbers(listing: Listing, context: Context) -> Iterator[Finding]:
    """A number that stands for one person or one document. Rows that a document set groups share theirs."""
    group = context.columns.key(context.documents.group)
    unique = {"number", "notice", *context.own_keys()} - {group}
    for key in context.columns.keys:
        if key not in unique:
            continue
        headings = context.headings(key)
        for value, rows in listing.same(key, fold):
            yield finding(
                "duplicate-number", tuple(rows), headings, column=headings[0], value=str(value), count=len(rows)
            )  # fmt: skip


def _across(listing: Listing, context: Context) -> Iterator[Finding]:
    """Own numbers of different columns together: a desk sees a number, not the column it stands in (R11, R13)."""
    keys = context.own_keys()
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys if len(keys) > 1 else ():
        for value in set(listing.derived(key, fold)) - {""}:
            columns[value].add(key)
    across = {value for value, shared in columns.items() if len(shared) > 1}
    places: defaultdict[str, set[int]] = defaultdict(set)
    for key in keys if across else ():
        for row, value in enumerate(listing.derived(key, fold), 1):
            if value in across:
                places[value].add(row)
    for value, rows in places.items():
        if len(rows) > 1:
            headings = context.headings(*(key for key in keys if key in columns[value]))
            column = "、".join(headings)
            yield finding(
                "duplicate-number", tuple(sorted(rows)), headings, column=column, value=value, count=len(rows)
            )  # fmt: skip


def _people(listing: Listing, context: Context) -> Iterator[Finding]:
    """Name, day of birth and address agree, in whatever characters: one person with two numbers."""
    headings = context.headings(*(key for key in ("name", "born", "address") if context.has(key)))
    by_number = context.columns.key(context.documents.group) == "number"
    numbers, born = listing.derived("number", fold), context.has("born")
    days, written = listing.derived("born", parse_date), listing.derived("born", fold)
    for _name, alike in listing.same("name", one_form):
        of_day: defaultdict[object, list[int]] = defaultdict(list)
        for row in alike:
            of_day[days[row - 1] or written[row - 1]].append(row)
        for day, together in of_day.items():
            if len(together) > 1 and (day or not born):
                for rows in _at_one_address(listing, together):
                    if not (by_number and len({numbers[row - 1] for row in rows}) == 1):
                        name = listing.value("name", rows[0])
                        yield finding("duplicate-person", tuple(rows), headings, value=name, count=len(rows))


def _at_one_address(listing: Listing, rows: Sequence[int]) -> Iterator[list[int]]:
    homes: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        homes[fold_address(listing.value("address", row))].append(row)
    homes.pop("", None)
    yield from (people for people in homes.values() if len(people) > 1)
