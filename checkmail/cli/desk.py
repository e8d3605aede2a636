"""``desk``: codes on standard input, a JSON line for each (R11–R17, R21)."""

from __future__ import annotations

import click

from checkmail.cli.batch import number
from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, Options, emit, input_lines, pass_options
from checkmail.errors import Misused
from checkmail.locale import Language, text
from checkmail.locale.sentences import refusal_words
from checkmail.office import desk
from checkmail.office.acting import Actor
from checkmail.office.desk_views import Answer
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_sets import ENVELOPE


@document.register
def _(answer: Answer, language: Language) -> Document:
    told = answer.shape and text(language, "words", f"shape.{answer.shape}")
    return {
        "raw": answer.raw,
        "verdict": answer.verdict.value,
        "reason": answer.reason or None,
        "piece": answer.piece,
        "ask": answer.ask or None,
        "needs": None if answer.needs is None else [f"{n:02d}" for n in answer.needs if n != ENVELOPE],
        "sheets": [{"enclosure": f"{s.document:02d}", "sheet": s.number, "of": s.of} for s in answer.sheets],
        "rule": answer.rule or None,
        "pieces": list(answer.pieces),
        "hint": told or None,
        "planted": answer.planted,
    }


@click.command("desk", cls=ActCommand)
@number
@click.option("--check", type=click.Choice([check.value for check in Check]), required=True)
@click.option("--clear", is_flag=True, help="The desk is clear of other batches (R16).")
@click.option("--desk", "name", default=None, metavar="NAME", help="Default: the host's name.")
@pass_options
def desk_command(options: Options, number: int, check: str, clear: bool, name: str | None) -> None:
    """Check pieces at a desk: codes on standard input, one JSON line for each."""
    if name == "":
        raise Misused("bad-desk-name")
    office = options.at(name or "")
    actor = options.actor(session=True)
    options.take(desk.open_desk(office, actor, number, Check(check), clear=clear))
    try:
        for raw in input_lines():
            _answer(options, raw, _scan(options, actor, number, raw))
    finally:
        desk.leave_desk(office, actor, number)


def _scan(options: Options, actor: Actor, number: int, raw: str) -> Answer | Refusal:
    office = options.at()
    answer = desk.scan(office, actor, number, raw)
    if isinstance(answer, Refusal) or answer.ask != "pin":
        return answer
    # R12: at each tray the PIN is asked again; here it comes from where the log-in's came from.
    proven = desk.enter_pin(office, actor, number, answer.tray, options.pin)
    return proven if isinstance(proven, Refusal) else desk.scan(office, actor, number, raw)


def _answer(options: Options, raw: str, answer: Answer | Refusal) -> None:
    if isinstance(answer, Answer):
        told = document(answer, options.language)
    else:
        told = {"raw": raw, "verdict": "refused", "reason": answer.reason, "piece": None, "ask": None, "needs": None}
        told["rule"] = answer.rule
    if told["reason"]:
        # A planted set is told as what it is; its reason stays that of any set.
        reason = "planted" if told.get("planted") else told["reason"]
        refusal = Refusal(reason, told["rule"] or "", answer.details if isinstance(answer, Refusal) else {})
        message, following = refusal_words(refusal, options.language)
        told |= {"message": message, "next": following}
    emit(told)
