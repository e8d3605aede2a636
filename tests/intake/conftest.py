"""Lists of the generator, read as an office reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checkmail.intake.tables import read_table
from checkmail.rehearsal import make_list
from checkmail.rules.documents import DocumentSet

from .lists import Listed, looked_at


@pytest.fixture
def generated(tmp_path: Path) -> Callable[..., Listed]:
    """``generated(rows=300, seed=1, date="iso")``: a list of the generator with its truth."""

    def make(documents: DocumentSet | None = None, **options: object) -> Listed:
        arguments = ["--out", str(tmp_path / "list.csv"), "--truth", str(tmp_path / "list.json")]
        for name, value in options.items():
            option = "--" + name.replace("_", "-")
            arguments += [option] if value is True else [option, str(value)]
        make_list.main(arguments)
        table = read_table(tmp_path / "list.csv")
        return looked_at(table, documents, json.loads((tmp_path / "list.json").read_text(encoding="utf-8")))

    return make
