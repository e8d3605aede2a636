"""What a line at a desk is to a planted set, and what a planted set is to a desk (R13)."""

from __future__ import annotations

import pytest

from checkmail.rules.model import Check, OpenSet
from checkmail.rules.planted import Became, Outcome, PlantedSet, Wrong, became, judged, measure, numbers_of
from checkmail.rules.scan import judge

from .test_scan import NOW, a_desk, a_piece, facts, label, said

FOREIGN = PlantedSet(13, 14, Wrong.FOREIGN_SHEET, None, out=True)
MISSING = PlantedSet(15, 0, Wrong.MISSING_SHEET, None, out=True)
NAMES = PlantedSet(16, 0, Wrong.OTHER_NAME, None, out=True)


@pytest.mark.parametrize(
    ("one", "piece", "verdict", "reason", "what"),
    [
        (FOREIGN, 14, "accepted", "", Became.SEEN),
        (FOREIGN, 13, "held", "other-piece", Became.CAUGHT),
        # A piece of the list was the other: the set was stopped all the same.
        (FOREIGN, 5, "held", "other-piece", Became.CAUGHT),
        (FOREIGN, 13, "refused", "incomplete", Became.SEEN),
        (MISSING, 15, "refused", "incomplete", Became.INCOMPLETE),
        (MISSING, 15, "refused", "same-person", Became.SEEN),
        (NAMES, 16, "refused", "superseded", Became.CAUGHT),
        (NAMES, 16, "complete", "", Became.MISSED),
        (NAMES, 16, "held", "planted", Became.MISSED),
        # A paper of another batch says nothing of the set.
        (NAMES, 0, "held", "other-batch", None),
        (NAMES, 5, "accepted", "", None),
        (NAMES, 0, "refused", "unreadable", None),
    ],
)
def test_what_a_line_is_to_a_planted_set(one, piece, verdict, reason, what):
    assert became(one, piece, verdict, reason) is what


def test_a_set_is_judged_once_and_a_missed_one_may_still_be_caught():
    caught = PlantedSet(16, 0, Wrong.OTHER_NAME, Outcome.CAUGHT, out=True)
    missed = PlantedSet(16, 0, Wrong.OTHER_NAME, Outcome.MISSED, out=True)
    back = PlantedSet(16, 0, Wrong.OTHER_NAME, Outcome.MISSED, out=False)
    assert became(caught, 16, "complete", "") is None
    assert became(missed, 16, "held", "other-piece") is Became.CAUGHT
    assert became(back, 16, "complete", "") is None
    assert [judged((one,), 16) for one in (caught, missed, back, NAMES)] == [True, False, True, False]
    assert not judged((caught,), 17)


def test_the_dummies_of_sets():
    assert numbers_of((FOREIGN, NAMES)) == {13, 14, 16}
    assert numbers_of(()) == frozenset()


def test_the_measure_is_the_median_of_what_was_caught():
    told = measure([(Outcome.CAUGHT, 10), (Outcome.CAUGHT, 31), (Outcome.CAUGHT, 20), (Outcome.MISSED, 0), (None, 0)])
    assert (told.planted, told.caught, told.missed, told.seconds) == (5, 3, 1, 20)
    assert measure([(Outcome.MISSED, 0)]).seconds is None
    assert measure([]).planted == 0


# R13 ------------------------------------------------------------------------------------------------------


def verdict_on(check=Check.FIRST, recent="", open_set=None, one=FOREIGN):
    at = a_desk(check=check, recent=recent, open_set=open_set)
    return judge(facts(label(13), a_piece(13), desk=at, planted=(one,)), NOW)


def test_r13_a_hold_of_planted_papers_alone_quarantines_nothing_and_stops_no_batch():
    told = verdict_on(recent="hh", open_set=OpenSet(14, (1,)))
    assert (*said(told), told.quarantine) == ("held", "other-piece", ())
    assert told.planted_only
    assert not told.stops_batch


def test_r13_a_piece_of_the_list_among_planted_papers_is_held_as_any():
    told = verdict_on(recent="hh", open_set=OpenSet(5, (1,)))
    assert (*said(told), told.quarantine) == ("held", "other-piece", (5,))
    assert not told.planted_only
    assert told.stops_batch


def test_r13_a_paper_of_another_batch_in_a_planted_set_counts_as_any():
    at = a_desk(recent="hh", open_set=OpenSet(14, (1,)))
    told = judge(facts(label(1, batch=2), desk=at, planted=(FOREIGN,)), NOW)
    assert (*said(told), told.quarantine) == ("held", "other-batch", ())
    assert told.stops_batch


def test_r21_a_planted_envelope_stops_the_seal_check():
    assert said(verdict_on(Check.SEAL)) == ("held", "planted")


def test_r17_a_set_that_was_judged_is_refused_for_what_it_is():
    assert said(verdict_on(one=PlantedSet(13, 14, Wrong.FOREIGN_SHEET, Outcome.CAUGHT, out=True))) == (
        "refused",
        "planted",
    )
