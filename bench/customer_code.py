"""Customer bar codes of 10,000 addresses: against zint, and read back from the pictures of their labels.

``make customer-code`` writes ``bench/results/customer-code.md``. Needs zint (Debian's package).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from bench.customer_addresses import Address, addresses
from bench.results import machine, write_results
from bench.zint import bars_by_zint, uncut
from checkmail.intake.customer_address import Without, customer_characters
from checkmail.paper.customer_code import bars, check_character, size_for, symbols
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.paper.volumes import OnSheets, make_volumes
from checkmail.rules.codes import Code, Kind

COUNT: Final = 10_000
SHEETS: Final = ("28366", "28362")


def main() -> None:
    """Compares, draws, reads back and writes what came out."""
    version = subprocess.run(["zint", "--version"], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S607
    given = list(addresses(COUNT + 1_000))
    found = [customer_characters(one.postal_code, one.address, one.building) for one in given]
    coded = [(one, said) for one, said in zip(given, found, strict=True) if not isinstance(said, Without)]
    without = Counter(said.value for said in found if isinstance(said, Without))
    halves = sum(not uncut(said) for _, said in coded)
    pairs = [(said, cut) for _, said in coded if (cut := uncut(said))][:COUNT]
    unlike = sum(
        bars(said) != drawn for (said, _), drawn in zip(pairs, bars_by_zint([c for _, c in pairs]), strict=True)
    )
    zeros = sum(check_character(symbols(said)) == "0" for said, _ in pairs)
    lines = [
        f"{len(given):,} random addresses of every town with a postal code: chome, lots and rooms in figures of",
        "either width and in kanji, letters, floors, buildings. The bars are compared one by one.",
        "",
        "| | |",
        "|---|---|",
        f"| compared with {version} | {len(pairs):,} |",
        f"| of these with the check digit 0 | {zeros:,} |",
        f"| of these cut to twenty characters | {sum(said != cut for said, cut in pairs):,} |",
        f"| **bars that differ** | **{unlike}** |",
        f"| not comparable: half a letter on the twentieth place, which zint cannot be told | {halves:,} |",
        f"| without a code | {', '.join(f'{k} {n}' for k, n in without.items())} |",
        *(_read_back(name, coded[:COUNT]) for name in SHEETS),
        "",
        machine(),
    ]
    print(write_results("customer-code", "Customer bar codes", "\n".join(lines)).read_text(encoding="utf-8"))
    sys.exit(unlike > 0)


def _read_back(name: str, coded: list[tuple[Address, str]]) -> str:
    """Every label rendered, both codes read from the picture."""
    sheet, job = find_sheet(name), Job(1, "", 1, datetime(2026, 4, 1, tzinfo=UTC))
    size = size_for(sheet.label_width)
    with tempfile.TemporaryDirectory() as folder:
        volumes = make_volumes(
            OnSheets(partial(draw_labels, customer_code=True), job, sheet),
            map(_piece, range(1, COUNT + 1), coded),
            lambda n: Path(folder) / f"{n}.pdf",
        )
    wrong = Counter(problem.what for volume in volumes for problem in volume.problems)
    said = ", ".join(f"{what} {count}" for what, count in wrong.items()) or "both codes of every label as meant"
    decoded = sum(volume.decoded for volume in volumes)
    return f"| read back from {name}, {size.points if size else 0} points, {decoded:,} labels | {said} |"


def _piece(number: int, coded: tuple[Address, str]) -> Addressed:
    one, said = coded
    return Addressed(
        Code(Kind.LABEL, 1, number, 0, 1).digits(7), number, (number - 1) // 50 + 1, 1,
        one.postal_code, one.address, one.building, "架空 太郎", customer_code=said,
    )  # fmt: skip


if __name__ == "__main__":
    main()
