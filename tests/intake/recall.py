"""How much of what is wrong in a list the checks find, and what they find that is not there.

:func:`measure` adds one list to a :class:`Recall`, :func:`table` writes two of them side by side.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from checkmail.intake.checks import Context, Listing, check_all
from checkmail.intake.columns import map_columns
from checkmail.intake.tables import read_table
from checkmail.paper.fonts import drawable
from checkmail.rules.documents import DocumentSet
from checkmail.rules.lists import Finding, Row, Severity

from .first_lists import Sample, first_list
from .second_generator import Planted, second_list

TODAY = date(2026, 7, 1)
SEEDS = range(1, 21)
NEAR = 200
"""Rows: two of one name that are no farther apart are near (commands.md, ``namesake``)."""

FOUND_BY: dict[str, tuple[str, ...]] = {
    "duplicate": ("duplicate", "duplicate-number"),
    "duplicate-number": ("duplicate-number",),
    "empty-field": ("empty-field",),
    "missing-glyph": ("missing-glyph",),
    "shifted-rows": ("shifted-rows",),
    "wrong-date": ("wrong-date",),
    "number-format": ("number-format",),
    "control-character": ("control-character",),
    "invisible-character": ("invisible-character",),
    "hidden-rows": ("hidden-rows",),
    "remark": ("remark",),
    "look-alike": ("look-alike", "namesake"),
    "namesake": ("namesake", "duplicate-person"),
    "postal-code": ("postal-code-unknown", "postal-code-differs"),
    "register-address": ("address-differs-from-register",),
    "short-slip": ("shifted-rows",),
    "repeated-header": ("repeated-header",),
    "total-line": ("total-line",),
    "duplicate-person": ("duplicate-person", "duplicate-number", "namesake"),
    "enclosure-count": ("enclosure-count",),
    "too-long": ("too-long",),
    "glyph-variant": ("glyph-variant",),
}
"""Kind of a planted fault -> the findings that name it, in the order of the table.

A ``short-slip`` is a stretch of fewer than :data:`FEW` rows that slipped: with so few there may be no sign at all.
"""
FEW = 10
EVERY_ONE = tuple(FOUND_BY)[:11]
"""Kinds of which none may be missed."""
NEARLY_ALL = ("look-alike", "namesake", "postal-code", "register-address")
TOGETHER = ("duplicate", "duplicate-number", "namesake", "look-alike", "duplicate-person")
"""Faults of several rows: one finding has to name them all."""
_BETWEEN = {"duplicate", "duplicate-number", "duplicate-person", "namesake", "look-alike"}
"""Findings about rows against each other: a sound row that a faulty one resembles is named rightly."""


@dataclass(slots=True)
class Recall:
    """Counts over any number of lists."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and shape."""
    seen_as_another: Counter[str] = field(default_factory=Counter)
    """Of those missed: their rows are named loudly by a finding of another kind."""
    harmless: int = 0
    """Missed, but equal texts that changed places: left out of all other counts."""
    clean: int = 0
    """Rows that no fault touches and that nobody's name comes near."""
    alike: int = 0
    """Rows that no fault touches, whose names chance made equal or alike and near."""
    alarmed: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    """Clean rows, by severity and code; a row with two codes stands at both."""
    wrongly: Counter[Severity] = field(default_factory=Counter)
    """Clean rows that a stop, or an attention, names."""
    alike_alarmed: int = 0
    lists: int = 0
    rows: int = 0

    def rate(self, kind: str) -> float:
        """Percent of the planted faults of a kind that were found."""
        return 100 * self.found[kind] / self.planted[kind] if self.planted[kind] else 100.0

    def false(self, severity: Severity) -> float:
        """Percent of the clean rows with a finding of this severity."""
        return 100 * self.wrongly[severity] / max(1, self.clean)


def second_sample(folder: Path, seed: int, rows: int) -> Sample:
    """The second generator's list of this seed, in a file."""
    made = second_list(seed, rows)
    path = folder / f"second-{seed}{made.suffix}"
    path.write_bytes(made.content)
    return Sample(path, made.manner.encoding, made.manner.columns, made.planted)


def looked_at(sample: Sample) -> tuple[list[Row], list[Finding]]:
    """The rows of a list and what the checks say of them, as an import does it."""
    table = read_table(sample.path)
    columns = map_columns(table.headings, sample.columns)
    listing = Listing(table, columns)
    context = Context(columns, drawable(), TODAY, DocumentSet(), table.oddities)
    return list(listing.rows()), check_all(listing, context)


def measure(recall: Recall, sample: Sample) -> None:
    """Adds one list to the counts."""
    rows, findings = looked_at(sample)
    recall.lists += 1
    recall.rows += len(rows)
    on: defaultdict[int, list[Finding]] = defaultdict(list)
    for one in findings:
        for row in one.rows:
            on[row].append(one)
    near = Nearness(rows)
    for fault in map(_by_length, sample.planted):
        if _is_found(fault, on, near):
            recall.found[fault.kind] += 1
        elif _changes_nothing(fault, rows):
            recall.harmless += 1
            continue
        else:
            recall.missed[fault.kind, fault.shape] += 1
            recall.seen_as_another[fault.kind] += any(_loud(f) for row in fault.rows for f in on[row])
        recall.planted[fault.kind] += 1
    touched = {row for fault in sample.planted for row in fault.rows}
    _count_alarms(recall, on, touched, near, len(rows))


def _by_length(fault: Planted) -> Planted:
    short = fault.shape.startswith("block") and len(fault.rows) < FEW
    return replace(fault, kind="short-slip") if short else fault


def _count_alarms(recall: Recall, on: dict[int, list[Finding]], touched: set[int], near: Nearness, rows: int) -> None:
    alike = near.alike_rows()
    for row in range(1, rows + 1):
        if row in touched:
            continue
        loud = [f for f in on[row] if _loud(f) and not (f.code in _BETWEEN and touched & set(f.rows))]
        if row in alike:
            recall.alike += 1
            recall.alike_alarmed += bool(loud)
            continue
        recall.clean += 1
        recall.wrongly.update({f.severity for f in loud})
        recall.alarmed.update({(f.severity, f.code) for f in loud})


def _loud(found: Finding) -> bool:
    return found.severity is not Severity.NOTE


def _is_found(fault: Planted, on: dict[int, list[Finding]], near: Nearness) -> bool:
    wanted = FOUND_BY[fault.kind]
    named = {row: [f for f in on[row] if f.code in wanted] for row in fault.rows}
    if fault.shape.startswith("block"):
        return _block_is_found(fault.rows, on)
    if fault.kind in TOGETHER:
        joint = [f for f in named[fault.rows[0]] if set(fault.rows) <= set(f.rows)]
        must_be_loud = fault.kind in ("namesake", "look-alike") and near.near(*fault.rows)
        return any(_loud(f) or not must_be_loud for f in joint)
    return all(named.values())


def _block_is_found(rows: Sequence[int], on: dict[int, list[Finding]]) -> bool:
    """Most of the rows are named, and the first named is at most two rows from the first that slipped."""
    named = [row for row in rows if any(f.code == "shifted-rows" for f in on[row])]
    return len(named) >= max(1, min(len(rows) - 2, 0.8 * len(rows))) and named[0] <= rows[0] + 2


def _changes_nothing(fault: Planted, rows: Sequence[Row]) -> bool:
    """Name and kana that are one text, exchanged: nobody sees a difference on paper."""
    row = rows[fault.rows[0] - 1]
    return fault.kind == "shifted-rows" and len(fault.rows) == 1 and row.get("name") == row.get("kana") != ""


class Nearness:
    """Whose names are alike, and who stands near whom."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.readings = [_plain(row.get("kana")) for row in rows]
        self.names = [_plain(row.get("name")) for row in rows]
        self.towns = [_plain(row.get("postal_code")).replace("-", "").replace("〒", "") for row in rows]

    def near(self, one: int, other: int) -> bool:
        """Within :data:`NEAR` rows, or of one postal code."""
        town = self.towns[one - 1]
        return abs(one - other) <= NEAR or bool(town and town == self.towns[other - 1])

    def alike_rows(self) -> set[int]:
        """Rows whose name or reading another row has too, or has but for one kana and near."""
        out: set[int] = set()
        for values in (self.readings, self.names):
            counted = Counter(values)
            out |= {row for row, value in enumerate(values, 1) if value and counted[value] > 1}
        by_cut: defaultdict[str, set[int]] = defaultdict(set)
        for row, reading in enumerate(self.readings, 1):
            for cut in {reading, *(reading[:n] + reading[n + 1 :] for n in range(len(reading)))}:
                if len(cut) > 2:
                    by_cut[cut].add(row)
        for group in by_cut.values():
            out |= {one for one in group if any(self._alike_and_near(one, other) for other in group)}
        return out

    def _alike_and_near(self, one: int, other: int) -> bool:
        return one != other and self.near(one, other) and _one_apart(self.readings[one - 1], self.readings[other - 1])


def _one_apart(one: str, other: str) -> bool:
    """Damerau-Levenshtein distance 1."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < len(other):
        return any(other[:n] + other[n + 1 :] == one for n in range(len(other))) and len(other) - len(one) == 1
    apart = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
    return len(apart) == 1


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def table(first: Recall, second: Recall) -> str:
    """Both generators side by side, in Markdown."""
    out = [
        "| kind | first: planted | found | % | second: planted | found | % |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *(
            f"| {kind} | {' | '.join(_cells(first, kind) + _cells(second, kind))} |"
            for kind in FOUND_BY
            if first.planted[kind] or second.planted[kind]
        ),
        "",
        "| false alarms, % of clean rows | first | second |",
        "|---|--:|--:|",
        *(f"| {s.value} | {first.false(s):.2f} | {second.false(s):.2f} |" for s in (Severity.STOP, Severity.ATTENTION)),
        f"| clean rows | {first.clean} | {second.clean} |",
        f"| rows alike by chance (named / all) | {_of(first)} | {_of(second)} |",
    ]
    return "\n".join(out)


def _of(recall: Recall) -> str:
    return f"{recall.alike_alarmed} / {recall.alike}"


def _cells(recall: Recall, kind: str) -> list[str]:
    if not recall.planted[kind]:
        return ["–", "–", "–"]
    return [str(recall.planted[kind]), str(recall.found[kind]), f"{recall.rate(kind):.1f}"]


def both(folder: Path, sizes: Iterable[tuple[int, int, int]]) -> tuple[Recall, Recall]:
    """The counts of both generators over lists of ``(seed, rows of the first, rows of the second)``."""
    first, second = Recall(), Recall()
    for seed, rows, rows_of_second in sizes:
        for recall, made in (
            (first, first_list(folder, seed, rows)),
            (second, second_sample(folder, seed, rows_of_second)),
        ):
            measure(recall, made)
            made.path.unlink()
    return first, second


def misses(recall: Recall) -> Iterable[str]:
    """What was missed by kind and shape, and what was named wrongly by code."""
    for (kind, shape), count in sorted(recall.missed.items()):
        yield f"- missed: {kind}, {shape}: {count}"
    for kind, count in sorted(recall.seen_as_another.items()):
        if count:
            yield f"- of these, named loudly as something else: {kind}: {count}"
    for (severity, code), count in sorted(recall.alarmed.items()):
        yield f"- wrongly named: {severity.value} {code}: {count} rows"
    if recall.harmless:
        yield f"- not counted: {recall.harmless} exchanges of equal texts, which change nothing"
