"""Every state of a desk photographed in one walk, and the pictures that are kept of them in ``tests/golden/desk``.

``python -m tests.tui.desk_album`` (``make golden``) keeps them anew: look at every change before it is committed.
Japanese is photographed in both themes, English in the light one: the colours do not know the language.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual.widgets import Static

from checkmail.locale import LANGUAGES, Language
from checkmail.tui.themes import LIGHT
from tests.tui.desk_office import make_desk_office, open_desk_office
from tests.tui.desk_states import Walk, standing_clock
from tests.tui.driving import Driver, driving
from tests.tui.photographs import SIZES, THEMES, Taken, photograph, picture, styles_parsed_once

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "desk"
PICTURED: Final = {"ja": THEMES, "en": (LIGHT,)}


@dataclass(frozen=True, slots=True)
class State:
    """What was seen of one state."""

    taken: Taken
    cut: tuple[str, ...]
    """The parts that did not show all they said, with the size at which."""


def _cut(driver: Driver) -> list[str]:
    """The parts of the desk that do not show all they say."""
    screen, out = driver.app.screen, []
    for name in ("desk-top", "message", "following", "counts", "prompt", "keys"):
        for part in screen.query(f"#{name}").results(Static):
            wanted = part.get_content_height(part.content_size, screen.size, part.content_size.width)
            parent = part.parent.region if name in ("message", "following") else screen.region  # type: ignore[union-attr]
            if wanted > part.content_size.height or not parent.contains_region(part.region):
                out.append(f"#{name} at {screen.size.width}x{screen.size.height}")
    return out


async def _states(file: Path, language: Language) -> dict[str, State]:
    states: dict[str, State] = {}
    house = open_desk_office(file)
    with standing_clock() as clock, styles_parsed_once():
        async with driving(house, language, SIZES[0]) as driver:
            async for name in Walk(driver, house, clock).states():
                cut: list[str] = []
                taken = await photograph(driver, PICTURED[language], lambda: cut.extend(_cut(driver)))  # noqa: B023
                assert name not in states, name
                states[name] = State(taken, tuple(cut))
    house.office.store.close()
    return states


def walk(folder: Path) -> dict[tuple[Language, str], State]:
    """All states in both languages, in an office that is made for it in ``folder``."""
    made = make_desk_office(folder)
    out: dict[tuple[Language, str], State] = {}
    for language in LANGUAGES:
        copy = folder / f"{language}.db"
        shutil.copy(made, copy)
        states = asyncio.run(_states(copy, language))
        out |= {(language, name): state for name, state in states.items()}
    return out


def main() -> int:
    """Keeps every picture as the screen is now; a state that is no more loses its picture."""
    with tempfile.TemporaryDirectory() as folder:
        states = walk(Path(folder))
    for language in LANGUAGES:
        shutil.rmtree(GOLDEN / language, ignore_errors=True)
        (GOLDEN / language).mkdir(parents=True)
    for (language, name), state in states.items():
        kept = GOLDEN / language / f"{name}.txt"
        kept.write_text(picture(state.taken, PICTURED[language]), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
