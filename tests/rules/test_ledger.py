"""The chain (R24-R26): canonical bytes, link, and that no change of any kind goes unseen."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import Kind
from checkmail.rules.entry_form import is_canonical, well_formed
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
from checkmail.rules.model import Check
from checkmail.rules.verification import Expected, Fault, Walk, fields_of, verify_chain

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
    fault = judged(wrong)
    assert fault is not None
    assert fault.number == place + 1
    assert verify_chain(wrong, 3)[0].count == place


@given(acts, st.data())
def test_r24_a_mended_entry_is_found_by_the_next_link(steps, data):
    """Whoever changes an entry and computes its hash anew has to do the same to every entry after it."""
    entries = chain_of(steps)
    place = data.draw(st.integers(0, len(entries) - 1))
    mended = replace(entries[place], person=entries[place].person ^ 1)
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


def judged(entries: list[Entry], chain: int = 3) -> Fault | None:
    """What the quick way through a chain says, which is what the exact one says."""
    quick, exact = Walk(chain), Walk(chain)
    taken = quick.take_all(map(fields_of, entries))
    assert taken == sum(1 for _ in itertools.takewhile(exact.take, map(fields_of, entries)))
    assert (quick.head, quick.fault) == (exact.head, exact.fault)
    return exact.fault


def hashed_anew(entry: Entry) -> Entry:
    """As whoever bends an entry's form would do it; the values of a damaged file may be of any type."""
    return replace(entry, hash=entry_hash(replace(entry, id=str(entry.id))))


USUAL = {"came": "scanned", "note": "", "piece": 17}
BENT = [
    ("at", "2026-11-22 02:43:12.123456Z"), ("at", "2026-11-22T02:43:12.12345Z"), ("at", f"{stamp(NOW)}\n"),
    ("desk", ""), ("desk", "a,b"), ("desk", 'd"'), ("person", -1), ("person", 10_000_000), ("person", "2"),
    ("kind", "scan-"), ("kind", "Scan"),
    ("id", ""), ("id", "x" * 65), ("id", "a b"), ("id", 'a"'), ("id", "a\n"), ("id", 7),
    ("body", '{"came":"scanned","note":"", "piece":17}'), ("body", '{"came":"scanned","note":"","piece":017}'),
    ("body", '{"came":"scanned","note":"","piece":1.0}'), ("body", '{"came":"scanned","note":"\x7f","piece":17}'),
    ("body", '{"came":"scanned","note":"\n","piece":17}'), ("body", '{"note":"","came":"scanned","piece":17}'),
    ("body", '{"came":"scanned","note":{"sha256":"","length":1},"piece":17}'),
    ("body", '{"came":"scanned","came":"scanned","note":"","piece":17}'),
    ("body", '{"came":"scanned","note":"","piece":17}\n'), ("body", '["came"]'), ("body", ""),
    ("body", b'{"came":"scanned","note":"","piece":17}'),
]  # fmt: skip


def usual(desk: str = "desk1") -> list[Entry]:
    return chain_of([(NOW, desk, 2, "scan", USUAL)] * 4)


@pytest.mark.parametrize(("field", "value"), BENT)
def test_r24_a_bent_form_is_found_among_entries_of_a_usual_one(field, value):
    *entries, last = usual()
    assert judged([*entries, last]) is None
    bent = hashed_anew(replace(last, **{field: value}))
    assert judged([*entries, bent]) == Fault(3, 4, "form")


def test_r24_an_entry_out_of_its_place_is_found_though_its_hash_is_right():
    *entries, last = usual()
    for field in ("number", "chain"):
        moved = hashed_anew(replace(last, **{field: 5}))
        assert judged([*entries, moved]) == Fault(3, 4, "gap", str(moved.number), "4")
    assert judged(chain_of([(NOW, "desk1", 2, "scan", USUAL)], 99_999), 99_999) is None
    assert judged(chain_of([(NOW, "desk1", 2, "scan", USUAL)], 100_000), 100_000) == Fault(100_000, 1, "form")


def test_r24_a_head_is_looked_for_among_entries_of_a_usual_form():
    entries = usual()
    right, wrong, later = (Expected(3, count, entries[2].hash[:8], "paper") for count in (3, 4, 5))
    walk = Walk(3, [right, wrong, later])
    assert walk.take_all(map(fields_of, entries)) == 4
    assert [(fault.number, fault.what) for fault in walk.faults()] == [(4, "head"), (5, "tail")]


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_r24_no_part_of_a_body_passes_for_the_end_of_an_id(blank):
    """``id`` and body that would be of their form if they were written one after the other."""
    *entries, last = usual()
    parted = replace(last, id='a{blank}{"came":"x'.replace("{blank}", blank), body='y","note":"","piece":17}')
    assert judged([*entries, hashed_anew(parted)]) == Fault(3, 4, "form")


@pytest.mark.parametrize("value", [None, 7, 2.0, True, "2", "", "二", b"2"])
@pytest.mark.parametrize("field", Entry.__slots__)
def test_r24_a_value_of_another_type_is_found_and_named(field, value):
    *entries, last = usual("窓口1")
    wrong = replace(last, **{field: value})
    fault = judged([*entries, wrong])
    assert fault is not None
    assert fault.number == 4


def test_r24_entries_of_a_kind_may_have_other_bodies_than_its_first():
    text = commit("封筒", "00" * 16).body()
    bodies = [{}, {"came": "typed"}, {"note": "窓"}, {"note": [1]}, {"note": text}, {"text": text, "piece": -3}]
    bodies += [{"piece": 0, f"sha{n}": n} for n in range(20)]
    assert judged(chain_of([(NOW, "desk1", 2, "scan", {**USUAL, **body}) for body in bodies * 2])) is None


values = whole | st.text('a\u00e9\\"{,', max_size=2) | st.just(commit("封筒", "00" * 16).body()) | st.none()
spelled_bodies = st.dictionaries(st.sampled_from(["a", "b_c", "sha256", "length"]), values, max_size=4).map(canonical)


@given(spelled_bodies, st.data())
def test_r24_a_body_is_taken_where_it_is_in_its_one_spelling(body, data):
    """Whatever shapes were seen before: what parses and spells it again says the same."""
    place = data.draw(st.integers(0, len(body) - 1))
    bent = body[:place] + data.draw(st.sampled_from(['"', "0", "-", ",", "{", "}", " ", "a", ""])) + body[place + 1 :]
    for text in (body, bent):
        assert well_formed(1, stamp(NOW), "desk1", 2, "body", text, "id") is is_canonical(text)


def test_r26_a_clock_set_back_gets_the_time_of_the_entry_above():
    first, second = chain_of([(NOW, "d", 1, "k", {}), (NOW - timedelta(hours=1), "d", 1, "k", {})])
    assert second.at == first.at
    wrong = replace(second, at=stamp(NOW - timedelta(hours=1)))
    fault = judged([first, replace(wrong, hash=entry_hash(wrong))])
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


any_body = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | whole | st.text(max_size=8)
        | st.sampled_from([Kind.COVER, Check.SEAL]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=12,
    ),
    max_size=6,
)  # fmt: skip


@given(any_body)
def test_a_body_has_the_spelling_that_the_standard_librarys_writer_gives_it(body):
    assert canonical(body) == json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=True)


@pytest.mark.parametrize(
    "body", [{"a": LARGEST_INTEGER + 1}, {"a": [-LARGEST_INTEGER - 1]}, {1: "a"}, {"a": {None: 1}}]
)
def test_what_other_languages_read_differently_is_refused(body):
    with pytest.raises((TypeError, ValueError)):
        canonical(body)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", object()])
def test_only_json_goes_into_a_body(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": value})


def test_floats_are_refused_because_they_have_two_spellings():
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": 0.5})
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": [{"b": 1.0}]})
