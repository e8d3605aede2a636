"""A reading that is none, or is another than the same surname has elsewhere in the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.folding import blank
from checkmail.intake.names import fold_kana, is_kana, parted, same_sound
from checkmail.rules.lists import Finding, Row, finding

_READ: Final = 4
"""A surname read in one way at least so often has a usual reading."""
_MOST: Final = 0.75


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``wrong-kana``. A reading is unlike where no second row reads the surname so and the sound differs too."""
    if not context.has("kana"):
        return
    headings = context.headings("kana")
    readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    read: list[tuple[Row, str, str]] = []
    for row in rows:
        kana = row.get("kana")
        if blank(kana):
            continue
        if not is_kana(kana):
            yield finding("wrong-kana", (row.number,), headings, column=headings[0], value=kana)
            continue
        name, sound = parted(row.get("name")), kana.split()
        if name and len(sound) == 2:
            readings[name[0]][fold_kana(sound[0])] += 1
            read.append((row, name[0], fold_kana(sound[0])))
    usual = {s: c.most_common(1)[0][0] for s, c in readings.items() if _usual(c)}
    for row, surname, reading in read:
        known = usual.get(surname)
        if known and readings[surname][reading] == 1 and same_sound(reading) != same_sound(known):
            columns = (*context.headings("name"), *headings)
            yield finding(
                "wrong-kana",
                (row.number,),
                columns,
                sign="reading",
                column=headings[0],
                name=surname,
                usual=known,
                value=row.get("kana"),
            )


def _usual(readings: Counter[str]) -> bool:
    count = readings.most_common(1)[0][1]
    return count >= _READ and count >= _MOST * readings.total()
