"""README's commands do what README says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(os.name == "nt", reason="the tour is written for a POSIX shell")
def test_the_tour_runs_from_beginning_to_end(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tour,) = re.findall(r"test_readme.py runs this block -->\n```sh\n(.*?)```", readme, re.DOTALL)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", tour],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "labels.pdf").stat().st_size > 10_000
    assert '"reason": "wrong-check-digits"' in done.stdout


def test_every_picture_and_page_that_readme_names_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = [name for name in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in name]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
