"""The forms of ``layouts/forms/*.toml``: where each thing of a page stands, and what a page may show.

The files are data for whoever adapts a form: places in millimetres from the top left, type sizes in
points, widths of columns. What a form may show is a whitelist (R7) of fields of :mod:`.facts`: a file that
names anything else is refused, so nothing of a list reaches a page because a file asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from checkmail.errors import Misused
from checkmail.paper.facts import Addressed, Numbered
from checkmail.paper.form_files import read_form
from checkmail.paper.windows import Envelope, Window
from checkmail.resources import own_layouts, shipped


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words whose place across the page follows from its form."""

    y: float
    """Of the baseline."""
    size: float
    """Points."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A list with a box to tick before each line."""

    step: float
    """From one line to the next."""
    box: float
    """Side of a box."""
    size: float
    most: int
    """Lines there is room for."""


class Form:
    """What every form has."""

    __slots__ = ()
    FILE: ClassVar[str]
    """Its name in ``layouts/forms``."""
    MAY: ClassVar[frozenset[str]] = frozenset()
    """What it may show (R7); empty where it has no whitelist of its own."""
    MUST: ClassVar[frozenset[str]] = frozenset()
    """What it is of no use without."""
    shows: tuple[str, ...]

    @property
    def area(self) -> tuple[float, float]:
        """Width and height of what its places are measured in."""
        raise NotImplementedError

    def wrong(self) -> str | None:
        """The key of a measure that does not fit the others; None where all do."""
        return None


@dataclass(frozen=True, slots=True)
class CoverForm(Form):
    """The cover sheet."""

    FILE: ClassVar[str] = "cover.toml"
    MAY: ClassVar[frozenset[str]] = frozenset(Addressed.__slots__) - {"by_hand"}
    MUST: ClassVar[frozenset[str]] = frozenset({"code", "piece", "tray", "issue", "address", "building", "name"})

    page: tuple[float, float]
    shows: tuple[str, ...]
    margin: float
    """Blank at the left and right of all that is not in the window."""
    clear: float
    """Between the number and what may show in the window."""
    number_title: Words
    number: Words
    number_below: Words
    batch: Words
    contents: Ticked
    return_line: Words
    foot: Words
    envelopes: dict[str, Envelope]
    windows: dict[str, Window]

    @property
    def area(self) -> tuple[float, float]:
        """The page."""
        return self.page

    def wrong(self) -> str | None:
        """A window without its envelope, or a list that runs into what is below."""
        for name, window in self.windows.items():
            if window.envelope not in self.envelopes:
                return f"windows.{name}.envelope"
        # Two lines of the batch's name, the heading of the list, its lines.
        foot = self.batch.y + self.batch.size + 19 + self.contents.step * (self.contents.most - 1)
        return "contents.most" if foot > self.return_line.y - 4 else None


Kind = TypeVar("Kind", bound=Form)
Item = TypeVar("Item", Addressed, Numbered)


_loaded: dict[Path, Any] = {}


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
    if kind.MAY:
        shown = set(form.shows)
        for odd in sorted(shown - kind.MAY or kind.MUST - shown):
            raise Misused("form-shows", form=path.name, place=odd)
    wide, tall = form.area
    for key, right, foot in _reaches(form, ""):
        if right > wide or foot > tall:
            raise Misused("form-off-page", form=path.name, place=key)
    if misplaced := form.wrong():
        raise Misused("form-off-page", form=path.name, place=misplaced)
    return form


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
    elif is_dataclass(part):
        for field in fields(part):
            yield from _reaches(getattr(part, field.name), f"{key}.{field.name}" if key else field.name)
