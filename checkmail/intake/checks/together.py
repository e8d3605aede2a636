"""One fault, one finding: what a graver finding explains is not said again.

A finding is an echo where another one of a code that explains it names all of its rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checkmail.rules.lists import Finding, Severity

_OF_A_FIELD: Final = frozenset(
    {
        "empty-field", "number-format", "wrong-kana", "wrong-date", "postal-code-unknown", "postal-code-differs",
        "address-differs-from-register", "enclosure-count", "too-long", "remark",
    }
)  # fmt: skip
_OF_PEOPLE: Final = frozenset({"namesake", "look-alike", "same-household"})

EXPLAINS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "total-line": _OF_A_FIELD | {"shifted-rows", "duplicate-number"},
        "repeated-header": _OF_A_FIELD | {"shifted-rows", "duplicate", "duplicate-number", *_OF_PEOPLE},
        "shifted-rows": _OF_A_FIELD | {"same-household"},
        "duplicate": _OF_PEOPLE | {"duplicate-number", "duplicate-person"},
        "duplicate-number": _OF_PEOPLE | {"duplicate-person"},
        "duplicate-person": _OF_PEOPLE,
        "namesake": frozenset({"look-alike"}),
    }
)
"""Code -> codes that it explains on its rows."""

_MOST: Final = 0.5
_FEW: Final = 20


def without_echoes(findings: Iterable[Finding], listed: int) -> Iterator[Finding]:
    """``findings`` without echoes, those of a column that fails in most of ``listed`` rows gathered into one."""
    found = list(findings)
    by_row: defaultdict[tuple[str, int], list[frozenset[int]]] = defaultdict(list)
    for one in found:
        if one.code in EXPLAINS and one.rows:
            rows = frozenset(one.rows)
            for row in rows:
                by_row[one.code, row].append(rows)
    graver = {code: [g for g, codes in EXPLAINS.items() if code in codes] for code in {f.code for f in found}}
    kept = [
        one
        for one in found
        if not any(rows.issuperset(one.rows) for g in graver[one.code] for rows in by_row.get((g, one.rows[0]), ()))
    ]
    return _gathered(kept, listed)


def _gathered(findings: list[Finding], listed: int) -> Iterator[Finding]:
    """A column whose every second row is found wanting is one fault, of the column."""
    alike: defaultdict[tuple[str, tuple[str, ...], Severity], list[Finding]] = defaultdict(list)
    for one in findings:
        if len(one.rows) == 1:
            alike[one.code, one.columns, one.severity].append(one)
    many = {key for key, ones in alike.items() if len(ones) >= max(_FEW, listed * _MOST)}
    for one in findings:
        if len(one.rows) != 1 or (one.code, one.columns, one.severity) not in many:
            yield one
    for code, columns, severity in many:
        ones = alike[code, columns, severity]
        yield Finding(code, tuple(f.rows[0] for f in ones), columns, ones[0].details, severity)
