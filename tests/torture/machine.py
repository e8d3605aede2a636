"""The state machine of the desks against its plain model, on either engine."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.office.conftest import Stages
from tests.office.desk_machine import Machine
from tests.office.play import Clock, Play

from .offices import made, played


def _in_file(stages: Stages, folder: Path) -> Play:
    return played(stages, "printed", folder / "walked" / "office.db")


def _on_server(stages: Stages, folder: Path, ending: ExitStack) -> Callable[[], Play]:
    from checkmail.store.postgres import PostgresStore

    from .servers import Server

    server, file = Server(folder), stages.file("printed")
    ending.callback(server.stop)
    like, url = server.office(file), server.office(file)

    def opened() -> Play:
        return Play(folder / "office", Clock(stages.clocks["printed"].now), url)

    def begin() -> Play:
        server.anew(url, like)
        return opened()

    def compare() -> None:
        play = opened()
        assert compared(play.store) == []
        play.store.close()

    # To be compared, the schema is made anew, which takes as long as a walk; no act touches it. So it is compared once.
    compared = PostgresStore.schema_faults
    PostgresStore.schema_faults = lambda _: []
    ending.callback(compare)
    return begin


def measure(count: int, seed_from: int, folder: Path, engine: str = "sqlite", steps: int = 50) -> Counter[str]:
    """``count`` walks of up to ``steps`` acts, each compared with the model. Counts: walks, acts and verdicts."""
    stages = made(folder)
    found: Counter[str] = Counter()
    with ExitStack() as ending:
        file = engine == "sqlite"
        begin = functools.partial(_in_file, stages, folder) if file else _on_server(stages, folder, ending)
        _walk(begin, found, count, seed_from, steps)
    return found


def _walk(begin: Callable[[], Play], found: Counter[str], count: int, seed_from: int, steps: int) -> None:
    class Counted(Machine):
        def __init__(self) -> None:
            super().__init__(begin)
            found["walks"] += 1

        def check_invariants(self, *args: object, **kwargs: object) -> None:
            found["acts and looks"] += 1
            super().check_invariants(*args, **kwargs)  # type: ignore[no-untyped-call]

    run_state_machine_as_test(
        seed(seed_from)(Counted),
        settings=settings(
            max_examples=count, stateful_step_count=steps, print_blob=False, deadline=None, database=None,
            derandomize=False, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
