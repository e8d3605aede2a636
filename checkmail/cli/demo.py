"""``demo``: a whole batch with planted mistakes, played in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.frame import ActCommand, Options, pass_options


@click.command("demo", cls=ActCommand)
@click.option("--pieces", type=click.IntRange(30, 5_000), default=120, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True)
@pass_options
def demo(options: Options, pieces: int, out: Path) -> None:
    """Play a batch from list to handover, with mistakes that are all stopped."""
    from checkmail.rehearsal.demo import run_demo

    def make_office(path: Path, desk: str):  # type: ignore[no-untyped-def]
        wiring = options.wiring
        return (wiring.open_office if path.exists() else wiring.create_office)(str(path), desk)

    run_demo(make_office, out, pieces, options.language, click.echo)
