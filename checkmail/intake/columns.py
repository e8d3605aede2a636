"""Which column of a file is which: by a columns file, else by headings that we know.

The headings we know are the presets in ``layouts/columns/``: a preset is a columns file,
and a heading that one of them gives a name is guessed to be that column.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checkmail.errors import Misused
from checkmail.intake.folding import fold
from checkmail.intake.tables import Table, unnamed
from checkmail.resources import shipped
from checkmail.rules.lists import COLUMNS, NEEDED
from checkmail.rules.printing import NEVER_SHOWN, ON_LABELS


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Our names for the columns of one table."""

    columns: dict[str, str]
    """Our name -> heading as it stands in the file."""
    guessed: frozenset[str]
    """Our names that no columns file gave; shown to a person."""
    unknown: tuple[str, ...]
    """Headings without a name of ours, in file order."""
    keys: tuple[str, ...]
    """For each heading in file order the key of its value in :attr:`Row.fields`."""

    def heading(self, key: str) -> str:
        """The heading of a key of :attr:`Row.fields`, for the person who looks."""
        return self.columns.get(key, key)

    def key(self, column: str) -> str | None:
        """The key of a column called by our name or by its heading; None where the list has none such."""
        if column in self.columns:
            return column
        for name, heading in self.columns.items():
            if fold(heading) == fold(column):
                return name
        return column if column in self.keys else None


def load_columns_file(path: Path) -> dict[str, str]:
    """Our name -> heading, from the ``[columns]`` of a TOML file.

    Raises :class:`Misused` ``not-a-file``, or ``not-a-columns-file`` naming what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise Misused("not-a-file", file=path.name) from None
    try:
        tree = tomllib.loads(text).get("columns")
    # ValueError: no TOML, or a number of thousands of digits; RecursionError: nested for ever.
    except (ValueError, RecursionError) as error:
        raise Misused("not-a-columns-file", file=path.name, what=str(error)) from None
    if not isinstance(tree, dict):
        raise Misused("not-a-columns-file", file=path.name, what="[columns]")
    for name, heading in tree.items():
        if name not in COLUMNS or not isinstance(heading, str) or not heading.strip():
            raise Misused("not-a-columns-file", file=path.name, what=str(name))
    return {name: heading.strip() for name, heading in tree.items()}


def presets() -> dict[str, Path]:
    """Name -> file of the columns files that come with checkmail."""
    return {path.stem: path for path in sorted((shipped("layouts") / "columns").glob("*.toml"))}


def map_columns(
    headings: tuple[str, ...], wanted: Mapping[str, str] | None = None, *, unguessed: Collection[str] = ()
) -> ColumnMap:
    """Our names for ``headings`` as :func:`propose_columns` gives them, all that are needed among them.

    Raises :class:`Misused` as that does, and ``missing-column`` where a needed column is neither named nor known.
    """
    columns = propose_columns(headings, wanted, unguessed=unguessed)
    check_needed(columns, headings)
    return columns


def check_needed(columns: ColumnMap, headings: tuple[str, ...]) -> None:
    """Raises :class:`Misused` ``missing-column`` where a needed column is missing."""
    missing = [name for name in NEEDED if name not in columns.columns]
    if missing:
        raise Misused("missing-column", column=_usual(missing[0]), headings=_listed(headings))


def propose_columns(
    headings: tuple[str, ...], wanted: Mapping[str, str] | None = None, *, unguessed: Collection[str] = ()
) -> ColumnMap:
    """Our names for ``headings``: those ``wanted`` gives, and a guess for the others that are not ``unguessed``.

    Raises :class:`Misused` ``duplicate-headings``, ``missing-column`` where ``wanted`` names a heading that
    is not there, ``column-named-twice`` where it gives one two names, or ``column-never-shown`` where it would
    put a birth date, a sex or a notice number on labels (R7).
    """
    at = _places(headings)
    columns: dict[str, str] = {}
    for name, heading in (wanted or {}).items():
        if fold(heading) not in at:
            raise Misused("missing-column", column=heading, headings=_listed(headings))
        if at[fold(heading)] in columns.values():
            raise Misused("column-named-twice", column=heading)
        if name in ON_LABELS and any(known == fold(heading) for our, known in _vocabulary() if our in NEVER_SHOWN):
            raise Misused("column-never-shown", column=heading)
        columns[name] = at[fold(heading)]
    named = set(columns)
    for name, known in _vocabulary():
        if name not in columns and name not in unguessed and known in at and at[known] not in columns.values():
            columns[name] = at[known]
    return ColumnMap(
        {name: columns[name] for name in COLUMNS if name in columns},
        frozenset(columns) - named,
        tuple(heading for heading in headings if heading not in columns.values()),
        _keys(headings, columns),
    )


def known_names(cells: Iterable[str]) -> set[str]:
    """Our names for those of ``cells`` that are headings we know."""
    there = {fold(cell) for cell in cells}
    return {name for name, known in _vocabulary() if known in there}


def check_named(columns: ColumnMap, named: Iterable[str], headings: tuple[str, ...]) -> None:
    """Raises :class:`Misused` ``document-set-column`` where a column that a document set names is not in the list.

    A document known or chosen by it would silently belong to no envelope (R11).
    """
    for column in named:
        if columns.key(column) is None:
            raise Misused("document-set-column", column=column, headings=_listed(headings))


def column_values(table: Table, column: str) -> list[str]:
    """The values of one column of a file that is only compared (R4, R5), by heading or by our name.

    Raises :class:`Misused` ``missing-column`` or ``duplicate-headings``.
    """
    at = _places(table.headings)
    if fold(column) in at:
        heading: str | None = at[fold(column)]
    else:
        heading = next((at[known] for name, known in _vocabulary() if name == column and known in at), None)
    if heading is None:
        raise Misused("missing-column", column=column, headings=_listed(table.headings))
    return table.cells[table.headings.index(heading)]


def _places(headings: tuple[str, ...]) -> dict[str, str]:
    at: dict[str, str] = {}
    for heading in headings:
        if fold(heading) in at:
            raise Misused("duplicate-headings", column=heading)
        at[fold(heading)] = heading
    return at


def _keys(headings: tuple[str, ...], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Our name, or the heading; a heading that is itself one of our names, but stands for nothing, by its place."""
    ours = {heading: name for name, heading in columns.items()}
    return tuple(
        ours.get(heading, unnamed(place) if heading in COLUMNS else heading)
        for place, heading in enumerate(headings, 1)
    )


@functools.cache
def _vocabulary() -> tuple[tuple[str, str], ...]:
    """Pairs of our name and a folded heading known for it, most usual preset first."""
    out = [(name, fold(heading)) for path in presets().values() for name, heading in load_columns_file(path).items()]
    return (*out, *((name, name) for name in COLUMNS))


def _usual(name: str) -> str:
    """The most usual heading of one of our columns, for the sentence about a missing one."""
    return next((heading for known, heading in _vocabulary() if known == name), name)


def _listed(headings: tuple[str, ...]) -> str:
    return "、".join(headings[:30])
