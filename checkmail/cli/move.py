"""``move``: the whole office to another place."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options, progress_to
from checkmail.errors import Misused, StoreUnavailable
from checkmail.locale import Language
from checkmail.office import moving
from checkmail.office.acting import Office
from checkmail.office.verifying import printed_heads
from checkmail.rules.refusal import Refusal


@click.command(cls=ActCommand)
@click.option("--to", required=True, metavar="PATH|URL", help="A place where no office is.")
@pass_options
def move(options: Options, to: str) -> None:
    """Move the whole office to a file or a server, verified there; the old one only says where it went.

    A password of the new place may stand in PGPASSWORD or ~/.pgpass instead of the URL, which others can see.
    """
    if not to:
        raise Misused("empty-office")
    wiring = options.wiring
    # The old office says where it went to whoever opens it from any folder.
    place = to if "://" in to else str(Path(to).absolute())

    def make() -> Office:
        return wiring.create_office(place, options.desk)

    try:
        options.at()
    except StoreUnavailable as error:
        if error.key != "office-moved":
            raise
        options.opened = wiring.open_moved(options.place(), options.desk)
        answer: moving.Moved | Refusal = moving.go_on(options.opened, make, progress_to(options))
    else:
        answer = moving.move(options.at(), options.actor(), make, progress_to(options))
    options.show(document(options.take(answer), options.language))


@document.register
def _(answer: moving.Moved, _language: Language) -> Document:
    found = answer.verified
    return {
        "place": answer.to, "rows": answer.rows, "entries": found.entries, "heads": printed_heads(found),
        "ok": not found.faults,
    }  # fmt: skip
