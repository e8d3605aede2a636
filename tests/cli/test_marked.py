"""Marked names, addresses, reasons and PINs go in wherever a text does; none is in ledger, log or error (R25)."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkmail import __main__ as entry
from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.office import acting
from checkmail.office.projection import DERIVED, project
from tests.cli.test_roles import PLAYED
from tests.tui.offices import cover, label

MARK = "印字"
"""Part of every text that goes in; nobody's words have it."""
SECRETS = {"first": "604812", "own": "917364", "wrong": "380461", "new": "739164", "born": "1941年03月07日"}
_count = itertools.count(1)

DOCUMENTS = """
retention_days = 0
ask = ["生年月日:day"]
[[enclosure]]
number = 1
name = "{mark}送付"
match = "cover"
"""


def mark() -> str:
    return f"{MARK}{next(_count)}"


class Marked:
    """An office on which commands are played, and all that anybody could read of it without its erasable tables."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.errors = folder, patch, ""
        self.place = folder / "office.db"

    def do(self, *words: object, pin: str = "own", new: str = "own", stdin: str = "", status: tuple[int, ...] = (0,)):
        self.patch.setenv("CHECKMAIL_PIN", SECRETS[pin])
        self.patch.setenv("CHECKMAIL_NEW_PIN", SECRETS[new])
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        wiring = Wiring(
            entry._open, entry._create, str, entry._screens, entry._practice, entry._copying, entry._open_moved
        )
        out, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            got = run(["--office", str(self.place), "--json", *map(str, words)], wiring, "ja")
        self.errors += told.getvalue()
        assert got in status, (words, out.getvalue(), told.getvalue())
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        return lines[-1] if lines else None

    def fails(self, *words: object, **more: object) -> None:
        """The act breaks in its middle, with what it was about in the exception."""

        def broken(transaction: object, one: object, facts: object) -> None:
            project(transaction, one, facts)
            raise KeyError(f"{MARK} {one} {SECRETS}")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(acting, "project", broken)
            self.do(*words, status=(4,), **more)

    def both(self, *words: object, **more: object):
        self.fails(*words, **more)
        return self.do(*words, **more)

    def confirmed(self, *words: object, by: int = 3) -> None:
        proposed = self.both("--as", 2, *words)
        self.both("--as", by, "proposals", "confirm", proposed["proposal"])

    def file(self, name: str, text: str) -> Path:
        file = self.folder.parent / "given" / f"{mark()}{name}"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file


@pytest.fixture
def marked(tmp_path, monkeypatch) -> Marked:
    folder = tmp_path / "office"
    folder.mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.chdir(folder)
    return Marked(folder, monkeypatch)


def people(office: Marked) -> None:
    office.do("init", "--name", mark(), "--supervisor", f"1:{mark()}")
    for number, role in ((2, "clerk"), (3, "clerk"), (4, "supervisor")):
        words = ("people", "add", f"{number}:{mark()}", "--role", role)
        answer = office.both("--as", 1, *words, new="first")
        if "proposal" in answer:
            office.both("--as", 2, "proposals", "confirm", answer["proposal"])
        office.both("--as", number, "people", "pin", pin="first")
    office.do("--as", 2, "people", "list", pin="wrong", status=(1,))
    office.do("--as", 1, "people", "add", f"9:{MARK}\x07", "--role", "clerk", status=(2,))
    proposed = office.do("--as", 1, "people", "pin", 3, new="new")["proposal"]
    office.both("--as", 2, "proposals", "reject", proposed, "--reason", mark())


def rows() -> str:
    lines = ["宛名番号,氏名,生年月日,郵便番号,住所,備考"]
    for number in range(1, 5):
        remark = f"支援措置{mark()}" if number == 2 else ""
        lines.append(f"{number:010d},{mark()}　太郎,{SECRETS['born']},604-8571,京都府京都市中京区{mark()}番地,{remark}")
    return "\n".join(lines) + "\n"


def listed(office: Marked) -> None:
    documents = office.file("d.toml", DOCUMENTS.format(mark=mark()))
    office.both("--as", 2, "batch", "create", "--name", mark(), "--documents", documents)
    office.both("--as", 2, "list", "import", office.file("l.csv", rows()), "--batch", 1)
    broken = office.folder.parent / "broken.csv"
    broken.write_text(f'"{MARK}', encoding="utf-8")
    office.do("--as", 2, "list", "import", broken, "--batch", 1, status=(2,))
    office.do("--as", 2, "list", "import", office.file("l.csv", rows()), "--batch", 1)
    for one in office.do("--as", 2, "list", "findings", "--batch", 1):
        if one["severity"] == "attention":
            office.both("--as", 2, "list", "acknowledge", "--batch", 1, "--finding", one["finding"], "--reason", mark())
    register = office.file("r.csv", f"宛名番号,氏名\n0000000001,{mark()}\n0000000009,{mark()}\n")
    answer = office.both("--as", 2, "list", "compare", register, "--batch", 1, "--key", "宛名番号")
    keys = [part for one in (*answer["missing"], *answer["extra"]) for part in ("--key", one["key"])]
    office.both("--as", 2, "list", "explain", "--batch", 1, *keys, "--reason", mark())
    office.both("--as", 2, "withhold", "none", "--batch", 1, "--as-of", "2026-11-01", "--said-by", mark())
    office.both("--as", 2, "withhold", "add", "--batch", 1, "--piece", 4, "--reason", mark())
    late = office.file("w.csv", f"氏名\n{mark()}\n")
    office.confirmed("withhold", "load", late, "--batch", 1, "--key", "氏名")
    office.both("--as", 3, "list", "approve", "--batch", 1)


def worked(office: Marked) -> None:
    for kind in ("labels", "covers"):
        out = office.folder.parent / "given" / f"{mark()}{kind}.pdf"
        office.both("--as", 2, "print", kind, "--batch", 1, "--out", out)
    office.both("--as", 2, "print", "printer", "--printer", mark(), "--offset-x", "0.5")
    badge = "6000000000002000"
    odd = [mark(), f"山田{mark()}", badge, "１２３" + mark(), SECRETS["wrong"], "\x00" + mark(), "[/]" + mark()]
    sets = [code for piece in (1, 2) for code in (cover(1, piece), label(1, piece))]
    office.do("--as", 2, "desk", "--batch", 1, "--check", "first", "--clear", stdin="\n".join([*odd, *sets]))
    asked = [*odd, sets[0], sets[1], *sets[2:], SECRETS["born"], "07"]
    office.do("--as", 3, "desk", "--batch", 1, "--check", "second", "--clear", stdin="\n".join(asked))
    office.fails("--as", 2, "desk", "--batch", 1, "--check", "first", "--clear", stdin=f"{mark()}\n{SECRETS['born']}")
    office.both("--as", 2, "piece", "send-back", "--batch", 1, "--piece", 1, "--reason", mark())
    office.do("--as", 2, "piece", "returned", "--batch", 1, "--piece", 1, "--reason", mark(), status=(1,))
    office.confirmed("withhold", "lift", "--batch", 1, "--piece", 4, "--reason", mark())
    office.confirmed("print", "spoil", "--batch", 1, "--code", label(1, 1), "--reason", mark())
    office.both("--as", 2, "piece", "lost", "--batch", 1, "--piece", 3, "--reason", mark())
    words = ("handover", "offer", "--batch", 1, "--to", mark(), "--class", mark(), "--number", 1)
    office.do("--as", 2, *words, status=(0, 1))


def spellings() -> Iterator[bytes]:
    for text in (MARK, *SECRETS.values()):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "unicode_escape"):
            yield text.encode(encoding)


def test_r25_no_name_address_reason_or_pin_in_ledger_log_or_error(marked, tmp_path):
    for play in (people, listed, worked):
        play(marked)
    ledger = tmp_path / "ledger.jsonl"
    marked.do("--as", 2, "ledger", "export", "--out", ledger)
    marked.do("--as", 1, "batch", "abandon", "--batch", 1)
    assert marked.do("ledger", "verify", "--replay")["ok"]
    connection = sqlite3.connect(marked.place)
    try:
        tables = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("entries", *DERIVED)}
        kept = " ".join(text for (text,) in connection.execute("SELECT text FROM texts"))
    finally:
        connection.close()
    assert kept.count(MARK) > 30
    assert "unexpected" not in kept
    seen = {name: json.dumps(found, ensure_ascii=False).encode() for name, found in tables.items()}
    seen["errors"] = marked.errors.encode()
    files = [*(tmp_path / "state").rglob("*"), *(tmp_path / "temporary").rglob("*"), *marked.folder.iterdir(), ledger]
    seen |= {str(file): file.read_bytes() for file in files if file.is_file() and file.name[:9] != "office.db"}
    assert any("crash-" in name for name in seen)
    assert "KeyError" in marked.errors
    found = [(name, text) for name, data in seen.items() for text in spellings() if text in data]
    assert found == []


STAY = {"batch show": ""}
"""What needs no list and no text of a batch still answers; everything else says that it is erased."""


def test_r25_of_an_erased_batch_every_command_says_so(marked, tmp_path):
    people(marked)
    listed(marked)
    marked.do("--as", 1, "batch", "abandon", "--batch", 1)
    marked.confirmed("erase", "--batch", 1, by=4)
    answers = {}
    given = {"folder": tmp_path, "list": marked.file("l.csv", rows()), "pdf": marked.file("x.pdf", "%PDF-1.4")}
    for command, line in PLAYED:
        if "--batch 1" in line:
            words = line.format(backup="", **given).split()
            answers[command] = (marked.do("--as", 1, *words, status=(0, 1)) or {}).get("refused", "")
    assert len(answers) > 40
    assert answers == {command: STAY.get(command, "erased") for command in answers}
    assert marked.do("--as", 1, "ledger", "trace", "--batch", 1, "--piece", 1) is not None
    assert marked.do("--as", 1, "batch", "list")[0]["stage"] == "erased"
    assert marked.do("ledger", "verify", "--replay")["ok"]
