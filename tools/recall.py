"""Writes ``bench/results/recall.md``: what the list checks find, over lists of 3,000 rows of two generators.

``--shapes`` also says on the terminal what was missed of the second generator's faults, by shape. Whoever tunes the
checks does not ask for that: the second generator is there to show what the first, which is tuned to, cannot.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.intake.recall import SEEDS, both, misses, table

OUT = Path(__file__).resolve().parent.parent / "bench" / "results" / "recall.md"
ROWS = 3000

_HEAD = """# What the list checks find

Written by `python -m tools.recall`: {lists} lists of {rows} rows a generator, seeds {first}–{last}, every encoding
(cp932, utf-8, utf-8-sig, utf-16, xlsx), date form and postal form. The first generator is
`checkmail/rehearsal/make_list.py`, with number formats, control and invisible characters, repeated headings and
totals planted on top (`tests/intake/first_lists.py`); the checks are tuned with it. The second
(`tests/intake/second_generator.py`) has other names, towns, headings and shapes of faults, was written before the
tuning, and is not looked at for it.

A fault of several rows counts as found where one finding names them all, loudly where the rows are near; a stretch
that slipped, where most of it is named and its first row by two at most. A false alarm is a stop or an attention on a
row that no fault touches; rows whose names chance made alike and near stand apart. A `short-slip` is a stretch of
fewer than ten rows that slipped: among so few there may be no sign at all.

"""


def main() -> int:
    """Measures, writes and prints; the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = both(Path(folder), [(seed, ROWS, ROWS) for seed in SEEDS])
    head = _HEAD.format(lists=first.lists, rows=f"{ROWS:,}", first=SEEDS[0], last=SEEDS[-1])
    missed = "\n".join(misses(first)) or "- nothing"
    told = f"{head}{table(first, second)}\n\n## Of the first generator\n\n{missed}\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(told, encoding="utf-8", newline="\n")
    print(told)
    if "--shapes" in sys.argv:
        print("Of the second generator\n", *misses(second), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
