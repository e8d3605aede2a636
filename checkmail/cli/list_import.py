"""``list import`` and ``list preview``: a file, before and after it is taken in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from checkmail.cli.batch import number
from checkmail.cli.frame import ActCommand, Options, pass_options, progress_to
from checkmail.cli.list_documents import document
from checkmail.errors import Misused
from checkmail.locale.sentences import step_words
from checkmail.office import lists, previewing

_file = click.argument("file", type=click.Path(path_type=Path))


def _by_hand(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """``name=氏名``; nothing after the sign: no column is it."""
    out: dict[str, str] = {}
    for pair in value:
        name, sign, heading = pair.replace("＝", "=", 1).partition("=")
        if not sign:
            raise Misused("not-a-mapping", given=pair[:40])
        out[name.strip()] = heading.strip()
    return out


def _columns(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and not os.path.isfile(value):  # noqa: PTH113 - is_file() raises for a long name
        raise Misused("unreadable-file", path=str(value))
    return value


def _choices(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how a file is read; what is not said is found, remembered or guessed."""
    for option in (
        click.option("--columns", type=click.Path(path_type=Path), callback=_columns, help="Columns file (TOML)."),
        click.option("--preset", default="", metavar="NAME", help="A columns file that comes with checkmail."),
        click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook; else the first that is shown."),
        click.option(
            "--heading-row", type=click.IntRange(1, 1_048_576), default=None, metavar="K",
            help="Row with the headings; else it is found.",
        ),
        click.option(
            "--map", "mapping", multiple=True, callback=_by_hand, metavar="NAME=HEADING",
            help="Our name for a column, by hand; NAME= for none.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("import", cls=ActCommand)
@_file
@number
@_choices
@pass_options
def import_list(options: Options, /, file: Path, number: int, heading_row: int | None, **choice: Any) -> None:
    """Take a list in as the batch's next version."""
    tell = progress_to(options)
    answer = lists.import_list(
        options.at(), options.actor(), number, file, heading_row=heading_row or 0, **choice,
        progress=lambda step, done: tell(step_words(step, options.language), done),
    )  # fmt: skip
    options.show(document(options.take(answer), options.language))


@click.command("preview", cls=ActCommand)
@_file
@click.option("--batch", type=int, default=0, metavar="N", help="Ask for the columns of its document set too.")
@_choices
@pass_options
def preview(options: Options, /, file: Path, heading_row: int | None, **choice: Any) -> None:
    """Look at a file as it would be taken in; nothing is kept."""
    answer = previewing.preview(options.at(), options.actor(), file, heading_row=heading_row or 0, **choice)
    options.show(document(options.take(answer), options.language))
