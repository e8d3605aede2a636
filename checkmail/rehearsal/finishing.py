"""Last part of the demo: count, release, seal, hand over, and what the ledger says of it (R18–R26)."""

from __future__ import annotations

from checkmail.errors import FailedVerification
from checkmail.office import batches, counting, gathering, handover, papers, record, withholding
from checkmail.office.record import Verified
from checkmail.rehearsal.checking import COVER
from checkmail.rehearsal.stage import SECOND_DESK, THIRD_DESK, Stage
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check


def count_and_release(stage: Stage) -> None:
    """Too early, unbalanced, withheld late, counted wrong: nothing is sealed until everything agrees."""
    story, office, number = stage.story, stage.office, stage.batch
    supervisor, third = stage.player("supervisor"), stage.player("third")
    story.chapter("count")
    sealing = stage.bench(THIRD_DESK)
    granted(sealing.sit(third, Check.SEAL))
    early = sealing.sealed(stage.planned().early)
    story.stopped("sealed-early", early, "R20", "not-released", name=third.name)
    sealing.leave()
    story.stopped(
        "clerk-releases", counting.release(office, third.actor, number), "R28", "not-allowed", name=third.name
    )
    unbalanced = counting.release(office, supervisor.actor, number)
    story.stopped("one-missing", unbalanced, "R18", "not-balanced", name=supervisor.name)
    _find_the_missing(stage)
    _withhold_late(stage)
    _count_twice(stage)
    released = granted(counting.release(office, supervisor.actor, number))
    stage.heads.append(released.head)
    story.done("released", name=supervisor.name, head=_short(released.head))
    sheet = stage.folder / "signoff.pdf"
    granted(papers.print_signoff(office, supervisor.actor, number, sheet, story.language))
    stage.files.append(sheet)
    story.done("signoff", file=sheet.name)


def _short(head: str) -> str:
    """``CHAIN:COUNT:HASH`` with as much of the hash as people compare."""
    chain, count, digest = head.split(":")
    return f"{chain}:{count}:{digest[:12]}"


def _find_the_missing(stage: Stage) -> None:
    """R18: who is missing is named, with tray and the place last seen."""
    plan = stage.planned()
    named = granted(counting.show_counts(stage.office, stage.player("third").actor, stage.batch)).missing
    if [place.piece for place in named] != [plan.missing]:
        raise FailedVerification("demo-refused", reason="missing", rule="R18")
    stage.story.done("named", piece=plan.missing, tray=named[0].tray, desk=named[0].last.rpartition(" ")[2])
    bench = stage.bench(SECOND_DESK)
    granted(bench.sit(stage.player("second"), Check.SECOND))
    completed(bench.whole(plan.missing))
    stage.story.done("under-the-table", piece=plan.missing)


def _withhold_late(stage: Stage) -> None:
    """R4: a late list stops its piece at once, and its papers have to be shown."""
    story, office, number, plan, papers = stage.story, stage.office, stage.batch, stage.planned(), stage.papers
    first, supervisor = stage.player("first"), stage.player("supervisor")
    granted(withholding.add(office, first.actor, number, [plan.late], story.words("reason.late")))
    bench = stage.bench(SECOND_DESK)
    granted(bench.sit(stage.player("second"), Check.SECOND))
    stopped = bench.scan(papers.code(Kind.COVER, plan.late, COVER))
    story.stopped("late-list", stopped, "R4", "withheld", piece=plan.late)
    bench.leave()
    unseen = counting.release(office, supervisor.actor, number)
    story.stopped("papers-out", unseen, "R18", "not-balanced", piece=plan.late)
    here = [papers.envelope(plan.late), papers.code(Kind.COVER, plan.late, COVER)]
    granted(gathering.found(office, first.actor, number, here))
    story.done("papers-here", piece=plan.late)


def _count_twice(stage: Stage) -> None:
    """R19: two people count each tray; one number is wrong, and nobody is told by how much."""
    story, office, number = stage.story, stage.office, stage.batch
    second, third, supervisor = stage.player("second"), stage.player("third"), stage.player("supervisor")
    story.stopped("not-counted", counting.release(office, supervisor.actor, number), "R19", "counts-missing")
    for tray, held in sorted(_in_trays(stage).items()):
        slip = 1 if tray == 1 else 0
        granted(counting.enter_count(office, second.actor, number, tray, held - slip))
        granted(counting.enter_count(office, third.actor, number, tray, held))
    differing = counting.release(office, supervisor.actor, number)
    story.stopped("counted-wrong", differing, "R19", "counts-differ", tray=1)
    for person in (second, third):
        granted(counting.enter_count(office, person.actor, number, 1, _in_trays(stage)[1]))
    story.done("counted", trays=len(_in_trays(stage)), first=second.name, second=third.name)


def _in_trays(stage: Stage) -> dict[int, int]:
    """Tray -> envelopes in it, as people count them: everything but what was withheld."""
    held: dict[int, int] = {}
    for piece in mailed(stage):
        tray = (piece - 1) // stage.tray_size + 1
        held[tray] = held.get(tray, 0) + 1
    return held


def mailed(stage: Stage) -> list[int]:
    """The pieces that go out."""
    return [piece for piece in stage.free if piece != stage.planned().late]


def seal_and_hand_over(stage: Stage) -> None:
    """Every envelope is scanned shut; giver and taker agree on the number."""
    story, office, number, plan = stage.story, stage.office, stage.batch, stage.planned()
    second, third = stage.player("second"), stage.player("third")
    story.chapter("seal")
    late = stage.bench(SECOND_DESK)
    granted(late.sit(second, Check.SECOND))
    over = late.scan(stage.papers.code(Kind.COVER, plan.early, COVER))
    story.stopped("checked-late", over, "R17", "released")
    late.leave()
    sealing = stage.bench(THIRD_DESK)
    granted(sealing.sit(third, Check.SEAL))
    for piece in mailed(stage):
        completed(sealing.sealed(piece))
    count = len(mailed(stage))
    story.done("sealed", count=count)
    to, how = story.words("post.office"), story.words("post.class")
    few = handover.offer(office, third.actor, number, to, how, count - 1)
    story.stopped("offered-wrong", few, "R23", "number-differs", number=count - 1)
    offer = granted(handover.offer(office, third.actor, number, to, how, count))
    alone = handover.accept(office, third.actor, offer.offer, count)
    story.stopped("taken-alone", alone, "R23", "same-person", name=third.name)
    taken = granted(handover.accept(office, second.actor, offer.offer, count, to, story.words("post.receipt")))
    stage.heads.append(taken.head)
    slip = stage.folder / "handover.pdf"
    granted(papers.print_handover(office, third.actor, offer.offer, slip, story.language))
    stage.files.append(slip)
    story.done("handed-over", count=count, giver=third.name, witness=second.name, file=slip.name)
    granted(batches.close_batch(office, stage.player("supervisor").actor, number))
    story.done("closed")


def verify(stage: Stage) -> Verified:
    """The ledger, verified against the heads on paper, and every table made again from it.

    Raises :class:`FailedVerification` where something is not as it was.
    """
    story = stage.story
    story.chapter("ledger")
    lengthened = _one_more(stage.heads[-1])
    cut = record.verify(stage.office, heads=[lengthened]).faults
    if not cut:
        raise FailedVerification("demo-refused", reason="tail", rule="R24")
    found = record.verify(stage.office, heads=stage.heads, replay=True)
    if found.faults:
        raise FailedVerification("demo-refused", reason=found.faults[0].what, rule="R24")
    story.done("verified-ledger", entries=found.entries, heads=len(stage.heads))
    story.done("tail-noticed")
    return found


def _one_more(head: str) -> str:
    """A head as it would stand on paper if entries after the newest had been cut off since."""
    chain, count, digest = head.split(":")
    return f"{chain}:{int(count) + 1_000_000}:{digest}"
