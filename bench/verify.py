"""The ledger of a batch of 1,000,000 pieces verified, replayed, exported, and verified again by the program of docs.

``python -m bench.verify`` (in ``make million``) writes ``bench/results/verify.md``. The office is made first, which is
not measured: its list is kept and approved as an import does it, and each piece has one entry as a desk records
it, through ``Act.record`` in transactions of 20,000; only that nobody scanned. Each measurement is a process of
its own, and its seconds are of the processor: verifying runs on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.offices import BOSS, listed, made_office
from bench.results import machine, peak_megabytes, write_results
from checkmail.office import exporting, verifying
from checkmail.office.acting import Act, Actor, Office
from checkmail.rules.codes import Code, Kind
from checkmail.rules.ledger import stamp
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import open_sqlite

PIECES: Final = 1_000_000
WANTED: Final = 100_000
"""Entries a second."""
ALLOWED: Final = 2_048
"""Megabytes."""
_AT_ONCE: Final = 20_000
_OURS: Final = Path(__file__).parents[1] / "docs" / "verify_ledger.py"
CLERK: Final = Actor(1)


def make(path: Path, pieces: int) -> dict[str, Any]:
    """An office with one approved batch in which each piece was enclosed."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=900)
        return moment

    with made_office(path) as opened:
        office = Office(opened.store, "bench", clock)
        with office.store.acting() as t:
            act = Act(office, t, BOSS)
            listed(act, pieces, "0,1")
            act.record(
                1, "desk-opened", check="first", session=0, held="", held_pieces="", pin_tray=0, recent="",
                last_done=0, voided=0,
            )  # fmt: skip
        for first in range(1, pieces + 1, _AT_ONCE):
            with office.store.acting() as t:
                act = Act(office, t, CLERK)
                for piece in range(first, min(first + _AT_ONCE, pieces + 1)):
                    act.now = clock()
                    code = Code(Kind.LABEL, 1, piece, 0, 1).digits(1)
                    act.record(
                        1, "piece-enclosed", check="first", clock=stamp(act.now), came="scanned", code=code,
                        piece=piece, pin_tray=0,
                    )  # fmt: skip
    return {"megabytes on disk": path.stat().st_size / 1_048_576}


def run(path: Path, step: str) -> dict[str, Any]:
    """One measurement."""
    store = open_sqlite(path)
    try:
        office = Office(store, "bench")
        wall, begun = time.perf_counter(), time.process_time()
        if step == "export":
            written = exporting.export(office, BOSS, path.with_suffix(".jsonl"))
            entries = 0 if isinstance(written, Refusal) else written
        else:
            found = verifying.verify(office, replay=step == "replay")
            if found.faults:
                raise ValueError(found.faults[:3])
            entries = found.entries
        spent = time.process_time() - begun
        return {
            "entries": entries, "seconds": spent, "wall": time.perf_counter() - wall, "megabytes": peak_megabytes(),
        }  # fmt: skip
    finally:
        store.close()


def elsewhere(path: Path) -> dict[str, Any]:
    """The program of docs over the export."""
    wall = time.perf_counter()
    file = path.with_suffix(".jsonl")
    subprocess.run([sys.executable, str(_OURS), str(file)], check=True)  # noqa: S603
    spent = os.times()
    with file.open("rb") as lines:
        entries = sum(1 for _ in lines)
    return {
        "entries": entries, "seconds": spent.children_user + spent.children_system,
        "wall": time.perf_counter() - wall, "megabytes": peak_megabytes(),
    }  # fmt: skip


STEPS: Final = {
    "verify": "`ledger verify`: chains, texts, list, secrets, schema, pages",
    "replay": "`ledger verify --replay`: every table made again",
    "export": "`ledger export`",
    "elsewhere": "`docs/verify_ledger.py` over the export",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the office is made, once, and stays")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FILE"), help="one measurement, printed as JSON")
    chosen = parser.parse_args(arguments)
    if not chosen.step:
        write_results("verify", "Verifying a ledger", "\n".join(_table(chosen.pieces, chosen.keep)))
        return
    step, path = chosen.step[0], Path(chosen.step[1])
    if step == "make":
        print(json.dumps(make(path, chosen.pieces)))
    else:
        print(json.dumps(elsewhere(path) if step == "elsewhere" else run(path, step)))


def _table(pieces: int, keep: Path | None) -> Iterator[str]:
    yield f"{machine()}; load when it began: {os.getloadavg()[0]:.1f}"
    yield from (
        "",
        f"One batch of {pieces:,} pieces. Wanted: {WANTED:,} entries a second of one core for `ledger verify`, and",
        f"`--replay` within {ALLOWED:,} MB. The seconds are of the processor.",
        "",
        "| what | entries | s | entries a second | most memory, MB |",
        "|---|--:|--:|--:|--:|",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = (keep or Path(folder)) / "office.db"
        if not path.exists():
            measure("make", path, pieces)
        for step, words in STEPS.items():
            seen = measure(step, path, pieces)
            rate = seen["entries"] / seen["seconds"]
            line = f"| {words} | {seen['entries']:,} | {seen['seconds']:.1f} | {rate:,.0f} | {seen['megabytes']:.0f} |"
            print(line, flush=True)
            yield line


def measure(step: str, path: Path, pieces: int) -> dict[str, Any]:
    """One measurement in a process of its own, begun by one that is small: a child's peak is never below that."""
    command = [sys.executable, "-m", "bench.verify", "--pieces", str(pieces), "--step", step, str(path)]
    measured: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return measured


if __name__ == "__main__":
    main()
