"""Customer bar codes by zint (Debian's package): the same characters through other hands.

Zint makes bars of characters; what an address says is not its business.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from checkmail.paper.customer_code import BARS, PLACES

JAPAN_POST: Final = "76"
_KINDS: Final = {(True, True): "1", (True, False): "2", (False, True): "3", (False, False): "4"}


def uncut(characters: str) -> str:
    """What zint is given for ``characters``: no more than has room; empty where half a letter would be left.

    Zint refuses what has to be cut, and cannot be told a letter's control character alone.
    """
    kept, places = "", 0
    for one in characters:
        places += 2 if one.isalpha() else 1
        if places > PLACES:
            return ""
        kept += one
        if places == PLACES:
            break
    return kept


def bars_by_zint(characters: Sequence[str]) -> list[str]:
    """The 67 bars of each, as zint draws them: 1 full, 2 upper, 3 lower, 4 short.

    ``characters`` are seven digits and at most thirteen places more: zint refuses what would be cut.
    Raises ``CalledProcessError`` where zint refuses one, ``FileNotFoundError`` where it is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "characters.txt"
        given.write_text("".join(f"{one}\n" for one in characters), encoding="ascii")
        command = ["zint", "--batch", "-b", JAPAN_POST, "-i", str(given), "--dump"]
        said = subprocess.run(command, check=True, capture_output=True, encoding="ascii").stdout  # noqa: S603
    rows = said.splitlines()
    if len(rows) != 3 * len(characters):
        raise ValueError(f"zint drew {len(rows) / 3} of {len(characters)}")
    return [_read(rows[at : at + 3]) for at in range(0, len(rows), 3)]


def _read(rows: Sequence[str]) -> str:
    """Bars of a dump: three rows of modules as hexadecimal digits, every second of which is a bar."""
    upper, middle, lower = ("".join(f"{int(digit, 16):04b}" for digit in row.replace(" ", "")) for row in rows)
    places = range(0, 2 * BARS, 2)
    if any(middle[at] == "0" for at in places) or "1" in middle[1 : 2 * BARS : 2]:
        raise ValueError("zint drew something that is no customer bar code")
    return "".join(_KINDS[upper[at] == "1", lower[at] == "1"] for at in places)
