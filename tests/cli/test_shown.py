"""What a command tells people: every field has a name in their language, and codes are said in words."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, cast

import pytest

from checkmail import cli
from checkmail.cli.doctor import _checks
from checkmail.cli.frame import Options
from checkmail.cli.show import shown
from checkmail.locale import area
from checkmail.store.diagnosis import Diagnosis

_ONLY_FOR_PROGRAMS = {
    "expose_value", "help_option_names", "ja", "en", "refused",
}  # fmt: skip
"""Keys of dictionaries that nobody is shown."""


def fields() -> set[str]:
    """The keys of every document that a file of ``cli`` spells out."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in Path(cli.__file__).parent.glob("*.py")]
    spelled = [key for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys]
    keys = {key.value for key in spelled if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return {key for key in keys if not key.startswith("CHECKMAIL_")} - _ONLY_FOR_PROGRAMS


def test_every_field_of_an_answer_has_a_name():
    assert len(fields()) > 100
    assert sorted(key for key in fields() if f"field.{key}" not in area("ja", "cli")) == []


def test_no_check_of_the_doctor_takes_the_line_of_a_field():
    found = [Diagnosis(code, details={"kind": "ext4", "version": "3.53"}) for code in ("place", "engine")]
    for language in ("ja", "en"):
        lines = _checks(Options(cast("Any", None), language=language), found)
        assert len(lines) == 2
        assert not lines.keys() & {key.partition(".")[2] for key in area(language, "cli")}


def test_codes_are_said_in_words():
    told = shown({"stage": "printed", "counts": {"handed_over": 3}, "blocked_by": ["closed"], "name": "closed"}, "ja")
    assert "印刷済" in told
    assert "引渡済 3" in told
    assert "この発送業務は終わっています。" in told
    assert told.splitlines()[-1].endswith("closed")
    assert shown([{"role": "clerk"}], "ja").endswith("担当者")


@pytest.mark.parametrize("columns", [40, 80])
def test_an_answer_is_as_wide_as_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    lines = shown({"message": "字" * 60}, "ja").splitlines()
    assert len(lines) > 1
    assert all(2 * len(line) - line.count(" ") <= columns for line in lines)
