"""What every test shares: hypothesis plays the same examples on every machine, and no example has a deadline."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from checkmail.office import pins
from tests.memory import in_memory

settings.register_profile(
    "same-everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same-everywhere")


def pytest_configure() -> None:
    """No test finds a label sheet of whoever runs it: their own folder is one that is not there.

    Bytecode is kept even where the environment says not to: hundreds of processes are started, and each of them would
    compile the program anew. And offices are made in memory, where there is room: an act waits for its disk.
    """
    if place := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["CHECKMAIL_LAYOUTS"] = str(Path(__file__).parent / "no-own-layouts")


LONGEST_FIRST = (
    "tests/torture/test_machine.py", "tests/tui/test_whole_batch.py", "tests/tui/test_desk_states.py",
    "tests/intake/test_recall_table.py", "tests/torture/", "tests/tui/", "tests/test_readme.py",
    "tests/outside/test_monkey.py", "tests/intake/test_fuzz.py", "tests/cli/test_endings.py", "tests/web/",
    "tests/paper/test_volumes.py", "tests/outside/", "tests/stores/",
)  # fmt: skip
"""Files that take longest, as several processes share the files: none of them is to be the last, alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; ``--no-loadscope-reorder`` keeps xdist to this order."""

    def place(item: pytest.Item) -> int:
        found = (place for place, beginning in enumerate(LONGEST_FIRST) if item.nodeid.startswith(beginning))
        return next(found, len(LONGEST_FIRST))

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _shipped_layouts_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Label sheets and forms that the machine's own user adapted change no page that is looked at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKMAIL_LAYOUTS", str(tmp_path_factory.getbasetemp() / "no-layouts"))
        # Heads that one test saw of an office are nothing that another test's copy of it lacks.
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
        yield


@pytest.fixture(autouse=True, scope="session")
def own_hasher() -> Iterator[PasswordHasher]:
    """What the program hashes PINs with; in tests they are hashed with little work, so that tests take little time.

    Commands in processes of their own do all the work (R27).
    """
    own = pins._HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield own


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what a test recorded as its ``table``: workers of xdist have no terminal of their own."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in getattr(report, "user_properties", ()):
            if name == "table":
                terminalreporter.section(report.nodeid)
                terminalreporter.write_line(str(value))
