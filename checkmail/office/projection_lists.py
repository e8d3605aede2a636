"""What entries of a batch, its list and its withholdings do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, artifacts, each, once, paper_word, touching
from checkmail.office.runs import spread
from checkmail.store.protocol import Transaction


def _pieces_listed(transaction: Transaction, params: Params) -> None:
    """R1: the pieces, trays and marks of an approved list."""
    batch, size, count = params["batch"], params["tray_size"], params["pieces"]
    transaction.many(
        "piece_listed",
        (
            {"batch": batch, "piece": piece, "tray": (piece - 1) // size + 1, "expects": expects}
            for expects, runs in params["expects"]
            for piece in spread(runs)
        ),
    )
    # Counts entered for an earlier version do not stand: the trays changed with this entry.
    changed = params["entry"]
    transaction.run("tray_made", batch=batch, tray=0, first_piece=1, last_piece=count, changed=changed)
    transaction.many(
        "tray_made",
        (
            {
                "batch": batch, "tray": (first - 1) // size + 1, "first_piece": first,
                "last_piece": min(first + size - 1, count), "changed": changed,
            }
            for first in range(1, count + 1, size)
        ),
    )  # fmt: skip
    for query, runs in (
        ("attention_marked", params["attention"]),
        ("by_hand_marked", params["by_hand"]),
        ("piece_withheld", params["withheld"]),
    ):
        transaction.many(query, ({**params, "item": piece} for piece in spread(runs)))


def _papers_seen(transaction: Transaction, params: Params) -> None:
    """R8: what was scanned in is on paper, also once the piece is lifted and its papers are out again."""
    for kind, piece, enclosure, issue in params["artifacts"]:
        transaction.run("paper_seen", batch=params["batch"], piece=piece, paper=paper_word(kind, enclosure, issue))


LISTS: Final[Mapping[str, tuple[Step, ...]]] = {
    "batch-created": (once("batch_created"),),
    # The erasable rows of the batch are gone on purpose: their absence is no fault (R25).
    "erased": (once("batch_erased"),),
    "erase-finished": (once("batch_cleaned"),),
    "batch-closed": (once("batch_closed"),),
    "batch-abandoned": (once("batch_abandoned"),),
    "batch-resumed": (once("batch_resumed"), once("desks_forgiven")),
    "policy-changed": (once("policy_changed"),),
    "list-imported": (once("list_imported"), once("batch_version"), once("pieces_cleared"), once("trays_cleared")),
    "findings-settled": (each("finding_settled", "findings"),),
    "list-compared": (),
    "difference-explained": (each("difference_explained", "records"),),
    "withholding-answered": (once("withholding_answered"), each("withheld_added", "pieces")),
    "rows-compared": (once("rows_compared"),),
    "list-approved": (once("list_approved"), once("batch_approved"), _pieces_listed),
    # withholding
    "withheld-before-approval": (each("withheld_added", "pieces"),),
    "lifted-before-approval": (each("withheld_removed", "pieces"),),
    "withheld": (each("withheld_added", "pieces"), touching(), each("piece_withheld", "pieces")),
    # What is withheld already moves no piece and voids no count.
    "withheld-again": (each("withheld_added", "pieces"),),
    "withholding-lifted": (
        each("withheld_removed", "pieces"), each("artifacts_not_found", "pieces"),
        each("piece_lifted", "pieces"), touching(),
        each("attention_marked", "attention"),
    ),
    "withheld-found": (artifacts("artifact_found"), _papers_seen),
}  # fmt: skip
