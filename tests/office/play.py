"""An office to play with: a clock that one sets, people whose PINs nobody asks for, papers by their codes.

People: 1 and 5 are supervisors, 2, 3 and 4 clerks, 6 an auditor. An ``Actor`` made here stands for
somebody who proved themselves; proving is tested in ``test_people.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlite_utils.utils
from stores.server import direct

from checkmail.office import counting, desk, printing, proposals, record
from checkmail.office.acting import Actor, Office
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal
from checkmail.store.opening import open_store
from checkmail.store.protocol import Store
from checkmail.store.sqlite import open_sqlite

PIN = "482917"
OFFICE = 7
BOSS, AKI, BAN, CHO, VICE, EYE = (Actor(number) for number in range(1, 7))
"""Supervisor, three clerks, second supervisor, auditor."""

DOCUMENTS = """
envelope = "label"
ask = ["生年月日:day"]
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "受給者証"
match = "own"
column = "受給者番号"
pattern = '\\d{10}'
[[enclosure]]
number = 3
name = "返信用封筒"
match = "return"
when = "同封物 contains 返信用封筒"
"""
"""A document set with a cover, an own number, a return label for some, and a question."""

HOUSEHOLDS = 'group = "世帯番号"\n' + DOCUMENTS.replace("{10}'\n", "{10}'\ntyped = true\n")
"""Rows of one household are one piece: one cover sheet and return envelope, a card for each, without a bar code."""

WINDOWED = """
envelope = "window"
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "控え"
match = "slip"
"""
"""The cover sheet shows through the envelope's window and stands for it."""

_SURNAMES = ["青木", "石川", "上野", "遠藤", "岡本", "川口", "北村", "久保", "小林", "坂本", "島田", "杉山"]
_KANA = [
    "アオキ",
    "イシカワ",
    "ウエノ",
    "エンドウ",
    "オカモト",
    "カワグチ",
    "キタムラ",
    "クボ",
    "コバヤシ",
    "サカモト",
    "シマダ",
    "スギヤマ",
]


@dataclass
class Clock:
    """Goes on by ``step`` whenever it is read, so that no two acts are a scanner's double read."""

    now: datetime = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
    step: timedelta = timedelta(seconds=5)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Play:
    """An opened office with its desks."""

    path: Path
    """The office file; of an office on a server, a name in the folder where its papers go."""
    clock: Clock = field(default_factory=Clock)
    url: str = ""
    """Of an office on a server."""
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = self._opened()

    def _opened(self) -> Store:
        return open_store(self.url) if self.url else open_sqlite(self.path)

    def another(self) -> Play:
        """The same office as another program has it open."""
        return Play(self.path, self.clock, self.url)

    def at(self, name: str = "desk1") -> Office:
        return Office(self.store, name, self.clock)

    @property
    def office(self) -> Office:
        return self.at()

    def restart(self) -> None:
        """The program dies and is started again: nothing in memory survives."""
        self.store.close()
        self.store = self._opened()

    # papers

    def code(self, kind: Kind, piece: int, enclosure: int = 0, issue: int = 1, batch: int = 1) -> str:
        return Code(kind, batch, piece, enclosure, issue).digits(OFFICE)

    def label(self, piece: int, issue: int = 1, batch: int = 1) -> str:
        return self.code(Kind.LABEL, piece, 0, issue, batch)

    def cover(self, piece: int, issue: int = 1, batch: int = 1) -> str:
        return self.code(Kind.COVER, piece, 1, issue, batch)

    # the desk

    def open(self, actor: Actor, check: Check, name: str = "desk1", batch: int = 1) -> desk.DeskView:
        return ok(desk.open_desk(self.at(name), actor, batch, check, clear=True))

    def scan(self, actor: Actor, text: str, name: str = "desk1", batch: int = 1) -> desk.Answer:
        return ok(desk.scan(self.at(name), actor, batch, text))

    def says(self, actor: Actor, text: str, name: str = "desk1", batch: int = 1) -> tuple[str, str]:
        """Verdict and reason of one line."""
        answer = self.scan(actor, text, name, batch)
        return answer.verdict.value, answer.reason

    def set_of(self, actor: Actor, piece: int, name: str = "desk1") -> desk.Answer:
        """The cover and the envelope of a piece; the second checker's PIN where it is asked."""
        if self.scan(actor, self.cover(piece), name).ask == "pin":
            self.pin(actor, piece, name)
            self.scan(actor, self.cover(piece), name)
        return self.scan(actor, self.label(piece), name)

    def pin(self, actor: Actor, piece: int, name: str = "desk1") -> None:
        """As :func:`desk.enter_pin` does once the PIN was right."""
        row = self.row("pieces", piece=piece)
        assert desk._pin_entered(self.at(name), actor, 1, row["tray"]) is True

    def first(self, actor: Actor, pieces: Iterable[int], name: str = "desk1") -> None:
        self.open(actor, Check.FIRST, name)
        for piece in pieces:
            assert self.set_of(actor, piece, name).verdict.value == "complete"

    def second(self, actor: Actor, pieces: Iterable[int], name: str = "desk2") -> None:
        self.open(actor, Check.SECOND, name)
        for piece in pieces:
            assert self.set_of(actor, piece, name).verdict.value == "complete"

    def seal(self, actor: Actor, pieces: Iterable[int], name: str = "desk3") -> None:
        self.open(actor, Check.SEAL, name)
        for piece in pieces:
            assert self.says(actor, self.label(piece), name) == ("complete", "")

    def count(self, *trays: int, by: tuple[Actor, ...] = (AKI, BAN), number: int = 4) -> None:
        for tray in trays:
            for actor in by:
                ok(counting.enter_count(self.office, actor, 1, tray, number))

    def confirm(self, proposed: object, actor: Actor) -> Any:
        return proposals.confirm(self.office, actor, ok(proposed).proposal)

    # looking

    def row(self, table: str, **where: object) -> Any:
        """The one row of ``table`` with these values, as it lies in the file."""
        (row,) = self.rows(table, **where)
        return row

    def rows(self, table: str, **where: object) -> list[Any]:
        asked = " AND ".join(f"{name} = " + (f"%({name})s" if self.url else f":{name}") for name in where) or "1 = 1"
        with self.store.reading() as t:
            return list(t._connection.execute(f"SELECT * FROM {table} WHERE {asked}", where))

    def states(self) -> dict[int, str]:
        return {row["piece"]: row["state"] for row in self.rows("pieces", batch=1)}

    def tamper(self, statement: str, *values: object) -> int:
        """Changes the office behind the program's back; how many rows it changed."""
        if self.url:
            with direct(self.url) as server:
                return server.execute(statement.replace("?", "%s"), values).rowcount
        connection = sqlite_utils.utils.sqlite3.connect(str(self.path))
        try:
            changed = connection.execute(statement, values).rowcount
            connection.commit()
        finally:
            connection.close()
        return int(changed)

    def faults(self, *heads: str, replay: bool = True) -> list[tuple[int, str]]:
        verified = record.verify(self.office, heads=heads, replay=replay)
        return [(fault.chain, fault.what) for fault in verified.faults]


def ok(answer: Any) -> Any:
    """The answer of an act that is not to be refused."""
    assert not isinstance(answer, Refusal), answer
    return answer


def refused(answer: object) -> str:
    """The reason of an act that is to be refused."""
    assert isinstance(answer, Refusal), answer
    return answer.reason


def print_all(play: Play, *kinds: Any) -> None:
    """Prints every paper of these kinds beside the office's file."""
    for kind in kinds:
        out = play.path.with_name(f"{play.path.stem}-{kind}.pdf")
        ok(printing.print_artifacts(play.office, AKI, 1, printing.Wish(kind, out)))


def write_list(file: Path, pieces: int = 12, **changed: dict[int, str]) -> Path:
    """A clean list; ``changed`` is column -> {record: value}."""
    headings = ["宛名番号", "氏名", "フリガナ", "生年月日", "郵便番号", "住所", "受給者番号", "同封物", *changed]
    headings = list(dict.fromkeys(headings))
    lines = [",".join(headings)]
    for number in range(1, pieces + 1):
        place = (number - 1) % 12
        row = {
            "宛名番号": f"{1000 + 7 * number}",
            "氏名": f"{_SURNAMES[place]}　{['太郎', '花子', '一郎', '美咲'][number % 4]}",
            "フリガナ": f"{_KANA[place]}　{['タロウ', 'ハナコ', 'イチロウ', 'ミサキ'][number % 4]}",
            "生年月日": f"19{40 + number}-0{1 + number % 9}-{10 + number}",
            "郵便番号": "100-0001",
            "住所": f"東京都千代田区千代田{number}番{number + 3}号",
            "受給者番号": f"{3_000_000_000 + 17 * number}",
            "同封物": "受給者証・返信用封筒" if number % 2 else "受給者証",
        }
        row |= {column: values[number] for column, values in changed.items() if number in values}
        lines.append(",".join(row.get(heading, "") for heading in headings))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
