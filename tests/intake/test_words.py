"""Each code and each refusal has the same words in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import checkmail
from checkmail.locale import area
from checkmail.rules.lists import SEVERITY


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", ["findings", "intake_errors"])
def test_both_languages_say_the_same(name: str) -> None:
    japanese, english = area("ja", name), area("en", name)
    assert japanese.keys() == english.keys()
    for key, text in japanese.items():
        assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("code", sorted(SEVERITY))
def test_every_code_has_a_title_a_message_and_a_next_step(code: str) -> None:
    texts = area("ja", "findings")
    assert all(texts[f"{code}.{part}"] for part in ("title", "message", "next"))


def test_every_refusal_in_the_code_has_words_for_what_it_names() -> None:
    texts = area("ja", "intake_errors")
    raised: dict[str, set[str]] = {}
    package = Path(checkmail.__file__).parent
    for path in package.rglob("*.py"):
        for key, details in re.findall(r'raise Misused\("([a-z-]+)", ([^\n]+)\)', path.read_text(encoding="utf-8")):
            if path.is_relative_to(package / "intake") or f"{key}.message" in texts:
                raised[key] = set(re.findall(r"(\w+)=", details))
    assert set(raised) == {key.partition(".")[0] for key in texts}
    for key, named in raised.items():
        assert placeholders(texts[f"{key}.message"]) <= named, key
