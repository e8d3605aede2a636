"""The screens in a real terminal: a person logs in and works at the desk by keyboard alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkmail.office import pieces
from checkmail.rules.model import PieceState
from tests.tui.offices import PIN, House, cover, label, ok

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("CI"), reason="tmux is not installed here"
)

DEADLINE = 60.0
LAUNCH = """
import sys
from pathlib import Path
from checkmail.office.acting import Office
from checkmail.store.sqlite import open_sqlite
from checkmail.tui.app import run_app
run_app(Office(open_sqlite(Path(sys.argv[1])), "desk1"), "ja")
print("closed in order")
import time
time.sleep(600)
"""


class Terminal:
    """One tmux server of its own, so that nobody's configuration and sessions matter."""

    def __init__(self, columns: int, lines: int, command: list[str]) -> None:
        self._socket = f"checkmail-{uuid.uuid4().hex[:12]}"
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        size = ["-x", str(columns), "-y", str(lines)]
        self._run("-f", "/dev/null", "new-session", "-d", *size, *command, environment=environment)

    def _run(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        command = ["tmux", "-u", "-L", self._socket, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    def keys(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        self._run("send-keys", "-l", text)

    def scan(self, *codes: str) -> None:
        for code in codes:
            self._run("send-keys", code, "Enter")

    def glass(self) -> str:
        return self._run("capture-pane", "-p")

    def shows(self, text: str) -> None:
        end = time.monotonic() + DEADLINE
        while text not in (glass := self.glass()):
            assert time.monotonic() < end, f"{text} never came; the terminal shows:\n{glass}"
            time.sleep(0.05)

    def close(self) -> None:
        self._run("kill-server")


@pytest.fixture
def terminal(house: House) -> Iterator[Terminal]:
    script = house.folder / "launch.py"
    script.write_text(LAUNCH, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    command = ["env", f"PYTHONPATH={root}", sys.executable, str(script), str(house.folder / "office.db")]
    terminal = Terminal(80, 24, command)
    yield terminal
    terminal.close()


def test_a_person_works_at_the_desk_by_keyboard_alone(house: House, terminal: Terminal) -> None:
    terminal.shows("職員番号")
    terminal.keys("3", "Enter")
    terminal.type(PIN)
    terminal.keys("Enter")
    terminal.shows("受給者証 年次更新")
    assert PIN not in terminal.glass()
    terminal.keys("F5")
    terminal.shows("何の確認をしますか")
    terminal.keys("Down", "Space")
    terminal.shows("(*) 確認")
    terminal.keys("Space")
    terminal.shows("[X]")
    terminal.keys("Enter")
    terminal.shows("読取り待ち")
    terminal.scan(cover(1, 1))
    terminal.shows("読み取りました")
    assert "佐藤 花子" not in terminal.glass()
    terminal.scan(label(1, 1), cover(1, 2), label(1, 2), cover(1, 3), label(1, 3))
    terminal.shows("3番 確認")
    terminal.keys("C-q", "C-c")
    terminal.scan(cover(1, 4))
    terminal.shows("制御文字")
    terminal.scan(cover(1, 4), label(1, 5))
    terminal.shows("隔離：4、5番")
    terminal.keys("F10")
    terminal.shows("二人目を待つ提案")
    terminal.keys("C-q")
    terminal.shows("closed in order")
    states = [ok(pieces.show_piece(house.office, house.actor(1), 1, n)).piece.state for n in (1, 2, 3, 4, 5)]
    assert states == [PieceState.VERIFIED] * 3 + [PieceState.QUARANTINED] * 2
