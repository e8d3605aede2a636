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

from bench.results import RESULTS, machine, write_results

KEPT: Final = RESULTS / "torture.jsonl"


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
    *_pieces("damage", 50, 2_000, how="bits"),
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
    """What all pieces found, a section a figure and its settings, beside what a whole run measures."""
    groups: dict[str, list[tuple[int, int, dict[str, Any]]]] = {}
    for text in kept.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        figure, count, seed, further = json.loads(line["key"])
        groups.setdefault(_name(figure, further), []).append((count, seed, line))
    planned: Counter[str] = Counter()
    for piece in LONG:
        planned[_name(piece.figure, piece.further)] += piece.count
    parts = [
        f"{machine()}\n\n`docs/torture.md` says what is done, and what each word counts.",
        _extent(groups, planned),
    ]
    parts += [_section(name, groups[name]) for name in planned if name in groups]
    return "\n\n".join(parts)


def _name(figure: str, further: dict[str, str | int]) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in sorted(further.items()))
    return f"{figure}{f' ({settings})' if settings else ''}"


def _extent(groups: dict[str, list[tuple[int, int, dict[str, Any]]]], planned: Counter[str]) -> str:
    """How much of a whole run was measured; ``faults`` and ``mutations`` are whole in one piece."""
    rows = [
        f"| {name} | {sum(count for count, _, _ in groups.get(name, [])):,} | {count:,} |"
        if name not in _WHOLE
        else f"| {name} | {'all' if name in groups else 'none'} | all |"
        for name, count in planned.items()
    ]
    return "\n".join(["| figure | measured | a whole run |\n|---|---|---|", *rows])


_WHOLE: Final = ("faults", "mutations")
_NEVER: Final = {
    "kills": ("wrong",),
    "crashes": ("lost", "verify", "refused"),
    "power": ("lost", "paper", "verify", "integrity", "refused"),
    "faults": ("wrong",),
    "damage": ("silent", "traceback"),
    "mutations": ("unseen", "in the file, unseen", "heads, unseen"),
    "races": ("wrong",),
}
"""What may not be found. In the control of ``power`` it is what has to be."""


def _section(name: str, lines: list[tuple[int, int, dict[str, Any]]]) -> str:
    found: Counter[str] = Counter()
    for _, _, line in lines:
        found.update(line["found"])
    seeds = ", ".join(f"{seed}" for _, seed, _ in sorted(lines, key=lambda one: one[1]))
    seconds = sum(line["seconds"] for _, _, line in lines)
    never = _NEVER.get(name.partition(" ")[0], ())
    rows = "\n".join(f"| {word} | {number:,} |" for word, number in found.items() if word not in never)
    rows += "".join(f"\n| **{word}** | {found[word]:,} |" for word in never)
    said = [f"    {one}" for _, _, line in lines for one in line["said"].splitlines()]
    parts = [f"## {name}", f"Seeds {seeds}; {seconds:,.0f} s.", f"| what | times |\n|---|---|\n{rows}"]
    return "\n\n".join([*parts, "\n".join(said)] if said else parts)


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
