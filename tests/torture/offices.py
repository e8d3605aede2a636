"""What is tortured: offices made once a process, copied for each blow, and looked at afterwards."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from checkmail.errors import CheckmailError
from checkmail.office import pins, record
from checkmail.office.acting import Office
from checkmail.store.sqlite import SqliteStore, open_sqlite
from tests.office.conftest import Stages
from tests.office.play import Clock, Play

ENDINGS: Final = ("", "-wal", "-shm", "-journal")
_CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

Heads = dict[str, tuple[int, str]]
"""Of each chain how many entries it had when somebody was answered, and the hash of the last."""


def made(folder: Path) -> Stages:
    """Offices whose PINs are cheap to prove: what is measured here is no hash."""
    pins._HASHER = _CHEAP
    place = folder / "offices"
    place.mkdir(exist_ok=True)
    return Stages(place)


def copied(stages: Stages, stage: str, file: Path) -> Path:
    """A copy of the office at ``stage``, as ``file`` in a new folder of its own."""
    shutil.rmtree(file.parent, ignore_errors=True)
    file.parent.mkdir(parents=True)
    return Path(shutil.copy(stages.file(stage), file))


def played(stages: Stages, stage: str, file: Path) -> Play:
    """A copy as :func:`copied` makes it, opened."""
    return Play(copied(stages, stage, file), Clock(stages.clocks[stage].now))


def heads(play: Play) -> Heads:
    """Where every chain ends now."""
    return {str(row["chain"]): (row["count"], row["head"]) for row in play.rows("chains")}


@contextmanager
def opened(file: Path) -> Iterator[SqliteStore]:
    """The office in ``file`` as the program opens it."""
    store = open_sqlite(file)
    try:
        yield store
    finally:
        store.close()


def wrong_with(file: Path, acknowledged: Heads, papers: dict[str, str], *, replay: bool) -> str:
    """What is lost or half done in the office in ``file``; empty: nothing.

    ``acknowledged``: heads that somebody was shown. ``papers``: files beside it and their SHA-256.
    """
    try:
        with opened(file) as store:
            return _missing(store, acknowledged) or _faulty(store, replay=replay) or _unprinted(file.parent, papers)
    except CheckmailError as error:
        return f"refused: {error.key} {error.details.get('error', '')}"


def _missing(store: SqliteStore, acknowledged: Heads) -> str:
    with store.reading() as t:
        for chain, (count, digest) in acknowledged.items():
            rows = t.all("entries_from", chain=int(chain), after=count - 1, limit=1) if count else []
            if count and (not rows or (rows[0]["number"], rows[0]["hash"]) != (count, digest)):
                return f"lost: entry {count} of chain {chain}"
    return ""


def _faulty(store: SqliteStore, *, replay: bool) -> str:
    with store.reading() as t:
        said = [row[0] for row in t._connection.execute("PRAGMA integrity_check")]  # type: ignore[attr-defined]
    if said != ["ok"]:
        return f"integrity: {said[0]}"
    faults = record.verify(Office(store, "torture"), replay=replay).faults
    return f"verify: {faults[0]}" if faults else ""


def _unprinted(folder: Path, papers: dict[str, str]) -> str:
    for name, digest in papers.items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            return f"paper: {name}"
    return ""


def spoken(acknowledged: Heads, papers: dict[str, str]) -> str:
    """One line of it, for a pipe or a mark."""
    return json.dumps([acknowledged, papers])


def heard(line: str) -> tuple[Heads, dict[str, str]]:
    """What :func:`spoken` said."""
    said, papers = json.loads(line)
    return {chain: (count, digest) for chain, (count, digest) in said.items()}, papers
