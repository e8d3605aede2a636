"""``demo``: a whole batch with planted mistakes, played in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from checkmail.cli.frame import ActCommand, Options, pass_options
from checkmail.office.acting import Office


@click.command("demo", cls=ActCommand)
@click.option("--pieces", type=click.IntRange(30, 5_000), default=120, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True)
@pass_options
def demo(options: Options, pieces: int, out: Path) -> None:
    """Play a batch from list to handover, with mistakes that are all stopped.

    The office is a file in the folder of --out, or lies where --office names a server.
    """
    from checkmail.rehearsal.demo import run_demo

    if "://" not in options.office:
        run_demo(maker(options), out, pieces, options.language, click.echo)
        return
    url = options.office
    run_demo(lambda _, desk: options.wiring.create_office(url, desk), out, pieces, options.language, click.echo, url)


def maker(options: Options) -> Callable[[Path, str], Office]:
    """Makes an office file for a rehearsal where none is, and opens it for a desk."""

    def make_office(path: Path, desk: str) -> Office:
        wiring = options.wiring
        return (wiring.open_office if path.exists() else wiring.create_office)(str(path), desk)

    return make_office
