"""What a sheet or a piece that nobody can show puts in doubt, and what its loss waits for (R8, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checkmail.office.acting import Act
from checkmail.office.entries import entry_from
from checkmail.office.proposals import Proposal
from checkmail.office.reconciling import expected_in
from checkmail.rules.codes import Code, parse
from checkmail.rules.model import PieceState
from checkmail.rules.printing import REACH
from checkmail.rules.refusal import Refusal

SECOND_CHECKED: Final = (PieceState.VERIFIED, PieceState.SEALED)
"""States of a piece that is still here and whose second check stands."""


def stop_at_once(opened: Act, number: int, pieces: set[int]) -> None:
    """R8: what a missing sheet puts in doubt stops with the proposal: its piece, its tray and its neighbours."""
    returned = suspects(opened, number, pieces)
    rows = (opened.t.one("piece", batch=number, piece=piece) for piece in sorted(pieces))
    begun = [row["piece"] for row in rows if row and row["state"] in (PieceState.ENCLOSED, *SECOND_CHECKED)]
    if returned:
        opened.record(number, "pieces-to-second", pieces=returned)
    if begun:
        opened.record(number, "pieces-sent-back", pieces=begun)


def suspects(opened: Act, number: int, pieces: set[int]) -> list[int]:
    """R8: second-checked pieces of the trays of ``pieces``, and each desk's ten before and after them."""
    out: set[int] = set()
    for piece in pieces:
        place = opened.t.one("piece_places", batch=number, piece=piece)
        if place is None:
            continue
        (tray,) = opened.t.all("trays", batch=number, first_tray=place["tray"], last_tray=place["tray"])
        rows = opened.t.all("pieces_between", batch=number, first=tray["first_piece"], last=tray["last_piece"])
        out |= {row["piece"] for row in rows}
        names = ("first_desk", "first_entry", "second_desk", "second_entry")
        rows = opened.t.all("neighbours", batch=number, reach=REACH, **{name: place[name] for name in names})
        out |= {row["piece"] for row in rows}
    checked = (opened.t.one("piece", batch=number, piece=piece) for piece in sorted(out - pieces))
    return [row["piece"] for row in checked if row and row["state"] in SECOND_CHECKED]


def tray_scan_owed(opened: Act, proposal: Proposal, pieces: Sequence[int]) -> Refusal | None:
    """R10: a loss is confirmed only after its tray was scanned piece by piece, since the loss was proposed."""
    for piece in pieces:
        row = opened.t.one("piece", batch=proposal.batch, piece=piece)
        tray = row["tray"] if row else 0
        scans = opened.t.all("tray_scans_since", batch=proposal.batch, tray=tray, entry=proposal.entry)
        others = expected_in(opened, proposal.batch, tray, "envelopes")
        if not scans or (others and not scans[0]["number"]):
            return Refusal("scan-the-tray", "R10", {"tray": tray})
        if any(_came_up(opened, proposal.batch, scan["entry"], piece) for scan in scans):
            return Refusal("stale", "R10", {"proposal": proposal.number})
    return None


def _came_up(opened: Act, batch: int, entry: int, piece: int) -> bool:
    """Whether a scan of a tray met the envelope of ``piece``: then it is not lost."""
    office = opened.t.one("office_number")
    (row,) = opened.t.all("entries_from", chain=batch, after=entry - 1, limit=1)
    for raw in entry_from(row).facts()["surplus"]:
        read = parse(raw, office["number"] if office else 0)
        if isinstance(read, Code) and (read.batch, read.number) == (batch, piece):
            return True
    return False
