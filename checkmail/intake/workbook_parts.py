"""The parts of a workbook: its package, its sheets, its texts and its styles.

openpyxl reads the package and says what a number format means. The texts and the rows are read as a
stream here: openpyxl's own objects of 200,000 rows take gigabytes, and its stream of rows leaves out
what is hidden (docs/decisions/0008).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader

from checkmail.errors import Misused
from checkmail.intake.cell_text import Style, style_of
from checkmail.intake.tables import LARGEST

MOST_UNPACKED: Final = 4 * LARGEST
"""Bytes of all parts unpacked. A sheet of 1,048,576 rows of 15 texts is a third of it; beyond is a zip bomb."""
_WHOLE: Final = 16 * 1024 * 1024
"""Bytes of a part that is read into memory as a tree. 64,000 cell formats, all there may be, are some 10 MB."""
_STREAMED: Final = ("worksheet+xml", "sharedStrings+xml")
"""How the types of the parts end that may be longer, because they are read block by block."""
_UNREAD: Final = ("pivotCacheRecords+xml",)
_MANIFEST: Final = "[Content_Types].xml"
_BLOCK: Final = 256 * 1024
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character that XML cannot hold, as a workbook writes it (ECMA-376 part 1, 22.9.2.19)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook that holds cells."""

    name: str
    hidden: bool
    part: str
    """Where it lies in the package."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook."""

    name: str
    """Of the file."""
    archive: zipfile.ZipFile = field(repr=False)
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]
    """Names of all hidden sheets, of charts too."""
    texts: list[str] = field(repr=False)
    """The shared texts, by their number."""
    styles: list[Style] = field(repr=False)
    """By their number."""


class Handler(Protocol):
    """Is told what a part holds, by local names: the strict form of the format has other namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between them."""


def open_workbook(content: bytes, name: str) -> Workbook:
    """The workbook in the bytes of the file ``name``. Raises :class:`Misused` ``not-a-workbook``."""
    with sound(name):
        archive = zipfile.ZipFile(io.BytesIO(content))
        _refuse_bombs(archive)
        package = _package(content, archive)
        sheets: list[Sheet] = []
        hidden: list[str] = []
        for about, relation in _sheets(package):
            if about.state != "visible":
                hidden.append(about.name)
            if relation.Type.endswith("/worksheet"):
                sheets.append(Sheet(about.name, about.state != "visible", relation.target))
        if not sheets:
            raise ValueError("no sheet with cells")
        texts, styles = (_part(package, kind) for kind in ("sharedStrings", "styles"))
        return Workbook(
            name, archive, tuple(sheets), tuple(hidden), _texts(archive, texts),
            _styles(archive, styles, package.wb.epoch),
        )  # fmt: skip


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Whatever a damaged package makes its readers raise is one thing to people: ``not-a-workbook``."""
    try:
        yield
    except (
        ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError,
        TypeError, ValueError, zipfile.BadZipFile, zlib.error, expat.ExpatError,
    ) as error:  # fmt: skip
        raise Misused("not-a-workbook", file=name) from error


def told_to(handler: Handler, archive: zipfile.ZipFile, part: str) -> Iterator[int]:
    """Tells ``handler`` of a part, block by block; between two of them the bytes told so far."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    start, end = handler.start, handler.end

    def begin(name: str, attributes: dict[str, str]) -> None:
        """The first element shows whether the part writes a prefix before its names; most do not."""
        if ":" in name:
            parser.StartElementHandler = lambda name, attributes: start(name[name.rfind(":") + 1 :], attributes)
            parser.EndElementHandler = lambda name: end(name[name.rfind(":") + 1 :])
        else:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        start(name[name.rfind(":") + 1 :], attributes)

    parser.StartElementHandler = begin
    parser.CharacterDataHandler = handler.text
    done = 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block)
            done += len(block)
            yield done
    parser.Parse(b"", True)  # noqa: FBT003 - the end; it takes no keyword


def unescaped(text: str) -> str:
    """``text`` with its escaped characters, such as a carriage return."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raises ``ValueError`` for parts that unfold without end, ``RuntimeError`` for those that are encrypted."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError("unpacked too large")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _refuse_doctype(archive, part)


def _refuse_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type could define entities of entities; the format allows none (ECMA-376 part 2, M1.17)."""

    def begun(*_: object) -> None:
        raise _Begun

    def defined(*_: object) -> None:
        raise ValueError("a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, defined
    with archive.open(part) as stream:
        try:
            while block := stream.read(4096):
                parser.Parse(block)
        except _Begun:
            return


class _Begun(Exception):
    """The first element of a part was met."""


def _package(content: bytes, archive: zipfile.ZipFile) -> Any:
    """The package as openpyxl reads it, without sheets, texts and styles.

    Raises ``ValueError`` for a part that is read whole and too long for it.
    """
    if archive.getinfo(_MANIFEST).file_size > _WHOLE:
        raise ValueError("unpacked too large")
    package = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    with _unwarned():
        package.read_manifest()
        may = {one.PartName for one in package.package.Override if one.ContentType.endswith(_STREAMED + _UNREAD)}
        for part in archive.infolist():
            if part.file_size > _WHOLE and f"/{part.filename}" not in may:
                raise ValueError("unpacked too large")
        package.read_workbook()
    return package


def _sheets(package: Any) -> list[tuple[Any, Any]]:
    with _unwarned():
        return list(package.parser.find_sheets())


@contextmanager
def _unwarned() -> Iterator[None]:
    """What openpyxl would drop when it wrote the workbook does not matter to a reader."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _part(package: Any, kind: str) -> str:
    """Where the part of a kind lies; empty where there is none."""
    relations = package.parser.rels.values()
    return next((one.target for one in relations if one.Type.endswith(f"/{kind}")), "")


class _Texts:
    """Gathers the shared texts: all runs of each, without the reading that may stand above them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._runs: list[str] = []
        self._taking = self._reading = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._runs = []
        elif name == "rPh":
            self._reading = True
        self._taking = name == "t" and not self._reading

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(unescaped("".join(self._runs)))
        elif name == "rPh":
            self._reading = False
        self._taking = False

    def text(self, text: str) -> None:
        if self._taking:
            self._runs.append(text)


def _texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    gathered = _Texts()
    if part:
        if archive.getinfo(part).file_size > LARGEST:
            raise ValueError("texts too large")
        for _ in told_to(gathered, archive, part):
            continue
    return gathered.texts


def _styles(archive: zipfile.ZipFile, part: str, epoch: datetime) -> list[Style]:
    if not part:
        return []
    root = ElementTree.fromstring(archive.read(part))  # noqa: S314 - no part may define entities
    codes: dict[int, str] = {}
    styles: list[Style] = []
    for group in root:
        if group.tag.endswith("}numFmts"):
            codes = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in group}
        elif group.tag.endswith("}cellXfs"):
            numbers = [int(one.get("numFmtId", "0")) for one in group]
            styles = [style_of(number, codes.get(number, ""), epoch) for number in numbers]
    return styles
