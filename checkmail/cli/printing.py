"""``print``: labels, covers and the other papers; reissued, spoiled, lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options, progress_to
from checkmail.cli.out import VOLUMES, new_file, out_file
from checkmail.cli.parameters import trays
from checkmail.locale import Language, text
from checkmail.locale.moments import local
from checkmail.office import papers, print_jobs, printing, reissue
from checkmail.office.print_jobs import Place, RecordedJob
from checkmail.office.printing import Printed, Wish
from checkmail.office.reissue import ReissueProposed
from checkmail.rules.printing import DEFAULT_SHEET, STATES_OF_REISSUE

paper_file = out_file("FILE.pdf")
out_volumes = out_file("FILE.pdf", VOLUMES)
layout = click.option("--layout", default=DEFAULT_SHEET, show_default=True, metavar="NAME", help="Label sheet.")
start_at = click.option("--start-at", type=int, default=1, metavar="K", help="First label used on the first sheet.")
printer = click.option(
    "--printer", default="", metavar="NAME", help="With the correction kept for this printer and the label sheet."
)
reason = click.option("--reason", required=True)
codes = click.option("--code", "codes", multiple=True, metavar="CODE")
customer_code = click.option(
    "--customer-code", is_flag=True, help="With Japan Post's customer bar code, on labels at least 70 mm wide."
)
window = click.option(
    "--window", default="", metavar="NAME", help="Window of the envelope, for cover sheets; by default long-3."
)


@document.register
def _(answer: Printed, language: Language) -> Document:
    return {
        "job": answer.job,
        "kind": answer.kind,
        "pages": answer.pages,
        "artifacts": answer.artifacts,
        "decoded": answer.decoded,
        "released": True,
        "sha256": answer.sha256,
        "files": list(answer.files),
        "customer_codes": answer.customer_codes
        and {
            "drawn": answer.customer_codes.drawn,
            "without": answer.customer_codes.without,
            "pieces": [
                {"piece": piece, "why": why, "message": text(language, "words", f"without-customer-code.{why}")}
                for piece, why in answer.customer_codes.pieces
            ],
        },
    }


@document.register
def _(answer: RecordedJob, language: Language) -> Document:  # noqa: ARG001
    told = {name: getattr(answer, name) for name in RecordedJob.__slots__}
    about = [answer.first_piece, answer.last_piece] if answer.first_piece else None
    del told["first_piece"], told["last_piece"]
    return {**told, "sheet": answer.sheet or None, "labels": answer.labels or None, "pieces": about}


@document.register
def _(answer: Place, language: Language) -> Document:
    return {
        "place": answer.place,
        "sheet": answer.sheet or None,
        "label": answer.label or None,
        "kind": text(language, "words", f"kind.{answer.kind}"),
        "piece": answer.piece,
        "enclosure": answer.enclosure,
        "issue": answer.issue,
        "state": answer.state,
        "piece_state": answer.piece_state,
    }


@document.register
def _(answer: ReissueProposed, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal, "artifacts": answer.artifacts, "left_out": list(answer.left_out)}


@click.group("print", cls=NounGroup)
def print_group() -> None:
    """Papers, every code on them read back before they count."""


def _paper(kind: str, words: str, *more_options: Callable[[Any], Any]) -> None:
    def with_more(command: Any) -> Any:
        for option in reversed(more_options):
            command = option(command)
        return command

    @print_group.command(kind, help=words)
    @number
    @out_volumes
    @layout
    @start_at
    @click.option("--pieces", callback=trays, metavar="A-B")
    @with_more
    @pass_options
    def paper(
        options: Options, /, number: int, out: Path, layout: str, start_at: int, pieces: tuple[int, int] | None,
        **more: Any,
    ) -> None:  # fmt: skip
        wish = Wish(kind, out, layout, start_at, pieces, options.language, **more)
        answer = printing.print_artifacts(options.at(), options.actor(), number, wish, progress_to(options))
        options.show(document(options.take(answer), options.language))


for _kind, _words, *_more in (
    ("labels", "Address labels, one a piece.", customer_code, printer),
    ("covers", "Cover sheets, one a piece.", customer_code, window),
    ("slips", "Slips for documents without a number."),
    ("returns", "Labels for return envelopes.", printer),
    ("checklist", "The numbered checklist to tick and sign."),
    ("trays", "A sheet for each tray."),
):
    _paper(_kind, _words, *_more)


@print_group.command("deskcard")
@paper_file
@pass_options
def deskcard(options: Options, out: Path) -> None:
    """The card of command codes for a desk."""
    answer = papers.print_deskcard(options.at(), options.actor(), out, options.language)
    options.show(document(options.take(answer), options.language))


@print_group.command("signoff")
@number
@paper_file
@pass_options
def signoff(options: Options, number: int, out: Path) -> None:
    """The reconciliation to be signed, with the ledger's head."""
    answer = papers.print_signoff(options.at(), options.actor(), number, out, options.language)
    options.show(document(options.take(answer), options.language))


@print_group.command("handover")
@click.option("--offer", "offered", type=click.IntRange(1), required=True, metavar="ID")
@paper_file
@pass_options
def handover(options: Options, offered: int, out: Path) -> None:
    """The slip of a handover, with the ledger's head."""
    answer = papers.print_handover(options.at(), options.actor(), offered, out, options.language)
    options.show(document(options.take(answer), options.language))


@print_group.command("jobs")
@number
@click.option("--job", type=click.IntRange(1), metavar="J", help="What lies at each place of this job.")
@click.option("--from", "first", type=click.IntRange(1), default=1, metavar="K")
@click.option("--to", "last", type=click.IntRange(1), default=print_jobs.LAST_PLACE, metavar="M")
@pass_options
def jobs(options: Options, number: int, job: int | None, first: int, last: int) -> None:
    """Every print job with its range and fingerprint, or the places of one."""
    answer: object
    if job:
        answer = print_jobs.show_places(options.at(), options.actor(), number, job, first, last)
    else:
        answer = print_jobs.list_jobs(options.at(), options.actor(), number)
    told = document(options.take(answer), options.language)
    if not (job or options.json):
        # A whole fingerprint and a time to the second would leave no room for the rest.
        told = [{**one, "at": local(one["at"], "minutes"), "sha256": one["sha256"][:12]} for one in told]
    options.show(told)


@print_group.command("reissue")
@number
@codes
@click.option("--job", type=click.IntRange(1), metavar="J")
@click.option("--from", "first", type=click.IntRange(1), metavar="K")
@click.option("--to", "last", type=click.IntRange(1), metavar="M")
@click.option("--state", type=click.Choice(STATES_OF_REISSUE), required=True)
@reason
@new_file("FILE.pdf", f"The next free name there, once confirmed. {VOLUMES}")
@click.option("--layout", default="", metavar="NAME", help="Label sheet; by default that of the job.")
@start_at
@click.option("--printer", default="", metavar="NAME", help="Printer; by default that of the job, on its sheet.")
@click.option("--customer-code/--no-customer-code", default=None, help="By default as the job had it.")
@click.option("--window", default="", metavar="NAME", help="Window, for cover sheets; by default that of the job.")
@pass_options
def propose_reissue(
    options: Options, /, number: int, job: int | None, first: int | None, last: int | None, **more: Any
) -> None:
    """Propose to print artifacts again; the older issue is dead when it is confirmed."""
    if bool(more["codes"]) == bool(job):
        raise click.UsageError("--code or --job, one of them")
    answer = reissue.propose_reissue(
        options.at(), options.actor(), number, more["out"], more["state"], more["reason"], codes=more["codes"],
        job=(job, first or 1, last or print_jobs.LAST_PLACE) if job else None, sheet=more["layout"],
        start_at=more["start_at"], printer=more["printer"], customer_code=more["customer_code"], window=more["window"],
    )  # fmt: skip
    options.show(document(options.take(answer), options.language))


def _ended(how: Literal["spoiled", "lost"], command: str, words: str) -> None:
    @print_group.command(command, help=words)
    @number
    @codes
    @reason
    @pass_options
    def ended(options: Options, number: int, codes: tuple[str, ...], reason: str) -> None:
        answer = reissue.propose_end(options.at(), options.actor(), number, how, codes, reason)
        options.show(document(options.take(answer), options.language))


_ended("spoiled", "spoil", "Propose that artifacts are spoiled.")
_ended("lost", "lost", "Propose that artifacts are lost; a supervisor confirms after a tray scan.")
