"""An office on a server from outside: the demo from list to handover, and the commands that only matter there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from incidents.test_demo import STOPS

from checkmail import __main__ as entry
from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.office.acting import Office
from checkmail.office.verifying import verify
from checkmail.rehearsal.demo import run_demo
from checkmail.store.opening import create_store, open_store

from .server import direct, drop, new_schema


@pytest.fixture
def url() -> Iterator[str]:
    url = new_schema()
    yield url
    drop(url)


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, Any]]:
    """One command at a place; its exit status and its document."""
    monkeypatch.setenv("CHECKMAIL_PIN", "482917")
    monkeypatch.setenv("CHECKMAIL_NEW_PIN", "482917")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    wiring = Wiring(entry._open, entry._create, entry.default_place, entry._screens, open_moved=entry._open_moved)

    def one(place: str, *words: str) -> tuple[int, Any]:
        capsys.readouterr()
        status = run(["--office", place, "--json", "--lang", "en", *words], wiring, "en")
        return status, json.loads(capsys.readouterr().out)

    return one


def test_the_demo_is_played_on_a_server_from_list_to_handover(url, tmp_path):
    lines: list[str] = []
    made = lambda _file, desk: Office(create_store(url), desk)  # noqa: E731
    result = run_demo(made, tmp_path / "demo", 30, "ja", lines.append, url)
    assert {stop.event: (stop.rule, stop.reason) for stop in result.stops} == STOPS
    store = open_store(url)
    found = verify(Office(store, "desk"), heads=result.heads, replay=True)
    store.close()
    assert (found.faults, found.entries) == ((), result.entries)
    assert not list(tmp_path.rglob("*.db")), "nothing of the office lies in a file"


def test_an_office_is_made_examined_and_moved_by_command(call, url, tmp_path):
    status, made = call(url, "init", "--name", "夢野", "--supervisor", "1:課長")
    assert (status, made["office"]) == (0, "夢野")
    assert call(url, "init", "--name", "夢野", "--supervisor", "1:課長")[1]["error"] == "already-there"

    status, told = call(url, "doctor")
    checks = {one["check"]: one for one in told["checks"]}
    assert (status, told["ok"], told["place"]) == (0, True, open_store_place(url))
    assert {"server", "durability", "encoding", "clock", "latency", "connection"} <= set(checks)
    assert checks["durability"]["settings"] == "fsync=on, full_page_writes=on, synchronous_commit=on"
    assert all(one["message"] and one["result"] in ("ok", "warning") for one in told["checks"])

    file = str(tmp_path / "back.db")
    status, moved = call(url, "--as", "1", "move", "--to", file)
    assert (status, moved["place"], moved["ok"]) == (0, file, True)
    assert call(url, "--as", "1", "people", "list")[1]["error"] == "office-moved"
    status, verified = call(file, "ledger", "verify", "--replay")
    assert (status, verified["heads"]) == (0, moved["heads"])
    # The new file is lost before it was stored: the same command, without a person, ends the move.
    for left in tmp_path.glob("back.db*"):
        if left.is_file():
            left.unlink()
    status, again = call(url, "move", "--to", file)
    assert (status, again["heads"]) == (0, moved["heads"])
    assert call(url, "move", "--to", str(tmp_path / "elsewhere.db"))[1]["error"] == "office-moved"
    assert not (tmp_path / "elsewhere.db").exists()


def open_store_place(url: str) -> str:
    store = open_store(url)
    store.close()
    return store.place


def test_the_ledger_of_an_office_on_a_server_shows_what_was_changed_behind_its_back(call, url):
    call(url, "init", "--name", "夢野", "--supervisor", "1:課長")
    with direct(url) as server:
        server.execute("ALTER TABLE entries DISABLE TRIGGER entries_are_not_changed")
        server.execute("UPDATE entries SET body = replace(body, '1', '2') WHERE number = 1")
        server.execute("ALTER TABLE entries ENABLE TRIGGER entries_are_not_changed")
    status, found = call(url, "ledger", "verify")
    assert (status, found["ok"]) == (3, False)
