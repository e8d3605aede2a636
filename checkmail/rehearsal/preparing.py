"""First half of the demo: the list, the withholding question, the register, the approval, the printing (R1–R9)."""

from __future__ import annotations

from checkmail.office import approval, comparing, findings, lists, printing, proposals, withholding
from checkmail.office.findings import Seen
from checkmail.office.withholding import Withheld
from checkmail.rehearsal.material import KEY
from checkmail.rehearsal.stage import Stage, choose
from checkmail.rehearsal.story import granted
from checkmail.rules.lists import Severity

PRINTED = ("labels", "covers", "checklist", "trays")


def take_list_in(stage: Stage) -> None:
    """Imports the slipped list, is stopped, imports the right one and settles what the checks saw."""
    story, office, number = stage.story, stage.office, stage.batch
    first, second = stage.player("first").actor, stage.player("second").actor
    story.chapter("list")
    slipped = granted(lists.import_list(office, first, number, stage.material.slipped))
    story.done("imported", rows=slipped.rows, encoding=slipped.encoding, **slipped.findings)
    shifted = next(one for one in _open(stage) if one.finding.code == "shifted-rows")
    where = {"first": shifted.finding.rows[0], "last": shifted.finding.rows[-1]}
    story.stopped("slipped", approval.approve(office, second, number), "R3", "open-findings", **where)
    right = granted(lists.import_list(office, first, number, stage.material.listed))
    story.done("imported-anew", rows=right.rows, **right.findings)
    _settle(stage)


def _open(stage: Stage) -> list[Seen]:
    every = granted(findings.findings(stage.office, stage.player("first").actor, stage.batch))
    return [one for one in every if not one.settled and one.finding.severity is not Severity.NOTE]


def _settle(stage: Stage) -> None:
    story, office, number = stage.story, stage.office, stage.batch
    first, second = stage.player("first").actor, stage.player("second").actor
    attention = [one.number for one in _open(stage) if one.finding.severity is Severity.ATTENTION]
    granted(findings.acknowledge(office, first, number, story.words("reason.seen"), numbers=attention))
    story.done("acknowledged", count=len(attention))
    gaiji = next(one for one in _open(stage) if one.finding.code == "missing-glyph")
    wish = granted(findings.propose_accept(office, first, number, [gaiji.number], story.words("reason.by-hand")))
    alone = proposals.confirm(office, first, wish.proposal)
    story.stopped("accept-alone", alone, "R28", "same-person", piece=gaiji.pieces[0])
    granted(proposals.confirm(office, second, wish.proposal))
    story.done("accepted", piece=gaiji.pieces[0])
    for one in _open(stage):
        # Of two equal rows one is mailed; with an empty needed field nobody can be.
        twice = one.finding.code in findings.ONE_MAY_STAY
        out = one.pieces[1:] if twice else one.pieces
        granted(withholding.add(office, first, number, out, story.words("reason.withheld")))
        story.done("twice" if twice else "unmailable", piece=story.joined(out))


def answer_who_is_withheld(stage: Stage) -> None:
    """No answer, an empty list, then the right one; and the register of everybody who should get it."""
    story, office, number = stage.story, stage.office, stage.batch
    first, second = stage.player("first").actor, stage.player("second").actor
    story.chapter("approval")
    story.stopped("unanswered", approval.approve(office, second, number), "R4", "withholding-unanswered")
    empty = withholding.load(office, first, number, stage.material.nobody, KEY)
    story.stopped("empty-list", empty, "R4", "empty-withholding-list")
    answer = withholding.load(office, first, number, stage.material.withheld, KEY)
    if not isinstance(answer, Withheld):
        raise TypeError("the withholding list of the demo names somebody of its list")
    story.done("withheld", count=answer.matched, pieces=story.joined(answer.pieces))
    differences = granted(comparing.compare(office, first, number, stage.material.register, KEY))
    sides = [one.side for one in differences]
    unexplained = approval.approve(office, second, number)
    counts = {"missing": sides.count("missing"), "extra": sides.count("extra")}
    story.stopped("differences", unexplained, "R5", "unexplained-differences", **counts)
    keys = [one.key for one in differences]
    granted(comparing.explain(office, first, number, keys, story.words("reason.explained")))
    story.stopped(
        "own-list", approval.approve(office, first, number), "R2", "same-person", name=stage.player("first").name
    )
    frozen = granted(approval.approve(office, second, number))
    story.done("approved", name=stage.player("second").name, pieces=frozen.pieces, sha256=frozen.sha256[:12])


def print_everything(stage: Stage) -> None:
    """Prints what the desks need; every code is read back before a job counts (R9)."""
    story, office, number = stage.story, stage.office, stage.batch
    first = stage.player("first").actor
    story.chapter("print")
    for kind in PRINTED:
        out = stage.folder / f"{kind}.pdf"
        job = granted(printing.print_artifacts(office, first, number, _wish(stage, kind)))
        stage.files.append(out)
        story.done(f"printed-{kind}", file=out.name, pages=job.pages, decoded=job.decoded)
    again = printing.print_artifacts(office, first, number, _wish(stage, "labels", "twice.pdf"))
    story.stopped("print-twice", again, "R8", "already-printed")
    other = lists.import_list(office, first, number, stage.material.slipped)
    story.stopped("new-list", other, "R1", "printed")


def _wish(stage: Stage, kind: str, name: str = "") -> printing.Wish:
    return printing.Wish(kind, stage.folder / (name or f"{kind}.pdf"), language=stage.story.language)


def plant_mistakes(stage: Stage) -> None:
    """Chooses the pieces that the desk mistakes are planted in: none that is withheld."""
    first = stage.player("first").actor
    withheld = {one.piece for one in granted(withholding.list_withheld(stage.office, first, stage.batch))}
    free = [piece for piece in stage.material.rows if piece not in withheld]
    seen = granted(findings.findings(stage.office, first, stage.batch))
    marked = {piece for one in seen if one.settled in ("acknowledged", "accepted") for piece in one.pieces}
    attention = [piece for piece in sorted(marked) if piece in free]
    stage.free = free
    stage.mistakes = choose(free, attention)
