"""Pages made by another system: opened, read and looked at before a stamp goes on them.

What is taken is a whole file that nobody has locked. A file that a reader would have to mend is
refused: what it lost, a page or a person's number, nobody could name.

pikepdf is loaded by what needs it: every command would pay for it, and few stamp.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium

from checkmail.errors import Misused
from checkmail.paper.fingerprint import sha256_of

# Without a handler what it remarks on a file would be written over the screen.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

_LARGEST: Final = 3600.0
"""Points of a page's side; A0 has 3370. The picture of a larger one does not fit in an office machine's memory."""
_POINT: Final = 25.4 / 72
"""Millimetres a point."""
_DPI: Final = 150
WHITE: Final = 240
"""The darkest grey of 255 that counts as paper: the pale noise round a scanned form, and nothing that was drawn."""
TINT: Final = 200
"""The darkest grey of an even tint that bars are read on as on paper."""
_EVEN: Final = 6
"""What the greys of an even tint lie apart at most."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page as it is seen, in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float


def check_source(file: Path) -> int:
    """How many pages ``file`` has.

    Raises :class:`Misused`: ``source-unreadable`` where it cannot be opened, ``source-broken`` where it is no
    PDF or not a whole one, ``source-locked`` where it is encrypted, ``source-form`` where it has fields to
    fill in, ``source-notes`` where notes are drawn over a page, ``source-too-large`` for a page beyond A0,
    ``source-unit`` where one is measured in other units, ``source-empty`` without pages.
    """
    about = {"path": shown_path(file)}
    # A pipe would be waited for; a name that is no text could stand in no record.
    if about["path"] != str(file) or not file.is_file():
        raise Misused("source-unreadable", **about)
    with opened_source(file) as source:
        if source.is_encrypted:
            raise Misused("source-locked", **about)
        form = source.Root.get("/AcroForm")
        # Fields are drawn by whoever shows the file, each in their own way; their text is no text of the page.
        if form is not None and (len(form.get("/Fields", [])) or "/XFA" in form):
            raise Misused("source-form", **about)
        said = int(source.Root.Pages.get("/Count", 0))
        pages = len(source.pages)
        if not pages:
            raise Misused("source-empty", **about)
        # A page that one reader passes over and another counts would put every code behind it on another's page.
        if not pages == said == _shown_pages(file):
            raise Misused("source-broken", **about)
        for number, page in enumerate(source.pages, 1):
            if not measured(page):
                raise Misused("source-broken", **about)
            if _has_notes(page):
                raise Misused("source-notes", page=number, **about)
            left, foot, right, top = map(float, page.mediabox)
            if max(abs(right - left), abs(top - foot)) > _LARGEST:
                raise Misused("source-too-large", page=number, **about)
            # Drawings of buildings are; PDFium shows such a page too small, and no proof of it would hold (R9).
            if page.obj.get("/UserUnit", 1) != 1:
                raise Misused("source-unit", page=number, **about)
        # What qpdf remarks on, it has mended: a size that was none, a page that was in two places.
        if source.get_warnings():
            raise Misused("source-broken", **about)
    return pages


def _shown_pages(file: Path) -> int:
    """How many pages PDFium sees, which reads and shows them."""
    try:
        with pdfium.PdfDocument(file) as document:
            return len(document)
    except pdfium.PdfiumError:
        return 0


def measured(page: Any) -> bool:
    """Whether a page says its size and rotation in numbers that mean something."""
    try:
        boxes = [[float(side) for side in box] for box in (page.mediabox, page.cropbox)]
        rotation = int(page.obj.get("/Rotate", 0))
    except (TypeError, ValueError):
        return False
    return all(len(box) == 4 for box in boxes) and rotation % 90 == 0


def _has_notes(page: Any) -> bool:
    """Whether annotations are printed over a page: they cover it, and their words are no text of the page (S3)."""
    import pikepdf

    notes = page.obj.get("/Annots")
    return isinstance(notes, pikepdf.Array) and any(map(_is_printed, notes))


def _is_printed(note: Any) -> bool:
    import pikepdf

    # A link shows nothing of its own unless it has a picture. Flags: hidden, printed (ISO 32000-1, table 165).
    if not isinstance(note, pikepdf.Dictionary) or (note.get("/Subtype") == "/Link" and "/AP" not in note):
        return False
    flags = note.get("/F", 0)
    return note.get("/Subtype") != "/Popup" and not (isinstance(flags, int) and (flags & 2 or not flags & 4))


def shown_path(file: Path) -> str:
    """The name as text; half a character in it, which stands for bytes that are none, shows as a question mark."""
    return str(file).encode("utf-8", "replace").decode()


def fingerprint(file: Path) -> str:
    """The SHA-256 of the source; raises :class:`Misused` ``source-unreadable``."""
    try:
        return sha256_of(file)
    except OSError:
        raise Misused("source-unreadable", path=shown_path(file)) from None


@contextlib.contextmanager
def opened_source(file: Path) -> Iterator[Any]:
    """The file as a container of pages (``pikepdf.Pdf``); raises as :func:`check_source`."""
    import pikepdf

    about = {"path": str(file)}
    try:
        source = pikepdf.open(file, attempt_recovery=False)
    except pikepdf.PasswordError:
        raise Misused("source-locked", **about) from None
    except pikepdf.PdfError:
        raise Misused("source-broken", **about) from None
    except (OSError, ValueError):  # ValueError: a path with NUL in it
        raise Misused("source-unreadable", **about) from None
    try:
        with source:
            yield source
    except pikepdf.PdfError:
        raise Misused("source-broken", **about) from None


class SourcePages:
    """The pages of a file as they are read and seen."""

    def __init__(self, file: Path, document: Any) -> None:
        self._file = file
        self._document = document

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._document)

    def text(self, number: int) -> str:
        """The text of page ``number`` (from 0) that lies on the visible page."""
        with self._page(number) as page:
            words = page.get_textpage()
            try:
                return str(words.get_text_bounded())
            finally:
                words.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page as it is seen, in millimetres."""
        with self._page(number) as page:
            width, height = page.get_size()
            return width * _POINT, height * _POINT

    def empty(self, number: int, area: Area | None = None) -> bool:
        """Whether nothing but an even tint is drawn in ``area`` of the page; None: anywhere on it."""
        with self._page(number) as page:
            crop = (0.0, 0.0, 0.0, 0.0)
            if area is not None:
                width, height = page.get_size()
                left, top = area.x / _POINT, area.y / _POINT
                right, foot = width - left - area.width / _POINT, height - top - area.height / _POINT
                crop = (max(left, 0.0), max(foot, 0.0), max(right, 0.0), max(top, 0.0))
            # As R9's look has it: with the layers that are only printed.
            bitmap = page.render(scale=_DPI / 72, grayscale=True, crop=crop, optimize_mode="print")
            try:
                darkest, lightest = bitmap.to_pil().getextrema()
            finally:
                bitmap.close()
            return bool(darkest >= WHITE or (darkest >= TINT and lightest - darkest <= _EVEN))

    @contextlib.contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        try:
            page = self._document[number]
        except pdfium.PdfiumError:
            raise Misused("source-broken", path=str(self._file)) from None
        try:
            yield page
        finally:
            page.close()


@contextlib.contextmanager
def source_pages(file: Path) -> Iterator[SourcePages]:
    """The pages of a checked file. Raises :class:`Misused` ``source-broken`` where they cannot be shown."""
    try:
        document = pdfium.PdfDocument(file)
    except (pdfium.PdfiumError, FileNotFoundError):
        raise Misused("source-broken", path=str(file)) from None
    try:
        yield SourcePages(file, document)
    finally:
        document.close()
