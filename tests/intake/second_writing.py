"""How a list of the second generator is written: headings, their order, dates, codes, addresses, bytes."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from .second_places import FULL_WIDTH, Place, address, building
from .second_words import words

ENCODINGS = ("cp932", "utf-8", "utf-8-sig", "utf-16", "xlsx")
DATES = ("era", "spaced", "dots", "slashes", "iso", "western", "compact", "full", "mixed")
POSTAL = ("hyphen", "plain", "mark", "full", "mixed")
_STREETS = (("long",), ("hyphen",), ("no", "long"), ("kanji",), ("plain", "hyphen"), ("long", "hyphen", "no", "plain"))
ERAS = (
    (date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"), (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"), (date(1868, 10, 23), "明治", "M"),
)  # fmt: skip
HEADINGS = words("lists", "headings")


@dataclass(frozen=True, slots=True)
class Manner:
    """The manner of one list."""

    encoding: str
    date: str
    postal: str
    headings: tuple[str, ...]
    columns: dict[str, str]
    """Our name -> heading."""
    street: tuple[str, ...]
    """Styles that the mailing address is written in."""
    register: str
    """Style of the register's address; empty: as the mailing address."""
    prefecture: bool
    kana: str
    gap: str
    """Between surname and given name."""
    number: str
    """Format of the office's own number."""
    delimiter: str
    line_end: str
    quote_all: bool


def manner_of(seed: int, encoding: str = "") -> Manner:
    """Every encoding, date and postal form within nine seeds; the rest drawn."""
    random = Random(seed * 7919)
    pairs = [pair.rpartition("=") for pair in HEADINGS[seed % len(HEADINGS)].split()]
    ours = {name: heading for heading, _, name in pairs if name != "*"}
    return Manner(
        encoding or ENCODINGS[seed % 5],
        DATES[seed % 9],
        POSTAL[(seed + seed // 5) % 5],
        tuple(heading for heading, _, _ in pairs),
        ours,
        random.choice(_STREETS),
        random.choice(("", "", "long")),
        random.random() < 0.5,
        random.choice(("full", "full", "half")) if seed % 5 != 4 else random.choice(("full", "hiragana")),
        random.choice(("　", "　", " ", "")),
        random.choice(("{:010d}", "{:08d}", "{:012d}", "K{:07d}")),
        random.choice((",", ",", ",", "\t")),
        random.choice(("\r\n", "\r\n", "\n")),
        random.random() < 0.4,
    )  # fmt: skip


def day(when: date, form: str, random: Random) -> str:
    if form == "mixed":
        form = random.choice(DATES[:-1])
    western = {
        "iso": when.isoformat(),
        "western": f"{when.year}年{when.month}月{when.day}日",
        "compact": f"{when:%Y%m%d}",
    }
    if form in western:
        return western[form]
    start, name, letter = next(era for era in ERAS if when >= era[0])
    year = when.year - start.year + 1
    first = "元" if year == 1 else str(year)
    text = {
        "era": f"{name}{first}年{when.month}月{when.day}日",
        "spaced": f"{name}{year:2d}年{when.month:2d}月{when.day:2d}日",
        "dots": f"{letter}{year}.{when.month}.{when.day}",
        "slashes": f"{letter}{year:02d}/{when.month:02d}/{when.day:02d}",
        "full": f"{name}{first}年{when.month}月{when.day}日".translate(FULL_WIDTH),
    }
    return text[form]


def postal(code: str, form: str, random: Random) -> str:
    if form == "mixed":
        form = random.choice(POSTAL[:-1])
    hyphened = f"{code[:3]}-{code[3:]}"
    return {"hyphen": hyphened, "plain": code, "mark": "〒" + hyphened, "full": hyphened.translate(FULL_WIDTH)}[form]


def kana(reading: str, form: str) -> str:
    if form == "hiragana":
        return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in reading)
    if form == "half":
        return "".join(_HALF.get(c, c) for c in unicodedata.normalize("NFD", reading)).replace("　", " ")
    return reading


_HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)} | {"\u3099": "ﾞ", "\u309a": "ﾟ"}


def mailing(place: Place, manner: Manner, random: Random) -> tuple[str, str]:
    """Address and building as the list writes them."""
    full = random.random() < 0.5
    style = random.choice(manner.street)
    return (
        address(place, style, full=full, prefecture=manner.prefecture),
        building(place, full=full, gap=random.choice((" ", "　", ""))),
    )


def registered(place: Place, mailed: tuple[str, str], manner: Manner) -> str:
    """The same place as the register writes it."""
    if not manner.register:
        return "　".join(filter(None, mailed))
    text = address(place, manner.register, full=True, prefecture=True)
    return "　".join(filter(None, (text, building(place, full=True, gap="　"))))


def delimited(manner: Manner, records: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if manner.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=manner.delimiter, lineterminator=manner.line_end, quoting=quoting)
    writer.writerow(manner.headings)
    writer.writerows(records)
    return out.getvalue().encode(manner.encoding)


def workbook(manner: Manner, records: Sequence[Sequence[str]], hidden: dict[int, str]) -> bytes:
    """An xlsx of text cells; ``hidden`` gives for a record's number how it is hidden."""
    from openpyxl import Workbook  # type: ignore[import-untyped, unused-ignore]

    book = Workbook()
    sheet = book.active
    sheet.title = "発送リスト"
    sheet.append(list(manner.headings))
    head = sheet.max_row
    for record in records:
        sheet.append([value or None for value in record])
    for number, how in hidden.items():
        line = sheet.row_dimensions[head + number]
        if how == "flat":
            line.height = 0
        else:
            line.hidden = True
        if how == "grouped":
            line.outlineLevel = 1
    if "filtered" in hidden.values():
        sheet.auto_filter.ref = f"A{head}:{sheet.cell(head, len(manner.headings)).column_letter}{sheet.max_row}"
    out = io.BytesIO()
    book.save(out)
    return _flattened(out.getvalue())


def _flattened(content: bytes) -> bytes:
    """The workbook with its flat rows as a spreadsheet program writes them: openpyxl leaves a height of 0 out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for part in book.infolist():
            # A fixed date: one seed gives one file.
            about = zipfile.ZipInfo(part.filename)
            about.compress_type = zipfile.ZIP_DEFLATED
            text = book.read(part)
            if part.filename.startswith("xl/worksheets/"):
                text = text.replace(b' customHeight="1"', b' ht="0" customHeight="1"')
            written.writestr(about, text)
    return out.getvalue()
