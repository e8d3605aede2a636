"""``--out``: the file that a command writes; and ``--replace``, without which none that is there is replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from checkmail.cli.frame import Options

F = TypeVar("F", bound=Callable[..., Any])

VOLUMES = "A long job is FILE-1.pdf, FILE-2.pdf and so on."


def _replace(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    options = ctx.find_object(Options)
    if value and options:
        options.replaces = True


def new_file(metavar: str = "FILE", words: str | None = None) -> Callable[[F], F]:
    """``--out`` of a paper that others confirm: it gets the next free name there."""
    return click.option(
        "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar=metavar, help=words
    )


def out_file(metavar: str = "FILE", words: str | None = None) -> Callable[[F], F]:
    """``--out``, given to the command as ``out``, and ``--replace``, which the office is told."""

    def options(command: F) -> F:
        with_replace = click.option(
            "--replace", is_flag=True, expose_value=False, callback=_replace,
            help="Put it in place of a file of that name; without, that is refused.",
        )(command)  # fmt: skip
        return new_file(metavar, words)(with_replace)

    return options
