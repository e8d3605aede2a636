"""``print fonts``: the office's own fonts, which stand before Noto (R6)."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options
from checkmail.locale import Language
from checkmail.office import office_fonts
from checkmail.office.office_fonts import Fonts


@document.register
def _(answer: Fonts, language: Language) -> Document:  # noqa: ARG001
    fonts = [
        {"font": font.name, "face": font.face + 1, "sha256": font.sha256, "file": file or None}
        for font, file in zip(answer.fonts, answer.files, strict=True)
    ]
    return {"fonts": fonts, "folder": answer.folder}


def _files(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> list[tuple[Path, int]]:
    return office_fonts.named_files(values)


@click.command("fonts", cls=ActCommand)
@click.option(
    "--font", "files", multiple=True, metavar="FILE[#N]", callback=_files,
    help="TrueType file that stands before Noto Sans JP, the first one first; #N: the Nth face of a .ttc.",
)  # fmt: skip
@click.option("--none", "alone", is_flag=True, help="Noto Sans JP alone again.")
@pass_options
def fonts(options: Options, files: list[tuple[Path, int]], alone: bool) -> None:
    """Show the office's fonts, or set them: a supervisor's act, for every desk."""
    if files and alone:
        raise click.UsageError("--font or --none, one of them")
    if files or alone:
        answer = office_fonts.set_fonts(options.at(), options.actor(), files)
    else:
        answer = office_fonts.show_fonts(options.at(), options.actor())
    options.show(document(options.take(answer), options.language))
