"""The command itself: its nouns, and how it ends (commands in ``docs/commands.md``)."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import click

from checkmail import __version__, crashes
from checkmail.cli import (
    backup,
    batch,
    count,
    demo,
    desk,
    doctor,
    erase,
    fonts,
    handover,
    ledger,
    lists,
    move,
    office,
    piece,
    plant,
    practice,
    printing,
    proposals,
    serve,
    sheets,
    stamping,
    windows,
    withhold,
)
from checkmail.cli.frame import NounGroup, Options, Wiring, check_terminal, is_text, say_error
from checkmail.errors import CheckmailError, Misused, StoreUnavailable
from checkmail.locale import Language


@click.group(cls=NounGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="checkmail")
@click.option("--desk", default=None, metavar="NAME", help="Which desk this is. Default: the host's name.")
@click.pass_context
def checkmail(ctx: click.Context, desk: str | None) -> None:
    """Number everything, check twice, and seal nothing while anything disagrees.

    Without a command the screens open.
    """
    options = ctx.ensure_object(Options)
    if desk == "":
        raise Misused("bad-desk-name")
    options.desk = desk or ""
    if ctx.invoked_subcommand is not None:
        return
    check_terminal()
    options.wiring.run_screens(options.at(), options.language)


for noun in (
    office.init, doctor.doctor, office.people_group, batch.batch_group, lists.list_group, withhold.withhold_group,
    printing.print_group, desk.desk_command, piece.piece_group, piece.resolve, plant.plant_group,
    count.count_group, count.release,
    handover.handover_group, ledger.ledger_group, proposals.proposals_group, demo.demo,
    practice.practice, serve.serve, move.move, erase.erase, backup.backup, backup.restore,
):  # fmt: skip
    checkmail.add_command(noun)
for further in (
    sheets.list_layouts, sheets.set_printer, sheets.list_printers, sheets.test_page,
    fonts.fonts, stamping.stamp, windows.window, windows.list_windows, windows.window_test,
):  # fmt: skip
    printing.print_group.add_command(further)


def run(arguments: Sequence[str], wiring: Wiring, language: Language) -> int:
    """Runs one command line and answers its exit status."""
    options = Options(wiring, language=language)
    try:
        return _ended(arguments, options)
    except CheckmailError as error:
        return say_error(error, options)
    except click.ClickException as error:
        return _say_usage(error, arguments, options)
    except (click.Abort, KeyboardInterrupt):
        return say_error(Misused("stopped"), options)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - a traceback never reaches a user
        file = crashes.kept(error)
        told = StoreUnavailable("unexpected", error=type(error).__name__, file=str(file) if file else "—")
        return say_error(told, options)
    finally:
        if options.opened is not None:
            options.opened.store.close()


def _ended(arguments: Sequence[str], options: Options) -> int:
    if not all(map(is_text, arguments)):
        options.json = "--json" in arguments
        raise Misused("not-text")
    try:
        status = checkmail.main(list(arguments), "checkmail", standalone_mode=False, obj=options)
    except SystemExit:
        # So click ends where nobody reads the answer any more: `people list | head -1` went well.
        return 0
    return status if isinstance(status, int) else 0


def _say_usage(error: click.ClickException, arguments: Sequence[str], options: Options) -> int:
    """A command line that cannot be understood: the command's own words for people, a document for programs."""
    # What comes before --json may be what is wrong: then nobody has read it yet.
    options.json = options.json or "--json" in arguments
    misused = Misused("usage", what=" ".join(error.format_message().split())[:200])
    if options.json or options.language != "en":  # the library's own words are English
        return say_error(misused, options)
    with contextlib.suppress(OSError):
        error.show()
    return misused.exit_status
