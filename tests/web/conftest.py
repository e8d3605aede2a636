"""An office with a printed batch, and a server that shows it: a real process on a free port of this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkmail.office import record
from checkmail.office.acting import Office
from checkmail.rules.ledger import Entry
from checkmail.store.sqlite import open_sqlite
from tests.tui.offices import PIN, House, make_batch, make_house, ok

PATIENCE = 30.0


@pytest.fixture(scope="package")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Batch 1: 30 pieces in one tray, printed and not yet checked."""
    folder = tmp_path_factory.mktemp("printed")
    house = make_house(folder)
    make_batch(house, 30)
    house.office.store.close()
    return folder / "office.db"


@contextmanager
def a_house(printed: Path, folder: Path) -> Iterator[House]:
    """A copy of that office, in a folder with a name that a shell would take apart."""
    odd = folder / "窓口 'A' & \"B\" $HOME"
    odd.mkdir()
    shutil.copy(printed, odd / "office.db")
    office = Office(open_sqlite(odd / "office.db"), "desk1")
    yield House(office, odd)
    office.store.close()


@pytest.fixture
def house(printed: Path, tmp_path: Path) -> Iterator[House]:
    with a_house(printed, tmp_path) as house:
        yield house


def until(condition: Callable[[], object], what: str) -> None:
    """Looks again until it is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    house: House
    process: subprocess.Popen[str]
    url: str
    port: int

    def entries(self, kind: str = "") -> list[Entry]:
        """The entries of batch 1, all or of one kind."""
        found = ok(record.show(self.house.office, self.house.actor(1), 1))
        return [entry for entry in found if kind in ("", entry.kind)]

    def screens(self) -> list[int]:
        """The processes that show screens."""
        mine = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in mine.read_text().split()]

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(PATIENCE)


@contextmanager
def serving(house: House, *options: str) -> Iterator[Served]:
    """A server whose own environment holds PINs and a recorder of keys."""
    secrets = {"CHECKMAIL_PIN": PIN, "CHECKMAIL_NEW_PIN": PIN, "TEXTUAL_LOG": str(house.folder / "keys.log")}
    environment = {**os.environ, **secrets, "CHECKMAIL_OFFICE": str(house.folder / "office.db"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "checkmail", "--json", "--lang", "ja", "serve", "--port", "0", *options]
    with subprocess.Popen(
        [*command, "--files", str(house.folder)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout
        told = json.loads(process.stdout.readline())
        served = Served(house, process, told["url"], told["port"])
        yield served
        served.end()


@pytest.fixture
def served(house: House) -> Iterator[Served]:
    with serving(house) as served:
        yield served
