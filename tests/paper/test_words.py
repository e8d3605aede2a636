"""Every key the papers use has its words in both languages, with the same placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

import pytest

import checkmail.paper
from checkmail.locale import area

PAPER = Path(checkmail.paper.__file__).parent


def sources(files: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("name", ["paper", "paper_errors"])
def test_both_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    ja, en = area("ja", name), area("en", name)
    assert ja.keys() == en.keys()
    for key in ja:
        assert placeholders(ja[key]) == placeholders(en[key]), key


def test_every_error_that_is_raised_has_a_sentence_and_a_way_on() -> None:
    raised = set(re.findall(r'(?:Misused|FailedVerification)\("([a-z-]+)"', sources(PAPER.glob("*.py"))))
    assert len(raised) > 10
    told = area("ja", "paper_errors")
    keys = {key.rpartition(".")[0] for key in told}
    assert raised <= keys
    # Some are raised by the acts that print: nothing is told that nobody says.
    everywhere = sources(PAPER.parent.rglob("*.py"))
    assert [key for key in sorted(keys) if f'"{key}"' not in everywhere] == []
    for key in keys:
        assert told[f"{key}.message"]
        assert told[f"{key}.next"]


def placeholders(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}
