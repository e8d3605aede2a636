"""Power loss, simulated: a real run is recorded, and the office reopened from what the disk may show at any point.

Modes: ``wal`` and ``truncate`` are what the program uses (decision 2); ``normal`` is the control, WAL with
``synchronous=NORMAL``, in which acknowledged scans must be lost, or this torture proves nothing.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from checkmail.office import approval, counting, pieces, printing, withholding
from checkmail.rules.model import Check
from checkmail.store import sqlite_connection
from tests.office.play import AKI, BAN, BOSS, CHO, Clock, Play, ok

from . import shim
from .disk import Disk
from .offices import Heads, copied, heads, heard, made, spoken, wrong_with

MODES: Final = ("wal", "truncate")
CONTROL: Final = "normal"
PIECES: Final = range(1, 13)


@dataclass
class Run:
    """A day of an office, each answer of which is marked among the recorded operations."""

    play: Play
    scans: int
    """At least so many lines at the desks, the sets and seals of the day among them."""
    scanned: int = 0

    def __post_init__(self) -> None:
        self.papers: dict[str, str] = {}

    def day(self) -> None:
        """The list is approved, printed, checked twice, counted, released and sealed."""
        office = self.play.office
        self._done(ok(withholding.answer_none(office, AKI, 1, date(2026, 11, 1), "福祉課")))
        self._done(ok(approval.approve(office, BAN, 1)))
        for kind in ("labels", "covers"):
            out = self.play.path.with_name(f"{kind}.pdf")
            ok(printing.print_artifacts(office, AKI, 1, printing.Wish(kind, out)))
            self.papers[out.name] = hashlib.sha256(out.read_bytes()).hexdigest()
            self._done(kind)
        while True:
            self._sets(AKI, Check.FIRST, "desk1")
            self._sets(BAN, Check.SECOND, "desk2")
            if self.scanned >= self.scans:
                break
            self._done(ok(pieces.send_back(office, CHO, 1, list(PIECES), "見直し")))
        for tray in (1, 2, 3):
            for actor in (AKI, BAN):
                self._done(ok(counting.enter_count(office, actor, 1, tray, 4)))
        self._done(ok(counting.release(office, BOSS, 1)))
        self.play.open(CHO, Check.SEAL, "desk3")
        for piece in PIECES:
            self._scan(lambda piece=piece: self.play.scan(CHO, self.play.label(piece), "desk3"))  # type: ignore[misc]
        self.play.store.close()

    def _sets(self, actor: object, check: Check, desk: str) -> None:
        self._done(self.play.open(actor, check, desk))  # type: ignore[arg-type]
        for piece in PIECES:
            for code in (self.play.cover(piece), self.play.label(piece)):
                answer = self._scan(lambda code=code: self.play.scan(actor, code, desk))  # type: ignore[misc]
                if answer.ask == "pin":
                    self.play.pin(actor, piece, desk)  # type: ignore[arg-type]
                    self._scan(lambda code=code: self.play.scan(actor, code, desk))  # type: ignore[misc]

    def _scan(self, scan: Callable[[], object]) -> object:
        answer = scan()
        self.scanned += 1
        self._done(answer)
        return answer

    def _done(self, answer: object) -> None:
        """Somebody was shown the answer: from here on it must be there."""
        del answer
        shim.mark(spoken(heads(self.play), self.papers))


def record(folder: Path, mode: str, scans: int, checkpoint: int) -> tuple[Path, Path]:
    """Records a day in ``mode``; where it began, and the operations. WAL is checkpointed every ``checkpoint`` pages."""
    stages = made(folder)
    file, log, began = folder / mode / "office.db", folder / f"{mode}.log", folder / f"{mode}-began"
    if mode == "truncate":
        sqlite_connection.safe_wal = lambda _version: False
    copied(stages, "listed", file)
    shutil.copytree(file.parent, began)
    shim.watch(file.parent)
    shim.record_to(log)
    play = Play(file, Clock(stages.clocks["listed"].now))
    play.store._connection.execute(f"PRAGMA wal_autocheckpoint = {checkpoint}")
    if mode == CONTROL:
        play.store._connection.execute("PRAGMA synchronous = NORMAL")
    Run(play, scans).day()
    shim.watch(Path("/nowhere"))
    return began, log


def measure(
    count: int, seed: int, folder: Path, mode: str = "wal", scans: int = 120, checkpoint: int = 60
) -> Counter[str]:
    """``count`` points of one recorded day; every tenth is replayed from its entries.

    Counts: points, lost (something acknowledged is not there), wrong (anything else), scans and operations recorded.
    """
    began, log = record(folder, mode, scans, checkpoint)
    operations = list(shim.recorded(log))
    chance = random.Random(seed)
    points = sorted(chance.choices(range(len(operations) + 1), k=count))
    disk = Disk(began, folder / mode)
    acknowledged: Heads = {}
    papers: dict[str, str] = {}
    found: Counter[str] = Counter()
    at = 0
    for number, point in enumerate(points):
        for one in operations[at:point]:
            if one.what == "!":
                acknowledged, papers = heard(one.name)
            else:
                disk.take(one)
        at = point
        shown = folder / "shown"
        shutil.rmtree(shown, ignore_errors=True)
        shown.mkdir()
        disk.show(shown, chance)
        wrong = wrong_with(shown / "office.db", acknowledged, papers, replay=number % 10 == 0)
        found["points"] += 1
        found["replayed"] += number % 10 == 0
        if wrong:
            found[wrong.partition(":")[0]] += 1
            if mode != CONTROL:
                print(f"{mode}: point {point} of seed {seed}: {wrong}", flush=True)
    found["operations"] = sum(one.what != "!" for one in operations)
    found["acknowledged"] = sum(one.what == "!" for one in operations)
    return found
