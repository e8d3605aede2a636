"""The numbers that must balance, read from the tables for :mod:`checkmail.rules.count` (R10, R18, R19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkmail.office.acting import Act
from checkmail.rules import count
from checkmail.rules.codes import Kind
from checkmail.rules.count import Account, ArtifactAccount, Count, Counted, Line
from checkmail.rules.ledger import OFFICE_CHAIN, Head
from checkmail.rules.model import CHECKED, PieceState

ALL_TRAYS: Final = {"first_tray": 1, "last_tray": 9_999_999}
"""The section that is the whole batch; tray 0 stands for counts of the whole."""


GONE: Final = (PieceState.WITHHELD, PieceState.LOST)
"""States of pieces that are in no tray any more."""


@dataclass(frozen=True, slots=True)
class TrayCounts:
    """How a tray stands with its counts."""

    tray: int
    """0: the whole batch counted at once."""
    counted: Counted
    differences: int
    counts: tuple[Count, ...]
    scan_owed: bool
    """Two differences: the tray must be scanned (R19)."""


def section(trays: tuple[int, int] | None) -> dict[str, int]:
    """A run of trays as the queries want it; None: the whole batch."""
    return {"first_tray": trays[0], "last_tray": trays[1]} if trays else dict(ALL_TRAYS)


def lines_of(opened: Act, batch: int, trays: tuple[int, int] | None = None) -> tuple[Line, ...]:
    """The lines of R18 for the batch or a section."""
    where = section(trays)
    states = {row["state"]: row["pieces"] for row in opened.t.all("states", batch=batch, **where)}
    account = Account(
        sum(states.values()),
        states.get("withheld", 0),
        states.get("lost", 0),
        sum(states.get(state.value, 0) for state in CHECKED),
        states.get("quarantined", 0),
    )
    artifacts = (
        ArtifactAccount(
            Kind(row["kind"]), *(row[name] for name in ("issued", "used", "spoiled", "superseded", "withheld", "lost"))
        )
        for row in opened.t.all("artifact_account", batch=batch, **where)
    )
    return count.reconcile(account, artifacts, len(opened.t.all("withheld_out", batch=batch, **where)))


def expected_in(opened: Act, batch: int, tray: int, what: str) -> int:
    """How many envelopes a tray (0: the whole) holds: second-checked ones, or of those the sealable ones."""
    where = section((tray, tray) if tray else None)
    states = {row["state"]: row["pieces"] for row in opened.t.all("states", batch=batch, **where)}
    wanted = ("verified", "sealed") if what == "sealed" else ("verified", "sealed", "handed_over")
    return sum(states.get(state, 0) for state in wanted)


def tray_counts(opened: Act, batch: int, tray: int, what: str = "envelopes") -> TrayCounts:
    """How tray ``tray`` (0: the whole) stands with its counts of ``envelopes`` or ``sealed``."""
    rows = opened.t.all("counts_standing", batch=batch, tray=tray, what=what)
    counts = tuple(Count(row["person"], row["number"], bool(row["scanned"])) for row in rows)
    (line,) = opened.t.all("trays", batch=batch, first_tray=tray, last_tray=tray)
    differences = line["differences"]
    counted = count.judge_counts(counts, expected_in(opened, batch, tray, what))
    if counted is Counted.OWED and differences and not counts:
        counted = Counted.DIFFER
    scan_owed = bool(count.may_enter(differences, counts, scanned=False))
    return TrayCounts(tray, counted, differences, counts, scan_owed)


def standing(opened: Act, batch: int, trays: tuple[int, int] | None) -> list[TrayCounts]:
    """The counts that speak for a section: tray by tray, or for the whole batch a count of the whole.

    A count of the whole does not settle a tray whose own counts differed, nor speaks for a section: a lack
    here and a surplus there would cancel out.
    A tray in which nothing is left to count, all of it withheld or lost, owes none.
    """
    if not opened.t.all("trays", batch=batch, first_tray=0, last_tray=0):
        return []
    whole = tray_counts(opened, batch, 0)
    something = {row["tray"] for row in opened.t.all("tray_states", batch=batch) if row["state"] not in GONE}
    by_tray = [
        tray_counts(opened, batch, row["tray"])
        for row in opened.t.all("trays", batch=batch, **section(trays))
        if row["tray"] in something
    ]
    unsettled = any(tray.differences and tray.counted is not Counted.AGREE for tray in by_tray)
    if whole.counted is Counted.AGREE and not unsettled and trays is None:
        return [whole]
    begun = [tray for tray in by_tray if tray.counts or tray.differences]
    whole_begun = trays is None and (whole.counts or whole.differences)
    return by_tray if begun or not whole_begun else [whole]


def checkpoint(opened: Act, batch: int) -> Head:
    """Writes the batch chain's head into the office's chain, so that neither can lose its tail alone (R24)."""
    row = opened.t.one("head", chain=batch)
    if row is None:
        raise ValueError(f"batch {batch} has no chain")
    opened.record(OFFICE_CHAIN, "checkpoint", of=batch, count=row["count"], head=row["head"])
    return Head(batch, row["count"], row["head"], row["at"])
