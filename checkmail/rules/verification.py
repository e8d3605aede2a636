"""Following a chain from its beginning, and holding it to what was said of it elsewhere (R24, R26).

An entry is looked at in this order, and the first thing wrong ends its chain: its number (``gap``), its link
(``link``), its hash (``hash``), its form (``form``: ``docs/ledger.md`` says which each field has), its time
(``time``). A head that the office's chain, a paper or a checkpoint holds is looked for on the way: an entry that
is not there is a missing ``tail``, another one there is ``head``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from checkmail.rules.entry_form import MOST_CHAIN, SHAPES, actor_spelled, is_canonical, well_formed
from checkmail.rules.ledger import GENESIS, OFFICE_CHAIN, Entry, Head, canonical_text

Fields = tuple[int, int, str, str, int, str, str, str, str, str]
"""The values of an entry in the order of its fields; quicker to make than an :class:`Entry`, by the million."""

_SHOWN: Final = 16
"""So many digits of a hash tell two apart in a sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What verification found, and where."""

    chain: int
    number: int
    """The first entry that is wrong, or the number that is missing; 0: no one entry says it."""
    what: str
    """A word of :data:`FAULTS`, or the name of a table that differs."""
    found: str = ""
    expected: str = ""
    where: str = ""
    """Who holds what is expected: ``paper``, an entry of the office's chain, a file; or the row of a table."""


FAULTS: Final = (
    "gap", "link", "hash", "form", "time", "chain", "tail", "head", "texts", "records", "erased", "secret",
    "schema", "pages",
    "checkpoint", "signature", "key",
)  # fmt: skip
"""What a finding may be, beside the name of a table."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A head that somebody wrote down."""

    chain: int
    count: int
    hash: str
    """As many digits of it as were written down; empty: only that the entry is there."""
    where: str


class Walk:
    """One chain, entry by entry. Nothing is to be taken any more once :attr:`fault` is set."""

    __slots__ = ("_expected", "at", "chain", "count", "differing", "fault", "hash")

    def __init__(self, chain: int, expected: Iterable[Expected] = ()) -> None:
        self.chain, self.count, self.hash, self.at = chain, 0, GENESIS, ""
        self.fault: Fault | None = None
        self.differing: list[Fault] = []
        self._expected: dict[int, list[Expected]] = {}
        for head in expected:
            self._expected.setdefault(head.count, []).append(head)

    @property
    def head(self) -> Head:
        """The last good entry."""
        return Head(self.chain, self.count, self.hash, self.at)

    def take_all(self, entries: Iterable[Fields]) -> int:
        """How many of the next entries are in order, up to the first that is not; as :meth:`take`, in half the time.

        An entry of a usual shape has nothing to be escaped: it is hashed here as it stands. Every other one, and every
        one with anything wrong, is left to :meth:`take`, which alone says what is wrong.
        """
        own, expected, began = self.chain, self._expected, self.count
        shapes = SHAPES if own <= MOST_CHAIN else {}
        for fields in entries:
            chain, number, at, desk, person, kind, body, id_, previous, digest = fields
            shape = shapes.get(kind)
            if (
                shape
                and number == self.count + 1
                and previous == self.hash
                # A number in place of the text would be spelled alike.
                and type(id_) is str
                and shape(f"{at}\n{id_}\n{body}")
                and at >= self.at
                and chain == own
                and (actor := actor_spelled(desk, person, kind))
            ):
                said = f'[{chain},{number},"{at}",{actor},{body},"{id_}","{previous}"]'
                if hashlib.sha256(said.encode()).hexdigest() == digest:
                    self.count, self.hash, self.at = number, digest, at
                    if number in expected:
                        self._compare(number, digest)
                    continue
            if not self.take(fields):
                break
        return self.count - began

    def take(self, fields: Fields) -> bool:
        """Whether the next entry is in order; :attr:`fault` says why it is not."""
        chain, number, at, desk, person, kind, body, id_, previous, digest = fields
        if chain != self.chain or number != self.count + 1:
            return self._end(self.count + 1, "gap", str(number), str(self.count + 1))
        if previous != self.hash:
            return self._end(number, "link", str(previous)[:_SHOWN], self.hash[:_SHOWN])
        try:
            said = canonical_text(*fields[:9]) if body.isascii() else ""
            right = hashlib.sha256(said.encode("ascii")).hexdigest()
        except (AttributeError, TypeError, UnicodeEncodeError):
            # A damaged file may hold nothing, or a number, where a text must be, and a text where a number must be.
            return self._end(number, "form")
        if digest != right or not said:
            return self._end(number, "hash", str(digest)[:_SHOWN], right[:_SHOWN])
        if not well_formed(chain, at, desk, person, kind, body, id_):
            return self._end(number, "form")
        if at < self.at:
            return self._end(number, "time", at, self.at)
        self.count, self.hash, self.at = number, digest, at
        if number in self._expected:
            self._compare(number, digest)
        return True

    def _end(self, number: int, what: str, found: str = "", expected: str = "") -> bool:
        self.fault = Fault(self.chain, number, what, found, expected)
        return False

    def _compare(self, number: int, digest: str) -> None:
        for head in self._expected.pop(number):
            if not digest.startswith(head.hash) or 0 < len(head.hash) < _LEAST_DIGITS:
                self.differing.append(
                    Fault(self.chain, number, "head", digest[:_SHOWN], head.hash[:_SHOWN], head.where)
                )

    def faults(self) -> list[Fault]:
        """What is wrong once every entry was taken; behind a broken entry nothing is looked for."""
        if self.fault:
            return [self.fault, *self.differing]
        missing = [head for heads in self._expected.values() for head in heads]
        return self.differing + [
            Fault(self.chain, head.count, "tail", str(self.count), str(head.count), head.where)
            for head in sorted(missing, key=lambda head: head.count)
            if head.count > 0
        ]


_LEAST_DIGITS: Final = 8
"""Digits of a hash that somebody has to give for it to say anything."""


def verify_chain(entries: Iterable[Entry], chain: int) -> tuple[Head, Fault | None]:
    """Walks a chain from its beginning; stops at the first fault. The head is the last good entry."""
    walk = Walk(chain)
    walk.take_all(map(fields_of, entries))
    return walk.head, walk.fault


def fields_of(entry: Entry) -> Fields:
    """An entry as a walk takes it."""
    return (
        entry.chain, entry.number, entry.at, entry.desk, entry.person, entry.kind, entry.body, entry.id,
        entry.previous, entry.hash,
    )  # fmt: skip


PROMISES: Final = ("batch-opened", "checkpoint")
"""Kinds of the office's chain that say of another chain that it is there, or where it was."""


def promise(fields: Fields) -> Expected | None:
    """What a sound entry of :data:`PROMISES` says of another chain; None where its body says nothing of the kind."""
    facts = json.loads(fields[6])
    where = f"office:{fields[1]}"
    if fields[5] == "batch-opened":
        promised = Expected(facts.get("opened"), 1, "", where)
    else:
        promised = Expected(facts.get("of"), facts.get("count"), facts.get("head"), where)
    numbers = type(promised.chain) is int and type(promised.count) is int
    return promised if numbers and isinstance(promised.hash, str) and promised.chain != OFFICE_CHAIN else None


def unopened(chains: Iterable[int], opened: Iterable[int]) -> list[Fault]:
    """Chains that the office's chain never opened: somebody put them there."""
    known = {OFFICE_CHAIN, *opened}
    return [Fault(chain, 1, "chain") for chain in chains if chain not in known]


_TYPES: Final[Mapping[str, type]] = {
    name: int if name in ("chain", "number", "person") else str for name in Entry.__slots__
}


def read_line(line: str) -> Fields | None:
    """The entry of one exported line without its line feed; None where it is not the one spelling of one."""
    if not is_canonical(line):
        return None
    values: dict[str, Any] = json.loads(line)
    if {name: type(value) for name, value in values.items()} != _TYPES:
        return None
    return tuple(values[name] for name in Entry.__slots__)


def verify_lines(lines: Sequence[str], heads: Iterable[Expected] = ()) -> list[Fault]:
    """What is wrong with an export, whose lines still end with their line feed.

    A line without the form of one belongs to no chain, and what comes behind it cannot be told apart either: that
    is the only fault then.
    """
    expected = list(heads)
    opened: list[int] = []
    walks: dict[int, Walk] = {}
    walk = Walk(OFFICE_CHAIN)
    for line in lines:
        fields = read_line(line[:-1]) if line.endswith("\n") else None
        if fields is None:
            return [Fault(walk.chain, walk.count + 1, "form")]
        if fields[0] not in walks:
            if fields[0] < walk.chain:
                return [Fault(fields[0], fields[1], "chain")]
            walks[fields[0]] = Walk(fields[0], of_chain(expected, fields[0]))
        elif fields[0] != walk.chain:
            return [Fault(fields[0], fields[1], "chain")]
        walk = walks[fields[0]]
        if walk.fault is None and walk.take(fields) and walk.chain == OFFICE_CHAIN and fields[5] in PROMISES:
            promised = promise(fields)
            if promised is None:
                walk.fault = Fault(OFFICE_CHAIN, fields[1], "form")
                continue
            expected.append(promised)
            opened += [promised.chain] if fields[5] == "batch-opened" else []
    there = set(walks)
    for chain in {head.chain for head in expected} - there:
        walks[chain] = Walk(chain, of_chain(expected, chain))
    return [fault for walk in walks.values() for fault in walk.faults()] + unopened(there, opened)


def of_chain(heads: Iterable[Expected], chain: int) -> list[Expected]:
    """Those of ``heads`` that are of ``chain``."""
    return [head for head in heads if head.chain == chain]
