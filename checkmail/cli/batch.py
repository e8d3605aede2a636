"""``batch``: made, shown, closed."""

from __future__ import annotations

import os
from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options
from checkmail.cli.signing import signed_document, signing, signing_options
from checkmail.errors import Misused
from checkmail.locale import Language, text
from checkmail.office import batches
from checkmail.office.batches import BatchView

number = click.option("--batch", "number", type=click.IntRange(1), required=True, metavar="N")


@document.register
def _(answer: BatchView, language: Language) -> Document:
    return {
        "batch": answer.batch.number,
        "name": answer.name,
        "stage": answer.stage.value,
        "next": text(language, "words", f"next.{answer.next}"),
        "blocked_by": list(answer.blocked_by),
        "counts": dict(answer.counts),
        "tray_size": answer.batch.tray_size,
        "supervisor_may_check": answer.batch.supervisor_may_check,
        "erasable_from": answer.erasable_from.isoformat() if answer.erasable_from else None,
        **signed_document(answer.signed, language),
    }


@click.group("batch", cls=NounGroup)
def batch_group() -> None:
    """Mailing batches."""


@batch_group.command("create")
@click.option("--name", required=True)
@click.option("--documents", type=click.Path(path_type=Path), help="Document set (TOML).")
@click.option("--tray-size", type=int, default=batches.DEFAULT_TRAY, show_default=True)
@pass_options
def create(options: Options, name: str, documents: Path | None, tray_size: int) -> None:
    """Make a batch."""
    told = read_text(documents) if documents else ""
    answer = batches.create_batch(options.at(), options.actor(), name, told, tray_size)
    options.show(document(options.take(answer), options.language))


def read_text(path: Path) -> str:
    """A small text file a person names. Raises ``Misused`` ``unreadable-file``."""
    # A pipe would be waited for, a device read for ever.
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file() raises for a name that is too long
        raise Misused("unreadable-file", path=str(path))
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Misused("unreadable-file", path=str(path)) from None


@batch_group.command("list")
@pass_options
def list_batches(options: Options) -> None:
    """Every batch with its stage."""
    options.show(document(options.take(batches.list_batches(options.at(), options.actor())), options.language))


@batch_group.command("show")
@number
@pass_options
def show(options: Options, number: int) -> None:
    """One batch: stage, counts, what is next and what blocks it."""
    options.show(document(options.take(batches.show_batch(options.at(), options.actor(), number)), options.language))


@batch_group.command("close")
@number
@signing_options
@pass_options
def close(options: Options, number: int, kept: Path | None, sign_with: Path | None) -> None:
    """End a batch whose every piece is accounted for."""
    answer = batches.close_batch(signing(options, kept, sign_with), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@batch_group.command("abandon")
@number
@signing_options
@pass_options
def abandon(options: Options, number: int, kept: Path | None, sign_with: Path | None) -> None:
    """Give up a batch of which nothing was handed over."""
    answer = batches.abandon_batch(signing(options, kept, sign_with), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@batch_group.command("resume")
@number
@click.option("--reason", required=True)
@pass_options
def resume(options: Options, number: int, reason: str) -> None:
    """Let the desks go on after three holds in twenty sets; a supervisor has looked."""
    answer = batches.resume_batch(options.at(), options.actor(), number, reason)
    options.show(document(options.take(answer), options.language))


@batch_group.command("policy")
@number
@click.option("--allow", type=click.Choice(["supervisor-may-check"]))
@click.option("--forbid", type=click.Choice(["supervisor-may-check"]))
@pass_options
def policy(options: Options, number: int, allow: str | None, forbid: str | None) -> None:
    """Propose whether who checked or counted may also release."""
    if bool(allow) == bool(forbid):
        raise click.UsageError("--allow or --forbid, one of them")
    answer = batches.change_policy(options.at(), options.actor(), number, supervisor_may_check=bool(allow))
    options.show(document(options.take(answer), options.language))
