"""People of one household: each gets a piece of their own, and one surname tempts to put them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from checkmail.intake.addresses import fold_address
from checkmail.intake.checks.context import Context
from checkmail.intake.folding import fold, fold_name
from checkmail.intake.names import split_name, surnames
from checkmail.rules.lists import Finding, Row, finding


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``same-household``, by household number, else by surname and address; none where they are one piece."""
    if context.documents.group:
        return
    numbered = context.has("household")
    known = surnames(row.get("name") for row in rows)
    homes: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        home: Hashable = fold(row.get("household"))
        if not numbered:
            surname, _ = split_name(row.get("name"), known)
            address = fold_address(row.get("address") + row.get("building"))
            home = (surname, address) if surname and address else ""
        if home:
            homes[home].append(row)
    for members in homes.values():
        names = list(dict.fromkeys(fold_name(row.get("name")) for row in members))
        if len(names) > 1:
            shown = "、".join(dict.fromkeys(row.get("name") for row in members))
            numbers = tuple(row.number for row in members)
            headings = context.headings("household" if numbered else "address")
            yield finding("same-household", numbers, headings, value=shown, count=len(names))
