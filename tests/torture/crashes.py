"""A PostgreSQL server killed with kill -9, all its processes at once, while desks scan: nothing acknowledged is lost.

The server is started again, recovers, and the office is looked at. In the last rounds each desk turns
``synchronous_commit`` off behind the program's back, which refuses to open such a session: the control, in which
acknowledged scans must be lost.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from checkmail.errors import StoreUnavailable
from checkmail.office import record
from checkmail.office.acting import Actor, Office
from checkmail.rules.model import Check
from checkmail.store import postgres
from checkmail.store.postgres import open_postgres
from tests.office.play import AKI, BAN, Clock, Play

from . import children
from .kills import last
from .offices import Heads, heads, made, spoken
from .servers import Server

DESKS: Final = ((AKI, "desk1", range(1, 7)), (BAN, "desk2", range(7, 13)))
BEFORE: Final = 3
"""Answers that each desk must have been given before the server may be killed."""
LONGEST: Final = 0.3
"""Seconds from then on."""


def work(url: str, clock: Clock, actor: Actor, name: str, numbers: range, pipe: int, *, commit: bool) -> None:
    """Scans until the server is gone; says each answer once it has it."""
    # What the driver says of a server that is gone is said there too.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # A desk that was cut off in mid-commit asks on until a server answers: here none is started while a desk lives.
    postgres._SERVER_PATIENCE = 0.0
    play = Play(Path("office"), clock, url)
    if not commit:
        play.store._connection.execute(b"SET synchronous_commit = off")
    play.open(actor, Check.FIRST, name)
    try:
        while True:
            for piece in numbers:
                for code in (play.cover(piece), play.label(piece)):
                    play.scan(actor, code, name)
                    os.write(pipe, (spoken(heads(play), {}) + "\n").encode())
    except Exception as error:  # noqa: BLE001 - the server is gone; what the desk's driver says of it is no matter here
        os.write(pipe, f"\0{type(error).__name__}".encode())


def answered(desks: list[tuple[int, int]]) -> list[bytes]:
    """What each desk has said once both were answered :data:`BEFORE` times."""
    said = []
    for _, reading in desks:
        part = b""
        while part.count(b"\n") < BEFORE:
            more = os.read(reading, 65536)
            assert more, "a desk ended before the server did"
            part += more
        said.append(part)
    return said


def wrong_with(url: str, acknowledged: Heads, *, replay: bool) -> str:
    """What is lost or half done in the office at ``url``; empty: nothing."""
    try:
        store = open_postgres(url)
    except StoreUnavailable as error:
        return f"refused: {error.key}"
    try:
        with store.reading() as t:
            for chain, (count, digest) in acknowledged.items():
                rows = t.all("entries_from", chain=int(chain), after=count - 1, limit=1)
                if not rows or (rows[0]["number"], rows[0]["hash"]) != (count, digest):
                    return f"lost: entry {count} of chain {chain}"
        faults = record.verify(Office(store, "torture"), replay=replay).faults
        return f"verify: {faults[0]}" if faults else ""
    finally:
        store.close()


def measure(count: int, seed: int, folder: Path, control: int = 3, replays: int = 1) -> Counter[str]:
    """``count`` crashes of one server with two desks at work, and ``control`` more without synchronous commits.

    Counts: crashes, answers acknowledged, what was wrong; and the same of the control.
    """
    stages, chance = made(folder), random.Random(seed)
    file, now = stages.file("printed"), stages.clocks["printed"].now
    server = Server(folder)
    found: Counter[str] = Counter()
    try:
        for number in range(count + control):
            safe = number < count
            round_ = Round(server.office(file), now)
            shown = round_.play(server, chance.uniform(0, LONGEST), commit=safe)
            found["crashes" if safe else "control, crashes"] += 1
            found["acknowledged" if safe else "control, acknowledged"] += round_.acknowledged
            for head in shown:
                if wrong := wrong_with(round_.url, head, replay=number % replays == 0):
                    what = wrong.partition(":")[0]
                    found[what if safe else f"control, {what}"] += 1
                    if safe:
                        print(f"crash {number} of seed {seed}: {wrong}", flush=True)
    finally:
        server.stop()
    return found


@dataclass
class Round:
    """One office on the server, two desks, and the server's end."""

    url: str
    now: datetime
    acknowledged: int = 0

    def play(self, server: Server, seconds: float, *, commit: bool) -> list[Heads]:
        """Scans until the server is killed after ``seconds``, and starts it again; what each desk was shown last."""
        desks = [children.begin(self._desk(*who, commit=commit)) for who in DESKS]
        first = answered(desks)
        time.sleep(seconds)
        server.crash()
        shown = []
        for (child, reading), said in zip(desks, first, strict=True):
            answers, head = last((said + children.said(reading)).partition(b"\0")[0])
            self.acknowledged += answers
            shown.append(head)
            assert children.end(child) == 0
        server.start()
        return shown

    def _desk(self, actor: Actor, name: str, numbers: range, *, commit: bool) -> Callable[[int], None]:
        return lambda pipe: work(self.url, Clock(self.now), actor, name, numbers, pipe, commit=commit)
