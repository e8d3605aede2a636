"""``print layouts``, ``printer``, ``printers`` and ``testpage``: label sheets, and how each printer hits them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options
from checkmail.cli.printing import layout, paper_file
from checkmail.locale import Language, text
from checkmail.locale.sentences import error_words
from checkmail.office import label_sheets, papers, printers
from checkmail.office.label_sheets import LabelSheet
from checkmail.office.printers import PrinterSheet
from checkmail.rules.printers import LIMITS, spelled


@document.register
def _(answer: LabelSheet, language: Language) -> Document:
    return {
        "name": answer.name,
        "faces": answer.faces or None,
        "page": answer.page or None,
        "same_layout": list(answer.same_layout),
        "own": answer.own,
        "replaces": answer.replaces,
        "file": answer.file,
        "fault": " ".join(error_words(answer.fault, language)) if answer.fault else None,
    }


@document.register
def _(answer: PrinterSheet, language: Language) -> Document:  # noqa: ARG001
    correction = {part: spelled(getattr(answer.correction, part)) for part in LIMITS}
    return {"printer": answer.printer, "sheet": answer.sheet, **correction, "person": answer.person, "at": answer.at}


@click.command("layouts", cls=ActCommand)
@click.argument("words", nargs=-1)
@pass_options
def list_layouts(options: Options, words: tuple[str, ...]) -> None:
    """The label sheets, the office's own first; WORDS narrow it down: a part, 24面, 86.4×42.3."""
    found = document(label_sheets.list_sheets(" ".join(words)), options.language)
    if not options.json:
        # Paths would leave no room for the rest; what cannot be used says so in its place.
        found = [{key: one[key] for key in ("name", "faces", "page", "own", "fault")} for one in found]
        click.echo(text(options.language, "cli", "layouts.own", folder=label_sheets.folder_of_own()), err=True)
    options.show(found)


def _parts(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each part of a correction."""
    words = {"offset": "mm that everything is moved", "pitch": "mm added from each to the next",
             "scale": "mm that the printer makes of 100"}  # fmt: skip
    for part in reversed(LIMITS):
        kind, _, axis = part.partition("_")
        way = {"x": "right" if kind == "offset" else "across", "y": "down"}[axis]
        command = click.option(f"--{kind}-{axis}", metavar="N", help=f"{words[kind]}, {way}.")(command)
    return command


@click.command("printer", cls=ActCommand)
@click.option("--printer", required=True, metavar="NAME")
@layout
@_parts
@pass_options
def set_printer(options: Options, /, printer: str, layout: str, **parts: Any) -> None:
    """Keep what is put right for a printer and a label sheet; what is not named stays as it is."""
    typed = {part: value for part, value in parts.items() if value is not None}
    answer = printers.set_printer(options.at(), options.actor(), printer, layout, typed)
    options.show(document(options.take(answer), options.language))


@click.command("printers", cls=ActCommand)
@pass_options
def list_printers(options: Options) -> None:
    """What is put right for each printer and label sheet."""
    options.show(document(options.take(printers.printers(options.at(), options.actor())), options.language))


@click.command("testpage", cls=ActCommand)
@layout
@click.option("--printer", default="", metavar="NAME", help="With what is kept for this printer.")
@paper_file
@pass_options
def test_page(options: Options, layout: str, printer: str, out: Path) -> None:
    """Rulers, outlines and how to measure, before a printer's correction is kept and after."""
    answer = papers.print_testpage(options.at(), options.actor(), layout, printer, out, options.language)
    options.show(document(options.take(answer), options.language))
