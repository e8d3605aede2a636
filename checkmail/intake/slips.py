"""Finds runs of rows in which some columns hold the values of the row before or after.

Each relation between two columns votes for every row: for the row's own value, for the
neighbour's, or not at all. A run in which the votes for the neighbour win clearly is a slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_GIVES_UP: Final = 4
"""A run ends where the votes have fallen by so many below its best."""


@dataclass(frozen=True, slots=True)
class Run:
    """Places (from 0) of the first and the last row of a run, and the votes for it."""

    first: int
    last: int
    votes: int


def winning_runs(votes: Sequence[int], enough: int) -> list[Run]:
    """The runs whose votes sum to ``enough`` or more, in order, with the undecided rows around them."""
    runs: list[Run] = []
    beyond = 0
    for first in [place for place, vote in enumerate(votes) if vote > 0]:
        if first >= beyond:
            best, beyond = _run_from(first, votes)
            if best.votes >= enough:
                runs.append(best)
    return [_widened(run, votes) for run in runs]


def _run_from(first: int, votes: Sequence[int]) -> tuple[Run, int]:
    """The best run that begins at ``first``, and the place at which another may begin."""
    best, total = Run(first, first, votes[first]), 0
    for place in range(first, len(votes)):
        total += votes[place]
        if total > best.votes:
            best = Run(first, place, total)
        if total <= max(0, best.votes - _GIVES_UP):
            return best, place + 1
    return best, len(votes)


def _widened(run: Run, votes: Sequence[int]) -> Run:
    """The run with the rows beside it that no vote says are right: they may have slipped with it."""
    first, last = run.first, run.last
    while first and votes[first - 1] >= 0:
        first -= 1
    while last + 1 < len(votes) and votes[last + 1] >= 0:
        last += 1
    return Run(first, last, run.votes)


def rotated_runs(values: Sequence[int | None], longest: int = 1000) -> list[Run]:
    """Runs of ascending numbers moved down by one, the last of them put in front, or up, the first put behind.

    10 11 12 13 14 becomes 10 13 11 12 14. Only numbers that ascend again on both sides count.
    """
    falls = [p for p, (a, b) in enumerate(pairwise(values)) if a is not None and b is not None and a > b]
    if not falls:
        return []
    backwards = [None if v is None else -v for v in reversed(values)]
    top = len(values) - 1
    mirrored = [top - place - 1 for place in reversed(falls)]
    up = [Run(top - run.last, top - run.first, run.votes) for run in _moved_down(backwards, mirrored, longest)]
    return sorted([*_moved_down(values, falls, longest), *up], key=lambda run: run.first)


def _moved_down(values: Sequence[int | None], falls: Sequence[int], longest: int) -> list[Run]:
    """The runs that begin with a number moved down: at one of ``falls``, after which a smaller number follows."""
    runs: list[Run] = []
    beyond = 0
    for place in falls:
        if place >= beyond and place < len(values) - 2 and (run := _rotation_at(values, place, longest)):
            runs.append(run)
            beyond = run.last + 1
    return runs


def _rotation_at(values: Sequence[int | None], first: int, longest: int) -> Run | None:
    moved, following = values[first], values[first + 1]
    if moved is None or following is None or moved <= following:
        return None
    if first and not _ascending([values[first - 1], following]):
        return None
    last = first + 1
    while last + 1 < len(values) and last - first < longest:
        here, beyond = values[last], values[last + 1]
        if here is None or beyond is None or here >= beyond or here >= moved:
            return None
        if beyond > moved:
            # What follows ascends from there: the moved number is missing exactly here.
            after = [v for v in values[last + 1 : last + 4] if v is not None]
            enough = last - first >= 2 and len(after) >= 2 and _ascending(after)
            return Run(first, last, last - first) if enough else None
        last += 1
    return None


def _ascending(values: Sequence[int | None]) -> bool:
    return all(a is not None and b is not None and a < b for a, b in pairwise(values))
