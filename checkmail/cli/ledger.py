"""``ledger``: shown, exported, verified, traced."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import NounGroup, Options, pass_options, progress_to
from checkmail.cli.moments import since, until
from checkmail.cli.out import out_file
from checkmail.cli.signing import problem_documents
from checkmail.errors import FailedVerification
from checkmail.locale import Language, text
from checkmail.locale.faults import fault_words
from checkmail.office import ledger_keys, record
from checkmail.office.ledger_keys import LedgerKey, PersonKey
from checkmail.office.record import Verified, printed_heads, readable
from checkmail.rules.ledger import OFFICE_CHAIN, Entry, chain_name
from checkmail.rules.refusal import Refusal
from checkmail.rules.verification import Fault

chain = click.option("--batch", "number", type=click.IntRange(1), metavar="N")
_TIME: Final = "A day, 2026-11-22 11:43 in local time, or as entries spell it (UTC), or its beginning."


@document.register
def _(answer: Entry, language: Language) -> Document:  # noqa: ARG001
    return dict(readable(answer))


@document.register
def _(answer: Verified, language: Language) -> Document:
    heads = printed_heads(answer)
    return {
        "entries": answer.entries,
        "head": f"office:{heads[chain_name(OFFICE_CHAIN)]}" if chain_name(OFFICE_CHAIN) in heads else None,
        "heads": heads,
        "ok": not answer.faults,
        "replayed": answer.replayed,
        "checkpoints": answer.checkpoints,
        "findings": [
            {
                "chain": chain_name(fault.chain),
                "number": fault.number,
                "what": fault.what,
                "message": fault_words(fault, language),
            }
            for fault in answer.faults
        ],
    }


@document.register
def _(answer: LedgerKey, language: Language) -> Document:
    return {
        "file": answer.file or None,
        "checkpoints": answer.checkpoints or None,
        "verifier_keys": list(answer.verifiers),
        "unsigned": problem_documents((answer.problem,) if answer.problem else (), language),
    }


@document.register
def _(answer: PersonKey, language: Language) -> Document:  # noqa: ARG001
    return {"person": answer.person, "file": answer.file, "verifier_keys": [answer.verifier]}


@click.group("ledger", cls=NounGroup)
def ledger_group() -> None:
    """The record."""


@ledger_group.command("show")
@chain
@click.option("--since", default=None, callback=since, metavar="TIME", help=_TIME)
@pass_options
def show(options: Options, number: int | None, since: str | None) -> None:
    """Entries of the office's chain, or a batch's."""
    office, actor, after, out = options.at(), options.actor(), 0, []
    while page := options.take(record.show(office, actor, number or OFFICE_CHAIN, after)):
        after = page[-1].number
        out += [entry for entry in page if entry.at >= (since or "")]
    _show_entries(options, out)


def _show_entries(options: Options, entries: list[Entry]) -> None:
    """For people without what only a program compares: the ids and the links. What kind an entry is stays a code."""
    told = document(entries, options.language)
    if not options.json and isinstance(told, list):
        left = ("chain", "number", "at", "desk", "person")
        told = [
            {**{key: one[key] for key in left}, "entry": one["kind"], "body": one["body"], "hash": one["hash"][:8]}
            for one in told
        ]
    options.show(told)


@ledger_group.command("export")
@out_file()
@pass_options
def export(options: Options, out: Path) -> None:
    """Write every entry as a JSON line; the file verifies without this program."""
    written = options.take(record.export(options.at(), options.actor(), out))
    options.show({"entries": written, "files": [str(out)]})


@ledger_group.command("verify")
@chain
@click.option("--head", "heads", multiple=True, metavar="CHAIN:COUNT:HASH", help="A head from paper.")
@click.option("--replay", is_flag=True, help="Make every table again from the entries and compare.")
@click.option(
    "--checkpoints",
    "kept",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of signed heads: their signatures are checked, and each is looked for in its chain.",
)
@click.pass_context
def verify(ctx: click.Context, number: int | None, heads: tuple[str, ...], replay: bool, kept: Path | None) -> None:
    """Walk every chain; exit status 3 where anything is wrong."""
    options = ctx.ensure_object(Options)
    found = record.verify(
        options.at(), heads=heads, batch=number, replay=replay, checkpoints=kept, progress=progress_to(options)
    )
    if number and not found.faults and number not in {head.chain for head in found.heads}:
        options.refuse(Refusal("unknown-batch", "", {"batch": number}))
    told = document(found, options.language)
    if not options.json:
        told = {name: told[name] for name in ("entries", "heads", "checkpoints")}
    options.show(told, *_verified_words(found, options.language, tables=replay, ends=bool(heads or kept)))
    if found.faults:
        ctx.exit(FailedVerification.exit_status)


def _verified_words(found: Verified, language: Language, *, tables: bool, ends: bool) -> list[str]:
    """Each finding as a sentence, and what it all means: what fits, what was not looked at, what to do now."""
    if found.faults:
        meant = "faults-typed" if found.only_typed else "faults-strange" if found.only_strange else "faults"
        said = [meant, *["tables-not-made"] * (tables and not found.replayed)]
    else:
        said = ["fits-tables" if found.replayed else "fits", *["no-tables"] * (not tables), *["no-head"] * (not ends)]
    say = partial(text, language, "cli", entries=f"{found.entries:,}", chains=len(found.heads), count=len(found.faults))
    return [
        *(_finding_words(fault, language) for fault in found.faults),
        *(say(f"verify.{key}") for key in said),
    ]


def _finding_words(fault: Fault, language: Language) -> str:
    chain = text(language, "words", "chain.office") if fault.chain == OFFICE_CHAIN else chain_name(fault.chain)
    key = "verify.finding" if fault.number else "verify.finding-of-chain"
    return text(language, "cli", key, chain=chain, number=fault.number, what=fault_words(fault, language))


@ledger_group.command("key")
@click.option("--renew", is_flag=True, help="Make a new key in place of a lost one, and record it.")
@pass_options
def key(options: Options, renew: bool) -> None:
    """The key that signs heads: where it lies, and its public half as tools for signed notes take it."""
    wanted = ledger_keys.renew_key if renew else ledger_keys.ledger_key
    options.show(document(options.take(wanted(options.at(), options.actor())), options.language))


@ledger_group.command("person-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_options
def person_key(options: Options, file: Path) -> None:
    """Record the key in FILE as your own, to sign heads with; a file that is not there yet is made."""
    answer = ledger_keys.name_own_key(options.at(), options.actor(), file)
    options.show(document(options.take(answer), options.language))


@ledger_group.command("trace")
@chain
@click.option("--piece", type=click.IntRange(1), metavar="P")
@click.option("--person", type=click.IntRange(1), metavar="NO")
@click.option("--from", "since", callback=since, metavar="T", help=_TIME)
@click.option("--to", "until", callback=until, metavar="T", help=_TIME)
@pass_options
def trace(
    options: Options,
    number: int | None,
    piece: int | None,
    person: int | None,
    since: str | None,
    until: str | None,
) -> None:
    """What happened to a piece, what a person did, or what happened between two times."""
    office = options.at()
    if number and piece and not (person or since or until):
        found = record.trace_piece(office, options.actor(), number, piece)
    elif person and not (number or piece or since or until):
        found = record.trace_person(office, options.actor(), person)
    elif since and until and not (number or piece or person):
        found = record.trace_time(office, options.actor(), since, until)
    else:
        raise click.UsageError("--batch with --piece, or --person, or --from with --to")
    _show_entries(options, options.take(found))
