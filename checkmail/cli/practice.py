"""``practice``: a desk to learn at, on an office that is thrown away (S7)."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path

import click

from checkmail.cli.demo import maker
from checkmail.cli.frame import ActCommand, Options, check_terminal, emit, pass_options
from checkmail.locale import text
from checkmail.rules.model import Check


@click.command("practice", cls=ActCommand)
@click.option("--pieces", type=click.IntRange(12, 100), default=20, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder to keep; else it is removed.")
@click.option("--check", type=click.Choice([check.value for check in Check]), default="first", show_default=True)
@click.option("--seed", type=click.IntRange(0, 999_999), help="Where the mistakes are. Default: each time elsewhere.")
@pass_options
def practice(options: Options, pieces: int, out: Path | None, check: str, seed: int | None) -> None:
    """Learn at a desk of a throw-away office, on practice paper with planted mistakes."""
    check_terminal()
    language = options.language
    click.echo(text(language, "practice", "preparing"), err=True)
    where = out or Path(tempfile.mkdtemp(prefix="checkmail-practice-"))
    drawn = secrets.randbelow(1_000_000) if seed is None else seed
    try:
        _play(options, where, pieces, Check(check), drawn, kept=out is not None)
    finally:
        if out is None:
            _remove(options, where)


def _play(options: Options, folder: Path, pieces: int, check: Check, seed: int, *, kept: bool) -> None:
    from checkmail.rehearsal.practice import prepare
    from checkmail.rehearsal.practice_words import result_document, result_lines

    ready = prepare(maker(options), folder, pieces, check, seed, options.language)
    try:
        options.wiring.run_practice(ready, options.language, kept)
        result = ready.result()
    finally:
        ready.office.store.close()
    if options.json:
        emit(result_document(result, check, str(folder.resolve()) if kept else None))
    else:
        for line in result_lines(result, check, options.language):
            click.echo(line)


def _remove(options: Options, folder: Path) -> None:
    """Throws the office away; a PDF that is still open in a viewer cannot be removed on Windows."""
    try:
        shutil.rmtree(folder)
    except OSError:
        click.echo(text(options.language, "practice", "left-behind", folder=str(folder)), err=True)
