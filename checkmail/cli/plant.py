"""``plant``: known-wrong sets among the work, so that it is measured how many are caught."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, input_lines, pass_options
from checkmail.cli.out import out_file
from checkmail.locale import Language
from checkmail.office import planting
from checkmail.office.planting import Planted, PlantedList
from checkmail.rules.model import Check
from checkmail.rules.planted import Wrong


@document.register
def _(answer: Planted, language: Language) -> Document:  # noqa: ARG001
    return {
        "set": answer.number,
        "pieces": list(answer.pieces),
        "kind": answer.wrong.value,
        "tray": answer.tray,
        "files": list(answer.files),
    }


@document.register
def _(answer: PlantedList, language: Language) -> Document:  # noqa: ARG001
    measured = answer.measured
    return {
        "planted": measured.planted,
        "caught": measured.caught,
        "missed": measured.missed,
        "median_seconds": measured.seconds,
        "sets": [
            {
                "set": one.number,
                "pieces": list(one.pieces),
                "kind": one.wrong.value,
                "tray": one.tray,
                "person": one.person,
                "at": one.at,
                "outcome": one.outcome.value if one.outcome else None,
                "seconds": one.seconds,
                "out": one.out,
            }
            for one in answer.sets
        ],
    }


@click.group("plant", cls=NounGroup)
def plant_group() -> None:
    """Known-wrong sets, planted by a supervisor."""


@plant_group.command("add")
@number
@click.option("--kind", type=click.Choice([wrong.value for wrong in Wrong]), required=True, help="What is wrong.")
@out_file("FILE.pdf", "The slip.")
@click.option("--tray", type=click.IntRange(1), metavar="T", help="Where it is laid. Default: the first not released.")
@click.option(
    "--check", type=click.Choice(["first", "second"]), default="first", show_default=True,
    help="Whose check it is laid before.",
)  # fmt: skip
@click.option("--start-at", type=click.IntRange(1), default=1, show_default=True, metavar="K", help="First label used.")
@pass_options
def add(options: Options, number: int, kind: str, out: Path, tray: int | None, check: str, start_at: int) -> None:
    """Print a known-wrong set: a slip for you, and beside it its label and its cover sheet."""
    wish = planting.Planting(Wrong(kind), out, tray or 0, Check(check), start_at, options.language)
    answer = planting.plant(options.at(), options.actor(), number, wish)
    options.show(document(options.take(answer), options.language))


@plant_group.command("list")
@number
@pass_options
def list_planted(options: Options, number: int) -> None:
    """Every planted set, what became of it, and how many were caught; not for clerks."""
    answer = planting.list_planted(options.at(), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@plant_group.command("in")
@number
@pass_options
def gather(options: Options, number: int) -> None:
    """Scan planted papers out of the mailing: codes on standard input."""
    codes = list(input_lines())
    answer = planting.gather_planted(options.at(), options.actor(), number, codes)
    options.show(document(options.take(answer), options.language))


@plant_group.command("lost")
@number
@click.option("--set", "planted", type=click.IntRange(1), required=True, metavar="P", help="The set's number.")
@click.option("--reason", required=True)
@pass_options
def lost(options: Options, number: int, planted: int, reason: str) -> None:
    """Propose that nobody can show a planted set; its tray goes back to the second check."""
    answer = planting.propose_planted_lost(options.at(), options.actor(), number, planted, reason)
    options.show(document(options.take(answer), options.language))
