"""Lists for the tests of intake, written by hand a row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from checkmail.intake.checks import Context, Listing, check_all
from checkmail.intake.columns import map_columns
from checkmail.intake.tables import Table, gather
from checkmail.rehearsal import make_list
from checkmail.rules.documents import DocumentSet
from checkmail.rules.lists import Finding, Row

TODAY = date(2026, 7, 1)
DRAWABLE = frozenset(
    {*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xF900, 0xFB00), *range(0xFF01, 0xFFF0), *range(0x20000, 0x2A6E0)}
)
"""What a Japanese font draws, roughly: no private use, no replacement character."""

HEADINGS = make_list.COLUMNS


@dataclass
class Listed:
    """A list that was read and looked at."""

    rows: list[Row]
    findings: list[Finding]
    truth: dict[str, Any]

    def on(self, row: int) -> list[Finding]:
        return [f for f in self.findings if row in f.rows]


def context_of(table: Table, documents: DocumentSet | None = None) -> Context:
    return Context(map_columns(table.headings), DRAWABLE, TODAY, documents or DocumentSet(), table.oddities)


def person(number: int, /, **changed: str) -> list[str]:
    """A sound record, each with a number, name, day and house of its own; ``changed`` by our column names."""
    names = ["number", "household", "name", "kana", "born", "sex", "postal_code", "address", "building"]
    names += ["destination_kind", "register_address", "notice", "enclosures", "enclosure_count", "remark"]
    surname, reading = (("佐藤", "サトウ"), ("鈴木", "スズキ"), ("高橋", "タカハシ"), ("田中", "タナカ"))[number % 4]
    given = chr(0x4E00 + 37 * number)
    sound = "".join("アカサタナハマヤラワ"[int(digit)] * 2 for digit in f"{number:03d}")
    address = f"石川県白山市倉光{number}番地"
    values = [
        f"{number:010d}", f"{number:08d}", f"{surname}　{given}", f"{reading}　{sound}",
        f"昭和{number % 60 + 1}年{number % 12 + 1}月{number % 28 + 1}日", "男女"[number % 2], "924-0865", address, "",
        "本人", address, f"2602{number:08d}", "決定通知書・納付書", "2", "",
    ]  # fmt: skip
    fields = dict(zip(names, values, strict=True))
    assert not changed.keys() - fields.keys()
    return list({**fields, **changed}.values())


def look(records: list[list[str]], headings: list[str] | None = None, documents: DocumentSet | None = None) -> Listed:
    """What the checks say of these records."""
    return looked_at(table_of(tuple(headings or HEADINGS), records), documents)


def looked_at(table: Table, documents: DocumentSet | None = None, truth: dict[str, Any] | None = None) -> Listed:
    """What the checks say of a table."""
    context = context_of(table, documents)
    listing = Listing(table, context.columns)
    return Listed(list(listing.rows()), check_all(listing, context), truth or {})


def table_of(headings: Sequence[str], records: Sequence[Sequence[str]]) -> Table:
    taken = gather(len(headings), records)
    return Table(tuple(headings), taken.cells, short=taken.short, surplus=taken.surplus)
