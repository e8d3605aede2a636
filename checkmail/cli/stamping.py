"""``print stamp``: a code on every side of documents that another system made (S3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options, progress_to
from checkmail.cli.parameters import trays
from checkmail.cli.printing import out_volumes
from checkmail.locale import Language
from checkmail.office import stamping
from checkmail.office.stamp_facts import CORNERS, INSET, StampWish
from checkmail.office.stamp_reissue import propose_stamps_again
from checkmail.rules.printing import STATES_OF_REISSUE

NAMED = 50
"""So many pieces without pages are named; all are counted."""


@document.register
def _(answer: stamping.Stamped, language: Language) -> Document:
    without = {"count": len(answer.without), "pieces": list(answer.without[:NAMED])}
    return {
        **document(answer.printed, language),
        "documents": answer.documents,
        "left_out_pages": answer.left_out,
        "without_pages": without,
    }


@click.command("stamp", cls=ActCommand)
@click.argument("source", metavar="SOURCE.pdf", type=click.Path(path_type=Path, dir_okay=False))
@number
@click.option("--enclosure", required=True, type=click.IntRange(1, 99), metavar="PP", help="Which document this is.")
@click.option("--key", required=True, metavar="COLUMN", help="Column whose value stands on every page.")
@out_volumes
@click.option("--duplex", is_flag=True, help="Printed on both sides; an odd document gets an empty back.")
@click.option("--corner", type=click.Choice(CORNERS), default="bottom-left", show_default=True)
@click.option("--at-x", type=float, default=INSET, show_default=True, metavar="MM", help="From the corner's side.")
@click.option("--at-y", type=float, default=INSET, show_default=True, metavar="MM", help="From its top or foot.")
@click.option("--pieces", callback=trays, metavar="A-B", help="Only the pages of these.")
@click.option("--reissue", is_flag=True, help="Propose to print them again; with --pieces, --state and --reason.")
@click.option("--state", type=click.Choice(STATES_OF_REISSUE), default=None)
@click.option("--reason", default="")
@pass_options
def stamp(options: Options, /, number: int, **given: Any) -> None:
    """Stamp every side of documents made by another system, pages found by a number that stands on them."""
    if given["reissue"] != bool(given["state"]) or (given["reissue"] and not given["pieces"]):
        raise click.UsageError("--reissue, --state and --pieces belong together")
    wish = StampWish(
        given["source"], given["out"], given["enclosure"], given["key"], given["duplex"], given["corner"],
        (given["at_x"], given["at_y"]), given["pieces"], options.language,
    )  # fmt: skip
    at, who, tell = options.at(), options.actor(), progress_to(options)
    answer: object
    if given["reissue"]:
        answer = propose_stamps_again(at, who, number, wish, given["state"], given["reason"], tell)
    else:
        answer = stamping.print_stamped(at, who, number, wish, tell)
    options.show(document(options.take(answer), options.language))
