"""A small office at work, played through the functions the screens use: the ground of every incident.

The office file of a kind is made once a session, by real log-ins and real printing, and copied for each
test. The clock stands still unless a test moves it.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from checkmail.office import approval, batches, counting, findings, lists, printing, proposals, withholding
from checkmail.office.acting import Actor, Office
from checkmail.rehearsal import make_list
from checkmail.rehearsal.cast import CAST, Player, found_office
from checkmail.rehearsal.material import NAMES
from checkmail.rehearsal.scanning import Bench, Papers
from checkmail.rehearsal.story import completed, granted
from checkmail.rules.lists import Severity
from checkmail.rules.model import Check
from checkmail.store.sqlite import create_sqlite, open_sqlite

OFFICE_NUMBER = 7
COVER, NOTICE, RETURN = 1, 2, 3
DESK_1, DESK_2, DESK_3 = "desk-1", "desk-2", "desk-3"

PLAIN = ""
"""Label and cover, nothing asked."""

NOTICES = """
ask = ["born:day"]
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "決定通知書"
match = "own"
column = "通知書番号"
pattern = '\\d{12}'
"""

RETURNS = """
ask = ["born:day"]
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 3
name = "返信用封筒"
match = "return"
"""

PEOPLE = (
    ("後藤　国男", "ゴトウ　クニオ"), ("渡辺　千代", "ワタナベ　チヨ"), ("尾崎　福子", "オザキ　フクコ"),
    ("宮本　由美子", "ミヤモト　ユミコ"), ("井上　洋子", "イノウエ　ヨウコ"), ("岡田　雄太", "オカダ　ユウタ"),
    ("吉田　茂", "ヨシダ　シゲル"), ("林　悠真", "ハヤシ　ユウマ"), ("前田　静江", "マエダ　シズエ"),
    ("安藤　真理", "アンドウ　マリ"), ("三浦　智子", "ミウラ　トモコ"), ("徳田　健一", "トクダ　ケンイチ"),
)  # fmt: skip


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


def people_of(count: int, changed: Mapping[int, Mapping[str, str]] | None = None) -> list[dict[str, str]]:
    """Sound rows, each with a name, a day and a house of its own; ``changed`` by record and heading."""
    rows = []
    for number, (name, kana) in enumerate(PEOPLE[:count], 1):
        address = f"石川県白山市倉光{number * 3}番地"
        row = dict(zip(make_list.COLUMNS, (
            f"{number:010d}", f"{number:08d}", name, kana, f"昭和{number + 20}年4月{number + 2}日", "男女"[number % 2],
            "924-0865", address, "", "本人", address, f"2602{number:08d}", "決定通知書", "1", "",
        ), strict=True))  # fmt: skip
        rows.append({**row, **(changed or {}).get(number, {})})
    return rows


def write_list(file: Path, rows: Iterable[Mapping[str, str]], headings: Iterable[str] = make_list.COLUMNS) -> Path:
    with file.open("w", encoding="cp932", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(headings), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


@dataclass
class House:
    """An opened office with one batch."""

    file: Path
    office: Office
    players: Mapping[str, Player]
    papers: Papers
    clock: Clock
    tray_size: int = 4
    enclosed: set[int] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def batch(self) -> int:
        return self.papers.batch

    @property
    def pieces(self) -> list[int]:
        return list(self.papers.rows)

    def actor(self, key: str) -> Actor:
        return self.players[key].actor

    def sat(self, key: str, check: Check, desk: str) -> Bench:
        """Somebody at a desk that is open for a check."""
        bench = Bench(replace(self.office, desk=desk), self.papers)
        granted(bench.sit(self.players[key], check))
        return bench

    def enclose(self, pieces: Iterable[int], key: str = "first") -> Bench:
        bench = self.sat(key, Check.FIRST, DESK_1)
        for piece in pieces:
            completed(bench.whole(piece))
        return bench

    def verify(self, pieces: Iterable[int], key: str = "second") -> Bench:
        bench = self.sat(key, Check.SECOND, DESK_2)
        for piece in pieces:
            completed(bench.whole(piece))
        return bench

    def check_everything(self) -> None:
        self.enclose(self.pieces)
        self.verify(self.pieces)

    def trays(self) -> dict[int, int]:
        held: dict[int, int] = {}
        for piece in self.pieces:
            tray = (piece - 1) // self.tray_size + 1
            held[tray] = held.get(tray, 0) + 1
        return held

    def count(self, **wrong: int) -> None:
        """Two people count every tray; ``wrong``: what somebody enters for the first tray instead."""
        for tray, number in self.trays().items():
            for key in ("second", "third"):
                said = wrong.get(key, number) if tray == 1 else number
                granted(counting.enter_count(self.office, self.actor(key), self.batch, tray, said))

    def release(self) -> counting.Released:
        return granted(counting.release(self.office, self.actor("supervisor"), self.batch))

    def seal(self, pieces: Iterable[int] = ()) -> Bench:
        bench = self.sat("third", Check.SEAL, DESK_3)
        for piece in pieces or self.pieces:
            completed(bench.sealed(piece))
        return bench

    def confirm(self, key: str, proposal: int) -> object:
        return proposals.confirm(self.office, self.actor(key), proposal)

    # before the desks

    def take_in(self, rows: Iterable[Mapping[str, str]], headings: Iterable[str] = make_list.COLUMNS) -> None:
        """Imports a list as the first clerk."""
        file = write_list(self.folder / "list.csv", rows, headings)
        granted(lists.import_list(self.office, self.actor("first"), self.batch, file))

    def codes(self) -> set[str]:
        """Codes of the findings that still ask for something."""
        seen = granted(findings.findings(self.office, self.actor("first"), self.batch))
        return {s.finding.code for s in seen if not s.settled and s.finding.severity is not Severity.NOTE}

    def approve(self, key: str = "second") -> object:
        return approval.approve(self.office, self.actor(key), self.batch)

    def nobody_withheld(self) -> None:
        granted(withholding.answer_none(self.office, self.actor("first"), self.batch, date(2026, 11, 1), "福祉課"))

    def settle_and_approve(self) -> None:
        """Acknowledges what may be, says that nobody is withheld, approves as another person."""
        seen = granted(findings.findings(self.office, self.actor("first"), self.batch))
        marked = [s.number for s in seen if s.finding.severity is Severity.ATTENTION]
        if marked:
            granted(findings.acknowledge(self.office, self.actor("first"), self.batch, "台帳と照合", numbers=marked))
        self.nobody_withheld()
        granted(approval.approve(self.office, self.actor("second"), self.batch))

    def print_papers(self, *kinds: str) -> None:
        for kind in kinds:
            wish = printing.Wish(kind, self.folder / f"{kind}.pdf")
            granted(printing.print_artifacts(self.office, self.actor("first"), self.batch, wish))


@dataclass(frozen=True)
class Kind:
    """What an office is made with."""

    documents: str = NOTICES
    pieces: int = 8
    changed: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()
    printed: tuple[str, ...] = ("labels", "covers")
    """Empty: the list is not even taken in."""

    def rows(self) -> list[dict[str, str]]:
        return people_of(self.pieces, {record: dict(fields) for record, fields in self.changed})


def founded(file: Path) -> Mapping[str, Player]:
    """Makes an office file with its people, who log in for real, and closes it."""
    file.parent.mkdir(parents=True)
    office = Office(create_sqlite(file), DESK_1, Clock())
    players = found_office(office, "試験市", {part.key: part.key for part in CAST}, number=OFFICE_NUMBER)
    office.store.close()
    return players


def furnished(kind: Kind, file: Path, players: Mapping[str, Player]) -> None:
    """Gives a founded office its batch, its approved list and its papers, and closes it."""
    office = Office(open_sqlite(file), DESK_1, Clock())
    number = granted(batches.create_batch(office, players["first"].actor, "通知", kind.documents, 4)).batch.number
    if kind.printed:
        house = _house(file, office, players, kind, number, Clock())
        house.take_in(kind.rows())
        house.settle_and_approve()
        house.print_papers(*kind.printed)
    office.store.close()


def opened(kind: Kind, file: Path, players: Mapping[str, Player]) -> House:
    clock = Clock()
    clock.wait(hours=1)
    return _house(file, Office(open_sqlite(file), DESK_1, clock), players, kind, 1, clock)


def _house(file: Path, office: Office, players: Mapping[str, Player], kind: Kind, number: int, clock: Clock) -> House:
    rows = dict(enumerate(kind.rows(), 1))
    papers = Papers(OFFICE_NUMBER, number, batches.create_document_set(kind.documents), rows, NAMES)
    return House(file, office, players, papers, clock)


def copied(file: Path, folder: Path) -> Path:
    """A copy of a closed office and its papers: closing has put everything into the one file."""
    shutil.copytree(file.parent, folder)
    return folder / file.name
