"""The chain (R24-R26): canonical bytes, link, and that no change of any kind goes unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.ledger import (
    GENESIS,
    LARGEST_INTEGER,
    OFFICE_CHAIN,
    Entry,
    Head,
    canonical,
    chain_name,
    commit,
    entry_hash,
    link,
    moment,
    stamp,
)
from checkmail.rules.verification import verify_chain

NOW = datetime(2026, 11, 22, 2, 43, 12, 123456, tzinfo=UTC)

words = st.text(min_size=1, max_size=8)
desks = st.from_regex(r"[\w. -]{1,32}", fullmatch=True)
kinds = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)
whole = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
bodies = st.dictionaries(words, whole | words | st.lists(whole, max_size=3), max_size=3)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))  # noqa: DTZ001
acts = st.lists(st.tuples(moments, desks, st.integers(0, 9_999_999), kinds, bodies), min_size=1, max_size=6)


def chain_of(steps, chain: int = 3) -> list[Entry]:
    head, out = Head(chain, 0, GENESIS, ""), []
    for number, (at, desk, person, kind, body) in enumerate(steps):
        out.append(link(head, stamp(at), desk, person, kind, body, f"id{number}"))
        head = Head(chain, out[-1].number, out[-1].hash, out[-1].at)
    return out


@given(acts)
def test_r24_a_chain_that_was_linked_verifies(steps):
    entries = chain_of(steps)
    head, fault = verify_chain(entries, 3)
    assert fault is None
    assert (head.count, head.hash, head.at) == (len(steps), entries[-1].hash, entries[-1].at)


@given(acts)
def test_r26_time_never_runs_backwards(steps):
    times = [entry.at for entry in chain_of(steps)]
    assert times == sorted(times)
    assert times[-1] == max(stamp(step[0]) for step in steps)


@given(acts)
def test_the_canonical_bytes_are_those_another_language_would_write(steps):
    """``[chain, number, at, desk, person, kind, body, id, previous]`` as compact ASCII JSON with sorted keys."""
    for entry in chain_of(steps):
        array = [
            entry.chain, entry.number, entry.at, entry.desk, entry.person, entry.kind, json.loads(entry.body),
            entry.id, entry.previous,
        ]  # fmt: skip
        said = json.dumps(array, separators=(",", ":"), sort_keys=True, ensure_ascii=True)
        assert hashlib.sha256(said.encode("ascii")).hexdigest() == entry.hash


def test_the_canonical_bytes_of_one_entry_are_fixed():
    """A change here would make every ledger that was ever written unverifiable."""
    head = Head(1, 2, "ab" * 32, "")
    entry = link(head, stamp(NOW), "窓口1", 2, "scan", {"b": "𠮷", "a": [1, 2]}, "0123456789abcdef")
    assert entry.body == '{"a":[1,2],"b":"\\ud842\\udfb7"}'
    said = (
        '[1,3,"2026-11-22T02:43:12.123456Z","\\u7a93\\u53e31",2,"scan",'
        '{"a":[1,2],"b":"\\ud842\\udfb7"},"0123456789abcdef","' + "ab" * 32 + '"]'
    )
    assert entry.hash == hashlib.sha256(said.encode()).hexdigest()


def _changed(entry: Entry, field: str) -> object:
    value = getattr(entry, field)
    if isinstance(value, int):
        return value + 1
    if field == "body":
        return canonical({**json.loads(value), "一": 1})
    if field in ("hash", "previous"):
        return ("0" if value[0] != "0" else "1") + value[1:]
    return value + "x"


@given(acts, st.data())
def test_r24_any_change_of_any_field_of_any_entry_is_found(steps, data):
    entries = chain_of(steps)
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(Entry.__slots__))
    wrong = [*entries]
    wrong[place] = replace(entries[place], **{field: _changed(entries[place], field)})
    head, fault = verify_chain(wrong, 3)
    assert fault is not None
    assert fault.number == place + 1
    assert head.count == place


@given(acts, st.data())
def test_r24_a_mended_entry_is_found_by_the_next_link(steps, data):
    """Whoever changes an entry and computes its hash anew has to do the same to every entry after it."""
    entries = chain_of(steps)
    place = data.draw(st.integers(0, len(entries) - 1))
    mended = replace(entries[place], person=entries[place].person + 1)
    wrong = [*entries]
    wrong[place] = replace(mended, hash=entry_hash(mended))
    head, fault = verify_chain(wrong, 3)
    if place == len(entries) - 1:
        assert fault is None
        assert head.hash != entries[-1].hash
    else:
        assert fault is not None
        assert (fault.what, fault.number) == ("link", place + 2)


@given(acts, st.data())
def test_r24_a_removed_entry_is_a_gap_and_a_cut_tail_shows_by_the_head_on_paper(steps, data):
    entries = chain_of(steps)
    place = data.draw(st.integers(0, len(entries) - 1))
    head, fault = verify_chain(entries[:place] + entries[place + 1 :], 3)
    if place < len(entries) - 1:
        assert fault is not None
        assert (fault.what, fault.number) == ("gap", place + 1)
    else:
        assert fault is None
        assert head.printed() != f"3:{len(entries)}:{entries[-1].hash}"


@given(acts, st.data())
def test_r24_entries_in_another_order_are_found(steps, data):
    entries = chain_of(steps)
    shuffled = data.draw(st.permutations(entries))
    _, fault = verify_chain(shuffled, 3)
    assert (fault is None) is (shuffled == entries)


def test_r24_an_entry_of_another_chain_does_not_fit():
    (other,) = chain_of([(NOW, "desk1", 2, "scan", {})], chain=4)
    _, fault = verify_chain([other], 3)
    assert fault is not None


def test_r26_a_clock_set_back_gets_the_time_of_the_entry_above():
    first, second = chain_of([(NOW, "d", 1, "k", {}), (NOW - timedelta(hours=1), "d", 1, "k", {})])
    assert second.at == first.at
    wrong = replace(second, at=stamp(NOW - timedelta(hours=1)))
    _, fault = verify_chain([first, replace(wrong, hash=entry_hash(wrong))], 3)
    assert fault is not None
    assert fault.what == "time"


@given(moments)
def test_a_moment_reads_back_and_sorts_as_text(at):
    assert moment(stamp(at)) == at
    assert stamp(at.astimezone(timezone(timedelta(hours=9)))) == stamp(at)
    assert stamp(at) < stamp(at + timedelta(microseconds=1))


def test_heads_are_printed_as_they_stand_on_paper():
    assert Head(OFFICE_CHAIN, 212, "9f", "").printed() == "office:212:9f"
    assert Head(14, 3911, "0c", "").printed() == "14:3911:0c"
    assert chain_name(0) == "office"


@given(st.text(), st.text(), st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_r25_a_commitment_says_nothing_without_its_salt(text, other, salt, another):
    committed = commit(text, salt.hex())
    assert committed == commit(text, salt.hex())
    assert committed.length == len(text)
    if text != other:
        assert commit(other, salt.hex()).digest != committed.digest
    if salt != another:
        assert commit(text, another.hex()).digest != committed.digest
    assert committed.body() == {"length": len(text), "sha256": committed.digest}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", object()])
def test_only_json_goes_into_a_body(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": value})


def test_floats_are_refused_because_they_have_two_spellings():
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": 0.5})
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": [{"b": 1.0}]})
