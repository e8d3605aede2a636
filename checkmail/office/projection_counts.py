"""What entries of counts, releases and handovers do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, once, paper_word
from checkmail.rules.codes import OF_NO_PIECE, named_by
from checkmail.store.protocol import Transaction


def _counted(transaction: Transaction, params: Params) -> None:
    transaction.run("counted", **params)
    if params["outcome"] == "differ":
        transaction.run("counts_differed", batch=params["batch"], tray=params["tray"], entry=params["entry"])


def _surplus_seen(transaction: Transaction, params: Params) -> None:
    """R8: what a scan of a tray met is on paper, also where it does not belong there."""
    for raw in params["surplus"]:
        code = named_by(raw)
        if code and code.batch == params["batch"] and code.kind not in OF_NO_PIECE:
            word = paper_word(code.kind, code.enclosure, code.issue)
            transaction.run("paper_seen", batch=code.batch, piece=code.number, paper=word)


def _seal_counted(transaction: Transaction, params: Params) -> None:
    """R21: two counts of a tray's sealed envelopes that agree confirm every seal of the tray."""
    first, last = (params["tray"], params["tray"]) if params["tray"] else (1, 9_999_999)
    for row in transaction.all("trays", batch=params["batch"], first_tray=first, last_tray=last):
        transaction.run("tray_sealed", **{**params, "tray": row["tray"]})


COUNTS: Final[Mapping[str, tuple[Step, ...]]] = {
    "counted": (_counted,),
    "tray-scanned": (_counted, _surplus_seen),
    "seal-counted": (_counted,),
    "seals-counted": (_counted, _seal_counted),
    "released": (once("trays_released"),),
    "offered": (once("offer_replaced"), once("offered"), once("pieces_offered")),
    "number-differed": (),
    "handed-over": (once("offer_accepted"), once("pieces_handed_over"), once("trays_handed")),
}  # fmt: skip
