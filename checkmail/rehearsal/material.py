"""What an office gets from elsewhere before a mailing: its list, the withheld, the register (R4, R5).

All of it is made up by :mod:`checkmail.rehearsal.make_list` from fixed seeds, with trouble planted in it,
and written where the rehearsal plays.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.rehearsal import make_list

SEED: Final = 3
KEY: Final = "宛名番号"
NOTICE: Final = "通知書番号"
BORN: Final = "生年月日"
NAME: Final = "氏名"
_REMARK: Final = "備考"
_PLACE: Final = ("郵便番号", "住所", "方書")
_ENCODING: Final = "cp932"

DOCUMENTS: Final = """\
envelope = "label"
ask = ["born:day"]
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "決定通知書"
match = "own"
column = "通知書番号"
pattern = '\\d{12}'
[[enclosure]]
number = 3
name = "しおり"
match = "count"
"""
"""A cover sheet of ours, a notice with a number of its own, a leaflet that is the same for everybody."""

NAMES: Final = {"born": BORN, "notice": NOTICE}
"""Names of columns in questions -> headings of the generated lists."""

_ONE_EACH: Final = ("same-name", "variant", "duplicate", "zip-mismatch", "other-address", "gaiji", "missing",
                    "too-long", "protected")  # fmt: skip
_NONE: Final = ("swapped", "bad-date", "enclosure")
_ADDED: Final = 3
"""Rows that the planted namesake, look-alike and duplicate add to what was asked for."""

_make: Callable[[Sequence[str]], None] = make_list.main


@dataclass(frozen=True, slots=True)
class Material:
    """The files of one mailing, and what stands in the right one of the two lists."""

    slipped: Path
    """The list as it came first: from the middle on, addresses stand one row too high."""
    listed: Path
    """The same list, exported anew."""
    nobody: Path
    """A withholding list with a heading and no row."""
    withheld: Path
    register: Path
    """Everybody who should get it: one whom the list lacks, and one of the list missing."""
    rows: dict[int, dict[str, str]]
    """Record number -> row of :attr:`listed` by heading."""
    planted: int
    """How many kinds of trouble the generator says it planted."""
    not_listed: str
    """Key of the person whom only the register has."""
    not_registered: str
    """Key of the person whom only the list has."""


def make_material(folder: Path, pieces: int, seed: int = SEED) -> Material:
    """Makes the files in ``folder``; the right list has ``pieces`` rows, at least 30."""
    listed, truth = folder / "list.csv", folder / "list.truth.json"
    base = pieces - _ADDED
    # A rate and not a number is what the generator takes; this one rounds to one row of each.
    rates = [part for name in _ONE_EACH for part in (f"--{name}", f"{1 / base:.6f}")]
    rates += [part for name in _NONE for part in (f"--{name}", "0")]
    table = _made(listed, truth, base, seed, *rates)
    rows = dict(enumerate(table, 1))
    keys = [row[KEY] for row in table if row[KEY].strip()]
    only_ours = next(key for key in reversed(keys) if keys.count(key) == 1)
    only_theirs = f"{int(max(keys)) + 7:010d}"
    protected = next(row[KEY] for row in table if row[_REMARK].strip())
    slipped = _write(folder / "list-slipped.csv", _moved_up(table))
    return Material(
        slipped,
        listed,
        _write_keys(folder / "withhold-empty.csv", []),
        _write_keys(folder / "withhold.csv", [protected]),
        _write_keys(folder / "register.csv", [key for key in dict.fromkeys(keys) if key != only_ours] + [only_theirs]),
        rows,
        len(json.loads(truth.read_text(encoding="utf-8"))["problems"]),
        only_theirs,
        only_ours,
    )


def make_clean_list(folder: Path, pieces: int, seed: int) -> tuple[Path, dict[int, dict[str, str]]]:
    """A list of ``pieces`` made-up people without any trouble, and its rows by record number."""
    listed = folder / "list.csv"
    table = _made(listed, folder / "list.truth.json", pieces, seed, "--clean", "--towns", "fictional")
    return listed, dict(enumerate(table, 1))


def _made(listed: Path, truth: Path, rows: int, seed: int, *options: str) -> list[dict[str, str]]:
    with contextlib.redirect_stdout(io.StringIO()):
        _make(["--rows", str(rows), "--seed", str(seed), *options, "--out", str(listed), "--truth", str(truth)])
    return _read(listed)


def _moved_up(table: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Somebody deleted the address of one row and let the cells below move up (Tsukuba, 21 of 50)."""
    middle = len(table) // 2
    below = [*table[middle + 1 :], table[middle]]
    return [
        *table[:middle],
        *({**row, **{c: other[c] for c in _PLACE}} for row, other in _pairs(table[middle:], below)),
    ]


def _pairs(
    rows: Sequence[dict[str, str]], others: Sequence[dict[str, str]]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    return list(zip(rows, others, strict=True))


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding=_ENCODING, newline="") as lines:
        return list(csv.DictReader(lines))


def _write(file: Path, table: Sequence[dict[str, str]]) -> Path:
    with file.open("w", encoding=_ENCODING, newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=make_list.COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(table)
    return file


def _write_keys(file: Path, keys: Sequence[str]) -> Path:
    file.write_text("\r\n".join([KEY, *keys, ""]), encoding=_ENCODING, newline="")
    return file


def empty_folder(folder: Path) -> None:
    """Makes ``folder``, or takes it where it is empty. Raises :class:`Misused`; nothing is overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Misused("demo-folder-in-use", path=str(folder))
    except OSError:
        raise Misused("demo-folder-unusable", path=str(folder)) from None
