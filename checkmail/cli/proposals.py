"""``proposals``: what waits for a second person."""

from __future__ import annotations

from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options, progress_to
from checkmail.locale import Language
from checkmail.office import proposals as acts
from checkmail.office.proposals import Proposal, Proposed

which = click.argument("number", type=click.IntRange(1), metavar="ID")


@document.register
def _(answer: Proposed, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal}


@document.register
def _(answer: Proposal, language: Language) -> Document:  # noqa: ARG001
    told = {k: v for k, v in answer.params.items() if not isinstance(v, dict)}
    return {
        "proposal": answer.number,
        "batch": answer.batch or None,
        "act": answer.act,
        "person": answer.person,
        "at": answer.at,
        "reason": answer.reason,
        "about": told,
        **({"file": answer.paper} if answer.paper else {}),
    }


@click.group("proposals", cls=NounGroup)
def proposals_group() -> None:
    """Acts that wait for a second person."""


@proposals_group.command("list")
@click.option("--batch", "number", type=click.IntRange(1), metavar="N")
@pass_options
def list_proposals(options: Options, number: int | None) -> None:
    """What is proposed and not yet confirmed."""
    options.show(document(options.take(acts.open_proposals(options.at(), options.actor(), number)), options.language))


@proposals_group.command("confirm")
@which
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.pdf",
    help="Where paper goes, if not where was proposed. No file is replaced: it gets the next free name.",
)  # fmt: skip
@pass_options
def confirm(options: Options, number: int, out: Path | None) -> None:
    """Do what another proposed; judged again, answers as the act itself."""
    answer = acts.confirm(options.at(), options.actor(), number, progress_to(options), out=out)
    options.show(document(options.take(answer), options.language))


@proposals_group.command("reject")
@which
@click.option("--reason", required=True)
@pass_options
def reject(options: Options, number: int, reason: str) -> None:
    """End a proposal without doing it; what it stopped stays stopped until two people resolve it."""
    answer = acts.reject(options.at(), options.actor(), number, reason)
    options.show({"rejected": options.take(answer).number})
