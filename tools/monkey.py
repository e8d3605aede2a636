"""Two walks of 10,000 acts at three desks against the model of the rules: ``python -m tools.monkey`` (``make monkey``).

Writes ``bench/results/monkey.md``; ends with the first verdict that the model does not share, and its seed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.results import machine, write_results

STEPS = 10_000
SEEDS = (1, 2)
LOOK_EVERY = 2_500
"""Acts between two replays of the whole ledger."""


@dataclass(frozen=True, slots=True)
class Walked:
    """One walk without a wrong verdict."""

    seed: int
    verdicts: Counter[str]
    acts: Counter[str]
    planted: Counter[str]
    entries: int


def walk(seed: int, steps: int) -> Walked:
    """Raises AssertionError at the first difference, told with its seed and step on standard error."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))  # where pytest finds the packages of tests
    from tests.office.conftest import Stages
    from tests.office.play import Play
    from tests.office.walking import Walk

    with tempfile.TemporaryDirectory() as folder:
        stages = Stages(Path(folder))
        play = Play(stages.file("walked"), stages.clocks["walked"])
        walked = Walk(play, seed)
        for step in range(1, steps + 1):
            try:
                walked.step()
            except AssertionError:
                print(f"seed {seed}, step {step}, act {walked.act}", file=sys.stderr)
                raise
            if (step % LOOK_EVERY == 0 or step == steps) and (faults := play.faults()):
                raise AssertionError(faults)
        planted = Counter(f"{one.wrong}: {one.outcome or 'scanned in unseen'}" for one in walked.model.planted)
        entries = play.row("chains", chain=1)["count"]
        play.store.close()
    return Walked(seed, walked.verdicts, walked.acts, planted, entries)


def report(walks: Sequence[Walked], steps: int) -> str:
    """What was walked, in figures."""
    lines = sum(sum(walked.verdicts.values()) for walked in walks)
    head = (
        f"{machine()}\n\n{len(walks)} walks (seeds {', '.join(str(one.seed) for one in walks)}) of {steps:,} acts "
        f"each: 4 people at 3 desks, 12 pieces in 3 trays, 3 of them under attention, and planted sets among them. "
        f"{lines:,} lines were answered as the model says: **wrong verdicts: 0**. The tables were the model's after "
        f"every act, and the ledgers of {' and '.join(f'{walked.entries:,}' for walked in walks)} entries gave them "
        f"again every {LOOK_EVERY:,} acts. Clocks were set back in 2 of 100 acts."
    )
    tables = [
        _table(name, sum((getattr(walked, field) for walked in walks), Counter()))
        for name, field in (("act", "acts"), ("verdict", "verdicts"), ("planted set", "planted"))
    ]
    return "\n\n".join([head, *tables])


def _table(name: str, counted: Counter[str]) -> str:
    rows = [f"| {word} | {count:,} |" for word, count in counted.most_common()]
    return "\n".join([f"| {name} | times |\n|---|---|", *rows])


def main() -> None:
    """Walks, each seed in a process of its own, and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, action="append", help="again for another walk")
    parser.add_argument("--steps", type=int, default=STEPS)
    chosen = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        walks = list(pool.map(partial(walk, steps=chosen.steps), chosen.seed or SEEDS))
    write_results("monkey", "A monkey at three desks", report(walks, chosen.steps))


if __name__ == "__main__":
    main()
