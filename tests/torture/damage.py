"""A damaged office file: sectors torn or zeroed, single bits turned over. It never says something else unseen.

After each damage the office is opened as the program opens it and everything in it is read. What differs from what
was there must be refused with a sentence, or said by ``ledger verify --replay``, which has SQLite check itself too.
"""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from checkmail.errors import CheckmailError
from checkmail.office import pieces, record
from checkmail.office.acting import Office
from checkmail.rules.model import Check
from checkmail.store.sqlite import SqliteStore
from tests.office.conftest import Stages
from tests.office.play import AKI, BAN, ok

from .disk import SECTOR
from .offices import made, opened, played

ENTRIES: Final = 200

Values = dict[str, list[tuple[Any, ...]]]
"""Every row of every table, by the table's name."""


def grown(stages: Stages, file: Path) -> Path:
    """An office whose ledger has :data:`ENTRIES` entries or a few more, closed and in one file."""
    play = played(stages, "sealed", file)
    while sum(row["count"] for row in play.rows("chains")) < ENTRIES:
        ok(pieces.send_back(play.office, AKI, 1, [1, 2, 3, 4], "見直し"))
        play.first(AKI, range(1, 5))
        play.open(BAN, Check.SECOND, "desk2")
        play.says(BAN, "読めない行", "desk2")
        play.set_of(BAN, 1, "desk2")
    play.store.close()
    return file


def values(store: SqliteStore) -> Values:
    """Everything in an office, as a reader of its tables gets it."""
    with store.reading() as t:
        run: Callable[[str], Any] = t._connection.execute  # type: ignore[attr-defined]
        tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        shape = [tuple(row) for row in run("SELECT type, name, tbl_name, sql FROM sqlite_master")]
        rows = {table: [tuple(row) for row in run(f'SELECT * FROM "{table}" NOT INDEXED')] for table in tables}
        return {"sqlite_master": shape, **rows}


def judged(file: Path, right: Values) -> str:
    """What a reader of the damaged office in ``file`` gets.

    ``harmless``: every value as it was; ``index``: so too, and SQLite says that an index is not; ``refused``: a
    sentence; ``verify``: values differ, and it says so; ``migration``: only when a step of the schema was made
    differs. What must never be: ``silent``, with the tables that differ, and ``traceback``.
    """
    try:
        with opened(file) as store:
            found = values(store)
            if found != right and _told(store):
                return "verify"
            with store.reading() as t:
                sound = t._connection.execute("PRAGMA integrity_check").fetchone()[0]  # type: ignore[attr-defined]
    except CheckmailError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - what a person would see as a traceback, or as "unexpected"
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"traceback: {error!r} in {Path(last.filename).name}, line {last.lineno}"
    if found == right:
        return "harmless" if sound == "ok" else "index"
    differing = sorted(name for name in right if found.get(name) != right[name])
    return _UNSAID.get(tuple(differing), f"silent: {differing} {_first(found, right, differing)}")


_UNSAID: Final = {("_sqlite_migrations",): "migration"}
"""Of this table the ledger says nothing: nobody reads when a step was made."""


def _first(found: Values, right: Values, differing: list[str]) -> str:
    """The first row that is another, as it is read."""
    there = (str(row)[:200] for row in found.get(differing[0], []) if row not in right[differing[0]])
    return next(there, "rows are missing")


def _told(store: SqliteStore) -> bool:
    """Whether ``ledger verify --replay`` says that something is wrong; the chains alone are quicker, and mostly do."""
    office = Office(store, "torture")
    return bool(record.verify(office).faults or record.verify(office, replay=True).faults)


def torn(content: bytearray, chance: random.Random) -> str:
    """Damages one to three sectors of ``content``: zeroed, torn at some byte, or full of what was never there."""
    how = chance.choice(("zeroed", "torn", "foreign"))
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) // SECTOR) * SECTOR
        sector = content[at : at + SECTOR]
        if how == "zeroed":
            sector[:] = bytes(SECTOR)
        elif how == "torn":
            # The other half is what another place of the file holds: an older page that stood here.
            cut, other = chance.randrange(SECTOR), chance.randrange(len(content) // SECTOR) * SECTOR
            sector[cut:] = content[other + cut : other + SECTOR]
        else:
            sector[:] = chance.randbytes(SECTOR)
        content[at : at + SECTOR] = sector
    return how


def turned(content: bytearray, chance: random.Random) -> str:
    """Turns one bit of ``content`` over."""
    at, bit = chance.randrange(len(content)), chance.randrange(8)
    content[at] ^= 1 << bit
    return "bit"


def measure(count: int, seed: int, folder: Path, how: str = "sectors") -> Counter[str]:
    """``count`` damages of an office file of 200 entries: ``sectors``, or single ``bits``.

    Counts: damages by kind, and what became of them as :func:`judged` says.
    """
    whole = grown(made(folder), folder / "whole" / "office.db")
    with opened(whole) as store:
        right = values(store)
    content, chance = whole.read_bytes(), random.Random(seed)
    damage = torn if how == "sectors" else turned
    file = folder / "damaged" / "office.db"
    file.parent.mkdir()
    found: Counter[str] = Counter()
    for number in range(count):
        changed = bytearray(content)
        found[damage(changed, chance)] += 1
        for rest in file.parent.glob("office.db-???"):
            rest.unlink()
        file.write_bytes(changed)
        verdict = judged(file, right)
        found[verdict.partition(":")[0]] += 1
        if verdict.startswith(("silent", "traceback")):
            print(f"{how} {number} of seed {seed}: {verdict}", flush=True)
    found["entries"] = len(right["entries"])
    return found
