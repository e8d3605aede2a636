"""The schema of an office file: the steps that make it, and whether it still is as they made it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import sqlite_utils
from sqlite_utils.migrations import Migrations
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.resources import shipped

_SET: Final = "office"


def _files() -> list[Path]:
    return sorted((shipped("db") / "migrations" / "sqlite").glob("*.sql"))


@functools.cache
def migrations() -> Migrations:
    """The steps of ``db/migrations/sqlite``, in order."""
    steps = Migrations(_SET)
    for file in _files():
        steps(name=file.stem)(_step(file.read_text(encoding="utf-8")))
    return steps


def _step(script: str) -> Callable[[sqlite_utils.Database], None]:
    """Runs a script statement by statement: ``executescript`` would commit the migration's transaction."""

    def apply(database: sqlite_utils.Database) -> None:
        statement = ""
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                database.conn.execute(statement)
                statement = ""

    return apply


def pending(connection: Any) -> bool:
    """Whether the office is of an older schema than this program's."""
    return bool(migrations().pending(sqlite_utils.Database(connection)))


def newer(connection: Any) -> bool:
    """Whether the office was made by a program that knew steps this one does not."""
    known = {file.stem for file in _files()}
    return any(done.name not in known for done in migrations().applied(sqlite_utils.Database(connection)))


def schema_faults(connection: Any) -> list[str]:
    """Names of what has another text than the migrations make, sorted."""
    # A trigger may have the name of a table: names alone tell nothing apart.
    differing = {name for _, name, _, _ in _schema_of(connection) ^ _schema_made()}
    # One turned bit makes a text in the file a blob.
    return sorted(name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name) for name in differing)


def page_faults(connection: Any, *, indexes: bool) -> list[str]:
    """What SQLite's check finds, sorted: names of indexes, else its own words.

    Without ``indexes`` it takes a third of the time (quick_check: 1.1 to 1.4 s of the processor where the whole check
    takes 3.4 to 3.9 s; 1,000,000 entries, 620 MB, SQLite 3.53.4, a busy machine).

    An index may have the right text and not every row: whoever made it over part of the table and mended the text
    afterwards hides rows from every question that goes by way of it, and from none that reads the table.
    """
    check = "integrity_check" if indexes else "quick_check"
    said = [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
    return sorted({_about(line) for line in said if line != "ok"})


_WORDS: Final = 120
"""Characters of a line that a sentence can hold."""

_INDEX: Final = re.compile(r".* (?:missing from|in|to) index (\w+)", re.DOTALL)


def _about(line: str) -> str:
    """The index that a line of the check names, or the line; some have line feeds in them."""
    named = _INDEX.match(line)
    return named[1] if named else " ".join(line.split())[:_WORDS]


_Schema = frozenset[tuple[Any, ...]]
"""Type, name, table and text of everything in a database."""


def _schema_of(connection: Any) -> _Schema:
    return frozenset(map(tuple, connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")))


@functools.cache
def _schema_made() -> _Schema:
    """What the migrations make in an empty database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrations().apply(sqlite_utils.Database(connection))
        return _schema_of(connection)
    finally:
        connection.close()


def migrate(connection: Any) -> None:
    """Brings an office up to this program's schema, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations().apply(sqlite_utils.Database(connection))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
