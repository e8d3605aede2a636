"""What entries of printed paper do: issued, stamped, issued anew, spoiled, lost (R8, R10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, artifacts, each, once, touching
from checkmail.rules.codes import Kind
from checkmail.store.protocol import Transaction


def _artifacts_issued(transaction: Transaction, params: Params) -> None:
    """R8: ``runs`` are ``[kind, enclosure, issue, first piece, last piece, place of the first]``."""
    transaction.many(
        "artifact_issued",
        (
            {
                "batch": params["batch"], "job": params["job"], "kind": kind, "enclosure": enclosure,
                "issue": issue, "piece": first + step, "place": place + step,
            }
            for kind, enclosure, issue, first, last, place in params["runs"]
            for step in range(last - first + 1)
        ),
    )  # fmt: skip


def _sides(params: Params, earlier: int = 0) -> Iterator[Params]:
    """R8: every side of ``documents``, each of neighbouring pieces with documents alike.

    ``[enclosure, sides, first side, issue, first piece, last piece, place of the first]``.
    """
    for _, sides, first_side, issue, first, last, place in params["documents"]:
        for step in range(last - first + 1):
            for side in range(sides):
                yield {
                    **params, "kind": Kind.STAMPED.value, "enclosure": first_side + side, "issue": issue - earlier,
                    "piece": first + step, "place": place + step * sides + side,
                }  # fmt: skip


def _sides_issued(transaction: Transaction, params: Params) -> None:
    transaction.many("artifact_issued", _sides(params))


def _sides_replaced(transaction: Transaction, params: Params) -> None:
    """The issue before the one that is printed again is dead."""
    transaction.many("artifact_replaced", _sides(params, earlier=1))


def _documents_stamped(transaction: Transaction, params: Params) -> None:
    """S3: which sides of a piece are whose document, and how they share sheets."""
    names = ("document", "sides", "first_side")
    transaction.many(
        "stamped",
        (
            {**params, **dict(zip(names, item, strict=False)), "piece": piece}
            for item in params["documents"]
            for piece in range(item[4], item[5] + 1)
        ),
    )


PAPER: Final[Mapping[str, tuple[Step, ...]]] = {
    "paper-drawn": (),
    "printed": (once("job_printed"), once("batch_printed"), _artifacts_issued),
    "reissued": (
        artifacts("artifact_replaced", "superseded"), once("job_printed"), _artifacts_issued,
        touching(), each("piece_restarted", "pieces"), touching("returned"), each("piece_to_second", "returned"),
    ),
    "stamped": (once("job_printed"), once("batch_printed"), _sides_issued, _documents_stamped),
    "stamped-again": (
        _sides_replaced, once("job_printed"), _sides_issued,
        touching(), each("piece_restarted", "pieces"), touching("returned"), each("piece_to_second", "returned"),
    ),
    "artifacts-spoiled": (
        artifacts("artifact_ended", state="spoiled"), touching(), each("piece_restarted", "pieces"),
    ),
    "artifacts-lost": (
        artifacts("artifact_ended", state="lost"), touching(), each("piece_restarted", "pieces"),
        touching("returned"), each("piece_to_second", "returned"),
    ),
}  # fmt: skip
