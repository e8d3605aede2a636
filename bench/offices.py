"""An office in a file, to measure with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from checkmail.office import batches, founding
from checkmail.office.acting import Actor, Office
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import create_sqlite, open_sqlite

BOSS = Actor(1)
"""The supervisor who made the office."""
PIN = "482917"


@contextmanager
def made_office(path: Path) -> Iterator[Office]:
    """A new office at ``path`` with its supervisor and one batch."""
    create_sqlite(path).close()
    store = open_sqlite(path)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        for answer in (
            founding.make_office(office, "計測", 1, (1, "課長"), PIN),
            batches.create_batch(office, BOSS, "計測"),
        ):
            if isinstance(answer, Refusal):
                raise TypeError(answer)
        yield office
    finally:
        store.close()
