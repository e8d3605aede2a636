"""A desk's clock set back in the middle of its work, by a second, an hour, a year (R14, R26)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from checkmail.rules.model import Check

from .play import AKI, BAN

SPANS = [timedelta(seconds=1), timedelta(hours=1), timedelta(days=365)]


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_r26_no_clock_set_back_disorders_a_chain_or_goes_unsaid(play, span):
    office = play("printed")
    office.first(AKI, [1, 2])
    office.open(BAN, Check.FIRST, "desk2")
    before = office.row("chains", chain=1)["count"]
    office.clock.now -= span
    for piece in (3, 4):
        office.set_of(BAN, piece, "desk2")
    office.first(AKI, [5])
    office.clock.now += span
    office.set_of(AKI, 6)
    entries = office.rows("entries", chain=1)
    assert [row["at"] for row in entries] == sorted(row["at"] for row in entries)
    said = [json.loads(row["body"])["seconds"] for row in entries[before:] if row["kind"] == "clock-set-back"]
    # A second is what two desks' clocks are apart anyway; each act here takes five.
    assert said == ([] if span < timedelta(seconds=5) else [int(span.total_seconds()) - 5])
    assert {piece: office.states()[piece] for piece in range(1, 7)} == dict.fromkeys(range(1, 7), "enclosed")
    assert office.faults() == []


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_r14_no_set_is_kept_open_by_setting_the_clock_back(play, span):
    office = play("printed")
    office.clock.step = timedelta(0)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.clock.wait(seconds=170)  # ten seconds before the set is void
    office.clock.now -= span
    office.clock.wait(seconds=20)
    assert office.says(AKI, office.label(1)) == ("refused", "set-timed-out")
    assert office.row("desks", batch=1, desk="desk1")["set_piece"] == 0
    assert office.faults() == []
