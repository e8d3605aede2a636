"""One figure, measured in this process: ``python -m tests.torture NAME --count N --seed S``; a JSON line answers."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.memory import in_memory

sys.path.append(str(Path(__file__).parents[1]))  # where pytest finds the packages of tests


def main() -> None:
    """Measures and prints the counts as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figure")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--with", dest="further", action="append", default=[], metavar="NAME=VALUE")
    chosen = parser.parse_args()
    further = {
        name: int(value) if value.isdecimal() else value
        for name, _, value in (one.partition("=") for one in chosen.further)
    }
    measure = importlib.import_module(f"tests.torture.{chosen.figure}").measure
    with tempfile.TemporaryDirectory(prefix="checkmail-torture-", dir=in_memory()) as folder:
        tempfile.tempdir = folder  # replays make their scratch office there too
        began = time.monotonic()
        found = measure(chosen.count, chosen.seed, Path(folder), **further)
        seconds = time.monotonic() - began
        gc.unfreeze()  # some libraries look at the end for what was never let go
    print(
        json.dumps(
            {"figure": chosen.figure, "seed": chosen.seed, "seconds": round(seconds, 1), "found": found, **further}
        )
    )


if __name__ == "__main__":
    main()
