"""``serve`` itself: what it refuses, and the folder its screens keep to."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from pathlib import Path

import pytest

import checkmail.tui
import checkmail.web
from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.errors import Misused
from checkmail.office.acting import Office
from checkmail.store.sqlite import create_sqlite, open_sqlite
from checkmail.tui.session import Session
from tests.tui.offices import PIN, House


def misused(house: House, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The key of the sentence that ``serve`` ends with."""
    wiring = Wiring(
        lambda path, desk: Office(open_sqlite(Path(path)), desk),
        lambda path, desk: Office(create_sqlite(Path(path)), desk),
        lambda: str(house.folder / "office.db"),
        lambda _office, _language: None,
    )
    assert run(["--json", "serve", *arguments], wiring, "ja") == 2
    return str(json.loads(capsys.readouterr().out)["error"])


def test_serve_acts_for_nobody_and_drops_the_pins(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHECKMAIL_PIN", PIN)
    monkeypatch.setenv("CHECKMAIL_NEW_PIN", PIN)
    assert misused(house, capsys, "--as", "1") == "serve-has-no-person"
    assert PIN not in os.environ.values()


def test_pins_do_not_cross_the_network_by_accident(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert misused(house, capsys, "--host", "0.0.0.0") == "unencrypted-host"
    assert misused(house, capsys, "--host", "192.0.2.1", "--behind-tls-proxy", "https://a") == "unencrypted-host"
    assert misused(house, capsys, "--behind-tls-proxy", "http://a") == "bad-proxy-url"


def test_a_port_that_is_taken_is_a_sentence(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert misused(house, capsys, "--port", str(taken.getsockname()[1])) == "cannot-listen"


def test_without_its_parts_serve_says_how_to_get_them(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("checkmail.web.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("server", "session"):
        monkeypatch.delattr(checkmail.web, name, raising=False)
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert misused(house, capsys) == "serve-not-installed"


def test_screens_in_a_browser_keep_to_their_folder(house: House, tmp_path: Path) -> None:
    inside = tmp_path.resolve() / "files"
    (inside / "lists").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("x")
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    session = Session(house.office, "ja")
    assert session.path("~") == Path.home()
    session.within = inside
    assert session.path(" a.csv ", inside) == inside / "a.csv"
    assert session.path("..", inside / "lists") == inside / "lists" / ".."
    assert session.home == inside
    for outside in ("..", "/etc/passwd", "~", "../secret.csv", "link.csv", "../files-too/a.csv"):
        with pytest.raises(Misused, match="outside-folder"):
            session.path(outside, inside)
    for nothing in ("a\0b", "~nobody-of-this-name/a"):
        with pytest.raises(Misused, match="unreadable-file"):
            session.path(nothing, inside)


def test_every_path_a_person_types_goes_through_the_session() -> None:
    package = Path(checkmail.tui.__file__).parent
    makes = re.compile(r"expanduser|Path\(values|Path\(typed|Path\(given")
    found = {path.name for path in package.rglob("*.py") if makes.search(path.read_text(encoding="utf-8"))}
    assert found == {"session.py"}
