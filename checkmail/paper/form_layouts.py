"""The forms of ``layouts/forms/*.toml``: where each thing of a page stands, and what a page may show.

The files are data for whoever adapts a form: places in millimetres from the top left, type sizes in points,
widths of columns. What a form may show is a whitelist (R7): a file that names anything else is refused, so
nothing of a list reaches a page because a file asks for it. Each form is a dataclass beside its drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from checkmail.errors import Misused
from checkmail.paper import bars
from checkmail.paper.facts import Addressed, Numbered
from checkmail.paper.fitting import LEAST_SIZE
from checkmail.paper.form_files import read_form
from checkmail.paper.pages import A4
from checkmail.resources import own_layouts, shipped

LEAST_BARS: Final = 6.0
"""Millimetres of the lowest bars of any label."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words; where it stands across the page follows from its form."""

    y: float
    """Of the baseline."""
    size: float
    """Points."""

    def __post_init__(self) -> None:
        if self.size < LEAST_SIZE:
            raise ValueError("such words are not read from paper")


@dataclass(frozen=True, slots=True)
class Bars:
    """A code with its digits below."""

    y: float
    """Top of the bars."""
    height: float
    dots: int
    """Dots of 300 dpi a module (the X-dimension): see :mod:`.bars`."""
    digits: float
    """Points of the digits."""

    def __post_init__(self) -> None:
        if self.dots < min(bars.DOTS) or self.height < LEAST_BARS:
            raise ValueError("such bars are not read from paper")

    @property
    def width(self) -> float:
        """Of the bars, quiet zones not counted."""
        return bars.width_of(self.dots)

    @property
    def quiet(self) -> float:
        """One quiet zone."""
        return bars.quiet_of(self.dots)


@dataclass(frozen=True, slots=True)
class Wide:
    """A column of a table."""

    key: str
    """What it shows; its title is the text of this name."""
    width: float


class Form:
    """What every form has."""

    __slots__ = ()
    FILE: ClassVar[str]
    """Its name in ``layouts/forms``."""
    MAY: ClassVar[frozenset[str]] = frozenset()
    """What it may show (R7); empty where its drawing knows no person."""
    MUST: ClassVar[frozenset[str]] = frozenset()
    """What it is of no use without."""
    shows: tuple[str, ...]

    def whitelists(self) -> Iterable[tuple[Iterable[str], frozenset[str], frozenset[str]]]:
        """What it shows, what it may and what it must show."""
        return [(self.shows, self.MAY, self.MUST)] if self.MAY else []

    @property
    def area(self) -> tuple[float, float]:
        """Width and height of what its places are measured in: an A4 page, where a form says nothing else."""
        return A4

    def wrong(self) -> str | None:
        """The key of a measure that does not fit the others; None where all do."""
        return None


Kind = TypeVar("Kind", bound=Form)
Item = TypeVar("Item", Addressed, Numbered)

_loaded: Final[dict[Path, Any]] = {}


def form_of(kind: type[Kind]) -> Kind:
    """The form as it is printed: the office's own file where there is one, else the shipped one. Read once."""
    own = own_layouts() / "forms" / kind.FILE
    path = own if own.is_file() else shipped("layouts") / "forms" / kind.FILE
    if path not in _loaded:
        _loaded[path] = load_form(kind, path)
    form: Kind = _loaded[path]
    return form


def load_form(kind: type[Kind], path: Path) -> Kind:
    """The form in ``path``, every measure looked at.

    Raises :class:`Misused` with ``form`` and ``place``: ``form-unreadable``; ``form-shows`` where it names what
    may not be printed on it, or leaves out what must (R7); ``form-off-page`` where something does not fit.
    """
    form = read_form(kind, path)
    for shown, may, must in form.whitelists():
        _check_shown(path.name, list(shown), may, must)
    wide, tall = form.area
    for key, right, foot in _reaches(form, ""):
        if right > wide or foot > tall:
            raise Misused("form-off-page", form=path.name, place=key)
    if misplaced := form.wrong():
        raise Misused("form-off-page", form=path.name, place=misplaced)
    return form


def _check_shown(form: str, shown: list[str], may: frozenset[str], must: frozenset[str]) -> None:
    twice = {key for key in shown if shown.count(key) > 1}
    for odd in sorted(twice | (set(shown) - may) or must - set(shown)):
        raise Misused("form-shows", form=form, place=odd)


def hidden(form: Form) -> frozenset[str]:
    """The fields that ``form`` might show and does not."""
    return form.MAY - set(form.shows)


def without(item: Item, names: frozenset[str]) -> Item:
    """``item`` with the fields ``names`` blank."""
    return replace(item, **{name: type(getattr(item, name))() for name in names}) if names else item


def _reaches(part: object, key: str) -> Iterator[tuple[str, float, float]]:
    """Every thing with a place: its key and how far it reaches to the right and down."""
    if isinstance(part, Words):
        yield key, 0.0, part.y
    elif isinstance(part, Bars):
        yield key, part.width + 2 * part.quiet, part.y + part.height + part.digits * 0.39
    elif is_dataclass(part):
        for field in fields(part):
            yield from _reaches(getattr(part, field.name), f"{key}.{field.name}" if key else field.name)
