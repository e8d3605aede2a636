"""The demo, played once with 30 pieces: every planted mistake met its rule, and what it leaves is whole."""

from __future__ import annotations

import shutil
import string
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from checkmail.errors import FailedVerification, Misused
from checkmail.locale import LANGUAGES, Language, area
from checkmail.office import batches, people, record
from checkmail.office.acting import Office
from checkmail.rehearsal.cast import SUPERVISOR
from checkmail.rehearsal.demo import DemoResult, run_demo
from checkmail.rehearsal.story import Story, granted
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import create_sqlite, open_sqlite

STOPS = {
    "slipped": ("R3", "open-findings"),
    "accept-alone": ("R28", "same-person"),
    "unanswered": ("R4", "withholding-unanswered"),
    "empty-list": ("R4", "empty-withholding-list"),
    "differences": ("R5", "unexplained-differences"),
    "own-list": ("R2", "same-person"),
    "print-twice": ("R8", "already-printed"),
    "new-list": ("R1", "printed"),
    "desk-not-clear": ("R16", "desk-not-clear"),
    "envelope-early": ("R11", "incomplete"),
    "kana": ("R15", "unreadable"),
    "notice-gone": ("R11", "incomplete"),
    "old-label": ("R8", "superseded"),
    "set-void": ("R11", "incomplete"),
    "own-work": ("R12", "same-person"),
    "typed-wrong": ("R12", "answer-differs"),
    "behind": ("R13", "other-piece"),
    "desk-held": ("R13", "desk-held"),
    "resolve-own": ("R13", "same-person"),
    "swapped": ("R13", "other-piece"),
    "set-aside": ("R13", "quarantined"),
    "sealed-early": ("R20", "not-released"),
    "clerk-releases": ("R28", "not-allowed"),
    "one-missing": ("R18", "not-balanced"),
    "late-list": ("R4", "withheld"),
    "papers-out": ("R18", "not-balanced"),
    "not-counted": ("R19", "counts-missing"),
    "counted-wrong": ("R19", "counts-differ"),
    "checked-late": ("R17", "released"),
    "offered-wrong": ("R23", "number-differs"),
    "taken-alone": ("R23", "same-person"),
}


@dataclass(frozen=True)
class Told:
    result: DemoResult
    lines: tuple[str, ...]


def make_office(path: Path, desk: str) -> Office:
    return Office(create_sqlite(path), desk)


@pytest.fixture(scope="module", params=LANGUAGES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    language: Language = request.param
    lines: list[str] = []
    out = tmp_path_factory.mktemp("demo") / "a folder"
    return Told(run_demo(make_office, out, 30, language, lines.append), tuple(lines))


def test_every_planted_mistake_was_stopped_by_its_rule(told: Told) -> None:
    assert {stop.event: (stop.rule, stop.reason) for stop in told.result.stops} == STOPS
    assert len(told.result.stops) == len(STOPS)


def test_the_ledger_it_leaves_verifies_with_replay_and_the_printed_heads(told: Told) -> None:
    office = Office(open_sqlite(told.result.office), "desk")
    found = record.verify(office, heads=told.result.heads, replay=True)
    office.store.close()
    assert found.faults == ()
    assert found.replayed
    assert found.entries == told.result.entries
    assert len(told.result.heads) == 2


def test_the_batch_is_closed_and_every_piece_accounted_for(told: Told) -> None:
    office = Office(open_sqlite(told.result.office), "desk")
    actor = granted(people.sign_in(office, SUPERVISOR.number, SUPERVISOR.pin))
    view = granted(batches.show_batch(office, actor, 1))
    office.store.close()
    assert view.batch.closed
    assert view.counts["listed"] == 30
    assert view.counts["handed_over"] + view.counts["withheld"] == 30


def test_the_papers_are_there_and_have_pages(told: Told) -> None:
    assert {file.name for file in told.result.files} == {
        "labels.pdf", "covers.pdf", "checklist.pdf", "trays.pdf", "reissue.pdf", "signoff.pdf", "handover.pdf",
    }  # fmt: skip
    for file in told.result.files:
        document = pypdfium2.PdfDocument(file)
        assert len(document) >= 1
        document.close()
    assert not list(told.result.office.parent.glob(".*"))


def test_every_line_fits_eighty_columns(told: Told) -> None:
    """All but the last: the command names the folder that was asked for."""
    wide = {line for line in told.lines if columns(line) > 80 and str(told.result.office.parent) not in line}
    assert not wide


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_it_ends_with_the_people_and_the_command_that_opens_the_screens(told: Told) -> None:
    program, _, place = told.lines[-1].strip().partition(" --office ")
    assert place == f'"{told.result.office}"'
    assert shutil.which(program.strip('"')) is not None
    assert any(SUPERVISOR.pin in line for line in told.lines[-8:])


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Misused, match="demo-folder-in-use"):
        run_demo(make_office, tmp_path, 30, "ja", print)
    with pytest.raises(Misused, match="demo-folder-unusable"):
        run_demo(make_office, tmp_path / "mine.txt", 30, "ja", print)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("mine.txt", "mine")]


@pytest.mark.parametrize("pieces", [0, 29, 5001])
def test_too_few_or_too_many_pieces_are_misuse(tmp_path: Path, pieces: int) -> None:
    with pytest.raises(Misused, match="demo-size"):
        run_demo(make_office, tmp_path / "new", pieces, "ja", print)
    assert not (tmp_path / "new").exists()


def test_a_mistake_that_another_rule_stopped_ends_the_demo() -> None:
    story = Story(lambda _line: None, "en")
    story.stopped("kana", Refusal("unreadable", "R15"), "R15", "unreadable")
    with pytest.raises(FailedVerification, match="demo-not-stopped"):
        story.stopped("kana", Refusal("superseded", "R8"), "R15", "unreadable")
    with pytest.raises(FailedVerification, match="demo-not-stopped"):
        story.stopped("kana", None, "R15", "unreadable")
    assert len(story.stops) == 1


def test_a_demo_whose_mistake_goes_through_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that opens although nobody cleared it: the demo ends there, and does not tell of a stop."""
    from checkmail.rehearsal.scanning import Bench

    sit = Bench.sit
    monkeypatch.setattr(Bench, "sit", lambda bench, player, check, *, clear=True: sit(bench, player, check, clear=True))
    lines: list[str] = []
    with pytest.raises(FailedVerification, match="desk-not-clear"):
        run_demo(make_office, tmp_path / "new", 30, "en", lines.append)
    assert not any("desk-not-clear" in line for line in lines)


def test_both_languages_tell_the_same() -> None:
    assert area("ja", "demo").keys() == area("en", "demo").keys()
    assert {key.partition(".")[2] for key in area("ja", "demo") if key.startswith("stop.")} == set(STOPS)
    for name in ("demo", "rehearsal_errors"):
        japanese, english = area("ja", name), area("en", name)
        assert japanese.keys() == english.keys()
        for key, words in japanese.items():
            assert placeholders(words) == placeholders(english[key]), key
