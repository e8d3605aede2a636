"""``backup`` and ``restore`` as commands: their JSON, their exit statuses, and who is asked for a PIN."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkmail import __main__ as entry
from checkmail.cli.frame import Wiring
from checkmail.cli.main import run

PIN, SECOND_PIN = "270594", "381605"


def _no_screens(*_: object) -> None:
    pytest.fail("no screen was asked for")


WIRING = Wiring(entry._open, entry._create, entry.default_place, _no_screens, copying=entry._copying)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """An office of two supervisors; called with the words of a command it gives exit status and document."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CHECKMAIL_OFFICE", str(tmp_path / "office.db"))

    def call(*words: object, pin: str = PIN, new: str = "", second: str = "") -> tuple[int, Any]:
        for name, value in (("PIN", pin), ("NEW_PIN", new), ("SECOND_PIN", second)):
            monkeypatch.setenv(f"CHECKMAIL_{name}", value)
        status = run([*map(str, words), "--json"], WIRING, "ja")
        return status, json.loads(capsys.readouterr().out)

    assert call("init", "--name", "課", "--supervisor", "1:佐藤", new=PIN)[0] == 0
    assert call("people", "add", "2:鈴木", "--role", "supervisor", "--as", 1, new="936185")[0] == 0
    assert call("people", "pin", "--as", 2, pin="936185", new=SECOND_PIN)[0] == 0
    return call


def test_a_backup_answers_with_its_heads_and_is_restored_in_place(office, tmp_path, monkeypatch):
    out = tmp_path / "b.db"
    status, taken = office("backup", "--out", out, "--erase-by", "2027-03-31", "--as", 1)
    assert (status, taken["backup"], taken["erase_by"]) == (0, str(out), "2027-03-31")
    chain, head = "office", taken["heads"]["office"]
    assert office("ledger", "verify", "--head", f"{chain}:{head}")[0] == 0
    assert office("backup", "--out", out, "--as", 1)[0] == 2
    late = office("backup", "--out", tmp_path / "late.db", "--erase-by", "2020-01-01", "--as", 1)
    assert (late[0], late[1]["error"]) == (2, "past-day")
    assert office("ledger", "verify", "--batch", 9)[1]["refused"] == "unknown-batch"
    assert office("restore", tmp_path / "gone.db", "--as", 1)[1]["error"] == "no-copy"
    status, done = office("restore", out, "--as", 1)
    assert status == 0
    assert (done["lost"], done["compared"] > 0, Path(done["aside"]).exists()) == ({}, True, True)
    assert office("ledger", "verify", "--replay", "--head", f"{chain}:{head}")[1]["ok"]
    # Named from another folder it is the same place that the old office tells of.
    monkeypatch.chdir(tmp_path)
    assert office("move", "--to", "moved.db", "--as", 1)[1]["place"] == str(tmp_path / "moved.db")


def test_an_older_backup_is_refused_and_two_people_go_back(office, tmp_path):
    out = tmp_path / "b.db"
    assert office("backup", "--out", out, "--as", 1)[0] == 0
    assert office("batch", "create", "--name", "後", "--as", 1)[0] == 0
    status, refused = office("restore", out, "--as", 1)
    assert (status, refused["refused"], refused["rule"]) == (1, "behind", "R24")
    assert office("restore", out, "--as", 1, "--second", 2)[0] == 2
    back = ("restore", out, "--as", 1, "--going-back", "--second", 2, "--reason")
    assert office(*back, "", second=SECOND_PIN)[1]["error"] == "empty-reason"
    assert office(*back, "故障", second=PIN)[1]["refused"] == "wrong-pin"
    status, done = office(*back, "故障", second=SECOND_PIN)
    assert (status, sorted(done["lost"])) == (0, ["1", "office"])
    status, said = office("doctor")
    assert {one["check"]: one["result"] for one in said["checks"]}["heads"] == "ok"


def test_a_restore_to_a_new_place_compares_with_paper(office, tmp_path):
    out, new = tmp_path / "b.db", tmp_path / "elsewhere" / "new.db"
    assert office("backup", "--out", out, "--as", 1)[0] == 0
    status, refused = office("restore", out, "--as", 1, "--office", new, "--head", "1:7:0c0c0c0c")
    assert (status, refused["refused"], new.exists()) == (1, "behind", False)
    assert office("restore", out, "--as", 1, "--office", new)[0] == 0
    assert office("restore", out, "--as", 1, "--office", "postgresql://h/d")[0] == 4
    assert office("restore", tmp_path / "none.db", "--as", 1, "--office", new)[0] == 4
