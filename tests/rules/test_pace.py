"""Whether a line came from a scanner or from fingers (R15)."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.documents import DocumentSet, Enclosure
from checkmail.rules.model import OpenSet
from checkmail.rules.pace import SCANNER_GAP, Came, scanned
from checkmail.rules.scan import judge
from checkmail.rules.scan_facts import OwnNumber
from checkmail.rules.scan_verdicts import Outcome
from tests.rules.test_scan import NOW, a_desk, a_piece, facts, said, sheet

OWN = DocumentSet(
    enclosures=(
        Enclosure(1, "送付状", "cover"),
        Enclosure(2, "受給者証", "own", column="番号", pattern=r"\d{4}"),
        Enclosure(3, "同意書", "own", column="書番", pattern=r"\d{5}", typed=True),
    )
)


def keys(gaps: list[float]) -> list[float]:
    return list(accumulate(gaps, initial=100.0))


@given(st.lists(st.floats(0.0, 0.03), min_size=17, max_size=17), st.integers(0, 16), st.floats(0.1, 3))
def test_r15_a_scanner_is_known_through_one_stall(gaps: list[float], at: int, stall: float) -> None:
    gaps[at] = stall
    assert scanned(keys(gaps))


@given(
    st.lists(st.floats(SCANNER_GAP + 0.001, 2.0), min_size=17, max_size=17), st.lists(st.integers(0, 16), max_size=7)
)
def test_r15_fingers_are_known_through_a_few_rolled_keys(gaps: list[float], rolled: list[int]) -> None:
    for place in rolled:
        gaps[place] = 0.001
    assert not scanned(keys(gaps))


@pytest.mark.parametrize("together", [2, 3])
@given(st.floats(SCANNER_GAP + 0.001, 2.0))
def test_r15_fingers_that_strike_several_keys_at_once_are_no_scanner(together: int, rest: float) -> None:
    """Else a number that was written down could be typed in pairs of keys, as if it were scanned."""
    assert not scanned(keys([0.001 if key % together else rest for key in range(1, 18)]))


def test_r15_what_is_too_short_for_a_code_is_nobodys_fingers() -> None:
    assert scanned([])
    assert scanned(keys([1.0, 1.0]))


@pytest.mark.parametrize("came", Came)
def test_r15_a_typed_code_is_taken_only_when_the_desk_was_told(came: Came) -> None:
    verdict = judge(facts(sheet(1), a_piece(), came=came), NOW)
    expected = ("refused", "typed-by-hand") if came is Came.TYPED else ("accepted", "")
    assert said(verdict) == expected


def test_r15_a_typed_code_leaves_the_open_set_as_it_is() -> None:
    opened = OpenSet(17, (1,))
    verdict = judge(facts(sheet(2), a_piece(), desk=a_desk(open_set=opened, last_at=NOW), came=Came.TYPED), NOW)
    assert said(verdict) == ("refused", "typed-by-hand")
    assert verdict.open_set == opened


def test_r15_a_command_has_its_key_and_may_be_typed() -> None:
    code = Code(Kind.COMMAND, 0, Command.VOID, 0, 0)
    assert judge(facts(code, came=Came.TYPED), NOW).command is Command.VOID


@pytest.mark.parametrize(("enclosure", "outcome"), [(2, Outcome.REFUSED), (3, Outcome.ACCEPTED)])
def test_r15_a_number_without_a_bar_code_is_typed_and_one_with_a_bar_code_is_not(
    enclosure: int, outcome: Outcome
) -> None:
    read = OwnNumber("1234", ((17, enclosure),))
    piece = a_piece(expects=(1, 2, 3))
    assert judge(facts(read, piece, came=Came.TYPED, documents=OWN), NOW).outcome is outcome
