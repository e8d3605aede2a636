"""``handover``: offered and taken."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options
from checkmail.cli.parameters import trays
from checkmail.cli.signing import signed_document, signing, signing_options
from checkmail.locale import Language
from checkmail.office import handover as acts
from checkmail.office.handover import Offer


@document.register
def _(answer: Offer, language: Language) -> Document:
    return {
        "offer": answer.offer,
        "batch": answer.batch,
        "to": answer.destination,
        "class": answer.mail_class,
        "number": answer.number,
        "giver": answer.giver,
        "taker": answer.taker or None,
        "outside": answer.outside or None,
        "state": answer.state,
        "head": answer.head or None,
        **signed_document(answer.signed, language),
    }


@click.group("handover", cls=NounGroup)
def handover_group() -> None:
    """Sealed pieces to the next hands."""


@handover_group.command("offer")
@number
@click.option("--to", required=True, metavar="TEXT", help="Destination.")
@click.option("--class", "mail_class", required=True, metavar="TEXT")
@click.option("--number", "pieces", type=click.IntRange(0), required=True, metavar="K")
@click.option("--trays", callback=trays, metavar="A-B")
@pass_options
def offer(options: Options, number: int, to: str, mail_class: str, pieces: int, trays: tuple[int, int] | None) -> None:
    """Offer sealed pieces, with their number."""
    answer = acts.offer(options.at(), options.actor(), number, to, mail_class, pieces, trays)
    options.show(document(options.take(answer), options.language))


@handover_group.command("accept")
@click.option("--offer", "offered", type=click.IntRange(1), required=True, metavar="ID")
@click.option("--number", "pieces", type=click.IntRange(0), required=True, metavar="K")
@click.option("--outside", default="", metavar="ORGANISATION", help="An outside taker; you are the office's witness.")
@click.option("--receipt", default="", metavar="NO")
@signing_options
@pass_options
def accept(
    options: Options, offered: int, pieces: int, outside: str, receipt: str, kept: Path | None, sign_with: Path | None
) -> None:
    """Take an offer, with the number you counted."""
    answer = acts.accept(signing(options, kept, sign_with), options.actor(), offered, pieces, outside, receipt)
    options.show(document(options.take(answer), options.language))


@handover_group.command("list")
@number
@pass_options
def list_offers(options: Options, number: int) -> None:
    """Every offer of a batch."""
    options.show(document(options.take(acts.offers(options.at(), options.actor(), number)), options.language))
