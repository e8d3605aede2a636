"""What a page is told. A field that is not here cannot be printed (R7).

Lengths are millimetres and places are measured from the top left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from checkmail.locale import Language


@dataclass(frozen=True, slots=True)
class Addressed:
    """One piece as a label and a cover sheet may know it: no birth date, no sex, no notice number."""

    code: str
    """The 18 digits of this artifact (``rules.codes``)."""
    piece: int
    tray: int
    issue: int
    postal_code: str
    """Seven digits, with or without a hyphen; printed as it is given."""
    address: str
    building: str
    name: str
    by_hand: bool = False
    """Two people accepted a glyph nobody can draw: the name stays a ruled blank (R3, R6)."""
    batch_name: str = ""
    contents: tuple[str, ...] = ()
    """Names of the documents in the envelope, for the cover sheet; labels do not show them."""
    customer_code: str = ""
    """Postal code and 住所表示番号 for Japan Post's customer bar code (:mod:`.customer_code`); empty: none is drawn."""

    def __reduce__(self) -> tuple[type[Addressed], tuple[object, ...]]:
        """Sent to another process by the hundred thousand: in half the time that slots take by themselves."""
        return Addressed, _told(self)


_told = attrgetter(*(field.name for field in fields(Addressed)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """An enclosure slip or return label: number and document, no name and no address."""

    code: str
    piece: int
    tray: int
    name: str
    """The document's name in the document set."""


@dataclass(frozen=True, slots=True)
class Job:
    """One print job: what stands in the footers of its pages."""

    batch: int
    batch_name: str
    job: int
    made: datetime
    """With its offset: a naive time is a ``ValueError``."""
    head: str = ""
    """Ledger head ``CHAIN:COUNT:HASH``, printed where the paper is signed and filed (R24)."""
    office_name: str = ""
    notes: tuple[str, ...] = ()
    """Sentences that stand on every sheet of the batch, such as a policy in force (R20)."""
    language: Language = "ja"
    """Of the printed words; names and addresses are printed as they are."""
    practice: bool = False
    """Practice paper, of the office number that no real office has: 練習 stands behind everything on it."""

    def __post_init__(self) -> None:
        if self.made.tzinfo is None:
            raise ValueError("a print job's time needs its offset")


@dataclass(frozen=True, slots=True)
class FourState:
    """A customer bar code as it was meant, and the box of its bars, quiet zones not counted."""

    bars: str
    """67 kinds, see :data:`.customer_code.PATTERNS`."""
    x: float
    y: float
    width: float
    height: float
    bar: float
    """Width of one bar."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A code and the box of its bars, quiet zones not counted."""

    code: str
    page: int
    """From 0."""
    x: float
    y: float
    width: float
    height: float
    customer: FourState | None = None
    """The customer bar code drawn with it; None where there is none."""
    qr: bool = False
    """A QR code, of no artifact: it says where the ledger was (R24)."""
