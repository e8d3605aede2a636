"""The schema of an office file: the steps that make it, and whether it still is as they made it."""

from __future__ import annotations

import functools
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


def schema_of(connection: Any) -> dict[str, tuple[str, str, str | None]]:
    """Type, table and text of everything in the database, by name."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {name: (kind, table, sql) for kind, name, table, sql in rows}


@functools.cache
def schema_made() -> dict[str, tuple[str, str, str | None]]:
    """What the migrations make in an empty database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrations().apply(sqlite_utils.Database(connection))
        return schema_of(connection)
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
