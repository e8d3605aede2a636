"""Cover sheets: one A4 page a piece, folded in three, its address behind the window.

The page goes to the addressee, so it carries nothing of the office's own record but
number and code: no ledger head, no names of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.block import block_for, draw_block
from checkmail.paper.facts import Addressed, Job, Placed
from checkmail.paper.fitting import fitted, one_line
from checkmail.paper.pages import A4, MM, SOFT, Pages, drawn


@dataclass(frozen=True, slots=True)
class Window:
    """Where address and code stand on the page, in millimetres from its top left."""

    x: float
    y: float
    width: float
    height: float


LONG_3: Final = Window(x=22.0, y=14.0, width=78.0, height=38.0)
"""For 長形3号 (235 × 120 mm) with a window of 90 × 45 mm that begins about 15 mm from the left.

An A4 sheet folded in three (210 × 99 mm) can slip about 12 mm sideways and 10 mm up and down;
block and window differ by as much as the window allows. No maker publishes a standard place
for windows: measure the office's own envelope and give another :class:`Window` where it differs.
"""

_FOLDS: Final = (99.0, 198.0)
_LEFT: Final = 25.0
_RIGHT: Final = 185.0
_MOST: Final = 12
"""Documents that have room on the page."""


def draw_covers(
    out: Path,
    job: Job,
    items: Iterable[Addressed],
    *,
    return_line: bool = False,
    window: Window = LONG_3,
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw a cover sheet for each item, in order, and answer where each code stands.

    ``return_line`` adds the sentence that asks the addressee to tell the office when the contents
    are somebody else's. ``progress`` as in :func:`.labels.draw_labels`.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph``, ``missing-glyph-in-words``,
    ``too-long-to-draw``, ``too-many-documents``, ``cannot-write``.
    """
    block = block_for(window.width, window.height, 0.0, "window")
    placed: list[Placed] = []
    title = text(job.language, "paper", "covers.title", batch=job.batch, job=job.job)
    with drawn(out, title, A4) as pages:
        for done, item in enumerate(items, start=1):
            placed.append(draw_block(pages, block, item, window.x, window.y, job.language))
            _number(pages, job, item, window)
            _contents(pages, job, item)
            _foot(pages, job, item, return_line=return_line)
            pages.finish_page()
            pages.number += 1
            if progress is not None:
                progress(done)
        if not placed:
            raise Misused("nothing-to-print")
    return placed


def _number(pages: Pages, job: Job, item: Addressed, window: Window) -> None:
    """The piece number, large, beside the window: what two people read to each other."""
    room = _RIGHT - (window.x + window.width) - 8
    line = one_line(str(item.piece), fonts.BOLD, 54, room * MM)
    if line is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    pages.text(_RIGHT, 19, text(job.language, "paper", "covers.number"), size=8, grey=SOFT, align="right")
    pages.line_of(_RIGHT, 39, line, align="right")
    below = text(job.language, "paper", "covers.tray", tray=item.tray)
    if item.issue > 1:
        below = f"{below}　{text(job.language, 'paper', 'covers.issue', issue=item.issue)}"
    pages.text(_RIGHT, 46, below, size=9, align="right")


def _contents(pages: Pages, job: Job, item: Addressed) -> None:
    """Batch name, and the documents of this envelope with a box to tick for each."""
    y = 118.0
    title = fitted(item.batch_name or job.batch_name, fonts.BOLD, 15, (_RIGHT - _LEFT) * MM, 0.8)
    if len(title) > 2:
        title = fitted(item.batch_name or job.batch_name, fonts.BOLD, 10, (_RIGHT - _LEFT) * MM, 0.7)
    if len(title) > 2:
        raise Misused("too-long-to-draw", piece=item.piece)
    for line in title:
        pages.line_of(_LEFT, y, line)
        y += 7.5
    pages.rule(_LEFT, y - 2.5, _RIGHT, y - 2.5)
    if not item.contents:
        return
    if len(item.contents) > _MOST:
        raise Misused("too-many-documents", piece=item.piece, most=_MOST)
    y += 9
    heading = text(job.language, "paper", "covers.contents", count=len(item.contents))
    pages.text(_LEFT, y, heading, size=9, grey=SOFT)
    y += 10
    for number, name in enumerate(item.contents, start=1):
        listed = one_line(name, fonts.REGULAR, 12, (_RIGHT - _LEFT - 20) * MM)
        if listed is None:
            raise Misused("too-long-to-draw", piece=item.piece)
        pages.tick_box(_LEFT, y - 4.0, 4.6)
        pages.text(_LEFT + 14, y, str(number), size=12, grey=SOFT, align="right")
        pages.line_of(_LEFT + 19, y, listed)
        y += 8.6


def _foot(pages: Pages, job: Job, item: Addressed, *, return_line: bool) -> None:
    for fold in _FOLDS:
        pages.rule(6, fold, 9, fold)
    if return_line:
        words = text(job.language, "paper", "covers.return", office=job.office_name)
        y = 269.0
        for line in fitted(words, fonts.REGULAR, 9.5, (_RIGHT - _LEFT) * MM):
            pages.line_of(_LEFT, y, line)
            y += 4.6
    pages.rule(_LEFT, 281, _RIGHT, 281)
    foot = text(
        job.language,
        "paper",
        "covers.foot",
        batch=job.batch,
        job=job.job,
        piece=item.piece,
        tray=item.tray,
        made=f"{job.made:%Y-%m-%d %H:%M}",
    )
    pages.small(_LEFT, 285.5, foot, 90)
    pages.small(_RIGHT, 285.5, job.office_name, 60, align="right")
