"""The same record, the same number or the same person twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import fold
from checkmail.intake.variants import one_form
from checkmail.rules.lists import Finding, Row, finding


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``duplicate``, ``duplicate-number`` and ``duplicate-person``; a group of rows is named once, by the first."""
    said: set[tuple[int, ...]] = set()
    for found in (
        *_whole_rows(rows),
        *_numbers(rows, context),
        *_across(rows, context),
        *_people(rows, context),
    ):
        if found.rows not in said:
            said.add(found.rows)
            yield found


def _whole_rows(rows: Sequence[Row]) -> Iterator[Finding]:
    values = {row.number: tuple(map(fold, row.fields.values())) for row in rows}
    for _, numbers in _groups((same, number) for number, same in values.items() if any(same)):
        yield finding("duplicate", numbers, count=len(numbers))


def _numbers(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """A number that stands for one person or one document. Rows that a document set groups share theirs."""
    group = context.columns.key(context.documents.group)
    unique = {"number", "notice", *context.own_keys()} - {group}
    for key in context.columns.keys:
        if key not in unique:
            continue
        headings = context.headings(key)
        for value, numbers in _groups((fold(row.get(key)), row.number) for row in rows):
            if value:
                yield finding(
                    "duplicate-number", numbers, headings, column=headings[0], value=str(value), count=len(numbers)
                )


def _across(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """Own numbers of different columns together: a desk sees a number, not the column it stands in (R11, R13)."""
    columns: defaultdict[str, set[str]] = defaultdict(set)
    places: defaultdict[str, set[int]] = defaultdict(set)
    keys = context.own_keys()
    for row in rows:
        for key in keys:
            if value := fold(row.get(key)):
                columns[value].add(key)
                places[value].add(row.number)
    for value, numbers in places.items():
        if len(numbers) > 1 and len(columns[value]) > 1:
            headings = context.headings(*(key for key in keys if key in columns[value]))
            yield finding(
                "duplicate-number", tuple(sorted(numbers)), headings,
                column="、".join(headings), value=value, count=len(numbers),
            )  # fmt: skip


def _people(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """Name, day of birth and address agree, in whatever characters: one person with two numbers."""
    keys = [key for key in ("name", "born", "address") if context.has(key)]
    group = context.columns.key(context.documents.group)
    by_number = group == "number"
    people: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        name, address = one_form(row.get("name")), fold_address(row.get("address"))
        born = parse_date(row.get("born")) or fold(row.get("born"))
        if name and address and (born or not context.has("born")):
            people[name, born, address].append(row)
    for same in people.values():
        if len(same) > 1 and not (by_number and len({fold(row.get("number")) for row in same}) == 1):
            yield finding(
                "duplicate-person",
                tuple(row.number for row in same),
                context.headings(*keys),
                value=same[0].get("name"),
                count=len(same),
            )


def _groups(keyed: Iterable[tuple[Hashable, int]]) -> Iterator[tuple[Hashable, tuple[int, ...]]]:
    """Keys that more than one row has, with those rows."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, number in keyed:
        groups[key].append(number)
    for key, numbers in groups.items():
        if len(numbers) > 1:
            yield key, tuple(numbers)
