"""``piece`` and ``resolve``: pieces out of the ordinary."""

from __future__ import annotations

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, NounGroup, Options, pass_options
from checkmail.locale import Language
from checkmail.office import pieces as acts
from checkmail.office.pieces import PieceView
from checkmail.office.planted_sets import caught_among

one = click.option("--piece", type=click.IntRange(1), required=True, metavar="P")
some = click.option("--piece", "pieces", type=int, multiple=True, required=True, metavar="P")
reason = click.option("--reason", required=True)


@document.register
def _(answer: PieceView, language: Language) -> Document:  # noqa: ARG001
    piece = answer.piece
    return {
        "piece": piece.number,
        "tray": piece.tray,
        "state": piece.state.value,
        "expects": [f"{n:02d}" for n in piece.expects],
        "attention": piece.attention,
        "first_by": piece.first_by or None,
        "second_by": piece.second_by or None,
        "sealed_by": answer.sealed_by or None,
        "artifacts": [{"kind": k, "enclosure": e, "issue": i, "state": s} for k, e, i, s in answer.artifacts],
        "name": answer.name,
        "address": answer.address,
        "rows": list(answer.records),
        "last": answer.last or None,
        "typed": answer.typed,
    }


@click.group("piece", cls=NounGroup)
def piece_group() -> None:
    """One piece."""


@piece_group.command("show")
@number
@one
@pass_options
def show(options: Options, number: int, piece: int) -> None:
    """State, checks and papers of a piece."""
    options.show(
        document(options.take(acts.show_piece(options.at(), options.actor(), number, piece)), options.language)
    )


@piece_group.command("send-back")
@number
@some
@reason
@pass_options
def send_back(options: Options, number: int, pieces: tuple[int, ...], reason: str) -> None:
    """Return pieces found wanting to the start, at once."""
    actor = options.actor()
    told = document(options.take(acts.send_back(options.at(), actor, number, pieces, reason)), options.language)
    planted = options.take(caught_among(options.at(), actor, number, pieces))
    options.show({**told, "planted": list(planted)} if planted else told)


@piece_group.command("lost")
@number
@one
@reason
@pass_options
def lost(options: Options, number: int, piece: int, reason: str) -> None:
    """Propose that nobody can show a piece; a supervisor confirms after its tray was scanned."""
    answer = acts.propose_lost(options.at(), options.actor(), number, piece, reason)
    options.show(document(options.take(answer), options.language))


@piece_group.command("returned")
@number
@one
@reason
@pass_options
def returned(options: Options, number: int, piece: int, reason: str) -> None:
    """Record that a piece came back undelivered."""
    options.take(acts.came_back(options.at(), options.actor(), number, piece, reason))
    options.show({"recorded": True})


@click.command("resolve", cls=ActCommand)
@number
@some
@reason
@pass_options
def resolve(options: Options, number: int, pieces: tuple[int, ...], reason: str) -> None:
    """Propose that quarantined pieces start again from nothing."""
    answer = acts.propose_resolve(options.at(), options.actor(), number, pieces, reason)
    options.show(document(options.take(answer), options.language))
