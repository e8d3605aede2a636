"""Long print jobs in volumes: one file a run of sheets, drawn and read back by itself (R9).

A volume is a file, a box of paper, a place to begin again after a jam, and a unit of work: no
more than the volumes in hand are in memory however long the job is, a second process makes
every other one, and while one is looked at the next is drawn.
"""

from __future__ import annotations

import contextlib
import gc
import glob
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, Protocol

from checkmail.errors import FailedVerification, Misused
from checkmail.paper import fonts
from checkmail.paper.ending import deaf_to_interrupts, end_with_parent, watch_resources, will_draw
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.fontfile import FontFile
from checkmail.paper.proof import Problem, prove
from checkmail.paper.sheets import Sheet

SHEETS: Final = 200
"""Sheets of labels a volume: two packets as they are sold."""
REAM: Final = 500
"""Sheets of plain paper a volume."""
WHOLE: Final = sys.maxsize
"""For papers whose pages say how many they are together: never parted."""
PROCESSES: Final = 2
"""More would leave an office's machine no time for its desks."""
_STEP: Final = 240
"""Items between two looks at whether to stop; a page takes longer than ten such looks."""
_LISTEN: Final = 0.2
"""Seconds between two reports of what the processes have done."""

Progress = Callable[[int], None]
"""Is told how many items are drawn; may raise to stop."""
Tell = Callable[[str, int], None]
"""Is told ``drawing`` or ``proving`` and how many items or pages are done; may raise to stop."""


class Drawing(Protocol):
    """What a job is drawn by. It is sent to another process, so it must be one that can be pickled."""

    @property
    def per_page(self) -> int:
        """Items on a page."""

    @property
    def sheets(self) -> int:
        """Pages of a volume."""

    @property
    def tolerates(self) -> Callable[[str], bool] | None:
        """Whether a code that nobody expected may stand on its pages (R9); None: they are ours, and none may."""

    def __call__(self, out: Path, items: Sequence[Any], at: int, progress: Progress, /) -> list[Placed]:
        """Draw a part of the job; ``at`` is the place of its first item, from 0 on the first page."""


@dataclass(frozen=True, slots=True)
class OnSheets:
    """A job of labels, by :func:`.labels.draw_labels` or one like it."""

    draw: Callable[..., list[Placed]]
    job: Job
    sheet: Sheet

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        return self.sheet.labels

    @property
    def sheets(self) -> int:
        """Pages of a volume."""
        return SHEETS

    @property
    def tolerates(self) -> None:
        """None may: all of the paper is ours."""

    def __call__(self, out: Path, items: Sequence[Any], at: int, progress: Progress, /) -> list[Placed]:
        """Draw a part of the job, the pages counted on."""
        page, place = divmod(at, self.per_page)
        return self.draw(out, self.job, self.sheet, items, start_at=place + 1, first_page=page, progress=progress)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A job on plain paper, by :func:`.covers.draw_covers` or one like it."""

    draw: Callable[..., list[Placed]]
    job: Job
    per_page: int = 1
    sheets: int = REAM

    @property
    def tolerates(self) -> None:
        """None may: all of the paper is ours."""

    def __call__(self, out: Path, items: Sequence[Any], _at: int, progress: Progress, /) -> list[Placed]:
        """Draw a part of the job."""
        return self.draw(out, self.job, items, progress=progress)


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of a job, as the machine saw it."""

    number: int
    """From 1."""
    file: Path
    pages: int
    decoded: int
    """Expected codes found on their page in their box."""
    problems: tuple[Problem, ...]
    sha256: str


def volumes_of(drawing: Drawing, count: int, start_at: int = 1) -> int:
    """How many volumes ``count`` items are, the first of which is at place ``start_at`` of its page."""
    return -(-(start_at - 1 + count) // (drawing.per_page * drawing.sheets))


def make_volumes(
    drawing: Drawing,
    items: Iterable[Any],
    name_of: Callable[[int], Path],
    *,
    start_at: int = 1,
    processes: int | None = None,
    proving: bool = True,
    progress: Tell | None = None,
) -> list[Volume]:
    """Draw ``items`` and read every page back, a file ``name_of(number)`` a volume, in their order.

    ``processes``: by default two where there is more than one volume and more than one core. One
    volume is made in this process. ``proving`` False leaves the look at the pages out, which is
    for measuring. Where a volume has a problem, or anything is raised, the work is stopped and
    no file is left; the answer's last volume then says what was wrong.

    Raises :class:`Misused` ``nothing-to-print`` and ``start-off-sheet``, :class:`FailedVerification`
    ``printing-broke-off`` where a process died, and what ``drawing`` and ``progress`` raise.
    """
    if not 1 <= start_at <= drawing.per_page:
        raise Misused("start-off-sheet", start=start_at, labels=drawing.per_page)
    parts = _parts(drawing, items, start_at)
    begun = list(islice(parts, 2))
    if not begun:
        raise Misused("nothing-to-print")
    named: list[Path] = []

    def works() -> Iterator[_Work]:
        for number, (at, chunk) in enumerate(chain(begun, parts), 1):
            named.append(name_of(number))
            yield _Work(number, named[-1], drawing, at, chunk, proving)

    if processes is None:
        processes = min(PROCESSES, os.cpu_count() or 1)
    make = _together if processes > 1 and len(begun) > 1 else _alone
    clean = False
    try:
        volumes = make(works(), processes, progress or (lambda _step, _done: None))
        clean = not any(volume.problems for volume in volumes)
    except BrokenProcessPool:
        raise FailedVerification("printing-broke-off") from None
    finally:
        if not clean:
            for path in named:
                path.unlink(missing_ok=True)
                # What a process was writing when it died.
                for part in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
                    part.unlink(missing_ok=True)
    return volumes


@dataclass(frozen=True, slots=True)
class _Work:
    """One volume to be made."""

    number: int
    file: Path
    drawing: Drawing
    at: int
    items: Sequence[Any]
    proving: bool


def _parts(drawing: Drawing, items: Iterable[Any], start_at: int) -> Iterator[tuple[int, list[Any]]]:
    """The items of each volume, and the place in the job of the first of them."""
    volume, at, rest = drawing.per_page * drawing.sheets, start_at - 1, iter(items)
    while chunk := list(islice(rest, volume - at % volume)):
        yield at, chunk
        at += len(chunk)


def _made(work: _Work, tell: Tell) -> Volume:
    with _uncollected():
        placed = work.drawing(work.file, work.items, work.at, lambda done: tell("drawing", done))
    if not work.proving:
        return Volume(work.number, work.file, 0, 0, (), "")
    proof = prove(work.file, placed, tolerates=work.drawing.tolerates, progress=lambda done: tell("proving", done))
    return Volume(work.number, work.file, proof.pages, proof.decoded, proof.problems, sha256_of(work.file))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cyclic garbage meanwhile: a volume's pages live to its end, and are searched again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _alone(works: Iterator[_Work], _processes: int, progress: Tell) -> list[Volume]:
    """One volume after the other, in this process."""
    volumes: list[Volume] = []
    before = {"drawing": 0, "proving": 0}
    for work in works:
        volume = _made(work, lambda step, done: progress(step, before[step] + done))
        volumes.append(volume)
        if volume.problems:
            break
        before["drawing"] += len(work.items)
        before["proving"] += volume.pages
    return volumes


def _together(works: Iterator[_Work], processes: int, progress: Tell) -> list[Volume]:
    """Volumes made by several processes, a few in hand at a time."""
    # Not forked: a screen's threads and an engine's connection do not survive that, and Windows has none of it.
    context = multiprocessing.get_context("spawn")
    watch_resources()
    counts = {step: context.Value("q", 0) for step in ("drawing", "proving")}
    stop = context.Event()
    volumes: list[Volume] = []
    with ProcessPoolExecutor(processes, context, _begin_process, (counts, stop, fonts.own_fonts())) as pool:
        try:
            pending: set[Future[Volume]] = set()
            while True:
                # As many again as there are processes: one waits for its next volume no longer than a message takes.
                with deaf_to_interrupts():
                    pending |= {pool.submit(_in_process, work) for work in islice(works, 2 * processes - len(pending))}
                if not pending:
                    break
                done, pending = wait(pending, _LISTEN, FIRST_COMPLETED)
                for step, count in counts.items():
                    progress(step, count.value)
                volumes += [future.result() for future in done]
                if any(volume.problems for volume in volumes):
                    break
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return sorted(volumes, key=lambda volume: volume.number)


class _Stopped(Exception):
    """Somebody stopped the job, or another volume of it failed."""


@dataclass(slots=True)
class _Process:
    """What a process shares with the one that began it."""

    counts: dict[str, Any]
    stop: Any
    own: Sequence[FontFile]
    """The fonts that stand before Noto in the job."""


_here: list[_Process] = []


def _begin_process(counts: dict[str, Any], stop: Any, own: Sequence[FontFile]) -> None:
    # Ctrl-C is the beginning process's to answer; it tells the others to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _here[:] = [_Process(counts, stop, own)]


def _in_process(work: _Work) -> Volume:
    here = _here[0]
    will_draw(work.file)
    told = {"drawing": 0, "proving": 0}
    steps = {"drawing": _STEP, "proving": 1}

    def tell(step: str, done: int) -> None:
        if done - told[step] >= steps[step] or (step == "drawing" and done == len(work.items)):
            count = here.counts[step]
            with count.get_lock():
                count.value += done - told[step]
            told[step] = done
            if here.stop.is_set():
                raise _Stopped

    # Here and not where the process began: a font that is gone is then told as what it is.
    with fonts.standing(here.own):
        return _made(work, tell)
