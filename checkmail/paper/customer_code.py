"""Japan Post's customer bar code (カスタマバーコード): characters to bars, and the sizes it is drawn in.

Start, seven digits of the postal code, thirteen characters of the 住所表示番号, check digit and
stop: 23 characters, 67 bars of four kinds, by Japan Post's manual
(post.japanpost.jp/zipcode/zipmanual, p12 format and sizes, p20 cutting, p21 check digit). What an
address says is :mod:`checkmail.intake.customer_address`'s.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from checkmail.paper.bars import DOT

PLACES: Final = 20
"""Postal code and 住所表示番号 together; what is longer is cut, what is shorter ends in CC4."""
BARS: Final = 67
QUIET: Final = 2.0
"""Millimetres that stay blank on all four sides (p13)."""

START: Final = "13"
STOP: Final = "31"
_DIGITS: Final = ("144", "114", "132", "312", "123", "141", "321", "213", "231", "411")
_CONTROLS: Final = ("324", "342", "234", "432", "243", "423", "441", "111")
PATTERNS: Final = {
    **{str(digit): bars for digit, bars in enumerate(_DIGITS)},
    "-": "414",
    **{f"CC{number}": bars for number, bars in enumerate(_CONTROLS, 1)},
}
"""Character -> its three bars: 1 full, 2 upper, 3 lower, 4 the short one between (p12)."""
_NAMES: Final = tuple(PATTERNS)
"""A character's place here is its value for the check digit: 0–9, 10 the hyphen, 11–18 CC1–CC8."""
PADDING: Final = "CC4"


def symbols(characters: str) -> tuple[str, ...]:
    """The twenty characters of a postal code and a 住所表示番号, a letter as a control character and a digit.

    A letter that falls on the twentieth place leaves its control character there (p20). Raises
    ``ValueError`` where ``characters`` are not seven digits and then digits, hyphens or letters A–Z.
    """
    if not (len(characters) >= 7 and characters.isascii() and characters[:7].isdigit()):
        raise ValueError("a customer bar code begins with seven digits")
    parts = [part for character in characters for part in _parts(character)][:PLACES]
    return (*parts, *[PADDING] * (PLACES - len(parts)))


def _parts(character: str) -> tuple[str, ...]:
    if "A" <= character <= "Z":
        control, digit = divmod(ord(character) - ord("A"), 10)
        return f"CC{control + 1}", str(digit)
    if character not in PATTERNS:
        raise ValueError("a customer bar code has digits, hyphens and the letters A to Z")
    return (character,)


def check_character(parts: tuple[str, ...]) -> str:
    """What brings the values' sum to a multiple of 19."""
    return _NAMES[-sum(map(_NAMES.index, parts)) % 19]


@functools.lru_cache(maxsize=64)
def bars(characters: str) -> str:
    """The 67 bars from left to right, see :data:`PATTERNS`; raises as :func:`symbols`."""
    parts = symbols(characters)
    return START + "".join(map(PATTERNS.__getitem__, (*parts, check_character(parts)))) + STOP


@dataclass(frozen=True, slots=True)
class Size:
    """One size in whole dots of 300 dpi, which are whole dots of 600 too."""

    points: float
    """What Japan Post calls the size: *a* of its table."""
    bar: int
    space: int
    third: int
    """Height of the short bar; a full bar is three of it, an upper or lower one two."""

    @property
    def pitch(self) -> int:
        """Dots from bar to bar."""
        return self.bar + self.space

    @property
    def width(self) -> float:
        """Millimetres from the first bar's left to the last one's right."""
        return ((BARS - 1) * self.pitch + self.bar) * DOT

    @property
    def height(self) -> float:
        """Millimetres of a full bar."""
        return 3 * self.third * DOT

    @property
    def room(self) -> float:
        """Millimetres of width that the size asks by the table, its quiet zones with it (67.84 at 8 points)."""
        return 7.98 * self.points + 2 * QUIET


SIZES: Final = (Size(10, 7, 7, 14), Size(9.5, 7, 6, 13), Size(8.5, 6, 6, 12), Size(8, 6, 5, 11))
"""The largest first. Of the dots within the table's tolerances (p12) those nearest below its pitch:
a print test at a post office failed for a pitch too wide, ink only widens bars, and what is narrower
has more white around it."""
NARROWEST: Final = SIZES[-1].room
"""Millimetres a label must be wide."""


def size_for(width: float) -> Size | None:
    """The largest size for ``width`` millimetres with its quiet zones; None where none fits."""
    return next((size for size in SIZES if size.room <= width), None)


_SPANS: Final = {"1": (0, 3), "2": (1, 2), "3": (0, 2), "4": (1, 1)}
"""Kind of bar -> its foot and height in thirds."""


def path(pattern: str, size: Size) -> str:
    """Bars as PDF path operators: a dot wide and a third of a full bar high, from the lower left."""
    return " ".join(
        f"{at * size.pitch} {foot} {size.bar} {tall} re"
        for at, (foot, tall) in enumerate(map(_SPANS.__getitem__, pattern))
    )
