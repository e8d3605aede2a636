"""SQLite: the contract, and what is this engine's own: the file, durability, crashes, a full disk."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils.utils import sqlite3

from checkmail.errors import StoreUnavailable
from checkmail.store import queue, sqlite, sqlite_connection, sqlite_files, sqlite_log, sqlite_schema
from checkmail.store.protocol import Store
from checkmail.store.sqlite import SqliteStore, create_sqlite, open_sqlite
from checkmail.store.sqlite_transaction import queries

from .contract import Contract, entry, numbers


class _Office:
    def __init__(self, path: Path) -> None:
        self.path = path
        create_sqlite(path).close()

    def open(self) -> SqliteStore:
        return open_sqlite(self.path)

    def explain(self, store: Store) -> dict[str, str]:
        connection = sqlite3.connect(str(self.path))
        out = {}
        for name in queries().available_queries:
            statement = getattr(queries(), name).sql
            params = dict.fromkeys(re.findall(r"(?<![:\w]):(\w+)", statement))
            try:
                connection.execute(f"EXPLAIN {statement}", params)
                out[name] = ""
            except sqlite3.Error as error:
                out[name] = str(error)
        connection.close()
        return out

    def refuses_duplicates_with(self) -> type[Exception]:
        return sqlite3.IntegrityError


@pytest.fixture
def office(tmp_path: Path) -> _Office:
    return _Office(tmp_path / "office.db")


class TestSqlite(Contract):
    """The contract, held by SQLite."""


def pragma(store: SqliteStore, name: str) -> object:
    return store._connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_every_open_is_durable(office):
    for opened in (office.open(), create_sqlite(office.path.with_name("new.db"))):
        safe = sqlite3.sqlite_version_info >= sqlite_connection.FIRST_SAFE_WAL
        assert pragma(opened, "journal_mode") == ("wal" if safe else "truncate")
        assert pragma(opened, "synchronous") == 2
        assert pragma(opened, "foreign_keys") == 1
        assert pragma(opened, "application_id") == sqlite.APPLICATION_ID
        opened.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((3, 51, 2), False),
        ((3, 40, 1), False),
        ((3, 7, 0), False),
        ((3, 6, 23), True),
    ],
)
def test_an_engine_with_the_wal_reset_bug_gets_no_wal(version, safe):
    assert sqlite_connection.safe_wal(version) is safe


def test_an_office_of_an_old_engine_is_kept_in_truncate_mode(office, monkeypatch):
    monkeypatch.setattr(sqlite_connection, "safe_wal", lambda _version: False)
    store = office.open()
    assert (pragma(store, "journal_mode"), pragma(store, "synchronous")) == ("truncate", 2)
    with store.acting() as t:
        t.run("entry_added", **entry(1))
    store.close()
    monkeypatch.undo()
    store = office.open()
    with store.reading() as t:
        assert numbers(t) == [1]
    store.close()


def test_a_file_that_stays_undurable_is_not_opened(office, monkeypatch):
    """An engine that answers a PRAGMA with something else must not be written to."""
    monkeypatch.setattr(sqlite.sqlite3, "sqlite_version_info", (3, 51, 3))
    connection = sqlite_connection.connect(office.path)

    class Stubborn:
        def execute(self, statement: str):
            if statement == "PRAGMA synchronous":
                return connection.execute("SELECT 1")
            return connection.execute(statement)

    with pytest.raises(StoreUnavailable) as caught:
        sqlite._prepared(office.path, Stubborn(), None)
    connection.close()
    assert caught.value.key == "not-durable"


# Files that are no office ----------------------------------------------------------------------------------


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        act()
    assert caught.value.exit_status == 4
    return caught.value.key


def test_opening_a_missing_file_creates_nothing(tmp_path):
    assert key_of(lambda: open_sqlite(tmp_path / "none.db")) == "no-office"
    assert key_of(lambda: open_sqlite(tmp_path / "no" / "folder.db")) == "no-office"
    assert key_of(lambda: open_sqlite(tmp_path)) == "no-office"
    (tmp_path / "empty.db").touch()
    assert key_of(lambda: open_sqlite(tmp_path / "empty.db")) == "no-office"
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


def test_a_text_file_is_no_office_and_stays_as_it_is(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("宛名番号,氏名\n" * 500, encoding="utf-8")
    before = file.read_bytes()
    assert key_of(lambda: open_sqlite(file)) == "not-an-office"
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_another_programs_database_is_no_office_and_stays_as_it_is(tmp_path):
    file = tmp_path / "photos.db"
    database = sqlite_utils.Database(file)
    database["photos"].insert({"name": "x"})
    database.conn.close()
    before = file.read_bytes()
    assert key_of(lambda: open_sqlite(file)) == "not-an-office"
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["photos.db"]


def test_an_office_of_a_newer_program_is_left_alone(office):
    database = sqlite_utils.Database(office.path)
    (table,) = [name for name in database.table_names() if "migrations" in name]
    columns = ", ".join(column.name for column in database[table].columns)
    row = next(iter(database[table].rows))
    row["name"] = "9999_from_the_future"
    row.pop("id", None)
    database[table].insert(row, pk=None)
    database.conn.commit()
    database.conn.close()
    assert "name" in columns
    assert key_of(office.open) == "newer-office"


def test_a_damaged_file_is_said_to_be_damaged(office):
    store = office.open()
    with store.acting() as t:
        t.many("entry_added", (entry(n) for n in range(1, 3_000)))
    store.close()
    content = bytearray(office.path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 40_960] = b"\xff" * 40_960
    office.path.write_bytes(content)
    store = office.open()

    def read() -> None:
        with store.reading() as t:
            numbers(t)

    assert key_of(read) == "damaged"
    store.close()


def test_an_office_is_never_written_over(office):
    before = office.path.read_bytes()
    assert key_of(lambda: create_sqlite(office.path)) == "already-there"
    assert office.path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file from being renamed")
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_recorded_in_a_file_that_others_would_not_find(office, ending, replaced):
    store = office.open()
    with store.acting() as t:
        t.many("entry_added", [entry(1)])
    file = office.path.with_name(office.path.name + ending)
    content = file.read_bytes()
    file.rename(file.with_suffix(".gone"))
    if replaced:
        file.write_bytes(content)

    def act() -> None:
        with store.acting() as t:
            t.many("entry_added", [entry(2)])

    assert key_of(act) == "office-replaced"
    file.with_suffix(".gone").replace(file)
    act()
    with store.reading() as t:
        assert numbers(t) == [1, 2]
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file from being renamed")
@pytest.mark.parametrize("moved", ["office.db-wal", "."])
def test_a_file_that_goes_after_its_folder_was_quiet_for_long_is_noticed(office, monkeypatch, moved):
    """The folder's times are all that is looked at then; whoever sets them back is noticed too."""
    monkeypatch.setattr(sqlite_files, "_COARSE", 0)
    store = office.open()
    folder = office.path.parent
    before = folder.stat()
    looked: list[str] = []
    real = sqlite_files._identity
    monkeypatch.setattr(sqlite_files, "_identity", lambda name: looked.append(name) or real(name))
    for number in (1, 2, 3):
        with store.acting() as t:
            t.run("entry_added", **entry(number))
    assert len(looked) == 3, "every act looks at every file"
    gone = folder / moved if moved != "." else folder
    gone.rename(gone.with_name("gone"))
    if moved != ".":
        os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert key_of(lambda: acted(store)) == "office-replaced"
    gone.with_name("gone").rename(gone)
    acted(store)
    store.close()


def acted(store: Store) -> None:
    with store.acting() as t:
        t.run("entry_added", **entry(4))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file from being removed")
@pytest.mark.parametrize("gone", [["-wal"], ["-shm"], ["-wal", "-shm"]])
def test_where_the_log_was_removed_under_an_open_desk_no_other_opens_and_closing_saves_it(office, monkeypatch, gone):
    """What a second desk acknowledged would be lost when the first one closes."""
    monkeypatch.setattr(sqlite_log, "_OPENING", 0.05)
    store = office.open()
    with store.acting() as t:
        t.many("entry_added", [entry(1)])
    for ending in gone:
        office.path.with_name(office.path.name + ending).unlink()
    for _ in range(2):
        assert key_of(lambda: open_sqlite(office.path)) == "log-removed"
    store.close()
    again = open_sqlite(office.path)
    with again.reading() as t:
        assert numbers(t) == [1]
    again.close()


def test_of_two_that_make_an_office_at_once_one_is_told_so(tmp_path, monkeypatch):
    path, made_now = tmp_path / "office.db", sqlite._made_now

    def overtaken(place: Path) -> bool:
        monkeypatch.undo()
        create_sqlite(path).close()
        return made_now(place)

    monkeypatch.setattr(sqlite, "_made_now", overtaken)
    assert key_of(lambda: create_sqlite(path)) == "already-there"
    open_sqlite(path).close()


def test_an_office_cannot_be_made_below_a_file(tmp_path):
    """A path that even an administrator cannot write to."""
    (tmp_path / "file").write_text("x")
    assert key_of(lambda: create_sqlite(tmp_path / "file" / "office.db")) == "cannot-create"
    assert key_of(lambda: create_sqlite(tmp_path / "file" / "folder" / "office.db")) == "cannot-create"
    assert key_of(lambda: open_sqlite(tmp_path / "file" / "office.db")) == "no-office"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_cannot_be_prepared_leaves_no_file_behind(tmp_path, monkeypatch):
    def full(*_: object) -> SqliteStore:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite, "_prepared", full)
    assert key_of(lambda: create_sqlite(tmp_path / "office.db")) == "cannot-create"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_file_that_may_not_be_written_is_said_to_be_read_only(office):
    office.path.chmod(0o444)
    office.path.parent.chmod(0o555)
    try:
        assert key_of(office.open) == "read-only"
    finally:
        office.path.parent.chmod(0o755)


def test_a_store_that_was_closed_says_so_in_our_words(office):
    store = office.open()
    store.close()

    def act() -> None:
        with store.acting():
            pytest.fail("nothing can be done with a closed store")

    assert key_of(act) == "store-failed"


def test_a_busy_office_is_said_to_be_busy(office, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.02)
    first, second = office.open(), office.open()

    def act() -> None:
        with second.acting():
            pytest.fail("two desks are in one act")

    with first.acting() as t:
        t.run("entry_added", **entry(1))
        assert key_of(act) == "office-busy"
    with second.acting() as t:
        assert numbers(t) == [1]
    first.close()
    second.close()


def test_a_program_that_keeps_sqlites_own_lock_makes_the_office_busy(office, monkeypatch):
    """Another program, such as a viewer of databases, knows nothing of the queue."""
    monkeypatch.setattr(sqlite_connection, "_BUSY_MILLISECONDS", 20)
    store = office.open()
    viewer = sqlite3.connect(str(office.path))
    viewer.execute("BEGIN IMMEDIATE")

    def act() -> None:
        with store.acting():
            pytest.fail("somebody else writes")

    assert key_of(act) == "office-busy"
    viewer.close()
    with store.acting() as t:
        assert numbers(t) == []
    store.close()


class Failing:
    """A connection whose COMMIT answers with an error, ``after`` it was stored or without storing anything."""

    def __init__(self, real: sqlite3.Connection, *, after: bool) -> None:
        self._real, self._after = real, after

    def execute(self, statement: str, *more: object) -> object:
        if statement == "COMMIT":
            if self._after:
                self._real.execute(statement)
            raise sqlite3.OperationalError("disk I/O error")
        return self._real.execute(statement, *more)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def act_once(store: SqliteStore) -> None:
    with store.acting() as t:
        t.run("entry_added", **entry(1))


def test_a_ctrl_c_right_behind_the_beginning_leaves_nothing_open(office, monkeypatch):
    store = office.open()

    def stopped(_connection: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sqlite, "Open", stopped)
    with pytest.raises(KeyboardInterrupt), store.acting():
        pytest.fail("nothing was opened")
    monkeypatch.undo()
    with store.acting() as t:
        t.run("entry_added", **entry(1))


def test_whoever_is_stopped_right_before_the_commit_leaves_nothing_open(tmp_path, monkeypatch):
    first = create_sqlite(tmp_path / "office.db")
    second = open_sqlite(tmp_path / "office.db")

    def stopped() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(first._queue, "call_next", stopped)
        with pytest.raises(KeyboardInterrupt), first.acting() as t:
            t.run("chain_begin", chain=7, head="0")
    for store in (second, first):
        with store.acting() as t:
            assert t.one("head", chain=7) is None
    first.close()
    second.close()


def test_an_act_that_was_stored_though_its_commit_failed_is_done(office):
    store = office.open()
    store._connection = Failing(store._connection, after=True)
    act_once(store)
    with store.reading() as t:
        assert numbers(t) == [1]
    store.close()


def test_an_act_whose_commit_failed_and_is_nowhere_is_not_done(office):
    store = office.open()
    store._connection = Failing(store._connection, after=False)
    assert key_of(lambda: act_once(store)) == "store-failed"
    with store.reading() as t:
        assert numbers(t) == []
    store.close()


def test_an_act_nobody_can_look_up_after_its_commit_failed_is_said_to_be_in_doubt(office, monkeypatch):
    store = office.open()
    store._connection = Failing(store._connection, after=True)
    monkeypatch.setattr(sqlite, "connect", lambda _path: sqlite3.connect("/nowhere/at all"))
    assert key_of(lambda: act_once(store)) == "act-in-doubt"
    monkeypatch.undo()
    with store.reading() as t:
        assert numbers(t) == [1]
    store.close()


# The ledger's triggers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE entries SET person = 9", "DELETE FROM entries WHERE number = 1"])
def test_r24_entries_are_append_only(office, statement):
    store = office.open()
    with store.acting() as t:
        t.many("entry_added", [entry(1), entry(2)])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store._connection.execute(statement)
    with store.reading() as t:
        assert [row["person"] for row in t.all("entries_from", chain=1, after=0, limit=9)] == [2, 2]
    store.close()


# Crashes and a full disk -----------------------------------------------------------------------------------


def test_a_full_disk_leaves_nothing_half_done(office):
    store = office.open()
    with store.acting() as t:
        t.run("entry_added", **entry(1))
    pages = int(str(pragma(store, "page_count")))
    store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def act() -> None:
        with store.acting() as t:
            t.run("entry_added", **entry(2))
            t.many("entry_added", (entry(n, body="x" * 1_000) for n in range(3, 200)))

    assert key_of(act) == "disk-full"
    with store.reading() as t:
        assert numbers(t) == [1]
    store._connection.execute("PRAGMA max_page_count = 1000000")
    act()
    with store.reading() as t:
        assert len(numbers(t)) == 199
    store.close()


LIMITED = """
import resource, sys
from pathlib import Path
from checkmail.errors import StoreUnavailable
from checkmail.store.sqlite import open_sqlite
sys.path.insert(0, sys.argv[2])
from stores.contract import entry
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_sqlite(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
done = 0
try:
    while True:
        with store.acting() as t:
            t.many("entry_added", [entry(2 * done + n, body="x" * 3_000) for n in (1, 2)])
        done += 1
except StoreUnavailable as error:
    print(done, error.key)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_disk_that_fills_up_keeps_every_act_that_was_done_and_none_by_half(office):
    tests = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(office.path), tests], capture_output=True, text=True, check=True, timeout=60
    )
    acts, key = done.stdout.split()
    assert key in ("disk-full", "store-failed")
    assert int(acts) > 5
    store = office.open()
    with store.reading() as t:
        assert numbers(t) == list(range(1, 2 * int(acts) + 1))
    store.close()


WRITER = """
import subprocess
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from checkmail.store.sqlite import open_sqlite
from stores.contract import entry
store = open_sqlite(Path(sys.argv[1]))
with store.reading() as t:
    rows = t.all("entries_from", chain=1, after=0, limit=1_000_000)
number = len(rows)
print("ready", number, flush=True)
while True:
    with store.acting() as t:
        # Three entries an act: fewer than three of an act would be half of it.
        t.many("entry_added", [entry(number + step) for step in (1, 2, 3)])
    number += 3
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_a_killed_program_loses_no_act_it_acknowledged_and_keeps_none_by_half(office):
    tests = str(Path(__file__).resolve().parent.parent)
    for kill in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(office.path), tests], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged = int(writer.stdout.readline().split()[1])
            for _ in range(3 + 7 * kill):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            said = [line for line in writer.stdout.read().splitlines() if line.strip()]
        # A number cut off by the kill was not acknowledged whole.
        acknowledged = max([acknowledged, *(int(line) for line in said[:-1])])
        store = office.open()
        with store.reading() as t:
            there = numbers_all(t)
        store.close()
        assert there == list(range(1, len(there) + 1))
        assert len(there) % 3 == 0
        assert len(there) >= acknowledged


def numbers_all(t) -> list[int]:
    return [row["number"] for row in t.all("entries_from", chain=1, after=0, limit=1_000_000)]


INCREMENT = """
import subprocess
import sys
from pathlib import Path
from checkmail.store.sqlite import open_sqlite
store = open_sqlite(Path(sys.argv[1]))
for _ in range(40):
    with store.acting() as t:
        row = t.one("head", chain=1)
        t.run("head_moved", chain=1, count=row["count"] + 1, head="x", at="", clock_back=0)
"""


def test_programs_that_write_at_once_lose_nothing(office):
    store = office.open()
    with store.acting() as t:
        t.run("chain_begin", chain=1, head="0")
    programs = [subprocess.Popen([sys.executable, "-c", INCREMENT, str(office.path)]) for _ in range(4)]
    assert [program.wait(timeout=60) for program in programs] == [0] * 4
    with store.reading() as t:
        assert t.one("head", chain=1)["count"] == 160
    store.close()


def test_desks_that_open_an_unmigrated_office_at_once_migrate_it_once(tmp_path):
    path = tmp_path / "office.db"
    connection = sqlite3.connect(str(path))
    connection.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE already_here (x)")
    connection.commit()
    connection.close()
    opened: list[object] = []
    gate = threading.Barrier(6)

    def open_it() -> None:
        gate.wait()
        try:
            opened.append(open_sqlite(path))
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            opened.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(one) for one in opened] == [SqliteStore] * 6
    steps = {file.stem for file in (sqlite_schema.shipped("db") / "migrations" / "sqlite").glob("*.sql")}
    with opened[0].reading() as t:
        applied = [row[0] for row in t._connection.execute("SELECT name FROM _sqlite_migrations")]
    for one in opened:
        one.close()
    assert sorted(applied) == sorted(steps)


def test_a_migration_and_its_record_are_one(tmp_path, monkeypatch):
    """A step that fails half way leaves the office as it was, and the next start tries again."""
    real = sqlite_schema._step

    def breaking(script: str):
        return real(script + "\nCREATE TABLE entries (x);\n")

    monkeypatch.setattr(sqlite_schema, "_step", breaking)
    sqlite_schema.migrations.cache_clear()
    path = tmp_path / "office.db"
    connection = sqlite3.connect(str(path))
    connection.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
    connection.execute("CREATE TABLE already_here (x)")
    connection.commit()
    connection.close()
    try:
        with pytest.raises(StoreUnavailable):
            open_sqlite(path)
        assert sqlite_utils.Database(path).table_names() in (["already_here"], ["already_here", "_sqlite_migrations"])
    finally:
        monkeypatch.undo()
        sqlite_schema.migrations.cache_clear()
    store = open_sqlite(path)
    with store.reading() as t:
        assert numbers(t) == []
    store.close()
