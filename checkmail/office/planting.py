"""Planting: known-wrong sets printed, listed, scanned in again and measured (:mod:`checkmail.rules.planted`).

Acts of a supervisor, but for scanning in, which anybody who may count does. Paper is drawn and read back
before the set is recorded, and gets its names last, as of any job (R9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from checkmail.locale import Language
from checkmail.office.acting import Act, Actor, Office, act, check_reason, reading
from checkmail.office.gathering import Found
from checkmail.office.out_files import vacant, writable
from checkmail.office.papers import keep_name
from checkmail.office.planted_paper import Planned, draw_planted, files_beside, plan_planted
from checkmail.office.planted_sets import measured, set_from
from checkmail.office.printing import asked_for, drawing_beside
from checkmail.office.proposals import Params, Proposable, Proposal, Proposed, propose
from checkmail.office.unbroken import unbroken
from checkmail.paper.facts import Placed
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.proof import prove
from checkmail.rules import people
from checkmail.rules.codes import Code, Unreadable, parse
from checkmail.rules.ledger import canonical
from checkmail.rules.model import Batch, Check, PieceState
from checkmail.rules.planted import Measured, Outcome, Wrong
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Row


@dataclass(frozen=True, slots=True)
class Planting:
    """What a supervisor wants planted."""

    wrong: Wrong
    out: Path
    """The slip; the papers lie beside it."""
    tray: int = 0
    """0: the first that is not released."""
    check: Check = Check.FIRST
    """Whose work it is laid among; for the second it counts as enclosed by the supervisor."""
    start_at: int = 1
    """First label used on the sheet, from 1."""
    language: Language = "ja"


@dataclass(frozen=True, slots=True)
class Planted:
    """A set that was planted."""

    number: int
    pieces: tuple[int, ...]
    tray: int
    wrong: Wrong
    files: tuple[str, ...]
    """The slip, the label, the cover sheet."""


@dataclass(frozen=True, slots=True)
class PlantedView:
    """A planted set as supervisors and auditors see it; nothing of whose work it met."""

    number: int
    pieces: tuple[int, ...]
    wrong: Wrong
    tray: int
    person: int
    at: str
    outcome: Outcome | None
    seconds: int | None
    """From its first scan to its being caught."""
    out: int
    """Papers that were not scanned in yet."""


@dataclass(frozen=True, slots=True)
class PlantedList:
    """The planted sets of a batch, and how they went together."""

    sets: tuple[PlantedView, ...]
    measured: Measured


def plant(office: Office, actor: Actor, number: int, wish: Planting) -> Planted | Refusal:
    """Prints and records a planted set. Nothing is left behind where it refuses or raises.

    Refuses ``not-allowed``, ``not-plantable``, ``unknown-tray``, ``released``, ``undecodable-page``,
    ``stale``; raises :class:`Misused` as printing does.
    """
    writable(office, wish.out)
    planned = _plan(office, actor, number, wish)
    if isinstance(planned, Refusal):
        return planned
    names = files_beside(wish.out, planned)
    for name in names:
        vacant(office, name)
    with ExitStack() as stack, asked_for(wish.out):
        drawn = [drawing_beside(name) for name in names]
        for file in drawn:
            stack.callback(file.unlink, missing_ok=True)
        for file, placed in zip(drawn, draw_planted(planned, drawn), strict=True):
            if refusal := _proven(file, placed):
                return refusal
        digests = [sha256_of(file) for file in drawn]
        with unbroken():
            answer = _record(office, actor, number, wish, planned, digests)
            if isinstance(answer, Refusal):
                return answer
            for file, name, digest in zip(drawn, names, digests, strict=True):
                keep_name(file, name, digest)
    return Planted(planned.number, planned.pieces, planned.tray, wish.wrong, tuple(map(str, names)))


def _proven(file: Path, placed: Sequence[Placed]) -> Refusal | None:
    """R9: every code of the page is read back."""
    proof = prove(file, placed)
    return None if proof.clean else Refusal("undecodable-page", "R9", {"page": proof.problems[0].page + 1})


@reading
def _plan(opened: Act, number: int, wish: Planting) -> Planned | Refusal:
    return opened.authorize("plant") or _planned(opened, number, wish)


def _planned(opened: Act, number: int, wish: Planting) -> Planned | Refusal:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    return plan_planted(opened, batch, wish.wrong, wish.tray, wish.start_at, wish.language)


@act("plant")
def _record(opened: Act, number: int, wish: Planting, planned: Planned, digests: Sequence[str]) -> bool | Refusal:
    again = _planned(opened, number, wish)
    if isinstance(again, Refusal):
        return again
    if again.codes != planned.codes:
        return Refusal("stale", "R9", {"batch": number})
    second = wish.check is Check.SECOND
    opened.record(
        number, "planted", number=planned.number, second=planned.second, pieces=list(planned.pieces),
        wrong=wish.wrong.value, tray=planned.tray, expects=",".join(map(str, planned.expects)),
        state=(PieceState.ENCLOSED if second else PieceState.WAITING).value, first_by=opened.who if second else 0,
        words=opened.keep(canonical(asdict(planned.words)), number), papers=[_paper(code) for code in planned.codes],
        files=list(digests),
    )  # fmt: skip
    return True


def _paper(code: Code) -> list[int]:
    return [int(code.kind), code.number, code.enclosure, code.issue]


@reading
def list_planted(opened: Act, number: int) -> PlantedList | Refusal:
    """Every planted set of a batch; refuses ``not-allowed`` to whose work is measured."""
    if refusal := people.may_know_planted(opened.person, opened.now):
        return refusal
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    views = tuple(_viewed(row) for row in opened.t.all("planted", batch=number))
    return PlantedList(views, measured(opened, number))


def _viewed(row: Row) -> PlantedView:
    one = set_from(row)
    seconds = row["seconds"] if one.outcome is Outcome.CAUGHT else None
    return PlantedView(
        one.number, one.pieces, one.wrong, row["tray"], row["person"], row["at"], one.outcome, seconds, row["out"]
    )


@act("count")
def gather_planted(opened: Act, number: int, codes: Iterable[str]) -> list[Found] | Refusal:
    """Scans planted papers out of the mailing; a scan that is none is recorded too (R15)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    row = opened.t.one("office_number")
    out: list[Found] = []
    papers: list[list[int]] = []
    refused: list[object] = []
    for raw in codes:
        read = parse(raw, row["number"] if row else 0)
        told = _gathered(opened, batch, raw, read)
        if isinstance(read, Code) and told.verdict == "found":
            paper = _paper(read)
            told = Found(raw, "repeated", "", told.piece) if paper in papers else told
            papers += [paper] if paper not in papers else []
        elif told.verdict == "refused":
            # R25: a code of ours may stand in the entry; of anything else its length.
            refused.append([told.reason, raw.strip() if isinstance(read, Code) else "", len(raw)])
        out.append(told)
    if papers or refused:
        pieces = sorted({paper[1] for paper in papers})
        opened.record(number, "planted-in", papers=papers, pieces=pieces, refused=refused)
    return out


def _gathered(opened: Act, batch: Batch, raw: str, read: Code | Unreadable) -> Found:
    if isinstance(read, Unreadable):
        return Found(raw, "refused", read.reason, 0)
    if read.batch != batch.number:
        return Found(raw, "refused", "other-batch", 0)
    kind, piece, enclosure, issue = _paper(read)
    row = opened.t.one("planted_paper", batch=batch.number, piece=piece, kind=kind, enclosure=enclosure, issue=issue)
    if row is None:
        return Found(raw, "refused", "unknown-piece", read.number)
    return Found(raw, "repeated" if row["found"] == 1 else "found", "", read.number)


@act("plant")
def propose_planted_lost(opened: Act, number: int, planted: int, reason: str) -> Proposed | Refusal:
    """Proposes that nobody can show what is out of a planted set; its tray goes back to the second check (R8, R10)."""
    check_reason(reason)
    return propose(opened, number, "planted-lost", {"pieces": [planted], "reason": opened.keep(reason, number)})


def _judge_lost(opened: Act, number: int, params: Params) -> Refusal | None:
    batch = opened.approved_batch(number)
    if isinstance(batch, Refusal):
        return batch
    there = {row["number"] for row in opened.t.all("planted_out", batch=number)}
    (planted,) = params["pieces"]
    return None if planted in there else Refusal("unknown-piece", "R10", {"piece": planted})


def _perform_lost(opened: Act, proposal: Proposal, _prepared: object) -> tuple[int, ...]:
    """The missing sheet may lie in an envelope: every piece of its tray that is still here is taken out again."""
    number, (planted,) = proposal.batch, proposal.params["pieces"]
    row = opened.t.one("planted_set", batch=number, piece=planted)
    if row is None:
        raise ValueError(f"planted set {planted} was judged and is not there")
    (tray,) = opened.t.all("trays", batch=number, first_tray=row["tray"], last_tray=row["tray"])
    inside = opened.t.all("pieces_between", batch=number, first=tray["first_piece"], last=tray["last_piece"])
    returned = [one["piece"] for one in inside if one["state"] in (PieceState.VERIFIED, PieceState.SEALED)]
    if returned:
        opened.record(number, "pieces-to-second", pieces=returned)
    opened.record(number, "planted-lost", number=planted, pieces=[planted], reason=proposal.params["reason"])
    return (planted,)


PLANTED_LOST = Proposable(_judge_lost, _perform_lost)
