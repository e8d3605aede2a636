"""``doctor``: where the office lies, and whether what is acknowledged there can be lost."""

from __future__ import annotations

import click

from checkmail.cli.frame import ActCommand, Options
from checkmail.errors import StoreUnavailable
from checkmail.locale import Language, area
from checkmail.locale.moments import local
from checkmail.locale.sentences import diagnosis_words
from checkmail.office import founding
from checkmail.office.findings import postal_data_date
from checkmail.office.health import Diagnosis, Level, examine


@click.command(cls=ActCommand)
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say where the office is and how safely it is kept there; exit status 4 where something may be lost."""
    options = ctx.ensure_object(Options)
    office = options.at()
    number, name = founding.office_name(office)
    found = examine(office)
    sound = all(one.level is not Level.FAILURE for one in found)
    options.show(
        {
            "place": office.store.place,
            "engine": office.store.engine,
            "office": name,
            "number": number,
            "postal_codes": f"{postal_data_date():%Y-%m}",
            **_checks(options, found),
            "ok": sound,
        }
    )
    if not sound:
        ctx.exit(StoreUnavailable.exit_status)


def _checks(options: Options, found: list[Diagnosis]) -> dict[str, object]:
    if options.json:
        return {"checks": [_document(one, options.language) for one in found]}
    # No field may have the name of a check: the one would take the other's line.
    names = area(options.language, "doctor")
    return {f"・{names[f'{one.code}.name']}": _line(one, options.language) for one in found}


def _document(one: Diagnosis, language: Language) -> dict[str, object]:
    message, following = _words(one, language)
    return {**one.details, "check": one.code, "result": one.level.value, "message": message, "next": following}


_MARKS = {Level.OK: "○", Level.WARNING: "△", Level.FAILURE: "✕"}


def _words(one: Diagnosis, language: Language) -> tuple[str, str]:
    said = {name: local(value) if isinstance(value, str) else value for name, value in one.details.items()}
    return diagnosis_words(one.code, one.level, said, language)


def _line(one: Diagnosis, language: Language) -> str:
    message, following = _words(one, language)
    return f"{_MARKS[one.level]} {message}" + (f" → {following}" if following else "")
