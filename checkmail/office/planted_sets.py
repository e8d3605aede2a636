"""Planted sets as the desks meet them: read as pieces, and what each line did to them (:mod:`checkmail.rules.planted`).

A dummy's number is beyond the list's last, so no work on a piece of the list asks here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from checkmail.office.acting import Act, reading
from checkmail.rules.codes import Code, Kind
from checkmail.rules.ledger import moment, stamp
from checkmail.rules.model import Artifact, ArtifactState, Batch, Check, Piece, PieceState
from checkmail.rules.planted import (
    Became,
    Measured,
    Outcome,
    PlantedSet,
    Wrong,
    became,
    judged,
    measure,
    numbers_of,
)
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_facts import Facts
from checkmail.rules.scan_verdicts import Verdict
from checkmail.store.protocol import Row


def set_from(row: Row) -> PlantedSet:
    """A row of the queries ``planted`` and ``planted_set`` as a fact."""
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return PlantedSet(row["number"], row["second"], Wrong(row["wrong"]), outcome, row["out"] > 0)


def sets_at(opened: Act, batch: Batch, pieces: Iterable[int]) -> tuple[PlantedSet, ...]:
    """The planted sets of those of ``pieces`` that are beyond the list."""
    rows = [row for piece in pieces if piece > batch.pieces and (row := _row(opened, batch.number, piece))]
    return tuple(dict.fromkeys(map(set_from, rows)))


def dummy_at(opened: Act, batch: int, number: int) -> Piece | None:
    """A dummy as a desk judges it; None: the number is none's."""
    row = _row(opened, batch, number)
    if row is None:
        return None
    expects = tuple(int(part) for part in row["expects"].split(",") if part)
    return Piece(
        number, row["tray"], PieceState(row["state"]), expects, attention=False, first_by=row["first_by"],
        second_by=row["second_by"], tray_released=bool(row["tray_released"]),
    )  # fmt: skip


def dummy_artifact(opened: Act, batch: Batch, code: Code) -> Artifact | None:
    """The paper of a dummy that ``code`` names; None: none such was printed."""
    if code.number <= batch.pieces:
        return None
    row = opened.t.one("planted_paper", batch=batch.number, piece=code.number, **_parts(code))
    if row is None:
        return None
    dead = row["wrong"] == Wrong.DEAD_ISSUE and code.kind is Kind.COVER
    state = ArtifactState.SUPERSEDED if dead else ArtifactState.LIVE
    return Artifact(code.kind, code.number, code.enclosure, code.issue, state)


def _parts(code: Code) -> dict[str, int]:
    return {"kind": int(code.kind), "enclosure": code.enclosure, "issue": code.issue}


def _row(opened: Act, batch: int, piece: int) -> Row | None:
    return opened.t.one("planted_set", batch=batch, piece=piece) if piece else None


def after_line(opened: Act, facts: Facts, verdict: Verdict) -> bool:
    """Records what a line was to the planted sets it touched; whether the desk now says that a set is planted."""
    piece, says = facts.piece.number if facts.piece else 0, verdict.reason == "planted"
    for one in facts.planted:
        row = _row(opened, facts.batch.number, one.number)
        match became(one, piece, verdict.outcome, verdict.reason):
            case Became.CAUGHT:
                _caught(opened, facts.batch.number, one, facts.desk.check.value)
                says = True
            case Became.MISSED if row:
                _missed(opened, facts, one, row)
            case Became.INCOMPLETE:
                _seen(opened, facts.batch.number, one, waits=True)
            case Became.SEEN if row and not row["first_seen"]:
                _seen(opened, facts.batch.number, one, waits=False)
    return says


def _seen(opened: Act, batch: int, one: PlantedSet, *, waits: bool) -> None:
    opened.record(
        batch, "planted-seen", number=one.number, pieces=list(one.pieces),
        waits_at=opened.office.desk if waits else "", waits_since=stamp(opened.now) if waits else "",
    )  # fmt: skip


_STATE_AFTER = {Check.FIRST: PieceState.ENCLOSED, Check.SECOND: PieceState.VERIFIED}


def _missed(opened: Act, facts: Facts, one: PlantedSet, row: Row) -> None:
    check = facts.desk.check
    state = _STATE_AFTER[check].value if check in _STATE_AFTER else row["state"]
    opened.record(
        facts.batch.number, "planted-missed", number=one.number, pieces=list(one.pieces), check=check.value, state=state
    )


def _caught(opened: Act, batch: int, one: PlantedSet, how: str) -> None:
    """``how``: the check whose desk caught it, or ``person``."""
    row = _row(opened, batch, one.number)
    begun = moment(row["first_seen"]) if row and row["first_seen"] else opened.now
    # A clock set back is no negative time (R26).
    seconds = max(0, int((opened.now - begun).total_seconds()))
    opened.record(batch, "planted-caught", number=one.number, pieces=list(one.pieces), how=how, seconds=seconds)


def dummies_among(opened: Act, batch: Batch, pieces: Iterable[int]) -> frozenset[int]:
    """Those of ``pieces`` that are planted."""
    wanted = set(pieces)
    return numbers_of(sets_at(opened, batch, sorted(wanted))) & wanted


@dataclass(frozen=True, slots=True)
class DummyWords:
    """What stands on the papers of a planted set: nobody's name."""

    postal_code: str
    address: str
    building: str
    envelope: str
    """The name on the envelope."""
    cover: str
    """The name on the cover sheet."""


def words_of(opened: Act, batch: int, piece: int) -> DummyWords | None:
    """The words of the set a dummy belongs to; None: it is none, or they are erased."""
    row = _row(opened, batch, piece)
    text = opened.t.one("text", digest=row["words"]) if row else None
    if row is None or text is None:
        return None
    words = DummyWords(**json.loads(text["text"]))
    # The second dummy has a sheet alone, and its name.
    return replace(words, envelope=words.cover) if piece == row["second"] else words


@reading
def caught_among(opened: Act, number: int, pieces: Sequence[int]) -> tuple[int, ...] | Refusal:
    """Those of ``pieces`` whose planted set is judged and may be spoken of."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    sets = sets_at(opened, batch, sorted(set(pieces)))
    return tuple(piece for piece in sorted(set(pieces)) if judged(sets, piece))


def caught_by_person(opened: Act, batch: Batch, pieces: Sequence[int]) -> tuple[int, ...]:
    """Records the planted sets among ``pieces`` as caught, where they were not judged; the dummies among them."""
    dummies = []
    for piece in sorted(set(pieces)):
        for one in sets_at(opened, batch, (piece,)):
            if not judged(sets_at(opened, batch, (piece,)), piece):
                _caught(opened, batch.number, one, "person")
            dummies.append(piece)
    return tuple(dummies)


def caught_by_leaving(opened: Act, batch: Batch, last: datetime | None) -> bool:
    """R14: who voids after an envelope came without its sheet has caught it, where nothing else passed since.

    ``last``: when this desk last had a code in order; None: never.
    """
    waiting = opened.t.all("planted_waiting", batch=batch.number, desk=opened.office.desk)
    fresh = [row for row in waiting if last is None or last <= moment(row["waits_since"])]
    return bool(caught_by_person(opened, batch, [row["number"] for row in fresh]))


def planted_out(opened: Act, batch: int, *, named: bool) -> Refusal | None:
    """Refuses ``planted-out`` while a planted paper was not scanned in; ``named``: says whose."""
    rows = opened.t.all("planted_out", batch=batch)
    if not rows:
        return None
    return Refusal("planted-out", "R20", {"pieces": "、".join(str(row["number"]) for row in rows)} if named else {})


def measured(opened: Act, number: int) -> Measured:
    """How the planted sets of a batch went; nothing of whose work it was."""
    sets = ((set_from(row).outcome, row["seconds"]) for row in opened.t.all("planted", batch=number))
    return measure(list(sets))
