"""Draws the pages whose pictures ``tests/golden`` keeps; ``python -m tools.golden`` (``make golden``) keeps them anew.

Look at every picture that changed before it is committed: the tests hold the pages to it from then on.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Code, Kind
from tools.pictures import keep, picture

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
SHEETS = ("28362", "28366", "28368", "28369")
WIDE_SHEETS = ("28362", "28366")
"""Wide enough for customer bar codes, of 10 and of 8 points."""
OFFICE = 7
BATCH = 12
_MADE = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=9)))
JOB = Job(BATCH, "令和8年度 納税通知書", 3, _MADE, head=f"{BATCH}:3911:{'0c9f' * 16}", office_name="架空町役場 税務課")
_ADDRESSEES = (
    ("065-0021", "架空県架空市中央一丁目2番3号", "コーポ架空101", "山田 太郎"),
    ("604-8571", "架空府架空市中京区寺町通御池上る上本能寺前町488番地", "", "𠮷田 さくら"),
    ("901-0401", "架空県架空郡架空町字東風平1318番地", "架空ハイツ2-305", "髙﨑 健一"),
    ("1000001", "架空都千架空区千架空1番1号", "", "葛\U000e0100城 邊"),
    ("", "架空県架空市大字架空字上ノ原1234番地の5 架空県営住宅団地12号棟", "408号室 架空方", "渡邉 由美子"),
    ("098-6758", "架空道架空市宗谷岬", "", "ジョヴァンニ アレッサンドロ フェルナンデス デ ラ クルス 御中"),
    ("520-0001", "架空県架空市蓮池町9-9", "メゾン・ド・架空 ガーデンテラス西館B棟1201号室", "林 蓮"),
)
"""Short and long, with and without a building, characters beyond the basic plane, a selector, a title of its own."""


def addressed(count: int, kind: Kind, longest: int = 99) -> list[Addressed]:
    """The pieces of a page, each text up to ``longest`` characters; some are second issues or named by hand."""
    some = [words for words in _ADDRESSEES if max(map(len, words)) <= longest]
    out = []
    for number in range(1, count + 1):
        issue = 2 if number % 11 == 3 else 1
        enclosure = int(kind is Kind.COVER)
        code = Code(kind, BATCH, number, enclosure, issue).digits(OFFICE)
        words = some[(number - 1) % len(some)]
        contents = ("納税通知書", "課税明細書", "口座振替のご案内") if enclosure else ()
        by_hand = number % 11 == 5
        out.append(Addressed(code, number, number // 50 + 1, issue, *words, by_hand=by_hand, contents=contents))
    return out


def _labels(part: str, out: Path) -> None:
    sheet = find_sheet(part)
    # The lowest labels have no room for the longest texts: such rows are found before anything is printed.
    longest = 99 if sheet.label_height > 30 else 25
    draw_labels(out, JOB, sheet, addressed(sheet.labels, Kind.LABEL, longest))


def _cover(number: int, out: Path) -> None:
    draw_covers(out, JOB, addressed(number, Kind.COVER)[-1:], return_line=number > 1)


def _with_customer_codes(pieces: list[Addressed]) -> list[Addressed]:
    """Most with Japan Post's bar code, of a number that is no address's; some without."""
    return [
        replace(one, customer_code=f"0650021{one.piece}-{3 * one.piece}-A{one.piece}" if one.piece % 7 else "")
        for one in pieces
    ]


def _customer_labels(part: str, out: Path) -> None:
    sheet = find_sheet(part)
    pieces = _with_customer_codes(addressed(sheet.labels, Kind.LABEL, longest=34))
    draw_labels(out, JOB, sheet, pieces, customer_code=True)


def _customer_cover(out: Path) -> None:
    draw_covers(out, JOB, _with_customer_codes(addressed(1, Kind.COVER)), customer_code=True)


PAGES: dict[str, Callable[[Path], None]] = {
    **{f"labels-{part}": partial(_labels, part) for part in SHEETS},
    **{f"customer-{part}": partial(_customer_labels, part) for part in WIDE_SHEETS},
    "customer-cover": _customer_cover,
    "cover": partial(_cover, 1),
    "cover-long": partial(_cover, 6),
}
"""Name of the picture and what draws its page, the first of the file."""


def main() -> int:
    """Keeps every picture as the page is now."""
    with tempfile.TemporaryDirectory() as folder:
        for name, draw in PAGES.items():
            out = Path(folder) / f"{name}.pdf"
            draw(out)
            keep(picture(out), GOLDEN / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
