"""The paper that goes with the trays: a line a piece, boxes to tick, two names to sign.

Numbers only: nobody needs a name or an address to tick a box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.leaf import LEFT, Leaf, Row, draw_rows
from checkmail.paper.pages import BLACK, FAINT, SOFT, Pages

_ROW: Final = 8.9
_HEAD: Final = 8.0
PER_PAGE: Final = 25
"""Half a tray of the default size: a tray is two whole pages."""
_COLUMNS: Final = (
    ("number", 24.0),
    ("tray", 15.0),
    ("documents", 17.0),
    ("enclosed", 15.0),
    ("checked", 15.0),
    ("sealed", 15.0),
    ("encloser", 28.0),
    ("checker", 28.0),
    ("remark", 23.0),
)
"""Key of the title and width in mm; together the width of the matter."""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One piece."""

    number: int
    tray: int
    documents: int
    """Documents expected in the envelope, the uncoded ones included."""


def draw_checklist(
    out: Path,
    job: Job,
    lines: Iterable[ChecklistLine],
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw the checklist, 25 lines a page; there is no code on it, so the answer is empty.

    ``progress`` is told the number of lines done. Raises :class:`Misused` ``nothing-to-print``,
    ``missing-glyph-in-words`` or ``cannot-write``.
    """
    listed = list(lines)
    if not listed:
        raise Misused("nothing-to-print")
    head = Row(_HEAD, lambda pages, y: _titles(pages, job, y), with_next=True)
    rows = [head]
    for before, line in zip([None, *listed], listed, strict=False):
        rows.append(_row(line, head, opens_tray=before is not None and before.tray != line.tray))

    def lines_done(pages: int) -> None:
        if progress is not None:
            progress(min(len(listed), pages * PER_PAGE))

    draw_rows(out, Leaf(job, text(job.language, "paper", "checklist.title")), rows, lines_done)
    return []


def _titles(pages: Pages, job: Job, y: float) -> None:
    x = LEFT
    for key, width in _COLUMNS:
        pages.text(
            x + width / 2,
            y + 5.2,
            text(job.language, "paper", f"checklist.{key}"),
            size=8,
            grey=SOFT,
            align="centre",
        )
        x += width
    pages.rule(LEFT, y + _HEAD, x, y + _HEAD, points=0.8, grey=SOFT)


def _row(line: ChecklistLine, head: Row, *, opens_tray: bool) -> Row:
    def draw(pages: Pages, y: float) -> None:
        base = y + 6.0
        x = LEFT
        if opens_tray:
            pages.rule(LEFT, y, LEFT + sum(width for _, width in _COLUMNS), y, points=1.2, grey=BLACK)
        for key, width in _COLUMNS:
            middle = x + width / 2
            if key == "number":
                pages.text(x + width - 4, base + 0.2, str(line.number), font=fonts.BOLD, size=12, align="right")
            elif key == "tray":
                pages.text(middle, base, str(line.tray), size=9, grey=SOFT, align="centre")
            elif key == "documents":
                pages.text(middle, base, str(line.documents), size=9, align="centre")
            elif key in ("enclosed", "checked", "sealed"):
                pages.tick_box(middle - 2.3, y + 2.1, 4.6)
            else:
                pages.rule(x, y + 1.4, x, y + _ROW - 1.4)
            x += width
        pages.rule(LEFT, y + _ROW, x, y + _ROW, grey=FAINT)

    return Row(_ROW, draw, repeat=head)
