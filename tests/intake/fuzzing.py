"""Small lists with damage done to their bytes, text, cells or zip; one seed, one file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from random import Random

from .second_generator import SecondList, second_list

Damage = Callable[[bytes, Random], bytes]
TextDamage = Callable[[list[list[str]], Random], None]

_ODD_CELLS = (
    "=1+1", "\0", "\r", "\x85", "\u2028", "\ufeff", "\ud7ff\U000e0100", "a" * 140_000, "〓" * 3_000, "-" * 50,
    "9" * 400, "1e999",
    "令和" + "9" * 30 + "年1月1日", "０" * 60, "丁目" * 40, "\u3099" * 20, "（" * 30, "昭和-1年1月1日",
    "NaN", "１²³年", "٣٤٥-٦٧٨٩",
)  # fmt: skip
_XML = (
    (b"<v>", b"<v>-"), (b"<v>", b"<v>99999999999999999999"), (b't="s"', b't="e"'), (b't="s"', b't="b"'),
    (b't="s"', b't="zz"'),
    (b'r="A', b'r="ZZZZ'), (b'r="B', b'r="'), (b"</row>", b""), (b"<row ", b'<row hidden="1" '), (b"<sheetData>", b""),
    (b"<?xml", b'<!DOCTYPE a [<!ENTITY b "c">]><?xml'), (b"<row ", b'<row ht="x" '), (b"utf-8", b"utf-7"),
    (b"<t>", b"<t>&b;"),
    (b"<cols>", b'<cols><col min="9" max="2" hidden="1"/>'), (b"rId1", b"rId77"), (b"worksheets/", b"../"),
    (b's="', b's="999'),
    (b"<sheet ", b'<sheet state="hidden" '), (b"<c ", b"<c><f>1/0</f></c><c "),
    (b"<sheetData>", b"<sheetData><row r='4294967297'/>"),
    (b"<row r=", b"<row r='-3' x="), (b"<t>", b"<t>_x0000_"), (b"<t>", b"<t>_xD800_"), (b"count=", b"count='x' x="),
)  # fmt: skip
"""What stands in a part of a workbook -> what it becomes, once or everywhere."""


def fuzzed(seed: int) -> tuple[str, bytes]:
    """File name and bytes: one in forty is random, one is sound, the others are lists damaged in one to three ways."""
    random = Random(seed)
    if seed % 40 == 0:
        return "random.csv", random.randbytes(random.randrange(0, 3_000))
    made = second_list(seed, random.randint(5, 12), clean=True)
    content = made.content
    if seed % 40 == 1:
        return "sound" + made.suffix, content
    damages = _WORKBOOK if made.manner.encoding == "xlsx" else _DELIMITED
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        damage = random.choice(damages)
        content = _rewritten(made, _TEXT[damage], random) if isinstance(damage, str) else damage(content, random)
    return "damaged" + random.choice((made.suffix, ".csv", ".xlsx", "")), content


def _rewritten(made: SecondList, change: TextDamage, random: Random) -> bytes:
    """The list written anew after its cells were changed."""
    table = [list(made.manner.headings), *(list(record) for record in made.records)]
    change(table, random)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=made.manner.delimiter, lineterminator=made.manner.line_end)
    writer.writerows(row for row in table if row)
    return out.getvalue().encode(made.manner.encoding, "replace")


# cells


def _drop_column(table: list[list[str]], random: Random) -> None:
    place = random.randrange(len(table[0]))
    for row in table:
        del row[place]


def _drop_some_cells(table: list[list[str]], random: Random) -> None:
    for row in random.sample(table, random.randint(1, len(table))):
        del row[random.randrange(len(row)) :]


def _drop_heading(table: list[list[str]], random: Random) -> None:
    del table[0][random.randrange(len(table[0]))]


def _no_headings(table: list[list[str]], random: Random) -> None:
    del table[: random.randint(1, len(table))]


def _odd_headings(table: list[list[str]], random: Random) -> None:
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(table[0]))
        table[0][place] = random.choice(("", table[0][0], "name", "(3)", "氏名", "住所", "宛名番号", "　", *_ODD_CELLS))


def _odd_cells(table: list[list[str]], random: Random) -> None:
    for _ in range(random.randint(1, 12)):
        row = random.choice(table[1:])
        row[random.randrange(len(row))] = random.choice(_ODD_CELLS)


def _odd_column(table: list[list[str]], random: Random) -> None:
    place, cell = random.randrange(len(table[0])), random.choice(_ODD_CELLS)
    for row in table[1:]:
        row[place] = cell


def _empty_column(table: list[list[str]], random: Random) -> None:
    place = random.randrange(len(table[0]))
    for row in table[1:]:
        row[place] = ""


def _surplus_cells(table: list[list[str]], random: Random) -> None:
    for row in random.sample(table, random.randint(1, len(table))):
        row += ["x"] * random.choice((1, 2, 300))


def _columns_about(table: list[list[str]], random: Random) -> None:
    order = random.sample(range(len(table[0])), len(table[0]))
    for row in table[1:]:
        row[:] = [row[place] for place in order]


_TEXT: dict[str, TextDamage] = {
    "drop column": _drop_column, "drop some cells": _drop_some_cells, "drop heading": _drop_heading,
    "no headings": _no_headings,
    "odd headings": _odd_headings, "odd cells": _odd_cells, "odd column": _odd_column, "empty column": _empty_column,
    "surplus cells": _surplus_cells, "columns about": _columns_about,
}  # fmt: skip


# bytes


def _flip(content: bytes, random: Random) -> bytes:
    out = bytearray(content)
    for _ in range(random.choice((1, 2, 5, 30))):
        if out:
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _scatter(content: bytes, random: Random) -> bytes:
    out = bytearray(content)
    for _ in range(random.choice((1, 3, 20))):
        at = random.randrange(len(out) + 1)
        out[at:at] = random.choice(
            (b"\0", b'"', b'""', b"\r", b"\n", b"\t", b",", b"\x1a", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf")
        )
    return bytes(out)


def _cut_end(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _cut_beginning(content: bytes, random: Random) -> bytes:
    return content[random.randrange(len(content) + 1) :]


def _cut_middle(content: bytes, random: Random) -> bytes:
    one, other = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:one] + content[other:]


def _twice(content: bytes, random: Random) -> bytes:
    return content + content[random.choice((0, 1, 2, 3)) :]


def _zeros(content: bytes, random: Random) -> bytes:
    at, length = random.randrange(len(content) + 1), random.choice((1, 2, 64, 4096))
    return content[:at] + bytes(length) + content[at + random.choice((0, length)) :]


def _quotes(content: bytes, random: Random) -> bytes:
    return content.replace(
        random.choice((b",", b"\n", b"\t", b"1")), random.choice((b'"', b',"', b'",', b'"",')), random.randint(1, 9)
    )


def _line_ends(content: bytes, random: Random) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(
        b"\n", random.choice((b"\r", b"\n\n", b"\r\r\n", b"", b"\x0b", b"\x1e"))
    )


def _delimiters(content: bytes, random: Random) -> bytes:
    return content.replace(random.choice((b",", b"\t")), random.choice((b"\t", b";", b"|", b",,")))


def _mixed_encodings(content: bytes, random: Random) -> bytes:
    """The rest in another encoding, as where two files were joined."""
    at = random.randrange(len(content) + 1)
    for encoding in ("utf-8-sig", "cp932", "utf-16"):
        try:
            rest = content.decode(encoding)[at // 2 :]
        except UnicodeDecodeError:
            continue
        return content[:at] + rest.encode(
            random.choice(("cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "euc-jp")), "replace"
        )
    return content


def _other_mark(content: bytes, random: Random) -> bytes:
    return (
        random.choice(
            (
                b"\xff\xfe",
                b"\xfe\xff",
                b"\xef\xbb\xbf",
                b"\xff\xfe\0\0",
                b"+/v8",
                b"PK\x03\x04",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            )
        )
        + content
    )


_BYTES: tuple[Damage, ...] = (_flip, _flip, _scatter, _cut_end, _cut_beginning, _cut_middle, _twice, _zeros)
_DELIMITED: tuple[Damage | str, ...] = (
    *_BYTES, _quotes, _quotes, _line_ends, _delimiters, _mixed_encodings, _mixed_encodings, _other_mark, *_TEXT
)  # fmt: skip


# a workbook's parts


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return {name: book.read(name) for name in book.namelist()}
    except Exception:  # noqa: BLE001 - an earlier damage: zipfile raises more kinds than it names
        return {}


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def _without_a_part(content: bytes, random: Random) -> bytes:
    parts = _parts(content)
    if not parts:
        return content
    del parts[random.choice(sorted(parts))]
    return _zipped(parts)


def _damaged_part(content: bytes, random: Random) -> bytes:
    """A part whose bytes are damaged, in a zip that is sound."""
    parts = _parts(content)
    if not parts:
        return content
    name = random.choice([name for name in sorted(parts) if "sheet" in name or random.random() < 0.3] or sorted(parts))
    parts[name] = random.choice((_flip, _cut_end, _cut_middle, _scatter, _twice))(parts[name], random)
    return _zipped(parts)


def _other_xml(content: bytes, random: Random) -> bytes:
    """Parts that are XML, or nearly, but say something that no spreadsheet program writes."""
    parts = _parts(content)
    for _ in range(random.randint(1, 3)):
        old, new = random.choice(_XML)
        for name, part in parts.items():
            parts[name] = part.replace(old, new, random.choice((1, -1)))
    return _zipped(parts) if parts else content


_WORKBOOK: tuple[Damage | str, ...] = (
    *_BYTES, _without_a_part, *[_damaged_part] * 3, *[_other_xml] * 4
)  # fmt: skip
