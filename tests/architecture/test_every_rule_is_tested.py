"""Each rule of the design has tests named for it; otherwise nobody would see a rule go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
LAW = ("rules", "office")
"""Where the law and the acts are tested; elsewhere the same rules are tried from outside."""

_NAMED = re.compile(r"^\s*(?:async )?def (test_\w+)\(", re.MULTILINE)


def names_in(*folders: str) -> list[str]:
    return [
        name
        for folder in folders
        for file in sorted((TESTS / folder).glob("test_*.py"))
        for name in _NAMED.findall(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("rule", range(1, 29))
def test_a_rule_has_a_test_of_its_own(rule):
    named = [name for name in names_in(*LAW) if re.search(rf"_r{rule}(?:_|$)", name)]
    assert named, f"R{rule} has no test named test_r{rule}_… in {LAW}"


def test_no_test_hides_another():
    """Two tests of one name in one file: only the second would run."""
    for folder in ("rules", "office", "stores", "architecture"):
        for file in (TESTS / folder).glob("test_*.py"):
            names = re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert len(names) == len(set(names)), file


def test_the_code_cites_every_rule_it_enforces():
    package = TESTS.parent / "checkmail"
    cited = {
        int(number)
        for folder in ("rules", "office", "intake", "paper")
        for file in (package / folder).rglob("*.py")
        for number in re.findall(r"\bR(\d{1,2})\b", file.read_text(encoding="utf-8"))
    }
    assert cited >= set(range(1, 29))
