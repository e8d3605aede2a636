"""Damaged files and mutated ledgers."""

from __future__ import annotations


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
