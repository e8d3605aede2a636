"""What ``doctor`` finds out about a PostgreSQL server: who it is, how durable, how fast, whose clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import psycopg

from checkmail.store.diagnosis import Diagnosis, Level
from checkmail.store.postgres_address import Address

CLOCK_SLACK: Final = 2_000
"""Milliseconds. As between desks (R26): people who compare a screen's time with the ledger's do not notice less."""

SLOW_COMMIT: Final = 20_000
"""Microseconds. Beyond it a scan with its ten questions is felt at the desk."""

_COMMITS: Final = 5

Connection = psycopg.Connection[Any]


def diagnose(connection: Connection, address: Address, version: str) -> list[Diagnosis]:
    """Everything in the order people read it; writes a message into the server's log of changes and nothing else."""
    settings = {
        row["name"]: row["setting"]
        for row in connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit',"
            " 'server_encoding', 'data_checksums', 'synchronous_standby_names')"
        )
    }
    durable = ", ".join(f"{name}={settings[name]}" for name in ("fsync", "full_page_writes", "synchronous_commit"))
    found = [
        Diagnosis("server", details={"server": f"PostgreSQL {version}", "schema": address.schema}),
        Diagnosis("durability", details={"settings": durable}),
        _checksums(settings["data_checksums"]),
        Diagnosis("encoding", details={"encoding": settings["server_encoding"]}),
        _line(connection),
        _clock(connection),
    ]
    waits = settings["synchronous_standby_names"]
    if waits:
        found.append(_replication(connection, waits))
    # With no standby to wait for a commit would stand still for ever.
    if found[-1].code != "replication" or found[-1].level is Level.OK:
        found.append(_latency(connection))
    return found


def _checksums(setting: str) -> Diagnosis:
    return Diagnosis("checksums", Level.OK if setting == "on" else Level.WARNING)


def _line(connection: Connection) -> Diagnosis:
    host = connection.info.host
    row = connection.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    if row and row["ssl"]:
        return Diagnosis("connection", details={"how": f"{row['version']}, {host}"})
    # A path is a socket of this computer.
    here = host.startswith(("/", "@")) or host in ("", "localhost", "127.0.0.1", "::1")
    return Diagnosis("connection", Level.OK if here else Level.WARNING, {"how": host or "socket"})


def _clock(connection: Connection) -> Diagnosis:
    asked = datetime.now(UTC)
    row = connection.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now").fetchone()
    answered = datetime.now(UTC)
    here = (asked.timestamp() + answered.timestamp()) / 2 * 1000
    apart = abs(round(here - (row["now"] if row else 0)))
    return Diagnosis("clock", Level.WARNING if apart > CLOCK_SLACK else Level.OK, {"milliseconds": apart})


def _replication(connection: Connection, waits: str) -> Diagnosis:
    # Who may not see the standbys' states sees them as NULL: then nothing is said against them.
    row = connection.execute(
        "SELECT count(*) AS there FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum') OR sync_state IS NULL"
    ).fetchone()
    return Diagnosis("replication", Level.OK if row and row["there"] else Level.WARNING, {"standbys": waits})


def _latency(connection: Connection) -> Diagnosis:
    """A commit that is waited for; the message in it means nothing and lies in no table."""
    times = []
    for _ in range(_COMMITS):
        start = time.perf_counter()
        connection.execute("SELECT pg_logical_emit_message(true, 'checkmail', 'doctor')")
        times.append((time.perf_counter() - start) * 1_000_000)
    took = round(median(times))
    return Diagnosis("latency", Level.WARNING if took > SLOW_COMMIT else Level.OK, {"microseconds": took})
