"""The screens in a real terminal: a person logs in and works at the desk by keyboard alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkmail.office import pieces
from checkmail.rules.model import PieceState
from tests.tui.offices import PIN, House, cover, label, ok
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("CI"), reason="tmux is not installed here"
)

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


def second_check(terminal: Terminal) -> None:
    """Person 3 logs in and opens the desk, each in one burst."""
    terminal.shows("職員番号")
    terminal.keys("3", "Enter", PIN, "Enter")
    terminal.shows("受給者証 年次更新")
    terminal.keys("F5")
    terminal.shows("何の確認をしますか", "席 ")
    terminal.keys("Down", "Space", "Tab", "Space", "Tab", "Enter")
    terminal.shows("読取り待ち")


def test_r14_a_terminal_that_is_closed_voids_its_set_and_the_next_log_in_says_where_to_begin(house: House) -> None:
    """What an SSH that drops does too: the pane ends, and the program gets SIGHUP."""
    screens = [sys.executable, "-m", "checkmail", "--office", str(house.folder / "office.db"), "--lang", "ja"]
    terminal = Terminal(80, 24, screens)
    try:
        second_check(terminal)
        terminal.scan(cover(1, 1), label(1, 1))
        terminal.shows("1番 確認")
        terminal.scan(cover(1, 2))
        terminal.shows("この組 1 枚")
    finally:
        terminal.close()
    terminal = Terminal(80, 24, screens)
    try:
        second_check(terminal)
        terminal.shows("2番は最初の紙からです")
        terminal.scan(cover(1, 2), label(1, 2))
        terminal.shows("2番 確認")
    finally:
        terminal.close()
    states = [ok(pieces.show_piece(house.office, house.actor(1), 1, n)).piece.state for n in (1, 2, 3)]
    assert states == [PieceState.VERIFIED] * 2 + [PieceState.ENCLOSED]
