"""Moments as people type them, in the spelling that entries are compared by."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

import click

from checkmail.errors import Misused
from checkmail.rules.ledger import stamp

_AS_ENTRIES: Final = re.compile(r"(\d{4}(?:-\d\d(?:-\d\dT(?:\d\d(?::\d\d(?::\d\d(?:\.\d{1,6})?)?)?)?)?)?)Z?", re.ASCII)
_AS_SHOWN: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(\.\d{1,6})? ?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)


def entry_time(typed: str, *, end: bool = False) -> str:
    """The beginning of the times in the ledger that ``typed`` stands for; of a day with ``end`` its last moment.

    As entries spell it (``2026-11-22T02:43``, UTC) or its beginning; or as text answers and screens show it: a day, or
    ``2026-11-22 11:43`` with or without seconds and offset, in this office's own time where no offset says otherwise.
    Raises :class:`Misused` ``bad-time``.
    """
    said = unicodedata.normalize("NFKC", typed).strip()
    if spelled := _AS_ENTRIES.fullmatch(said):
        return spelled[1]
    shown = _AS_SHOWN.fullmatch(said)
    try:
        read = datetime.fromisoformat(said.replace(" +", "+").replace(" -", "-")) if shown else None
    except ValueError:
        read = None
    if shown is None or read is None:
        raise Misused("bad-time", given=typed[:40])
    more = timedelta(days=1, microseconds=-1) if end and not shown[2] else timedelta(0)
    try:
        moment = stamp((read + more).astimezone())
    except (OverflowError, ValueError, OSError):  # the first and the last day there are stand for always
        return said
    return moment[: sum(len(part or "") for part in shown.groups()[:4]) + 1] if shown[2] else moment


def since(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A moment from which entries are asked for."""
    return None if value is None else entry_time(value)


def until(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A moment up to which entries are asked for."""
    return None if value is None else entry_time(value, end=True)
