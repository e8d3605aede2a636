"""Lists of ``make_list`` for the recall table: its own problems, and the kinds it does not plant on top of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

from checkmail.rehearsal import make_list

from .second_generator import Planted

ENCODINGS = ("cp932", "utf-8", "utf-8-sig", "utf-16", "xlsx")
DATES = ("wareki", "padded", "short", "iso", "mixed")
POSTAL = ("hyphen", "plain", "full", "mixed")
_BLOCKS = (25, 5, 0, 12, 60, 40)
_HIDDEN = 12

_KINDS = {
    "duplicate_row": "duplicate", "missing_field": "empty-field", "bad_date": "wrong-date", "remark": "remark",
    "too_long": "too-long", "enclosure_mismatch": "enclosure-count", "address_differs": "register-address",
    "swapped_columns": "shifted-rows", "shifted_block": "shifted-rows", "same_name_different_person": "namesake",
    "variant_kanji_different_person": "look-alike", "variant_kanji_same_person": "duplicate-person",
    "zip_mismatch": "postal-code", "gaiji": "missing-glyph",
}  # fmt: skip
"""Type of a problem of ``make_list`` -> kind of the table."""
_GLYPHS = {"combining": "invisible-character", "ivs": "glyph-variant", "sip": "glyph-variant"}

Change = Callable[[str], str]
_ON_TOP: dict[str, dict[str, tuple[str, Change]]] = {
    "number-format": {
        "2.6E+11": ("通知書番号", lambda v: f"{float(v):.1E}"),
        "12346.0": ("宛名番号", lambda v: f"{int(v)}.0"),
        "zeros lost": ("宛名番号", lambda v: v.lstrip("0")),
    },
    "control-character": {
        "TAB": ("住所", lambda v: v[:5] + "\t" + v[5:]),
        "line break": ("住所", lambda v: v[:7] + "\r\n" + v[7:]),
        "ESC": ("氏名", lambda v: v[:1] + "\x1b" + v[1:]),
    },
    "invisible-character": {
        "ZWSP": ("氏名", lambda v: v[:1] + "\u200b" + v[1:]),
        "BOM inside": ("宛名番号", lambda v: "\ufeff" + v),
        "right-to-left": ("住所", lambda v: "\u202e" + v),
        "soft hyphen": ("方書", lambda v: v[:2] + "\u00ad" + v[2:]),
        "not composed": ("氏名", lambda v: v[:1] + "\u3099" + v[1:]),
    },
    "duplicate-number": {"宛名番号": ("宛名番号", str), "通知書番号": ("通知書番号", str)},
}
"""Kind -> shape -> heading and what becomes of its value; of a duplicate number, the value goes to another record."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A list in a file, and what is wrong with it."""

    path: Path
    encoding: str
    columns: dict[str, str]
    """Our name -> heading; empty: to be guessed."""
    planted: list[Planted]


@dataclass(eq=False, slots=True)
class _Record:
    cells: list[str]
    touched: bool = False


def forms_of(seed: int) -> tuple[str, str, str]:
    """Encoding, date form and postal form: each comes up within five seeds, with another partner in the next five."""
    return ENCODINGS[seed % 5], DATES[(seed + seed // 5) % 5], POSTAL[(seed + seed // 4) % 4]


def first_list(folder: Path, seed: int, rows: int) -> Sample:
    """The list of ``make_list`` of this seed."""
    encoding, day, postal = forms_of(seed)
    written = "utf-8" if encoding == "xlsx" else encoding
    out, truth_file = folder / f"first-{seed}.csv", folder / f"first-{seed}.json"
    options: dict[str, object] = {
        "rows": rows, "seed": seed, "out": out, "truth": truth_file, "encoding": written, "date": day, "zip": postal,
        "shift-block": min(_BLOCKS[seed % 6], rows // 20), "quote": ("minimal", "all")[seed % 2],
    }  # fmt: skip
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        make_list.main([word for name, value in options.items() for word in (f"--{name}", str(value))])
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    with out.open(encoding=written, newline="") as lines:
        records = [_Record(cells) for cells in list(csv.reader(lines))[1:]]
    faults = [(*_kind(problem), [records[row - 1] for row in problem["rows"]]) for problem in truth["problems"]]
    for _, _, touched in faults:
        for record in touched:
            record.touched = True
    random = Random(seed)
    faults += _on_top(records, random, encoding, max(1, rows // 600))
    hidden: list[int] = []
    table = [record.cells for record in records]
    if encoding == "xlsx":
        out = out.with_suffix(".xlsx")
        hidden = make_list.write_xlsx(str(out), table, min(_HIDDEN, rows // 20), random)
    else:
        make_list.write_csv(str(out), table, written, options["quote"])
    at = {id(record): number for number, record in enumerate(records, 1)}
    planted = [Planted(kind, shape, tuple(sorted(at[id(record)] for record in named))) for kind, shape, named in faults]
    planted += [Planted("hidden-rows", "hidden", (row,)) for row in hidden]
    return Sample(out, encoding, {}, planted)


def _kind(problem: dict[str, Any]) -> tuple[str, str]:
    kind, shape = _KINDS[problem["type"]], problem["subtype"]
    if problem["type"] == "gaiji":
        kind = _GLYPHS.get(shape, kind)
    if problem["type"] == "shifted_block":
        shape = "block: " + "/".join(problem["fields"])
    return kind, shape or "/".join(problem["fields"])


def _on_top(records: list[_Record], random: Random, encoding: str, few: int) -> list[tuple[str, str, list[_Record]]]:
    faults: list[tuple[str, str, list[_Record]]] = []
    for kind, shapes in _ON_TOP.items():
        for shape, (heading, change) in list(shapes.items()) * few:
            place = make_list.COLUMNS.index(heading)
            free = [record for record in records if not record.touched and record.cells[place]]
            one, other = random.sample(free, 2)
            value = change(one.cells[place])
            if not _can_write(value, encoding):
                continue
            named = [one, other] if kind == "duplicate-number" else [one]
            named[-1].cells[place] = value
            for record in named:
                record.touched = True
            faults.append((kind, shape, named))
    for kind, cells in (
        ("repeated-header", make_list.COLUMNS),
        ("total-line", ["合計", *[""] * 13, f"{len(records)}件"]),
    ):
        record = _Record(list(cells), touched=True)
        edges = [n for n in range(1, len(records)) if not (records[n - 1].touched and records[n].touched)]
        records.insert(random.choice(edges), record)
        faults.append((kind, "", [record]))
    return faults


def _can_write(value: str, encoding: str) -> bool:
    if encoding == "xlsx":
        return "\x1b" not in value
    try:
        value.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
