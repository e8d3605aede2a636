"""The long figures of the torture: ``python -m tools.torture`` (``make torture``).

Writes ``bench/results/torture.md``. They are measured in pieces, each in a process of its own; what a piece found
is kept in a file, so that an interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.results import machine, write_results

KEPT: Final = Path(".torture.jsonl")


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of a figure."""

    figure: str
    count: int
    seed: int
    further: dict[str, str | int] = field(default_factory=dict)

    def key(self) -> str:
        """What it is found again by."""
        return json.dumps([self.figure, self.count, self.seed, self.further], sort_keys=True)


def _pieces(figure: str, times: int, count: int, **further: str | int) -> list[Piece]:
    return [Piece(figure, count, seed, further) for seed in range(1, times + 1)]


LONG: Final = (
    *_pieces("faults", 1, 1),
    *_pieces("kills", 8, 250),
    *_pieces("power", 7, 2_000, mode="wal", scans=200, checkpoint=60),
    *_pieces("power", 1, 1_000, mode="wal", scans=600, checkpoint=1_000),
    *_pieces("power", 2, 2_500, mode="truncate"),
    *_pieces("power", 1, 1_000, mode="normal"),
    *_pieces("damage", 2, 2_500, how="sectors"),
    *_pieces("damage", 8, 12_500, how="bits"),
    *_pieces("mutations", 1, 0),
    *_pieces("races", 1, 10_000, engine="sqlite"),
    *_pieces("races", 5, 2_000, engine="postgres"),
    *_pieces("crashes", 10, 10, control=2),
    *_pieces("machine", 25, 200, engine="sqlite", steps=100),
    *_pieces("machine", 25, 200, engine="postgres", steps=100),
)


def measure(pieces: tuple[Piece, ...], kept: Path) -> None:
    """Measures what ``kept`` does not hold yet, a line each."""
    from tests.torture.running import measured

    done = (
        {json.loads(line)["key"] for line in kept.read_text(encoding="utf-8").splitlines()} if kept.exists() else set()
    )
    with tempfile.TemporaryDirectory() as folder:
        for piece in pieces:
            if piece.key() in done:
                continue
            found = measured(piece.figure, piece.count, piece.seed, Path(folder), **piece.further)
            line = {"key": piece.key(), "found": found.counts, "seconds": found.seconds, "said": found.said}
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            print(piece, dict(found.counts), found.said, file=sys.stderr, flush=True)


def report(kept: Path) -> str:
    """What all pieces found, a section a figure and its settings."""
    groups: dict[str, list[tuple[list[Any], dict[str, Any]]]] = {}
    for text in kept.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        figure, count, seed, further = json.loads(line["key"])
        settings = ", ".join(f"{name} {value}" for name, value in further.items())
        groups.setdefault(f"{figure}{f' ({settings})' if settings else ''}", []).append(([count, seed], line))
    parts = [machine()]
    for name, lines in groups.items():
        found: Counter[str] = Counter()
        for _, line in lines:
            found.update(line["found"])
        pieces = ", ".join(f"{count:,} from seed {seed}" for (count, seed), _ in lines)
        seconds = sum(line["seconds"] for _, line in lines)
        rows = "\n".join(f"| {word} | {number:,} |" for word, number in found.items())
        said = "\n".join(f"    {one}" for _, line in lines for one in line["said"].splitlines()[:20])
        parts.append(f"## {name}\n\n{pieces}; {seconds:,.0f} s.\n\n| what | times |\n|---|---|\n{rows}")
        if said:
            parts.append(said)
    return "\n\n".join(parts)


def main() -> None:
    """Measures what is missing and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="FIGURE")
    parser.add_argument("--kept", type=Path, default=KEPT, metavar="FILE")
    parser.add_argument("--report", action="store_true", help="Only write the report of what was measured.")
    chosen = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(10)
    if not chosen.report:
        measure(tuple(piece for piece in LONG if chosen.only in ("", piece.figure)), chosen.kept)
    write_results("torture", "The store tortured", report(chosen.kept))


if __name__ == "__main__":
    main()
