"""The people of a rehearsal and their office: made by the first of them, joined by the others (R27, R28)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.office import founding, people, proposals
from checkmail.office.acting import Actor, Office
from checkmail.office.proposals import Proposed
from checkmail.rehearsal.story import granted
from checkmail.rules.codes import PRACTICE_OFFICE
from checkmail.rules.model import Role

MakeOffice = Callable[[Path, str], Office]
"""Makes a new, empty office file at a path and opens it for a desk name; the wiring knows with which store."""

FIRST_PIN: Final = "806142"
"""What the supervisor gives everybody; its owner changes it before acting (R27)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to be played."""

    key: str
    """What the rehearsal calls them; their name for people is ``name.<key>`` in ``locale/*/demo.toml``."""
    number: int
    role: Role
    pin: str
    """A practice PIN, printed for whoever looks around afterwards."""


SUPERVISOR: Final = Part("supervisor", 1, Role.SUPERVISOR, "482917")
CAST: Final = (
    SUPERVISOR,
    Part("first", 2, Role.CLERK, "739164"),
    Part("second", 3, Role.CLERK, "615283"),
    Part("third", 4, Role.CLERK, "904526"),
    Part("auditor", 5, Role.AUDITOR, "271839"),
)
"""Three clerks: one encloses, one checks, one has a hand in neither. The auditor reads."""


@dataclass(frozen=True, slots=True)
class Player:
    """A part with the person's name, signed in for single acts."""

    part: Part
    name: str
    actor: Actor


Players = Mapping[str, Player]


def found_office(
    office: Office, name: str, names: Mapping[str, str], parts: Sequence[Part] = CAST, number: int = PRACTICE_OFFICE
) -> dict[str, Player]:
    """Makes the office and its people, each with a PIN of their own.

    ``parts`` begins with a supervisor. From the fourth person on a second one confirms (R28).
    """
    first = parts[0]
    granted(founding.make_office(office, name, number, (first.number, names[first.key]), first.pin))
    players = {first.key: _player(office, first, names)}
    for part in parts[1:]:
        _join(office, part, names[part.key], list(players.values()))
        players[part.key] = _player(office, part, names)
    return players


def _join(office: Office, part: Part, name: str, players: Sequence[Player]) -> None:
    answer = granted(people.add_person(office, players[0].actor, part.number, name, part.role, FIRST_PIN))
    if isinstance(answer, Proposed):
        granted(proposals.confirm(office, players[1].actor, answer.proposal))
    given = granted(people.sign_in(office, part.number, FIRST_PIN))
    granted(people.change_own_pin(office, given, part.pin))


def _player(office: Office, part: Part, names: Mapping[str, str]) -> Player:
    return Player(part, names[part.key], granted(people.sign_in(office, part.number, part.pin)))


def needing_two(parts: Sequence[Part] = CAST) -> Iterator[Part]:
    """Those of ``parts`` whom two people had to let in: everybody after the third (R28)."""
    yield from parts[3:]
