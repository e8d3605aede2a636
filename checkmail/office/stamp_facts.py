"""What bears on a job of stamps: the list and its keys, what was stamped before, what stands on the pages (R9, S3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from checkmail.errors import Misused
from checkmail.intake.page_keys import PageKeys, folded_key, usable_key
from checkmail.locale import Language
from checkmail.office.acting import Act, Progress
from checkmail.office.print_plans import job_of
from checkmail.office.rows import documents_of, keys_of
from checkmail.paper.facts import Job
from checkmail.paper.source import Area, check_source, fingerprint, source_pages
from checkmail.paper.stamps import HEIGHT, WIDTH
from checkmail.rules.model import Batch, PieceState
from checkmail.rules.refusal import Refusal
from checkmail.rules.stamping import StampedDocument, named

Corner = Literal["bottom-left", "bottom-right", "top-left", "top-right"]
CORNERS: Final[tuple[Corner, ...]] = ("bottom-left", "bottom-right", "top-left", "top-right")

INSET: Final = 6.0
"""Millimetres from the edges of the page where nobody says otherwise: printers leave some five of them blank."""

_FARTHEST: Final = 2000.0


@dataclass(frozen=True, slots=True)
class StampWish:
    """What somebody wants stamped, and where."""

    source: Path
    out: Path
    enclosure: int
    """Number of the document in the document set, 1-99; in a grouped piece that of its first person."""
    key: str
    """Column whose value stands on every page: our name or a heading of the list."""
    both_sides: bool = False
    corner: Corner = "bottom-left"
    at: tuple[float, float] = (INSET, INSET)
    """Millimetres from the corner's vertical and horizontal edge."""
    pieces: tuple[int, int] | None = None
    """From and to; None: all. Pages of other pieces are left out."""
    language: Language = "ja"

    def __post_init__(self) -> None:
        if not all(0 <= inset <= _FARTHEST for inset in self.at) or self.corner not in CORNERS:
            raise Misused("bad-stamp-place")

    def place_on(self, size: tuple[float, float]) -> Area | None:
        """The stamp on a page of this size in millimetres; None: it does not fit there."""
        (width, height), (across, down) = size, self.at
        x = across if self.corner.endswith("left") else width - across - WIDTH
        y = down if self.corner.startswith("top") else height - down - HEIGHT
        fits = x >= 0 and y >= 0 and x + WIDTH <= width and y + HEIGHT <= height
        return Area(x, y, WIDTH, HEIGHT) if fits else None


@dataclass(frozen=True, slots=True)
class Owner:
    """A person of the list, to whom pages may belong."""

    piece: int
    document: int
    """The enclosure number of their document; in a grouped piece each person's is another."""
    key: str
    """Folded. Personal data: it never leaves this process."""
    expects: bool
    """Their piece expects the document."""
    taken: bool
    """Their pages are to be stamped: the piece is neither withheld nor lost, and was asked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store says of the batch, as far as it bears on a job."""

    job: Job
    office: int
    owners: tuple[Owner, ...]
    stamped: tuple[tuple[int, StampedDocument], ...]
    """Piece and document of everything stamped so far."""

    def finder(self) -> PageKeys:
        """Finds owners on a page, by their index."""
        return PageKeys.of({o.key: at for at, o in enumerate(self.owners) if usable_key(o.key)})

    def same_as(self, other: Standing) -> bool:
        """Whether a plan made by one still holds by the other."""
        mine = (self.job.job, self.office, self.owners, self.stamped)
        return mine == (other.job.job, other.office, other.owners, other.stamped)


def standing_of(opened: Act, batch: Batch, wish: StampWish) -> Standing | Refusal:
    """What the store says. Refuses ``key-unusable`` and ``key-not-unique`` before any page is read.

    Raises :class:`Misused` ``not-stamped`` where the document set has no such stamped document,
    ``missing-column`` where the list has no such column.
    """
    documents = documents_of(opened, batch)
    document = next((e for e in documents.enclosures if e.number == wish.enclosure), None)
    if document is None or document.match != "stamped":
        raise Misused("not-stamped", enclosure=f"{wish.enclosure:02d}")
    owners = _owners(opened, batch, wish, documents.stride)
    wanted = [owner for owner in owners if owner.expects and owner.taken]
    if wrong := sorted({owner.piece for owner in wanted if not usable_key(owner.key)}):
        return Refusal("key-unusable", "R9", {"pieces": named(wrong), "count": len(wrong)})
    by_key: dict[str, list[Owner]] = {}
    for owner in owners:
        by_key.setdefault(owner.key, []).append(owner)
    doubtful = {owner.piece for owner in wanted if len(by_key[owner.key]) > 1}
    if doubtful:
        return Refusal("key-not-unique", "R9", {"pieces": named(sorted(doubtful)), "count": len(doubtful)})
    rows = opened.t.all("stamped_between", batch=batch.number, first=1, last=batch.pieces)
    office = opened.t.one("office_number")
    return Standing(
        job_of(opened, batch, wish.language), office["number"] if office else 0, tuple(owners),
        tuple(
            (row["piece"], StampedDocument(row["document"], row["first_side"], row["sides"], row["per_sheet"]))
            for row in rows
        ),
    )  # fmt: skip


def _owners(opened: Act, batch: Batch, wish: StampWish, stride: int) -> list[Owner]:
    first, last = wish.pieces or (1, batch.pieces)
    rows = opened.t.all("pieces_between", batch=batch.number, first=1, last=batch.pieces)
    pieces = {row["piece"]: row for row in rows}
    owners: list[Owner] = []
    people: dict[int, int] = {}
    for _record, piece, value in keys_of(opened, batch, wish.key):
        number = wish.enclosure + people.get(piece, 0) * stride
        people[piece] = people.get(piece, 0) + 1
        row = pieces[piece]
        here = row["state"] not in (PieceState.WITHHELD, PieceState.LOST)
        expects = str(number) in row["expects"].split(",")
        owners.append(Owner(piece, number, folded_key(value), expects, here and first <= piece <= last))
    return owners


@dataclass(frozen=True, slots=True)
class Read:
    """What stands on the pages of a source."""

    sha256: str
    keys: tuple[frozenset[int], ...]
    """Indices of the owners whose keys stand on each page."""
    bare: frozenset[int] = frozenset()
    """Pages without ink that go with the page before them, from 0."""


def read_source(wish: StampWish, standing: Standing, progress: Progress) -> Read:
    """Reads every page. Raises as :func:`checkmail.paper.source.check_source`; ``progress`` may raise to stop."""
    pages = check_source(wish.source)
    sha256 = fingerprint(wish.source)
    finder = standing.finder()
    bare: set[int] = set()
    found: list[frozenset[int]] = []
    with source_pages(wish.source) as source:
        for number in range(pages):
            keys = finder.on(source.text(number))
            # An empty back carries nobody's data; it goes with the page on whose sheet it is.
            if not keys and wish.both_sides and found and source.empty(number):
                keys = found[-1]
                bare.add(number)
            found.append(keys)
            progress("reading", number + 1)
    return Read(sha256, tuple(found), frozenset(bare))
