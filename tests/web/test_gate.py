"""Which page may speak, which desk a PC is, what a session is given (R14, R16, R28)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from checkmail.office.acting import Office
from checkmail.web.desks import desk_of, is_choice
from checkmail.web.gate import Gate, is_loopback, origin_of
from checkmail.web.server import Server, Serving
from checkmail.web.session import clean

GATE = Gate(frozenset({"localhost", "fukushi-pc"}))
PROXIED = Gate(frozenset({"localhost"}), "https://checkmail.city.example")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "FUKUSHI-PC", "192.0.2.7:80", "[::1]:8000"])
def test_the_own_page_is_let_in_under_every_name_of_this_machine(host: str) -> None:
    assert GATE.lets_in(f"http://{host}", host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("", "127.0.0.1:8000"),
        ("null", "127.0.0.1:8000"),
        ("http://127.0.0.1:8001", "127.0.0.1:8000"),
        ("http://localhost:8000", "127.0.0.1:8000"),
        ("https://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://evil.example:8000", "evil.example:8000"),
        ("http://localhost.evil.example", "localhost.evil.example"),
        ("http://evil.example", "localhost@evil.example"),
        ("http://[", "["),
        ("http://", ""),
    ],
)
def test_no_other_page_is_let_in(origin: str, host: str) -> None:
    assert not GATE.lets_in(origin, host)
    assert not PROXIED.lets_in(origin, host)


def test_behind_a_proxy_its_own_name_counts() -> None:
    public = "https://checkmail.city.example"
    assert PROXIED.lets_in(public, "checkmail.city.example")
    assert PROXIED.lets_in(public, "127.0.0.1:8000")
    assert PROXIED.websocket("127.0.0.1:8000") == "wss://checkmail.city.example"
    assert not PROXIED.lets_in("http://checkmail.city.example:81", "checkmail.city.example")
    assert GATE.websocket("localhost:8000") == "ws://localhost:8000"


def test_what_a_proxy_is_and_what_stays_on_this_machine() -> None:
    assert origin_of("https://Checkmail.City.Example:8443/") == "https://checkmail.city.example:8443"
    bad = ("http://a", "https://", "https://a/b", "https://a?b", "https://u:p@a", "a", "https://a:x", "https://[")
    assert [url for url in bad if origin_of(url)] == []
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "pc", "")))


@pytest.mark.parametrize("chosen", ["", "窓口1", "あ" * 12])
@pytest.mark.parametrize(
    ("address", "desk"),
    [
        ("127.0.0.1", "a-host-with-a-rather-long-name-x"), ("::1", "a-host-with-a-rather-long-name-x"),
        ("192.168.100.217", "192.168.100.217"), ("::ffff:192.0.2.5", "192.0.2.5"),
        ("fe80::1:2%eth0", "0000-0000-0001-0002"), ("2001:db8::1:2:3:4", "0001-0002-0003-0004"),
    ],
)  # fmt: skip
def test_r16_a_desk_is_its_pc_and_the_ledger_takes_its_name(address: str, desk: str, chosen: str) -> None:
    assert is_choice(chosen)
    name = desk_of(address, chosen, "a-host-with-a-rather-long-name-x")
    assert name == (f"{desk[:19]} {chosen}" if chosen else desk)
    assert Office(None, name).desk == name  # type: ignore[arg-type]


@pytest.mark.parametrize("chosen", ["a b", "x" * 13, "-", "<b>", "a/b", "\n", "a\n", "é-"])
def test_what_is_no_name_of_a_desk(chosen: str) -> None:
    assert not is_choice(chosen)


def test_no_pin_and_nothing_of_a_terminal_is_passed_on() -> None:
    given = {
        "CHECKMAIL_PIN": "1", "checkmail_pin": "2", "Checkmail_New_Pin": "3", "CHECKMAIL_NEW_PIN": "4",
        "TEXTUAL_LOG": "keys.log", "TEXTUAL": "devtools", "COLUMNS": "80", "NO_COLOR": "1",
        "PATH": "/bin", "CHECKMAIL_OFFICE": "x",
    }  # fmt: skip
    assert clean(given) == {"PATH": "/bin", "CHECKMAIL_OFFICE": "x"}


async def test_r16_behind_a_proxy_a_desk_is_the_pc_that_the_proxy_saw() -> None:
    serving = Serving(("none",), {}, PROXIED, "127.0.0.1", 0, 1, "ja", "here")
    direct = replace(serving, gate=GATE)
    told = {"X-Forwarded-For": "198.51.100.9, 192.0.2.5"}
    titles = []
    for one in (serving, direct):
        async with TestClient(TestServer(Server(one).application())) as client:
            for headers in (told, {"X-Forwarded-For": "nonsense"}, {}):
                answer = await client.get("/?desk=A&size=26", headers=headers)
                page = await answer.text()
                titles.append(re.findall("<title>(.*) – checkmail</title>", page)[0])
                assert 'data-font-size="26"' in page
    assert titles == ["192.0.2.5 A", "here A", "here A", "here A", "here A", "here A"]
