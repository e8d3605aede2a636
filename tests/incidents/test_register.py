"""The table is whole: every incident is played by a test of its name, or says what it waits for."""

from __future__ import annotations

import re
from pathlib import Path

from .register import BESIDES, INCIDENTS, NOT_YET, lines

_TESTS = re.compile(r"^def test_([sp]\d+)_\w*", re.MULTILINE)


def played() -> set[str]:
    sources = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    return {name.upper() for source in sources for name in _TESTS.findall(source)}


def test_every_incident_is_played_or_waits_for_something() -> None:
    assert set(INCIDENTS) == {*(f"S{n}" for n in range(1, 20)), *(f"P{n}" for n in range(1, 17))}
    assert played() | set(NOT_YET) == set(INCIDENTS)
    assert not played() & set(NOT_YET)
    assert set(BESIDES) <= set(INCIDENTS)


def test_the_table_fits_and_tells_what_was_not_as_expected() -> None:
    told = list(lines({"S1": ["R13 other-piece", "NOT AS EXPECTED: R8 superseded"]}))
    assert sum("R13 other-piece" in line for line in told) == 1
    assert any("NOT AS EXPECTED" in line for line in told)
    assert any(line.startswith("S3") and "not played" in line for line in told)
    assert max(map(len, told)) <= 120
