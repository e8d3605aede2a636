"""``withhold``: the withholding question and withheld pieces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, input_lines, pass_options
from checkmail.cli.parameters import day
from checkmail.locale import Language
from checkmail.office import gathering, withholding
from checkmail.office.gathering import Found
from checkmail.office.planted_sets import caught_among
from checkmail.office.withholding import Withheld, WithheldPiece

some = click.option("--piece", "pieces", type=int, multiple=True, required=True, metavar="P")
reason = click.option("--reason", required=True)


@document.register
def _(answer: Withheld, language: Language) -> Document:  # noqa: ARG001
    return {"matched": answer.matched, "pieces": list(answer.pieces), "unmatched": answer.unmatched}


@document.register
def _(answer: WithheldPiece, language: Language) -> Document:  # noqa: ARG001
    return {"piece": answer.piece, "person": answer.person, "reason": answer.reason, "not_found": answer.out}


@document.register
def _(answer: Found, language: Language) -> Document:  # noqa: ARG001
    return {
        "raw": answer.raw,
        "verdict": answer.verdict,
        "reason": answer.reason or None,
        "piece": answer.piece or None,
    }


@click.group("withhold", cls=NounGroup)
def withhold_group() -> None:
    """Pieces taken out of the mailing."""


@withhold_group.command("none")
@number
@click.option("--as-of", required=True, callback=day, metavar="DATE")
@click.option("--said-by", required=True, metavar="TEXT")
@pass_options
def none(options: Options, number: int, as_of: date, said_by: str) -> None:
    """Sign that nobody is withheld, as of a date and said by somebody."""
    answer = withholding.answer_none(options.at(), options.actor(), number, as_of, said_by)
    options.show(document(options.take(answer), options.language))


@withhold_group.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@number
@click.option("--key", required=True, metavar="COLUMN")
@pass_options
def load(options: Options, file: Path, number: int, key: str) -> None:
    """Withhold everybody named in a file."""
    answer = withholding.load(options.at(), options.actor(), number, file, key)
    options.show(document(options.take(answer), options.language))


@withhold_group.command("add")
@number
@some
@reason
@pass_options
def add(options: Options, number: int, pieces: tuple[int, ...], reason: str) -> None:
    """Withhold pieces at once."""
    actor = options.actor()
    told = document(options.take(withholding.add(options.at(), actor, number, pieces, reason)), options.language)
    planted = options.take(caught_among(options.at(), actor, number, pieces))
    options.show({**told, "planted": list(planted)} if planted else told)


@withhold_group.command("lift")
@number
@some
@reason
@pass_options
def lift(options: Options, number: int, pieces: tuple[int, ...], reason: str) -> None:
    """Propose that withheld pieces are mailed after all."""
    answer = withholding.lift(options.at(), options.actor(), number, pieces, reason)
    options.show(document(options.take(answer), options.language))


@withhold_group.command("found")
@number
@pass_options
def found(options: Options, number: int) -> None:
    """Scan in the paper of withheld pieces: codes on standard input."""
    codes = list(input_lines())
    answer = gathering.found(options.at(), options.actor(), number, codes)
    options.show(document(options.take(answer), options.language))


@withhold_group.command("list")
@number
@pass_options
def list_withheld(options: Options, number: int) -> None:
    """Every withheld piece and how much of its paper is still out."""
    answer = withholding.list_withheld(options.at(), options.actor(), number)
    options.show(document(options.take(answer), options.language))
