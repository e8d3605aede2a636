"""What a scan is judged by, read from the store in the scan's own transaction (R11–R17).

The line is parsed here and looked up; nothing is judged and nothing is written.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from checkmail.errors import FailedVerification
from checkmail.intake.folding import fold as fold_own
from checkmail.office.acting import Act
from checkmail.office.answers import answer_to, answerable, hashed
from checkmail.office.planted_sets import dummy_artifact, dummy_at, sets_at
from checkmail.office.stamped_sheets import stamped_of
from checkmail.rules.codes import OF_NO_PIECE, Code, Command, Kind, Unreadable, fold, parse
from checkmail.rules.documents import DocumentSet, parse_document_set
from checkmail.rules.model import Artifact, ArtifactState, Batch, Check, Desk, OpenSet, Piece, PieceState
from checkmail.rules.pace import Came
from checkmail.rules.scan_facts import Facts, OwnNumber, TrayRead
from checkmail.store.protocol import Row

ACKNOWLEDGE_LINE = "!"
"""A line that frees a held desk, for those without the desk card."""


def numbers(text: str) -> tuple[int, ...]:
    """The numbers of a column such as ``1,2``."""
    return tuple(int(part) for part in text.split(",") if part) if text else ()


def words(text: str) -> tuple[str, ...]:
    """The words of a column such as ``a,b``."""
    return tuple(filter(None, text.split(","))) if text else ()


@functools.lru_cache(maxsize=64)
def _documents(text: str, mapping: str) -> DocumentSet:
    """Pure in its arguments, which are read anew for every scan: nothing that decides is remembered."""
    names = {heading: name for name, heading in json.loads(mapping or "{}").items()}
    return parse_document_set(text).keyed(names)


def facts_of(opened: Act, batch: Batch, desk: Desk, line: Row, raw: str, came: Came, *, screen: bool) -> Facts:
    """Everything that bears on one line; ``line`` is the row of the query ``desk_line``.

    Raises :class:`FailedVerification` ``document-set-gone``.
    """
    if line["documents"] is None:
        raise FailedVerification("document-set-gone", batch=batch.number)
    documents = _documents(line["documents"], line["mapping"] or "")
    read = _read(opened, batch, documents, desk.open_set, raw, line["office"])
    piece_number, piece, artifact, exists = 0, None, None, True
    if isinstance(read, Code) and read.kind not in OF_NO_PIECE:
        if read.batch == batch.number:
            piece_number = read.number
            piece = piece_from(line) if line["piece"] is not None else dummy_at(opened, batch.number, read.number)
            artifact = _artifact(opened, batch, read, line)
        else:
            exists = opened.t.one("batch", batch=read.batch) is not None
    elif isinstance(read, OwnNumber) and read.matches:
        piece_number = read.matches[0][0]
        piece = piece_at(opened, batch.number, piece_number)
    facts = Facts(
        batch, documents, desk, read, fold(raw), exists, piece, artifact, came=came, screen=screen,
        stamped=stamped_of(opened, batch.number, piece_number) if piece and documents.stamped else (),
        tray=_tray_read(opened, desk, read),
        planted=sets_at(opened, batch, (piece_number, desk.open_set.piece if desk.open_set else 0)),
    )  # fmt: skip
    return _with_questions(opened, facts, piece, raw)


OWED: Final = {
    Check.FIRST: frozenset({PieceState.WAITING}),
    Check.SECOND: frozenset({PieceState.WAITING, PieceState.ENCLOSED}),
    Check.SEAL: frozenset({PieceState.WAITING, PieceState.ENCLOSED, PieceState.VERIFIED}),
}
"""The states in which a piece still owes a check."""


def _tray_read(opened: Act, desk: Desk, read: Code | Unreadable | OwnNumber) -> TrayRead | None:
    if not isinstance(read, Code) or read.kind is not Kind.TRAY or read.batch != desk.batch or not read.number:
        return None
    if not opened.t.all("trays", batch=desk.batch, first_tray=read.number, last_tray=read.number):
        return None
    rows = [row for row in opened.t.all("tray_states", batch=desk.batch) if row["tray"] == read.number]
    return TrayRead(read.number, sum(row["pieces"] for row in rows if row["state"] in OWED[desk.check]))


def _with_questions(opened: Act, facts: Facts, piece: Piece | None, raw: str) -> Facts:
    """R12: what this piece's second checker is asked, and what would be right."""
    desk = facts.desk
    about = piece_at(opened, desk.batch, desk.open_set.piece) if desk.asks and desk.open_set else piece
    if desk.asks:
        facts = replace(facts, asked_about=about)
    if desk.check is not Check.SECOND or about is None or not about.attention or not facts.documents.ask:
        return facts
    key = opened.t.one("secret", name=f"answers:{desk.batch}")
    row = opened.t.one("first_record", batch=desk.batch, version=facts.batch.approved_version, piece=about.number)
    fields = json.loads(row["fields"]) if row else {}
    # A row that is gone leaves every question without a right answer: nothing passes unasked.
    questions = answerable(facts.documents.ask, fields) if row else facts.documents.ask
    before = opened.t.one("piece", batch=desk.batch, piece=about.number)
    salt = key["hash"] if key else "00"
    expected = hashed(answer_to(desk.asks, fields), salt) if desk.asks in questions else ""
    return replace(
        facts, answered=words(before["answers"] if before else ""), questions=questions,
        answer=hashed(raw, salt) if desk.asks else "", expected_answer=expected,
    )  # fmt: skip


def _read(
    opened: Act, batch: Batch, documents: DocumentSet, open_set: OpenSet | None, raw: str, office: int
) -> Code | Unreadable | OwnNumber:
    if raw.strip() == ACKNOWLEDGE_LINE:
        return Code(Kind.COMMAND, 0, Command.ACKNOWLEDGE, 0, 0)
    read = parse(raw, office)
    if isinstance(read, Code):
        return read
    text = fold_own(raw)
    if documents.is_own(text):
        rows = opened.t.all("own_number", batch=batch.number, value=text)
        return OwnNumber(text, _meant(rows, open_set))
    return read


def _meant(rows: Sequence[Row], open_set: OpenSet | None) -> tuple[tuple[int, int], ...]:
    """The document that an own number means; empty where it could be any of several pieces' (R13).

    Of pieces that are mailed and others only the former count. A number that several of them have is the
    open set's where that still lacks such a document, else another piece's; without a set it means none.
    """
    mailed = [row for row in rows if row["state"] not in (PieceState.WITHHELD, PieceState.LOST)]
    named = [(row["piece"], row["enclosure"]) for row in mailed or rows]
    if open_set:
        ours = [one for one in named if one[0] == open_set.piece]
        others = [one for one in named if one[0] != open_set.piece]
        lacking = [one for one in ours if one[1] not in open_set.enclosures]
        return tuple((lacking or others or ours)[:1])
    return tuple(named[:1]) if len({piece for piece, _ in named}) == 1 else ()


def piece_at(opened: Act, batch: int, number: int) -> Piece | None:
    """The piece as the store has it now, a planted one too; None: the batch has none such."""
    row = opened.t.one("piece", batch=batch, piece=number)
    return piece_from(row) if row else dummy_at(opened, batch, number)


def piece_from(row: Any) -> Piece:
    """A row of the query ``piece`` as a fact."""
    return Piece(
        row["piece"], row["tray"], PieceState(row["state"]), numbers(row["expects"]), bool(row["attention"]),
        row["first_by"], row["second_by"], bool(row["tray_released"]),
    )  # fmt: skip


def _artifact(opened: Act, batch: Batch, code: Code, line: Row) -> Artifact | None:
    if line["artifact_state"] is None:
        return dummy_artifact(opened, batch, code)
    return Artifact(code.kind, code.number, code.enclosure, code.issue, ArtifactState(line["artifact_state"]))
