"""``list``: a batch's list, its findings, its comparison, its approval."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.batch import number
from checkmail.cli.frame import NounGroup, Options, pass_options
from checkmail.cli.list_documents import document
from checkmail.cli.list_import import import_list, preview
from checkmail.cli.out import out_file
from checkmail.office import approval, changing, comparing, findings, list_proof, looking, overview

file = click.argument("file", type=click.Path(path_type=Path))
reason = click.option("--reason", required=True)
some = click.option("--finding", "numbers", type=int, multiple=True, metavar="ID")


@click.group("list", cls=NounGroup)
def list_group() -> None:
    """The list of a batch."""


list_group.add_command(import_list)
list_group.add_command(preview)


@list_group.command("show")
@number
@pass_options
def show(options: Options, number: int) -> None:
    """The latest version as its approver sees it."""
    answer = overview.overview(options.at(), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@list_group.command("findings")
@number
@pass_options
def show_findings(options: Options, number: int) -> None:
    """Everything the checks saw."""
    options.show(document(options.take(findings.findings(options.at(), options.actor(), number)), options.language))


@list_group.command("groups")
@number
@pass_options
def show_groups(options: Options, number: int) -> None:
    """The findings by kind: how many, how many open, what settled the others."""
    options.show(document(options.take(findings.groups(options.at(), options.actor(), number)), options.language))


@list_group.command("rows")
@number
@click.option("--find", default="", metavar="WORDS", help="Pieces with a person whose row holds every word.")
@pass_options
def show_rows(options: Options, number: int, find: str) -> None:
    """Pieces with all their persons, found by any words of their rows."""
    found = options.take(looking.find_pieces(options.at(), options.actor(), number, find))
    options.show(document(found, options.language))


@list_group.command("changes")
@number
@pass_options
def show_changes(options: Options, number: int) -> None:
    """What the latest version changed against the one before it."""
    options.show(document(options.take(changing.changes(options.at(), options.actor(), number)), options.language))


@list_group.command("acknowledge")
@number
@some
@click.option("--code", default="", help="All attention findings of one code.")
@click.option("--group", "groups", multiple=True, metavar="KEY", help="All findings of a group of `list groups`.")
@reason
@pass_options
def acknowledge(
    options: Options, number: int, numbers: tuple[int, ...], code: str, groups: tuple[str, ...], reason: str
) -> None:
    """Take note of attention findings with a reason."""
    answer = findings.acknowledge(
        options.at(), options.actor(), number, reason, numbers=numbers, code=code, groups=groups
    )
    options.show({"acknowledged": options.take(answer)})


@list_group.command("accept")
@number
@some
@reason
@pass_options
def accept(options: Options, number: int, numbers: tuple[int, ...], reason: str) -> None:
    """Propose that a name nobody can draw is written by hand."""
    answer = findings.propose_accept(options.at(), options.actor(), number, numbers, reason)
    options.show(document(options.take(answer), options.language))


@list_group.command("compare")
@file
@number
@click.option("--key", required=True, metavar="COLUMN")
@click.option("--excluded", is_flag=True, help="FILE names who must not be in the list: each match is a difference.")
@pass_options
def compare(options: Options, file: Path, number: int, key: str, excluded: bool) -> None:
    """Compare with a control list by key, both ways."""
    answer = comparing.compare(options.at(), options.actor(), number, file, key, excluded=excluded)
    _show_differences(options, options.take(answer), excluded)


@list_group.command("differences")
@number
@pass_options
def show_differences(options: Options, number: int) -> None:
    """Every difference to the control lists, open and explained."""
    _show_differences(options, options.take(comparing.differences(options.at(), options.actor(), number)), True)


def _show_differences(options: Options, found: list[comparing.Difference], excluded: bool) -> None:
    sides: dict[str, list[object]] = {side: [] for side in ("missing", "extra", *(["matched"] if excluded else []))}
    for difference in found:
        sides[difference.side].append(document(difference, options.language))
    options.show(sides)


@list_group.command("explain")
@number
@click.option("--key", "keys", multiple=True, required=True, metavar="VALUE")
@reason
@pass_options
def explain(options: Options, number: int, keys: tuple[str, ...], reason: str) -> None:
    """Give a reason for differences from a control list."""
    answer = comparing.explain(options.at(), options.actor(), number, keys, reason)
    options.show({"explained": options.take(answer)})


@list_group.command("compared")
@number
@pass_options
def compared(options: Options, number: int) -> None:
    """Propose that two people compared the rows under attention with the source."""
    answer = findings.propose_compared(options.at(), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@list_group.command("proof")
@number
@out_file("FILE.pdf")
@pass_options
def proof(options: Options, number: int, out: Path) -> None:
    """Print sample rows and rows under attention, not mailable."""
    answer = list_proof.print_list_proof(options.at(), options.actor(), number, out, options.language)
    options.show(document(options.take(answer), options.language))


@list_group.command("approve")
@number
@click.option("--compared", default=0, metavar="ROWS", help="Rows of the proof sheet compared with the source.")
@click.option("--version", default=0, metavar="K", help="The version that was looked at; refused if there is a newer.")
@pass_options
def approve(options: Options, number: int, compared: int, version: int) -> None:
    """Freeze the list; the approver is not the importer."""
    answer = approval.approve(options.at(), options.actor(), number, compared, version)
    options.show(document(options.take(answer), options.language))
