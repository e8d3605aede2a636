"""kill -9 at random points of a desk's work: what was acknowledged is there, and no act is half done.

A desk is a child process that scans through ``office.desk.scan`` and writes a line to a pipe for each answer it was
given. It is killed after a random time, or before a random operation on its files. In every second round another
desk works on the same office meanwhile, sees nothing of it, and is killed later.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Final

from checkmail.office import pieces
from checkmail.office.acting import Actor
from checkmail.rules.model import Check
from tests.office.conftest import Stages
from tests.office.play import AKI, BAN, Clock, Play, ok

from . import children, shim
from .offices import Heads, copied, heads, heard, made, spoken, wrong_with

LONGEST: Final = 0.05
"""Seconds that a desk lives at most, when time is what ends it."""
OPERATIONS: Final = 700
"""File operations that a desk lives at most, when they are what ends it: about thirty scans."""
AFTERWARDS: Final = 5
"""Acts that the other desk must still be answered once the first is gone."""


def work(file: Path, clock: Clock, actor: Actor, name: str, numbers: range, pipe: int) -> None:
    """Opens the office and scans until it is killed; says each answer once it has it."""
    play = Play(file, clock)
    play.open(actor, Check.FIRST, name)
    while True:
        for piece in numbers:
            for code in (play.cover(piece), play.label(piece)):
                play.scan(actor, code, name)
                os.write(pipe, (spoken(heads(play), {}) + "\n").encode())
        ok(pieces.send_back(play.at(name), actor, 1, list(numbers), "見直し"))
        os.write(pipe, (spoken(heads(play), {}) + "\n").encode())


def last(said: bytes) -> tuple[int, Heads]:
    """How many answers a dead desk had been given, and the heads of the last; a torn line says nothing."""
    lines = said.decode().split("\n")[:-1]
    return len(lines), heard(lines[-1])[0] if lines else {}


class Round:
    """One office, one or two desks, and their ends."""

    def __init__(self, stages: Stages, file: Path, chance: random.Random) -> None:
        self.file, self.chance = copied(stages, "printed", file), chance
        self.now = stages.clocks["printed"].now

    def play(self, *, two: bool, by_time: bool) -> tuple[int, list[Heads]]:
        """Answers given, and the last heads that each desk was shown."""
        one = self._begin(AKI, "desk1", range(1, 7), 0 if by_time else self.chance.randint(1, OPERATIONS))
        other = self._begin(BAN, "desk2", range(7, 13), 0) if two else None
        if by_time:
            time.sleep(self.chance.uniform(0, LONGEST))
            children.kill(one[0])
        ended = [self._ended(one)]
        if other:
            first = b""
            while first.count(b"\n") < AFTERWARDS:
                part = os.read(other[1], 65536)
                assert part, "the other desk died with the first"
                first += part
            children.kill(other[0])
            ended.append(self._ended(other, first))
        return sum(count for count, _ in ended), [shown for _, shown in ended]

    def _begin(self, actor: Actor, name: str, numbers: range, operations: int) -> tuple[int, int]:
        clock = Clock(self.now)

        def desk(pipe: int) -> None:
            shim.watch(self.file.parent)
            if operations:
                shim.kill(operations)
            work(self.file, clock, actor, name, numbers, pipe)

        return children.begin(desk)

    @staticmethod
    def _ended(desk: tuple[int, int], first: bytes = b"") -> tuple[int, Heads]:
        said = first + children.said(desk[1])
        assert children.end(desk[0]) == -signal.SIGKILL, "a desk ended by itself"
        return last(said)


def measure(count: int, seed: int, folder: Path, replays: int = 1) -> Counter[str]:
    """``count`` kills of a first desk; every ``replays``-th office is made again from its entries.

    Counts: kills (by time, by operation, beside another desk), answers acknowledged, wrong.
    """
    stages, chance = made(folder), random.Random(seed)
    stages.file("printed")
    gc.freeze()
    found: Counter[str] = Counter()
    for number in range(count):
        two, by_time = number % 2 == 1, number % 4 < 2
        one = Round(stages, folder / "killed" / "office.db", chance)
        answers, shown = one.play(two=two, by_time=by_time)
        found["kills"] += 1
        found["kills by time" if by_time else "kills by operation"] += 1
        found["kills beside another desk"] += two
        found["acknowledged"] += answers
        for desk, heads_shown in enumerate(shown):
            wrong = wrong_with(one.file, heads_shown, {}, replay=desk == 0 and number % replays == 0)
            if wrong:
                found["wrong"] += 1
                print(f"kill {number} of seed {seed}: {wrong}", flush=True)
    return found
