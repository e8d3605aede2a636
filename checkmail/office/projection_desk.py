"""What entries of desks, planted sets and single pieces do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, artifacts, each, once, touching
from checkmail.rules.codes import parts_of
from checkmail.rules.pace import Came
from checkmail.rules.scan_verdicts import Outcome
from checkmail.store.protocol import Transaction


def _tray_of_piece(transaction: Transaction, params: Params) -> None:
    transaction.run("tray_of_piece_changed", batch=params["batch"], entry=params["entry"], item=params["piece"])


def _seen(transaction: Transaction, params: Params) -> None:
    """R8: what a desk read is on paper, whatever it answered; nobody may say later that it never was printed."""
    code = parts_of(params["code"]) if params["code"] else None
    if code and code.batch == params["batch"]:
        transaction.run(
            "artifact_seen", batch=code.batch, piece=code.number, kind=code.kind, enclosure=code.enclosure,
            issue=code.issue, entry=params["entry"],
        )  # fmt: skip


def _scanned(transaction: Transaction, params: Params) -> None:
    transaction.run("desk_scanned", **params)
    if params["piece"]:
        transaction.run("piece_seen", batch=params["batch"], piece=params["piece"], entry=params["entry"])
    if params["asks"]:
        transaction.run("piece_answered", **params)


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
    "scan": (_scanned, _seen, _typed),
    "piece-enclosed": (_seen, once("desk_set_ended"), once("piece_enclosed"), _tray_of_piece, _typed),
    "piece-verified": (_seen, once("desk_set_ended"), once("piece_verified"), _tray_of_piece, _typed),
    "piece-sealed": (_seen, once("desk_set_ended"), once("piece_sealed"), _typed),
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
