"""Hashes of PINs and codes, and keys of answers, held to the entries that set them (R24, R25, R27)."""

from __future__ import annotations

import hashlib
import json

import pytest

from checkmail.errors import StoreUnavailable
from checkmail.locale.faults import fault_words
from checkmail.office import batches, people, proposals, record
from checkmail.rules.model import Role
from checkmail.rules.verification import Fault

from .play import AKI, BAN, BOSS, CHO, Play, ok

NEW = "739164"


@pytest.fixture
def office(play) -> Play:
    """An office with a batch; 3 has changed their PIN."""
    office = play("people")
    ok(batches.create_batch(office.office, AKI, "業務", "", 4))
    ok(people.change_own_pin(office.office, BAN, NEW))
    return office


def found(office: Play, **asked: object) -> list[tuple[int, int, str]]:
    faults = record.verify(office.office, **asked).faults  # type: ignore[arg-type]
    assert {fault.what for fault in faults} <= {"secret"}
    return [(fault.chain, fault.number, fault.where) for fault in faults]


def number_of(office: Play, kind: str, who: int) -> int:
    """The newest entry of a kind about a person."""
    rows = office.rows("entries", chain=0, kind=kind)
    return max(row["number"] for row in rows if json.loads(row["body"])["who"] == who)


def test_r24_a_swapped_hash_of_a_pin_is_found_and_named(office):
    assert found(office) == []
    theirs = office.row("secrets", name="person:1")["hash"]
    office.tamper("UPDATE secrets SET hash = ? WHERE name IN ('person:2', 'person:3')", theirs)
    assert people.sign_in(office.office, 3, "482917") == BAN  # what the swap is for
    expected = [
        (0, number_of(office, "pin-set", 2), "person:2"),
        (0, number_of(office, "pin-set", 3), "person:3"),
    ]
    assert found(office) == found(office, batch=1) == expected


def test_r24_a_damaged_missing_or_added_secret_is_found(office):
    for statement, where in (
        ("UPDATE secrets SET hash = hash || ' ' WHERE name = 'person:4'", "person:4"),
        ("UPDATE secrets SET hash = '' WHERE name = 'recovery'", "recovery"),
        ("DELETE FROM secrets WHERE name = 'person:2'", "person:2"),
        ("INSERT INTO secrets VALUES ('person:77', 'x')", "person:77"),
        ("INSERT INTO secrets VALUES ('answers:77', 'x')", "answers:77"),
        ("UPDATE secrets SET hash = upper(hash) WHERE name = 'answers:1'", "answers:1"),
        ("DELETE FROM secrets WHERE name = 'answers:1'", "answers:1"),
    ):
        kept = [tuple(row) for row in office.rows("secrets")]
        assert office.tamper(statement) == 1
        assert [name for *_, name in found(office)] == [where], statement
        office.tamper("DELETE FROM secrets")
        for row in kept:
            office.tamper("INSERT INTO secrets VALUES (?, ?)", *row)
    assert found(office) == []


def test_r24_keys_of_answers_are_held_to_the_chain_of_their_batch(office):
    ok(batches.create_batch(office.office, AKI, "もう一つ", "", 4))
    office.tamper("UPDATE secrets SET hash = 'x' WHERE name LIKE 'answers:%'")
    assert found(office) == [(1, 1, "answers:1"), (2, 1, "answers:2")]
    assert found(office, batch=2) == [(2, 1, "answers:2")]


def test_r24_the_entry_holds_the_sha256_of_the_whole_string_and_never_the_string(office):
    row = office.row("secrets", name="person:3")
    body = json.loads(office.row("entries", chain=0, number=number_of(office, "pin-set", 3))["body"])
    assert body["secret"] == hashlib.sha256(row["hash"].encode()).hexdigest()
    stored = "".join(entry["body"] for entry in office.rows("entries"))
    for secret in office.rows("secrets"):
        assert secret["hash"] not in stored
        assert secret["hash"].rpartition("$")[2] not in stored


def test_r28_a_pin_that_waits_for_a_second_person_cannot_be_exchanged(office):
    proposed = ok(people.add_person(office.office, BOSS, 60, "新人", Role.CLERK, NEW))
    changed = ok(people.set_anothers_pin(office.office, BOSS, 4, NEW))
    name = f"proposal:{proposed.proposal}"
    theirs = office.row("secrets", name="person:1")["hash"]
    kept = office.row("secrets", name=name)["hash"]
    assert found(office) == []
    office.tamper("UPDATE secrets SET hash = ? WHERE name = ?", theirs, name)
    assert [where for *_, where in found(office)] == [name]
    with pytest.raises(StoreUnavailable) as refused:
        office.confirm(proposed, CHO)
    assert refused.value.key == "damaged"
    assert not office.rows("people", person=60)
    office.tamper("UPDATE secrets SET hash = ? WHERE name = ?", kept, name)
    ok(office.confirm(proposed, CHO))
    ok(proposals.reject(office.office, BAN, changed.proposal, "不要"))
    assert found(office) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_finding_about_what_is_kept_has_a_sentence(language):
    said = {
        fault_words(Fault(0, 3, what, "0a1b", "2c3d", "person:4"), language) for what in ("secret", "erased", "pages")
    }
    assert len(said) == 3
    assert all("person:4" in sentence for sentence in said)
