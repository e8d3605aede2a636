"""Numbers that no engine holds, as people may type them where a piece or a person is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest integer of SQLite and of PostgreSQL's ``bigint``; nothing of an office has this number."""


def within(params: Mapping[str, object]) -> dict[str, object]:
    """``params`` for a reading query, numbers beyond 64 bits as the largest or smallest: they too find nothing."""
    return {
        name: max(-LARGEST, min(value, LARGEST)) if isinstance(value, int) else value for name, value in params.items()
    }
