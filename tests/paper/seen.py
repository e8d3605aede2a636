"""Pieces for the tests, and eyes: pages as pictures and as text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from checkmail.paper.facts import Addressed
from checkmail.rules.codes import Code, Kind

OFFICE = 7
BATCH = 12


def code(number: int, kind: Kind = Kind.LABEL, enclosure: int = 0) -> str:
    issue = 0 if kind in (Kind.BADGE, Kind.COMMAND) else 1
    return Code(kind, BATCH, number, enclosure, issue).digits(OFFICE)


def piece(number: int, kind: Kind = Kind.LABEL, **changed: object) -> Addressed:
    plain: dict[str, object] = {
        "code": code(number, kind, 1 if kind is Kind.COVER else 0),
        "piece": number,
        "tray": (number - 1) // 50 + 1,
        "issue": 1,
        "postal_code": "065-0021",
        "address": "架空県架空市中央一丁目2番3号",
        "building": "コーポ架空101",
        "name": "山田 太郎",
    }
    return Addressed(**{**plain, **changed})  # type: ignore[arg-type]


def picture(pdf: Path, page: int = 0, dpi: int = 150) -> Image.Image:
    """The page in grey."""
    with pdfium.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil().copy()


def words(pdf: Path, page: int = 0) -> str:
    """The page's text as a reader would copy it, without blanks and line ends."""
    with pdfium.PdfDocument(pdf) as document:
        text_page = document[page].get_textpage()
        found: str = text_page.get_text_range()
        text_page.close()
    return "".join(found.split())


def pages_of(pdf: Path) -> int:
    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def crop(image: Image.Image, dpi: int, x: float, y: float, width: float, height: float) -> Image.Image:
    """A part of a picture, measured in millimetres."""
    return image.crop(tuple(round(v * dpi / 25.4) for v in (x, y, x + width, y + height)))  # type: ignore[arg-type]
