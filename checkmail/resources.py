"""Finds ``layouts/`` and ``db/``: inside the wheel, or beside the package in a checkout; and the user's own files.

An editable install does not carry hatchling's force-include, so both places are real.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """The folder ``layouts`` or ``db`` with its files.

    Raises ``FileNotFoundError`` where the installation lacks it.
    """
    for place in (_PACKAGE / "_shipped" / folder, _PACKAGE.parent / folder):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{folder}/ belongs to checkmail and is missing from this installation")


def user_folder() -> Path:
    """Where this program keeps files of the person at the machine, such as the office itself."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "checkmail"


def state_folder() -> Path:
    """Where this program remembers what it saw; apart from :func:`user_folder`, which has the office itself."""
    if sys.platform in ("win32", "darwin"):
        return user_folder() / "state"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "checkmail"


def own_layouts() -> Path:
    """The folder of the office's own label sheets: ``CHECKMAIL_LAYOUTS``, else ``layouts`` among the user's files."""
    named = os.environ.get("CHECKMAIL_LAYOUTS", "")
    return Path(named) if named else user_folder() / "layouts"
