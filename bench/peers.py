"""Other ways to make the same labels: what people use, each as its own documents show it.

A way is a function of a file and a number of labels. Those that need more than checkmail has:

- ``make peers``: pylabels, blabel and treepoem from PyPI (the extra ``peers``);
- ``apt-get install libpango-1.0-0 libpangoft2-1.0-0 ghostscript glabels``: what blabel and treepoem stand on, and
  gLabels itself.
"""

from __future__ import annotations

import csv
import functools
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import checkmail.paper
from bench.content import pieces
from checkmail.paper.facts import Addressed
from checkmail.paper.sheets import DEFAULT_SHEET, find_sheet

MM = 72 / 25.4
MODULE = 4 * 25.4 / 300
"""Millimetres: four dots of 300 dpi, for every way."""
MODULES = 134
LEFT = 4.0
"""Millimetres from a label's left edge to its text and bars, for all of these."""
BAR_FOOT, BAR_HEIGHT = 29.3, 8.6
"""Millimetres from the top of a label to the foot of its bars, and their height."""
_FONTS = Path(checkmail.paper.__file__).parent / "fonts"
_LINES = (
    ("postal", 0.0, 6.6, "Regular", 9.5),
    ("address", 0.0, 11.2, "Regular", 8.5),
    ("building", 0.0, 14.8, "Regular", 8.5),
    ("name", 0.0, 19.2, "Bold", 12.0),
    ("code", 10.6, 31.6, "Regular", 6.5),
)
"""Field, millimetres right of :data:`LEFT`, millimetres from the label's top to the baseline, font, points."""
_NUMBER = ("number", 62.0, 6.6, "Bold", 15.0)
"""The same of the piece number, which ends where the millimetres say."""
_PICTURE: dict[str, object] = {
    "module_width": MODULE, "module_height": BAR_HEIGHT, "quiet_zone": 0, "write_text": False, "dpi": 300,
}  # fmt: skip


def _fields(item: Addressed) -> dict[str, str]:
    return {
        "postal": f"〒{item.postal_code}", "address": item.address, "building": item.building,
        "name": f"{item.name} 様", "code": item.code, "number": str(item.piece),
    }  # fmt: skip


@functools.cache
def _fonts() -> None:
    """What reportlab is by itself, with its own reading of the fonts: the sheets' places came with our pages."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfdoc
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.useA85 = 1
    pdfdoc.PDFZCompress = pdfdoc.PDFStreamFilterZCompress()
    for name in ("Regular", "Bold"):
        registerFont(TTFont(name, str(_FONTS / f"NotoSansJP-{name}.ttf")))


def _by_hand(out: Path, count: int, bar_code: Callable[[Any, str, float, float, float], None]) -> None:
    """A canvas with texts by ``drawString``; ``bar_code`` gets canvas, code, left, foot and height in points."""
    from reportlab.pdfgen.canvas import Canvas

    _fonts()
    sheet = find_sheet(DEFAULT_SHEET)
    height = sheet.page_height * MM
    canvas = Canvas(str(out), pagesize=(sheet.page_width * MM, height), pageCompression=1)
    for place, item in enumerate(pieces(count)):
        index = place % sheet.labels
        if place and not index:
            canvas.showPage()
        _, _, x, y = sheet.place(index)
        left, top, fields = (x + LEFT) * MM, height - y * MM, _fields(item)
        for field, right, baseline, font, points in _LINES:
            canvas.setFont(font, points)
            canvas.drawString(left + right * MM, top - baseline * MM, fields[field])
        field, end, baseline, font, points = _NUMBER
        canvas.setFont(font, points)
        canvas.drawRightString((x + end) * MM, top - baseline * MM, fields[field])
        bar_code(canvas, item.code, left, top - BAR_FOOT * MM, BAR_HEIGHT * MM)
    canvas.save()


def one_path(out: Path, count: int) -> None:
    """d: python-barcode's encoder and one vector path a bar code on the canvas."""
    from barcode.codex import Code128

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        path, at = canvas.beginPath(), 0
        for dark, group in groupby(Code128(code).build()[0]):
            wide = len(list(group))
            if dark == "1":
                path.rect(left + at * MODULE * MM, foot, wide * MODULE * MM, height)
            at += wide
        canvas.drawPath(path, stroke=0, fill=1)

    _by_hand(out, count, bar_code)


def own_code128(out: Path, count: int) -> None:
    """c: reportlab's ``code128.Code128``."""
    from reportlab.graphics.barcode.code128 import Code128

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        Code128(code, barWidth=MODULE * MM, barHeight=height, quiet=False).drawOn(canvas, left, foot)

    _by_hand(out, count, bar_code)


def pictures(out: Path, count: int) -> None:
    """b: python-barcode's picture of each bar code on the canvas."""
    from barcode.codex import Code128
    from barcode.writer import ImageWriter

    _pictures(out, count, lambda code: Code128(code, writer=ImageWriter()).render(_PICTURE))


def treepoem(out: Path, count: int) -> None:
    """g: treepoem's picture of each bar code (BWIPP, run by Ghostscript) on the canvas."""
    from treepoem import generate_barcode

    _pictures(out, count, lambda code: generate_barcode("code128", code))


def _pictures(out: Path, count: int, made: Callable[[str], Any]) -> None:
    from reportlab.lib.utils import ImageReader

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        canvas.drawImage(ImageReader(made(code)), left, foot, MODULES * MODULE * MM, height)

    _by_hand(out, count, bar_code)


def pylabels(out: Path, count: int) -> None:
    """a: pylabels with reportlab's drawings."""
    import labels
    from reportlab.graphics.barcode.widgets import BarcodeCode128
    from reportlab.graphics.shapes import String

    _fonts()
    sheet = find_sheet(DEFAULT_SHEET)
    size = (sheet.page_width, sheet.page_height, sheet.columns, sheet.rows, sheet.label_width, sheet.label_height)

    def draw(label: Any, _wide: float, high: float, item: Addressed) -> None:
        fields = _fields(item)
        for field, right, baseline, font, points in _LINES:
            place = ((LEFT + right) * MM, high - baseline * MM)
            label.add(String(*place, fields[field], fontName=font, fontSize=points))
        field, end, baseline, font, points = _NUMBER
        number = (end * MM, high - baseline * MM, fields[field])
        label.add(String(*number, fontName=font, fontSize=points, textAnchor="end"))
        bar = {"barWidth": MODULE * MM, "barHeight": BAR_HEIGHT * MM, "humanReadable": False, "quiet": False}
        label.add(BarcodeCode128(x=LEFT * MM, y=high - BAR_FOOT * MM, value=item.code, **bar))

    made = labels.Sheet(labels.Specification(*size, left_margin=sheet.x0, top_margin=sheet.y0), draw)
    made.add_labels(pieces(count))
    made.save(str(out))


def blabel(out: Path, count: int) -> None:
    """e: blabel, that is a page of HTML set by WeasyPrint."""
    from blabel import LabelWriter

    sheet = find_sheet(DEFAULT_SHEET)
    weight = {"Regular": "normal", "Bold": "bold"}
    files = {font: (_FONTS / f"NotoSansJP-{font}.ttf").as_uri() for font in weight}
    rules = [f"@font-face {{font-family: N; font-weight: {weight[font]}; src: url({files[font]})}}" for font in weight]
    rules += [
        f".{field} {{left: {LEFT + right}mm; top: {baseline - points / MM}mm; font: {weight[font]} {points}pt/1 N}}"
        for field, right, baseline, font, points in _LINES
    ]
    field, end, baseline, _font, points = _NUMBER
    wide = sheet.columns * sheet.dx + 0.01
    rules += [
        f".{field} {{right: {sheet.dx - end}mm; top: {baseline - points / MM}mm; font: bold {points}pt/1 N}}",
        f"@page {{size: {sheet.page_width}mm {sheet.page_height}mm}}",
        f".print-area {{width: {wide}mm; margin: {sheet.y0}mm 0 0 {sheet.x0}mm; font-size: 0}}",
        f".item {{width: {sheet.dx}mm; height: {sheet.dy}mm; position: relative; vertical-align: top}}",
        ".item span, .item img {position: absolute; white-space: nowrap}",
        f".item img {{left: {LEFT}mm; top: {BAR_FOOT - BAR_HEIGHT}mm; width: {MODULES * MODULE}mm}}",
        f".item img {{height: {BAR_HEIGHT}mm}}",
    ]
    item = "".join(f"<span class={name}>{{{{{name}}}}}</span>" for name, *_ in (*_LINES, _NUMBER))
    item += "<img src='{{label_tools.barcode(code, **picture)}}'>"
    style = out.with_name("labels.css")
    style.write_text("".join(rules), encoding="utf-8")
    writer = LabelWriter(
        item_template=item,
        default_stylesheets=(str(style),),
        items_per_page=sheet.labels,
        picture=_PICTURE,
    )
    writer.write_labels([_fields(piece) for piece in pieces(count)], target=str(out))
    style.unlink()


def glabels(out: Path, count: int) -> None:
    """f: gLabels' batch program, which merges a template with a CSV file."""
    table, template, fonts = (out.with_name(name) for name in ("labels.csv", "labels.glabels", "fonts.conf"))
    names = [name for name, *_ in (*_LINES, _NUMBER)]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(map(_fields, pieces(count)))
    template.write_text("".join(_glabels()), encoding="utf-8")
    fonts.write_text(f"<fontconfig><dir>{_FONTS}</dir><cachedir>{out.parent}/cache</cachedir></fontconfig>")
    command = ["glabels-3-batch", "-i", str(table), "-o", str(out), str(template)]
    # It keeps the layouts it meets for its user, who shall have none of these.
    where = {
        **os.environ,
        "FONTCONFIG_FILE": str(fonts),
        "XDG_CONFIG_HOME": str(out.parent / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    subprocess.run(command, check=True, capture_output=True, env=where)  # noqa: S603
    for made in (table, template, fonts):
        made.unlink()
    shutil.rmtree(out.parent / "cache", ignore_errors=True)


def _glabels() -> Iterator[str]:
    """The template of one label, and of the sheet it stands on."""
    sheet = find_sheet(DEFAULT_SHEET)

    def element(tag: str, inner: str | None = None, /, **attributes: object) -> str:
        head = tag + "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
        return f"<{head}/>" if inner is None else f"<{head}>{inner}</{tag}>"

    layout = element(
        "Layout", nx=sheet.columns, ny=sheet.rows,
        x0=f"{sheet.x0}mm", y0=f"{sheet.y0}mm", dx=f"{sheet.dx}mm", dy=f"{sheet.dy}mm",
    )  # fmt: skip
    size = {"width": f"{sheet.label_width}mm", "height": f"{sheet.label_height}mm"}
    yield '<?xml version="1.0"?><Glabels-document xmlns="http://glabels.org/xmlns/3.0/">'
    label = element("Label-rectangle", layout, id=0, round="0mm", **size)
    yield element("Template", label, brand=sheet.brand, part=sheet.part, size="A4")
    texts, straight = "", {"a0": 1, "a1": 0, "a2": 0, "a3": 1, "a4": 0, "a5": 0}
    for field, right, baseline, font, points in (*_LINES, _NUMBER):
        span = {"font_family": "Noto Sans JP", "font_size": points, "font_weight": font, "color": "0xff"}
        wide, left = (30.0, right - 30) if field == "number" else (62.0 - right, LEFT + right)
        texts += element(
            "Object-text", element("Span", element("Field", name=field), font_italic="False", line_spacing=1, **span),
            x=f"{left}mm", y=f"{baseline - points * 1.2 / MM}mm", w=f"{wide}mm", h=f"{points * 1.5 / MM}mm",
            justify="Right" if field == "number" else "Left", valign="Top", auto_shrink="False", **straight,
        )  # fmt: skip
    bars = element(
        "Object-barcode", x=f"{LEFT - 10 * MODULE}mm", y=f"{BAR_FOOT - BAR_HEIGHT}mm", w=f"{(MODULES + 20) * MODULE}mm",
        h=f"{BAR_HEIGHT}mm", backend="gnu-barcode", style="Code128C", text="False", checksum="True", field="code",
        color="0xff", **straight,
    )  # fmt: skip
    yield element("Objects", texts + bars, id=0, rotate="False")
    yield element("Merge", type="Text/Comma/Line1Keys", src="labels.csv") + "</Glabels-document>"


PEERS: dict[str, Callable[[Path, int], None]] = {
    "d one path": one_path,
    "c reportlab code128": own_code128,
    "b pictures": pictures,
    "a pylabels": pylabels,
    "e blabel": blabel,
    "f gLabels": glabels,
    "g treepoem": treepoem,
}
NEEDS = {
    "a pylabels": ("labels",),
    "e blabel": ("blabel",),
    "f gLabels": ("glabels-3-batch",),
    "g treepoem": ("treepoem", "gs"),
}
"""Modules and commands without which a way is left out."""
MOST = {
    "c reportlab code128": 20_000,
    "b pictures": 1_000,
    "a pylabels": 1_000,
    "e blabel": 1_000,
    "f gLabels": 1_000,
    "g treepoem": 24,
}
"""Labels at which a slow way still ends in bearable time; it is measured at no more."""


def installed(way: str) -> bool:
    """Whether what the way needs is there."""
    return all(shutil.which(need) or importlib.util.find_spec(need) for need in NEEDS.get(way, ()))
