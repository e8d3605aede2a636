"""Handover: offered by one, taken by another, both with the number (R23)."""

from __future__ import annotations

from dataclasses import dataclass

from checkmail.errors import Misused
from checkmail.office.acting import Act, act, reading
from checkmail.office.anchoring import Signed, anchored
from checkmail.office.reconciling import checkpoint, section
from checkmail.rules import people
from checkmail.rules.ledger import LARGEST_INTEGER
from checkmail.rules.model import Batch
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it stands."""

    offer: int
    batch: int
    destination: str
    mail_class: str
    number: int
    giver: int
    taker: int
    """0: not taken yet."""
    state: str
    """``open``, ``accepted`` or ``replaced``."""
    outside: str = ""
    """The taker's organisation, where it is not of this office."""
    head: str = ""
    """The batch chain's head at the handover; empty before."""
    signed: Signed | None = None
    """What became of the heads that are signed at the handover; None before, and where none are."""


def _going(opened: Act, number: int) -> Batch | Refusal:
    """The batch, where it is approved, not over, and not stopped (R13)."""
    batch = opened.approved_batch(number)
    if isinstance(batch, Batch) and batch.stopped:
        return Refusal("batch-stopped", "R13", {"batch": number})
    return batch


@act("offer")
def offer(
    opened: Act, number: int, destination: str, mail_class: str, pieces: int, trays: tuple[int, int] | None = None
) -> Offer | Refusal:
    """Offers the sealed pieces of released trays; ``pieces`` is the number the giver has before them.

    Refuses ``not-sealed`` where there is none, ``number-differs`` where the giver's number is another.
    """
    batch = _going(opened, number)
    if isinstance(batch, Refusal):
        return batch
    for words in (destination, mail_class):
        if not words.strip():
            raise Misused("empty-name")
        if unusable_character(words):
            raise Misused("control-character")
    where = section(trays)
    if not any(row["released"] for row in opened.t.all("trays", batch=number, **where)):
        return Refusal("not-released", "R23", {"batch": number})
    here = opened.t.one("pieces_to_offer", batch=number, **where)
    if here is None or not here["pieces"]:
        return Refusal("not-sealed", "R23", {"batch": number})
    if here["pieces"] != pieces:
        return Refusal("number-differs", "R23", {"number": pieces})
    last = opened.t.one("last_offer")
    made = (last["last"] if last else 0) + 1
    opened.record(
        number, "offered", offer=made, number=pieces, **where,
        destination=opened.keep(destination, number), mail_class=opened.keep(mail_class, number),
    )  # fmt: skip
    return _offer(opened, made)


def _offer(opened: Act, number: int, head: str = "") -> Offer:
    row = opened.t.one("offer", offer=number)
    if row is None:
        raise ValueError(f"no offer {number}")
    return Offer(
        row["offer"], row["batch"], row["destination"] or "", row["mail_class"] or "", row["number"],
        row["person"], row["taken_by"], row["state"], row["outside"] or "", head,
    )  # fmt: skip


@anchored(lambda taken: int(taken.batch))
@act("accept-offer")
def accept(opened: Act, number: int, pieces: int, outside: str = "", receipt: str = "") -> Offer | Refusal:
    """Takes an offer with the number counted; for an outside taker the acting person is the office's witness.

    A wrong number is recorded and refused (``number-differs``); the offer stands.
    """
    row = opened.t.one("offer", offer=number)
    if row is None:
        return Refusal("unknown-offer", "R23", {"offer": number})
    batch = _going(opened, row["batch"])
    if isinstance(batch, Refusal):
        return batch
    if row["state"] != "open":
        return Refusal("handed-over" if row["state"] == "accepted" else "stale", "R23", {"offer": number})
    if refusal := people.different(opened.who, (row["person"],), "R23"):
        return refusal
    if bool(outside.strip()) != bool(receipt.strip()):
        raise Misused("receipt-missing")
    if unusable_character(outside) or unusable_character(receipt):
        raise Misused("control-character")
    here = opened.t.one("pieces_in_offer", batch=batch.number, offer=number)
    if here is None or not here["pieces"] == row["number"] == pieces:
        opened.keeps_refusal = True
        # A number no entry may hold is as wrong as the largest that it may.
        opened.record(batch.number, "number-differed", offer=number, number=min(pieces, LARGEST_INTEGER))
        return Refusal("number-differs", "R23", {"number": pieces})
    opened.record(
        batch.number, "handed-over", offer=number, number=pieces,
        outside=opened.keep(outside, batch.number), receipt=opened.keep(receipt, batch.number),
    )  # fmt: skip
    return _offer(opened, number, checkpoint(opened, batch.number).printed())


@reading
def offers(opened: Act, number: int) -> list[Offer] | Refusal:
    """Every offer of a batch."""
    batch = opened.batch(number)
    if isinstance(batch, Refusal):
        return batch
    return [_offer(opened, row["offer"]) for row in opened.t.all("offers_of", batch=number)]
