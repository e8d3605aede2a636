"""What entries of desks, planted sets and single pieces do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, artifacts, each, once, paper_word, touching
from checkmail.rules.codes import OF_NO_PIECE, parts_of
from checkmail.rules.pace import Came
from checkmail.rules.scan_verdicts import Outcome
from checkmail.store.protocol import Transaction


def _tray_of_piece(transaction: Transaction, params: Params) -> None:
    transaction.run("tray_of_piece_changed", batch=params["batch"], entry=params["entry"], item=params["piece"])


def _paper(params: Params) -> tuple[int, str]:
    """The piece of which a desk read a paper, and that paper as ``pieces.seen`` has it; 0: the line was no such code.

    R8: what a desk read is on paper, whatever it answered; nobody may say later that it never was printed.
    """
    code = parts_of(params["code"]) if params["code"] else None
    if code is None or code.batch != params["batch"] or code.kind in OF_NO_PIECE:
        return 0, ""
    return code.number, paper_word(code.kind, code.enclosure, code.issue)


def _seen(transaction: Transaction, params: Params) -> int:
    """The piece of which a paper was read; 0: of none."""
    piece, paper = _paper(params)
    if piece:
        transaction.run("piece_seen", batch=params["batch"], piece=piece, entry=params["entry"], paper=paper)
    return piece


def _scanned(transaction: Transaction, params: Params) -> None:
    transaction.run("desk_scanned", **params)
    read, about = _seen(transaction, params), params["piece"]
    if about not in (0, read):
        transaction.run("piece_seen", batch=params["batch"], piece=about, entry=params["entry"], paper="")
    if params["asks"]:
        transaction.run("piece_answered", **params)


def _checked(query: str) -> Step:
    """A set was ended by its last paper, which is of the piece."""
    return lambda transaction, params: transaction.run(query, **params, paper=_paper(params)[1])


def _typed(transaction: Transaction, params: Params) -> None:
    """R15: codes typed by hand and in order, counted for the sign-off sheet."""
    in_order = params.get("outcome", Outcome.COMPLETE) in (Outcome.ACCEPTED, Outcome.ASKS, Outcome.COMPLETE)
    if params["came"] == Came.BY_HAND and in_order:
        transaction.run("piece_typed", batch=params["batch"], piece=params["piece"])


def _batch_stopped(transaction: Transaction, params: Params) -> None:
    if params["stops"]:
        transaction.run("batch_stopped", batch=params["batch"])


_FREED: Final = (each("piece_freed", "pieces"), touching(), each("desk_freed_named", "desks"))

DESK: Final[Mapping[str, tuple[Step, ...]]] = {
    "desk-opened": (once("desk_removed"), once("desk_opened")),
    "desk-left": (once("desk_left"),),
    "set-voided": (once("desk_left_open"),),
    "pin-entered": (once("desk_pin"),),
    "scan": (_scanned, _typed),
    "piece-enclosed": (once("desk_set_ended"), _checked("piece_enclosed"), _tray_of_piece, _typed),
    "piece-verified": (once("desk_set_ended"), _checked("piece_verified"), _tray_of_piece, _typed),
    "piece-sealed": (once("desk_set_ended"), _checked("piece_sealed"), _typed),
    "desk-held": (_seen, once("desk_held"), _batch_stopped, touching(), each("piece_quarantined", "pieces")),
    "desk-acknowledged": (once("desk_freed"),),
    # planted sets: they have tables of their own and move no piece of the list
    "planted": (once("planted_added"), artifacts("planted_paper_added", "papers"), once("tray_planted")),
    "planted-seen": (once("planted_seen"),),
    "planted-caught": (once("planted_caught"), each("sets_voided_of_piece", "pieces")),
    "planted-missed": (once("planted_missed"),),
    "planted-in": (artifacts("planted_found", "papers"),),
    "planted-lost": (once("planted_lost"),),
    # pieces
    "pieces-sent-back": (touching(), each("piece_restarted", "pieces")),
    "pieces-to-second": (touching(), each("piece_to_second", "pieces")),
    "pieces-quarantined": (touching(), each("piece_quarantined", "pieces")),
    "pieces-resolved": _FREED,
    "piece-lost": (touching(), each("piece_lost", "pieces")),
    "piece-returned": (),
}  # fmt: skip
