"""Which column of a file is which, and who says so: a hand, a file, a preset, the last import, or a guess (R1).

The mapping is part of what the approver signs. An office gets the same list every month, so what was
decided for a file with the same headings is proposed again; it is forgotten with the batch it was
decided for, because headings are the file's words and are erased with them (R25).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from checkmail.errors import Misused
from checkmail.intake.columns import ColumnMap, load_columns_file, presets, propose_columns
from checkmail.intake.folding import fold
from checkmail.office.acting import Act, reading
from checkmail.rules.ledger import canonical
from checkmail.rules.lists import COLUMNS
from checkmail.rules.refusal import Refusal

Source = Literal["hand", "file", "preset", "remembered", "guessed"]
SOURCES: Final[tuple[Source, ...]] = ("hand", "file", "preset", "remembered", "guessed")
"""Who may say it, the strongest first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is to be read, as far as somebody said."""

    columns: Path | None = None
    """A columns file."""
    preset: str = ""
    """A columns file that comes with checkmail, by its name."""
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """Our name -> heading; an empty heading: no column is it."""
    sheet: str = ""
    """Empty: the first that is shown."""
    heading_row: int = 0
    """0: where it is found."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Our names for the columns of a file, and where each comes from."""

    columns: ColumnMap
    sources: dict[str, Source]
    """Our name -> source."""


def map_by(headings: tuple[str, ...], choice: Choice, last: Mapping[str, str]) -> Mapped:
    """The mapping of ``headings`` that ``choice`` asks for; ``last`` is the mapping :func:`last_mapping` found.

    A columns file or preset stands instead of what is remembered; with neither of them the rest is guessed.
    Raises :class:`Misused` as :func:`intake.columns.propose_columns` does, and ``no-such-column-name``.
    """
    for name in choice.by_hand:
        if name not in COLUMNS:
            raise Misused("no-such-column-name", column=name, names="、".join(COLUMNS))
    said, source = _said(choice, last)
    taken = {fold(heading) for heading in choice.by_hand.values() if heading.strip()}
    wanted = {name: heading for name, heading in choice.by_hand.items() if heading.strip()}
    sources: dict[str, Source] = dict.fromkeys(wanted, "hand")
    for name, heading in said.items():
        if name not in choice.by_hand and fold(heading) not in taken:
            wanted[name], sources[name] = heading, source
    unguessed = COLUMNS if source == "remembered" else tuple(choice.by_hand)
    columns = propose_columns(headings, wanted, unguessed=unguessed)
    return Mapped(columns, {name: sources.get(name, "guessed") for name in columns.columns})


def _said(choice: Choice, last: Mapping[str, str]) -> tuple[Mapping[str, str], Source]:
    """What is said besides by hand, and by what."""
    if choice.columns:
        return load_columns_file(choice.columns), "file"
    if choice.preset:
        known = presets()
        if choice.preset not in known:
            raise Misused("no-such-preset", preset=choice.preset, names="、".join(known))
        return load_columns_file(known[choice.preset]), "preset"
    return (last, "remembered") if last else ({}, "guessed")


def digest_of_headings(headings: tuple[str, ...]) -> str:
    """SHA-256 over the headings in their order: files with the same are the same kind of file."""
    return hashlib.sha256(canonical({"headings": list(headings)}).encode()).hexdigest()


@reading
def last_mapping(opened: Act, headings: tuple[str, ...]) -> dict[str, str] | Refusal:
    """Our name -> heading, as the newest list with these headings was read; empty where there is none."""
    row = opened.t.one("last_mapping", headings=digest_of_headings(headings))
    known: dict[str, str] = json.loads(row["mapping"]) if row else {}
    return known
