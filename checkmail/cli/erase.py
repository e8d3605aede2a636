"""``erase``: a batch's personal data after its retention period (R25)."""

from __future__ import annotations

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, pass_options, progress_to
from checkmail.locale import Language
from checkmail.office import erasing
from checkmail.office.erasing import Erased, ErasingProposed


@document.register
def _(answer: Erased, language: Language) -> Document:  # noqa: ARG001
    until = answer.backups_until
    return {"batch": answer.batch, "erased": True, "backups_until": until.isoformat() if until else None}


@document.register
def _(answer: ErasingProposed, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal, "newest_before": answer.newest_before or None}


@click.command(cls=ActCommand)
@number
@pass_options
def erase(options: Options, number: int) -> None:
    """Propose to erase a batch's list and texts once its retention period is over; finishes an erasing that stopped."""
    answer = erasing.erase(options.at(), options.actor(), number, progress_to(options))
    options.show(document(options.take(answer), options.language))
