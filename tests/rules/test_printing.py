"""What may be printed, reissued and given up (R6-R10)."""

from __future__ import annotations

import pytest

from checkmail.rules.codes import MAX_ISSUE, Kind
from checkmail.rules.model import Artifact, ArtifactState, PieceState
from checkmail.rules.printing import KIND_OF_PRINT, ON_LABELS, may_end, may_print, may_reissue


def reason(refusal: object) -> str:
    return refusal.reason if refusal else ""


@pytest.mark.parametrize(
    ("printed", "wanted", "missing", "wanted_reason", "rule"),
    [
        (0, 2, 0, "", ""),
        (0, 0, 0, "nothing-to-print", "R8"),
        (2, 2, 0, "already-printed", "R8"),
        (0, 2, 2, "missing-glyphs", "R6"),
        (2, 2, 1, "already-printed", "R8"),
    ],
)
def test_r6_and_r8_before_a_job(printed, wanted, missing, wanted_reason, rule):
    refusal = may_print(wanted, printed, missing)
    assert (reason(refusal), refusal.rule if refusal else "") == (wanted_reason, rule)


def test_r7_the_whitelist_of_labels():
    assert ON_LABELS == ("postal_code", "address", "building", "name")
    for never in ("born", "sex", "notice", "number", "household", "kana", "remark"):
        assert never not in ON_LABELS


def an_artifact(issue: int = 1, state: ArtifactState = ArtifactState.LIVE) -> Artifact:
    return Artifact(Kind.LABEL, 17, 0, issue, state)


@pytest.mark.parametrize("state", list(PieceState))
def test_r8_reissue_by_the_state_of_the_piece(state):
    refusals = {
        PieceState.HANDED_OVER: "handed-over", PieceState.WITHHELD: "withheld", PieceState.LOST: "lost",
    }  # fmt: skip
    assert reason(may_reissue(an_artifact(), 1, state)) == refusals.get(state, "")


@pytest.mark.parametrize("newest", range(1, MAX_ISSUE + 1))
@pytest.mark.parametrize("issue", range(1, MAX_ISSUE + 1))
def test_r8_only_the_newest_issue_is_reissued_and_nine_are_the_most(issue, newest):
    if issue > newest:
        return
    wanted = "superseded" if issue < newest else "issues-exhausted" if newest == MAX_ISSUE else ""
    assert reason(may_reissue(an_artifact(issue), newest, PieceState.WAITING)) == wanted


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (ArtifactState.LIVE, ""),
        (ArtifactState.SPOILED, ""),
        (ArtifactState.LOST, ""),
        (ArtifactState.SUPERSEDED, "superseded"),
    ],
)
def test_r8_spoiled_and_lost_paper_may_be_printed_again(state, wanted):
    assert reason(may_reissue(an_artifact(state=state), 1, PieceState.WAITING)) == wanted


def test_r8_what_was_never_printed_is_not_issued():
    assert reason(may_reissue(None, 0, PieceState.WAITING)) == "not-issued"
    assert reason(may_reissue(an_artifact(), 1, None)) == "not-issued"


@pytest.mark.parametrize("state", list(ArtifactState))
def test_r10_only_a_live_artifact_is_spoiled_or_lost(state):
    assert reason(may_end(an_artifact(state=state))) == ("" if state is ArtifactState.LIVE else state.value)
    assert reason(may_end(None)) == "not-issued"


def test_every_print_with_a_code_has_a_kind_of_its_own():
    assert len(set(KIND_OF_PRINT.values())) == len(KIND_OF_PRINT) == 4
