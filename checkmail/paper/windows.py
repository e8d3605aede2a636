"""Where a page shows through the window of its envelope, however it slips in it.

A window is measured on the envelope, from its left and top edges as the address is read. The page lies in
the middle of the envelope and can slip half of ``slip`` each way. What of the page is then always in the
window takes the block with address and code; what may ever be in the window takes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from checkmail.errors import Misused
from checkmail.paper.block import Block, block_for
from checkmail.paper.sheets import UNREACHED


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope and the page in it, both as they lie before a reader of the address, in millimetres."""

    size: tuple[float, float]
    """Width and height outside."""
    page: tuple[float, float]
    """Of the page as it lies inside: folded, where it is folded."""
    slip: tuple[float, float]
    """How far the page can move in all, sideways and up and down."""
    folds: tuple[float, ...]
    """Where the page is folded, from its top; none where it is not."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of an envelope, from the left and top edges of its outside, in millimetres."""

    envelope: str
    """Name of the envelope in ``layouts/forms/cover.toml``."""
    x: float
    y: float
    width: float
    height: float
    slip: tuple[float, float] | None = None
    """Where the contents leave the page another play than the envelope's own; None: the envelope's."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the page, in millimetres from its top left; it may reach beyond the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Opening:
    """A window as the page sees it."""

    name: str
    middle: Box
    """Where the window stands while the page lies in the middle."""
    always: Box
    """What is in the window however the page slips."""
    ever: Box
    """What may be in the window at some place of the page."""
    block: Block
    """The block that fills :attr:`always`, its quiet zones with it."""
    folds: tuple[float, ...]


def opening_of(name: str, window: Window, envelope: Envelope) -> Opening:
    """The window ``name`` as the page sees it.

    Raises :class:`Misused`: ``window-off-envelope``, ``window-too-small`` where what is always in the window
    has no room for address and code, ``window-off-page`` where it is not on the part of the page that a
    printer reaches.
    """
    if window.x + window.width > envelope.size[0] or window.y + window.height > envelope.size[1]:
        raise Misused("window-off-envelope", window=name, width=f"{envelope.size[0]:g}", height=f"{envelope.size[1]:g}")
    slip = window.slip or envelope.slip
    (across, down), (wide, tall) = slip, (window.width - slip[0], window.height - slip[1])
    x = window.x - (envelope.size[0] - envelope.page[0]) / 2
    y = window.y - (envelope.size[1] - envelope.page[1]) / 2
    always = Box(x + across / 2, y + down / 2, wide, tall)
    try:
        block = block_for(wide, tall, 0.0, name, rim=False)
    except Misused:
        raise Misused("window-too-small", window=name, width=f"{max(0, wide):g}", height=f"{max(0, tall):g}") from None
    right, foot = envelope.page[0] - UNREACHED, envelope.page[1] - UNREACHED
    if always.x < UNREACHED or always.y < UNREACHED or always.right > right or always.bottom > foot:
        raise Misused("window-off-page", window=name)
    return Opening(
        name,
        Box(x, y, window.width, window.height),
        always,
        Box(x - across / 2, y - down / 2, window.width + across, window.height + down),
        block,
        envelope.folds,
    )
