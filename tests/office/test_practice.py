"""Paper with planted mistakes is drawn for a practice office only (design part 4, R9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checkmail.office import practice
from checkmail.office.acting import Actor
from checkmail.paper.facts import Job
from checkmail.paper.practice import draw_practice
from checkmail.rules.refusal import Refusal
from tests.office.play import Play

GUIDE = practice.PracticeGuide("手引き", ("# 進め方", "上から順に"))


def test_a_real_office_draws_no_practice_paper_and_hides_what_it_hides(
    play: Callable[[str], Play], tmp_path: Path
) -> None:
    office, out = play("approved").office, tmp_path / "practice.pdf"
    drawn = practice.print_practice(office, Actor(2), 1, out, GUIDE, (), "ja")
    assert isinstance(drawn, Refusal)
    assert drawn.reason == "not-allowed"
    assert not out.exists()
    shown = practice.whole_chain(office, Actor(2), 1)
    assert isinstance(shown, Refusal)


def test_a_job_of_a_real_office_is_never_drawn_as_practice(play: Callable[[str], Play], tmp_path: Path) -> None:
    job = Job(1, "x", 0, play("people").clock.now)
    with pytest.raises(ValueError, match="practice office only"):
        draw_practice(tmp_path / "practice.pdf", job, GUIDE, ())
    assert list(tmp_path.glob("practice*")) == []
