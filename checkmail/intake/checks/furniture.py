"""Records that are no person: a total at the end, the heading again where two lists were joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank, fold
from checkmail.rules.lists import NEEDED, Finding, Row, finding

_TOTAL: Final = re.compile(
    r"[(\[【<]?(総?合計|総計|小計|累計|計|総数|総?件数|総?人数|合計(件数|人数|数)|以上|以下余白|grandtotal|total)[)\]】>]?"
    r"[::=]?[\d,]*(件|名|人|通|世帯|行)?"
)


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``total-line`` and ``repeated-header``."""
    headings = {key: fold(context.columns.heading(key)) for key in context.columns.keys}
    for row in rows:
        repeated = [key for key, heading in headings.items() if fold(row.get(key)) == heading]
        if len(repeated) >= 2:
            yield finding("repeated-header", (row.number,), context.headings(*repeated), value=row.get(repeated[0]))
            continue
        # A person has number, name and address; a line of totals lacks at least one of them.
        if any(blank(row.get(key)) for key in NEEDED):
            total = next((key for key, value in row.fields.items() if _TOTAL.fullmatch(fold(value))), None)
            if total:
                yield finding("total-line", (row.number,), context.headings(total), value=row.get(total))
