"""What a refused act is: a value with a stable reason code and the rule that refused.

A refusal is not an error. The words for people stand in ``locale/*/reasons.toml``
under the reason; every reason has a sentence and a next step in both languages
(``tests/test_locale.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that was not done. Nothing changed but what the ledger says about the attempt."""

    reason: str
    """One of :data:`REASONS`; kebab-case, never changed once published."""
    rule: str
    """The rule of the design that refuses, such as ``R20``; empty where none but use does."""
    details: dict[str, str | int] = field(default_factory=dict)
    """Values for the sentence: piece numbers, dates. Never a name or an address."""

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"{self.reason!r} is not a published reason code")


DESK_REASONS: Final = (
    "unreadable", "wrong-check-digits", "unknown-batch", "other-batch", "unknown-piece", "wrong-kind",
    "superseded", "spoiled", "withheld", "quarantined", "other-piece", "not-expected", "incomplete",
    "same-person", "not-enclosed", "already-enclosed", "already-verified", "not-verified",
    "second-envelope", "not-released", "released", "closed", "answer-differs", "set-timed-out",
    "desk-held", "desk-not-clear", "batch-stopped", "person-elsewhere",
)  # fmt: skip
"""Reasons a desk gives for a code, as ``commands.md`` lists them, ``lost`` and ``handed-over`` besides."""

ACT_REASONS: Final = (
    "wrong-pin", "locked", "weak-pin", "pin-must-change", "not-allowed", "same-person", "not-approved",
    "approved", "printed", "already-printed", "issues-exhausted", "open-findings",
    "withholding-unanswered", "empty-withholding-list", "unexplained-differences", "nothing-asked",
    "missing-glyphs", "undecodable-page", "not-balanced", "counts-missing", "counts-differ",
    "scan-the-tray", "number-differs", "not-released", "not-sealed", "handed-over", "stale",
    "too-early", "last-supervisor",
)  # fmt: skip
"""Reasons of the other acts, as ``commands.md`` lists them."""

MORE_REASONS: Final = (
    "lost", "unknown-person", "unknown-proposal", "unknown-tray", "unknown-finding", "unknown-offer",
    "no-list", "nothing-to-print", "not-quarantined", "not-withheld",
    "too-long", "not-accepted-kind", "number-taken", "not-issued", "already-exists", "was-scanned", "typed-by-hand",
    "other-tray", "tray-unfinished", "set-open", "planted", "planted-out", "not-plantable",
    "erased", "wrong-recovery-code", "recovery-alone", "not-a-supervisor", "behind",
)  # fmt: skip
"""Reasons that ``commands.md`` leaves open."""

STAMP_REASONS: Final = (
    "page-without-key", "page-of-two", "pages-apart", "page-not-expected", "too-many-sides", "sides-differ",
    "no-page-of-piece", "key-unusable", "key-not-unique", "stamp-off-page", "stamp-covers-text",
    "stamped-needs-source", "stamp-on-another",
)  # fmt: skip
"""Reasons why pages of another system are not stamped."""

REASONS: Final = frozenset(DESK_REASONS) | frozenset(ACT_REASONS) | frozenset(MORE_REASONS) | frozenset(STAMP_REASONS)
