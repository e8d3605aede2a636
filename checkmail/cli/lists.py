"""``list``: a batch's list, its findings, its comparison, its approval."""

from __future__ import annotations

import os
from pathlib import Path

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import document
from checkmail.cli.frame import NounGroup, Options, pass_options, progress_to
from checkmail.errors import Misused
from checkmail.office import approval, comparing, findings, lists, papers

file = click.argument("file", type=click.Path(path_type=Path))
reason = click.option("--reason", required=True)
some = click.option("--finding", "numbers", type=int, multiple=True, metavar="ID")


@click.group("list", cls=NounGroup)
def list_group() -> None:
    """The list of a batch."""


@list_group.command("import")
@file
@number
@click.option("--columns", type=click.Path(path_type=Path), help="Columns file (TOML).")
@pass_options
def import_list(options: Options, file: Path, number: int, columns: Path | None) -> None:
    """Take a list in as the batch's next version."""
    if columns is not None and not os.path.isfile(columns):  # noqa: PTH113 - is_file() raises for a long name
        raise Misused("unreadable-file", path=str(columns))
    tell = progress_to(options)
    answer = lists.import_list(
        options.at(), options.actor(), number, file, columns=columns, progress=lambda step: tell(step, 0)
    )
    options.show(document(options.take(answer), options.language))


@list_group.command("show")
@number
@pass_options
def show(options: Options, number: int) -> None:
    """The latest version as its approver sees it."""
    view = options.take(approval.show_list(options.at(), options.actor(), number))
    options.show(
        {
            **document(view.imported, options.language),
            "imported_by": view.imported_by,
            "imported_at": view.imported_at,
            "approved_by": view.approved_by or None,
            "withholding": view.withholding or None,
            "blocked_by": list(view.blocked_by),
        }
    )


@list_group.command("findings")
@number
@pass_options
def show_findings(options: Options, number: int) -> None:
    """Everything the checks saw."""
    options.show(document(options.take(findings.findings(options.at(), options.actor(), number)), options.language))


@list_group.command("acknowledge")
@number
@some
@click.option("--code", default="", help="All attention findings of one code.")
@reason
@pass_options
def acknowledge(options: Options, number: int, numbers: tuple[int, ...], code: str, reason: str) -> None:
    """Take note of attention findings with a reason."""
    answer = findings.acknowledge(options.at(), options.actor(), number, reason, numbers=numbers, code=code)
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
@pass_options
def compare(options: Options, file: Path, number: int, key: str) -> None:
    """Compare with a control list by key, both ways."""
    found = options.take(comparing.compare(options.at(), options.actor(), number, file, key))
    sides: dict[str, list[object]] = {"missing": [], "extra": []}
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
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@pass_options
def proof(options: Options, number: int, out: Path) -> None:
    """Print sample rows and rows under attention, not mailable."""
    answer = papers.print_list_proof(options.at(), options.actor(), number, out, options.language)
    options.show(document(options.take(answer), options.language))


@list_group.command("approve")
@number
@pass_options
def approve(options: Options, number: int) -> None:
    """Freeze the list; the approver is not the importer."""
    options.show(document(options.take(approval.approve(options.at(), options.actor(), number)), options.language))
