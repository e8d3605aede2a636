"""Printing labels through an office, against drawing alone: what planning, recording and the account cost.

``python -m bench.printing`` (in ``make million``) writes ``bench/results/printing.md``. An office with one approved
batch is made first, which is not measured; each measurement is a process of its own. Both look at
every page (R9) and use two processes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from bench.content import pieces
from bench.labels import checked
from bench.offices import BOSS, made_office
from bench.results import machine, peak_megabytes, write_results
from checkmail.office import approval, lists, people, printing, withholding
from checkmail.office.acting import Actor, Office
from checkmail.paper.facts import Addressed
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import open_sqlite

SIZES: Final = (10_000, 100_000)
_NUMBER: Final = 2
CLERK: Final = Actor(_NUMBER)
_PINS: Final = ("739164", "482917")
_KANJI: Final = str.maketrans("0123456789", "恵一美三志五六七八久")
_SELF: Final = [sys.executable, "-m", "bench.printing"]
Measured = dict[str, float]


def _ok(answer: object) -> None:
    if isinstance(answer, Refusal):
        raise TypeError(answer)


def _own_name(item: Addressed) -> str:
    return f"{item.name.partition(' ')[0]} {str(item.piece * 7919 % 1_000_003).translate(_KANJI)}"


def approved_office(folder: Path, count: int) -> Path:
    """An office with one approved batch of ``count`` pieces, printed by nobody yet."""
    listed, path = folder / "list.csv", folder / f"{count}.db"
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("宛名番号", "氏名", "郵便番号", "住所", "方書"))
        writer.writerows(
            # Each in a house and with a name of its own: nothing for the checks to stop at.
            (1000 + 7 * item.piece, _own_name(item), item.postal_code, item.address, f"架空ハイツ{item.piece}号")
            for item in pieces(count)
        )
    with made_office(path) as office:
        _ok(people.add_person(office, BOSS, _NUMBER, "係", Role.CLERK, _PINS[0]))
        _ok(people.change_own_pin(office, CLERK, _PINS[1]))
        _ok(lists.import_list(office, CLERK, 1, listed))
        _ok(withholding.answer_none(office, CLERK, 1, date(2026, 11, 1), "福祉課"))
        _ok(approval.approve(office, BOSS, 1))
    return path


def by_office(path: Path) -> Measured:
    """``print labels`` of the whole batch, and when the first of them was drawn."""
    first: list[float] = []

    def progress(step: str, done: int) -> None:
        if step == "drawing" and done and not first:
            first.append(time.perf_counter() - begun)

    store = open_sqlite(path)
    try:
        office = Office(store, "bench", lambda: datetime.now(UTC))
        begun = time.perf_counter()
        printed = printing.print_artifacts(
            office, CLERK, 1, printing.Wish("labels", path.with_suffix(".pdf")), progress
        )
        seconds = time.perf_counter() - begun
    finally:
        store.close()
    if isinstance(printed, Refusal):
        raise TypeError(printed)
    return {"seconds": seconds, "first": first[0], "labels": printed.artifacts, "megabytes": peak_megabytes()}


def measure(*asked: object) -> Measured:
    """One measurement in a process of its own, begun by one that is small: a child's peak is never below that."""
    command = [*_SELF, *map(str, asked)]
    measured: Measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return measured


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--office", type=Path, metavar="FILE", help="one measurement, printed as JSON")
    parser.add_argument(
        "--make", nargs=2, metavar=("LABELS", "FOLDER"), help="only make the office that is printed from"
    )
    parser.add_argument("--alone", type=int, metavar="LABELS", help="the same of drawing and looking alone")
    chosen = parser.parse_args(arguments)
    if chosen.make:
        print(json.dumps({"office": str(approved_office(Path(chosen.make[1]), int(chosen.make[0])))}))
    elif chosen.office:
        print(json.dumps(by_office(chosen.office)))
    elif chosen.alone:
        print(json.dumps(checked(chosen.alone)))
    else:
        write_results("printing", "Printing through an office", "\n".join(_table(chosen.sizes)))


def _table(sizes: Sequence[int]) -> Iterator[str]:
    yield f"{machine()}; load when it began: {os.getloadavg()[0]:.1f}"
    yield from (
        "",
        "| labels | way | s | first label drawn after s | most memory of a process, MB |",
        "|--:|---|--:|--:|--:|",
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            measure("--make", size, folder)
            made = Path(folder) / f"{size}.db"
            for way, seen in (("through the office", measure("--office", made)), ("alone", measure("--alone", size))):
                first = f"{seen['first']:.1f}" if "first" in seen else ""
                print(
                    line := f"| {size:,} | {way} | {seen['seconds']:.1f} | {first} | {seen['megabytes']:.0f} |",
                    flush=True,
                )
                yield line


if __name__ == "__main__":
    main()
