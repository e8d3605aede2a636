"""One office in which every state of a desk can be reached, and the papers of it.

Batch 1 has all a document set can ask: own numbers that may be typed, a return envelope, a question. Batch 2 is
plain; its first tray is released, and a set is planted in its second. Batch 3 has households and stamped pages.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from checkmail.office import (
    approval,
    batches,
    counting,
    desk,
    findings,
    lists,
    planting,
    printing,
    proposals,
    reissue,
    stamping,
    withholding,
)  # fmt: skip
from checkmail.office.acting import Actor, Office
from checkmail.office.stamp_facts import StampWish
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.model import Check
from checkmail.rules.planted import Wrong
from checkmail.store.sqlite import open_sqlite
from tests.office.play import DOCUMENTS, Clock, write_list
from tests.office.stamp_play import notice, notices, pdf
from tests.tui.offices import OFFICE_NUMBER, House, make_house, ok

RICH = DOCUMENTS.replace("pattern = '\\d{10}'", "pattern = '\\d{10}'\ntyped = true")
HOUSEHOLDS = """
group = "世帯番号"
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
name = "通知書"
match = "stamped"
"""
ATTENTION, WITHHELD, REPRINTED = 2, 5, 6
"""Pieces of batch 1."""


def paper(kind: Kind, batch: int, piece: int, enclosure: int = 0, issue: int = 1) -> str:
    return Code(kind, batch, piece, enclosure, issue).digits(OFFICE_NUMBER)


def label(batch: int, piece: int) -> str:
    return paper(Kind.LABEL, batch, piece)


def cover(batch: int, piece: int, issue: int = 1) -> str:
    return paper(Kind.COVER, batch, piece, 1, issue)


def own(piece: int) -> str:
    """The number that stands on the document of record ``piece``."""
    return str(3_000_000_000 + 17 * piece)


def command(one: Command) -> str:
    return paper(Kind.COMMAND, 0, one, 0, 0)


def badge(person: int) -> str:
    return paper(Kind.BADGE, 0, person, 0, 0)


def papers(piece: int) -> tuple[str, ...]:
    """What lies in the envelope of a piece of batch 1, and the envelope."""
    inside = [cover(1, piece, 2 if piece == REPRINTED else 1), own(piece)]
    inside += [paper(Kind.RETURN, 1, piece, 3)] if piece % 2 else []
    return (*inside, label(1, piece))


def _batch(house: House, name: str, documents: str, **columns: dict[int, str]) -> int:
    clerk, other = house.actor(2), house.actor(3)
    number = ok(batches.create_batch(house.office, clerk, name, documents, 4)).batch.number
    ok(lists.import_list(house.office, clerk, number, write_list(house.folder / f"{number}.csv", 8, **columns)))
    seen = ok(findings.findings(house.office, clerk, number))
    if asked := [one.number for one in seen if one.finding.severity == "attention"]:
        ok(findings.acknowledge(house.office, clerk, number, "確認した", numbers=asked))
    ok(withholding.answer_none(house.office, clerk, number, date(2026, 11, 1), "福祉課"))
    if asked and not documents:
        ok(proposals.confirm(house.office, other, ok(findings.propose_compared(house.office, clerk, number)).proposal))
    ok(approval.approve(house.office, other, number))
    return number


def _print(house: House, batch: int, *kinds: str) -> None:
    for kind in kinds:
        wish = printing.Wish(kind, house.folder / f"{batch}-{kind}.pdf")  # type: ignore[arg-type]
        ok(printing.print_artifacts(house.office, house.actor(2), batch, wish))


def scan_all(house: House, actor: Actor, batch: int, check: Check, *sets: tuple[str, ...]) -> None:
    """Checks pieces at another desk."""
    office = Office(house.office.store, "desk2", house.office.clock)
    ok(desk.open_desk(office, actor, batch, check, clear=True))
    for one in sets:
        answer = [ok(desk.scan(office, actor, batch, code)) for code in one][-1]
        assert answer.verdict == "complete", answer
    ok(desk.leave_desk(office, actor, batch))


def _rich(house: House) -> None:
    batch = _batch(house, "受給者証 年次更新", RICH, 備考={ATTENTION: "支援措置"})
    _print(house, batch, "labels", "covers", "returns")
    clerk, other = house.actor(2), house.actor(3)
    ok(withholding.add(house.office, clerk, batch, [WITHHELD], "支援措置の申出"))
    out = house.folder / "reissue.pdf"
    codes = (cover(batch, REPRINTED),)
    asked = ok(reissue.propose_reissue(house.office, clerk, batch, out, "torn", "破れ", codes=codes, job=None))
    ok(proposals.confirm(house.office, other, asked.proposal))
    scan_all(house, clerk, batch, Check.FIRST, *(papers(piece) for piece in (ATTENTION, 4, REPRINTED, 7)))


def _plain(house: House) -> None:
    batch = _batch(house, "敬老パス 更新通知", "")
    _print(house, batch, "labels", "covers")
    clerk, other, boss = house.actor(2), house.actor(3), house.actor(1)
    sets = [(cover(batch, piece), label(batch, piece)) for piece in range(1, 5)]
    scan_all(house, clerk, batch, Check.FIRST, *sets)
    scan_all(house, other, batch, Check.SECOND, *sets)
    for actor in (clerk, other):
        ok(counting.enter_count(house.office, actor, batch, 1, 4))
    ok(counting.release(house.office, boss, batch, (1, 1)))
    wish = planting.Planting(Wrong.FOREIGN_SHEET, house.folder / "planted.pdf", 2, Check.FIRST)
    ok(planting.plant(house.office, boss, batch, wish))


def _households(house: House) -> None:
    homes = {number: str(1 + (number - 1) // 2) for number in range(1, 9)}
    known = {number: notice(number) for number in range(1, 9)}
    batch = _batch(house, "納税通知書", HOUSEHOLDS, 世帯番号=homes, 通知書番号=known)
    _print(house, batch, "labels", "covers")
    source = pdf(house.folder / "source.pdf", notices(4, *[2] * 7))
    wish = StampWish(source, house.folder / "stamped.pdf", 3, "通知書番号", both_sides=True)
    ok(stamping.print_stamped(house.office, house.actor(2), batch, wish))


def make_desk_office(folder: Path) -> Path:
    """The file of the office."""
    house = make_house(folder)
    house = House(Office(house.office.store, "desk1", Clock(datetime.now().astimezone())), folder)
    for make in (_rich, _plain, _households):
        make(house)
    house.office.store.close()
    return folder / "office.db"


def open_desk_office(file: Path) -> House:
    """The office at the desk that is photographed; its clock goes on by itself, whatever the machine's does."""
    # After everything that was played: the clock of a chain does not go back (R26).
    return House(Office(open_sqlite(file), "desk1", Clock(datetime.now().astimezone().replace(year=2060))), file.parent)
