"""PostgreSQL: the contract, and what is this engine's own: the server, durability, lost connections."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from checkmail.store.postgres import PostgresStore, create_postgres, open_postgres
from checkmail.store.postgres_transaction import texts
from checkmail.store.protocol import Store

from .contract import Contract
from .server import direct, drop, new_schema


class _Office:
    def __init__(self, url: str) -> None:
        self.url = url
        create_postgres(url).close()

    def open(self) -> PostgresStore:
        return open_postgres(self.url)

    def explain(self, store: Store) -> dict[str, str]:
        out = {}
        with direct(self.url) as connection:
            for name, statement in texts().items():
                params: dict[str, object] = dict.fromkeys(re.findall(r"%\((\w+)\)s", statement.decode()))
                # A value compared with a number is one; without a type the server would take four bytes for it.
                params |= dict.fromkeys(re.findall(r"%\((\w+)\)s [>=<]+ \d", statement.decode()), 2**40)
                try:
                    connection.execute(b"EXPLAIN " + statement, params)
                    out[name] = ""
                except psycopg.Error as error:
                    out[name] = str(error)
        return out

    def refuses_duplicates_with(self) -> type[Exception]:
        return psycopg.IntegrityError


@pytest.fixture
def office() -> Iterator[_Office]:
    made = _Office(new_schema())
    yield made
    drop(made.url)


class TestPostgres(Contract):
    """The contract, held by PostgreSQL."""
