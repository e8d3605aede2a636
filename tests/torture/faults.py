"""Every file operation of an act fails once: nothing acknowledged is lost, nothing half done, and a sentence says it.

The acts are commands, run as ``checkmail`` runs them, in forked children under the shim; the n-th operation below
the office's folder fails, for n = 1, 2 … until the command has no n-th operation any more. With EIO every
operation is struck; with ENOSPC those that write, and a write takes half of its bytes first, as a full disk does.
"""

from __future__ import annotations

import errno
import gc
import io
import itertools
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.office import people, withholding
from checkmail.office.acting import Office
from checkmail.store.sqlite import create_sqlite, open_sqlite
from tests.office.conftest import Stages
from tests.office.play import AKI, PIN, Play, ok, write_list

from . import children, shim
from .offices import ENDINGS, Heads, heads, made, opened, played, wrong_with

ERRORS: Final = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC}
ACTS: Final = ("scan", "import", "approve", "print", "release")
NEVER: Final = 10**9
"""An operation that no act comes to."""
AT_ONCE: Final = 25
"""Operations that one child sees fail, one a time: forking for each would cost more than the act."""
_QUEUE: Final = "-desks"
"""Ending of the folder in which desks take turns; nothing in it is a record."""


@dataclass(frozen=True, slots=True)
class Act:
    """A command and the office it is run in."""

    office: Path
    words: tuple[str, ...]
    person: int
    stdin: str = ""
    paper: str = ""
    """Name of the file it makes; empty: none."""
    reads: Path | None = None
    """A file it reads, which lies beside the office."""
    with_log_in: bool = False
    """What the log-in asks of the disk is struck too: once is enough, it is the same before every act."""


@dataclass(frozen=True, slots=True)
class After:
    """What a command left."""

    status: int
    out: str
    err: str
    struck: str
    """The operation that failed, as ``fsync FILE``; empty: none did."""

    def error(self) -> str:
        """The key of the error document; empty: it ended otherwise."""
        lines = [json.loads(line) for line in self.out.splitlines()]
        return next((line["error"] for line in lines if "error" in line), "")

    def acknowledged(self) -> int:
        """Lines of a desk that were answered with a verdict."""
        return sum("verdict" in json.loads(line) for line in self.out.splitlines())


def acts(stages: Stages, folder: Path) -> dict[str, Act]:
    """The five, each with the office file it starts from."""
    listed = write_list(folder / "list.csv")
    answered = _further(stages, "listed", folder / "answered" / "office.db", _answer)
    counted = _further(stages, "verified", folder / "counted" / "office.db", lambda play: play.count(1, 2, 3))
    codes = played(stages, "printed", folder / "codes" / "office.db")
    lines = "".join(f"{code}\n" for code in (codes.cover(1), codes.label(1), codes.cover(2)))
    codes.store.close()
    desk = ("desk", "--batch", "1", "--check", "first", "--clear", "--desk", "desk1")
    return {
        "scan": Act(stages.file("printed"), desk, 2, lines, with_log_in=True),
        "import": Act(stages.file("created"), ("list", "import", listed.name, "--batch", "1"), 2, reads=listed),
        "approve": Act(answered, ("list", "approve", "--batch", "1"), 3),
        "print": Act(
            stages.file("approved"), ("print", "labels", "--batch", "1", "--out", "labels.pdf"), 2, paper="labels.pdf"
        ),
        "release": Act(counted, ("release", "--batch", "1"), 1),
    }


def _answer(play: Play) -> None:
    ok(withholding.answer_none(play.office, AKI, 1, date(2026, 11, 1), "福祉課"))


def _further(stages: Stages, stage: str, file: Path, go_on: Callable[[Play], None]) -> Path:
    play = played(stages, stage, file)
    go_on(play)
    play.store.close()
    return file


class Torture:
    """One act's turn."""

    def __init__(self, act: Act, folder: Path) -> None:
        self.act = act
        self.place = folder / "struck"
        self.file = self.place / "office.db"
        self._reset()
        with opened(self.file) as store:
            self.before = heads(_Looked(store))
        # Done once here: what the act imports and reads, its children need not.
        whole = self.after(NEVER, errno.EIO)
        assert whole.status == 0, (whole.out, whole.err)
        with opened(self.file) as store:
            self.all = kinds_since(_Looked(store), self.before)
        gc.freeze()

    def _reset(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        shutil.copy(self.act.office, self.file)
        if self.act.reads:
            shutil.copy(self.act.reads, self.place)

    def after(self, nth: int, error: int) -> After:
        """The act done on a fresh copy as ``checkmail`` does it, its ``nth`` operation failing."""
        self._reset()
        os.chdir(self.place)
        os.environ["CHECKMAIL_PIN"] = PIN
        wiring = Wiring(
            lambda place, desk: Office(open_sqlite(Path(place)), desk or "desk1"),
            lambda place, desk: Office(create_sqlite(Path(place)), desk or "desk1"),
            lambda: str(self.file),
            lambda _office, _language: None,
        )
        out, err = io.StringIO(), io.StringIO()
        stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(self.act.stdin.encode()))
        try:
            with redirect_stdout(out), redirect_stderr(err), self._armed(nth, error):
                status = run(["--json", "--as", str(self.act.person), *self.act.words], wiring, "en")
        finally:
            sys.stdin = stdin
        return After(status, out.getvalue(), err.getvalue(), shim.struck())

    @contextmanager
    def _armed(self, nth: int, error: int) -> Iterator[None]:
        """From the beginning of the command, or from the moment its person is proven, until it has ended."""
        shim.watch(self.place)
        shim.fail(nth if self.act.with_log_in else NEVER, error)
        prove = people.sign_in

        def proven(*args: Any, **kwargs: Any) -> Any:
            answer = prove(*args, **kwargs)
            shim.fail(nth, error)
            return answer

        try:
            if not self.act.with_log_in:
                people.sign_in = proven
            yield
        finally:
            people.sign_in = prove
            shim.watch(Path("/nowhere"))

    def some(self, first: int, error: int, *, replays: int) -> list[list[Any]]:
        """In a child: the :data:`AT_ONCE` operations from ``first`` on fail, one a time.

        Of each its number, the operation, how the command ended, and what is wrong; fewer where there are no more.
        """

        def work(pipe: int) -> None:
            for nth in range(first, first + AT_ONCE):
                after = self.after(nth, error)
                if not after.struck:
                    break
                ended = f"{after.status} {after.error()}".rstrip()
                said = [nth, after.struck, ended, self.wrong(after, replay=nth % replays == 0)]
                os.write(pipe, (json.dumps(said) + "\n").encode())

        child, reading = children.begin(work)
        told = children.said(reading)
        assert children.end(child) == 0
        return [json.loads(line) for line in told.splitlines()]

    def wrong(self, after: After, *, replay: bool) -> str:
        """What is wrong with the world after a failure; empty: nothing."""
        if after.status not in (0, 4, 2, 3) or "Traceback" in after.out + after.err:
            return f"ended {after.status}: {after.out}{after.err}"
        if after.status and (not after.error() or after.error() == "unexpected"):
            return f"no clear sentence: {after.out}{after.err}"
        if wrong := wrong_with(self.file, self.before, {}, replay=replay):
            return wrong
        with opened(self.file) as store:
            kinds = kinds_since(_Looked(store), self.before)
        return self._half(after, kinds) or self._left(after, kinds)

    def _half(self, after: After, kinds: list[str]) -> str:
        if self.act.stdin:
            # A desk: every line is an act of its own, and one more may be stored than was answered.
            done = sum(kind in ("scan", "piece-enclosed") for kind in kinds)
            answered = after.acknowledged()
            return "" if answered <= done <= answered + 1 else f"{answered} answered, {done} stored"
        if kinds not in ([], self.all):
            return f"half done: {kinds} of {self.all}"
        return f"said to be done, and is not: {after.out}" if after.status == 0 and not kinds else ""

    def _left(self, after: After, kinds: list[str]) -> str:
        """Files: the paper is there exactly where its job is recorded and nothing else was said; no part is left."""
        known = {self.file.name + ending for ending in (*ENDINGS, _QUEUE)} | {self.act.paper}
        known |= {self.act.reads.name} if self.act.reads else set()
        there = {file.name for file in self.place.iterdir()}
        left = sorted(there - known)
        if left and not after.struck.startswith("unlink"):
            return f"left over: {left}"
        return self._paper(after, kinds, there=self.act.paper in there) if self.act.paper else ""

    @staticmethod
    def _paper(after: After, kinds: list[str], *, there: bool) -> str:
        if there and not kinds:
            return "a paper without a record"
        if kinds and not there and after.error() != "recorded-not-written":
            return f"a record without its paper, and nobody said so: {after.out}"
        return ""


class _Looked(Play):
    """A store as :class:`Play` looks at one, opened by somebody else."""

    def __init__(self, store: Any) -> None:
        self.store = store


def kinds_since(play: Play, before: Heads) -> list[str]:
    """Kinds of the batch's entries after ``before``."""
    count = before.get("1", (0, ""))[0]
    return [row["kind"] for row in play.rows("entries", chain=1) if row["number"] > count]


def measure(count: int, seed: int, folder: Path, act: str = "") -> Counter[str]:
    """Every operation of the acts (or of ``act``) fails; after each ``count``-th the tables are made anew and compared.

    Counts: operations struck by act and error, how the commands ended, wrong.
    """
    stages = made(folder)
    found: Counter[str] = Counter()
    for name, one in acts(stages, folder).items():
        if act and name != act:
            continue
        torture = Torture(one, folder)
        for word, error in ERRORS.items():
            for first in itertools.count(1, AT_ONCE):
                told = torture.some(first, error, replays=count)
                for nth, struck, ended, wrong in told:
                    found[f"{name} {word}"] += 1
                    found[f"ended {ended}"] += 1
                    if wrong:
                        found["wrong"] += 1
                        print(f"{name}, operation {nth} ({struck}) with {word}: {wrong}", flush=True)
                if len(told) < AT_ONCE:
                    break
    return found
