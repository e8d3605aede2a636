"""Both languages say everything, every key has words, and no text of a person is read as markup."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.binding import Binding

from checkmail.locale import LANGUAGES, area
from checkmail.office.two_people import PROPOSABLE
from checkmail.rules import scan
from checkmail.rules.refusal import DESK_REASONS
from checkmail.tui import words
from checkmail.tui.app import SCREENS, CheckmailApp
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.codes import CodesScreen
from checkmail.tui.screens.desk import DeskScreen
from checkmail.tui.screens.form import FormScreen
from checkmail.tui.screens.help import HelpScreen
from checkmail.tui.screens.login import LoginScreen
from checkmail.tui.screens.practice import PracticeOutcome, PracticeStart
from checkmail.tui.screens.progress import ProgressScreen
from checkmail.tui.verdicts import word_for
from checkmail.tui.widgets.big_word import TONE

TUI = Path(__file__).parents[2] / "checkmail" / "tui"
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(TUI.rglob("*.py"))}
ALL_SCREENS = (
    *SCREENS.values(),
    CodesScreen,
    DeskScreen,
    FormScreen,
    HelpScreen,
    LoginScreen,
    PracticeOutcome,
    PracticeStart,
    ProgressScreen,
    CheckmailApp,
)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", ["tui", "bigwords"])
def test_both_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    ja, en = area("ja", name), area("en", name)
    assert set(ja) == set(en)
    assert [key for key in ja if fields(ja[key]) != fields(en[key])] == []


def test_every_text_a_screen_asks_for_is_there() -> None:
    texts = area("ja", "tui")
    asked = {key for source in SOURCES.values() for key in re.findall(r"(?:say|done)\(\s*\"([a-z.-]+)\"", source)}
    asked |= {f"field.{key}" for source in SOURCES.values() for key in re.findall(r"Field\(\s*\"([a-z-]+)\"", source)}
    asked |= {f"act.{name}" for name in PROPOSABLE}
    for screen in SCREENS.values():
        asked |= {f"area.{screen.AREA}", f"help.{screen.AREA}"}
        asked |= {f"do.{screen.AREA}.{action}" for action in screen.ACTIONS}
    assert len(asked) > 150
    assert asked - set(texts) == set()


def test_help_at_a_stop_speaks_of_what_stopped_the_desk() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(scan.__file__).parent.glob("scan*.py")]
    reasons = {reason for source in sources for reason in re.findall(r"held\(facts, \"([a-z-]+)\"", source)}
    assert {"other-piece", "other-batch", "second-envelope", "answer-differs"} <= reasons
    assert {f"desk.help.held-{reason}" for reason in reasons} <= set(area("ja", "tui"))


def test_every_action_has_its_method() -> None:
    for screen in SCREENS.values():
        for action in screen.ACTIONS:
            assert callable(getattr(screen, f"do_{action.replace('-', '_')}")), (screen, action)


def test_every_binding_has_an_id_a_tooltip_and_words() -> None:
    texts = area("ja", "tui")
    for screen in (AreaScreen, *ALL_SCREENS):
        for binding in screen.__dict__.get("BINDINGS", []):
            assert isinstance(binding, Binding)
            assert binding.id, (screen, binding.key)
            assert binding.tooltip, (screen, binding.key)
            assert not binding.show or f"key.{binding.id}" in texts, binding.id


def test_every_large_word_fits_its_terminal() -> None:
    for language in LANGUAGES:
        art = area(language, "bigwords")
        for word in TONE:
            for size, columns, rows in (("small", 76, 8), ("large", 112, 12)):
                lines = art[f"{size}.{word}"].split("\n")
                assert len(lines) == rows
                assert max(map(len, lines)) <= columns, (language, size, word)


def test_every_desk_reason_has_a_large_word() -> None:
    assert {word_for(reason) for reason in DESK_REASONS} <= set(TONE)
    assert word_for("desk-held") == "held"
    assert word_for("withheld") == "aside"


def test_no_style_stands_in_python() -> None:
    for path, source in SOURCES.items():
        assert "DEFAULT_CSS" not in source, path
        assert not re.search(r"^\s*CSS\s*=", source, re.MULTILINE), path


def test_a_cell_is_cut_by_the_columns_it_takes() -> None:
    assert words.cut("佐藤" * 30, 10) == "佐藤佐藤…"
    assert cell_len(words.cut("𠮷" * 30, 11)) <= 11
    assert words.cut("[red]x[/]", 20) == "[red]x[/]"
    assert words.cell("[Ltd] =1").plain == "[Ltd] =1"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("１２", 12), ("0", 0), ("", None), ("-1", None), ("1.5", None), ("十", None), ("99999999", None)],
)
def test_a_number_is_read_whole_or_not_at_all(typed: str, read: int | None) -> None:
    assert words.whole(typed) == read


def test_ranges_days_and_lists_of_numbers_are_read_strictly() -> None:
    assert words.span("1-3") == (1, 3)
    assert words.span("３〜5") == (3, 5)
    assert words.span("7") == (7, 7)
    assert words.span("5-3") is None
    assert words.numbers("7、８ 9") == (7, 8, 9)
    assert words.numbers("7 x") is None
    assert words.numbers(" ") is None
    assert words.day("2026-02-30") is None
    assert str(words.day("２０２６/11/01")) == "2026-11-01"
