"""Finds the numbers of a list in the text of a page made by another system.

The text of a page is what another program wrote, in whatever width, with hyphens and blanks where its
layout has them: ``１２３４ ５６７８``, ``1234-5678`` and a digit in each box are one number. A number inside a
longer one is never found: what stands apart by blanks only may be one number, so a number put together
from several parts must have no further digits beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from checkmail.intake.folding import fold_key

LEAST_LENGTH: Final = 4
"""Characters of a key, hyphens not counted: shorter ones stand on a page as years, pages or amounts."""

_SIGN: Final = "№"
"""One character that NFKC makes two letters, which would grow into the number behind it."""

_SEVERAL: Final = re.compile("[,/]")
_NO_AMOUNT: Final = 5
"""Characters: a year has four, what stands between the points of an amount three."""

_ATOM: Final = re.compile(
    # Digits and letters of one number, with hyphens, and with the points of an amount or a date: 12,345 is not 345.
    r"(?P<run>[0-9a-z]+(?:(?: ?-+ ?|(?<=[0-9])[.,/'](?=[0-9]))[0-9a-z]+)*)"
    r"|(?P<other>[^\W_])"
    r"|(?P<joint>[\s-]+)"
    r"|(?P<end>.)"
)


def folded_key(value: str) -> str:
    """A value of the list as it is looked for: folded, without hyphens."""
    return fold_key(value).replace("-", "")


def usable_key(key: str) -> bool:
    """Whether a folded key can be told from the other text of a page: long enough, and with a digit."""
    return len(key) >= LEAST_LENGTH and any(c.isdigit() for c in key)


def _line(text: str) -> str:
    # U+0002 and U+FFFE are PDFium's for a hyphen at a line's end.
    text = text.replace(_SIGN, " ").replace("\x02", "-").replace("\ufffe", "-")
    if text.isascii():
        return text.lower()
    # fold_key takes blanks away, which part numbers here: it folds word by word.
    return " ".join(map(fold_key, unicodedata.normalize("NFKC", text).split()))


@dataclass(frozen=True, slots=True)
class PageKeys:
    """The keys of a list, each with what it stands for."""

    keys: Mapping[str, int]
    """Folded key (:func:`folded_key`) -> a number of the caller's."""
    longest: int
    ascii: bool
    """All keys are digits and Latin letters: any other letter ends a number."""

    @classmethod
    def of(cls, keys: Mapping[str, int]) -> PageKeys:
        """The finder of these folded keys."""
        return cls(keys, max(map(len, keys), default=0), all(key.isascii() for key in keys))

    def on(self, text: str) -> frozenset[int]:
        """What the keys in the text of a page stand for; each line is looked at by itself."""
        return frozenset(found for line in text.splitlines() for found in self._in_line(_line(line)))

    def _in_line(self, line: str) -> Iterator[int]:
        atoms: list[str] = []
        for match in _ATOM.finditer(line):
            kind = match.lastgroup
            if kind == "run":
                run = match[0].replace("-", "").replace(" ", "")
                parts = _SEVERAL.split(run)
                # No amount and no date has parts so long: these are numbers in a row, and one may be another person's.
                if len(parts) > 1 and all(len(part) >= _NO_AMOUNT for part in parts):
                    for part in parts:
                        yield from self._among([part])
                atoms.append(run)
            elif kind == "other" and not self.ascii:
                atoms.append(match[0])
            elif kind != "joint":
                yield from self._among(atoms)
                atoms = []
        yield from self._among(atoms)

    def _among(self, atoms: list[str]) -> Iterator[int]:
        """Keys among parts that only blanks stand between."""
        for first in range(len(atoms)):
            joined = ""
            for last in range(first, len(atoms)):
                joined += atoms[last]
                if len(joined) > self.longest:
                    break
                found = self.keys.get(joined)
                if found is not None and (first == last or _ends_there(atoms, first, last)):
                    yield found


def _ends_there(atoms: list[str], first: int, last: int) -> bool:
    """Whether a number put together from several parts is not part of a longer one."""
    before = atoms[first - 1] if first else ""
    after = atoms[last + 1] if last + 1 < len(atoms) else ""
    return not _goes_on(atoms[first], before) and not _goes_on(atoms[last], after)


def _goes_on(edge: str, beside: str) -> bool:
    if not beside.isascii() or not edge.isascii() or not beside:
        return False
    return beside.isdigit() or len(beside) == len(edge) == 1
