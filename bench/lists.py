"""Taking in a list with all checks, against a bare ``csv.reader`` + ``executemany`` of the same rows.

``python -m bench.lists`` writes ``bench/results/lists.md``. Each measurement is a process of its own, so
that its largest memory is its own; sizes grow tenfold, so that the growth of the cost shows.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.content import towns
from bench.results import machine, peak_megabytes, write_results
from checkmail.rehearsal import make_list

BLOCK = 100_000
"""Rows that the generator makes, in few towns; they are moved to others, and longer lists repeat them elsewhere."""
_HOUSE = re.compile(r"(.+?)(?=[甲乙]?[0-9０-９一二三四五六七八九十])")
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3


def write_list(path: Path, rows: int) -> None:
    """A CSV of ``rows`` rows with the generator's planted problems, in the towns of one prefecture."""
    source = path.with_name("block.csv")
    if not source.exists():
        arguments = ["--rows", str(BLOCK), "--seed", "1", "--encoding", "utf-8"]
        make_list.main([*arguments, "--out", str(source), "--truth", str(path.with_name("block.json"))])
    with source.open(encoding="utf-8", newline="") as file:
        headings, *records = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(_many({heading: place for place, heading in enumerate(headings)}, records, rows))


def _many(at: dict[str, int], records: list[list[str]], rows: int) -> Iterator[list[str]]:
    numbers = [at["宛名番号"], at["世帯番号"], at["通知書番号"]]
    for row in range(rows):
        copy, place = divmod(row, len(records))
        record = list(records[place])
        for number in numbers:
            if copy and record[number].isdecimal():
                record[number] = record[number].replace("0", str(copy), 1)
        if copy:
            record[at["生年月日"]] = records[(place + 777 * copy) % len(records)][at["生年月日"]]
        _move(record, at, copy)
        yield record


def _move(record: list[str], at: dict[str, int], copy: int) -> None:
    """The record in a town of the prefecture, the same for everybody of its household."""
    written = _HOUSE.match(record[at["住所"]])
    if written and record[at["世帯番号"]].isdecimal():
        places = towns()
        code, town = places[(int(record[at["世帯番号"]]) // 7 + 13 * copy) % len(places)]
        for where in (at["住所"], at["住民登録住所"]):
            record[where] = record[where].replace(written[1], town)
        record[at["郵便番号"]] = code


def bare(path: Path, folder: Path) -> None:
    """What no program can do without: read the rows and insert them, durably."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        width = len(next(reader))
        database.execute(f"CREATE TABLE list ({', '.join(f'c{place}' for place in range(width))})")
        database.execute("BEGIN IMMEDIATE")
        database.executemany(f"INSERT INTO list VALUES ({', '.join('?' * width)})", reader)  # noqa: S608 - question marks
        database.execute("COMMIT")
    database.close()


def whole(path: Path, folder: Path) -> None:
    """``list import``: read, mapped, looked at by every check, kept and recorded."""
    from bench.offices import BOSS, made_office
    from checkmail.office.lists import Imported, import_list

    with made_office(folder / "office.db") as office:
        answer = import_list(office, BOSS, 1, path)
    if not isinstance(answer, Imported):
        raise TypeError(answer)


_SELF = [sys.executable, "-m", "bench.lists"]
"""This module in a process of its own: its memory is what is measured."""
WAYS: dict[str, Callable[[Path, Path], None]] = {"bare": bare, "import": whole}


def measure(way: str, path: Path) -> dict[str, float]:
    """Seconds and megabytes of one run in a process of its own."""
    said = subprocess.run([*_SELF, "--one", way, str(path)], check=True, capture_output=True, text=True).stdout  # noqa: S603
    measured: dict[str, float] = json.loads(said)
    return measured


def one(way: str, path: Path) -> dict[str, float]:
    """The same in this process."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        begun = time.perf_counter()
        WAYS[way](path, Path(folder))
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def main(arguments: list[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"))
    parser.add_argument("--write", nargs=2, metavar=("FILE", "ROWS"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    chosen = parser.parse_args(arguments)
    if chosen.one:
        print(json.dumps(one(chosen.one[0], Path(chosen.one[1]))))
        return
    if chosen.write:
        write_list(Path(chosen.write[0]), int(chosen.write[1]))
        return
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            path = Path(folder) / f"{size}.csv"
            subprocess.run([*_SELF, "--write", str(path), str(size)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            rounds = [{way: measure(way, path) for way in WAYS} for _ in range(chosen.rounds)]
            lines.append(_line(size, rounds))
            print(lines[-1], flush=True)
    header = "| rows | bare s | import s | ratio | µs a row | most memory, MB |\n|---|---|---|---|---|---|"
    write_results("lists", "Taking in a list", "\n".join([machine(), "", header, *lines]))


def _line(size: int, rounds: list[dict[str, Any]]) -> str:
    of_bare, of_import = (median(r[way]["seconds"] for r in rounds) for way in ("bare", "import"))
    ratio = median(r["import"]["seconds"] / r["bare"]["seconds"] for r in rounds)
    memory = max(r["import"]["megabytes"] for r in rounds)
    each = of_import / size * 1e6
    return f"| {size:,} | {of_bare:.2f} | {of_import:.2f} | {ratio:.1f} | {each:.1f} | {memory:.0f} |"


if __name__ == "__main__":
    main()
