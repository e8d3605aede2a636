"""What people see when something nobody foresaw ends the screens or a command: a sentence, and no data (R25)."""

from __future__ import annotations

import io

import pytest

from checkmail import crashes
from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.tui import app as screens
from checkmail.tui.app import CheckmailApp
from checkmail.tui.screens.login import LoginScreen
from tests.tui.offices import House

NAME = "秘密野花子"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(crashes, "state_folder", lambda: tmp_path / "state")
    return tmp_path / "state" / "crashes"


def broken(*_args: object) -> None:
    row = {"氏名": NAME}
    raise KeyError(row["氏名"])


def wiring(house: House, end) -> Wiring:
    return Wiring(lambda *_: house.office, lambda *_: house.office, str, end)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("within", ["handler", "worker"])
def test_screens_end_with_a_sentence_and_no_data(house, folder, monkeypatch, capfd, language, within):
    if within == "handler":
        monkeypatch.setattr(LoginScreen, "on_mount", broken)
    else:
        monkeypatch.setattr("checkmail.tui.screens.login.office_name", broken)
    monkeypatch.setattr("checkmail.cli.main.check_terminal", lambda: None)

    def headless(office, chosen) -> None:
        app = CheckmailApp(office, chosen)
        monkeypatch.setattr(app, "run", lambda: CheckmailApp.run(app, headless=True))
        screens.run_to_end(app)

    assert run(["--lang", language], wiring(house, headless), "ja") == 4
    told = "".join(capfd.readouterr())
    assert NAME not in told
    assert "Traceback" not in told
    (file,) = folder.iterdir()
    assert str(file) in told
    assert ("終わった分は残っています" if language == "ja" else "What was finished stands") in told
    kept = file.read_text(encoding="utf-8")
    assert NAME not in kept
    assert "builtins.KeyError" in kept
    assert "test_crash:" in kept


def test_a_command_ends_with_a_sentence_where_no_file_can_be_written_either(house, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(crashes, "state_folder", lambda: tmp_path / "office.db")
    assert run(["people", "list", "--as", "1"], Wiring(broken, broken, str, broken), "en") == 4
    told = "".join(capfd.readouterr())
    assert NAME not in told
    assert "show — to whoever" in told


def test_a_cause_is_kept_too_and_a_circle_of_them_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(crashes, "state_folder", lambda: tmp_path)
    one, other = ValueError(NAME), OSError(NAME)
    one.__cause__, other.__cause__ = other, one
    kept = io.StringIO(crashes.kept(one).read_text(encoding="utf-8"))
    assert [line.strip() for line in kept][1:] == ["builtins.ValueError", "builtins.OSError"]
