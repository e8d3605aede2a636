"""Rows of a list beside each other, for the eye. Values are plain text and wrap; nothing of them is cut."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from checkmail.office.changing import Changed
from checkmail.office.looking import Beside
from checkmail.tui.session import Session


def side_by_side(session: Session, found: Beside) -> Table:
    """A column a row of the list, a line a column of it; ``▶``: the finding is about it, ``≠``: the rows differ."""
    table = _table("", "")
    for row in found.rows:
        persons = found.persons[row.piece]
        key = "list.row" if row.piece == row.record and persons == 1 else "list.row-of-piece"
        title = session.say(key, row=row.record, piece=row.piece, persons=persons)
        table.add_column(Text(title), ratio=1, overflow="fold")
    for key, heading, concerned in found.columns:
        values = [row.fields.get(key, "") for row in found.rows]
        sign = "≠" if len(set(values)) > 1 else ""
        style = "bold" if concerned else ""
        table.add_row(
            Text("▶" if concerned else ""), Text(heading + sign, style="" if concerned else "dim"),
            *(Text(value or "—", style=style) for value in values),
        )  # fmt: skip
    if found.more:
        table.add_row("", "", Text(session.say("list.more-rows", count=found.more)))
    return table


def before_and_after(session: Session, one: Changed, headings: Iterable[tuple[str, str]]) -> Table:
    """The cells that a new version changed."""
    names = dict(headings)
    table = _table("", session.say("column.column"))
    for name in ("before", "after"):
        table.add_column(Text(session.say(f"column.{name}")), ratio=1, overflow="fold")
    for cell in one.cells:
        table.add_row(
            "▶", Text(names.get(cell.column, cell.column)), Text(cell.before or "—"), Text(cell.after or "—", "bold")
        )
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for title in titles:
        table.add_column(Text(title), no_wrap=True)
    return table
