"""``init`` and ``people``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from checkmail.cli.documents import Document, document
from checkmail.cli.frame import ActCommand, NounGroup, Options, pass_options, secret
from checkmail.cli.out import out_file
from checkmail.cli.parameters import day, person
from checkmail.locale import Language, text
from checkmail.office import founding, papers, people, pin_pad, recovering
from checkmail.office.founding import Made
from checkmail.office.people import Member
from checkmail.office.recovering import Recovered, Recovering
from checkmail.rules.model import Role


@document.register
def _(answer: Made, language: Language) -> Document:  # noqa: ARG001
    return {"office": answer.office, "person": answer.person, "recovery_code": answer.recovery_code}


@document.register
def _(answer: Member, language: Language) -> Document:  # noqa: ARG001
    person = answer.person
    return {
        "person": person.number,
        "name": answer.name,
        "role": person.role.value,
        "disabled": person.disabled,
        "pin_must_change": person.must_change,
        "deputy_until": person.deputy_until.isoformat() if person.deputy_until else None,
    }


@document.register
def _(answer: Recovered, language: Language) -> Document:
    told: Document = document(answer.member, language)
    return {**told, "recovery_code": answer.recovery_code}


@document.register
def _(answer: Recovering, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal, "recovery_code": answer.recovery_code}


@click.command(cls=ActCommand)
@click.option("--name", required=True, help="Name of the office.")
@click.option("--supervisor", required=True, callback=person, metavar="NO:NAME", help="Its first supervisor.")
@click.option(
    "--office-number", type=click.IntRange(1, 96), default=1, show_default=True, help="Unlike its neighbours'."
)
@pass_options
def init(options: Options, name: str, supervisor: tuple[int, str], office_number: int) -> None:
    """Make an office; the supervisor's PIN comes from CHECKMAIL_NEW_PIN or the terminal."""
    pin = secret("CHECKMAIL_NEW_PIN", options.language)
    made = founding.found(
        lambda: options.wiring.create_office(options.place(), ""), name, office_number, supervisor, pin
    )
    options.show(document(options.take(made), options.language), _code_words(options, "first"))


def _code_words(options: Options, which: str) -> str:
    """What to do with a recovery code that nobody is shown a second time."""
    return text(options.language, "cli", f"recovery.{which}")


@click.group("people", cls=NounGroup)
def people_group() -> None:
    """The people of the office."""


@people_group.command("add")
@click.argument("who", callback=person, metavar="NO:NAME")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@pass_options
def add(options: Options, who: tuple[int, str], role: str) -> None:
    """Add a person; their first PIN comes from CHECKMAIL_NEW_PIN. A proposal once the office has three people."""
    actor = options.actor()
    pin = secret("CHECKMAIL_NEW_PIN", options.language)
    answer = people.add_person(options.at(), actor, who[0], who[1], Role(role), pin)
    options.show(document(options.take(answer), options.language))


@people_group.command("pin")
@click.argument("number", type=click.IntRange(1), required=False, metavar="[NO]")
@pass_options
def pin(options: Options, number: int | None) -> None:
    """Change one's own PIN, or propose another's: old from CHECKMAIL_PIN, new from CHECKMAIL_NEW_PIN."""
    actor = options.actor()
    new = secret("CHECKMAIL_NEW_PIN", options.language)
    if number is None or number == actor.person:
        answer = people.change_own_pin(options.at(), actor, new)
    else:
        answer = people.set_anothers_pin(options.at(), actor, number, new)  # type: ignore[assignment]
    options.show(document(options.take(answer), options.language))


@people_group.command("recover")
@click.argument("number", type=click.IntRange(1), metavar="NO")
@pass_options
def recover(options: Options, number: int) -> None:
    """Set a supervisor's forgotten PIN by the recovery code of init.

    The code comes from CHECKMAIL_RECOVERY, the new PIN from CHECKMAIL_NEW_PIN, or both from the terminal. --as is
    another person of the office, and a third confirms the proposal; alone only where the office has nobody else.
    """
    actor = options.actor() if options.person is not None else None
    code = secret("CHECKMAIL_RECOVERY", options.language)
    new = secret("CHECKMAIL_NEW_PIN", options.language)
    answer = recovering.recover(options.at(), actor, number, code, new)
    told = options.take(answer)
    which = "waiting" if isinstance(told, Recovering) else "next"
    options.show(document(told, options.language), _code_words(options, which))


@people_group.command("list")
@pass_options
def list_people(options: Options) -> None:
    """Everybody, by number."""
    options.show(document(options.take(people.list_people(options.at(), options.actor())), options.language))


@people_group.command("disable")
@click.argument("number", type=click.IntRange(1), metavar="NO")
@pass_options
def disable(options: Options, number: int) -> None:
    """End a person's acts from now on."""
    answer = people.disable_person(options.at(), options.actor(), number)
    options.show(document(options.take(answer), options.language))


@people_group.command("deputy")
@click.argument("number", type=click.IntRange(1), metavar="NO")
@click.option("--until", required=True, callback=day, metavar="DATE", help="Last day, as 2026-11-22.")
@pass_options
def deputy(options: Options, number: int, until: date) -> None:
    """Let a clerk stand in for a supervisor for some days."""
    answer = people.name_deputy(options.at(), options.actor(), number, until)
    options.show(document(options.take(answer), options.language))


@people_group.command("pin-pad")
@click.option("--allow/--forbid", required=True, help="Whether PINs may be scanned from the desk card.")
@pass_options
def pin_pad_command(options: Options, *, allow: bool) -> None:
    """Allow or forbid PINs scanned from the desk card's PIN pad."""
    options.take(pin_pad.allow_pin_pad(options.at(), options.actor(), allow=allow))
    options.show({"pin_pad": allow})


@people_group.command("badges")
@out_file("FILE.pdf")
@pass_options
def badges(options: Options, out: Path) -> None:
    """Print a badge for everybody who is not disabled."""
    answer = papers.print_badges(options.at(), options.actor(), out, options.language)
    options.show(document(options.take(answer), options.language))
