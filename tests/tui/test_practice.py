"""A practice from its papers to its result: prepared, scanned from the PDFs, judged from the ledger (S7, R11–R27)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.errors import Misused
from checkmail.locale import LANGUAGES, Language, area
from checkmail.office import founding, people, record
from checkmail.office.acting import Office
from checkmail.rehearsal.cast import Player
from checkmail.rehearsal.practice import TRAINEE, Practice, prepare
from checkmail.rehearsal.practice_plan import PLANTED
from checkmail.rehearsal.practice_words import result_lines
from checkmail.rehearsal.scanning import Bench, Papers
from checkmail.rehearsal.story import granted
from checkmail.rules.codes import PRACTICE_OFFICE, Command
from checkmail.rules.model import Check
from checkmail.store.sqlite import create_sqlite, open_sqlite
from checkmail.tui.practice import PracticeApp
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.login import LoginScreen
from checkmail.tui.screens.practice import PracticeOutcome, PracticeStart
from tests.outside.paper import decode
from tests.paper.seen import words
from tests.tui.driving import Driver

PIECES = 12


def make_office(path: Path, desk: str) -> Office:
    return Office(create_sqlite(path), desk)


def prepared(folder: Path, check: Check, language: Language = "ja") -> Practice:
    return prepare(make_office, folder, PIECES, check, 7, language)


def codes_on(practice: Practice) -> list[str]:
    """The codes of the practice sheets in the order people scan them: page by page, the left column first."""
    marks = decode(practice.to_print[0])
    return [mark.digits for mark in sorted(marks, key=lambda mark: (mark.page, mark.x > 105, mark.y))]


def play(practice: Practice, *, heedless: bool = False) -> None:
    """A trainee who scans whatever lies there and does what the desk then asks for; a heedless one just goes on."""
    bench = Bench(practice.office, Papers(PRACTICE_OFFICE, practice.batch, None, {}))  # type: ignore[arg-type]
    granted(
        bench.sit(Player(TRAINEE, "", granted(people.sign_in(practice.office, 2, TRAINEE.pin))), practice.layout.check)
    )
    for one in practice.layout.sets:
        for paper in one.papers:
            answer = bench.scan(paper.code)
            if answer.verdict == "held":
                bench.scan("!")
            elif answer.reason == "incomplete" and not heedless:
                bench.scan(bench.papers.command(Command.VOID))
    bench.leave()


@pytest.mark.parametrize("check", [Check.SECOND, Check.SEAL])
def test_every_planted_mistake_is_stopped_by_its_rule(tmp_path: Path, check: Check) -> None:
    practice = prepared(tmp_path / "practice", check, "en")
    assert codes_on(practice) == [paper.code for one in practice.layout.sets for paper in one.papers]
    play(practice)
    result = practice.result()
    assert {one.plant.mistake: one.way for one in result.plants} == dict.fromkeys(PLANTED[check], "desk")
    assert result.further == {}
    told = list(result_lines(result, check, "en"))
    assert told[-1] == "Every mistake was stopped. The real work goes the same way."
    assert founding.office_name(practice.office)[0] == PRACTICE_OFFICE
    assert record.verify(practice.office, replay=True).faults == ()
    practice.office.store.close()


async def test_a_trainee_works_from_the_papers_to_the_result_with_the_scanner(tmp_path: Path) -> None:
    practice = prepared(tmp_path / "practice", Check.FIRST)
    badges = {mark.digits[6:13]: mark.digits for mark in decode(practice.to_print[2])}
    on_paper = codes_on(practice)
    assert on_paper == [paper.code for one in practice.layout.sets for paper in one.papers]
    app = PracticeApp(practice, "ja", kept=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: isinstance(app.screen, PracticeStart))
        for words_ in ("practice.pdf", TRAINEE.pin, "練習 花子", "Enter"):
            await driver.shows(words_)
        await pilot.press("enter")
        await driver.until(lambda: isinstance(app.screen, LoginScreen) and app.session.office_name)
        driver.burst(badges["0000002"] + "\r")
        await driver.until(lambda: app.screen.query_one("#pin", Input).has_focus)
        driver.burst(TRAINEE.pin + "\r")
        await driver.until(lambda: isinstance(app.screen, DeskScreen) and app.screen.query("#scan"))
        assert "2 練習 花子" in app.session.person
        await pilot.press("f10")
        await driver.until(lambda: isinstance(app.screen, PracticeOutcome))
        await driver.shows("まだ何も読み取っていません")
        await driver.shows(f"まだ読み取っていない間違いが{len(PLANTED[Check.FIRST])}件")
        # Who goes back to the desk must not know by now where the mistakes are.
        assert "組" not in driver.glass().partition("混ぜた間違い")[2]
        await pilot.press("f2")
        await driver.until(lambda: isinstance(app.screen, DeskScreen) and app.screen.query("#scan"))
        for code in on_paper:
            before = driver.panel.glass
            driver.burst(code + "\r")
            await driver.until(lambda: driver.panel.glass is not before)  # noqa: B023
            if driver.panel.glass.word == "held":
                await driver.until(lambda: driver.panel.held)
                await pilot.press("f4")
                await driver.until(lambda: not driver.panel.held)
            elif "足りない紙" in driver.panel.glass.message:
                missing = driver.panel.glass
                await pilot.press("f2")
                await driver.until(lambda: driver.panel.glass is not missing)  # noqa: B023
        await pilot.press("f10")
        await driver.until(lambda: isinstance(app.screen, PracticeOutcome))
        shown = "\n".join(str(one.render()) for one in app.screen.query(Static))
    assert f"混ぜた間違い {len(PLANTED[Check.FIRST])}件：止まった {len(PLANTED[Check.FIRST])}" in shown
    assert "全部の間違いが止まりました" in shown
    practice.office.store.close()


def test_r13_three_stops_end_no_practice(tmp_path: Path) -> None:
    practice = prepared(tmp_path / "practice", Check.FIRST)
    play(practice, heedless=True)
    before = practice.result()
    assert before.stopped
    practice.resume()
    assert not practice.result().stopped
    play(practice)
    assert practice.result().count("desk") > before.count("desk")
    practice.office.store.close()


def test_every_sheet_says_that_it_is_practice_and_the_guide_keeps_the_secret(tmp_path: Path) -> None:
    practice = prepared(tmp_path / "practice", Check.FIRST)
    for file in (*practice.to_print, *practice.files):
        assert words(file).count("練習") >= 10, file
    guide = words(practice.to_print[0])
    assert TRAINEE.pin in guide
    told = area("ja", "practice")
    for mistake in PLANTED[Check.FIRST]:
        assert "".join(told[f"mistake.{mistake}"].split()) not in guide
    practice.office.store.close()


def wiring(shown: list[Practice]) -> Wiring:
    return Wiring(
        lambda path, desk: Office(open_sqlite(Path(path)), desk),
        lambda path, desk: Office(create_sqlite(Path(path)), desk),
        lambda: "",
        lambda _office, _language: None,
        lambda practice, _language, _kept: shown.append(practice),
    )


def test_the_command_throws_its_folder_away_and_needs_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Practice] = []
    assert run(["practice"], wiring(shown), "ja") == 2
    capsys.readouterr()
    assert shown == []
    monkeypatch.setattr("checkmail.cli.practice.check_terminal", lambda: None)
    assert run(["--json", "practice", "--pieces", str(PIECES)], wiring(shown), "ja") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["check"], told["sets"], told["caught"], told["folder"]) == ("first", PIECES, 0, None)
    assert {one["outcome"] for one in told["planted"]} == {"never"}
    assert not shown[0].folder.exists()


def test_a_folder_in_use_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checkmail.cli.practice.check_terminal", lambda: None)
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert run(["--json", "practice", "--out", str(tmp_path)], wiring([]), "ja") == 2
    assert json.loads(capsys.readouterr().out)["error"] == "demo-folder-in-use"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_no_real_office_gets_the_number_of_practice(capsys: pytest.CaptureFixture[str]) -> None:
    made: list[str] = []
    with pytest.raises(Misused, match="bad-office-number"):
        founding.found(lambda: made.append("x"), "課", PRACTICE_OFFICE, (1, "佐藤"), "936185")  # type: ignore[arg-type, func-returns-value]
    assert made == []
    monkey = ["--json", "--office", "x.db", "init", "--name", "課", "--supervisor", "1:佐藤", "--office-number", "0"]
    assert run(monkey, wiring([]), "ja") == 2
    assert json.loads(capsys.readouterr().out)["error"] == "usage"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_has_its_words(language: Language) -> None:
    told = area(language, "practice")
    for mistakes in PLANTED.values():
        for mistake in mistakes:
            assert told[f"mistake.{mistake}"]
            assert told[f"look.{mistake}"]
