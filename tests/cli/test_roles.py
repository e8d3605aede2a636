"""No command skips R28: every one, as everybody an office may have, against the table of the command contract.

The table is written from the design (who may what: part 3, R28, and the list in the command contract), not from the
program's own. A command without a line here fails the test.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click
import pytest

from checkmail import __main__ as entry
from checkmail.cli.frame import Wiring
from checkmail.cli.main import checkmail, run
from checkmail.office import founding, lists, people, proposals
from checkmail.office.acting import Actor, Office
from checkmail.office.batches import create_batch
from checkmail.rules.model import Role
from checkmail.store.sqlite import create_sqlite
from tests.tui.offices import FIRST_PIN, PIN, list_file, ok

B = "--batch 1"
OUT = "--out {folder}/out.pdf"
WHY = "--reason x"

OPEN = {
    "init": "", "demo": "", "practice": "", "serve": "",
    "doctor": "doctor", "ledger verify": "ledger verify --replay", "print layouts": "print layouts",
}  # fmt: skip
"""Nobody's number is needed; those without words are played elsewhere: they make offices of their own."""

READ = {
    "batch list": "batch list", "batch show": f"batch show {B}", "count show": f"count show {B}",
    "handover list": f"handover list {B}", "ledger show": "ledger show", "ledger trace": "ledger trace --person 2",
    "ledger export": "ledger export --out {folder}/out.jsonl", "list changes": f"list changes {B}",
    "list differences": f"list differences {B}", "list findings": f"list findings {B}",
    "list groups": f"list groups {B}", "list rows": f"list rows {B}", "list show": f"list show {B}",
    "list preview": f"list preview {{list}} {B}",
    "people list": "people list", "piece show": f"piece show {B} --piece 1", "print jobs": f"print jobs {B}",
    "print printers": "print printers", "print windows": "print windows",
    "proposals list": "proposals list", "withhold list": f"withhold list {B}",
}  # fmt: skip
"""An auditor reads."""

CLERK = {
    "backup": "backup --out {folder}/backup.db",
    "batch create": "batch create --name x", "batch policy": f"batch policy {B} --allow supervisor-may-check",
    "count enter": f"count enter {B} --tray 1 --number 3", "count scan": f"count scan {B} --tray 1",
    "desk": f"desk {B} --check first --clear", "erase": f"erase {B}",
    "handover accept": "handover accept --offer 1 --number 3",
    "handover offer": f"handover offer {B} --to x --class x --number 3",
    "ledger person-key": "ledger person-key {folder}/own.pem",
    "list accept": f"list accept {B} --finding 1 {WHY}",
    "list acknowledge": f"list acknowledge {B} --finding 1 {WHY}", "list approve": f"list approve {B}",
    "list compare": f"list compare {{list}} {B} --key 宛名番号", "list compared": f"list compared {B}",
    "list explain": f"list explain {B} --key 1 {WHY}", "list import": f"list import {{list}} {B}",
    "list proof": f"list proof {B} {OUT}",
    "piece lost": f"piece lost {B} --piece 1 {WHY}", "piece returned": f"piece returned {B} --piece 1 {WHY}",
    "piece send-back": f"piece send-back {B} --piece 1 {WHY}", "people badges": f"people badges {OUT}",
"plant in": f"plant in {B}",
    "print checklist": f"print checklist {B} {OUT}", "print covers": f"print covers {B} {OUT}",
    "print deskcard": f"print deskcard {OUT}", "print handover": f"print handover --offer 1 {OUT}",
    "print labels": f"print labels {B} {OUT}", "print lost": f"print lost {B} --code 1 {WHY}",
    "print printer": "print printer --printer x", "print slips": f"print slips {B} {OUT}",
    "print reissue": f"print reissue {B} --code 1 --state torn {WHY} {OUT}",
    "print returns": f"print returns {B} {OUT}", "print signoff": f"print signoff {B} {OUT}",
    "print spoil": f"print spoil {B} --code 1 {WHY}",
    "print stamp": f"print stamp {{pdf}} {B} --enclosure 1 --key 宛名番号 {OUT}",
    "print testpage": f"print testpage {OUT}", "print trays": f"print trays {B} {OUT}",
    "print window": "print window --name x --envelope long-3 --x 20 --y 20 --width 90 --height 45",
    "print window-test": f"print window-test --window 1 {OUT}",
    "proposals confirm": "proposals confirm 1", "proposals reject": f"proposals reject 1 {WHY}",
    "resolve": f"resolve {B} --piece 1 {WHY}",
    "withhold add": f"withhold add {B} --piece 1 {WHY}", "withhold found": f"withhold found {B}",
    "withhold lift": f"withhold lift {B} --piece 1 {WHY}",
    "withhold load": f"withhold load {{list}} {B} --key 宛名番号",
    "withhold none": f"withhold none {B} --as-of 2026-11-01 --said-by x",
    "restore": "restore {backup} --office {folder}/back.db",
}  # fmt: skip
"""A clerk does everything but the following."""

SUPERVISOR = {
    "batch abandon": f"batch abandon {B}", "batch close": f"batch close {B}", "batch resume": f"batch resume {B} {WHY}",
    "ledger key": "ledger key --renew", "move": "move --to {folder}/moved.db",
    "people add": "people add 99:x --role clerk",
    "people disable": "people disable 3", "people pin-pad": "people pin-pad --allow",
    "plant add": f"plant add {B} --kind dead-issue {OUT}",
    "plant lost": f"plant lost {B} --set 1 {WHY}", "print fonts": "print fonts --none", "release": f"release {B}",
}  # fmt: skip
"""Adds and disables people, releases, closes, plants pieces, and changes what the whole office works with."""

ELDERS = {"plant list": f"plant list {B}"}
"""Which pieces are planted supervisors and auditors read; whose work is measured must not know."""

RECOVER = {"people recover": "people recover 1"}
"""For use with a second person: a clerk's, and refused in words of its own to one who is alone with the code."""

NO_DEPUTY = {"people deputy": "people deputy 3 --until 2030-01-01"}
"""R20: a supervisor's; deputies do not prolong each other."""

OWN = {"people pin": "people pin"}
"""One's own PIN: everybody who can prove the old one, also who must change it first."""

TABLES = (OPEN, READ, CLERK, SUPERVISOR, ELDERS, RECOVER, NO_DEPUTY, OWN)

PLAYED = [(command, line) for table in TABLES for command, line in table.items() if line]

MAY = {
    "auditor": (READ, OWN, ELDERS),
    "clerk": (READ, OWN, CLERK, RECOVER),
    "deputy": (READ, OWN, CLERK, RECOVER, ELDERS, SUPERVISOR),
    "supervisor": TABLES,
}

AUTHORITY = {"no-person", "recovery-alone", "not-allowed", "pin-must-change", "wrong-pin", "locked", "person-elsewhere"}


@dataclass(frozen=True)
class Somebody:
    number: int
    level: str
    pin: str = PIN

    def expected(self, command: str) -> str:
        """The refusal of R28 that stands before everything else; empty: none does."""
        if command in OPEN:
            return ""
        if self.level == "nobody" and command in RECOVER:
            return "recovery-alone"
        if self.level == "nobody":
            return "no-person"
        if self.level == "stranger":
            return "wrong-pin"
        if self.level == "disabled":
            return "not-allowed"
        if self.level == "must-change":
            return "" if command in OWN else "pin-must-change"
        may = MAY[self.level]
        return "" if any(command in some for some in may) else "not-allowed"


EVERYBODY = {
    "nobody": Somebody(0, "nobody"),
    "stranger": Somebody(77, "stranger"),
    "supervisor": Somebody(1, "supervisor"),
    "clerk": Somebody(2, "clerk"),
    "auditor": Somebody(5, "auditor"),
    "disabled": Somebody(6, "disabled"),
    "must-change": Somebody(7, "must-change", FIRST_PIN),
    "deputy past its date": Somebody(8, "clerk"),
    "deputy today": Somebody(9, "deputy"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("roles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setenv("XDG_DATA_HOME", str(folder / "own"))
        patch.setenv("LOCALAPPDATA", str(folder / "own"))
        office = Office(create_sqlite(folder / "office.db"), "desk1")
        _people(office)
        ok(create_batch(office, Actor(2), "x"))
        made = list_file(folder, 3)
        ok(lists.import_list(office, Actor(2), 1, made))
        office.store.close()
        shutil.copy(folder / "office.db", folder / "backup.db")
        pdf = folder / "source.pdf"
        pdf.write_bytes(b"%PDF-1.4\n")
        yield {"folder": str(folder), "list": str(made), "backup": str(folder / "backup.db"), "pdf": str(pdf)}


def _people(office: Office) -> None:
    ok(founding.make_office(office, "x", 1, (1, "x"), PIN))
    roles = dict.fromkeys((2, 3, 4, 6, 7, 8, 9), Role.CLERK) | {5: Role.AUDITOR}
    for number, role in sorted(roles.items()):
        answer = ok(people.add_person(office, Actor(1), number, "x", role, FIRST_PIN))
        if not isinstance(answer, people.Member):
            ok(proposals.confirm(office, Actor(2), answer.proposal))
        if number != 7:
            ok(people.change_own_pin(office, Actor(number), PIN))
    ok(people.disable_person(office, Actor(1), 6))
    today = datetime.now(UTC).astimezone().date()
    ok(people.name_deputy(office, Actor(1), 8, today - timedelta(days=1)))
    ok(people.name_deputy(office, Actor(1), 9, today + timedelta(days=2)))


def _leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, (*path, name))
        else:
            yield " ".join((*path, name))


def _answer(
    words: list[str], who: Somebody, monkeypatch: pytest.MonkeyPatch, opening: Callable[[str, str], Office]
) -> str:
    """The reason or key of what stopped the command; empty where nothing did."""
    for name in list(os.environ):
        if name.startswith("CHECKMAIL_") and name != "CHECKMAIL_LAYOUTS":
            monkeypatch.delenv(name)
    monkeypatch.setenv("CHECKMAIL_PIN", who.pin)
    monkeypatch.setenv("CHECKMAIL_NEW_PIN", "604812")
    monkeypatch.setenv("CHECKMAIL_RECOVERY", "1111-2222-3333-4444")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    wiring = Wiring(opening, entry._create, str, entry._screens, entry._practice, entry._copying, entry._open_moved)
    named = ["--as", str(who.number)] if who.number else []
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = run([*named, "--json", *words], wiring, "ja")
    if not status:
        return ""
    document = json.loads(out.getvalue().splitlines()[-1]) if out.getvalue().strip() else {}
    return str(document.get("refused") or document.get("error") or f"status {status}")


def test_r28_every_command_stands_in_the_table_once():
    lines = [command for table in TABLES for command in table]
    assert sorted(lines) == sorted(_leaves(checkmail))


@pytest.mark.parametrize("role", EVERYBODY)
def test_r28_every_command_as_everybody(role, place, tmp_path, monkeypatch):
    who = EVERYBODY[role]
    wrong = []
    kept = entry._open(shutil.copy(f"{place['folder']}/office.db", f"{tmp_path}/kept.db"), "desk1")
    close = kept.store.close
    monkeypatch.setattr(kept.store, "close", lambda: None)
    for number, (command, line) in enumerate(PLAYED):
        expected = who.expected(command)
        folder = tmp_path / str(number)
        folder.mkdir()
        words = line.format(**{**place, "folder": folder}).split()
        if not expected:
            # Acts that are done are done to an office of their own.
            shutil.copy(f"{place['folder']}/office.db", folder / "office.db")
        opening = (lambda *_: kept) if expected else entry._open
        got = _answer(["--office", str(folder / "office.db"), *words], who, monkeypatch, opening)
        if (got in AUTHORITY or expected) and got != expected:
            wrong.append((command, got, expected))
        if got == "unexpected":
            wrong.append((command, got, "an answer"))
    close()
    assert not wrong, "\n".join(map(str, wrong))
