"""The demo: one batch from list to handover in a folder of its own, with the mistakes offices really make.

Every planted mistake names the rule and the reason that must stop it; one that is stopped otherwise, or
not at all, ends the demo with :class:`~checkmail.errors.FailedVerification` (``rehearsal.story``). The
order of the events is fixed and the list comes from a fixed seed; only times, PIN salts and hashes differ.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import Language
from checkmail.office import batches
from checkmail.office.acting import Office
from checkmail.rehearsal.cast import CAST, MakeOffice, Players, found_office, needing_two
from checkmail.rehearsal.checking import check, enclose
from checkmail.rehearsal.finishing import count_and_release, seal_and_hand_over, verify
from checkmail.rehearsal.material import DOCUMENTS, NAMES, empty_folder, make_material
from checkmail.rehearsal.preparing import answer_who_is_withheld, plant_mistakes, print_everything, take_list_in
from checkmail.rehearsal.scanning import Papers
from checkmail.rehearsal.stage import FIRST_DESK, Stage
from checkmail.rehearsal.story import Stop, Story, granted
from checkmail.rules.codes import PRACTICE_OFFICE

FEWEST_PIECES: Final = 30
MOST_PIECES: Final = 5_000
_TRAYS: Final = 4
_FILES_A_LINE: Final = 4


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What a demo left behind."""

    office: Path
    """The office file."""
    pieces: int
    """Rows of the list."""
    stops: tuple[Stop, ...]
    """Every planted mistake, in the order they came, with what stopped it."""
    files: tuple[Path, ...]
    """The papers, as PDF."""
    entries: int
    """Of the ledger, all chains."""
    heads: tuple[str, ...]
    """Heads of the ledger that were printed, as ``1:812:0c…``; the ledger verifies against them."""


def run_demo(
    make_office: MakeOffice, out: Path, pieces: int, language: Language, say: Callable[[str], None], url: str = ""
) -> DemoResult:
    """Plays the demo in ``out`` and tells it line by line to ``say``.

    ``url``: where ``make_office`` makes the office, if that is not the file it is asked for.

    Raises :class:`Misused` where ``out`` has something in it or ``pieces`` is too small or too large, and
    :class:`FailedVerification` where a planted mistake was not stopped as it must be.
    """
    if not FEWEST_PIECES <= pieces <= MOST_PIECES:
        raise Misused("demo-size", pieces=pieces, fewest=FEWEST_PIECES, most=MOST_PIECES)
    empty_folder(out)
    story = Story(say, language)
    story.plain(story.words("opening", pieces=pieces))
    file = out / "office.db"
    office = make_office(file, FIRST_DESK)
    try:
        return _play(story, office, file, pieces, url or str(file.resolve()))
    finally:
        office.store.close()


def _play(story: Story, office: Office, file: Path, pieces: int, place: str) -> DemoResult:
    stage = _set(story, office, file, pieces, place)
    take_list_in(stage)
    answer_who_is_withheld(stage)
    print_everything(stage)
    plant_mistakes(stage)
    enclose(stage)
    check(stage)
    count_and_release(stage)
    seal_and_hand_over(stage)
    found = verify(stage)
    _end(stage)
    return DemoResult(
        file, pieces, tuple(story.stops), tuple(stage.files), found.entries, tuple(stage.heads)
    )  # fmt: skip


def _set(story: Story, office: Office, file: Path, pieces: int, place: str) -> Stage:
    """The office, its people and an empty batch."""
    story.chapter("office")
    players = _people(story, office)
    material = make_material(file.parent, pieces)
    documents = batches.create_document_set(DOCUMENTS)
    size = -(-pieces // _TRAYS)
    made = granted(batches.create_batch(office, players["first"].actor, story.words("batch"), DOCUMENTS, size))
    number = made.batch.number
    story.done("batch", batch=number, name=made.name, size=size)
    papers = Papers(PRACTICE_OFFICE, number, documents, material.rows, NAMES)
    return Stage(story, office, file, place, players, material, papers, size)


def _people(story: Story, office: Office) -> Players:
    names = {part.key: story.words(f"name.{part.key}") for part in CAST}
    players = found_office(office, story.words("office"), names)
    story.done("office", name=story.words("office"), people=len(players))
    story.done("by-two", names=story.joined(names[part.key] for part in needing_two()))
    return players


def _end(stage: Stage) -> None:
    """What to look at next, and who to be while looking."""
    story = stage.story
    story.chapter("end", stops=len(story.stops))
    story.plain(f"  {story.words('end.files', folder=str(stage.folder))}")
    names = [file.name for file in stage.files]
    for first in range(0, len(names), _FILES_A_LINE):
        story.plain(f"    {'  '.join(names[first : first + _FILES_A_LINE])}")
    story.plain(f"  {story.words('end.people')}")
    for part in CAST:
        role = story.words(f"role.{part.role.value}")
        story.plain(f"    {part.number}  {part.pin}  {story.words(f'name.{part.key}')}  {role}")
    story.plain(f"  {story.words('end.open')}")
    words = (_program(), "--office", stage.office.store.place)
    quoted = (f'"{word}"' if set(" &") & set(word) else word for word in words)
    story.plain(f"    {' '.join(quoted)}")


def _program() -> str:
    """How the command is called from here: its name where that finds it, else the way to it."""
    beside = Path(sys.executable).with_name("checkmail.exe" if sys.platform == "win32" else "checkmail")
    found = shutil.which("checkmail")
    if not beside.exists() or (found and Path(found).resolve() == beside.resolve()):
        return "checkmail"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else str(beside)
