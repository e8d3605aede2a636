"""10,000 acts at three desks against the model of the rules: ``python -m tools.monkey`` (``make monkey``).

Writes ``bench/results/monkey.md``; ends with the first verdict that the model does not share, and its seed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.results import machine, write_results

STEPS = 10_000
SEED = 1
LOOK_EVERY = 2_500
"""Acts between two replays of the whole ledger."""


def walk(folder: Path, seed: int, steps: int) -> str:
    """The report of one walk. Raises AssertionError at the first difference."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))  # where pytest finds the packages of tests
    from tests.office.conftest import Stages
    from tests.office.play import Play
    from tests.office.walking import Walk

    stages = Stages(folder)
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
    entries = play.row("chains", chain=1)["count"]
    play.store.close()
    head = (
        f"{machine()}\n\nSeed {seed}: {steps:,} acts of 4 people at 3 desks, 12 pieces in 3 trays, 3 of them under "
        f"attention; {sum(walked.verdicts.values()):,} lines were answered as the model says, no verdict was wrong, "
        f"the tables were the model's after every act, and the ledger of {entries:,} entries gave them again "
        f"every {LOOK_EVERY:,} acts."
    )
    return "\n\n".join([head, _table("verdict", walked.verdicts), _table("act", walked.acts)])


def _table(name: str, counted: Counter[str]) -> str:
    rows = [f"| {word} | {count:,} |" for word, count in counted.most_common()]
    return "\n".join([f"| {name} | times |\n|---|---|", *rows])


def main() -> None:
    """Walks and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--steps", type=int, default=STEPS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_results("monkey", "A monkey at three desks", walk(Path(folder), chosen.seed, chosen.steps))


if __name__ == "__main__":
    main()
