"""``print window``, ``print windows`` and ``print window-test``: where the address shows through an envelope."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options
from checkmail.cli.printing import paper_file
from checkmail.locale import Language
from checkmail.office import papers, windows

Decorated = TypeVar("Decorated", bound=Callable[..., object])


def _millimetres(part: str, words: str, *, required: bool = True) -> Callable[[Decorated], Decorated]:
    # Typed as people write numbers; the office reads them, full width digits too.
    return click.option(f"--{part}", required=required, metavar="MM", help=words)


@click.command("window", cls=ActCommand)
@click.option("--name", required=True)
@click.option("--envelope", required=True, metavar="NAME", help="long-3 (長形3号) or kaku-2 (角形2号).")
@_millimetres("x", "From the left edge of the envelope to the window.")
@_millimetres("y", "From the top edge of the envelope to the window.")
@_millimetres("width", "Of the window.")
@_millimetres("height", "Of the window.")
@_millimetres("slip-x", "How far the page can move sideways in all; by default as in the envelope.", required=False)
@_millimetres("slip-y", "The same up and down.", required=False)
@pass_options
def window(options: Options, /, name: str, envelope: str, **measures: str | None) -> None:
    """Keep a window of your envelopes, measured as the address is read."""
    typed = {part: words for part, words in measures.items() if words is not None}
    answer = windows.set_window(options.at(), options.actor(), name, envelope, typed)
    options.show(document(options.take(answer), options.language))


@click.command("windows", cls=ActCommand)
@pass_options
def list_windows(options: Options) -> None:
    """The windows that come with the program, and your own."""
    answer = windows.list_windows(options.at(), options.actor())
    options.show(document(options.take(answer), options.language))


@click.command("window-test", cls=ActCommand)
@click.option("--window", "name", required=True, metavar="NAME")
@paper_file
@pass_options
def window_test(options: Options, name: str, out: Path) -> None:
    """A page to lay in the envelope: the outline of the window and what always shows in it."""
    answer = papers.print_window_test(options.at(), options.actor(), name, out, options.language)
    options.show(document(options.take(answer), options.language))


@document.register
def _(answer: windows.NamedWindow, language: Language) -> Document:  # noqa: ARG001
    one = answer.window
    return {
        "window": answer.name,
        "envelope": one.envelope,
        "x": one.x,
        "y": one.y,
        "width": one.width,
        "height": one.height,
        "slip": list(one.slip) if one.slip else None,
        "own": bool(answer.person),
    }
