"""Texts for people, Japanese first, English second, as TOML files by area.

``locale/ja/reasons.toml`` and ``locale/en/reasons.toml`` have the same keys and the same
placeholders (``tests/test_locale.py``). A template's ``{placeholder}`` is filled with
:meth:`str.format`; the values are never templates themselves.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, Language] = ("ja", "en")

_HERE = Path(__file__).resolve().parent


@functools.cache
def area(language: Language, name: str) -> dict[str, str]:
    """All texts of one area, flattened: ``[wrong-pin] next = "…"`` is ``wrong-pin.next``."""
    tree = tomllib.loads((_HERE / language / f"{name}.toml").read_text(encoding="utf-8"))
    return dict(_flat("", tree))


def text(language: Language, name: str, key: str, /, **values: str | int) -> str:
    """The text ``key`` of area ``name``, its placeholders filled. An unknown key is a ``KeyError``."""
    return area(language, name)[key].format(**values)


def _flat(prefix: str, tree: dict[str, object]) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            out += _flat(f"{prefix}{key}.", value)
        else:
            out.append((prefix + key, str(value)))
    return out
