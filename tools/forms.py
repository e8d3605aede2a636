"""One page of each form as a picture in ``docs/forms``, of made-up content; ``python -m tools.forms`` (``make forms``).

The same pictures are what the tests hold the forms to: look at every picture that changed before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from checkmail.locale.sentences import equation_words
from checkmail.paper import forms
from checkmail.paper.checklist import ChecklistLine, draw_checklist
from checkmail.paper.covers import draw_covers, opening_for, shipped_windows
from checkmail.paper.facts import Numbered
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheet_page import OnPrinter, draw_test_page
from checkmail.paper.sheets import find_sheet
from checkmail.paper.window_page import draw_window_test
from checkmail.rules.codes import PIN_PAD, Code, Command, Kind
from checkmail.rules.printers import Correction
from tools.golden import BATCH, JOB, OFFICE, addressed
from tools.pictures import keep, picture

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "forms"
_DOCUMENTS = ("納税通知書", "課税明細書", "口座振替のご案内", "返信用封筒")
_NAMES = (
    "佐藤 花子",
    "鈴木 一郎",
    "高橋 三郎",
    "田中 さくら",
    "伊藤 健一",
    "渡邉 由美子",
    "山本 葵",
    "中村 蓮",
    "小林 翔",
)
_OFFICE_PAPER = replace(JOB, batch=0, batch_name="", job=0, head=f"office:212:{'9f0c' * 16}")


@dataclass(frozen=True, slots=True)
class Page:
    """One picture."""

    name: str
    """Of the picture, and of the form's file where ``of`` is empty."""
    japanese: str
    says: str
    """What the form is for, in a line."""
    draw: Callable[[Path], object]
    of: str = ""
    """Name of the form's file without its ending, where the picture has another; ``-``: it has no file."""

    @property
    def form(self) -> str:
        """The file of ``layouts/forms`` that the page is drawn by; empty where it has none."""
        return "" if self.of == "-" else f"{self.of or self.name}.toml"


def _code(kind: Kind, number: int, enclosure: int = 0) -> str:
    of_office = kind in (Kind.BADGE, Kind.COMMAND)
    return Code(kind, 0 if of_office else BATCH, number, enclosure, 0 if of_office else 1).digits(OFFICE)


def _cover(window: str, customer_code: str, out: Path) -> None:
    (piece,) = addressed(1, Kind.COVER)
    item = replace(piece, contents=_DOCUMENTS, customer_code=customer_code)
    named = (window, shipped_windows()[window])
    draw_covers(out, JOB, [item], window=named, customer_code=bool(customer_code), return_line=True)


def _window(name: str, out: Path) -> None:
    draw_window_test(out, JOB, opening_for(name, shipped_windows()[name]))


def _labels(out: Path) -> None:
    draw_labels(out, JOB, find_sheet("28369"), addressed(24, Kind.LABEL))


def _test_page(out: Path) -> None:
    draw_test_page(out, JOB, OnPrinter(find_sheet("28369"), "", Correction()))


def _numbered(kind: Kind, names: tuple[str, ...], count: int) -> list[Numbered]:
    return [
        Numbered(_code(kind, number, 2), number, 1, names[number % len(names)]) for number in range(1, count + 1)
    ]  # fmt: skip


def _slips(out: Path) -> None:
    forms.draw_slips(out, JOB, _numbered(Kind.SLIP, _DOCUMENTS[1:3], 8))


def _returns(out: Path) -> None:
    forms.draw_returns(out, JOB, find_sheet("28369"), _numbered(Kind.RETURN, _DOCUMENTS[3:], 24))


def _trays(out: Path) -> None:
    forms.draw_trays(out, JOB, [forms.TrayCard(_code(Kind.TRAY, 3), 3, 101, 150)])


def _checklist(out: Path) -> None:
    draw_checklist(out, JOB, [ChecklistLine(number, (number - 1) // 50 + 1, 4) for number in range(40, 65)])


def _deskcard(out: Path) -> None:
    shown = [command for command in Command if command not in PIN_PAD]
    forms.draw_deskcard(out, _OFFICE_PAPER, [forms.CommandCode(_code(Kind.COMMAND, one), one) for one in shown])


def _badges(out: Path) -> None:
    badges = [forms.Badge(_code(Kind.BADGE, number), number, name) for number, name in enumerate(_NAMES, start=1)]
    forms.draw_badges(out, _OFFICE_PAPER, badges)


def _account(line: str, **terms: int) -> forms.AccountLine:
    """A line that balances, with the equation as the office writes it."""
    number = terms.get("issued") or terms["checked"]
    return forms.AccountLine(line, number, number, equation_words(terms, "ja", balanced=True))


def _signoff(out: Path) -> None:
    who = [f"{number}　{name}" for number, name in enumerate(_NAMES, start=1)]
    sheet = forms.SignOff(
        "束 3～4",
        (
            _account("封筒", listed=100, withheld=1, lost=1, checked=98),
            _account("送付状", issued=101, used=98, spoiled=1, superseded=0, withheld=1, lost=1),
            _account("課税明細書", issued=100, used=98, spoiled=0, superseded=0, withheld=1, lost=1),
        ),
        tuple(
            forms.Counted(str(tray), "封筒", 49, 1 + (tray == 3), person)
            for tray in range(3, 5)
            for person in (who[1], who[2])
        ),
        (
            forms.Party("取込み", who[1], "2026-11-19 10:12"),
            forms.Party("承認", who[0], "2026-11-19 14:40"),
            forms.Party("封入", who[3]),
            forms.Party("確認", who[4]),
            forms.Party("封緘許可", who[0], "2026-11-22 09:28"),
        ),
        ("117番（3束）不明　確認 1 佐藤 花子",),
        ("封入者", "確認者", "計数者", "決裁者"),
    )
    forms.draw_signoff(out, JOB, sheet)


def _handover(out: Path) -> None:
    giver, witness = f"2　{_NAMES[1]}", f"4　{_NAMES[3]}"
    slip = forms.Handover(
        3,
        "架空郵便局",
        "定形郵便物　料金後納",
        1_234,
        giver,
        "配達 太郎",
        "架空郵便局",
        witness,
        "第5512号",
        "束 1～25",
    )
    forms.draw_handover(out, JOB, slip)


def _proof(out: Path) -> None:
    rows = []
    for number, item in enumerate(addressed(7, Kind.LABEL), start=1):
        cells = (f"{4_100 + 31 * number:08d}", item.name, item.postal_code, item.address, item.building)
        why = "備考に「支援措置」とあります" if number == 2 else "見本"
        rows.append(forms.ProofRow(31 * number, why, cells, attention=number == 2))
    headings = ("宛名番号", "氏名", "郵便番号", "住所", "方書")
    forms.draw_proof_sheet(out, replace(JOB, job=0), headings, rows, beside="第1版　203行　SHA-256 0c9f0c9f")


PAGES: tuple[Page, ...] = (
    Page("label", "宛名ラベル", "Address labels (A-one 28369).", _labels),
    Page("cover", "送付状", "Cover sheet for 長形3号, folded in three.", partial(_cover, "long-3", "")),
    Page(
        "cover-kaku-2", "送付状（角形2号）", "Cover sheet for 角形2号, with Japan Post's customer bar code.",
        partial(_cover, "kaku-2", "06500211-2-3-101"), of="cover",
    ),
    Page("slip", "同封物の番号票", "Enclosure slips for documents without a number, to be cut out.", _slips),
    Page("return", "返信用ラベル", "Labels for return envelopes: the piece's number, the office's name.", _returns),
    Page("tray", "束の表紙", "Tray sheet: lies on its tray, and is signed.", _trays),
    Page("checklist", "封入確認票", "Checklist: a numbered line a piece, a box a step, both checkers.", _checklist),
    Page("proof", "名簿の見本刷り", "Proof sheet of a list, compared with its source and never mailed.", _proof),
    Page("deskcard", "照合席カード", "Desk card: command codes, so that nobody touches the keyboard.", _deskcard),
    Page("badge", "職員証", "Person badges; alone they do nothing.", _badges),
    Page("signoff", "件数照合・封緘許可書", "Sign-off sheet: account, losses, counts, head, signatures.", _signoff),
    Page("handover", "引渡書", "Handover slip: destination, number, receipt, who gave and who took.", _handover),
    Page(
        "window-test", "窓の試し", "Window test: laid in the envelope, it shows where its window stands.",
        partial(_window, "long-3"), of="cover",
    ),
    Page(
        "test-page", "ラベル用紙の試し刷り", "Test page of a label sheet: rulers, outlines, what to measure.",
        _test_page, of="-",
    ),
)  # fmt: skip


def main() -> int:
    """Writes every picture, and the page that lists them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as drawing:
        for page in PAGES:
            out = Path(drawing) / f"{page.name}.pdf"
            page.draw(out)
            keep(picture(out), folder / f"{page.name}.png")
    (folder / "README.md").write_text(listing(), encoding="utf-8", newline="\n")
    return 0


def listing() -> str:
    """``docs/forms/README.md``."""
    lines = [
        "# Forms",
        "",
        "A page of each paper, drawn by `make forms` with made-up content. What can be adapted (places, sizes,",
        "columns, what may be shown) stands in the file of `layouts/forms` named beside it; a copy of that file in",
        "`CHECKMAIL_LAYOUTS/forms` stands before it. The tests hold every form to its picture here.",
        "",
        "| form | | file |",
        "|---|---|---|",
    ]
    for page in PAGES:
        file = f"[{page.form}](../../layouts/forms/{page.form})" if page.form else ""
        lines.append(f"| [{page.japanese}]({page.name}.png) | {page.says} | {file} |")
    for page in PAGES:
        lines += ["", f"## {page.japanese}", "", f"![{page.japanese}]({page.name}.png)"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
