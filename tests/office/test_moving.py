"""A whole office to a server and back: everything arrives, the old one is stopped, and never are there two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stores.server import drop, new_schema

from checkmail.errors import FailedVerification, StoreUnavailable
from checkmail.office import moving, people, restoring
from checkmail.office.acting import Office
from checkmail.office.seen import Seen, keep_all
from checkmail.office.verifying import printed_heads, verify
from checkmail.rules.model import Check
from checkmail.store import sqlite_copies
from checkmail.store.opening import create_store, open_moved, open_store
from checkmail.store.protocol import Store

from .play import AKI, BOSS, CHO, PIN, Play, ok, refused


@pytest.fixture
def url() -> Iterator[str]:
    url = new_schema()
    yield url
    drop(url)


def made_at(place: str) -> Callable[[], Office]:
    return lambda: Office(create_store(place), "desk1")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: store.dump(table) for table in store.tables()}


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        act()
    return caught.value.key


def test_an_office_goes_to_a_server_and_back_whole(play, url, tmp_path):
    office = play("rich")
    store = office.store
    moved = ok(moving.move(office.office, BOSS, made_at(url)))
    assert moved.verified.faults == ()
    there = open_store(url)
    # Nothing but the old place's own mark differs; the heads are equal, the last entry says that it moved.
    old, new = everything(store), everything(there)
    assert [row for row in old["secrets"] if row not in new["secrets"]] == [("moved", there.place)]
    old["secrets"] = new["secrets"]
    assert new == old
    assert moved.rows == sum(map(len, new.values())) > 50
    assert there.dump("chains") == store.dump("chains")

    back = tmp_path / "back.db"
    heads = printed_heads(ok(moving.move(Office(there, "desk1", office.clock), BOSS, made_at(str(back)))).verified)
    there.close()
    again = Play(back, office.clock)
    assert printed_heads(verify(again.office, replay=True)) == heads
    again.open(AKI, Check.FIRST)
    assert again.scan(AKI, again.cover(1)).verdict.value == "accepted"
    again.store.close()


def test_after_a_move_no_desk_goes_on_in_the_old_office(play, url):
    office = play("printed")
    desk = office.another()
    desk.open(AKI, Check.FIRST)
    ok(moving.move(office.office, BOSS, made_at(url)))
    before = everything(office.store)
    assert key_of(lambda: desk.scan(AKI, desk.cover(1))) == "office-moved"
    assert key_of(lambda: people.sign_in(office.office, 2, "482917", session=True)) == "office-moved"
    assert everything(office.store) == before
    desk.store.close()
    with pytest.raises(StoreUnavailable) as caught:
        open_store(str(office.path))
    assert (caught.value.key, caught.value.details["to"]) == ("office-moved", open_store_place(url))
    there = Play(office.path, office.clock, url)
    there.open(AKI, Check.FIRST)
    assert there.scan(AKI, there.cover(1)).verdict.value == "accepted"
    there.store.close()


def open_store_place(url: str) -> str:
    store = open_store(url)
    try:
        return store.place
    finally:
        store.close()


def test_r28_a_clerk_moves_nothing(play, url, tmp_path):
    office = play("people")
    before = everything(office.store)
    assert refused(moving.move(office.office, CHO, made_at(str(tmp_path / "new.db")))) == "not-allowed"
    assert not list(tmp_path.glob("new.db*"))
    assert everything(office.store) == before


def test_a_place_that_has_an_office_is_left_alone(play, tmp_path):
    office, other = play("people"), play("created", "other")
    before = everything(other.store)
    assert key_of(lambda: moving.move(office.office, BOSS, made_at(str(other.path)))) == "already-there"
    assert everything(other.store) == before
    assert verify(office.office, replay=True).faults == ()
    ok(people.add_person(office.office, BOSS, 9, "新人", people.Role.CLERK, "739164"))


@pytest.mark.parametrize("to", ["file", "server"])
def test_a_move_that_is_stopped_has_moved_nothing(play, url, tmp_path, to):
    office = play("listed")
    before = everything(office.store)
    place = url if to == "server" else str(tmp_path / "new.db")

    def stop(step: str, _done: int) -> None:
        if step == "moving":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(office.office, BOSS, made_at(place), stop)
    assert everything(office.store) == before
    assert not list(tmp_path.glob("new.db*"))
    moved = ok(moving.move(office.office, BOSS, made_at(place)))
    assert moved.verified.faults == ()


def test_what_a_desk_recorded_at_the_new_place_outlives_a_stop_while_it_is_verified(play, tmp_path):
    office, place = play("printed"), tmp_path / "new.db"
    arrived: list[bool] = []

    def stop(step: str, _done: int) -> None:
        arrived.append(step == "moving")
        if any(arrived) and step == "verifying":
            desk = Play(place, office.clock)
            desk.open(AKI, Check.FIRST)
            assert desk.says(AKI, desk.cover(1)) == ("accepted", "")
            desk.store.close()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(office.office, BOSS, made_at(str(place)), stop)
    there = Play(place, office.clock)
    assert there.rows("entries", kind="scan")
    assert there.faults() == []
    there.store.close()


def test_two_offices_that_move_to_one_place_at_once_leave_the_first_there(play, tmp_path):
    first, second = play("printed"), play("created", "other")
    place, before = str(tmp_path / "new.db"), everything(second.store)
    made = create_store(place)
    late = open_store(place)
    ok(moving.move(first.office, BOSS, lambda: Office(made, "desk1")))
    with pytest.raises(FailedVerification):
        moving.move(second.office, BOSS, lambda: Office(late, "desk1"))
    assert everything(second.store) == before
    there = open_store(place)
    assert there.dump("chains")
    there.close()


def test_a_table_that_arrives_otherwise_stops_the_move(play, tmp_path, monkeypatch):
    office = play("listed")
    before = everything(office.store)
    counted = moving._counted

    def changed(rows, *more):
        return ({**row, **dict.fromkeys(row.keys() & {"salt"}, "00")} for row in counted(rows, *more))

    monkeypatch.setattr(moving, "_counted", changed)
    with pytest.raises(FailedVerification) as caught:
        moving.move(office.office, BOSS, made_at(str(tmp_path / "new.db")))
    assert (caught.value.key, caught.value.details) == ("move-differs", {"table": "texts"})
    assert not list(tmp_path.glob("new.db*"))
    assert everything(office.store) == before


def test_an_office_that_does_not_verify_is_not_moved(play, tmp_path):
    office = play("listed")
    office.tamper("UPDATE batches SET tray_size = 5")
    with pytest.raises(FailedVerification) as caught:
        moving.move(office.office, BOSS, made_at(str(tmp_path / "new.db")))
    assert caught.value.key == "move-not-sound"


def test_a_power_cut_between_the_two_commits_leaves_no_second_office_and_a_way_on(play, url, monkeypatch):
    office = play("listed")

    class Cut(Exception):
        pass

    leave = moving._leave

    def cut(*args: object) -> None:
        ok(leave(*args))
        raise Cut

    monkeypatch.setattr(moving, "_leave", cut)
    with pytest.raises(Cut):
        moving.move(office.office, BOSS, made_at(url))
    monkeypatch.undo()
    assert key_of(lambda: open_store(str(office.path))) == "office-moved"
    assert key_of(lambda: people.sign_in(office.office, 2, "482917", session=True)) == "office-moved"
    old = Office(open_moved(str(office.path)), "desk1")
    assert key_of(lambda: moving.go_on(old, made_at(f"{url}x"))) == "office-moved"
    moved = moving.go_on(old, made_at(url))
    assert moved.verified.faults == ()
    there = open_store(url)
    assert there.dump("chains") == old.store.dump("chains")
    for store in (there, old.store):
        store.close()
    drop(f"{url}x")


def test_r24_a_move_that_ended_is_not_done_again_over_what_was_seen_since(play, tmp_path):
    office, place = play("printed"), tmp_path / "new.db"
    seen = Seen(None, tmp_path / "state")

    def made() -> Office:
        return Office(create_store(str(place)), "desk1", office.clock, seen=seen)

    ok(moving.move(office.office, BOSS, made))
    there = Play(place, office.clock)
    there.open(AKI, Check.FIRST)
    keep_all(there.store, seen)
    there.store.close()
    place.unlink()
    old = Office(open_moved(str(office.path)), "desk1")
    with pytest.raises(FailedVerification) as caught:
        moving.go_on(old, made)
    old.store.close()
    office.store.close()
    assert (caught.value.key, caught.value.details["chain"]) == ("move-behind", "1")
    assert not place.exists()

    # Two people may accept it, as of a backup.
    def put_back(accepted: restoring.GoingBack | None) -> object:
        return restoring.restore(
            sqlite_copies, office.path, place, (2, PIN), desk="A", clock=office.clock, seen=seen, going_back=accepted
        )

    assert refused(put_back(None)) == "behind"
    assert {head.chain for head in ok(put_back(restoring.GoingBack(5, PIN, "ディスクが壊れた"))).lost} == {1}
    there = Play(place, office.clock)
    assert there.faults() == []
    there.open(AKI, Check.FIRST)
    assert there.says(AKI, there.cover(1)) == ("accepted", "")
    there.store.close()


def test_the_key_that_signs_heads_goes_with_the_office(tmp_path: Path):
    from checkmail.office.signing import Anchor

    store, other = create_store(str(tmp_path / "a.db")), create_store(str(tmp_path / "b.db"))
    old = Office(store, "desk1", anchor=Anchor.beside(tmp_path / "a.db"))
    new = Office(other, "desk1", anchor=Anchor.beside(tmp_path / "far" / "b.db"))
    old.anchor.key.write_bytes(b"key")
    moving._carry_key(old, new)
    assert new.anchor.key.read_bytes() == b"key"
    old.anchor.key.write_bytes(b"another")
    moving._carry_key(old, new)
    assert new.anchor.key.read_bytes() == b"key"
    store.close()
    other.close()
