"""One office is made once; every test gets its own copy of the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checkmail.office.acting import Office
from checkmail.store.sqlite import open_sqlite
from tests.tui.offices import House, enclose, hostile_batch, make_batch, make_house


@pytest.fixture(scope="package")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Batch 1: 30 pieces in trays of 10, printed, 1–25 enclosed by person 2. Batch 2: a hostile list."""
    folder = tmp_path_factory.mktemp("template")
    house = make_house(folder)
    enclose(house, make_batch(house, 30, 10), range(1, 26))
    hostile_batch(house)
    house.office.store.close()
    return folder / "office.db"


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    path = tmp_path / "office.db"
    shutil.copy(template, path)
    return House(Office(open_sqlite(path), "desk1"), tmp_path)
