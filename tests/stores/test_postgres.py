"""PostgreSQL: the contract, and what is this engine's own: the server, durability, lost connections."""

from __future__ import annotations

import contextlib
import gc
import logging
import re
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import psycopg
import pytest

from checkmail.errors import StoreUnavailable
from checkmail.locale import LANGUAGES
from checkmail.locale.sentences import error_words
from checkmail.rules.ledger import GENESIS
from checkmail.store import postgres, postgres_diagnosis, postgres_schema
from checkmail.store.diagnosis import Level
from checkmail.store.opening import open_store, without_password
from checkmail.store.postgres import PostgresStore, create_postgres, open_postgres
from checkmail.store.postgres_transaction import PostgresTransaction, texts
from checkmail.store.protocol import Store

from .contract import Contract, entry, numbers
from .server import direct, drop, new_schema, server_url


class _Office:
    def __init__(self, url: str) -> None:
        self.url = url
        self.opened: list[PostgresStore] = []
        create_postgres(url).close()

    def open(self) -> PostgresStore:
        self.opened.append(open_postgres(self.url))
        return self.opened[-1]

    def explain(self, store: Store) -> dict[str, str]:
        out = {}
        with direct(self.url) as connection:
            for name, statement in texts().items():
                params: dict[str, object] = dict.fromkeys(re.findall(r"%\((\w+)\)s", statement.decode()))
                # A value compared with a number is one; without a type the server would take four bytes for it.
                params |= dict.fromkeys(re.findall(r"%\((\w+)\)s [>=<]+ \d", statement.decode()), 2**40)
                try:
                    connection.execute(b"EXPLAIN " + statement, params)
                    out[name] = ""
                except psycopg.Error as error:
                    out[name] = str(error)
        return out

    def refuses_duplicates_with(self) -> type[Exception]:
        return psycopg.IntegrityError


@pytest.fixture
def office() -> Iterator[_Office]:
    made = _Office(new_schema())
    yield made
    for store in made.opened:
        store.close()
    drop(made.url)


class TestPostgres(Contract):
    """The contract, held by PostgreSQL."""


# Servers that are no place for an office --------------------------------------------------------------------


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        act()
    assert caught.value.exit_status == 4
    for language in LANGUAGES:
        assert "—" not in error_words(caught.value, language)[0], "the sentence wants a value nobody gave"
    return caught.value.key


SECRET = "pa55:w@rd/?#"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("postgresql://bob:{}@127.0.0.1:1/office", "server-not-reachable"),
        ("postgresql://bob@127.0.0.1:1/office?password={}", "server-not-reachable"),
        ("postgresql://bob:pa55:w@rd@127.0.0.1:1/office", "bad-office-url"),
        ("postgresql://bob:pa55:w@rd/?#@127.0.0.1:1/office", "bad-office-url"),
        ("postgresql://bob:pa55@127.0.0.1:port/office", "bad-office-url"),
        ("postgresql://bob:pa55@127.0.0.1:1/office?schema=Robert'); DROP", "bad-office-url"),
        ("postgresql://bob:pa55@127.0.0.1:1/office?schema=pg_catalog", "bad-office-url"),
        ("postgresql://bob:pa55@127.0.0.1:1/office?no=such", "bad-office-url"),
        ("postgres://bob:pa55@no-such-host.invalid/office", "server-not-reachable"),
    ],
)
def test_no_part_of_a_password_is_ever_said(url, key):
    place = url.format(quote(SECRET, safe=""))
    with pytest.raises(StoreUnavailable) as caught:
        open_store(place)
    assert caught.value.key == key
    said = [repr(caught.value), *traceback.format_exception(caught.value), without_password(place)]
    said += [part for language in LANGUAGES for part in error_words(caught.value, language)]
    for words in said:
        assert not any(part in words for part in ("pa55", "w@rd", "rd/?#", quote(SECRET, safe=""))), words


def test_a_server_that_refuses_is_named_by_what_it_lacks():
    base = server_url()
    assert key_of(lambda: open_postgres(base.replace("/postgres?", "/no_such_database?"))) == "no-database"
    assert key_of(lambda: open_postgres(base.replace("postgres:@", "nobody:@"))) == "server-login"
    assert key_of(lambda: open_postgres(new_schema())) == "no-office"


@pytest.mark.parametrize(
    ("name", "setting"), [("fsync", "off"), ("full_page_writes", "off")], ids=["fsync", "full-page-writes"]
)
def test_a_server_that_loses_what_it_acknowledged_is_not_written_to(office, name, setting):
    with psycopg.connect(server_url(), autocommit=True) as server:
        try:
            server.execute(f"ALTER SYSTEM SET {name} = {setting}")
            _reload(server, name, setting)
            assert key_of(office.open) == "server-not-durable"
        finally:
            server.execute(f"ALTER SYSTEM RESET {name}")
            _reload(server, name, "on")
    office.open().close()


def _reload(server: psycopg.Connection, name: str, wanted: str) -> None:
    """Until another connection sees it: the server tells nobody when its processes have read their settings."""
    server.execute("SELECT pg_reload_conf()")
    until = time.monotonic() + 20
    while True:
        with psycopg.connect(server_url(), autocommit=True) as other:
            (now,) = other.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if now == wanted:
            return
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("set_to", "used"), [("off", "on"), ("local", "on"), ("remote_write", "on"), ("remote_apply", "remote_apply")]
)
def test_a_commit_waits_for_the_disk_unless_the_operator_asks_for_more(office, set_to, used):
    store = open_postgres(f"{office.url}&options=-csynchronous_commit%3D{set_to}")
    office.opened.append(store)
    with store.reading() as t:
        assert t._connection.execute("SHOW synchronous_commit").fetchone() == {"synchronous_commit": used}
    store.close()


def test_a_database_in_another_encoding_is_refused():
    with psycopg.connect(server_url(), autocommit=True) as server:
        # It goes with the server: dropping one waits for a checkpoint.
        server.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    assert key_of(lambda: create_postgres(new_schema().replace("/postgres?", "/latin?"))) == "server-not-utf8"


def test_an_office_is_never_written_over_and_no_other_tables_are_taken_for_one(office):
    with office.open().acting() as t:
        t.run("office_made", number=7, name="x")
    assert key_of(lambda: create_postgres(office.url)) == "already-there"
    with direct(office.url) as server:
        server.execute("DROP TABLE migrations")
    assert key_of(office.open) == "not-an-office"
    assert key_of(lambda: create_postgres(office.url)) == "not-an-office"


def test_an_office_of_a_newer_or_another_program_is_left_alone(office):
    with direct(office.url) as server:
        server.execute("UPDATE migrations SET sha256 = 'x'")
        assert key_of(office.open) == "other-schema"
        server.execute("UPDATE migrations SET name = '9999_from_the_future'")
        assert key_of(office.open) == "newer-office"


def test_a_bent_table_is_a_fault_of_the_schema(office):
    store = office.open()
    assert store.schema_faults() == []
    with direct(office.url) as server:
        server.execute("ALTER TABLE trays ALTER differed DROP NOT NULL; ALTER TABLE entries DISABLE TRIGGER ALL")
        server.execute("CREATE VIEW seen AS SELECT * FROM pieces")
    faults = store.schema_faults()
    assert {"trays", "entries_are_not_changed", "entries_are_not_removed", "seen"} <= set(faults)
    assert store.schema_faults() == faults
    store.close()


def test_r24_a_trigger_is_a_fault_of_the_schema_whatever_its_name(office):
    store = office.open()
    quiet = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    with direct(office.url) as server:
        server.execute(f"CREATE FUNCTION migrations_x() {quiet}")
        server.execute("CREATE TRIGGER migrations BEFORE INSERT ON pieces FOR EACH ROW EXECUTE FUNCTION migrations_x()")
        # One of ours, on a table where it is none.
        server.execute(
            "CREATE TRIGGER entries_are_not_changed BEFORE INSERT ON secrets"
            " FOR EACH ROW EXECUTE FUNCTION migrations_x()"
        )
    assert store.schema_faults() == ["entries_are_not_changed", "migrations", "migrations_x"]
    store.close()


def test_a_server_that_is_set_to_wait_for_no_disk_meanwhile_loses_no_act_of_open_desks(office):
    store = office.open()
    with direct(office.url) as server:
        server.execute("ALTER SYSTEM SET synchronous_commit = off")
        try:
            server.execute("SELECT pg_reload_conf()")
            while server.execute("SHOW synchronous_commit").fetchone()[0] != "off":
                pass
            assert store._connection.execute("SHOW synchronous_commit").fetchone()["synchronous_commit"] == "on"
        finally:
            server.execute("ALTER SYSTEM RESET synchronous_commit")
            server.execute("SELECT pg_reload_conf()")
    store.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET person = 9", "DELETE FROM entries WHERE number = 1", "TRUNCATE entries"]
)
def test_r24_entries_are_append_only(office, statement):
    store = office.open()
    with store.acting() as t:
        t.many("entry_added", [entry(1), entry(2)])
    with direct(office.url) as server, pytest.raises(psycopg.IntegrityError, match="append-only"):
        server.execute(statement)
    with store.reading() as t:
        assert [row["person"] for row in t.all("entries_from", chain=1, after=0, limit=9)] == [2, 2]
    store.close()


def test_r25_a_driver_error_names_no_value_of_a_row(office):
    store = office.open()

    def act(**changed: object) -> None:
        with store.acting() as t:
            t.run("text_kept", digest="d", batch=1, salt="s", **changed)

    name = "山田 花子"
    act(text=name)
    with pytest.raises(psycopg.IntegrityError) as caught:
        act(text=name)
    assert name not in "".join(traceback.format_exception(caught.value))
    with pytest.raises(psycopg.IntegrityError) as caught, store.acting() as t:
        t.run("text_kept", digest="e", batch=None, salt="s", text=name)
    assert name not in "".join(traceback.format_exception(caught.value))
    store.close()


# Lost connections ------------------------------------------------------------------------------------------


def _kill(store: PostgresStore) -> None:
    """As the server's operator, or a server that is started anew, ends a connection."""
    pid = store._connection.info.backend_pid
    with psycopg.connect(server_url(), autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_a_connection_lost_between_two_acts_is_made_anew(office):
    store = office.open()
    _kill(store)
    with store.acting() as t:
        t.run("entry_added", **entry(1))
    _kill(store)
    with store.reading() as t:
        assert numbers(t) == [1]
    store.close()


def test_an_act_whose_connection_is_lost_leaves_nothing_and_the_next_one_works(office, monkeypatch, capsys):
    store = office.open()
    # As in the program: nobody takes what a library logs.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])

    def act() -> None:
        with store.acting() as t:
            t.run("entry_added", **entry(1))
            assert numbers(t) == [1]
            _kill(store)
            numbers(t)

    assert key_of(act) == "connection-lost"
    with store.acting() as t:
        assert numbers(t) == []
        t.run("entry_added", **entry(1))
    store.close()
    gc.collect()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not-stored"])
def test_an_act_whose_commit_nobody_answered_is_looked_up_by_its_entry(office, monkeypatch, stored):
    store = office.open()
    commit = PostgresTransaction.commit

    def unanswered(self: PostgresTransaction) -> None:
        if stored:
            commit(self)
        self._connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def act() -> None:
        with store.acting() as t:
            t.run("entry_added", **entry(1, id_="once"))

    monkeypatch.setattr(PostgresTransaction, "commit", unanswered)
    if stored:
        act()
    else:
        assert key_of(act) == "connection-lost"
    monkeypatch.undo()
    with store.reading() as t:
        assert numbers(t) == ([1] if stored else [])
    store.close()


def test_an_act_nobody_can_look_up_is_said_to_be_unknown(office, monkeypatch):
    store = office.open()

    def unanswered(self: PostgresTransaction) -> None:
        self._connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def nowhere(_address: object) -> None:
        raise StoreUnavailable("server-not-reachable", path="x", error="y")

    monkeypatch.setattr(PostgresTransaction, "commit", unanswered)
    monkeypatch.setattr(postgres, "connect", nowhere)
    monkeypatch.setattr(postgres, "_SERVER_PATIENCE", 0.0)

    def act() -> None:
        with store.acting() as t:
            t.run("entry_added", **entry(1, id_="once"))

    with pytest.raises(StoreUnavailable) as caught:
        act()
    assert (caught.value.key, caught.value.details["entry"]) == ("outcome-unknown", "once")


def test_a_desk_that_is_stopped_while_it_waits_can_act_again(office, monkeypatch):
    store = office.open()

    class Stopped(BaseException):
        pass

    execute = psycopg.Connection.execute

    def stopped(self, statement, *more):
        answer = execute(self, statement, *more)
        if b"advisory" in (statement if isinstance(statement, bytes) else b""):
            raise Stopped
        return answer

    monkeypatch.setattr(psycopg.Connection, "execute", stopped)
    with pytest.raises(Stopped), store.acting() as t:
        numbers(t)
    monkeypatch.undo()
    monkeypatch.setattr(postgres_schema, "TURN_MILLISECONDS", 50)
    other = office.open()
    for chain, one in enumerate((other, store)):
        with one.acting() as t:
            t.run("chain_begin", chain=chain, head=GENESIS)


def test_a_ctrl_c_that_the_driver_hides_behind_an_error_stays_one(office, monkeypatch):
    store = office.open()

    def stopped(_self: PostgresTransaction) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise psycopg.OperationalError("cannot exit pipeline mode while busy")

    monkeypatch.setattr(PostgresTransaction, "commit", stopped)
    with pytest.raises(KeyboardInterrupt), store.acting() as t:
        t.run("entry_added", **entry(1))
    monkeypatch.undo()
    with store.reading() as t:
        assert numbers(t) == []


def test_an_act_that_went_on_after_an_error_is_not_taken_for_stored(office):
    store = office.open()

    def act() -> None:
        with store.acting() as t:
            t.run("entry_added", **entry(1))
            with contextlib.suppress(psycopg.IntegrityError):
                t.run("entry_added", **entry(1))
                numbers(t)

    assert key_of(act) == "store-failed"
    with store.reading() as t:
        assert numbers(t) == []
    store.close()


def test_a_desk_that_waits_too_long_for_its_turn_is_told_so(office, monkeypatch):
    monkeypatch.setattr(postgres_schema, "TURN_MILLISECONDS", 50)
    first, second = office.open(), office.open()

    def act() -> None:
        with second.acting() as t:
            numbers(t)
            pytest.fail("two desks are in one act")

    with second.reading() as t:
        assert numbers(t) == []
    with first.acting() as t:
        assert numbers(t) == []
        t.run("entry_added", **entry(1))
        # As often as makes the driver prepare the question that goes with the lock: it then never reaches the server.
        assert [key_of(act) for _ in range(6)] == ["server-busy"] * 6
    assert "entries" in second.tables()
    with second.acting() as t:
        assert numbers(t) == [1]
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("setting", "key"),
    [("statement_timeout", "server-stopped-it"), ("idle_in_transaction_session_timeout", "connection-lost")],
)
def test_an_act_that_a_servers_limit_ends_leaves_nothing(office, setting, key):
    first, second = office.open(), office.open()
    second._connection.execute(f"SET {setting} = 50")

    def waits() -> None:
        with second.acting() as t:
            numbers(t)
            pytest.fail("two desks are in one act")

    def idles() -> None:
        with second.reading() as t:
            numbers(t)
            time.sleep(0.3)
            numbers(t)

    with first.acting() as t:
        assert numbers(t) == []
        t.run("entry_added", **entry(1))
        assert key_of(waits if setting == "statement_timeout" else idles) == key
    with second.acting() as t:
        assert numbers(t) == [1]
    first.close()
    second.close()


# The doctor ------------------------------------------------------------------------------------------------


def test_the_doctor_looks_at_the_server(office, monkeypatch):
    store = office.open()
    found = {one.code: one for one in store.diagnose()}
    assert list(found) == ["server", "durability", "checksums", "encoding", "connection", "clock", "latency"]
    # What a commit takes is the machine's business.
    assert {one.level for code, one in found.items() if code != "latency"} == {Level.OK}
    assert int(found["latency"].details["microseconds"]) > 0
    assert found["durability"].details == {"settings": "fsync=on, full_page_writes=on, synchronous_commit=on"}

    class Fast(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=3)

    monkeypatch.setattr(postgres_diagnosis, "datetime", Fast)
    clock = next(one for one in store.diagnose() if one.code == "clock")
    assert clock.level is Level.WARNING
    assert 2_000 < int(clock.details["milliseconds"]) < 60_000
    store.close()
