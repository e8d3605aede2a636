"""Cover sheets and the smaller papers: their codes are read, their words are there, nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from checkmail.errors import Misused
from checkmail.paper import forms
from checkmail.paper.bars import quiet_of
from checkmail.paper.checklist import ChecklistLine, draw_checklist
from checkmail.paper.covers import LONG_3, draw_covers, opening_for, shipped_windows
from checkmail.paper.facts import Job, Numbered, Placed
from checkmail.paper.proof import prove
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Code, Command, Kind

from .seen import OFFICE, code, pages_of, piece, words

HEAD = "0c9f0c9f" * 8


def test_a_cover_sheet_shows_address_and_code_in_the_window_and_what_belongs_inside(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "covers.pdf"
    items = [piece(n, Kind.COVER, contents=("送付状", "受給者証")) for n in (1, 2, 1_234_567)]
    told: list[int] = []
    placed = draw_covers(out, job, items, return_line=True, progress=told.append)
    seen = prove(out, placed)
    assert (seen.pages, seen.decoded, seen.problems, told) == (3, 3, (), [1, 2, 3])
    always = opening_for(LONG_3, shipped_windows()[LONG_3]).always
    for box in placed:
        assert always.x + quiet_of(4) <= box.x
        assert box.x + box.width + quiet_of(4) <= always.right
        assert always.y <= box.y
        assert box.y + box.height <= always.bottom
    text = words(out, 2)
    for part in ("山田太郎様", "受給者証", "1234567", "架空町役場税務課へご連絡", "納税通知書"):
        assert part in text, part
    assert HEAD not in text  # it goes to the addressee
    draw_covers(out, job, items)
    assert "ご連絡" not in words(out)


def test_a_later_issue_says_so(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "c.pdf"
    draw_covers(out, job, [piece(1, Kind.COVER, issue=2)])
    assert "第2版" in words(out)


def test_a_cover_with_more_documents_than_its_page_is_refused(tmp_path: Path, job: Job) -> None:
    draw_covers(tmp_path / "c.pdf", job, [piece(5, Kind.COVER, contents=("書類",) * 12)], return_line=True)
    with pytest.raises(Misused, match="too-many-documents"):
        draw_covers(tmp_path / "c.pdf", job, [piece(5, Kind.COVER, contents=("書類",) * 13)])


def numbered(kind: Kind, count: int) -> list[Numbered]:
    return [Numbered(code(n, kind, 3), n, 1, "返信用封筒") for n in range(1, count + 1)]


def slips(out: Path, job: Job) -> list[Placed]:
    return forms.draw_slips(out, job, numbered(Kind.SLIP, 9))


def returns(out: Path, job: Job) -> list[Placed]:
    return forms.draw_returns(out, job, find_sheet("28369"), numbered(Kind.RETURN, 9), start_at=3)


def trays(out: Path, job: Job) -> list[Placed]:
    cards = [forms.TrayCard(code(n, Kind.TRAY), n, 50 * n - 49, 50 * n) for n in (1, 4000)]
    return forms.draw_trays(out, job, cards)


def deskcard(out: Path, job: Job) -> list[Placed]:
    return forms.draw_deskcard(
        out, job, [forms.CommandCode(Code(Kind.COMMAND, 0, c, 0, 0).digits(OFFICE), c) for c in Command]
    )


def badges(out: Path, job: Job) -> list[Placed]:
    return forms.draw_badges(
        out, job, [forms.Badge(Code(Kind.BADGE, 0, n, 0, 0).digits(OFFICE), n, "佐藤 花子") for n in range(1, 13)]
    )


@pytest.mark.parametrize(
    ("draw", "pages", "codes", "said"),
    [
        (slips, 2, 9, ["返信用封筒", "束1"]),
        (returns, 1, 9, ["返信用封筒", "架空町役場"]),
        (trays, 2, 2, ["番号1～50", "裏紙使用禁止", "計数"]),
        (deskcard, 3, 28, ["取消", "離席", "差戻し", "再発行", "書損じ", "交代", "解除", "説明"]),
        (badges, 2, 12, ["佐藤花子", "職員番号1"]),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_coded_form_is_read_in_its_place(
    tmp_path: Path,
    job: Job,
    draw: Callable[[Path, Job], list[Placed]],
    pages: int,
    codes: int,
    said: list[str],
    language: str,
) -> None:
    outs = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for out in outs:
        placed = draw(out, replace(job, language=language))  # type: ignore[arg-type]
    seen = prove(outs[0], placed)
    assert (seen.pages, seen.decoded, seen.problems) == (pages, codes, ())
    assert outs[0].read_bytes() == outs[1].read_bytes()
    if language == "ja":
        text = words(outs[0])
        assert all(part in text for part in said), text


def test_no_form_is_printed_of_nothing(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "x.pdf"
    for draw in (
        lambda: draw_covers(out, job, []),
        lambda: draw_checklist(out, job, []),
        lambda: forms.draw_slips(out, job, []),
        lambda: forms.draw_trays(out, job, []),
        lambda: forms.draw_deskcard(out, job, []),
        lambda: forms.draw_badges(out, job, []),
        lambda: forms.draw_proof_sheet(out, job, ["氏名"], []),
    ):
        with pytest.raises(Misused, match="nothing-to-print"):
            draw()
    assert list(tmp_path.iterdir()) == []


def test_a_checklist_has_25_lines_a_page_and_says_which_page_it_is(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "c.pdf"
    lines = [ChecklistLine(n, (n - 1) // 50 + 1, 3) for n in range(1001, 1052)]
    told: list[int] = []
    assert draw_checklist(out, job, lines, told.append) == []
    assert told == [25, 50, 51]
    assert pages_of(out) == 3
    text = words(out, 1)
    for part in ("1026", "1050", "2/3", "裏紙使用禁止", HEAD, "発送業務12", "封緘", "封入者"):
        assert part in text, part
    assert "1051" not in text


@pytest.fixture
def signoff() -> forms.SignOff:
    return forms.SignOff(
        "束 1～2",
        (forms.AccountLine("封筒", 100, 100), forms.AccountLine("受給者証", 98, 97)),
        tuple(forms.Counted(str(tray), "封筒", 50, 2, who) for tray in range(1, 60) for who in ("2 佐藤", "3 鈴木")),
        (forms.Party("封緘許可", "1 高橋 三郎", "11:02"),),
        ("番号 17 送付状 第1版",),
        ("決裁者", "担当者", "確認者"),
    )


def test_a_signoff_shows_account_counts_losses_people_and_head_on_as_many_pages_as_it_needs(
    tmp_path: Path, job: Job, signoff: forms.SignOff
) -> None:
    out = tmp_path / "s.pdf"
    forms.draw_signoff(out, replace(job, notes=("決裁者も確認に加わる定め",)), signoff)
    pages = pages_of(out)
    assert pages > 2
    text = "".join(words(out, page) for page in range(pages))
    for part in ("受給者証9897−1", "番号17送付状第1版", "高橋三郎", HEAD, "決裁者", "59封筒5023鈴木"):
        assert part in text, part
    for page in range(pages):
        assert "決裁者も確認に加わる定め" in words(out, page)
        assert f"{page + 1}/{pages}" in words(out, page)
    assert all("数えた人" in words(out, page) for page in range(2))  # the table's titles come again


def test_r23_a_handover_slip_carries_number_people_receipt_and_head(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "h.pdf"
    handover = forms.Handover(
        3, "架空郵便局", "定形 後納", 1234, "2 佐藤", "配達 太郎", "日本郵便", "3 鈴木", "5512", "1～25"
    )
    forms.draw_handover(out, job, handover)
    text = words(out)
    for part in ("1,234通", "架空郵便局", "定形後納", "佐藤", "日本郵便配達太郎", "鈴木", "5512", HEAD, "裏紙使用禁止"):
        assert part in text, part
    forms.draw_handover(out, job, replace(handover, witness="", receipt=""))
    assert "立会人" not in words(out)


def test_the_proof_of_a_list_cannot_be_mailed_and_names_what_cannot_be_drawn(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "p.pdf"
    rows = [forms.ProofRow(n, "見本", (f"00{n}", "[Ltd] 辻\ue000", "架空市\x1b")) for n in range(1, 60)]
    rows.append(forms.ProofRow(60, "長い" * 3000, ("1", "長い名" * 3000, "")))
    forms.draw_proof_sheet(out, job, ["宛名番号", "氏名", "住所"], rows)
    for page in range(pages_of(out)):
        assert words(out, page).count("郵送不可") >= 2
    text = words(out)
    assert "[Ltd]辻〔U+E000〕" in text
    assert "〔U+001B〕" in text
    assert "ほか" in words(out, pages_of(out) - 1)
    with pytest.raises(Misused, match="too-many-columns"):
        forms.draw_proof_sheet(out, job, ["x"] * 11, rows)


def test_words_no_font_can_draw_are_refused_where_they_are_the_matter(tmp_path: Path, job: Job) -> None:
    for draw in (
        lambda: draw_covers(tmp_path / "x.pdf", replace(job, batch_name="納税🎉"), [piece(1, Kind.COVER)]),
        lambda: forms.draw_badges(tmp_path / "x.pdf", job, [forms.Badge(code(1, Kind.BADGE), 1, "辻\ue000")]),
    ):
        with pytest.raises(Misused, match="missing-glyph"):
            draw()
    assert list(tmp_path.iterdir()) == []


def test_a_time_without_its_offset_is_a_mistake(job: Job) -> None:
    with pytest.raises(ValueError, match="offset"):
        replace(job, made=job.made.replace(tzinfo=None))


def test_the_longest_numbers_of_a_proof_sheet_are_not_broken(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "p.pdf"
    forms.draw_proof_sheet(out, job, ["氏名"], [forms.ProofRow(9_999_999, "見本", ("山田",), piece=9_999_998)])
    with pdfium.PdfDocument(out) as document:
        text_page = document[0].get_textpage()
        lines = text_page.get_text_range().split()
        text_page.close()
    assert {"9999998-", "9999999"} <= set(lines)
