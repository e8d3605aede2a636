"""Signed heads on the command line: where they go, who signs beside the office, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from checkmail.cli.documents import Document
from checkmail.cli.frame import Options
from checkmail.locale import Language, text
from checkmail.office.acting import Office
from checkmail.office.anchoring import Signed

F = TypeVar("F", bound=Callable[..., Any])


def signing_options(command: F) -> F:
    """``--checkpoints`` and ``--sign-with``, given to the command as ``kept`` and ``sign_with``."""
    folder = click.Path(path_type=Path, file_okay=False)
    file = click.Path(path_type=Path, dir_okay=False)
    command = click.option(
        "--sign-with", type=file, metavar="FILE", help="Your own key, which signs the head too. CHECKMAIL_SIGN_WITH."
    )(command)
    return click.option(
        "--checkpoints", "kept", type=folder, metavar="DIR",
        help="Where signed heads are written; beside the office. CHECKMAIL_CHECKPOINTS.",
    )(command)  # fmt: skip


def signing(options: Options, kept: Path | None, sign_with: Path | None) -> Office:
    """The office, with what the options of :func:`signing_options` say in place of the environment."""
    office = options.at()
    if office.anchor:
        anchor = replace(office.anchor, folder=kept or office.anchor.folder, person=sign_with or office.anchor.person)
        office = options.opened = replace(office, anchor=anchor)
    return office


def signed_document(signed: Signed | None, language: Language) -> Document:
    """What became of the heads, as a field of an act's answer; nothing where none were to be signed."""
    if signed is None:
        return {}
    return {"checkpoints": list(signed.files), "unsigned": problem_documents(signed.problems, language)}


def problem_documents(problems: tuple[str, ...], language: Language) -> list[Document]:
    """What kept a head from being signed or kept, and what to do about it."""
    return [
        {
            "problem": problem,
            "message": text(language, "signing", f"{problem}.message"),
            "next": text(language, "signing", f"{problem}.next"),
        }
        for problem in problems
    ]
