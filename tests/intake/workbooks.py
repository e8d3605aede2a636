"""Workbooks made for tests: by openpyxl, and by hand where openpyxl cannot write what an office's files hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("宛名番号", "氏名", "住所")
PEOPLE = (
    ("0000000001", "髙橋　一郎", "石川県白山市倉光1"),
    ("0000000002", "𠮷田　花子", "石川県白山市倉光2"),
    ("0000000003", "森　茂", "石川県白山市倉光3"),
)
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def book(
    path: Path,
    rows: Iterable[Sequence[object]] = PEOPLE,
    change: Callable[[Worksheet, Workbook], object] | None = None,
    *,
    headings: Sequence[object] = HEADINGS,
    patch: Mapping[str, Callable[[str], str]] | None = None,
) -> Path:
    """A workbook with the sheet 名簿, changed by ``change`` and, once written, by ``patch``: part -> its new text."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名簿"
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet, workbook)
    written = io.BytesIO()
    workbook.save(written)
    path.write_bytes(repacked(written.getvalue(), patch) if patch else written.getvalue())
    return path


def repacked(content: bytes, patch: Mapping[str, Callable[[str], str]]) -> bytes:
    """The package with some parts' texts changed, and those added that were not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, patch[part](text.decode()).encode() if part in patch else text)
        for part in patch.keys() - set(old.namelist()):
            new.writestr(part, patch[part](""))
    return out.getvalue()


def shared(path: Path, more: str = "") -> Path:
    """Makes the texts of the workbook shared ones, as spreadsheets write them, and adds ``more`` of them as XML."""
    texts: list[str] = []

    def to_shared(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    def cells(xml: str) -> str:
        return re.sub('t="inlineStr"><is>(.*?)</is>', to_shared, xml)

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId9" /></Relationships>'
    content = repacked(path.read_bytes(), {SHEET: cells})
    items = "".join(f"<si>{text}</si>" for text in texts) + more
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    patch = {STRINGS: lambda _: strings, RELATIONS: lambda xml: xml.replace("</Relationships>", relation)}
    path.write_bytes(repacked(content, patch))
    return path
