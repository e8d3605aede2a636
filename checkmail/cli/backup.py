"""``backup`` and ``restore``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options, progress_to, secret
from checkmail.cli.parameters import optional_day
from checkmail.errors import Misused
from checkmail.locale import Language, text
from checkmail.office import backup as backups
from checkmail.office.acting import host_desk
from checkmail.office.restoring import GoingBack, Restored
from checkmail.office.restoring import restore as put_back
from checkmail.office.signing import Anchor
from checkmail.rules.ledger import chain_name


@click.command(cls=ActCommand)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--erase-by", callback=optional_day, metavar="DATE", help="When it is destroyed. Default: in 90 days.")
@click.option("--replace", is_flag=True, help="Put it in place of a file of that name, once it is verified.")
@pass_options
def backup(options: Options, out: Path, erase_by: date | None, *, replace: bool) -> None:
    """Write the whole office to one file while desks go on, and verify what was written."""
    actor = options.actor()
    answer = backups.back_up(
        options.at(), actor, options.wiring.copying().copy_out, out,
        erase_by=erase_by, replace=replace, progress=progress_to(options),
    )  # fmt: skip
    options.show(document(options.take(answer), options.language))


@click.command(cls=ActCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--head", "heads", multiple=True, metavar="CHAIN:COUNT:HASH", help="A head from paper.")
@click.option(
    "--checkpoints",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of signed heads. Default: the one beside the office.",
)
@click.option("--going-back", is_flag=True, help="Accept that what was recorded since is lost.")
@click.option("--second", type=click.IntRange(1), metavar="NO", help="Who accepts it too; CHECKMAIL_SECOND_PIN.")
@click.option("--reason", metavar="TEXT", help="Why there is no newer backup.")
@pass_options
def restore(
    options: Options,
    file: Path,
    heads: tuple[str, ...],
    checkpoints: Path | None,
    second: int | None,
    reason: str | None,
    *,
    going_back: bool,
) -> None:
    """Put a backup where the office is; refuses one that is older than what was seen of the office."""
    copying = options.wiring.copying()
    place = copying.file_of(options.place())
    if options.person is None:
        raise Misused("no-person")
    if (second or reason) and not going_back:
        raise click.UsageError("--second and --reason belong to --going-back")
    person = (options.person, secret("CHECKMAIL_PIN", options.language))
    accepted = None
    if going_back:
        pin = secret("CHECKMAIL_SECOND_PIN", options.language) if second else ""
        accepted = GoingBack(second or 0, pin, reason or "")
    answer = put_back(
        copying.files, file, place, person, desk=options.desk or host_desk(), clock=copying.clock,
        seen=copying.seen_at(place), papers=heads,
        checkpoints=checkpoints or Anchor.beside(place.resolve()).folder, going_back=accepted,
        progress=progress_to(options),
    )  # fmt: skip
    done = options.take(answer)
    said = [] if done.compared else [text(options.language, "cli", "restore.not-compared")]
    options.show(document(done, options.language), *said)


@document.register
def _(answer: backups.BackedUp, language: Language) -> Document:  # noqa: ARG001
    return {
        "backup": str(answer.file),
        "entries": answer.entries,
        "heads": backups.printed(answer.heads),
        "erase_by": answer.erase_by.isoformat(),
    }


@document.register
def _(answer: Restored, language: Language) -> Document:  # noqa: ARG001
    return {
        "restored": str(answer.file),
        "heads": backups.printed(answer.heads),
        "compared": answer.compared,
        "lost": {chain_name(head.chain): head.count for head in answer.lost},
        "aside": str(answer.aside) if answer.aside else None,
    }
