"""Which papers a trainee finds on the desk: sets in their order, with the mistakes that offices really make.

Pure: numbers in, codes out. Where the mistakes are comes from a seed, so that a second practice is another
one and a test knows its own. No more than two of them hold the desk, because a third would stop the batch
(R13) and end the practice.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checkmail.rules.codes import PRACTICE_OFFICE, Code, Kind
from checkmail.rules.model import Check

COVER, SLIP = 1, 2
"""Numbers of the document set: our cover sheet, and our numbered slip on the certificate."""
OTHER_OFFICE: Final = 7
"""Any real office's number will do: its label does not pass here, nor ours there."""

REASON: Final[Mapping[str, str]] = {
    "other-piece": "other-piece",
    "other-batch": "other-batch",
    "superseded": "superseded",
    "withheld": "withheld",
    "other-office": "wrong-check-digits",
    "double-read": "repeated",
    "missing": "incomplete",
    "own-work": "same-person",
    "second-envelope": "second-envelope",
    "wrong-kind": "wrong-kind",
}
"""Planted mistake -> the reason code that must stop it; ``repeated`` is the verdict that makes one harmless."""

PLANTED: Final[Mapping[Check, tuple[str, ...]]] = {
    Check.FIRST: (
        "other-piece", "superseded", "withheld", "other-batch", "other-office", "double-read", "missing",
    ),
    Check.SECOND: (
        "other-piece", "superseded", "withheld", "other-batch", "other-office", "double-read", "missing", "own-work",
    ),
    Check.SEAL: ("second-envelope", "superseded", "withheld", "other-batch", "other-office", "wrong-kind"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper on the desk."""

    kind: Kind
    piece: int
    code: str
    """The 18 digits on it."""
    batch: int
    ours: bool = True
    """False: another office printed it."""


@dataclass(frozen=True, slots=True)
class LaidSet:
    """Papers that lie together, in the order they are scanned."""

    number: int
    """From 1, as the guide names it."""
    piece: int
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted mistake."""

    mistake: str
    """A key of :data:`REASON`."""
    laid: int
    """Number of the set it lies in."""
    piece: int
    """Whose set it is."""
    codes: tuple[str, ...]
    """The desk must stop at one of them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything on the desk."""

    check: Check
    sets: tuple[LaidSet, ...]
    plants: tuple[Plant, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which pieces the mistakes are planted in, and what that asks to be done before."""

    check: Check
    pieces: tuple[int, ...]
    """All of the list, in their order."""
    of: Mapping[str, int]
    """Mistake -> piece; all different."""
    stranger: int
    """The piece whose slip lies in the set of ``other-piece``."""


def choose(check: Check, pieces: Sequence[int], seed: int) -> Chosen:
    """Draws a piece for every mistake. ``pieces`` holds at least two more than there are mistakes."""
    drawn = random.Random(seed)
    names = PLANTED[check]
    # The first set is as it should be: everybody finds out there how it goes.
    places = sorted(drawn.sample(list(pieces[1:]), len(names) + 1))
    # What comes last is whole: a second envelope, and a piece whose slip is elsewhere, come after another.
    *chosen, stranger = places
    shuffled = drawn.sample(chosen, len(chosen))
    if "second-envelope" in names:
        # Its twin lies at the end; in between comes more than the second in which a repetition is harmless (R15).
        shuffled.remove(chosen[0])
        shuffled.insert(names.index("second-envelope"), chosen[0])
    return Chosen(check, tuple(pieces), dict(zip(names, shuffled, strict=True)), stranger)


def code_of(kind: Kind, batch: int, piece: int, issue: int = 1, office: int = PRACTICE_OFFICE) -> str:
    """The digits of a paper of the practice's document set."""
    enclosure = {Kind.COVER: COVER, Kind.SLIP: SLIP}.get(kind, 0)
    return Code(kind, batch, piece, enclosure, issue).digits(office)


def lay(chosen: Chosen, batch: int, other_batch: int) -> Layout:
    """The sets as they are printed: one for each piece in the order of their numbers, mistakes and all."""
    mistake_of = {piece: mistake for mistake, piece in chosen.of.items()}
    place = _seal_set if chosen.check is Check.SEAL else _whole_set
    sets, plants = [], []
    for number, piece in enumerate(chosen.pieces, 1):
        mistake = mistake_of.get(piece, "")
        papers, codes = place(mistake, piece, chosen.stranger, batch, other_batch)
        sets.append(LaidSet(number, piece, papers))
        if mistake and mistake != "second-envelope":
            plants.append(Plant(mistake, number, piece, codes))
    if twin := chosen.of.get("second-envelope"):
        label = _paper(Kind.LABEL, batch, twin)
        sets.append(LaidSet(len(sets) + 1, twin, (label,)))
        plants.append(Plant("second-envelope", len(sets), twin, (label.code,)))
    return Layout(chosen.check, tuple(sets), tuple(plants))


def _paper(kind: Kind, batch: int, piece: int, issue: int = 1) -> Paper:
    return Paper(kind, piece, code_of(kind, batch, piece, issue), batch)


def _strange_label(batch: int, piece: int) -> Paper:
    return Paper(Kind.LABEL, piece, code_of(Kind.LABEL, batch, piece, 1, OTHER_OFFICE), batch, ours=False)


_Set = tuple[tuple[Paper, ...], tuple[str, ...]]
"""The papers of a set, and the codes the desk must stop at."""


def _whole_set(mistake: str, piece: int, stranger: int, batch: int, other_batch: int) -> _Set:
    cover, slip, label = (_paper(kind, batch, piece) for kind in (Kind.COVER, Kind.SLIP, Kind.LABEL))
    match mistake:
        case "other-piece":
            wrong = _paper(Kind.SLIP, batch, stranger)
            return (cover, wrong, label), (wrong.code,)
        case "other-batch":
            wrong = _paper(Kind.SLIP, other_batch, piece)
            return (cover, wrong, label), (wrong.code,)
        case "superseded":
            return (cover, _paper(Kind.COVER, batch, piece, 2), slip, label), (cover.code,)
        case "other-office":
            wrong = _strange_label(batch, piece)
            return (cover, slip, wrong, label), (wrong.code,)
        case "double-read":
            # Not one right below the other: a decoder takes two equal codes that close for one (R9).
            return (cover, slip, cover, label), (cover.code,)
        case "missing":
            return (cover, label), (label.code,)
        case "withheld" | "own-work":
            return (cover, slip, label), (cover.code, slip.code, label.code)
    return (cover, slip, label), ()


def _seal_set(mistake: str, piece: int, _stranger: int, batch: int, other_batch: int) -> _Set:
    label = _paper(Kind.LABEL, batch, piece)
    match mistake:
        case "other-batch":
            wrong = _paper(Kind.LABEL, other_batch, piece)
            return (wrong, label), (wrong.code,)
        case "superseded":
            return (label, _paper(Kind.LABEL, batch, piece, 2)), (label.code,)
        case "other-office":
            wrong = _strange_label(batch, piece)
            return (wrong, label), (wrong.code,)
        case "wrong-kind":
            wrong = _paper(Kind.COVER, batch, piece)
            return (wrong, label), (wrong.code,)
    return (label,), (label.code,)
