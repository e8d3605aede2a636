"""The two engines have the same tables, column by column, and both answer every shared query with the same values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlite_utils

from checkmail.store.postgres import create_postgres
from checkmail.store.postgres_transaction import texts
from checkmail.store.sqlite import create_sqlite
from checkmail.store.sqlite_transaction import queries

from .server import direct, drop, new_schema, schema_of

TYPES = {"INTEGER": "bigint", "TEXT": "text"}
BOOKKEEPING = ("migrations", "_sqlite_migrations")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    url = new_schema()
    create_postgres(url).close()
    yield url
    drop(url)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> sqlite_utils.Database:
    path = tmp_path_factory.mktemp("schema") / "office.db"
    create_sqlite(path).close()
    return sqlite_utils.Database(path)


def test_every_table_has_the_same_columns_in_the_same_order(url, file):
    ours = {
        table.name: [
            (c.name, TYPES[c.type], bool(c.notnull or c.is_pk), (c.default_value or "").strip("'"), c.is_pk)
            for c in table.columns
        ]
        for table in file.tables
        if table.name not in BOOKKEEPING
    }  # fmt: skip
    asked = """
        SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'NO', coalesce(c.column_default, ''),
               coalesce(array_position(i.indkey, c.ordinal_position::int2) + 1, 0), c.collation_name
        FROM information_schema.columns c
        LEFT JOIN pg_index i ON i.indrelid = (c.table_schema || '.' || c.table_name)::regclass AND i.indisprimary
        WHERE c.table_schema = %s ORDER BY c.table_name, c.ordinal_position"""
    theirs: dict[str, list[object]] = {}
    with direct(url) as connection:
        for table, name, kind, needed, default, place, collation in connection.execute(asked, (schema_of(url),)):
            if table in BOOKKEEPING:
                continue
            theirs.setdefault(table, []).append((name, kind, needed, default.split("::")[0].strip("'"), place))
            assert kind != "text" or collation == "C", f"{table}.{name} would sort as the server's locale likes"
    assert theirs.keys() == ours.keys()
    for table, columns in ours.items():
        assert theirs[table] == columns, table


def test_every_index_is_on_the_same_columns(url, file):
    ours = {
        (index.name, tuple(index.columns), bool(index.unique))
        for table in file.tables
        for index in table.indexes
        if table.name not in BOOKKEEPING and not index.name.startswith("sqlite_")
    }
    asked = """
        SELECT i.indexrelid::regclass::text, array_agg(a.attname ORDER BY array_position(i.indkey, a.attnum)),
               i.indisunique
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_attribute a
          ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE c.relnamespace = to_regnamespace(%s) GROUP BY i.indexrelid, i.indisunique"""
    with direct(url) as connection:
        rows = connection.execute(asked, (schema_of(url),)).fetchall()
    theirs = {(name, tuple(columns), unique) for name, columns, unique in rows if not name.endswith(("_pkey", "_key"))}
    assert theirs == ours


def test_both_engines_know_the_same_queries():
    assert set(texts()) == {name for name in queries().available_queries if not name.endswith("_cursor")}
