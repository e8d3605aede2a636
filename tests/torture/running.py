"""Runs a figure in a process of its own, under the shim, and reads what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .shim import compiled

ROOT: Final = Path(__file__).parents[2]
_SHOWN: Final = 20
"""Lines of what was wrong: one cause tells itself many times."""
SUPPORTED: Final = sys.platform == "linux"
"""Where processes fork and libraries are preloaded; what is tortured is the same everywhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one run of a figure found."""

    counts: Counter[str]
    seconds: float
    said: str
    """A line for each thing that was wrong."""


def measured(figure: str, count: int, seed: int, folder: Path, **further: str | int) -> Found:
    """``count`` of ``figure`` from ``seed``; the shim is made in ``folder``. Fails where the figure does."""
    command = [sys.executable, "-m", "tests.torture", figure, "--count", str(count), "--seed", str(seed)]
    for name, value in further.items():
        command += ["--with", f"{name}={value}"]
    environment = {**os.environ, "LD_PRELOAD": str(compiled(folder))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(lines[-1])
    return Found(
        Counter(answer["found"]), answer["seconds"], "\n".join([*lines[:-1], *done.stderr.splitlines()][:_SHOWN])
    )
