"""The words of the second generator, from the table beside it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("second_words.toml").read_text(encoding="utf-8"))


def words(part: str, name: str, between: str | None = None) -> list[str]:
    """One list of the table, taken apart at blanks or at ``between``."""
    text = _tables()[part][name]
    return text if isinstance(text, list) else [word for word in text.split(between) if word]
