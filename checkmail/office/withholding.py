"""The withholding question and withheld pieces (R4): no answer is not "none", and a late list is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checkmail.errors import Misused
from checkmail.intake.compare import match_keys
from checkmail.intake.folding import visible
from checkmail.intake.keys import read_keys
from checkmail.office.acting import Act, Actor, Office, act, check_reason, reading
from checkmail.office.findings import seen
from checkmail.office.planted_sets import caught_by_person, dummies_among
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.office.rows import keys_of
from checkmail.office.withheld_pieces import withheld_pieces
from checkmail.rules.lists import Severity
from checkmail.rules.model import Batch, PieceState
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Withheld:
    """What an answer or an addition withheld."""

    matched: int
    """Pieces named by the list or the act."""
    pieces: tuple[int, ...]
    unmatched: int = 0
    """Rows of a withholding list that name nobody here."""


@dataclass(frozen=True, slots=True)
class WithheldPiece:
    """A piece taken out of the mailing."""

    piece: int
    person: int
    reason: str
    out: int
    """Its printed artifacts that nobody has scanned in yet; 0: all are here."""


def _current(opened: Act, number: int) -> Batch | Refusal:
    batch = opened.open_batch(number)
    if isinstance(batch, Batch) and not batch.version:
        return Refusal("no-list", "R4", {"batch": number})
    return batch


@act("withhold")
def answer_none(opened: Act, number: int, as_of: date, said_by: str) -> Withheld | Refusal:
    """Signs that nobody is withheld, as of a date and said by somebody (R4). After approval it is answered."""
    batch = _current(opened, number)
    if isinstance(batch, Refusal):
        return batch
    if batch.approved_version:
        return Refusal("approved", "R1", {"batch": number})
    if not said_by.strip():
        raise Misused("empty-name")
    check_reason(said_by)
    opened.record(
        number, "withholding-answered", version=batch.version, how="none", as_of=as_of.isoformat(),
        said_by=opened.keep(said_by, number), pieces=[], reason=opened.keep("", number),
    )  # fmt: skip
    return Withheld(0, ())


def load(
    office: Office, actor: Actor, number: int, file: Path, key: str, *, progress: Callable[[str], None] | None = None
) -> Withheld | Proposed | Refusal:
    """Withholds every piece that has a person named in ``file``, compared by the column ``key`` (R4).

    Refuses ``empty-withholding-list``; a list that matches nobody is a proposal for a second person.
    ``progress`` is told a word at each step and may raise to stop; nothing is kept then.
    """
    tell = progress or (lambda _step: None)
    tell("reading")
    sha256 = ""
    try:
        found = read_keys(file, key)
        wanted, sha256 = found.values, found.sha256
    except Misused as error:
        if error.key not in ("no-rows", "empty-file"):
            raise
        wanted = []
    if not any(value.strip() for value in wanted):
        return _may_load(office, actor, number) or Refusal("empty-withholding-list", "R4", {"batch": number})
    tell("comparing")
    return _load(office, actor, number, wanted, key, f"{visible(file.name)} ({key})", sha256)


@reading
def _may_load(opened: Act, number: int) -> Refusal | None:
    if refusal := opened.authorize("withhold"):
        return refusal
    batch = _current(opened, number)
    return batch if isinstance(batch, Refusal) else None


@act("withhold")
def _load(
    opened: Act, number: int, wanted: Sequence[str], key: str, source: str, sha256: str
) -> Withheld | Proposed | Refusal:
    batch = _current(opened, number)
    if isinstance(batch, Refusal):
        return batch
    ours = keys_of(opened, batch, key)
    matched = match_keys(wanted, ((record, value) for record, _piece, value in ours))
    piece_of = {record: piece for record, piece, _value in ours}
    pieces = sorted({piece_of[record] for record in matched.ours})
    if not pieces:
        samples = opened.keep(
            f"{source}: " + " / ".join(wanted[:3]) + " ⇔ " + " / ".join(v for _, _, v in ours[:3]), number
        )
        return propose(
            opened, number, "withhold-nobody", {"version": batch.version, "reason": samples, "sha256": sha256}
        )
    refusal = _withhold(opened, batch, pieces, opened.keep(source, number), answer="list", sha256=sha256)
    return refusal or Withheld(len(pieces), tuple(pieces), len(matched.unmatched))


def _judge_nobody(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = _current(opened, number)
    if isinstance(batch, Refusal):
        return batch
    return None if batch.version == params["version"] else Refusal("stale", "R4", {"batch": number})


def _perform_nobody(opened: Act, proposal: Proposal, _prepared: object) -> Withheld:
    row = opened.t.one("batch", batch=proposal.batch)
    if row is not None and not row["approved_version"]:
        opened.record(
            proposal.batch, "withholding-answered", version=row["version"], how="list", pieces=[],
            reason=proposal.params["reason"], sha256=proposal.params["sha256"], proposed_by=proposal.person,
        )  # fmt: skip
    return Withheld(0, ())


WITHHOLD_NOBODY = Proposable(_judge_nobody, _perform_nobody)


@act("withhold")
def add(opened: Act, number: int, pieces: Sequence[int], reason: str) -> Withheld | Refusal:
    """Withholds pieces at once, by one person; until the handover (R4).

    Refuses ``handed-over`` where one of them is gone; the others are withheld all the same.
    """
    batch = _current(opened, number)
    if isinstance(batch, Refusal):
        return batch
    check_reason(reason)
    wanted, dummies = sorted(set(pieces)), dummies_among(opened, batch, pieces)
    real = [piece for piece in wanted if piece not in dummies]
    if (real or not dummies) and (refusal := _unknown(opened, batch, real)):
        return refusal
    refusal = _withhold(opened, batch, real, opened.keep(reason, number)) if real else None
    caught_by_person(opened, batch, sorted(dummies))
    return refusal or Withheld(len(wanted), tuple(wanted))


def _unknown(opened: Act, batch: Batch, pieces: Sequence[int]) -> Refusal | None:
    version = opened.t.one("version", batch=batch.number, version=batch.version)
    most = version["pieces"] if version else 0
    wrong = [piece for piece in pieces if not 1 <= piece <= most]
    return Refusal("unknown-piece", "R4", {"piece": wrong[0] if wrong else 0}) if wrong or not pieces else None


def _withhold(
    opened: Act, batch: Batch, pieces: list[int], reason: dict[str, object], *, answer: str = "", sha256: str = ""
) -> Refusal | None:
    version = batch.version
    if not batch.approved_version:
        if answer:
            opened.record(
                batch.number, "withholding-answered", version=version, how=answer, pieces=pieces, reason=reason,
                sha256=sha256,
            )  # fmt: skip
        else:
            opened.record(batch.number, "withheld-before-approval", version=version, pieces=pieces, reason=reason)
        return None
    rows = {p: opened.t.one("piece", batch=batch.number, piece=p) for p in pieces}
    states = {p: row["state"] for p, row in rows.items() if row}
    gone = [p for p, state in states.items() if state == PieceState.HANDED_OVER]
    new = [p for p, state in states.items() if state not in (PieceState.HANDED_OVER, PieceState.WITHHELD)]
    again = [p for p, state in states.items() if state == PieceState.WITHHELD]
    if new:
        opened.record(batch.number, "withheld", version=version, pieces=new, reason=reason)
    if again:
        # A second reason is one more that a lift has to answer, and makes a lift proposed before it stale.
        opened.record(batch.number, "withheld-again", version=version, pieces=again, reason=reason)
    if gone:
        # What is gone is refused; what is still here must not be mailed because of it.
        opened.keeps_refusal = True
        return Refusal("handed-over", "R4", {"piece": gone[0]})
    return None


@act("propose-lift")
def lift(opened: Act, number: int, pieces: Sequence[int], reason: str) -> Proposed | Refusal:
    """Proposes that withheld pieces are mailed after all; they start again from nothing (R4)."""
    check_reason(reason)
    params = {"pieces": sorted(set(pieces)), "reason": opened.keep(reason, number)}
    return propose(opened, number, "lift-withholding", params)


def _judge_lift(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = _current(opened, number)
    if isinstance(batch, Refusal):
        return batch
    here = withheld_pieces(opened, batch)
    wrong = [piece for piece in params["pieces"] if piece not in here]
    if wrong or not params["pieces"]:
        return Refusal("not-withheld", "R4", {"piece": wrong[0] if wrong else 0})
    stops = _unsettled(opened, batch, params["pieces"], Severity.STOP) if batch.approved_version else ()
    return Refusal("open-findings", "R3", {"batch": number}) if stops else None


def _withholdings_seen(opened: Act, number: int, params: Params) -> object:
    """The version the piece numbers belong to, and each piece's newest reason: its digest is salted, never the same."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return []
    rows = opened.t.all("withheld_rows", batch=number, version=batch.version)
    wanted = set(params["pieces"])
    return [batch.version, [[row["piece"], row["digest"]] for row in rows if row["piece"] in wanted]]


def _unsettled(opened: Act, batch: Batch, lifted: Sequence[int], severity: Severity) -> list[int]:
    """Those of ``lifted`` that have a finding which only their withholding settled (R3)."""
    left = [one for one in seen(opened, batch, set(lifted)) if one.finding.severity is severity and not one.settled]
    return sorted({piece for one in left for piece in one.pieces} & set(lifted))


def _perform_lift(opened: Act, proposal: Proposal, _prepared: object) -> Withheld | Refusal:
    batch = opened.batch(proposal.batch)
    if isinstance(batch, Refusal):
        return batch
    pieces = proposal.params["pieces"]
    kind = "withholding-lifted" if batch.approved_version else "lifted-before-approval"
    # R3: the two who lift take note of what nobody acknowledged while the piece was out; it is under attention.
    attention = _unsettled(opened, batch, pieces, Severity.ATTENTION) if batch.approved_version else []
    opened.record(
        proposal.batch, kind, version=batch.version, pieces=pieces, desks=[], attention=attention,
        reason=proposal.params["reason"],
    )  # fmt: skip
    return Withheld(len(pieces), tuple(pieces))


LIFT_WITHHOLDING = Proposable(_judge_lift, _perform_lift, witness=_withholdings_seen)


@reading
def list_withheld(opened: Act, number: int) -> list[WithheldPiece] | Refusal:
    """Every withheld piece of the latest version, and how much of its paper is still out."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    out: dict[int, int] = {}
    for row in opened.t.all("withheld_out", batch=number, first_tray=1, last_tray=9_999_999):
        out[row["piece"]] = out.get(row["piece"], 0) + 1
    return [
        WithheldPiece(row["piece"], row["person"], row["reason"] or "", out.get(row["piece"], 0))
        for row in opened.t.all("withheld_rows", batch=number, version=batch.version)
    ]
