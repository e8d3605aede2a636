"""Other people of the same name: the name on the envelope does not tell them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold, fold_name
from checkmail.intake.nearness import near_groups
from checkmail.rules.lists import Finding, Row, finding


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``namesake``: attention for those near one another, one note for a name that also lives elsewhere."""
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        name = fold_name(row.get("name"))
        if name:
            by_name[name].append(row)
    for same in by_name.values():
        if people(same) < 2:
            continue
        groups = near_groups(same)
        for group in groups:
            if people(group) > 1:
                yield _named(group, context, note=False)
        if len(groups) > 1:
            yield _named(same, context, note=True)


def people(rows: Sequence[Row]) -> int:
    """How many people the rows are about, by number and day of birth."""
    return len({(fold(row.get("number")), fold(row.get("born"))) for row in rows})


def _named(rows: Sequence[Row], context: Context, *, note: bool) -> Finding:
    return finding(
        "namesake",
        tuple(row.number for row in rows),
        context.headings("name"),
        note=note,
        value=rows[0].get("name"),
        count=people(rows),
    )
