"""What people write after an option, as values: runs of trays, days, persons. Each raises :class:`Misused`."""

from __future__ import annotations

from datetime import date
from typing import Final

import click

from checkmail.errors import Misused

_LONGEST_PERSON_NUMBER: Final = 18
"""Digits. Longer ones are no number of an engine; which of these is a person's, the office says."""


def trays(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """``A-B`` or ``A`` as a run."""
    if value is None:
        return None
    first, _, last = value.partition("-")
    try:
        run = int(first), int(last or first)
    except ValueError:
        raise Misused("bad-range", given=value[:40]) from None
    if not 1 <= run[0] <= run[1]:
        raise Misused("bad-range", given=value[:40])
    return run


def day(_ctx: click.Context, _param: click.Parameter, value: str) -> date:
    """An ISO date."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Misused("bad-date", given=value[:40]) from None


def optional_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """An ISO date, or nothing."""
    return None if value is None else day(ctx, param, value)


def person(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[int, str]:
    """``NO:NAME``; a full-width colon is one too."""
    number, colon, name = value.replace("：", ":", 1).partition(":")
    number = number.strip()
    # isdigit() would let "²" through, which is no number.
    if not colon or not number.isdecimal() or len(number) > _LONGEST_PERSON_NUMBER:
        raise Misused("bad-person", given=value[:40])
    return int(number), name.strip()
