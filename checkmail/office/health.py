"""How safely the office is kept, as its store finds out; needs nobody's number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from checkmail.office.acting import CLOCK_SLACK, Office
from checkmail.office.anchoring import look_at
from checkmail.office.ledger_keys import key_of
from checkmail.office.seen import Backup, behind, remembered_as
from checkmail.office.signing import Anchor
from checkmail.rules.ledger import Head, chain_name, moment
from checkmail.store.diagnosis import Diagnosis, Level
from checkmail.store.protocol import Transaction

__all__ = ["Diagnosis", "Level", "examine"]

FRESH: Final = timedelta(days=7)
"""A backup older than this is said to be old: a week's work is what scanning again can just make up for."""


def examine(office: Office) -> list[Diagnosis]:
    """Everything the store looked at, in the order people read it; then what the office says of itself (R24, R26).

    Whether heads are signed, whether time goes forward, whether this is the office that was seen here last, and how
    old its newest backup is.
    """
    found = [*office.store.diagnose(), *_signing(office)]
    if any(one.code == "pages" and one.level is Level.FAILURE for one in found):
        return found  # what a damaged file says of itself is worth nothing
    with office.store.reading() as t:
        found += [*([_checkpoints(t, office.anchor)] if office.anchor else []), _newest(office, t)]
        own = remembered_as(t)
        if not own:
            found.append(Diagnosis("practice"))
        elif office.seen:
            found += [_heads(t, office.seen.heads(own)), _backup(office, office.seen.backup(own))]
    return found


def _newest(office: Office, t: Transaction) -> Diagnosis:
    """R26: a clock that was set back shows against the newest entry."""
    newest = max((str(row["at"]) for row in t.all("heads")), default="")
    ahead = moment(newest) - office.clock() if newest else timedelta(0)
    level = Level.WARNING if ahead > CLOCK_SLACK else Level.OK
    return Diagnosis("newest", level, {"seconds": max(0, int(ahead.total_seconds())), "at": newest})


def _heads(t: Transaction, seen: Sequence[Head]) -> Diagnosis:
    """R24: a file that was copied back by hand, or a second copy at work, lacks something that was seen here."""
    lost = behind(t, seen)
    if not lost:
        return Diagnosis("heads", details={"seen": len(seen)})
    return Diagnosis("heads", Level.FAILURE, {"chain": chain_name(lost[0].chain), "number": lost[0].count})


def _backup(office: Office, newest: Backup | None) -> Diagnosis:
    if newest is None:
        return Diagnosis("no-backup", Level.WARNING)
    now = office.clock()
    made = moment(newest.at).astimezone(now.tzinfo).date()
    days = (now.date() - made).days
    details: dict[str, str | int] = {"day": made.isoformat(), "erase_by": newest.erase_by, "days": days}
    old = now - moment(newest.at) > FRESH or newest.erase_by < now.date().isoformat()
    return Diagnosis("backup", Level.WARNING if old else Level.OK, details)


def _checkpoints(t: Transaction, anchor: Anchor) -> Diagnosis:
    """R24: a signed head that the ledger lacks keeps others from being signed; what nobody signed only lies there."""
    looked, folder = look_at(t, anchor), str(anchor.folder)
    if looked.lost:
        return Diagnosis("lost-checkpoint", Level.FAILURE, {"file": looked.lost[0], "folder": folder})
    if looked.strange:
        return Diagnosis("checkpoints", Level.WARNING, {"file": looked.strange[0], "folder": folder})
    return Diagnosis("checkpoints" if looked.kept else "no-checkpoints", details={"folder": folder})


def _signing(office: Office) -> list[Diagnosis]:
    if office.anchor is None:
        return []
    key = key_of(office)
    return [Diagnosis("ledger-key", Level.WARNING if key.problem else Level.OK, {"file": key.file})]
