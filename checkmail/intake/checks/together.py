"""One fault, one finding: what a graver finding explains is not said again.

A record that is no person, or whose values stand in the wrong columns, explains every
finding about its fields. Rows that are one record or one person explain what is said about
those people together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from checkmail.intake.folding import visible
from checkmail.rules.lists import Finding, Severity

_OF_A_FIELD: Final = frozenset(
    {
        "empty-field", "number-format", "wrong-kana", "wrong-date", "postal-code-unknown", "postal-code-differs",
        "address-differs-from-register", "enclosure-count", "too-long", "remark",
    }
)  # fmt: skip
_OF_PEOPLE: Final = frozenset({"namesake", "look-alike", "same-household"})
_OF_NUMBERS: Final = frozenset({"duplicate-number", "duplicate-person"})

BROKEN_ROW: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "total-line": _OF_A_FIELD | _OF_NUMBERS | _OF_PEOPLE | {"shifted-rows"},
        "repeated-header": _OF_A_FIELD | _OF_NUMBERS | _OF_PEOPLE | {"shifted-rows", "duplicate"},
        "shifted-rows": _OF_A_FIELD | _OF_NUMBERS | {"same-household"},
    }
)
"""Code about a row -> codes that say nothing more about that row."""

SAME_ROWS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "duplicate": _OF_PEOPLE | _OF_NUMBERS,
        "duplicate-number": _OF_PEOPLE | {"duplicate-person"},
        "duplicate-person": _OF_PEOPLE,
        "namesake": frozenset({"look-alike"}),
    }
)
"""Code about several rows -> codes that say nothing more about some of those rows together."""

_EXPLAINED: Final = frozenset[str]().union(*SAME_ROWS.values())
_SHOWN: Final = 200
"""Characters of a cell that a sentence repeats."""
_MOST: Final = 0.5
_FEW: Final = 20


def without_echoes(findings: Iterable[Finding], listed: int) -> Iterator[Finding]:
    """``findings`` without echoes, those of a column that fails in most of ``listed`` rows gathered into one.

    What their sentences name can be shown on any screen.
    """
    for one in _gathered(list(_once_together(_without_broken_rows(list(findings)))), listed):
        yield one if all(map(_is_shown, one.details.values())) else _shown(one)


def _is_shown(value: str | int) -> bool:
    return not isinstance(value, str) or (value.isprintable() and len(value) <= _SHOWN)


def _shown(one: Finding) -> Finding:
    return replace(one, details={key: _cut(v) if isinstance(v, str) else v for key, v in one.details.items()})


def _cut(value: str) -> str:
    """A value for a sentence: the whole of it stands beside the finding."""
    return visible(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")


def _without_broken_rows(findings: list[Finding]) -> list[Finding]:
    broken: defaultdict[str, set[int]] = defaultdict(set)
    for one in findings:
        for code in BROKEN_ROW.get(one.code, ()):
            broken[code].update(one.rows)
    kept = []
    for one in findings:
        explained = broken.get(one.code)
        if explained is None or explained.isdisjoint(one.rows):
            kept.append(one)
            continue
        left = tuple(row for row in one.rows if row not in explained)
        if left:
            kept.append(replace(one, rows=left) if one.code in _OF_A_FIELD else one)
    return kept


def _once_together(findings: list[Finding]) -> Iterator[Finding]:
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for one in findings:
        if one.code in _EXPLAINED and one.rows:
            asked[one.code].add(one.rows[0])
    together: defaultdict[tuple[str, int], list[frozenset[int]]] = defaultdict(list)
    for one in findings:
        # Made once: thousands of findings may ask about one group of thousands of rows.
        rows = frozenset(one.rows) if one.code in SAME_ROWS else frozenset[int]()
        for code in SAME_ROWS.get(one.code, ()):
            for row in rows & asked[code]:
                together[code, row].append(rows)
    for one in findings:
        explaining = together.get((one.code, one.rows[0]), ()) if one.code in _EXPLAINED and one.rows else ()
        if not any(rows.issuperset(one.rows) for rows in explaining):
            yield one


def _gathered(findings: list[Finding], listed: int) -> Iterator[Finding]:
    """A column whose every second row is found wanting is one fault, of the column."""
    alike: defaultdict[tuple[str, tuple[str, ...], Severity], list[Finding]] = defaultdict(list)
    for one in findings:
        if len(one.rows) == 1 and one.code in _OF_A_FIELD:
            alike[one.code, one.columns, one.severity].append(one)
    many = {key for key, ones in alike.items() if len(ones) >= max(_FEW, listed * _MOST)}
    for one in findings:
        if len(one.rows) != 1 or (one.code, one.columns, one.severity) not in many:
            yield one
    for code, columns, severity in many:
        ones = alike[code, columns, severity]
        yield Finding(code, tuple(f.rows[0] for f in ones), columns, ones[0].details, severity)
