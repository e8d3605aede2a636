"""Finds ``layouts/`` and ``db/``: inside the wheel, or beside the package in a checkout.

An editable install does not carry hatchling's force-include, so both places are real.
"""

from __future__ import annotations

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
