"""What bears on one line from the scanner (R11–R17): the facts it is judged from, read by ``office.desk_facts``.

Not here: the judging (:mod:`.scan`), what a desk answers (:mod:`.scan_verdicts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkmail.rules.codes import Code, Unreadable
from checkmail.rules.documents import DocumentSet
from checkmail.rules.model import Artifact, Batch, Desk, Piece
from checkmail.rules.pace import Came
from checkmail.rules.planted import PlantedSet
from checkmail.rules.stamping import StampedDocument

JUST_ENTERED: Final = -1
"""A desk's ``pin_tray`` before its first set: the PIN of the log-in stands for the first tray."""


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A line that reads as a document's own number (``match = "own"``)."""

    text: str
    matches: tuple[tuple[int, int], ...]
    """(piece, enclosure number) that carry it in this batch; none or one, two would be a list fault."""


@dataclass(frozen=True, slots=True)
class TrayRead:
    """The tray that a tray's code names."""

    number: int
    owed: int
    """Pieces in it for which the desk's check is still owed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store says that bears on one line. The store reads it in the scan's own transaction."""

    batch: Batch
    documents: DocumentSet
    desk: Desk
    read: Code | Unreadable | OwnNumber
    text: str
    """The folded line, for comparing with the last one."""
    batch_exists: bool
    """A batch of this office has the number that stands in the code."""
    piece: Piece | None
    """The piece the code names; None: the batch has none such."""
    artifact: Artifact | None
    """The artifact of the code's kind, piece, enclosure and issue; None: never printed."""
    answered: tuple[str, ...] = ()
    """Salted hashes of the different wrong answers the code's piece has had in this check, in sets since left."""
    asked_about: Piece | None = None
    """The open set's piece, while a question about it stands."""
    questions: tuple[str, ...] = ()
    """What a second checker is asked for the open set's piece; empty: nothing."""
    answer: str = ""
    """Salted hash of the line, when a question stands."""
    expected_answer: str = ""
    """Salted hash of the right answer; empty: the list holds none, then no answer is right."""
    came: Came = Came.SCANNED
    """From a scanner or from fingers."""
    screen: bool = False
    """The desk has a screen, which goes on with a command that needs more than its code."""
    stamped: tuple[StampedDocument, ...] = ()
    """The documents of the code's piece whose sides were stamped, in the newest printing of each."""
    tray: TrayRead | None = None
    """None: the line is no tray's code, or the batch has no such tray."""
    planted: tuple[PlantedSet, ...] = ()
    """The planted sets that the code's piece and the open set's piece belong to (:mod:`.planted`)."""
