"""R9: a customer bar code read back from the picture of a page, as a sorting machine would.

Nothing of the file is looked at: three slits are laid through the place where the code should be,
above, through and below the middle, and what is ink along them tells bar and kind.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from checkmail.paper.customer_code import BARS, QUIET
from checkmail.paper.facts import FourState

_INK: Final = 128
"""Grey below which a pixel is ink."""
_SLACK: Final = 0.2
"""Millimetres beside the bars that a picture's whole pixels may blur."""
_SHIFTED: Final = 0.4
"""Millimetres a bar may stand beside its place: less than half of the narrowest pitch."""
_KINDS: Final = {(True, True): "1", (True, False): "2", (False, True): "3", (False, False): "4"}


def read_bars(picture: Any, place: FourState, millimetre: float) -> str:
    """The bars found at ``place``; empty where they are not 67, stand elsewhere, or the quiet zone has ink.

    ``picture`` is a grey Pillow image of the page, ``millimetre`` the length of one of its pixels.
    """
    if not _quiet(picture, place, millimetre):
        return ""
    upper, middle, lower = (_slit(picture, place, millimetre, share) for share in (1 / 6, 1 / 2, 5 / 6))
    found = _runs(middle)
    if len(found) != BARS or not _in_place(found, place, millimetre):
        return ""
    middles = [(start + end) // 2 for start, end in found]
    kinds = [(upper[at], lower[at]) for at in middles]
    # Ink that is no bar, above or below the middle, would have been passed over.
    if (len(_runs(upper)), len(_runs(lower))) != (sum(up for up, _ in kinds), sum(low for _, low in kinds)):
        return ""
    return "".join(map(_KINDS.__getitem__, kinds))


def _quiet(picture: Any, place: FourState, millimetre: float) -> bool:
    """Whether nothing is drawn within the quiet zone."""
    left, top = place.x - QUIET, place.y - QUIET
    right, foot = place.x + place.width, place.y + place.height
    wide, tall, deep = place.width + 2 * QUIET, place.height + 2 * QUIET, QUIET - _SLACK
    zones = (
        (left, top, wide, deep),
        (left, foot + _SLACK, wide, deep),
        (left, top, deep, tall),
        (right + _SLACK, top, deep, tall),
    )
    for x, y, width, height in zones:
        box = [round(edge / millimetre) for edge in (x, y, x + width, y + height)]
        if picture.crop(box).getextrema()[0] < _INK:
            return False
    return True


def _slit(picture: Any, place: FourState, millimetre: float, share: float) -> list[bool]:
    """Which pixels are ink along a row at ``share`` of the height, from half the quiet zone before the bars on."""
    row = int((place.y + share * place.height) / millimetre)
    ends = (place.x - QUIET / 2, place.x + place.width + QUIET / 2)
    left, right = (round(end / millimetre) for end in ends)
    return [grey < _INK for grey in picture.crop((left, row, right, row + 1)).tobytes()]


def _runs(slit: list[bool]) -> list[tuple[int, int]]:
    """Beginning and end of each run of ink."""
    found, at = [], 0
    for ink, group in groupby(slit):
        end = at + len(list(group))
        if ink:
            found.append((at, end))
        at = end
    return found


def _in_place(found: list[tuple[int, int]], place: FourState, millimetre: float) -> bool:
    """Whether each bar stands where it should, and is no thinner than half of what it should be."""
    offset = round((place.x - QUIET / 2) / millimetre) * millimetre - place.x
    pitch = (place.width - place.bar) / (BARS - 1)
    for number, (start, end) in enumerate(found):
        middle = offset + (start + end) / 2 * millimetre
        if abs(middle - number * pitch - place.bar / 2) > _SHIFTED or not place.bar / 2 < (end - start) * millimetre:
            return False
    return True
