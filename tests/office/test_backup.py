"""Backups and restores: a copy while desks go on, verified; nothing older put back without two people (R24)."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3
from stores.server import copied_to_server, drop

from checkmail.errors import FailedVerification, Misused, StoreUnavailable
from checkmail.office import backup, batches, founding, restoring
from checkmail.office.acting import Actor, Office
from checkmail.office.moving import copied_tables
from checkmail.office.record import verify
from checkmail.office.seen import ENDING, Seen, behind, identity, keep_all
from checkmail.rules.checkpoints import file_name, note_text, office_id, signature_line
from checkmail.rules.codes import PRACTICE_OFFICE
from checkmail.rules.ledger import Head
from checkmail.rules.refusal import Refusal
from checkmail.store import sqlite_copies
from checkmail.store.postgres import open_postgres
from checkmail.store.sqlite import create_sqlite, open_sqlite

from .play import AKI, PIN, Play, ok

AUDITOR = Actor(6)


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    return Seen(tmp_path / f"office.db{ENDING}", tmp_path / "state")


@pytest.fixture
def busy(play: Callable[[str], Play]) -> Play:
    """An office in the middle of its work."""
    return play("enclosed")


def at_work(play: Play) -> Office:
    """The office of ``play``, which remembers heads."""
    folder = play.path.parent
    return replace(play.office, seen=Seen(folder / f"office.db{ENDING}", folder / "state"))


COPIED = partial(sqlite_copies.copied, pour=copied_tables)


def take(play: Play, out: Path, **more: object) -> backup.BackedUp:
    return ok(backup.back_up(at_work(play), AKI, COPIED, out, **more))


def put_back(
    play: Play, source: Path, seen: Seen, who: int = 2, pin: str = PIN, **more: object
) -> restoring.Restored | Refusal:
    """Restores over the office of ``play``, which is closed before."""
    play.store.close()
    return restoring.restore(
        sqlite_copies, source, play.path, (who, pin), desk="A", clock=play.clock, seen=seen, **more
    )  # fmt: skip


def act(play: Play) -> None:
    """Something recorded after the backup."""
    ok(batches.create_batch(at_work(play), AKI, "後の発送"))


def heads(file: Path) -> tuple[Head, ...]:
    store = open_sqlite(file)
    try:
        found = verify(Office(store, "A"), replay=True)
    finally:
        store.close()
    assert found.faults == ()
    return found.heads


# Backup ----------------------------------------------------------------------------------------------------


def test_a_backup_is_one_verified_file_with_the_office_in_it(busy, tmp_path):
    out = tmp_path / "b.db"
    taken = take(busy, out, erase_by=date(2027, 3, 31))
    assert [path.name for path in tmp_path.glob("*b.db*")] == ["b.db"]
    with sqlite3.connect(f"{out.as_uri()}?mode=ro&immutable=1", uri=True) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
        assert copy.execute("PRAGMA user_version").fetchone()[0] == 20270331
        rows = copy.execute("SELECT chain, count, head FROM chains ORDER BY chain").fetchall()
    copy.close()
    assert [tuple(row) for row in rows] == [(head.chain, head.count, head.hash) for head in taken.heads]
    assert verify(at_work(busy), heads=[head.printed() for head in taken.heads]).faults == ()


def test_desks_go_on_while_a_backup_is_written_and_it_has_one_state(busy, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_copies, "_PAGES_A_STEP", 8)
    other = open_sqlite(busy.path)
    desk = replace(at_work(busy), store=other)
    done: list[int] = []

    def go_on(step: str, _done: int) -> None:
        if step == "copying":
            done.append(ok(batches.create_batch(desk, AKI, "その間の発送")).batch.number)

    taken = take(busy, tmp_path / "b.db", progress=go_on)
    other.close()
    assert len(done) > 3
    assert {head.chain for head in taken.heads} == {0, 1}
    assert heads(tmp_path / "b.db") == taken.heads


def test_a_stopped_backup_leaves_nothing_and_an_older_one_as_it_was(busy, tmp_path):
    take(busy, tmp_path / "b.db")
    before = (tmp_path / "b.db").read_bytes()

    def stop(step: str, _done: int) -> None:
        if step == where[-1]:
            raise KeyboardInterrupt

    where = []
    for stopped_at in ("copying", "verifying"):
        where.append(stopped_at)
        with pytest.raises(KeyboardInterrupt):
            take(busy, tmp_path / "b.db", replace=True, progress=stop)
        assert [path.name for path in tmp_path.glob("*b.db*")] == ["b.db"]
        assert (tmp_path / "b.db").read_bytes() == before


def test_a_backup_replaces_nothing_unasked_and_never_the_office(busy, tmp_path):
    (tmp_path / "b.db").write_text("何か")
    with pytest.raises(Misused, match="exists"):
        take(busy, tmp_path / "b.db")
    with pytest.raises(Misused, match="would-overwrite-office"):
        take(busy, busy.path, replace=True)
    take(busy, tmp_path / "b.db", replace=True)
    heads(tmp_path / "b.db")


def test_a_copy_that_came_out_wrong_gets_no_name(busy, tmp_path, monkeypatch):
    real = sqlite_copies.write_copy

    def bent(source: Path, part: Path, *more: object) -> None:
        real(source, part, *more)
        with sqlite3.connect(part) as copy:
            copy.execute("UPDATE pieces SET state = 'sealed' WHERE piece = 3")
        copy.close()

    monkeypatch.setattr(sqlite_copies, "write_copy", bent)
    with pytest.raises(FailedVerification, match="copy-differs"):
        take(busy, tmp_path / "b.db")
    assert list(tmp_path.glob("*b.db*")) == []


def test_r28_who_only_reads_takes_no_copy(busy, tmp_path):
    answer = backup.back_up(at_work(busy), AUDITOR, COPIED, tmp_path / "b.db")
    assert answer == Refusal("not-allowed", "R28")
    assert list(tmp_path.glob("*b.db*")) == []


def test_an_office_on_a_server_is_backed_up_to_a_file_that_can_be_restored(busy, tmp_path, seen):
    url = copied_to_server(busy.path)
    server = open_postgres(url)
    try:
        office = Office(server, "A", busy.clock)
        taken = ok(backup.back_up(office, AKI, COPIED, tmp_path / "b.db"))
        assert verify(office, heads=[head.printed() for head in taken.heads]).faults == ()
    finally:
        server.close()
        drop(url)
    busy.store.close()
    busy.path.unlink()
    assert not isinstance(put_back(busy, tmp_path / "b.db", seen), Refusal)
    assert heads(busy.path)[1:] == taken.heads[1:]


def test_a_full_disk_leaves_no_backup(busy, tmp_path, monkeypatch):
    real = sqlite_copies._new

    def small(part: Path) -> sqlite3.Connection:
        connection = real(part)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr(sqlite_copies, "_new", small)
    with pytest.raises(StoreUnavailable, match="copy-not-written"):
        take(busy, tmp_path / "b.db")
    assert list(tmp_path.glob("*b.db*")) == []


def test_nothing_of_a_practice_is_remembered(tmp_path, seen):
    store = create_sqlite(tmp_path / "practice.db")
    office = Office(store, "A", seen=seen)
    ok(founding.make_office(office, "練習", PRACTICE_OFFICE, (1, "課長"), PIN))
    ok(backup.back_up(office, Actor(1), COPIED, tmp_path / "b.db"))
    keep_all(store, seen)
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.db", "practice.db", "practice.db-desks"]


# Restore ---------------------------------------------------------------------------------------------------


def stopped_in(function: Callable[..., None]) -> Callable[..., None]:
    """The same, during which somebody presses Ctrl-C."""

    def run(*arguments: object) -> None:
        signal.raise_signal(signal.SIGINT)
        function(*arguments)
        signal.raise_signal(signal.SIGINT)

    return run


def test_a_backup_with_everything_seen_is_put_back_and_says_so(busy, tmp_path, seen, monkeypatch):
    """A Ctrl-C is too late while names change: a file would be without its name, and "nothing is left" not so."""
    monkeypatch.setattr(backup, "give_name", stopped_in(backup.give_name))
    taken = take(busy, tmp_path / "b.db")
    before = (tmp_path / "b.db").read_bytes()
    monkeypatch.setattr(Path, "rename", stopped_in(Path.rename))
    done = put_back(busy, tmp_path / "b.db", seen)
    assert (done.lost, done.compared >= 2) == ((), True)
    assert heads(busy.path) == done.heads
    assert done.heads[0].count == taken.heads[0].count + 1
    assert heads(done.aside) == taken.heads
    assert (tmp_path / "b.db").read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("source", ["office", "beside", "state", "paper", "checkpoints"])
def test_r24_nothing_older_than_what_any_source_saw_is_put_back(busy, tmp_path, seen, source):
    take(busy, tmp_path / "b.db")
    act(busy)
    take(busy, tmp_path / "newer.db")
    papers = [head.printed() for head in heads(tmp_path / "newer.db")]
    busy.store.close()
    if source != "office":
        busy.path.rename(tmp_path / "burnt.db")
    if source != "beside":
        (tmp_path / f"office.db{ENDING}").unlink()
    if source != "state":
        shutil.rmtree(tmp_path / "state")
    if source == "checkpoints":
        (tmp_path / "signed").mkdir()
        store = open_sqlite(tmp_path / "newer.db")
        with store.reading() as t:
            first = t.all("entries_from", chain=0, after=0, limit=1)[0]["hash"]
        store.close()
        newest = heads(tmp_path / "newer.db")[0]
        note = note_text(office_id(first), newest) + "\n" + signature_line("anybody", bytes(32), bytes(64))
        (tmp_path / "signed" / file_name(newest)).write_text(note, encoding="utf-8", newline="\n")
    answer = put_back(
        busy, tmp_path / "b.db", seen, papers=papers if source == "paper" else (), checkpoints=tmp_path / "signed"
    )
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.rule) == ("behind", "R24")
    assert busy.path.exists() is (source == "office")
    assert not isinstance(put_back(busy, tmp_path / "newer.db", seen, papers=papers), Refusal)


def test_r24_longer_chains_in_yesterdays_file_do_not_make_forgotten_what_was_seen(busy, tmp_path, seen):
    busy.store.close()
    shutil.copy(busy.path, tmp_path / "yesterday.db")
    busy.restart()
    act(busy)
    keep_all(busy.store, seen)
    busy.store.close()
    shutil.copy(tmp_path / "yesterday.db", busy.path)
    busy.restart()
    for _ in range(3):
        act(busy)
    keep_all(busy.store, seen)
    take(busy, tmp_path / "b.db")
    with busy.store.reading() as t:
        assert [head.chain for head in behind(t, seen.heads(identity(t)))] == [0, 2]


def test_r24_what_two_people_gave_up_gives_way_to_what_is_seen_later(busy, tmp_path, seen):
    """Also what another account of the PC saw of it, of which the entry names only the newest."""
    take(busy, tmp_path / "b.db")
    act(busy)
    elsewhere = Seen(None, tmp_path / "another")
    keep_all(busy.store, elsewhere)
    act(busy)
    assert not isinstance(put_back(busy, tmp_path / "b.db", seen, going_back=GOING_BACK), Refusal)
    busy.restart()
    for _ in range(3):
        act(busy)
    keep_all(busy.store, elsewhere)
    with busy.store.reading() as t:
        assert behind(t, elsewhere.heads(identity(t))) == []


def test_a_damaged_office_still_tells_what_it_had(busy, tmp_path, seen):
    take(busy, tmp_path / "b.db")
    act(busy)
    busy.store.close()
    shutil.rmtree(tmp_path / "state")
    (tmp_path / f"office.db{ENDING}").unlink()
    with sqlite3.connect(busy.path) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'chains'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with busy.path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    answer = put_back(busy, tmp_path / "b.db", seen)
    assert isinstance(answer, Refusal)
    assert answer.reason == "behind"


GOING_BACK = restoring.GoingBack(5, PIN, "ディスクが壊れた")


@pytest.mark.parametrize(
    ("who", "going_back", "reason"),
    [
        (2, None, "behind"),
        (5, replace(GOING_BACK, second=0), "behind"),
        (5, GOING_BACK, "same-person"),
        (2, replace(GOING_BACK, second=3), "not-allowed"),
        (2, replace(GOING_BACK, pin="135791"), "wrong-pin"),
        (6, GOING_BACK, "not-allowed"),
    ],
)
def test_r24_going_back_takes_two_people_one_a_supervisor(busy, tmp_path, seen, who, going_back, reason):
    take(busy, tmp_path / "b.db")
    act(busy)
    stood = heads_now(busy)
    answer = put_back(busy, tmp_path / "b.db", seen, who, going_back=going_back)
    assert isinstance(answer, Refusal)
    assert answer.reason == reason
    assert heads(busy.path) == stood
    assert list(tmp_path.glob("*.aside*")) == []


def heads_now(play: Play) -> tuple[Head, ...]:
    return verify(at_work(play)).heads


def test_a_loss_that_two_people_accepted_stands_in_the_ledger(busy, tmp_path, seen):
    take(busy, tmp_path / "b.db")
    act(busy)
    had = heads_now(busy)
    done = put_back(busy, tmp_path / "b.db", seen, going_back=GOING_BACK)
    assert {head.chain for head in done.lost} == {0, 2}
    assert heads(done.aside) == had
    store = open_sqlite(busy.path)
    with store.reading() as t:
        entry = t.all("entries_of_kind", chain=0, kind="restored")[0]
        assert '"second":5' in entry["body"]
        assert had[0].hash in entry["body"]
        assert "ディスク" not in entry["body"]
        assert (entry["person"], entry["number"]) == (2, done.heads[0].count)
    found = verify(Office(store, "A"), heads=[had[0].printed()], replay=True)
    assert [(fault.chain, fault.what) for fault in found.faults] == [(0, "head")]
    # The paper of the batch that was lost must mean nothing in the next one.
    assert ok(batches.create_batch(Office(store, "A", busy.clock), AKI, "次の発送")).batch.number == 3
    store.close()
    # What was given up is no longer asked for; what the restored office saw is.
    assert not isinstance(put_back(busy, busy_copy(busy, tmp_path), seen), Refusal)


def busy_copy(play: Play, folder: Path) -> Path:
    copy = folder / "copied.db"
    shutil.copy(play.path, copy)
    return copy


def test_an_open_office_is_not_restored_over_and_none_opens_meanwhile(busy, tmp_path, seen):
    taken = take(busy, tmp_path / "b.db")
    with pytest.raises(StoreUnavailable, match="office-in-use"):
        restoring.restore(
            sqlite_copies, tmp_path / "b.db", busy.path, (2, PIN), desk="A", clock=busy.clock, seen=seen
        )  # fmt: skip
    assert heads_now(busy) == taken.heads
    said: list[str] = []

    def look(_step: str, _done: int) -> None:
        with pytest.raises(StoreUnavailable) as caught:
            open_sqlite(busy.path)
        said.append(caught.value.key)

    assert not isinstance(put_back(busy, tmp_path / "b.db", seen, progress=look), Refusal)
    assert set(said) == {"office-restoring"}


def test_another_office_is_not_restored_over(busy, tmp_path, seen):
    take(busy, tmp_path / "b.db")
    busy.store.close()
    busy.path.unlink()
    store = create_sqlite(busy.path)
    ok(founding.make_office(Office(store, "A"), "隣の市役所", 8, (1, "課長"), PIN))
    store.close()
    with pytest.raises(Misused, match="other-office"):
        put_back(busy, tmp_path / "b.db", seen)


@pytest.mark.parametrize("bend", ["cut", "bits", "text", "nothing"])
def test_what_is_no_sound_backup_is_not_put_back(busy, tmp_path, seen, bend):
    out = tmp_path / "b.db"
    take(busy, out)
    stood = heads_now(busy)
    if bend == "cut":
        out.write_bytes(out.read_bytes()[:-20_000])
    elif bend == "bits":
        with sqlite3.connect(out) as copy:
            copy.execute("UPDATE people SET role = 'supervisor' WHERE person = 2")
        copy.close()
    elif bend == "text":
        out.write_text("これは控えではない")
    else:
        out.unlink()
    with pytest.raises((StoreUnavailable, FailedVerification)) as caught:
        put_back(busy, out, seen)
    assert caught.value.key in ("not-a-copy", "copy-faulty", "no-copy", "not-an-office", "damaged")
    assert heads(busy.path) == stood
    assert list(tmp_path.glob(".*")) == []


def test_a_log_of_the_lost_office_is_not_taken_for_the_restored_ones(busy, tmp_path, seen):
    """A crash may leave `-wal` beside the office; under the same name it would be played into the backup."""
    take(busy, tmp_path / "b.db")
    act(busy)
    shutil.copy(f"{busy.path}-wal", tmp_path / "left-wal")
    busy.store.close()
    shutil.copy(tmp_path / "left-wal", f"{busy.path}-wal")
    done = put_back(busy, tmp_path / "b.db", seen, going_back=GOING_BACK)
    assert heads(busy.path) == done.heads
