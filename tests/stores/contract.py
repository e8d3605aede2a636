"""What every engine owes the office (``checkmail.store.protocol``). An engine's tests subclass :class:`Contract`.

Another engine is one more class with its own ``office`` fixture: see ``test_sqlite.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from checkmail.errors import StoreUnavailable
from checkmail.office.projection import DERIVED
from checkmail.rules.ledger import GENESIS, Entry
from checkmail.store.protocol import Store, Transaction

WRITERS, ROUNDS = 8, 25


class Opened(Protocol):
    """One office as an engine keeps it, that several desks may open."""

    def open(self) -> Store:
        """A connection of its own, as another desk has."""

    def explain(self, store: Store) -> dict[str, str]:
        """Every shared query by name with what the engine says against it; empty where it would run it."""

    def refuses_duplicates_with(self) -> type[Exception]:
        """The driver's error for a second row under one key."""


class Broken(Exception):
    """Raised inside a transaction by these tests."""


def entry(number: int, chain: int = 1, id_: str = "", **changed: object) -> dict[str, Any]:
    row = {
        "chain": chain, "number": number, "at": "2026-11-22T00:00:00.000000Z", "desk": "窓口", "person": 2,
        "kind": "scan", "body": "{}", "id": id_ or f"{chain}-{number}", "previous": GENESIS, "hash": "f" * 64,
    }  # fmt: skip
    return {**row, **changed}


def numbers(t: Transaction, chain: int = 1) -> list[int]:
    return [row["number"] for row in t.all("entries_from", chain=chain, after=0, limit=10_000)]


class Contract:
    """Subclass with a fixture ``office`` that gives an :class:`Opened`."""

    @pytest.fixture
    def store(self, office: Opened) -> Iterator[Store]:
        store = office.open()
        yield store
        store.close()

    def test_what_was_acted_is_seen_by_another_desk(self, office, store):
        with store.acting() as t:
            t.run("entry_added", **entry(1))
        other = office.open()
        with other.reading() as t:
            assert numbers(t) == [1]
        other.close()

    def test_an_exception_undoes_the_whole_act(self, office, store):
        def act() -> None:
            with store.acting() as t:
                t.run("chain_begin", chain=1, head=GENESIS)
                t.many("entry_added", [entry(n) for n in range(1, 4)])
                raise Broken

        with pytest.raises(Broken):
            act()
        with store.reading() as t:
            assert numbers(t) == []
            assert t.one("head", chain=1) is None
        with store.acting() as t:
            t.run("entry_added", **entry(1))

    def test_one_is_a_row_or_none(self, store):
        with store.acting() as t:
            assert t.one("head", chain=1) is None
            t.run("chain_begin", chain=1, head=GENESIS)
            row = t.one("head", chain=1)
        assert (row["chain"], row["count"], row["head"]) == (1, 0, GENESIS)

    def test_all_is_a_list_that_outlives_its_transaction(self, store):
        with store.acting() as t:
            t.many("entry_added", [entry(n) for n in (3, 1, 2)])
        with store.reading() as t:
            rows = t.all("entries_from", chain=1, after=1, limit=5)
            nothing = t.all("entries_from", chain=2, after=0, limit=5)
            bare = t.tuples("entries_from", chain=1, after=1, limit=5)
        assert [row["number"] for row in rows] == [2, 3]
        assert bare == [tuple(entry(n)[name] for name in Entry.__slots__) for n in (2, 3)]
        assert nothing == []

    def test_what_was_run_is_seen_by_the_next_question_of_the_act(self, store):
        with store.acting() as t:
            t.run("chain_begin", chain=1, head=GENESIS)
            t.run("head_moved", chain=1, count=1, head="a", at="", clock_back=0)
            t.run("head_moved", chain=2, count=9, head="b", at="", clock_back=0)
            assert t.one("head", chain=1)["count"] == 1
            assert t.one("head", chain=2) is None
            t.run("entry_added", **entry(1))
            assert len(t.tuples("entries_from", chain=1, after=0, limit=2)) == 1

    def test_many_streams_and_takes_nothing_too(self, store):
        with store.acting() as t:
            t.many("entry_added", (entry(n) for n in range(1, 2_001)))
            t.many("entry_added", [])
        with store.reading() as t:
            assert numbers(t) == list(range(1, 2_001))

    def test_a_parameter_the_query_does_not_name_does_no_harm(self, store):
        """A projection hands an entry's whole body to each of its queries."""
        with store.acting() as t:
            t.run("chain_begin", chain=1, head=GENESIS, reason="x", pieces=None)
            assert t.one("head", chain=1, extra="y") is not None

    def test_a_number_no_engine_holds_finds_nothing(self, store):
        with store.acting() as t:
            t.many("tray_made", [{"batch": 1, "tray": 1, "first_piece": 1, "last_piece": 4, "changed": 0}])
        with store.reading() as t:
            for number in (10**30, -(10**30), 2**63, -(2**63)):
                assert t.one("head", chain=number) is None
                assert t.all("entries_from", chain=1, after=number, limit=5) == []
                assert t.tuples("entries_from", chain=1, after=number, limit=5) == []
            assert len(t.all("trays", batch=1, first_tray=-(10**30), last_tray=10**30)) == 1

    def test_text_comes_back_as_it_went_in(self, store):
        hostile = ["'; DROP TABLE entries; --", ":batch %s %(x)s", "𠮷野家 [/]", "", "a\tb"]
        with store.acting() as t:
            for place, text in enumerate(hostile):
                t.run("text_kept", digest=str(place), batch=1, salt="00", text=text)
        with store.reading() as t:
            assert [t.one("text", digest=str(place))["text"] for place in range(len(hostile))] == hostile

    def test_a_second_entry_with_the_same_number_is_refused_and_nothing_stays(self, office, store):
        with store.acting() as t:
            t.run("entry_added", **entry(1))

        def act() -> None:
            with store.acting() as t:
                t.run("entry_added", **entry(2))
                t.run("entry_added", **entry(1, id_="another"))

        with pytest.raises(office.refuses_duplicates_with()):
            act()
        with store.reading() as t:
            assert numbers(t) == [1]

    def test_reading_sees_one_state_throughout(self, office, store):
        other = office.open()
        with store.reading() as t:
            assert numbers(t) == []
            with other.acting() as w:
                w.run("entry_added", **entry(1))
            assert numbers(t) == []
        with store.reading() as t:
            assert numbers(t) == [1]
        other.close()

    def test_reading_changes_nothing(self, store):
        with store.reading() as t:
            t.run("entry_added", **entry(1))
        with store.reading() as t:
            assert numbers(t) == []

    def test_one_store_takes_turns_between_its_threads(self, store):
        with store.acting() as t:
            t.run("chain_begin", chain=1, head=GENESIS)
        _at_once([store] * WRITERS)
        assert _count(store) == WRITERS * ROUNDS

    def test_desks_that_write_at_once_lose_nothing(self, office, store):
        """Read, add one, write back, by eight connections at once: an update lost would make the count too small."""
        with store.acting() as t:
            t.run("chain_begin", chain=1, head=GENESIS)
        stores = [office.open() for _ in range(WRITERS)]
        try:
            _at_once(stores)
        finally:
            for one in stores:
                one.close()
        assert _count(store) == WRITERS * ROUNDS

    def test_a_scratch_store_is_empty_and_leaves_no_trace(self, store):
        with store.acting() as t:
            t.run("entry_added", **entry(1))
        with store.scratch() as scratch:
            for table in DERIVED:
                assert scratch.dump(table) == []
            with scratch.acting() as t:
                assert numbers(t) == []
                t.run("entry_added", **entry(1, id_="scratch"))
        with store.reading() as t:
            assert numbers(t) == [1]
        with store.scratch() as again, again.reading() as t:
            assert numbers(t) == []

    def test_a_dump_is_in_the_order_of_the_key_whatever_the_order_of_writing(self, store):
        rows = [
            {"batch": b, "tray": n, "first_piece": n, "last_piece": n, "changed": 0} for b in (2, 1) for n in (3, 1, 2)
        ]
        with store.acting() as t:
            t.many("tray_made", rows)
        with store.scratch() as scratch:
            with scratch.acting() as t:
                t.many("tray_made", reversed(rows))
            assert store.dump("trays") == scratch.dump("trays")
        assert [row[:2] for row in store.dump("trays")] == [(b, n) for b in (1, 2) for n in (1, 2, 3)]

    def test_a_dump_within_a_transaction_is_of_the_state_it_reads(self, office, store):
        """Otherwise verifying an office at work would take the next desk's act for a fault."""
        other = office.open()
        with store.reading() as t:
            assert numbers(t) == []
            with other.acting() as w:
                w.run("tray_made", batch=1, tray=1, first_piece=1, last_piece=1, changed=0)
            assert list(t.stream("trays")) == []
        assert len(store.dump("trays")) == 1
        other.close()

    def test_every_derived_table_can_be_dumped(self, store):
        assert [store.dump(table) for table in DERIVED] == [[] for _ in DERIVED]

    def test_every_query_is_one_the_engine_would_run(self, office, store):
        answers = office.explain(store)
        assert len(answers) > 80
        assert {name: said for name, said in answers.items() if said} == {}

    def test_a_desk_remembers_its_last_twenty_sets(self, store):
        """SQLite counts a negative start of ``substr`` from the end, PostgreSQL from before the beginning."""
        ended = {"batch": 1, "desk": "窓口", "code": "", "clock": "", "piece": 1, "pin_tray": 0}
        with store.acting() as t:
            t.run(
                "desk_opened", batch=1, desk="窓口", check="first", by=2, session=0, held="", held_pieces="",
                pin_tray=0, recent="h", last_done=0, voided=0,
            )  # fmt: skip
            for sets in range(1, 26):
                t.run("desk_set_ended", **ended)
                row = t.one("desk", batch=1, desk="窓口")
                assert row["recent"] == ("h" + "c" * sets)[-20:]
            for mark, recent in (("h", "c" * 19 + "h"), ("", "c" * 19 + "h")):
                t.run("desk_held", batch=1, desk="窓口", reason="other-piece", held_pieces="1", mark=mark)
                assert t.one("desk", batch=1, desk="窓口")["recent"] == recent

    def test_texts_sort_by_code_point_whatever_the_locale(self, store):
        names = ["a", "B", "_", "é", "漢", "𠮷", "ア", "ｱ", "a b", "ab", "-"]
        with store.acting() as t:
            for name in names:
                t.run("text_kept", digest=name, batch=1, salt="", text="")
        with store.reading() as t:
            assert [row["digest"] for row in t.all("texts_from", after="", limit=99)] == sorted(names)
            assert [row["digest"] for row in t.all("texts_from", after="a", limit=1)] == ["a b"]
            assert [row["digest"] for row in t.stream("texts")] == sorted(names)

    def test_every_table_can_be_filled_with_what_another_streamed(self, office, store):
        with store.acting() as t:
            t.run("text_kept", digest="d", batch=1, salt="s", text="a\tb\\N\n'𠮷")
            t.run("chain_begin", chain=1, head=GENESIS)
            t.many("entry_added", (entry(n) for n in range(1, 300)))
        with store.scratch() as scratch:
            tables = store.tables()
            assert scratch.tables() == tables
            assert {"entries", "texts", "secrets", *DERIVED} <= set(tables)
            with store.reading() as leaving, scratch.acting() as arriving:
                for table in tables:
                    arriving.fill(table, leaving.stream(table))
            assert [scratch.dump(table) for table in tables] == [store.dump(table) for table in tables]

    def test_nothing_is_stored_any_more_where_an_office_has_retired(self, office, store):
        desk = office.open()
        with store.acting() as t:
            t.run("entry_added", **entry(1))
            t.retire()
        for one in (desk, store):
            with pytest.raises(StoreUnavailable) as caught, one.acting() as t:
                t.run("entry_added", **entry(2))
            assert caught.value.key == "office-moved"
        with desk.reading() as t:
            assert numbers(t) == [1]
        desk.close()

    def test_a_sound_office_has_no_damaged_pages(self, store):
        with store.acting() as t:
            t.many("entry_added", [entry(number) for number in range(1, 200)])
        assert store.page_faults(indexes=True) == store.page_faults(indexes=False) == []

    def test_the_engine_names_itself(self, store):
        assert any(part.isdigit() for part in store.engine)


def _at_once(stores: list[Store]) -> None:
    wrong: list[BaseException] = []

    def work(store: Store) -> None:
        try:
            for _ in range(ROUNDS):
                with store.acting() as t:
                    row = t.one("head", chain=1)
                    assert row is not None
                    t.run("head_moved", chain=1, count=row["count"] + 1, head="x", at="", clock_back=0)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def _count(store: Store) -> int:
    with store.reading() as t:
        row = t.one("head", chain=1)
        return int(row["count"]) if row else -1
