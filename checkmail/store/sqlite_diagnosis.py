"""What ``doctor`` says of an office file: its engine, its place, its room, its pages, its queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from checkmail.store.diagnosis import Diagnosis, Level
from checkmail.store.places import PASSING, free_bytes, place_of
from checkmail.store.queue import holder

_LEAST_FREE: Final = 1_000_000_000
"""Bytes. An office of a million pieces is smaller; its import and its backup each want as much again."""
_MEGABYTE: Final = 1_000_000


def diagnose(path: Path, connection: Any) -> list[Diagnosis]:
    """Everything looked at anew, in the order people read it."""
    return [*_engine(connection), _place(path), _room(path), _pages(connection), _turn(path)]


def _engine(connection: Any) -> list[Diagnosis]:
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    version = sqlite3.sqlite_version
    return [
        Diagnosis("durability", details={"settings": f"journal_mode={mode}, synchronous=FULL"}),
        Diagnosis("engine", Level.OK if mode == "wal" else Level.WARNING, {"version": version}),
    ]


def _place(path: Path) -> Diagnosis:
    kind = place_of(path).kind
    return Diagnosis("place", Level.WARNING if kind in PASSING else Level.OK, {"kind": kind or "?"})


def _room(path: Path) -> Diagnosis:
    free, size = free_bytes(path), path.stat().st_size
    enough = free > max(_LEAST_FREE, 2 * size)
    details = {"megabytes": free // _MEGABYTE, "office": -(-size // _MEGABYTE)}
    return Diagnosis("room", Level.OK if enough else Level.WARNING, details)


def _pages(connection: Any) -> Diagnosis:
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    return Diagnosis("pages") if found == ["ok"] else Diagnosis("pages", Level.FAILURE, {"error": found[0][:80]})


def _turn(path: Path) -> Diagnosis:
    process = holder(path.resolve())
    return Diagnosis("turn", Level.WARNING, {"process": process}) if process else Diagnosis("turn")
