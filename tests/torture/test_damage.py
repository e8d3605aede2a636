"""Damaged files and mutated ledgers."""

from __future__ import annotations

import pytest

from checkmail.errors import StoreUnavailable
from checkmail.store.sqlite import create_sqlite, open_sqlite


def test_r24_no_damaged_sector_changes_what_is_read_unseen(figure):
    found = figure("damage", 200, how="sectors")
    assert found["zeroed"] + found["torn"] + found["foreign"] == 200
    assert found["refused"] > 20 < found["harmless"]
    assert not found["silent"] + found["traceback"]


def test_r24_no_turned_bit_changes_what_is_read_unseen(figure):
    found = figure("damage", 100, how="bits")
    assert found["verify"] > 5 < found["harmless"]
    assert not found["silent"] + found["traceback"]


def test_r24_every_byte_of_the_ledger_is_seen_when_it_changes(figure):
    found = figure("mutations", 100)
    assert found["entries"] >= 200
    assert found["mutations"] > 50_000
    assert found["seen"] + found["no text"] == found["mutations"]
    assert not found["unseen"] + found["in the file, unseen"] + found["heads, unseen"]


def test_a_schema_that_is_no_text_any_more_is_called_damaged(tmp_path):
    """The engine quotes it in its error, and the driver cannot even say that."""
    file = tmp_path / "office.db"
    create_sqlite(file).close()
    content = file.read_bytes()
    assert b"side TEXT" in content
    file.write_bytes(content.replace(b"side TEXT", b"side TEX\xd4"))
    with pytest.raises(StoreUnavailable) as refused:
        open_sqlite(file)
    assert refused.value.key == "damaged"
