"""A whole batch with the screens, in a real terminal: from an empty office to the post, and what is left of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal
from tests.tui.whole_batch import Play, founded

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("CI"), reason="tmux is not installed here"
)


def test_a_batch_of_thirty_goes_from_an_empty_office_to_the_post(tmp_path: Path) -> None:
    run = founded(tmp_path)
    screens = [sys.executable, "-m", "checkmail", "--office", str(tmp_path / "office.db"), "--lang", "ja"]
    terminal = Terminal(120, 36, screens, folder=tmp_path)
    try:
        Play(terminal, tmp_path, run).whole()
    finally:
        terminal.close()
    verified = json.loads(run("ledger", "verify", "--replay"))
    assert (verified["ok"], verified["findings"]) == (True, [])
    batch = json.loads(run("batch", "show", "--batch", "1", person=1))
    assert batch["stage"] == "handed-over"
    assert batch["counts"] == {
        "listed": 30, "waiting": 0, "enclosed": 0, "verified": 0, "sealed": 0, "handed_over": 29, "withheld": 1,
        "quarantined": 0, "lost": 0,
    }  # fmt: skip
    count = json.loads(run("count", "show", "--batch", "1", person=1))
    assert (count["balanced"], count["missing"], count["surplus"], count["counts"]) == (True, [], [], "agree")
    assert [line["difference"] for line in count["lines"]] == [0] * len(count["lines"])
