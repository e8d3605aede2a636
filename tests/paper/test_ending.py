"""However a long job ends, no process goes on for it and no page with names on it is left."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

SCRIPT = """
import os, signal, sys
from datetime import datetime, timezone
from pathlib import Path

os.cpu_count = lambda: 2
from checkmail.paper import volumes
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Code, Kind

def end(step, done):
    if done:
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))

volumes.SHEETS = 2
job = Job(1, "x", 1, datetime(2026, 11, 2, tzinfo=timezone.utc), "", "x", (), "ja")
drawing = volumes.OnSheets(draw_labels, job, find_sheet("28369"))
one = lambda n: Addressed(Code(Kind.LABEL, 1, n).digits(1), n, 1, 1, "100-0001", "東京都千代田区", "", "青木")
if __name__ == "__main__":
    volumes.make_volumes(
        drawing, map(one, range(1, 4000)), lambda n: Path(sys.argv[1]) / f".x[1].drawing-{n}", progress=end
    )
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_r9_a_job_that_is_killed_or_stopped_leaves_neither_process_nor_page(tmp_path, name):
    # The others hold its output too: it ends only when all of them have.
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), name], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == -getattr(signal, name), ended.stderr.decode()
    assert list(tmp_path.iterdir()) == []
    assert b"spawn_main" not in ended.stderr


ON_A_SCREEN = """
import contextlib, io, sys
class Screen(io.StringIO):
    def fileno(self):
        return -1
with contextlib.redirect_stderr(Screen()):
    from checkmail.paper.ending import watch_resources
    import multiprocessing
    watch_resources()
    multiprocessing.get_context("spawn").Value("q", 0)
"""


def test_a_job_of_two_processes_begins_where_a_screen_has_taken_the_error_stream():
    ended = subprocess.run([sys.executable, "-c", ON_A_SCREEN], capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
