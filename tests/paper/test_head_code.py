"""The ledger's head on signed paper: digits, and a QR code that ``ledger verify --head`` takes as it is (R24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from checkmail.errors import Misused
from checkmail.office.verifying import from_paper
from checkmail.paper import qr
from checkmail.paper.facts import Job, Placed
from checkmail.paper.form_layouts import load_form
from checkmail.paper.proof import prove
from checkmail.paper.records import Handover, HandoverForm, SignOff, SignOffForm, draw_handover, draw_signoff
from checkmail.resources import shipped

HEADS = (f"1:3:{'0c4f' * 16}", f"99999:123456789:{'9fe1' * 16}", f"office:212:{'07ab' * 16}")
SLIP = Handover(3, "架空郵便局", "定形 後納", 12, "2 佐藤", "3 鈴木")
SHEET = SignOff("全体", (), (), (), signatures=("封入者", "決裁者"))


def handover(out: Path, job: Job) -> list[Placed]:
    return draw_handover(out, job, SLIP)


def signoff(out: Path, job: Job) -> list[Placed]:
    return draw_signoff(out, job, SHEET)


PAPERS = pytest.mark.parametrize("draw", [handover, signoff], ids=lambda draw: draw.__name__)


def rendered(out: Path, dpi: int) -> Image.Image:
    document = pdfium.PdfDocument(out)
    try:
        return document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        document.close()


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


@PAPERS
@pytest.mark.parametrize("head", HEADS)
def test_r24_the_code_on_paper_is_the_head_and_verify_takes_it(
    tmp_path: Path, job: Job, head: str, draw: Callable[[Path, Job], list[Placed]]
) -> None:
    out = tmp_path / "paper.pdf"
    (placed,) = draw(out, replace(job, head=head))
    found = {text for dpi in (100, 200, 300) for text in read(rendered(out, dpi))}
    assert found == {placed.code} == {head.upper()}
    (told,) = found
    asked = from_paper(told)
    assert f"{'office' if asked.chain == 0 else asked.chain}:{asked.count}:{asked.hash}" == head
    assert prove(out, [placed]).clean


@PAPERS
def test_the_code_is_large_enough_and_stands_alone(
    tmp_path: Path, job: Job, draw: Callable[[Path, Job], list[Placed]]
) -> None:
    out = tmp_path / "paper.pdf"
    (placed,) = draw(out, replace(job, head=HEADS[1]))
    assert placed.width == placed.height >= 20
    module = placed.width / len(qr.rows_of(placed.code))
    pixel = 25.4 / 300
    box = (placed.x, placed.y, placed.x + placed.width, placed.y + placed.height)
    quiet = qr.QUIET_MODULES * module
    around = [round((edge + side * quiet) / pixel) for edge, side in zip(box, (-1, -1, 1, 1), strict=True)]
    zone = rendered(out, 300).crop(around)
    inside = [round(edge / pixel) for edge in box]
    zone.paste(
        255,
        (inside[0] - around[0] - 1, inside[1] - around[1] - 1, inside[2] - around[0] + 1, inside[3] - around[1] + 1),
    )
    assert zone.getextrema() == (255, 255)


@PAPERS
def test_the_code_is_read_from_a_bad_copy(tmp_path: Path, job: Job, draw: Callable[[Path, Job], list[Placed]]) -> None:
    """Scanned askew at 150 dpi in grey on grey, with a thumb's breadth of ink over one corner of the symbol."""
    out = tmp_path / "paper.pdf"
    (placed,) = draw(out, replace(job, head=HEADS[0]))
    page = rendered(out, 150).point(lambda grey: 40 + grey * 3 // 5)
    spot = [round(edge * 150 / 25.4) for edge in (placed.x + 9, placed.y + 16, placed.x + 12, placed.y + 19)]
    page.paste(40, (spot[0], spot[1], spot[2], spot[3]))
    assert read(page.rotate(7, fillcolor=193)) == [placed.code]


def test_r9_a_paper_whose_code_says_something_else_is_not_released(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "paper.pdf"
    (placed,) = handover(out, replace(job, head=HEADS[0]))
    wrong = replace(placed, code=placed.code[:-1] + "0")
    assert {problem.what for problem in prove(out, [wrong]).problems} == {"undecodable", "unexpected"}
    assert {problem.what for problem in prove(out, [replace(placed, x=20.0)]).problems} == {"wrong-place"}


@pytest.mark.parametrize(("kind", "dots"), [(HandoverForm, 7), (SignOffForm, 7), (HandoverForm, 15), (SignOffForm, 99)])
def test_a_form_with_a_code_too_small_or_too_large_is_refused(tmp_path: Path, kind: type, dots: int) -> None:
    whole = (shipped("layouts") / "forms" / kind.FILE).read_text(encoding="utf-8")
    assert "qr = 8" in whole
    own = tmp_path / kind.FILE
    own.write_text(whole.replace("qr = 8", f"qr = {dots}"), encoding="utf-8")
    with pytest.raises(Misused, match="form-off-page"):
        load_form(kind, own)


def test_a_paper_before_the_first_entry_has_no_code(tmp_path: Path, job: Job) -> None:
    assert handover(tmp_path / "h.pdf", replace(job, head="")) == []
    assert signoff(tmp_path / "s.pdf", replace(job, head="")) == []
