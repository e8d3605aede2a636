"""``count`` and ``release``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, NounGroup, Options, input_lines, pass_options
from checkmail.cli.parameters import trays
from checkmail.cli.signing import signed_document, signing, signing_options
from checkmail.locale import Language
from checkmail.office import counting, record
from checkmail.office.counting import CountView, Released, TrayScan

WHOLE = 0


@document.register
def _(answer: CountView, language: Language) -> Document:  # noqa: ARG001
    def places(found: Any) -> list[Document]:
        return [{"piece": p.piece, "tray": p.tray, "state": p.state, "last": p.last or None} for p in found]

    return {
        "balanced": answer.balanced,
        "lines": [
            {
                "line": x.line,
                "expected": x.expected,
                "found": x.found,
                "difference": x.difference,
                "terms": None if x.terms is None else dict(x.terms),
            }
            for x in answer.lines
        ],
        "missing": places(answer.missing),
        "surplus": places(answer.surplus),
        "counts": answer.counts.value,
        "trays": [
            {
                "tray": t.tray,
                "counts": t.counted.value,
                "counted_by": list(t.counted_by),
                "scan_the_tray": t.scan_owed,
                "released": t.released,
            }
            for t in answer.trays
        ],
    }


@document.register
def _(answer: TrayScan, language: Language) -> Document:  # noqa: ARG001
    return {"recorded": True, "missing": list(answer.missing), "surplus": list(answer.surplus)}


@document.register
def _(answer: Released, language: Language) -> Document:
    signed = signed_document(answer.signed, language)
    return {"released": True, "trays": list(answer.trays), "head": answer.head, **signed}


@click.group("count", cls=NounGroup)
def count_group() -> None:
    """Counts and the reconciliation."""


@count_group.command("enter")
@number
@click.option("--tray", type=click.IntRange(1), metavar="T")
@click.option("--whole", is_flag=True, help="The whole batch at once.")
@click.option("--number", "counted", type=click.IntRange(0), required=True, metavar="K")
@click.option("--of", "what", type=click.Choice(["envelopes", "sealed"]), default="envelopes", show_default=True)
@pass_options
def enter(options: Options, number: int, tray: int | None, whole: bool, counted: int, what: str) -> None:
    """Enter what you counted."""
    if (tray is None) != whole:
        raise click.UsageError("--tray or --whole, one of them")
    chosen = cast("counting.What", what)
    answer = counting.enter_count(options.at(), options.actor(), number, tray or WHOLE, counted, chosen)
    options.show(document(options.take(answer), options.language))


@count_group.command("scan")
@number
@click.option("--tray", type=click.IntRange(1), required=True, metavar="T")
@pass_options
def scan(options: Options, number: int, tray: int) -> None:
    """Scan a tray envelope by envelope: codes on standard input."""
    codes = list(input_lines())
    answer = counting.scan_tray(options.at(), options.actor(), number, tray, codes)
    options.show(document(options.take(answer), options.language))


@count_group.command("show")
@number
@click.option("--recount", is_flag=True, help="Make the tables again from the ledger first, and compare.")
@pass_options
def show(options: Options, number: int, recount: bool) -> None:
    """The reconciliation; who still owes a count sees no expected number."""
    told = document(options.take(counting.show_counts(options.at(), options.actor(), number)), options.language)
    if recount:
        told["recounted"] = not record.verify(options.at(), replay=True).faults
    options.show(told)


@click.command("release", cls=ActCommand)
@number
@click.option("--trays", callback=trays, metavar="A-B")
@signing_options
@pass_options
def release(
    options: Options, number: int, trays: tuple[int, int] | None, kept: Path | None, sign_with: Path | None
) -> None:
    """Let a batch or a run of trays be sealed; only when everything balances."""
    answer = counting.release(signing(options, kept, sign_with), options.actor(), number, trays)
    options.show(document(options.take(answer), options.language))
