"""One line at a desk (R11-R17): every combination of what bears on it, against a table written here anew."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import Code, Command, Kind, Unreadable
from checkmail.rules.documents import DocumentSet, Enclosure
from checkmail.rules.model import Artifact, ArtifactState, Batch, Check, Desk, OpenSet, Piece, PieceState
from checkmail.rules.scan import IDLE_LIMIT, judge
from checkmail.rules.scan_facts import JUST_ENTERED, Facts, OwnNumber, TrayRead
from checkmail.rules.scan_papers import DOUBLE_READ
from checkmail.rules.scan_sets import ANSWERS
from checkmail.rules.scan_verdicts import Outcome, Verdict
from checkmail.rules.stamping import StampedDocument

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
FIRST_BY, OTHER = 2, 3
DOCUMENTS = DocumentSet(enclosures=(Enclosure(1, "送付状", "cover"), Enclosure(2, "返信用", "return")))
WINDOW = replace(DOCUMENTS, envelope="window")
BATCH = Batch(1, 50, 1, 1, 300, printed=True, stopped=False, closed=False, abandoned=False, supervisor_may_check=False)


def a_piece(number: int = 17, state: PieceState = PieceState.WAITING, **changed: object) -> Piece:
    first_by = 0 if state is PieceState.WAITING else FIRST_BY
    return replace(
        Piece(number, 1, state, (1, 2), attention=False, first_by=first_by, second_by=0, tray_released=False), **changed
    )


def a_desk(check: Check = Check.FIRST, person: int = OTHER, **changed: object) -> Desk:
    bare = Desk("desk1", 1, check, person, 0, "", (), None, "", (), "", None, 1, 0, "")
    return replace(bare, **changed)


def facts(
    code: Code | Unreadable | OwnNumber,
    piece: Piece | None = None,
    *,
    desk: Desk | None = None,
    state: ArtifactState | None = ArtifactState.LIVE,
    **changed: object,
) -> Facts:
    artifact = None
    if isinstance(code, Code) and state is not None:
        artifact = Artifact(code.kind, code.number, code.enclosure, code.issue, state)
    text = code.digits(7) if isinstance(code, Code) else "12"
    bare = Facts(BATCH, DOCUMENTS, desk or a_desk(), code, text, batch_exists=True, piece=piece, artifact=artifact)
    return replace(bare, **changed)


def label(number: int = 17, batch: int = 1) -> Code:
    return Code(Kind.LABEL, batch, number, 0, 1)


def sheet(enclosure: int, number: int = 17) -> Code:
    return Code(Kind.COVER if enclosure == 1 else Kind.RETURN, 1, number, enclosure, 1)


def said(verdict: Verdict) -> tuple[str, str]:
    return verdict.outcome.value, verdict.reason


# The table -------------------------------------------------------------------------------------------------

SETS = {"none": None, "cover": OpenSet(17, (1,)), "both": OpenSet(17, (2, 1)), "foreign": OpenSet(18, (1,))}
WHAT = {"envelope": label(), "cover": sheet(1), "return": sheet(2)}


def expected(  # noqa: C901, PLR0911, PLR0912 - a table, read from top to bottom
    check: Check,
    state: PieceState,
    artifact: ArtifactState | None,
    opened: str,
    what: str,
    *,
    same: bool,
    released: bool,
) -> tuple[str, str]:
    """What a desk must say, by the rules, in the order of ``commands.md``."""
    if opened == "foreign":
        return "held", "other-piece"  # R13, whatever else is wrong with the sheet
    if artifact is None:
        return "refused", "not-expected"
    if artifact is not ArtifactState.LIVE:
        return "refused", artifact.value  # superseded, spoiled, lost
    if state in (PieceState.WITHHELD, PieceState.QUARANTINED, PieceState.LOST):
        return "refused", state.value
    match check:
        case Check.SEAL:
            by_state = {
                PieceState.HANDED_OVER: ("refused", "handed-over"),
                PieceState.SEALED: ("held", "second-envelope") if released else ("refused", "not-released"),
            }
            if state in by_state:
                return by_state[state]
            if not released:
                return "refused", "not-released"
            if state is not PieceState.VERIFIED:
                return "refused", "not-verified"
            return ("complete", "") if what == "envelope" else ("refused", "wrong-kind")
        case Check.FIRST:
            if released:
                return "refused", "released"
            if state is not PieceState.WAITING:
                return "refused", "already-enclosed"
        case Check.SECOND:
            if released:
                return "refused", "released"
            if state is PieceState.WAITING:
                return "refused", "not-enclosed"
            if state is not PieceState.ENCLOSED:
                return "refused", "already-verified"
            if same:
                return "refused", "same-person"
    have = {"none": set(), "cover": {1}, "both": {1, 2}}[opened]
    if what == "envelope":
        return ("complete", "") if have == {1, 2} else ("refused", "incomplete")
    return ("repeated", "") if {"cover": 1, "return": 2}[what] in have else ("accepted", "")


ROWS = [
    (check, state, artifact, opened, what, same, released)
    for check, state, artifact, opened, what, same, released in itertools.product(
        Check, PieceState, [*ArtifactState, None], SETS, WHAT, [False, True], [False, True]
    )
]


@pytest.mark.parametrize("check", list(Check))
def test_r11_to_r17_the_truth_table(check):
    """5,000 combinations of check, state, artifact, open set, sheet, person and release."""
    wrong = []
    rows = [row for row in ROWS if row[0] is check]
    assert len(rows) == 8 * 5 * 4 * 3 * 4
    for row in rows:
        _, state, artifact, opened, what, same, released = row
        desk = a_desk(check, FIRST_BY if same else OTHER, open_set=SETS[opened])
        verdict = judge(facts(WHAT[what], a_piece(17, state, tray_released=released), desk=desk, state=artifact), NOW)
        wanted = expected(check, state, artifact, opened, what, same=same, released=released)
        if said(verdict) != wanted:
            wrong.append((row, said(verdict), wanted))
        # R13, R15: a refusal leaves the set as it is; a hold empties the desk and takes both pieces out.
        if verdict.outcome is Outcome.REFUSED:
            assert verdict.open_set == SETS[opened]
            assert verdict.quarantine == ()
        if verdict.outcome is Outcome.HELD:
            assert verdict.open_set is None
            assert 17 in verdict.quarantine
            assert (18 in verdict.quarantine) is (opened == "foreign")
        if verdict.outcome is Outcome.COMPLETE:
            assert check is Check.SEAL or opened == "both"
            assert not (check is Check.SECOND and same)
    assert wrong == []


# Invariants ------------------------------------------------------------------------------------------------

pieces = st.builds(
    Piece,
    st.integers(17, 18),
    st.integers(1, 2),
    st.sampled_from(PieceState),
    st.sampled_from([(), (1,), (1, 2)]),
    st.booleans(),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
)
sets = st.none() | st.builds(OpenSet, st.integers(17, 18), st.sampled_from([(), (1,), (2,), (1, 2), (2, 1)]))
desks = st.builds(
    Desk,
    st.just("desk1"),
    st.just(1),
    st.sampled_from(Check),
    st.integers(1, 3),
    st.just(0),
    st.sampled_from(["", "", "", "other-piece"]),
    st.just(()),
    sets,
    st.just(""),
    st.just(()),
    st.sampled_from(["", label().digits(7)]),
    st.none() | st.sampled_from([NOW, NOW - timedelta(minutes=1), NOW - timedelta(minutes=9)]),
    st.sampled_from([1, 2, JUST_ENTERED]),
    st.text("ch", max_size=20),
)
batches = st.builds(replace, st.just(BATCH), stopped=st.booleans(), closed=st.booleans(), abandoned=st.booleans())
lines = st.sampled_from([label(), sheet(1), sheet(2), label(batch=2), Code(Kind.COMMAND, 0, 7, 0, 0)]) | st.builds(
    Unreadable, st.sampled_from(["unreadable", "wrong-check-digits"]), st.just("short")
)


@given(lines, pieces, desks, batches, st.sampled_from([*ArtifactState, None]), st.sampled_from([DOCUMENTS, WINDOW]))
def test_r12_what_may_be_complete(read, piece, desk, batch, artifact, documents):
    about = replace(piece, number=17)
    given_facts = facts(read, about if isinstance(read, Code) else None, desk=desk, state=artifact, batch=batch)
    verdict = judge(replace(given_facts, documents=documents), NOW)
    if verdict.outcome is Outcome.COMPLETE:
        assert artifact is ArtifactState.LIVE
        assert (batch.closed, batch.abandoned, batch.stopped, desk.held) == (False, False, False, "")
        if desk.check is not Check.SEAL:
            have = set(desk.open_set.enclosures if desk.open_set else ()) | {read.enclosure}
            assert set(about.expects) <= have
        if desk.check is Check.SECOND:
            assert desk.person != about.first_by
            assert about.state is PieceState.ENCLOSED
    if verdict.outcome is Outcome.REFUSED and verdict.reason != "set-timed-out":
        assert verdict.open_set == desk.open_set
    foreign = isinstance(read, Code) and read.kind is not Kind.COMMAND and desk.open_set and desk.open_set.piece != 17
    idle = desk.open_set and desk.last_at and NOW - desk.last_at > IDLE_LIMIT
    if foreign and read.batch == 1 and not (idle or desk.held or batch.closed or batch.abandoned or batch.stopped):
        assert said(verdict) == ("held", "other-piece")


# One by one ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "changed", "wanted"),
    [
        (label(batch=2), {}, ("held", "other-batch")),
        (label(batch=2), {"batch_exists": False}, ("refused", "unknown-batch")),
        (label(999), {"piece": None}, ("refused", "unknown-piece")),
        (Code(Kind.BADGE, 0, 2, 0, 0), {}, ("refused", "wrong-kind")),
        (Code(Kind.TRAY, 1, 2, 0, 1), {}, ("refused", "unknown-tray")),
        (Code(Kind.COMMAND, 0, 99, 0, 0), {}, ("refused", "wrong-kind")),
        (Code(Kind.COMMAND, 5, Command.VOID, 0, 0), {}, ("refused", "wrong-kind")),
        (Unreadable("unreadable", "kana"), {}, ("refused", "unreadable")),
        (Unreadable("wrong-check-digits", "check-digits"), {}, ("refused", "wrong-check-digits")),
        (OwnNumber("3000000017", ()), {}, ("refused", "unknown-piece")),
    ],
)
def test_r15_what_is_no_sheet_of_this_batch(read, changed, wanted):
    assert said(judge(facts(read, **{"piece": a_piece(), **changed}), NOW)) == wanted


def test_r16_a_sheet_of_another_batch_takes_the_open_piece_out():
    verdict = judge(facts(label(batch=2), None, desk=a_desk(open_set=OpenSet(17, (1,)))), NOW)
    assert (said(verdict), verdict.quarantine) == (("held", "other-batch"), (17,))


@pytest.mark.parametrize("over", ["closed", "abandoned"])
def test_r17_a_batch_that_is_over_refuses_everything(over):
    batch = replace(BATCH, **{over: True})
    for read in (label(), sheet(1), Code(Kind.COMMAND, 0, 7, 0, 0), Unreadable("unreadable", "kana")):
        assert said(judge(facts(read, a_piece(), batch=batch), NOW)) == ("refused", "closed")


def test_r13_a_held_desk_takes_nothing_but_acknowledge():
    held = a_desk(held="other-piece", held_pieces=(17, 18))
    for read in (label(), sheet(1), Code(Kind.COMMAND, 0, Command.VOID, 0, 0), Unreadable("unreadable", "kana")):
        assert said(judge(facts(read, a_piece(), desk=held), NOW)) == ("refused", "desk-held")
    verdict = judge(facts(Code(Kind.COMMAND, 0, Command.ACKNOWLEDGE, 0, 0), None, desk=held), NOW)
    assert (said(verdict), verdict.command) == (("accepted", ""), Command.ACKNOWLEDGE)


@pytest.mark.parametrize(
    ("recent", "stops"),
    [
        ("", False),
        ("h", False),
        ("hh", True),
        ("h" + "c" * 17 + "h", True),
        ("h" + "c" * 18 + "h", False),
        ("hh" + "c" * 18, False),
    ],
)
def test_r13_three_holds_within_twenty_sets_stop_the_batch(recent, stops):
    desk = a_desk(open_set=OpenSet(18, (1,)), recent=recent)
    assert judge(facts(label(), a_piece(), desk=desk), NOW).stops_batch is stops


def test_r13_a_stopped_batch_refuses_codes():
    assert said(judge(facts(label(), a_piece(), batch=replace(BATCH, stopped=True)), NOW)) == (
        "refused",
        "batch-stopped",
    )


@pytest.mark.parametrize(("idle", "void"), [(IDLE_LIMIT, False), (IDLE_LIMIT + timedelta(seconds=1), True)])
def test_r14_an_open_set_left_idle_is_void(idle, void):
    desk = a_desk(open_set=OpenSet(17, (1,)), last_at=NOW - idle)
    verdict = judge(facts(sheet(2), a_piece(), desk=desk), NOW)
    assert said(verdict) == (("refused", "set-timed-out") if void else ("accepted", ""))
    assert (verdict.open_set is None) is void


def test_r14_a_question_left_idle_goes_with_its_set():
    """Otherwise a question stands at a desk without a set, and no line can answer it."""
    desk = a_desk(
        Check.SECOND, open_set=OpenSet(17, (1, 2)), asks="born:day", answers=("aa",), last_at=NOW - timedelta(hours=1)
    )
    verdict = judge(facts(Unreadable("unreadable", "short"), None, desk=desk, questions=("born:day",)), NOW)
    assert said(verdict) == ("refused", "set-timed-out")
    assert (verdict.open_set, verdict.ask, verdict.answers) == (None, "", ())


@pytest.mark.parametrize(
    ("after", "wanted"), [(DOUBLE_READ, "repeated"), (DOUBLE_READ + timedelta(milliseconds=1), "refused")]
)
def test_r15_a_code_within_a_second_is_a_double_read(after, wanted):
    desk = a_desk(last_code=label().digits(7), last_at=NOW - after)
    verdict = judge(facts(label(), a_piece(state=PieceState.ENCLOSED), desk=desk), NOW)
    assert verdict.outcome.value == wanted


@pytest.mark.parametrize(("open_set", "wanted"), [(OpenSet(17, (1,)), "repeated"), (None, "accepted")])
def test_r13_r14_what_begins_a_void_set_anew_is_no_double_read(open_set, wanted):
    desk = a_desk(last_code=sheet(1).digits(7), last_at=NOW, open_set=open_set)
    verdict = judge(facts(sheet(1), a_piece(), desk=desk), NOW)
    assert said(verdict) == (wanted, "")
    assert verdict.open_set == OpenSet(17, (1,))


def test_r15_validity_is_judged_before_duplication():
    desk = a_desk(last_code=label().digits(7), last_at=NOW)
    for state in (ArtifactState.SUPERSEDED, ArtifactState.SPOILED, ArtifactState.LOST):
        assert said(judge(facts(label(), a_piece(), desk=desk, state=state), NOW)) == ("refused", state.value)
    assert said(judge(facts(label(), a_piece(state=PieceState.WITHHELD), desk=desk), NOW)) == ("refused", "withheld")


def test_r15_at_the_seal_check_a_double_read_is_harmless_and_a_later_one_is_a_second_envelope():
    sealed = a_piece(state=PieceState.SEALED, tray_released=True)
    desk = a_desk(Check.SEAL, last_code=label().digits(7), last_at=NOW)
    assert said(judge(facts(label(), sealed, desk=desk), NOW)) == ("repeated", "")
    assert said(judge(facts(label(), sealed, desk=desk), NOW + timedelta(seconds=2))) == ("held", "second-envelope")


@pytest.mark.parametrize(("pin_tray", "asks"), [(1, ""), (JUST_ENTERED, ""), (2, "pin"), (0, "pin")])
def test_r12_the_pin_is_asked_again_at_each_tray(pin_tray, asks):
    desk = a_desk(Check.SECOND, pin_tray=pin_tray)
    for read in (sheet(1), label()):
        verdict = judge(facts(read, a_piece(state=PieceState.ENCLOSED), desk=desk), NOW)
        assert verdict.ask == asks
        assert (verdict.pin_tray == 1) is (pin_tray == JUST_ENTERED)


def test_r12_the_pin_is_no_matter_of_the_first_check_and_the_seal():
    assert judge(facts(sheet(1), a_piece(), desk=a_desk(pin_tray=0)), NOW).outcome is Outcome.ACCEPTED
    sealable = a_piece(state=PieceState.VERIFIED, tray_released=True)
    assert judge(facts(label(), sealable, desk=a_desk(Check.SEAL, pin_tray=0)), NOW).outcome is Outcome.COMPLETE


def test_r11_a_window_envelope_ends_with_its_cover():
    desk = a_desk(open_set=OpenSet(17, (2,)))
    assert judge(facts(sheet(1), a_piece(), desk=desk, documents=WINDOW), NOW).outcome is Outcome.COMPLETE
    early = judge(facts(sheet(1), a_piece(), documents=WINDOW), NOW)
    assert (said(early), early.needs, early.open_set) == (("refused", "incomplete"), (2,), None)


def test_r11_an_own_number_counts_as_its_enclosure():
    read = OwnNumber("3000000017", ((17, 2),))
    verdict = judge(facts(read, a_piece(), desk=a_desk(open_set=OpenSet(17, (1,)))), NOW)
    assert (said(verdict), verdict.open_set) == (("accepted", ""), OpenSet(17, (1, 2)))
    assert said(judge(facts(read, a_piece(), desk=a_desk(open_set=OpenSet(18, (1,)))), NOW)) == ("held", "other-piece")
    assert said(judge(facts(read, a_piece(), desk=a_desk(Check.SEAL)), NOW)) == ("refused", "wrong-kind")


ASKING = a_desk(Check.SECOND, open_set=OpenSet(17, (1, 2)), asks="born:day")


def answer(text: str, desk: Desk = ASKING, expected_answer: str = "right", **changed: object) -> Verdict:
    asked = facts(
        changed.pop("read", Unreadable("unreadable", "short")), None, desk=desk, questions=("born:day", "notice:last4"),
        answer=text, expected_answer=expected_answer,
    )  # fmt: skip
    return judge(replace(asked, **changed), NOW)


def test_r12_the_questions_follow_each_other_and_end_the_set():
    under = a_piece(state=PieceState.ENCLOSED, attention=True)
    ended = judge(facts(label(), under, desk=replace(ASKING, asks=""), questions=("born:day", "notice:last4")), NOW)
    assert (ended.outcome, ended.ask) == (Outcome.ASKS, "born:day")
    following = answer("right")
    assert (following.outcome, following.ask, following.open_set) == (Outcome.ASKS, "notice:last4", ASKING.open_set)
    assert answer("right", replace(ASKING, asks="notice:last4")).outcome is Outcome.COMPLETE


def test_r12_three_different_answers_hold_the_piece():
    first = answer("a")
    assert (said(first), first.ask, first.answers) == (("refused", "answer-differs"), "born:day", ("a",))
    again = answer("a", replace(ASKING, answers=("a",)))
    assert (said(again), again.answers) == (("refused", "answer-differs"), ("a",))
    second = answer("b", replace(ASKING, answers=("a",)))
    assert second.answers == ("a", "b")
    third = answer("c", replace(ASKING, answers=("a", "b")))
    assert len(("a", "b", "c")) == ANSWERS
    assert (said(third), third.quarantine) == (("held", "answer-differs"), (17,))


def test_r12_where_the_list_holds_no_answer_none_is_right():
    assert said(answer("", expected_answer="")) == ("refused", "answer-differs")


def test_r12_a_code_is_no_answer_and_the_question_stands():
    for read in (label(), sheet(1), Code(Kind.COMMAND, 0, Command.VOID, 0, 0), OwnNumber("3000000017", ((17, 2),))):
        verdict = answer("x", read=read)
        assert (said(verdict), verdict.ask, verdict.open_set, verdict.answers) == (
            ("refused", "not-expected"), "born:day", ASKING.open_set, (),
        )  # fmt: skip


def test_r12_an_answer_that_looks_like_an_own_number_is_still_an_answer():
    """Four digits may be the last four of a notice and the form of a document's own number."""
    assert answer("right", read=OwnNumber("1234", ())).outcome is Outcome.ASKS
    assert said(answer("wrong", read=OwnNumber("1234", ()))) == ("refused", "answer-differs")


@pytest.mark.parametrize("command", [Command.VOID, Command.PAUSE, Command.NEXT_PERSON])
def test_r14_commands_that_leave_a_set_void_it(command):
    desk = a_desk(open_set=OpenSet(17, (1,)))
    verdict = judge(facts(Code(Kind.COMMAND, 0, command, 0, 0), None, desk=desk), NOW)
    assert (verdict.outcome, verdict.command, verdict.open_set) == (Outcome.ACCEPTED, command, None)


def test_r21_the_seal_check_takes_the_envelope_alone():
    sealable = a_piece(state=PieceState.VERIFIED, tray_released=True)
    desk = a_desk(Check.SEAL)
    assert said(judge(facts(sheet(1), sealable, desk=desk), NOW)) == ("refused", "wrong-kind")
    assert judge(facts(label(), sealable, desk=desk), NOW).outcome is Outcome.COMPLETE
    assert judge(facts(sheet(1), sealable, desk=desk, documents=WINDOW), NOW).outcome is Outcome.COMPLETE


# Stamped sheets ----------------------------------------------------------------------------------------------

NOTICE = DocumentSet(enclosures=(Enclosure(1, "送付状", "cover"), Enclosure(2, "通知書", "stamped")))
TWO_SHEETS = (StampedDocument(2, 1, 3, 2),)
"""Sides 1 and 2 on a sheet, 3 alone."""


def stamped(number: int, have: tuple[int, ...] | None = (1,), **changed: object) -> Verdict:
    code = Code(Kind.STAMPED, 1, 17, number, 1)
    desk = a_desk(open_set=OpenSet(17, have) if have is not None else None, last_at=NOW - timedelta(seconds=9))
    about = {"documents": NOTICE, "stamped": TWO_SHEETS, **changed}
    return judge(facts(code, a_piece(), desk=desk, **about), NOW)


def test_r11_a_side_stands_for_its_sheet_and_the_document_stays_owed_until_all_are_there():
    one = stamped(2)
    assert (one.outcome, one.needs, one.open_set) == (Outcome.ACCEPTED, (2,), OpenSet(17, (1, 102)))
    last = stamped(3, (1, 102))
    assert (last.outcome, last.needs, last.open_set) == (Outcome.ACCEPTED, (), OpenSet(17, (1, 102, 202)))


def test_r15_the_other_side_of_a_sheet_is_harmless():
    again = stamped(1, (1, 102))
    assert (again.outcome, again.open_set) == (Outcome.REPEATED, OpenSet(17, (1, 102)))


def test_r11_an_envelope_before_the_last_sheet_is_too_early():
    desk = a_desk(open_set=OpenSet(17, (1, 102)))
    early = judge(facts(label(), a_piece(), desk=desk, documents=NOTICE, stamped=TWO_SHEETS), NOW)
    assert (said(early), early.needs) == (("refused", "incomplete"), (2,))
    desk = a_desk(open_set=OpenSet(17, (1, 102, 202)))
    done = judge(facts(label(), a_piece(), desk=desk, documents=NOTICE, stamped=TWO_SHEETS), NOW)
    assert said(done) == ("complete", "")


def test_r11_a_document_that_was_not_stamped_yet_keeps_the_set_open():
    desk = a_desk(open_set=OpenSet(17, (1,)))
    early = judge(facts(label(), a_piece(), desk=desk, documents=NOTICE), NOW)
    assert (said(early), early.needs) == (("refused", "incomplete"), (2,))


def test_r11_a_side_that_no_document_of_the_piece_has_is_not_expected():
    assert said(stamped(4)) == ("refused", "not-expected")
    assert said(stamped(1, stamped=(StampedDocument(3, 1, 3, 2),))) == ("refused", "not-expected")


def test_r13_a_side_of_another_piece_stops_the_desk_before_its_document_is_looked_at():
    desk = a_desk(open_set=OpenSet(18, (1,)))
    held = judge(facts(Code(Kind.STAMPED, 1, 17, 9, 1), a_piece(), desk=desk, documents=NOTICE), NOW)
    assert said(held) == ("held", "other-piece")


def test_r21_a_stamped_side_ends_nothing_at_the_seal_check():
    piece = a_piece(state=PieceState.VERIFIED, tray_released=True)
    code = Code(Kind.STAMPED, 1, 17, 1, 1)
    seal = judge(facts(code, piece, desk=a_desk(Check.SEAL), documents=NOTICE, stamped=TWO_SHEETS), NOW)
    assert said(seal) == ("refused", "wrong-kind")


# Trays -----------------------------------------------------------------------------------------------------


def tray(number: int = 1, batch: int = 1) -> Code:
    return Code(Kind.TRAY, batch, number, 0, 1)


@pytest.mark.parametrize(
    ("opened", "owed", "wanted", "after"),
    [
        (0, 7, ("accepted", ""), 1),
        (0, 0, ("accepted", ""), 1),
        (1, 7, ("refused", "tray-unfinished"), None),
        (1, 0, ("accepted", ""), 0),
        (2, 0, ("refused", "other-tray"), None),
    ],
)
def test_r19_a_tray_is_opened_by_its_code_and_closed_when_nothing_is_owed(opened, owed, wanted, after):
    verdict = judge(facts(tray(), desk=a_desk(tray=opened), tray=TrayRead(1, owed)), NOW)
    assert (said(verdict), verdict.tray) == (wanted, after)


def test_r14_a_tray_waits_for_the_end_of_the_open_set():
    desk = a_desk(open_set=OpenSet(17, (1,)), last_at=NOW)
    verdict = judge(facts(tray(), desk=desk, tray=TrayRead(1, 7)), NOW)
    assert (said(verdict), verdict.open_set) == (("refused", "set-open"), desk.open_set)


def test_r12_a_second_checker_proves_themselves_at_the_tray_they_open():
    second = a_desk(Check.SECOND)
    asked = judge(facts(tray(2), desk=second, tray=TrayRead(2, 7)), NOW)
    assert (asked.outcome, asked.ask, asked.tray) == (Outcome.ASKS, "pin", None)
    proven = judge(facts(tray(2), desk=replace(second, pin_tray=2), tray=TrayRead(2, 7)), NOW)
    assert (proven.outcome, proven.tray) == (Outcome.ACCEPTED, 2)
    fresh = judge(facts(tray(2), desk=replace(second, pin_tray=JUST_ENTERED), tray=TrayRead(2, 7)), NOW)
    assert (fresh.tray, fresh.pin_tray) == (2, 2)


@pytest.mark.parametrize("read", [sheet(1), OwnNumber("3000000017", ((17, 1),))])
def test_r19_a_piece_of_another_tray_does_not_pass_while_one_is_open(read):
    verdict = judge(facts(read, a_piece(), desk=a_desk(tray=2)), NOW)
    assert said(verdict) == ("refused", "other-tray")
    assert judge(facts(read, a_piece(), desk=a_desk(tray=1)), NOW).outcome is Outcome.ACCEPTED


def test_r16_a_tray_of_another_batch_stops_the_desk():
    assert said(judge(facts(tray(1, batch=2)), NOW)) == ("held", "other-batch")
    assert said(judge(facts(tray(1, batch=2), batch_exists=False), NOW)) == ("refused", "unknown-batch")
