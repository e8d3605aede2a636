"""Middle of the demo: the first check and the second, with everything people do wrong at a desk (R11–R16)."""

from __future__ import annotations

from checkmail.office import pieces, proposals, reissue
from checkmail.office.printing import Printed
from checkmail.rehearsal.scanning import ACKNOWLEDGE, Bench, desk_that_dies
from checkmail.rehearsal.stage import FIRST_DESK, SECOND_DESK, Stage
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.codes import Command, Kind
from checkmail.rules.model import Check

COVER, NOTICE = 1, 2
_KANA = str.maketrans("1234567890", "ぬふあうえおやゆよわ")


def enclose(stage: Stage) -> None:
    """The first check of every piece but one, whose notice has gone astray."""
    story, plan = stage.story, stage.planned()
    story.chapter("first", name=stage.player("first").name)
    bench = stage.bench(FIRST_DESK)
    unclear = bench.sit(stage.player("first"), Check.FIRST, clear=False)
    story.stopped("desk-not-clear", unclear, "R16", "desk-not-clear")
    granted(bench.sit(stage.player("first"), Check.FIRST))
    _slips_of_the_hand(stage, bench)
    _behind_another(stage, bench)
    _torn(stage, bench)
    _power_cut(stage, bench)
    done = {plan.early, plan.kana, plan.front, plan.behind, plan.torn, plan.cut_off}
    for piece in stage.free:
        if piece not in done:
            completed(bench.whole(piece))
    story.done("enclosed", count=len(stage.free) - 1)


def _slips_of_the_hand(stage: Stage, bench: Bench) -> None:
    story, plan, papers = stage.story, stage.planned(), stage.papers
    early = bench.scan(papers.envelope(plan.early))
    story.stopped("envelope-early", early, "R11", "incomplete", piece=plan.early)
    completed(bench.whole(plan.early))
    kana = bench.scan(papers.envelope(plan.kana).translate(_KANA))
    story.stopped("kana", kana, "R15", "unreadable")
    completed(bench.whole(plan.kana))


def _behind_another(stage: Stage, bench: Bench) -> None:
    """P1: the notice of one lies unseen behind the notice of another; the one it belongs to misses it."""
    story, plan, papers = stage.story, stage.planned(), stage.papers
    completed(bench.whole(plan.front))
    bench.take_out(plan.behind, without=NOTICE)
    lacking = bench.scan(papers.envelope(plan.behind))
    story.stopped("notice-gone", lacking, "R11", "incomplete", piece=plan.behind)
    bench.scan(papers.command(Command.VOID))


def _torn(stage: Stage, bench: Bench) -> None:
    """R8: a label tears and is printed again; the old one turns up."""
    story, plan, papers = stage.story, stage.planned(), stage.papers
    out = stage.folder / "reissue.pdf"
    first, second = stage.player("first"), stage.player("second")
    wish = granted(
        reissue.propose_reissue(
            stage.office, first.actor, stage.batch, out, "torn", story.words("reason.torn"),
            codes=[papers.envelope(plan.torn)],
        )
    )  # fmt: skip
    printed = granted(proposals.confirm(stage.office, second.actor, wish.proposal))
    if not isinstance(printed, Printed):
        raise TypeError("a reissue answers with its job")
    papers.issues[plan.torn, 0] = 2
    stage.files.append(out)
    story.done("reissued", piece=plan.torn, file=out.name, name=second.name)
    bench.take_out(plan.torn)
    old = bench.scan(papers.envelope(plan.torn, issue=1))
    story.stopped("old-label", old, "R8", "superseded", piece=plan.torn)
    completed(bench.scan(papers.envelope(plan.torn)))


def _power_cut(stage: Stage, bench: Bench) -> None:
    """R14: a desk in a process of its own is killed in the middle of a set; what it had scanned is void."""
    story, plan, papers = stage.story, stage.planned(), stage.papers
    first = stage.player("first")
    bench.leave()
    cover = papers.code(Kind.COVER, plan.cut_off, COVER)
    desk_that_dies(stage.place, FIRST_DESK, first, papers, cover)
    story.done("desk-killed", piece=plan.cut_off)
    granted(bench.sit(first, Check.FIRST))
    on = bench.scan(papers.envelope(plan.cut_off))
    story.stopped("set-void", on, "R11", "incomplete", piece=plan.cut_off)
    completed(bench.whole(plan.cut_off))


def check(stage: Stage) -> None:
    """The second check, blind, by another person; everything but one piece under the table."""
    story, plan, papers = stage.story, stage.planned(), stage.papers
    first, second = stage.player("first"), stage.player("second")
    story.chapter("second", name=second.name)
    own = stage.bench(FIRST_DESK)
    granted(own.sit(first, Check.SECOND))
    oneself = own.scan(papers.code(Kind.COVER, plan.early, COVER))
    story.stopped("own-work", oneself, "R12", "same-person", name=first.name)
    own.leave()
    bench = stage.bench(SECOND_DESK)
    granted(bench.sit(second, Check.SECOND))
    if plan.asked:
        _typed_wrong(stage, bench)
    _found_behind(stage, bench)
    _exchanged(stage, bench)
    again = (plan.front, plan.behind, *plan.swapped)
    left = [p for p in stage.free if p not in {*again, plan.asked, plan.missing}]
    for piece in left:
        completed(bench.whole(piece))
    _once_more(stage, bench, again)
    story.done("verified", count=len(stage.free) - 1)


def _typed_wrong(stage: Stage, bench: Bench) -> None:
    """R12: under attention the second checker types from the paper; a day that is not there is no answer."""
    plan, papers = stage.planned(), stage.papers
    bench.take_out(plan.asked)
    asked = bench.scan(papers.envelope(plan.asked))
    right = papers.typed(plan.asked, asked.ask)
    wrong = bench.scan(str(int(right) % 28 + 1))
    stage.story.stopped("typed-wrong", wrong, "R12", "answer-differs", piece=plan.asked)
    completed(bench.ended(plan.asked, wrong))
    stage.story.done("typed-right", piece=plan.asked)


def _found_behind(stage: Stage, bench: Bench) -> None:
    story, plan, papers = stage.story, stage.planned(), stage.papers
    bench.take_out(plan.front)
    both = {"piece": plan.front, "other": plan.behind}
    held = bench.scan(papers.enclosures(plan.behind)[NOTICE])
    story.stopped("behind", held, "R13", "other-piece", **both)
    going_on = bench.scan(papers.envelope(plan.front))
    story.stopped("desk-held", going_on, "R13", "desk-held")
    _resolve(stage, [plan.front, plan.behind], "reason.behind", alone=True)
    story.done("resolved", **both)


def _exchanged(stage: Stage, bench: Bench) -> None:
    story, plan, papers = stage.story, stage.planned(), stage.papers
    one, other = plan.swapped
    # What comes out of the envelope of the one is the other's.
    bench.take_out(other)
    held = bench.scan(papers.envelope(one))
    story.stopped("swapped", held, "R13", "other-piece", piece=one, other=other)
    bench.scan(ACKNOWLEDGE)
    aside = bench.scan(papers.code(Kind.COVER, one, COVER))
    story.stopped("set-aside", aside, "R13", "quarantined", piece=one)
    _resolve(stage, sorted(plan.swapped), "reason.swapped")
    story.done("resolved", piece=one, other=other)


def _resolve(stage: Stage, quarantined: list[int], reason: str, *, alone: bool = False) -> None:
    """R13: two people, at least one of whom checked neither piece."""
    second, third = stage.player("second"), stage.player("third")
    words = stage.story.words(reason)
    wish = granted(pieces.propose_resolve(stage.office, second.actor, stage.batch, quarantined, words))
    if alone:
        first = stage.player("first")
        both_checked = proposals.confirm(stage.office, first.actor, wish.proposal)
        stage.story.stopped("resolve-own", both_checked, "R13", "same-person", first=first.name, second=second.name)
    granted(proposals.confirm(stage.office, third.actor, wish.proposal))


def _once_more(stage: Stage, bench: Bench, again: tuple[int, ...]) -> None:
    """The pieces that were taken apart start from nothing: enclosed by the one, checked by the other."""
    enclosing = stage.bench(FIRST_DESK)
    granted(enclosing.sit(stage.player("first"), Check.FIRST))
    for piece in again:
        completed(enclosing.whole(piece))
    enclosing.leave()
    for piece in again:
        completed(bench.whole(piece))
    stage.story.done("once-more", count=len(again))
