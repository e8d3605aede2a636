"""Pages as another system prints them, and batches that wait for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from checkmail.office import approval, batches, findings, lists, withholding
from checkmail.office.stamp_facts import StampWish
from checkmail.rules.codes import Code, parse

from .play import AKI, BAN, OFFICE, Play, ok, print_all, write_list

NOTICES = """
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "通知書"
match = "stamped"
"""
A4 = (595.28, 841.89)

Page = Sequence[str]
"""Lines of text."""


def notice(number: int) -> str:
    """The notice number of record ``number``."""
    return f"2026-{number:05d}"


def notices(*sides: int) -> list[Page]:
    """So many pages for record 1, record 2, ..."""
    return [
        (f"Notice No. {notice(record)}", f"page {side} of {count}")
        for record, count in enumerate(sides, 1)
        for side in range(1, count + 1)
    ]


def pdf(file: Path, pages: Iterable[Page], size: tuple[float, float] = A4) -> Path:
    """A file with these lines on its pages, as any program might write it."""
    canvas = Canvas(str(file), pagesize=size, invariant=1)
    for page in pages:
        for place, line in enumerate(page):
            canvas.drawString(90, size[1] - 100 - 20 * place, line)
        canvas.showPage()
    canvas.save()
    return file


def changed(file: Path, change: object) -> Path:
    """The file with its pages changed by ``change``, which gets the open ``pikepdf.Pdf``."""
    with pikepdf.open(file, allow_overwriting_input=True) as opened:
        change(opened)  # type: ignore[operator]
        opened.save(file)
    return file


def begin(play: Play, pieces: int = 4, documents: str = NOTICES, batch: int = 1, **columns: dict[int, str]) -> Play:
    """A batch whose list is approved; every record has its notice number."""
    office = play.office
    ok(batches.create_batch(office, AKI, "納税通知書", documents, 4))
    values = {"通知書番号": {n: notice(n) for n in range(1, pieces + 1)}} | columns
    file = write_list(play.path.with_name(f"notices-{batch}.csv"), pieces, **values)
    ok(lists.import_list(office, AKI, batch, file))
    seen = ok(findings.findings(office, AKI, batch))
    if asked := [one.number for one in seen if one.finding.severity == "attention"]:
        ok(findings.acknowledge(office, AKI, batch, "確認済み", numbers=asked))
    ok(withholding.answer_none(office, AKI, batch, date(2026, 11, 1), "税務課"))
    ok(approval.approve(office, BAN, batch))
    return play


def print_rest(play: Play) -> None:
    print_all(play, "labels", "covers")


def wish(play: Play, source: Path, out: str = "stamped.pdf", **more: object) -> StampWish:
    return StampWish(source, play.path.with_name(out), 2, "通知書番号", **more)  # type: ignore[arg-type]


def codes_on(file: Path) -> list[list[Code]]:
    """The codes of this office on each page, read from its picture."""
    code128 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
    out = []
    with pdfium.PdfDocument(file) as document:
        for page in document:
            picture = page.render(scale=150 / 72, grayscale=True).to_pil()
            read = [parse(one.text, OFFICE) for one in zxingcpp.read_barcodes(picture, formats=code128)]
            out.append([one for one in read if isinstance(one, Code)])
    return out


def texts_on(file: Path) -> list[str]:
    with pdfium.PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
