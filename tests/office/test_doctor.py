"""What `doctor` says of an office file: damage, a clock set back, an older file, an old backup (R24, R26)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from checkmail.office import backup, batches
from checkmail.office.acting import Office
from checkmail.office.health import Level, examine
from checkmail.office.moving import copied_tables
from checkmail.office.seen import ENDING, Seen
from checkmail.store import places, sqlite_copies, sqlite_diagnosis
from checkmail.store.places import Place

from .play import AKI, Play, ok

COPIED = partial(sqlite_copies.copied, pour=copied_tables)


@pytest.fixture
def office(play: Callable[[str], Play], tmp_path: Path) -> Office:
    return replace(play("people").office, seen=Seen(tmp_path / f"office.db{ENDING}", tmp_path / "state"))


def levels(office: Office) -> dict[str, Level]:
    return {one.code: one.level for one in examine(office)}


def test_a_sound_office_has_nothing_to_say_but_that_it_has_no_backup(office, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_diagnosis, "place_of", lambda _path: Place("ext4", shared=False))
    monkeypatch.setattr(sqlite_diagnosis, "free_bytes", lambda _path: 10**12)
    said = levels(office)
    assert said.pop("no-backup") is Level.WARNING
    assert set(said) >= {"durability", "engine", "place", "room", "pages", "turn", "newest", "heads"}
    assert set(said.values()) == {Level.OK}
    ok(backup.back_up(office, AKI, COPIED, tmp_path / "b.db"))
    assert levels(office)["backup"] is Level.OK
    office.clock.wait(days=8)
    assert levels(office)["backup"] is Level.WARNING
    # A practice office is thrown away: nobody asks it for a backup.
    with contextlib.closing(_reader(tmp_path / "office.db")) as connection:
        connection.execute("UPDATE office SET number = 0")
    assert levels(office)["practice"] is Level.OK
    assert not levels(office).keys() & {"backup", "no-backup", "heads"}


def test_r26_a_clock_behind_the_newest_entry_is_said(office):
    office.clock.now -= timedelta(hours=1)
    newest = next(one for one in examine(office) if one.code == "newest")
    assert (newest.level, 3_000 < newest.details["seconds"] < 3_700) == (Level.WARNING, True)


def test_r24_a_file_that_was_copied_back_by_hand_is_found_out(office, tmp_path):
    ok(backup.back_up(office, AKI, COPIED, tmp_path / "b.db"))
    ok(batches.create_batch(office, AKI, "後の発送"))
    ok(backup.back_up(office, AKI, COPIED, tmp_path / "c.db"))
    assert levels(office)["heads"] is Level.OK
    office.store.close()
    shutil.copy(tmp_path / "b.db", tmp_path / "office.db")
    older = replace(office, store=type(office.store)(tmp_path / "office.db", _reader(tmp_path / "office.db")))
    found = next(one for one in examine(older) if one.code == "heads")
    older.store.close()
    assert (found.level, found.details["chain"]) == (Level.FAILURE, "office")


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def test_damaged_pages_a_full_disk_and_memory_are_said(office, monkeypatch):
    monkeypatch.setattr(sqlite_diagnosis, "place_of", lambda _path: Place("tmpfs", shared=False))
    monkeypatch.setattr(sqlite_diagnosis, "free_bytes", lambda _path: 900_000_000)
    assert "tmpfs" in places.PASSING
    said = levels(office)
    assert (said["place"], said["room"]) == (Level.WARNING, Level.WARNING)
    office.store.close()
    connection = _reader(office.store.path)
    page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'chains'").fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    with office.store.path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    damaged = replace(office, store=type(office.store)(office.store.path, _reader(office.store.path)))
    assert levels(damaged)["pages"] is Level.FAILURE
    damaged.store.close()
