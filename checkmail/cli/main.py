"""The command itself: its nouns, and how it ends (commands in ``docs/commands.md``)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from checkmail import __version__
from checkmail.cli import (
    batch,
    count,
    demo,
    desk,
    handover,
    ledger,
    lists,
    office,
    piece,
    printing,
    proposals,
    withhold,
)
from checkmail.cli.frame import NounGroup, Options, Wiring, say_error
from checkmail.errors import CheckmailError, Misused
from checkmail.locale import Language


@click.group(cls=NounGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="checkmail")
@click.pass_context
def checkmail(ctx: click.Context) -> None:
    """Number everything, check twice, and seal nothing while anything disagrees.

    Without a command the screens open.
    """
    if ctx.invoked_subcommand is not None:
        return
    options = ctx.ensure_object(Options)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused("not-a-terminal")
    options.wiring.run_screens(options.at(), options.language)


for noun in (
    office.init, office.doctor, office.people_group, batch.batch_group, lists.list_group, withhold.withhold_group,
    printing.print_group, desk.desk_command, piece.piece_group, piece.resolve, count.count_group, count.release,
    handover.handover_group, ledger.ledger_group, proposals.proposals_group, demo.demo,
):  # fmt: skip
    checkmail.add_command(noun)


def run(arguments: Sequence[str], wiring: Wiring, language: Language) -> int:
    """Runs one command line and answers its exit status."""
    options = Options(wiring, language=language)
    try:
        status = checkmail.main(list(arguments), "checkmail", standalone_mode=False, obj=options)
    except CheckmailError as error:
        return say_error(error, options)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        say_error(Misused("stopped"), options)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    finally:
        if options.opened is not None:
            options.opened.store.close()
    return status if isinstance(status, int) else 0
