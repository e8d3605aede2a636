"""A document for people: the same facts as its JSON, as lines or a table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkmail.locale import Language, area

_WIDTH_WITHOUT_TERMINAL = 100


def shown(document: object, language: Language) -> str:
    """The text of a document. Its values are never markup."""
    names = {key.partition(".")[2]: name for key, name in area(language, "cli").items() if key.startswith("field.")}
    table: Table | Text
    if isinstance(document, Mapping):
        table = _pairs(document, names)
    elif isinstance(document, Sequence) and document and isinstance(document[0], Mapping):
        table = _rows(document, names)
    else:
        table = Text(_cell(document, names) or "—")
    stream = io.StringIO()
    console = Console(file=stream, width=_WIDTH_WITHOUT_TERMINAL, no_color=True, highlight=False)
    console.print(table)
    return stream.getvalue().rstrip("\n")


def _pairs(document: Mapping[str, object], names: Mapping[str, str]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in document.items():
        table.add_row(Text(names.get(key, key)), Text(_cell(value, names)))
    return table


def _rows(rows: Sequence[Mapping[str, object]], names: Mapping[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in rows[0]:
        table.add_column(Text(names.get(key, key)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value, names)) for value in row.values()))
    return table


def _cell(value: object, names: Mapping[str, str]) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return names.get("yes" if value else "no", str(value))
    if isinstance(value, Mapping):
        return "  ".join(f"{names.get(key, key)} {_cell(one, names)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(_cell(one, names) for one in value)
    return str(value)
