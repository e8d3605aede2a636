"""What a second checker types from the paper of a piece under attention, and what is right (R12).

The right answer comes from the list's row. Neither it nor what was typed reaches the ledger: a wrong
answer stands in the desk's row as a hash under a key of the batch, which is erased with the batch.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from checkmail.intake.dates import parse_date
from checkmail.intake.folding import fold


def answer_to(question: str, fields: Mapping[str, str]) -> str:
    """The right answer to ``born:day`` or ``notice:last4`` by these row fields; empty where the row has none."""
    column, _, part = question.partition(":")
    value = fields.get(column, "")
    if part == "day":
        day = parse_date(value)
        return str(day.day) if day else ""
    digits = fold(value)
    return digits[-4:] if len(digits) >= 4 else ""


def answerable(asked: tuple[str, ...], fields: Mapping[str, str]) -> tuple[str, ...]:
    """The questions of a document set that this row has an answer to."""
    return tuple(question for question in asked if answer_to(question, fields))


def hashed(answer: str, key: str) -> str:
    """A typed answer as it may be compared and kept: folded, HMAC-SHA-256 under ``key``.

    A day may be typed with or without its leading zero; the last four of a number are four.
    """
    folded = fold(answer)
    folded = folded.lstrip("0") if len(folded) <= 3 else folded
    return hmac.new(bytes.fromhex(key), folded.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]
