"""Where figures are measured: on Linux, each in a process of its own under the shim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from .running import SUPPORTED, measured


@pytest.fixture
def figure(tmp_path: Path) -> Callable[..., Counter[str]]:
    """``figure("kills", 100)``: what it found; what was wrong stands in the failure."""
    if not SUPPORTED:
        pytest.skip("processes fork and libraries are preloaded on Linux only")

    def measure(name: str, count: int, seed: int = 1, *, wrong: bool = False, **further: str | int) -> Counter[str]:
        found = measured(name, count, seed, tmp_path, **further)
        assert wrong or not found.said, found.said
        return found.counts

    return measure
