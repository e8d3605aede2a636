"""An office in a file, to measure with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from checkmail.office import batches, founding
from checkmail.office.acting import Act, Actor, Office
from checkmail.office.erasable import OWN_NUMBER, Fingerprint, digest_of
from checkmail.rules.codes import Kind
from checkmail.rules.ledger import GENESIS
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


def listed(act: Act, pieces: int, expects: str) -> None:
    """Batch 1 with a list of ``pieces`` kept and approved as an import does it; each expects the same enclosures."""
    fingerprint = Fingerprint()
    rows = (
        {"batch": 1, "version": 1, "record": n, "piece": n, "fields": json.dumps({"name": f"架空 {n}", "number": n})}
        for n in range(1, pieces + 1)
    )
    act.t.many("record_kept", fingerprint.through(rows))
    act.record(
        1, "list-imported", version=1, sha256=GENESIS, encoding="utf-8", records=pieces, pieces=pieces,
        fingerprint=fingerprint.hexdigest(), mapping=act.keep("{}", 1), origin=act.keep("{}", 1), headings=GENESIS,
        findings=[0, 0, 0],
    )  # fmt: skip
    act.record(
        1, "list-approved", version=1, pieces=pieces, tray_size=50, expects=[[expects, [[1, pieces]]]], attention=[],
        by_hand=[], withheld=[], rows=act.keep(digest_of((), OWN_NUMBER), 1), rows_compared=0,
    )  # fmt: skip


def issued(act: Act, pieces: int) -> None:
    """Labels and covers of every piece of batch 1, recorded as two print jobs."""
    for job, (kind, word, enclosure) in enumerate(((Kind.LABEL, "labels", 0), (Kind.COVER, "covers", 1)), 1):
        act.record(
            1, "printed", job=job, kind=word, sheet="", labels=0, correction=[], pages=pieces, artifacts=pieces,
            sha256=GENESIS, start=1, first=1, last=pieces, customer_codes=0,
            runs=[[kind.value, enclosure, 1, 1, pieces, 1]],
        )  # fmt: skip
