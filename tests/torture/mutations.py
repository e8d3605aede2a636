"""Every byte of the ledger's tables mutated, one at a time: ``ledger verify`` sees each.

A mutation changes one byte of one stored value, or an integer, as it lies in the file, and leaves everything else.
A walk (:class:`checkmail.rules.verification.Walk`) that has come to the entry sound takes the mutated one: so each
byte costs microseconds, not a ledger. A part of the mutations is made in an office file and verified as a whole.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlite_utils.utils

from checkmail.errors import CheckmailError
from checkmail.office import record
from checkmail.office.acting import Office
from checkmail.rules.verification import Walk
from checkmail.store.sqlite import SqliteStore

from .damage import grown
from .offices import made, opened

FIELDS: Final = ("chain", "number", "at", "desk", "person", "kind", "body", "id", "previous", "hash")


def others(value: Any, chance: random.Random) -> Iterator[Any]:
    """The value with one byte another, for each of its bytes; of an integer its bits one by one."""
    if isinstance(value, int):
        yield from (value ^ (1 << bit) for bit in range(value.bit_length() + 1))
        return
    data = str(value).encode()
    for at in range(len(data)):
        changed = bytearray(data)
        # Mostly a character again: what is no text is refused before any verification sees it.
        changed[at] ^= chance.randrange(1, 128) if data[at] < 128 and chance.random() < 0.9 else 128
        yield bytes(changed)


def readable(value: Any) -> Any:
    """A mutated value as the engine gives it; None: bytes that are no text, which it refuses to give."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def walked(rows: list[tuple[Any, ...]], chance: random.Random) -> tuple[Counter[str], list[tuple[Any, ...]]]:
    """Every mutation of every entry given to a walk: counts, and of each value one mutation to make in a file."""
    found: Counter[str] = Counter()
    sample: list[tuple[Any, ...]] = []
    walk = Walk(-1)
    for row in rows:
        if row[0] != walk.chain:
            walk = Walk(row[0])
        for place, field in enumerate(FIELDS):
            mutated = list(others(row[place], chance))
            for value in mutated:
                found["mutations"] += 1
                read = readable(value)
                if read is None:
                    found["no text"] += 1
                elif copy.copy(walk).take_all([(*row[:place], read, *row[place + 1 :])]):  # type: ignore[list-item]
                    found["unseen"] += 1
                    print(f"unseen: {field} of entry {row[1]} of chain {row[0]} as {value!r}", flush=True)
                else:
                    found["seen"] += 1
            # What damage to a row's own shape makes of a value: nothing, where something must be.
            found["nothing there"] += 1
            assert not copy.copy(walk).take_all([(*row[:place], None, *row[place + 1 :])]), field  # type: ignore[list-item]
            if mutated:
                sample.append((row[0], row[1], field, chance.choice(mutated)))
        assert walk.take_all([row]), walk.fault  # type: ignore[list-item]
    return found, sample


def _changed(store: SqliteStore, table: str, key: dict[str, int], field: str, value: Any) -> str:
    """Makes one mutation as it would lie in the file, verifies, and takes it back; what verifying says."""
    run = store._connection.execute
    where = " AND ".join(f"{name} = {number}" for name, number in key.items())
    before = run(f"SELECT {field} FROM {table} WHERE {where}").fetchone()[0]
    put = f"UPDATE {table} SET {field} = {'CAST(? AS TEXT)' if isinstance(value, bytes) else '?'} WHERE "
    try:
        run(put + where, (value,))
    except sqlite_utils.utils.sqlite3.IntegrityError:
        return "no room"  # a key that another row has
    try:
        return "seen" if record.verify(Office(store, "torture")).faults else "unseen"
    except CheckmailError:
        return "refused"
    finally:
        changed = {**key, field: value} if field in key else key
        there = " AND ".join(f"{name} = ?" for name in changed)
        run(f"UPDATE {table} SET {field} = ? WHERE {there}", (before, *changed.values()))


def _in_file(store: SqliteStore, sample: list[tuple[Any, ...]], chance: random.Random) -> Counter[str]:
    """The sampled mutations of entries, and every mutation of the heads, verified as a person would."""
    found: Counter[str] = Counter()
    for number, field, chain, value in ((row[1], row[2], row[0], row[3]) for row in sample):
        said = _changed(store, "entries", {"chain": chain, "number": number}, field, value)
        found[f"in the file, {said}"] += 1
        if said == "unseen":
            print(f"unseen in the file: {field} of entry {number} of chain {chain} as {value!r}", flush=True)
    rows = [dict(row) for row in store._connection.execute("SELECT * FROM chains")]
    for row in rows:
        for field, before in row.items():
            for value in others(before, chance):
                said = _changed(store, "chains", {"chain": row["chain"]}, field, value)
                found[f"heads, {said}"] += 1
                if said == "unseen":
                    print(f"unseen: {field} of chain {row['chain']} as {value!r}", flush=True)
    return found


def measure(count: int, seed: int, folder: Path) -> Counter[str]:
    """Every byte of the entries and heads of an office; ``count`` of them (0: all sampled) in the file itself.

    Counts: mutations, seen, no text (the engine refuses to read it), and the same of those made in the file.
    """
    chance = random.Random(seed)
    file = grown(made(folder), folder / "mutated" / "office.db")
    with opened(file) as store:
        run = store._connection.execute
        # In place, as a hand in the file would: the triggers are a guard against accidents, and out of the way here.
        for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            run(f"DROP TRIGGER {name}")
        store.schema_faults = list  # type: ignore[method-assign]
        rows = [tuple(row) for row in run(f"SELECT {', '.join(FIELDS)} FROM entries ORDER BY chain, number")]
        assert not record.verify(Office(store, "torture")).faults
        found, sample = walked(rows, chance)
        found["entries"] = len(rows)
        return found + _in_file(store, chance.sample(sample, count or len(sample)), chance)
