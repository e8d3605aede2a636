"""A batch from an empty office to the post, at the screens of a real terminal, by keys and codes alone.

Nothing here reaches past the glass: a part of the play begins when the screen shows what a clerk waits for, and every
code is read from the PDF that was printed. What has no screen (founding an office, badges) is done by its command.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import zxingcpp

from checkmail.rules.codes import Code, Command, Kind, command_of, parse
from tests.tui.offices import FIRST_PIN, PIN
from tests.tui.terminal import Terminal

OFFICE_NUMBER = 21
NAMES = {1: "青木 恵", 2: "佐藤 進", 3: "鈴木 葵", 4: "田中 徹"}
BATCH = "受給者証 年次更新"
WRONG = (7, 8)
"""The paper of one is read into the set of the other."""
TORN, WITHHELD = 5, 12
_FAMILY = ("石川", "上田", "江口", "小川", "加藤", "木村", "久保", "近藤", "坂本", "島田")
_GIVEN = ("一郎", "幸子", "健太")
_SCALE = 200 / 72


def write_list(folder: Path, pieces: int) -> Path:
    """A list in which two rows next to each other have one name."""
    names = [f"{_FAMILY[n % 10]} {_GIVEN[n // 10]}" for n in range(pieces)]
    names[3] = names[2]
    lines = ["宛名番号,氏名,郵便番号,住所"]
    lines += [f"{n:010d},{name},604-8571,京都府京都市中京区寺町通御池{n}番地" for n, name in enumerate(names, 1)]
    path = folder / "名簿.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def codes_in(path: Path) -> list[str]:
    """The codes of a printed file in the order of its pages, as a scanner reads them."""
    code128 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
    with pdfium.PdfDocument(path) as document:
        pages = [page.render(scale=_SCALE, grayscale=True).to_pil() for page in document]
    return [one.text for page in pages for one in zxingcpp.read_barcodes(page, formats=code128)]


@dataclass
class Play:
    """The people of one office at one terminal."""

    terminal: Terminal
    folder: Path
    run: Callable[..., str]
    pieces: int = 30
    tray: int = 10
    shoot: Callable[[str], None] = lambda _name: None
    """Is told each stage that is worth a picture."""
    codes: dict[tuple[Kind, int, int], str] = field(default_factory=dict)
    """Kind, piece (tray, person, command), issue -> what a scanner reads."""

    def read(self, name: str) -> None:
        """Takes in the codes of a printed file."""
        for text in codes_in(self.folder / name):
            code = parse(text, OFFICE_NUMBER)
            assert isinstance(code, Code), text
            self.codes[code.kind, code.number, code.issue] = text

    def cover(self, piece: int, issue: int = 1) -> str:
        return self.codes[Kind.COVER, piece, issue]

    def label(self, piece: int) -> str:
        return self.codes[Kind.LABEL, piece, 1]

    def command(self, one: Command) -> str:
        return next(text for text in self.codes.values() if command_of(text, OFFICE_NUMBER) is one)

    # what a hand does at any screen

    def log_in(self, person: int, *, first: bool = False, at: str = "二人目を待つ提案") -> None:
        """Number and PIN in one burst; whoever has a PIN of another's making changes it."""
        self.terminal.shows("職員番号")
        self.terminal.keys(str(person), "Enter", FIRST_PIN if first else PIN, "Enter")
        if first:
            self.terminal.shows("ほかの人が決めたもの")
            self.terminal.keys(PIN, "Enter", PIN, "Enter")
        self.terminal.shows(at, NAMES[person])

    def next_person(self, person: int, *, first: bool = False) -> None:
        """One leaves, another comes."""
        self.terminal.keys("C-l")
        self.log_in(person, first=first)

    def area(self, key: str, *texts: str) -> None:
        self.terminal.keys(key)
        self.terminal.shows(*texts)

    def act(self, place: int, *texts: str, back: int = 2) -> None:
        """Chooses what can be done here by its place; ``back``: parts between the one in use and what can be done."""
        self.terminal.keys(*["BTab"] * back, "Home", *["Down"] * place, "Enter")
        self.terminal.shows(*texts)

    def fill(self, *keys: str, told: Sequence[str]) -> None:
        """Fills a form in one burst, and waits for the answer."""
        self.terminal.keys(*keys)
        self.terminal.shows(*told)

    def scan(self, *codes: str, told: Sequence[str]) -> None:
        """Codes in one burst, and the verdict."""
        self.terminal.scan(*codes)
        self.terminal.shows(*told)

    # the stages

    def people(self) -> None:
        """The supervisor adds three clerks; the third of them is somebody else's to confirm (R28)."""
        self.log_in(1)
        self.area("F9", f"1     {NAMES[1]}")
        for person in (2, 3, 4):
            self.act(1, "はじめの暗証番号", back=0 if person > 2 else 2)
            told = "提案しました（1番）" if person == 4 else f"職員 {person} を加えました"
            self.fill(str(person), "Enter", NAMES[person], "Enter", "Tab", FIRST_PIN, "Enter", told=[told])
        self.shoot("people")
        self.next_person(2, first=True)
        self._confirm(1)

    def _confirm(self, proposal: int) -> None:
        """The second person reads the proposal before confirming it."""
        self.terminal.shows("二人目を待つ提案  1")
        self.terminal.keys("Tab", "Tab", "Enter")
        self.terminal.shows("間違いありません")
        self.fill("Space", "C-s", told=[f"提案{proposal}を承認しました"])

    def list_ready(self) -> None:
        """Person 2 takes the list in, settles its finding and answers the withholding question (R3, R4)."""
        self.terminal.keys("Tab", "Home", "Down", "Enter")
        self.terminal.shows("一束の通数")
        self.fill(BATCH, "Enter", "C-u", str(self.tray), "Enter", "Enter", told=["発送業務 1 を作りました"])
        write_list(self.folder, self.pieces)
        self.area("F3", "名簿がまだ読み込まれていません")
        self.act(0, "名簿のファイル", "名簿.csv")
        self.fill("Down", "Enter", told=["この内容で読み込めます"])
        self.shoot("list")
        self.act(0, f"{self.pieces}行を読み込みました", "同姓同名")
        self.fill("Enter", told=["未処理 1件"])
        self.fill("Enter", told=["理由（選ぶ）"])
        self.fill("Space", "C-s", told=["1件を確認しました"])
        self.shoot("finding")
        self.area("F3", "引抜きに未回答")
        self.act(3, "引抜き：未回答", "N なし")
        self.fill("n", told=["いつ現在か"])
        self.fill("C-u", "2026-11-01", "Enter", "福祉課", "Enter", told=["引抜きなしと記録"])
        self.area("F3", "要注意の通を二人で見比べる")
        self.act(7, "ファイルの指紋")
        self.act(1, "元の資料と見比べました", back=1)
        self.fill("Space", "C-s", told=["提案しました（2番）"])

    def approved(self) -> None:
        """Person 3 confirms the comparison and approves: the importer may not (R2, R12)."""
        self.next_person(3, first=True)
        self._confirm(2)
        self.area("F3", "未承認")
        self.act(7, "ファイルの指紋")
        self.act(2, "見本を作らずに承認します", back=1)
        self.fill("Space", "Tab", "Space", "C-s", told=[f"承認しました。送るのは{self.pieces}通"])
        self.next_person(4, first=True)
        self.next_person(2)

    def printed(self) -> None:
        """Labels, covers, tray cards and the desk card, each read back by machine (R9); then by us."""
        self.terminal.shows(BATCH)
        self.area("F4", f"▲ 宛名ラベル 0/{self.pieces}")
        self.act(0, "ラベル用紙  40")
        self.fill("Tab", "Enter", told=["書き出す先"])
        self._written("labels")
        for place, name in ((1, "covers"), (3, "trays"), (6, "deskcard")):
            self.act(place, "書き出す先", back=0)
            self._written(name)
            if name == "covers":
                self.shoot("printed")
        self.run("people", "badges", "--out", str(self.folder / "badges.pdf"), person=1)
        for name in ("1-labels", "1-covers", "1-trays", "1-deskcard", "badges"):
            self.read(f"{name}.pdf")

    def _written(self, name: str) -> None:
        """Takes the form as it is; its own field names the file too."""
        self.terminal.keys("C-s")
        self.terminal.shows_no("書き出す先")
        self.terminal.shows(f"1-{name}.pdf")

    def desk(self, check: int) -> None:
        """Opens the desk: 0, 1, 2 are the first check, the second, the seal check."""
        self.terminal.shows(BATCH)
        self.area("F5", "何の確認をしますか", "席 ")
        self.fill(*["Down"] * check, "Space", "Tab", "Space", "Tab", "Enter", told=["読取り待ち"])

    def leave_desk(self) -> None:
        self.fill("F10", told=["二人目を待つ提案", BATCH])

    def _tray(self, number: int, *, pin: bool = False) -> None:
        code = self.codes[Kind.TRAY, number, 1]
        self.scan(code, told=[f"{number}番の束に入ります" if pin else f"{number}番の束を開きました"])
        if pin:
            self.fill(PIN, "Enter", told=[f"{number}番の束を開きました"])

    def _tray_done(self, number: int) -> None:
        self.scan(self.codes[Kind.TRAY, number, 1], told=["束を閉じました"])

    def _sets(self, pieces: Sequence[int], told: str) -> None:
        """A run of sets in one burst: the newest cover of each piece, then its envelope."""
        newest = {piece: max(i for k, n, i in self.codes if (k, n) == (Kind.COVER, piece)) for piece in pieces}
        codes = [code for piece in pieces for code in (self.cover(piece, newest[piece]), self.label(piece))]
        self.scan(*codes, told=[f"{pieces[-1]}番 {told}"])

    def _by_two(self, reason: str, told: str) -> None:
        """A reason, then the second person's badge and PIN at this desk."""
        self.fill(reason, "Enter", told=["二人目の職員番号か職員証"])
        self.scan(self.codes[Kind.BADGE, 4, 0], told=["職員 4 の暗証番号"])
        self.fill(PIN, "Enter", told=[told])

    def first_check(self) -> None:
        """Person 2; a torn cover is printed again, and a wrong paper stops the desk (R8, R11, R13)."""
        self.desk(0)
        self._tray(1)
        self._sets(range(1, TORN), "封入")
        self.shoot("first")
        self.scan(self.command(Command.REISSUE), told=["刷り直す紙のコード"])
        self.scan(self.cover(TORN), told=["理由"])
        self._by_two("汚れた", f"{TORN}番の新しい紙")
        self.read(f"1-{TORN}-reissue.pdf")
        self._sets(range(TORN, WRONG[0]), "封入")
        self.scan(self.cover(WRONG[0]), self.label(WRONG[1]), told=["隔離：7、8番"])
        self.shoot("held")
        self.fill("F6", told=["7、8番の停止を解決する"])
        self._by_two("入れ間違い", "解決しました：7、8番")
        self._sets(range(WRONG[0], self.tray + 1), "封入")
        self._tray_done(1)
        for tray in range(2, self.pieces // self.tray + 1):
            self._tray(tray)
            self._sets(self._in_tray(tray), "封入")
            self._tray_done(tray)
        self.leave_desk()

    def _in_tray(self, tray: int) -> range:
        return range((tray - 1) * self.tray + 1, tray * self.tray + 1)

    def withheld_late(self) -> None:
        """Person 4 takes a piece out that is enclosed already (R4)."""
        self.next_person(4)
        self.terminal.shows(BATCH)
        self.area("F3", "承認 3")
        self.act(3, "W 引抜き")
        self.fill("w", told=["郵便物の番号"])
        self.fill(str(WITHHELD), "Enter", "Tab", "支援措置", "Enter", told=["1通を引き抜きました"])
        self.shoot("withheld")

    def second_check(self) -> None:
        """Person 3, blind; the withheld piece turns up at the desk that scans it (R4, R12)."""
        self.next_person(3)
        self.desk(1)
        for tray in range(1, self.pieces // self.tray + 1):
            self._tray(tray, pin=tray > 1)  # The PIN of the log-in stands for the first tray.
            if tray == 1:
                self.scan(self.cover(1), told=["この組 1 枚"])
                self.shoot("blind")
                self.scan(self.label(1), told=["1番 確認"])
            for piece in self._in_tray(tray):
                if piece == WITHHELD:
                    self.scan(self.cover(piece), told=["引抜き"])
                    self.shoot("late")
            self._sets([n for n in self._in_tray(tray) if n not in (1, WITHHELD)], "確認")
            self._tray_done(tray)
        self.leave_desk()

    def counted(self) -> None:
        """Persons 3 and 2 scan the withheld paper in and count, neither seeing the number (R18, R19)."""
        self.area("F6", "束の通数を入力", "未")
        self.act(3, "F10 終わり")
        self.scan(self.cover(WITHHELD), self.label(WITHHELD), told=[self.label(WITHHELD)])
        self.fill("F10", told=["2件を回収しました"])
        self.shoot("count")
        self.act(1, "数えた通数", back=0)
        self.fill(str(self.pieces - 1), "Enter", told=["記録しました"])
        self.next_person(2)
        self.terminal.shows(BATCH)
        self.area("F6", "束の通数を入力", "未")
        self.act(1, "数えた通数")
        self.fill(str(self.pieces - 1), "Enter", told=["記録しました"])

    def released(self) -> None:
        """The supervisor, who neither checked nor counted, prints the sheet that is signed and releases (R20)."""
        self.next_person(1)
        self.terminal.shows(BATCH)
        self.area("F4", f"○ 送付状 {self.pieces - 1}/{self.pieces - 1}")
        self.act(5, "書き出す先")
        self._written("signoff")
        self.area("F6", "束の通数を入力", "あるべき数")
        self.act(6, "間違いありません")
        self.fill("Space", "C-s", told=["の封緘を許可しました"])
        self.shoot("released")

    def sealed(self) -> None:
        """Person 4 scans every sealed envelope (R21)."""
        self.next_person(4)
        self.desk(2)
        sealed = [piece for piece in range(1, self.pieces + 1) if piece != WITHHELD]
        self.scan(*map(self.label, sealed), told=[f"{self.pieces}番", "残り 0"])
        self.shoot("sealed")
        self.leave_desk()

    def handed_over(self) -> None:
        """Person 2 offers, the post takes, person 3 is the witness (R23)."""
        number = str(self.pieces - 1)
        self.next_person(2)
        self.terminal.shows(BATCH)
        self.area("F7", "引渡しを申し出る")
        self.act(0, "束の範囲")
        self.fill("郵便局", "Enter", "普通", "Enter", number, "Enter", "Enter", told=["引渡し 1 を申し出ました"])
        self.next_person(3)
        self.terminal.shows(BATCH)
        self.area("F7", "引渡しを申し出る", "郵便局")
        self.act(2, "受領証の番号")
        self.fill(
            "Enter", number, "Enter", "中央郵便局", "Enter", "R-1", "Enter", told=[f"{number}通の引渡しが済みました"]
        )
        self.shoot("handed-over")

    def whole(self) -> None:
        """All of it, in its order."""
        for stage in (
            self.people, self.list_ready, self.approved, self.printed, self.first_check, self.withheld_late,
            self.second_check, self.counted, self.released, self.sealed, self.handed_over,
        ):  # fmt: skip
            stage()


def founded(folder: Path, command: Sequence[str] = (sys.executable, "-m", "checkmail")) -> Callable[..., str]:
    """An office with its supervisor, by the command that founds one; answers with how commands are run there."""
    office = ["--office", str(folder / "office.db"), "--lang", "ja", "--json"]

    def run(*words: str, person: int = 0) -> str:
        acting = ["--as", str(person)] if person else []
        environment = {**os.environ, "CHECKMAIL_PIN": PIN, "CHECKMAIL_NEW_PIN": PIN}
        done = subprocess.run(
            [*command, *office, *acting, *words], capture_output=True, text=True, env=environment, check=False,
            cwd=folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", "--name", "○○市役所 福祉課", "--supervisor", f"1:{NAMES[1]}", "--office-number", str(OFFICE_NUMBER))
    return run
