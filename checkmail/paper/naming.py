"""A finished file gets its name so that a power loss does not take the name away again."""

from __future__ import annotations

import os
from pathlib import Path


def give_name(part: Path, out: Path) -> None:
    """Renames ``part``, whose content is on disk, to ``out``; the name is on disk when this returns. Raises OSError."""
    part.replace(out)
    keep_names(out.parent)


def keep_names(folder: Path) -> None:
    """Puts on disk which names ``folder`` has now. Raises OSError.

    Names are entries of their folder, which is synced for itself. Windows has no such call: its file systems keep
    names in a journal of their own.
    """
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
