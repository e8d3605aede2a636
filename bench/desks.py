"""Eight desks of one host at one office file: how long a scan waits for the others, and whether turns are shared.

``python -m bench.desks`` writes ``bench/results/desks.md``. Each desk is a process of its own with a person of its
own, who encloses pieces of one batch through :func:`checkmail.office.desk.scan`. First all of them together scan 80
codes a second; a scan is timed from the moment it was due, or from its begin where its desk was idle then. After that
one desk and eight desks scan as fast as they can, in turns, and the ratio is that of the middle rates. Beside it the
disk alone, and the queue alone, without an act.
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
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from bench.offices import BOSS
from bench.record import CLERK, SETTLED, make
from bench.results import machine, write_results
from checkmail.office import desk, founding, people, proposals
from checkmail.office.acting import Actor, Office
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check, Role
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_verdicts import Outcome
from checkmail.store.queue import Queue
from checkmail.store.sqlite import open_sqlite

DESKS: Final = 8
RATE: Final = 80
"""Codes a second, of all desks together."""
SECONDS: Final = 30.0
SATURATED: Final = 3.0
ROUNDS: Final = 7
EACH: Final = 5_000
"""Pieces that are there for so many seconds of one desk, or of eight: more than they come to."""
FLOORS: Final = 800
TURNS: Final = 20_000
_FIRST_PERSON: Final = 2
_PINS: Final = ("739164", "482917")
Measured = dict[str, Any]
Together = list[list[float]]
"""Seconds of every scan, by desk, of desks that worked at the same time."""


def hire(path: Path) -> None:
    """Adds persons until every desk has its own; the office's third and later ones take two people."""
    store = open_sqlite(path)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        for number in range(_FIRST_PERSON + 1, _FIRST_PERSON + DESKS):
            answer: object = people.add_person(office, BOSS, number, f"係{number}", Role.CLERK, _PINS[0])
            if isinstance(answer, proposals.Proposed):
                answer = proposals.confirm(office, CLERK, answer.proposal)
            for one in (answer, people.change_own_pin(office, Actor(number), _PINS[1])):
                if isinstance(one, Refusal):
                    raise TypeError(one)
    finally:
        store.close()


def codes(office: int, first: int, last: int) -> Iterator[str]:
    """Cover and envelope of one piece after the other."""
    for piece in range(first, last + 1):
        yield Code(Kind.COVER, 1, piece, 1, 1).digits(office)
        yield Code(Kind.LABEL, 1, piece, 0, 1).digits(office)


def work(path: Path, number: int, first: int, last: int, seconds: float, every: float) -> Measured:
    """One desk for ``seconds``: a code each ``every`` seconds, or as fast as it can where that is 0."""
    store = open_sqlite(path)
    try:
        office = Office(store, f"desk{number}", lambda: datetime.now(UTC))
        actor = Actor(_FIRST_PERSON + number)
        opened = desk.open_desk(office, actor, 1, Check.FIRST, clear=True)
        if isinstance(opened, Refusal):
            raise TypeError(opened)
        # As in bench.record: a desk has been open for a while.
        time.sleep(SETTLED)
        lines = codes(founding.office_name(office)[0], first, last)
        print("ready", flush=True)
        sys.stdin.readline()
        # The desks' codes are spread evenly: people do not press in step, and in step is worse for nobody but here.
        due = begun = time.perf_counter() + number * every / DESKS
        waits = []
        while due < begun + seconds:
            idle = due - time.perf_counter()
            if idle > 0:
                time.sleep(idle)
            start = time.perf_counter() if every == 0 or idle > 0 else due
            answer = desk.scan(office, actor, 1, next(lines))
            ended = time.perf_counter()
            if isinstance(answer, Refusal) or answer.verdict not in (Outcome.ACCEPTED, Outcome.COMPLETE):
                raise ValueError(answer)
            waits.append(ended - start)
            due = due + every if every else ended
        return {"waits": waits}
    finally:
        store.close()


def together(path: Path, first: int, last: int, desks: int, seconds: float, every: float) -> Together:
    """Seconds of every scan, by desk; they begin together, and pieces from ``first`` to ``last`` are shared out."""
    each = (last - first + 1) // desks
    processes = []
    for number in range(desks):
        begin = first + number * each
        told = (path, number, begin, begin + each - 1, seconds, every)
        command = [sys.executable, "-m", "bench.desks", "--desk", *map(str, told)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))  # noqa: S603
    for process in processes:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise ValueError("a desk did not open")
    for process in processes:
        if process.stdin is not None:
            process.stdin.write("\n")
            process.stdin.flush()
    out = []
    for process in processes:
        said, _ = process.communicate(timeout=seconds + 120)
        if process.returncode:
            raise ValueError("a desk was refused or could not write")
        out.append(json.loads(said)["waits"])
    return out


def turn_cost(folder: Path) -> float:
    """Seconds of a turn that is free: all that the queue adds to an act where nobody waits."""
    queue = Queue(folder / "queue.db")
    try:
        begun = time.perf_counter()
        for _ in range(TURNS):
            with queue.turn():
                pass
        return (time.perf_counter() - begun) / TURNS
    finally:
        queue.close()


def floor(folder: Path) -> list[float]:
    """Seconds of appending 4 KiB and syncing them: what the disk asks for anything that is to last."""
    taken = []
    file = os.open(folder / "floor", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    try:
        for _ in range(FLOORS):
            begun = time.perf_counter()
            os.write(file, bytes(4096))
            os.fsync(file)
            taken.append(time.perf_counter() - begun)
            time.sleep(1 / RATE)
    finally:
        os.close(file)
    return taken


def _row(name: str, rounds: list[Together], seconds: float) -> str:
    taken = [one for by_desk in rounds for waits in by_desk for one in waits]
    shares = [max(counts) / min(counts) for by_desk in rounds for counts in [[len(waits) for waits in by_desk]]]
    return (
        f"| {name} | {len(taken):,} | {_rate(rounds, seconds):.0f} | {median(taken) * 1000:.2f} "
        f"| {quantiles(taken, n=100)[-1] * 1000:.1f} | {max(taken) * 1000:.1f} | {max(shares):.2f} |"
    )


def _rate(rounds: list[Together], seconds: float) -> float:
    """Scans a second of all desks, in the round in the middle."""
    return median(sum(map(len, by_desk)) / seconds for by_desk in rounds)


def report(
    paced: Together, one: list[Together], eight: list[Together], disk: list[float], turn: float
) -> Iterator[str]:
    """The table and the ratios."""
    yield "| | scans | a second | median ms | 99 % within ms | longest ms | most / least a desk |"
    yield "|---|---|---|---|---|---|---|"
    yield _row(f"{DESKS} desks, {RATE} a second together", [paced], SECONDS)
    yield _row("1 desk, as fast as it can", one, SATURATED)
    yield _row(f"{DESKS} desks, as fast as they can", eight, SATURATED)
    ratios = sorted(
        _rate([all_], SATURATED) / _rate([alone], SATURATED) for all_, alone in zip(eight, one, strict=True)
    )
    yield (
        f"\n{DESKS} desks store {_rate(eight, SATURATED) / _rate(one, SATURATED):.2f} times the scans of one (middle "
        f"rates of {len(one)} rounds; round by round {ratios[0]:.2f} to {ratios[-1]:.2f}). None was told to come again."
    )
    yield (
        f"The disk alone, 4 KiB appended and synced {RATE} times a second: median {median(disk) * 1000:.2f} ms, 99 % "
        f"within {quantiles(disk, n=100)[-1] * 1000:.1f} ms, longest {max(disk) * 1000:.1f} ms."
    )
    yield f"A turn in the queue that is free takes {turn * 1e6:.1f} µs."


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desk", nargs=6, help="one desk itself: file, number, first and last piece, seconds, pace")
    chosen = parser.parse_args(arguments)
    if chosen.desk:
        path, number, first, last, seconds, every = chosen.desk
        measured = work(Path(path), int(number), int(first), int(last), float(seconds), float(every))
        print(json.dumps(measured))
        return
    paced_pieces = int(RATE * SECONDS) // 2 + 2 * DESKS
    pieces = paced_pieces + 2 * EACH * ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "office.db"
        make(str(path), pieces)
        hire(path)
        load = os.getloadavg()[0]
        disk = floor(folder)
        paced = together(path, 1, paced_pieces, DESKS, SECONDS, DESKS / RATE)
        one, eight = [], []
        for first in range(paced_pieces + 1, pieces, 2 * EACH):
            one.append(together(path, first, first + EACH - 1, 1, SATURATED, 0.0))
            eight.append(together(path, first + EACH, first + 2 * EACH - 1, DESKS, SATURATED, 0.0))
        table = "\n".join(report(paced, one, eight, disk, turn_cost(folder)))
    text = f"{machine()}; {pieces:,} pieces in the batch; load when it began: {load:.1f}\n\n{table}"
    print(text)
    write_results("desks", "Eight desks at one office file", text)


if __name__ == "__main__":
    main()
