"""From the file to the page: a name is printed as it was written, whole, or it is said that it cannot be (R3, R6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checkmail.office import approval, batches, findings, lists, printing, withholding
from tests.paper.seen import words

from .play import AKI, BAN, Play, ok, refused, write_list

NAMES = {
    1: "\ufa10田　一", 2: "\u585a田　一",  # 塚 as a compatibility ideograph, and the plain one
    3: "\ufa19山　花", 4: "\u795e山　花",  # 神
    5: "\ufa1a本　花", 6: "\u7965本　花",  # 祥
    7: "ﾀﾅｶ ﾊﾅｺ", 8: "タナカ ハナコ",
    9: "㈱架空　商店", 10: "(株)架空　商店",
    11: "か\u3099ま　千", 12: "がま　千",  # a combining dakuten, and the letter
}  # fmt: skip
"""Pairs that a normal form of Unicode makes one."""


ASKING = """
ask = ["生年月日:day"]
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
"""


@pytest.fixture
def approved(play: Callable[[str], Play], tmp_path: Path) -> Callable[..., Play]:
    def make(**changed: dict[int, str]) -> Play:
        office = play("people")
        ok(batches.create_batch(office.office, AKI, "通知", ASKING, 4))
        ok(lists.import_list(office.office, AKI, 1, write_list(tmp_path / "list.csv", 12, **changed)))
        for code in sorted({one.finding.code for one in attention(office)}):
            ok(findings.acknowledge(office.office, AKI, 1, "確かめた", code=code))
        ok(withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), "福祉課"))
        ok(approval.approve(office.office, BAN, 1))
        return office

    return make


def attention(office: Play) -> list[findings.Seen]:
    found: list[findings.Seen] = ok(findings.findings(office.office, AKI, 1))
    return [one for one in found if one.finding.severity.value == "attention"]


def printed(office: Play, kind: str, **more: object) -> object:
    wish = printing.Wish(kind, office.path.with_name(f"{kind}.pdf"), **more)
    return printing.print_artifacts(office.office, AKI, 1, wish)


def test_r6_a_name_is_printed_as_it_stands_in_the_file(approved):
    """What a reader copies from the page; that each is drawn by its own glyph is tested with the fonts."""
    office = approved(氏名=NAMES)
    ok(printed(office, "labels", sheet="28362"))
    ok(printed(office, "covers"))
    labels = office.path.with_name("labels.pdf")
    for number, name in NAMES.items():
        # A mark after its letter is drawn as the one letter that the two are, and copies as that.
        shown = "".join((unicodedata.normalize("NFC", name) if number == 11 else name).split())
        assert shown in words(labels), name
        assert shown in words(office.path.with_name("covers.pdf"), number - 1), name


def test_r6_what_is_stored_is_what_the_file_says(approved):
    office = approved(氏名=NAMES)
    stored = [row["fields"] for row in office.rows("records", batch=1)]
    for fields, name in zip(stored, NAMES.values(), strict=True):
        assert name.replace("\u3000", "　") in fields


LONG = "架空県架空郡架空町大字架空字架空" * 8
"""128 characters."""


def test_an_address_without_room_is_told_at_import_and_of_all_pieces_before_anything_is_drawn(approved):
    # Each column is within 40 characters, together they have no room on the usual label.
    part = LONG[:40]
    office = approved(住所={3: LONG, 8: LONG, 11: part}, 方書={11: part}, 氏名={11: part})
    found = {one.finding.rows: one.finding for one in attention(office) if one.finding.code == "too-long"}
    assert {rows: one.details["sign"] for rows, one in found.items()} == {(3,): "label", (8,): "label", (11,): "label"}
    assert found[(3,)].details["count"] == 128
    answer = printed(office, "labels")
    assert refused(answer) == "too-long"
    assert answer.details == {"count": 3, "pieces": "3, 8, 11"}
    assert not list(office.path.parent.glob("*labels*"))
    # A larger label is the way through.
    assert ok(printed(office, "labels", sheet="hisago-elm002")).artifacts == 12


def test_a_piece_without_room_can_be_withheld(approved):
    office = approved(住所={3: LONG})
    assert refused(printed(office, "labels")) == "too-long"
    ok(withholding.add(office.office, AKI, 1, [3], "長いので別に送る"))
    assert ok(printed(office, "labels")).artifacts == 11
