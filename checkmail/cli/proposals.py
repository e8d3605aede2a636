"""``proposals``: what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options, progress_to
from checkmail.locale import Language, area, text
from checkmail.office import proposals as acts
from checkmail.office.proposals import Proposal, Proposed
from checkmail.rules.codes import Kind

_NAMED: Final = 6
"""Papers named one by one in a line for people."""
_SEVERAL: Final = frozenset({Kind.SLIP, Kind.STAMPED})
"""Kinds of which a piece may have more than one."""

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


def _line(one: Proposal, language: Language) -> Document:
    """For people: what it is about in words, and the same fields for every act, so that they stand in columns."""
    told: Document = {**document(one, language), "file": one.paper or None}
    if "artifacts" in one.params:
        told["about"] = "\n".join(_paper_words(one.params, language))
    else:
        known = {**told["about"], "newest_before": told["about"].get("newest_before") or None}
        known = {key: bool(value) if key == "supervisor_may_check" else value for key, value in known.items()}
        told["about"] = {key: value for key, value in known.items() if value not in (None, [], "")} or None
    return told


def _paper_words(params: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Which papers, of which piece and issue; then in what state they are and what a new one is printed on."""

    def say(key: str, **values: str | int) -> str:
        return text(language, "cli", f"proposal.{key}", **values)

    artifacts, words = params["artifacts"], {**area(language, "tui"), **area(language, "words")}
    for kind, piece, enclosure, issue in artifacts[:_NAMED]:
        key = "paper-of-several" if kind in _SEVERAL else "paper"
        yield say(key, kind=words[f"kind.{kind}"], piece=piece, enclosure=enclosure, issue=issue)
    if len(artifacts) > _NAMED:
        yield say("more", count=len(artifacts) - _NAMED)
    if state := params.get("state"):
        yield words[f"reissue.{state}"]
    if params.get("sheet") and artifacts[0][0] == Kind.LABEL:
        yield say("sheet", sheet=params["sheet"], start=params["start_at"])
    if window := params.get("window"):
        yield say("window", window=words.get(f"envelope.{window}", window))
    if params.get("customer_code"):
        yield say("coded")


@click.group("proposals", cls=NounGroup)
def proposals_group() -> None:
    """Acts that wait for a second person."""


@proposals_group.command("list")
@click.option("--batch", "number", type=click.IntRange(1), metavar="N")
@pass_options
def list_proposals(options: Options, number: int | None) -> None:
    """What is proposed and not yet confirmed."""
    found = options.take(acts.open_proposals(options.at(), options.actor(), number))
    language = options.language
    options.show(document(found, language) if options.json else [_line(one, language) for one in found])


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
