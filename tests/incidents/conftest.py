"""Offices made once and copied, and the table of incidents at the end of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from checkmail.rehearsal.cast import Player
from checkmail.rehearsal.story import why

from .house import House, Kind, copied, founded, furnished, opened
from .register import lines

Open = Callable[..., House]
Stopped = Callable[[object, str, str], None]

_PLAYED = "incident"
_INCIDENT = re.compile(r"test_([sp]\d+)_")


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, Player]]:
    file = tmp_path_factory.mktemp("founded") / "office" / "office.db"
    return file, founded(file)


@pytest.fixture(scope="session")
def _shelf(
    tmp_path_factory: pytest.TempPathFactory, _founded: tuple[Path, Mapping[str, Player]]
) -> Callable[[Kind], Path]:
    there: dict[Kind, Path] = {}

    def take(kind: Kind) -> Path:
        if kind not in there:
            there[kind] = copied(_founded[0], tmp_path_factory.mktemp("shelf") / "office")
            furnished(kind, there[kind], _founded[1])
        return there[kind]

    return take


@pytest.fixture
def house(
    _shelf: Callable[[Kind], Path], _founded: tuple[Path, Mapping[str, Player]], tmp_path: Path
) -> Iterator[Open]:
    """``house(printed=(), pieces=6)``: a fresh office of that kind."""
    open_ones: list[House] = []

    def open_one(**wish: object) -> House:
        kind = Kind(**wish)  # type: ignore[arg-type]
        file = copied(_shelf(kind), tmp_path / f"office-{len(open_ones)}")
        open_ones.append(opened(kind, file, _founded[1]))
        return open_ones[-1]

    yield open_one
    for one in open_ones:
        one.office.store.close()


@pytest.fixture
def stopped(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Stopped:
    """Asserts which rule stopped a mistake for which reason, and puts it into the table of incidents."""
    found = _INCIDENT.match(request.node.name)

    def assert_stopped(answer: object, rule: str, reason: str) -> None:
        assert why(answer) == (rule, reason), answer
        if found:
            record_property(_PLAYED, f"{found[1].upper()} {rule} {reason}")

    return assert_stopped


@pytest.fixture
def kept_off(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Puts into the table of incidents what never gets onto paper: there is no act that could be stopped."""
    found = _INCIDENT.match(request.node.name)

    def note(rule: str) -> None:
        assert found
        record_property(_PLAYED, f"{found[1].upper()} {rule}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each incident with what stopped it, or why nothing did. Needs the tests of this folder to have run."""
    played: dict[str, list[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == _PLAYED:
                    incident, _, what = str(value).partition(" ")
                    told = what if outcome == "passed" else f"NOT AS EXPECTED: {what}"
                    played.setdefault(incident, []).append(told)
    if played:
        terminalreporter.section("incidents: stopped where, or not and why")
        for line in lines(played):
            terminalreporter.write_line(line)
