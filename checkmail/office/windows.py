"""The office's own envelope windows: measured on the envelope, kept with the office, named by whoever prints.

The form of the cover sheet comes with a window for each envelope it knows; makers put theirs elsewhere, so
an office measures its own. A window changes no artifact, and every job of covers says which one it was for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.paper.covers import LONG_3, opening_for, shipped_windows
from checkmail.paper.windows import Window
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.printers import UNIT, printer_key, thousandths
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character
from checkmail.store.protocol import Row

LONGEST_WINDOW: Final = 60
"""Characters of a window's name."""
_MEASURES: Final = ("x", "y", "width", "height")
_KEY: Final = re.compile("window[0-9]+")
"""What a job is recorded with for an own window (:attr:`NamedWindow.key`), as :func:`printer_key` folds it."""
_OWN_SLIP: Final = -1
"""Stands in the ledger for: the envelope's own play."""


@dataclass(frozen=True, slots=True)
class NamedWindow:
    """A window by the name that people give it."""

    name: str
    """Empty once erased."""
    window: Window
    key: str
    """As a job is recorded with: the name of one that comes with the form, ``window N`` for the office's own."""
    person: int = 0
    """Who kept it; 0: it comes with the form."""


def set_window(
    office: Office, actor: Actor, name: str, envelope: str, typed: Mapping[str, str]
) -> NamedWindow | Refusal:
    """Keeps the window ``name``, or measures it anew.

    ``typed`` holds ``x``, ``y``, ``width`` and ``height`` in millimetres as people write numbers, measured on the
    envelope from its left and top edges, and may hold ``slip_x`` and ``slip_y``: how far its contents let the page
    move in all. Raises :class:`Misused`: ``bad-window-name``, ``window-name-taken``, ``window-measures``,
    and as :func:`.covers.opening_for`.
    """
    name = name.strip()
    if not printer_key(name) or len(name) > LONGEST_WINDOW or unusable_character(name):
        raise Misused("bad-window-name", most=LONGEST_WINDOW)
    # A job of covers says "window 2": a reissue must not take another window for it.
    if printer_key(name) in map(printer_key, shipped_windows()) or _KEY.fullmatch(printer_key(name)):
        raise Misused("window-name-taken", window=name)
    measures = {part: _measure(words) for part, words in typed.items()}
    slips = [measures.get(part, _OWN_SLIP) for part in ("slip_x", "slip_y")]
    if any(part not in measures for part in _MEASURES) or (min(slips) == _OWN_SLIP) != (max(slips) == _OWN_SLIP):
        raise Misused("window-measures")
    body = {part: measures[part] for part in _MEASURES} | {"slip_x": slips[0], "slip_y": slips[1]}
    opening_for(name, _window(envelope, body))
    return _set_window(office, actor, name, envelope, body)


def _measure(typed: str) -> int:
    number = thousandths(typed)
    if number is None or number < 0:
        raise Misused("window-measures")
    return number


@act("set-window")
def _set_window(opened: Act, name: str, envelope: str, measures: Mapping[str, int]) -> NamedWindow:
    rows = opened.t.all("windows")
    number = next((row["id"] for row in rows if printer_key(row["name"] or "") == printer_key(name)), len(rows) + 1)
    opened.record(OFFICE_CHAIN, "window-set", window=number, name=opened.keep(name), envelope=envelope, **measures)
    return next(_named(row) for row in opened.t.all("windows") if row["id"] == number)


def _window(envelope: str, measures: Mapping[str, int] | Row) -> Window:
    slip = None
    if measures["slip_x"] != _OWN_SLIP:
        slip = (measures["slip_x"] / UNIT, measures["slip_y"] / UNIT)
    x, y, width, height = (measures[part] / UNIT for part in _MEASURES)
    return Window(envelope, x, y, width, height, slip)


def _named(row: Row) -> NamedWindow:
    return NamedWindow(row["name"] or "", _window(row["envelope"], row), f"window {row['id']}", row["person"])


@reading
def list_windows(opened: Act) -> list[NamedWindow]:
    """Those that come with the form, then the office's own."""
    return _known(opened)


def _known(opened: Act) -> list[NamedWindow]:
    shipped = [NamedWindow(name, window, name) for name, window in shipped_windows().items()]
    return [*shipped, *map(_named, opened.t.all("windows"))]


def window_of(opened: Act, wanted: str) -> NamedWindow:
    """The window called ``wanted``, or that a job recorded so; empty: 長形3号.

    Raises :class:`Misused` ``unknown-window``.
    """
    known, key = _known(opened), printer_key(wanted or LONG_3)
    for one in known:
        if key in (printer_key(one.name), printer_key(one.key)):
            return one
    raise Misused("unknown-window", window=wanted[:LONGEST_WINDOW])


def window_names(opened: Act) -> dict[str, str]:
    """What a job is recorded with -> the name of its window; the key where the name is erased."""
    return {one.key: one.name or one.key for one in _known(opened)}


@reading
def find_window(opened: Act, wanted: str) -> NamedWindow:
    """The same as an act of its own."""
    return window_of(opened, wanted)
