"""Two desks at one piece: two processes complete the same set at the same moment, and one of them wins.

Both have scanned the cover and wait at a gate; then both scan the envelope. One is told ``complete``, the other, for
the same line, the reason of its own: ``already-enclosed`` at the first check, ``already-verified`` at the second.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.office import desk, pieces
from checkmail.office.acting import Actor
from checkmail.rules.model import Check
from tests.office.play import AKI, BAN, CHO, Clock, Play, ok

from . import children
from .offices import copied, made

Opening = Callable[[], Play]
"""Opens the office for one process, on whichever engine."""

DESKS: Final = ("left", "right")
LOSES: Final = {Check.FIRST: "already-enclosed", Check.SECOND: "already-verified"}


@dataclass
class Desk:
    """A process at one of the desks, that does a line when it is told to."""

    child: int
    answers: int
    orders: int

    def tell(self, order: str) -> None:
        os.write(self.orders, f"{order}\n".encode())

    def hear(self) -> str:
        said = b""
        while not said.endswith(b"\n"):
            part = os.read(self.answers, 1024)
            assert part, "a desk died"
            said += part
        return said.decode().strip()

    def end(self) -> None:
        self.tell("end")
        assert children.end(self.child) == 0
        os.close(self.orders)
        os.close(self.answers)


def begun(opening: Opening, actor: Actor, name: str) -> Desk:
    """A desk that scans what it is ordered to, and answers verdict and reason."""
    reading, writing = os.pipe()

    def work(answers: int) -> None:
        os.close(writing)
        play = opening()
        with os.fdopen(reading, encoding="utf-8") as orders:
            for order in orders:
                what, _, text = order.strip().partition(" ")
                if what == "end":
                    break
                if what == "open":
                    play.open(actor, Check(text), name)
                    os.write(answers, b"open\n")
                    continue
                answer = play.scan(actor, text, name)
                if answer.ask == "pin":
                    ok(desk._pin_entered(play.at(name), actor, 1, answer.tray))
                    answer = play.scan(actor, text, name)
                os.write(answers, f"{answer.verdict.value} {answer.reason}\n".encode())
        play.store.close()

    child, answers = children.begin(work)
    os.close(reading)
    return Desk(child, answers, writing)


def race(desks: list[Desk], play: Play, piece: int) -> list[str]:
    """Both scan the cover, then both at once the envelope; what both were told."""
    for order in (f"scan {play.cover(piece)}", f"scan {play.label(piece)}"):
        for one in desks:
            one.tell(order)
        told = [one.hear() for one in desks]
    return told


def measure(count: int, seed: int, folder: Path, engine: str = "sqlite") -> Counter[str]:
    """``count`` races for the pieces of an office on either engine; every fifth at the second check."""
    stages = made(folder)
    stages.file("printed")
    now = stages.clocks["printed"].now
    if engine == "sqlite":
        file = copied(stages, "printed", folder / "raced" / "office.db")
        return raced(lambda: Play(file, Clock(now)), count, seed)
    from .servers import Server

    server = Server(folder)
    try:
        url = server.office(stages.file("printed"))
        return raced(lambda: Play(folder / "office", Clock(now), url), count, seed)
    finally:
        server.stop()


def raced(opening: Opening, count: int, seed: int) -> Counter[str]:
    """``count`` races on the office that ``opening`` opens. Counts: races, one winner, wins of each desk, wrong."""
    gc.freeze()
    desks = [begun(opening, AKI, "left"), begun(opening, BAN, "right")]
    play = opening()
    found: Counter[str] = Counter()
    check = Check.SECOND
    for number in range(count):
        wanted = Check.SECOND if number % 20 >= 16 else Check.FIRST
        if wanted is not check:
            check = wanted
            for one in desks:
                one.tell(f"open {check.value}")
                one.hear()
        piece = 1 + (number + seed) % 12
        if check is Check.SECOND:
            play.first(CHO, [piece], "third")
        told = race(desks, play, piece)
        found["races"] += 1
        if sorted(told) == ["complete", f"refused {LOSES[check]}"]:
            found["one winner"] += 1
            found[f"won by the {DESKS[told.index('complete')]} desk"] += 1
        else:
            found["wrong"] += 1
            print(f"race {number} of seed {seed} for piece {piece}: {told}", flush=True)
        ok(pieces.send_back(play.office, CHO, 1, [piece], "見直し"))
    for one in desks:
        one.end()
    if faults := play.faults():
        found["wrong"] += 1
        print(f"after the races: {faults}", flush=True)
    play.store.close()
    return found
