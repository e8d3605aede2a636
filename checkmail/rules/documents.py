"""The document set: what belongs in an envelope, and how each document is matched.

A document set is data (TOML, ``commands.md``). Without a file a batch has an envelope
label (00) and one cover sheet (01) and asks nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from checkmail.rules.codes import MAX_ENCLOSURE, Kind

MATCHES: Final = ("cover", "slip", "return", "own", "count", "stamped")
"""How a document is known: by our code on it, by its own number, by count, by stamped sides."""

KIND_OF_MATCH: Final = {
    "cover": Kind.COVER,
    "slip": Kind.SLIP,
    "return": Kind.RETURN,
    "stamped": Kind.STAMPED,
}
"""The kind of code that stands on a document; ``own`` and ``count`` carry none of ours."""


DEFAULT_RETENTION: Final = 365
"""A year, the shortest class of documents for which the period is counted in years (docs/erasing.md)."""

LONGEST_RETENTION: Final = 10_958
"""Thirty years, the longest such class, with its leap days."""


class BadDocumentSet(ValueError):
    """A document set that says something impossible; the message names the line's key."""


def _folded(text: str) -> str:
    """Without width, blanks and case: what stands in a list and in a document set is typed on two keyboards."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One document kind that belongs in the envelope."""

    number: int
    """PP on the paper, 1–99; 0 is the envelope and never an enclosure."""
    name: str
    match: str
    """One of :data:`MATCHES`."""
    column: str = ""
    """For ``own``: the heading whose value stands on the document."""
    pattern: str = ""
    """For ``own``: what such a number looks like, a regular expression for the whole text."""
    typed: bool = False
    """For ``own``: no bar code on it, typed from the paper at both checks."""
    when: str = ""
    """``COLUMN contains TEXT``: only pieces whose row says so expect it; empty means every piece."""

    @property
    def coded(self) -> bool:
        """Whether a scan or typed number of it belongs to the set; ``count`` is counted per batch."""
        return self.match != "count"

    @property
    def personal(self) -> bool:
        """Whether each person of a grouped piece has one of their own (名寄せ)."""
        return self.match in ("own", "slip", "stamped")

    def belongs_to(self, fields: Mapping[str, str]) -> bool:
        """Whether the piece with these row fields expects this document."""
        if not self.when:
            return True
        column, _, wanted = self.when.partition(" contains ")
        return _folded(wanted) in _folded(fields.get(column.strip(), ""))


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """What belongs in each envelope of a batch."""

    envelope: str = "label"
    """``label``, or ``window``: the cover sheet's code shows through and ends the set."""
    ask: tuple[str, ...] = ()
    """``born:day``, ``notice:last4``: what a second checker types from the paper of a piece under attention."""
    group: str = ""
    """A column whose equal values make rows one piece (名寄せ); empty: each row is a piece."""
    enclosures: tuple[Enclosure, ...] = (Enclosure(1, "送付状", "cover"),)
    retention_days: int = DEFAULT_RETENTION
    """Days from the end of the batch on before which its personal data may not be erased (R25)."""

    @property
    def ending(self) -> tuple[Kind, int]:
        """Kind and enclosure number of the code that ends a set."""
        if self.envelope == "label":
            return Kind.LABEL, 0
        cover = next(e for e in self.enclosures if e.match == "cover")
        return Kind.COVER, cover.number

    @property
    def stamped(self) -> bool:
        """Whether a document of another system is stamped side by side (``match = "stamped"``)."""
        return any(e.match == "stamped" for e in self.enclosures)

    @property
    def stride(self) -> int:
        """What the numbers of one person's documents lie apart from the next person's in a grouped piece."""
        return max((e.number for e in self.enclosures), default=1)

    def document(self, number: int) -> Enclosure | None:
        """The document kind behind an enclosure number, of whichever person of the piece; None: there is none."""
        return next((e for e in self.enclosures if e.number == (number - 1) % self.stride + 1), None)

    def columns(self) -> tuple[str, ...]:
        """Every column that the set names, as it names it: a list without one of them cannot be this set's."""
        named = [self.group, *(question.partition(":")[0] for question in self.ask)]
        for enclosure in self.enclosures:
            named += [enclosure.column, enclosure.when.partition(" contains ")[0].strip()]
        return tuple(column for column in dict.fromkeys(named) if column)

    def is_own(self, text: str) -> bool:
        """Whether ``text``, folded, looks like the number of a document that is known by its own (R11)."""
        return any(e.match == "own" and re.fullmatch(e.pattern, text, re.IGNORECASE) for e in self.enclosures)

    def keyed(self, names: Mapping[str, str]) -> DocumentSet:
        """The same set with its columns named by ``names`` (heading -> name) where that knows them, in any width."""
        folded = {_folded(heading): name for heading, name in names.items()}

        def name_of(column: str) -> str:
            return names.get(column) or folded.get(_folded(column), column)

        def named(enclosure: Enclosure) -> Enclosure:
            column, said, wanted = enclosure.when.partition(" contains ")
            return replace(
                enclosure,
                column=name_of(enclosure.column),
                when=f"{name_of(column.strip())}{said}{wanted}",
            )

        ask = (question.partition(":") for question in self.ask)
        return replace(
            self,
            ask=tuple(f"{name_of(column)}:{part}" for column, _, part in ask),
            group=name_of(self.group),
            enclosures=tuple(named(enclosure) for enclosure in self.enclosures),
        )

    def expected(self, people: Sequence[Mapping[str, str]]) -> dict[int, tuple[Enclosure, int]]:
        """Enclosure number -> document and whose it is (index of ``people``), for one piece; counted ones left out.

        The first person's documents have the document set's numbers, the next person's lie one
        :attr:`stride` further; covers and return envelopes belong to the piece and come once.
        Raises :class:`BadDocumentSet` where the numbers go beyond 99.
        """
        out: dict[int, tuple[Enclosure, int]] = {}
        for index, fields in enumerate(people):
            for enclosure in self.enclosures:
                shared = not enclosure.personal
                if not enclosure.coded or (shared and index) or not enclosure.belongs_to(fields):
                    continue
                number = enclosure.number + index * self.stride
                if number > MAX_ENCLOSURE:
                    raise BadDocumentSet(f"{len(people)} people of one piece need more than 99 document numbers")
                out[number] = (enclosure, index)
        return dict(sorted(out.items()))


def parse_document_set(text: str) -> DocumentSet:
    """The document set in a TOML text. Raises :class:`BadDocumentSet` naming what is wrong."""
    try:
        tree = tomllib.loads(text)
    # ValueError: no TOML, or a number of thousands of digits; RecursionError: nested for ever.
    except (ValueError, RecursionError) as error:
        raise BadDocumentSet(f"TOML: {error}") from None
    unknown = set(tree) - {"envelope", "ask", "group", "enclosure", "retention_days"}
    if unknown:
        raise BadDocumentSet(f"unknown key {sorted(unknown)[0]}")
    envelope = tree.get("envelope", "label")
    if envelope not in ("label", "window"):
        raise BadDocumentSet("envelope must be label or window")
    listed = tree.get("enclosure", [{"number": 1, "name": "送付状", "match": "cover"}])
    if not isinstance(listed, list) or not all(isinstance(e, dict) for e in listed):
        raise BadDocumentSet("enclosure must be tables: [[enclosure]]")
    enclosures = tuple(_enclosure(e) for e in listed)
    _check_together(enclosures, envelope)
    ask, group = tree.get("ask", []), tree.get("group", "")
    if not isinstance(ask, list):
        raise BadDocumentSet("ask must be a list")
    if not isinstance(group, str):
        raise BadDocumentSet("group must be text")
    days = tree.get("retention_days", DEFAULT_RETENTION)
    if type(days) is not int or not 0 <= days <= LONGEST_RETENTION:
        raise BadDocumentSet(f"retention_days must be 0 to {LONGEST_RETENTION}")
    return DocumentSet(envelope, tuple(_asked(a) for a in ask), group, enclosures, days)


def _enclosure(tree: dict[str, Any]) -> Enclosure:
    unknown = set(tree) - set(Enclosure.__dataclass_fields__)
    if unknown:
        raise BadDocumentSet(f"enclosure: unknown key {sorted(unknown)[0]}")
    number, match = tree.get("number"), tree.get("match")
    if type(number) is not int or not 1 <= number <= MAX_ENCLOSURE:
        raise BadDocumentSet("enclosure: number must be 1 to 99")
    if match not in MATCHES:
        raise BadDocumentSet(f"enclosure {number}: match must be one of {', '.join(MATCHES)}")
    for key, value in tree.items():
        wanted = {"number": int, "typed": bool}.get(key, str)
        if not isinstance(value, wanted):
            raise BadDocumentSet(f"enclosure {number}: {key} must be {'true or false' if wanted is bool else 'text'}")
    made = Enclosure(**{**tree, "name": tree.get("name", f"{number:02d}")})
    if match == "own":
        if not made.column or not made.pattern:
            raise BadDocumentSet(f"enclosure {number}: match own needs column and pattern")
        try:
            re.compile(made.pattern)
        except re.error as error:
            raise BadDocumentSet(f"enclosure {number}: pattern: {error}") from None
    if made.when and " contains " not in made.when:
        raise BadDocumentSet(f"enclosure {number}: when must read COLUMN contains TEXT")
    return made


def _check_together(enclosures: tuple[Enclosure, ...], envelope: str) -> None:
    numbers = [e.number for e in enclosures]
    if len(set(numbers)) != len(numbers):
        raise BadDocumentSet("two enclosures have the same number")
    covers = [e for e in enclosures if e.match == "cover"]
    if envelope == "window" and len(covers) != 1:
        raise BadDocumentSet("a window envelope needs exactly one cover")
    if covers and covers[0].when:
        raise BadDocumentSet("the cover belongs to every piece: it takes no when")


def _asked(what: object) -> str:
    column, _, part = str(what).partition(":")
    if not column or part not in ("day", "last4"):
        raise BadDocumentSet(f"ask: {what!r} must read COLUMN:day or COLUMN:last4")
    return str(what)
