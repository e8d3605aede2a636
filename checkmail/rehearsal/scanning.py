"""A person at a desk with the papers in their hands: scans what is printed, types what is asked (R11, R12, R21).

The codes are made from the rules, as they stand on the paper; nothing is read from the store and no
PDF is decoded. What a second checker is asked is taken from the row the paper was made from.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import checkmail
from checkmail.errors import FailedVerification
from checkmail.office import desk, people
from checkmail.office.acting import Actor, Office
from checkmail.office.desk_views import Answer, DeskView
from checkmail.rehearsal.cast import Player
from checkmail.rehearsal.story import granted
from checkmail.rules.codes import Code, Command, Kind
from checkmail.rules.documents import KIND_OF_MATCH, DocumentSet
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal

ACKNOWLEDGE: Final = "!"
_DAY: Final = re.compile(r"(\d{1,2})日?$")
_SECONDS_FOR_A_DESK: Final = 60
"""A child that has not answered by then never will; starting one takes about a second."""


@dataclass(slots=True)
class Papers:
    """Everything that was printed for a batch, as people hold it in their hands."""

    office: int
    batch: int
    documents: DocumentSet
    rows: Mapping[int, Mapping[str, str]]
    """Piece -> its row by heading."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name of a column, as a question has it -> heading."""
    issues: dict[tuple[int, int], int] = field(default_factory=dict)
    """(piece, enclosure) -> issue, for what was printed again."""

    def code(self, kind: Kind, piece: int, enclosure: int = 0, issue: int = 0) -> str:
        """The digits on one printed thing; ``issue`` 0: the latest."""
        which = issue or self.issues.get((piece, enclosure), 1)
        return Code(kind, self.batch, piece, enclosure, which).digits(self.office)

    def envelope(self, piece: int, issue: int = 0) -> str:
        """The code that ends the set of ``piece``."""
        kind, enclosure = self.documents.ending
        return self.code(kind, piece, enclosure, issue)

    def enclosures(self, piece: int) -> dict[int, str]:
        """Enclosure number -> what is scanned from it, the envelope left out."""
        fields = self.rows[piece]
        expected = self.documents.expected([fields])
        return {
            number: fields[e.column] if e.match == "own" else self.code(KIND_OF_MATCH[e.match], piece, number)
            for number, (e, _whose) in expected.items()
            if (KIND_OF_MATCH.get(e.match), number) != self.documents.ending
        }

    def typed(self, piece: int, question: str) -> str:
        """What stands on the paper of ``piece`` for ``born:day`` or ``notice:last4``."""
        column, _, part = question.partition(":")
        value = self.rows[piece][self.names.get(column, column)]
        if part == "last4":
            return value[-4:]
        day = _DAY.search(value)
        if day is None:
            raise ValueError(f"no day on the paper of piece {piece}")
        return day.group(1)

    def command(self, command: Command) -> str:
        """A code of the desk card."""
        return Code(Kind.COMMAND, 0, command, 0, 0).digits(self.office)


class Bench:
    """One desk and whoever sits at it."""

    def __init__(self, office: Office, papers: Papers) -> None:
        self.office = office
        self.papers = papers
        self._player: Player | None = None
        self._actor = Actor(0)

    def sit(self, player: Player, check: Check, *, clear: bool = True) -> DeskView | Refusal:
        """Logs in and opens the desk; without ``clear`` nobody said that it is (R16)."""
        self._player = player
        self._actor = granted(people.sign_in(self.office, player.part.number, player.part.pin, session=True))
        return desk.open_desk(self.office, self._actor, self.papers.batch, check, clear=clear)

    def leave(self) -> None:
        """Gets up; an open set is void (R14)."""
        desk.leave_desk(self.office, self._actor, self.papers.batch)

    def scan(self, raw: str) -> Answer:
        """One line from the scanner. Where the PIN is asked at a new tray, it is entered and the line comes again."""
        answer = granted(desk.scan(self.office, self._actor, self.papers.batch, raw))
        if answer.ask == "pin" and self._player:
            pin = self._player.part.pin
            granted(desk.enter_pin(self.office, self._actor, self.papers.batch, answer.tray, pin))
            answer = granted(desk.scan(self.office, self._actor, self.papers.batch, raw))
        return answer

    def take_out(self, piece: int, *, without: int = 0) -> Answer:
        """Scans every sheet of ``piece``, all but enclosure ``without``; the last answer."""
        sheets = [raw for number, raw in self.papers.enclosures(piece).items() if number != without]
        return [self.scan(raw) for raw in sheets][-1]

    def whole(self, piece: int) -> Answer:
        """A piece as it should be: every sheet, the envelope, and what is asked, typed from the paper."""
        self.take_out(piece)
        return self.ended(piece, self.scan(self.papers.envelope(piece)))

    def ended(self, piece: int, answer: Answer) -> Answer:
        """Types what is asked until nothing is."""
        while answer.ask:
            answer = self.scan(self.papers.typed(piece, answer.ask))
        return answer

    def sealed(self, piece: int) -> Answer:
        """The envelope at the seal check (R21)."""
        return self.scan(self.papers.envelope(piece))


def desk_that_dies(place: str, desk_name: str, player: Player, papers: Papers, raw: str) -> str:
    """A desk in a process of its own, killed after it answered to one code; the JSON line it gave.

    ``place``: a file or a URL. It is not on the command line, which every user of this machine can read.
    Raises :class:`FailedVerification` where it gave none.
    """
    command = [
        sys.executable, "-m", "checkmail", "--as", str(player.part.number),
        "desk", "--batch", str(papers.batch), "--check", Check.FIRST.value, "--clear", "--desk", desk_name,
    ]  # fmt: skip
    # The package's own folder, so that the child is this program, installed or in a checkout.
    home = Path(checkmail.__file__).resolve().parents[1]
    # Unbuffered: nothing is left to be written when a pipe is closed whose reader is dead.
    child = subprocess.Popen(  # noqa: S603 -- this interpreter and this package; no shell, no word of a user
        command, cwd=home, env={**os.environ, "CHECKMAIL_OFFICE": place, "CHECKMAIL_PIN": player.part.pin},
        bufsize=0,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    limit = threading.Timer(_SECONDS_FOR_A_DESK, child.kill)
    limit.start()
    answer = ""
    with child:
        if child.stdin is None or child.stdout is None:
            raise AssertionError("pipes were asked for")
        try:
            # A child that ended before it read says nothing on its standard output either.
            with contextlib.suppress(BrokenPipeError, ConnectionError):
                child.stdin.write(f"{raw}\n".encode("ascii"))
            answer = child.stdout.readline().decode("utf-8", "replace")
        finally:
            limit.cancel()
            child.kill()
    if '"accepted"' not in answer:
        raise FailedVerification("demo-desk-silent", answer=answer.strip()[:200] or "—")
    return answer
