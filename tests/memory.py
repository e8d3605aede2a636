"""Memory as a place for files: what these tests ask is not whether a disk keeps what it was given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_ENOUGH = 2 * 2**30
"""Bytes that must be free there: servers and offices of several processes lie in it at once."""


def in_memory() -> str | None:
    """A folder that lies in memory, where there is one with room; None: files go where they go."""
    place = Path("/dev/shm")
    roomy = place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > _ENOUGH
    return str(place) if roomy else None
