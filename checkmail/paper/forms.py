"""The smaller papers under one roof: slips, cards, and what is signed and filed."""

from __future__ import annotations

from checkmail.paper.cards import (
    Badge,
    CommandCode,
    TrayCard,
    draw_badges,
    draw_deskcard,
    draw_trays,
)
from checkmail.paper.facts import Numbered
from checkmail.paper.listproof import ProofRow, draw_proof_sheet
from checkmail.paper.records import (
    AccountLine,
    Counted,
    Handover,
    Party,
    SignOff,
    draw_handover,
    draw_signoff,
)
from checkmail.paper.slips import draw_returns, draw_slips

__all__ = [
    "AccountLine",
    "Badge",
    "CommandCode",
    "Counted",
    "Handover",
    "Numbered",
    "Party",
    "ProofRow",
    "SignOff",
    "TrayCard",
    "draw_badges",
    "draw_deskcard",
    "draw_handover",
    "draw_proof_sheet",
    "draw_returns",
    "draw_signoff",
    "draw_slips",
    "draw_trays",
]
