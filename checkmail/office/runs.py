"""Ascending numbers as an entry spells them: ``[[first, last], …]``."""

from __future__ import annotations

from collections.abc import Iterator


def spread(runs: list[list[int]]) -> Iterator[int]:
    """The numbers of ``[[first, last], …]``."""
    for first, last in runs:
        yield from range(first, last + 1)


def gather(numbers: list[int]) -> list[list[int]]:
    """Ascending numbers as ``[[first, last], …]``; :func:`spread` gives them back."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs
