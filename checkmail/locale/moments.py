"""Moments for people: entries and JSON spell them in UTC, screens and text answers in the office's own time."""

from __future__ import annotations

import re
from typing import Final

from checkmail.rules.ledger import moment

_SPELLED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z")


def local(said: str, to: str = "seconds") -> str:
    """``said`` with every moment in it as this office's clock has it, ``2026-11-22 11:43:12+09:00``.

    ``to``: ``seconds`` or ``minutes``.
    """
    return _SPELLED.sub(lambda found: moment(found[0]).astimezone().isoformat(" ", to), said)
