"""Throw-away offices for the tests of the screens: real SQLite files, played through the office itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from checkmail.office import (
    approval,
    batches,
    comparing,
    desk,
    findings,
    founding,
    lists,
    people,
    printing,
    proposals,
    withholding,
)
from checkmail.office.acting import Actor, Office
from checkmail.office.proposals import Proposed
from checkmail.rules.codes import Code, Kind
from checkmail.rules.model import Check, Role
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import create_sqlite

T = TypeVar("T")

PIN = "482917"
FIRST_PIN = "739164"
OFFICE_NUMBER = 1
NAMES = (
    "佐藤 花子",
    "𠮷田 髙志",
    "=SUM(A1)",
    "(株)[Ltd] 鈴木",
    "[red]田中",
    "[/]渡辺",
    "葛󠄀城 一",
    "O'Neil \\",
    "伊藤 美咲",
)


def ok(answer: T | Refusal) -> T:
    assert not isinstance(answer, Refusal), answer
    return answer


@dataclass(frozen=True, slots=True)
class House:
    """An office with people 1 (supervisor), 2, 3 and 4 (clerks), all with :data:`PIN`."""

    office: Office
    folder: Path

    def actor(self, number: int) -> Actor:
        return ok(people.sign_in(self.office, number, PIN))


def make_house(folder: Path) -> House:
    office = Office(create_sqlite(folder / "office.db"), "desk1")
    ok(founding.make_office(office, "○○市役所 福祉課", OFFICE_NUMBER, (1, "課長"), PIN))
    boss = ok(people.sign_in(office, 1, PIN))
    for number, name in ((2, "佐藤"), (3, "鈴木[Ltd]"), (4, "田中")):
        answer = ok(people.add_person(office, boss, number, name, Role.CLERK, FIRST_PIN))
        if isinstance(answer, Proposed):
            ok(proposals.confirm(office, ok(people.sign_in(office, 2, PIN)), answer.proposal))
        own = ok(people.sign_in(office, number, FIRST_PIN))
        ok(people.change_own_pin(office, own, PIN))
    return House(office, folder)


def list_file(
    folder: Path, pieces: int, names: tuple[str, ...] = ("佐藤 花子", "鈴木 一郎", "高橋 美咲", "田中 健")
) -> Path:
    lines = ["宛名番号,氏名,郵便番号,住所"]
    for n in range(1, pieces + 1):
        lines.append(f"{n:010d},{names[(n - 1) % len(names)]},604-8571,京都府京都市中京区寺町通御池{n}番地")
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def settle(house: House, batch: int) -> None:
    """Answers and approves: 2 imports and settles, 3 confirms and approves."""
    clerk, other = house.actor(2), house.actor(3)
    seen = ok(findings.findings(house.office, clerk, batch))
    attention = [one.number for one in seen if one.finding.severity == "attention"]
    if attention:
        ok(findings.acknowledge(house.office, clerk, batch, "確認した", numbers=attention))
    ok(withholding.answer_none(house.office, clerk, batch, date(2026, 11, 1), "福祉課"))
    proposed = ok(findings.propose_compared(house.office, clerk, batch))
    ok(proposals.confirm(house.office, other, proposed.proposal))
    ok(approval.approve(house.office, other, batch))


def make_batch(
    house: House,
    pieces: int,
    tray: int = 50,
    *,
    name: str = "受給者証 年次更新",
    documents: str = "",
    printed: bool = True,
) -> int:
    clerk = house.actor(2)
    batch = ok(batches.create_batch(house.office, clerk, name, documents, tray)).batch.number
    ok(lists.import_list(house.office, clerk, batch, list_file(house.folder, pieces)))
    settle(house, batch)
    if printed:
        for kind in ("labels", "covers"):
            ok(printing.print_artifacts(house.office, clerk, batch, printing.Wish(kind, house.folder / f"{kind}.pdf")))
    return batch


def cover(batch: int, piece: int, issue: int = 1) -> str:
    return Code(Kind.COVER, batch, piece, 1, issue).digits(OFFICE_NUMBER)


def label(batch: int, piece: int, issue: int = 1) -> str:
    return Code(Kind.LABEL, batch, piece, 0, issue).digits(OFFICE_NUMBER)


def enclose(house: House, batch: int, pieces: range, person: int = 2) -> None:
    """Plays the first check of pieces through the office."""
    actor = ok(people.sign_in(house.office, person, PIN, session=True))
    ok(desk.open_desk(house.office, actor, batch, Check.FIRST, clear=True))
    for piece in pieces:
        for code in (cover(batch, piece), label(batch, piece)):
            ok(desk.scan(house.office, actor, batch, code))
    ok(desk.leave_desk(house.office, actor, batch))


def hostile_batch(house: House) -> int:
    """A batch whose own name and whose names, reasons and keys are what screens choke on; not approved."""
    clerk = house.actor(2)
    batch = ok(batches.create_batch(house.office, clerk, "[red]発送[/] [Ltd] 髙𠮷 =1+1")).batch.number
    ok(lists.import_list(house.office, clerk, batch, list_file(house.folder, 27, NAMES)))
    ok(withholding.add(house.office, clerk, batch, [1], "[/] 支援措置 [@click=app.quit]"))
    control = house.folder / "control.csv"
    control.write_text("宛名番号\n[/]\n=SUM(A1)\n[Ltd]\n", encoding="utf-8")
    ok(comparing.compare(house.office, clerk, batch, control, "宛名番号"))
    ok(withholding.lift(house.office, clerk, batch, [1], "[/bold] \\ [red]"))
    return batch
