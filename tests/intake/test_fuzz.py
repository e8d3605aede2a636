"""``list import`` of damaged files: taken whole or refused whole, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checkmail.errors import CheckmailError
from checkmail.office.acting import Actor, Office
from checkmail.office.batches import create_batch
from checkmail.office.founding import make_office
from checkmail.office.lists import Imported, import_list
from checkmail.office.people import change_own_pin
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import SqliteStore, create_sqlite

from .fuzzing import fuzzed

FILES = 2000
A_BATCH = 50
"""Files that go into one batch: each that is taken is a version of its list."""
COMMANDS = 12
BOSS, FIRST_PIN, PIN = Actor(1), "936185", "270594"
TABLES = ("entries", "texts", "records", "findings", "versions", "own_numbers", "pieces", "secrets")
"""Where an import leaves something."""
NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = create_sqlite(tmp_path / "office.db")
    yield made
    made.close()


@pytest.fixture
def office(store: SqliteStore) -> Office:
    """An office of one supervisor who has chosen a PIN."""
    made = Office(store, "desk1", lambda: NOW)
    assert not isinstance(make_office(made, "夢野市役所", 7, (1, "課長"), FIRST_PIN), Refusal)
    assert not isinstance(change_own_pin(made, BOSS, PIN), Refusal)
    return made


def held(store: SqliteStore) -> dict[str, int]:
    """How many rows each table has."""
    with store.reading() as t:
        return {table: t._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_file_is_taken_whole_or_leaves_nothing(
    store: SqliteStore, office: Office, tmp_path: Path, part: int
) -> None:
    endings: Counter[str] = Counter()
    batch = 0
    for turn, seed in enumerate(range(part, FILES, 4)):
        if turn % A_BATCH == 0:
            created = create_batch(office, BOSS, f"業務{turn}", "", 50)
            assert not isinstance(created, Refusal)
            batch = created.batch.number
        name, content = fuzzed(seed)
        file = tmp_path / name
        file.write_bytes(content)
        before = held(store)
        try:
            answer = import_list(office, BOSS, batch, file)
        except CheckmailError as error:
            answer = None
            endings[error.key] += 1
        except Exception as error:
            raise AssertionError(f"fuzzed({seed}) ended in {error!r}") from error
        file.unlink()
        after = held(store)
        if isinstance(answer, Imported):
            endings["imported"] += 1
            assert after["records"] == before["records"] + answer.rows, f"fuzzed({seed})"
            assert after["findings"] == before["findings"] + sum(answer.findings.values()), f"fuzzed({seed})"
        else:
            assert after == before, f"fuzzed({seed})"
    assert endings["imported"] > 0.1 * FILES / 4
    assert sum(endings.values()) - endings["imported"] > 0.1 * FILES / 4


def test_the_command_tells_what_is_wrong_with_a_damaged_file(
    store: SqliteStore, office: Office, tmp_path: Path
) -> None:
    assert not isinstance(create_batch(office, BOSS, "業務", "", 50), Refusal)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHECKMAIL_")}
    environment = kept | {"CHECKMAIL_OFFICE": str(tmp_path / "office.db"), "CHECKMAIL_PIN": PIN}
    statuses: Counter[int] = Counter()
    for seed in range(COMMANDS):
        name, content = fuzzed(seed + 80)
        (tmp_path / name).write_bytes(content)
        before = held(store)
        done = subprocess.run(
            [sys.executable, "-m", "checkmail", "--json", "--as", "1", "list", "import", name, "--batch", "1"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stdout + done.stderr, f"fuzzed({seed + 80})"
        told = json.loads(done.stdout)
        statuses[done.returncode] += 1
        if done.returncode == 0:
            assert held(store)["records"] == before["records"] + told["rows"]
        else:
            assert done.returncode in (1, 2)
            assert held(store) == before
            assert set(told) >= {"message"}
    assert statuses[0]
    assert statuses[2]
