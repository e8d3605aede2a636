"""A page to lay in an envelope: whether its window stands where the program takes it to be.

Drawn are the window while the page lies in the middle, and within it what shows however the page slips:
there, and nowhere else, a cover sheet has its address and code.
"""

from __future__ import annotations

from pathlib import Path

from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.covers import CoverForm, fold_marks
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import fitted
from checkmail.paper.form_layouts import form_of
from checkmail.paper.pages import BLACK, MM, SOFT, Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.windows import Box, Opening

_STEPS = ("lay", "see", "shake", "else")


def draw_window_test(out: Path, job: Job, opening: Opening) -> list[Placed]:
    """Draw the page for ``opening``; no code is on it.

    Raises :class:`Misused` ``missing-glyph-in-words`` or ``cannot-write``.
    """
    form = form_of(CoverForm)

    def word(key: str, **values: str) -> str:
        return text(job.language, "paper", f"windowtest.{key}", **values)

    with drawn(out, word("title"), form.page, made=job.made, practice=job.practice) as pages:
        _outlined(pages, opening.middle, form.page, grey=SOFT, points=0.5)
        _outlined(pages, opening.always, form.page, grey=BLACK, points=1.2)
        inner = opening.always
        pages.text(inner.x + 3, inner.y + 7, word("always"), font=fonts.BOLD, size=10)
        pages.text(inner.x + 3, inner.y + 13, f"{inner.width:g} × {inner.height:g} mm", size=9)
        for step in range(0, int(inner.width) + 1, 10):
            pages.rule(inner.x + step, inner.bottom - 3, inner.x + step, inner.bottom, grey=SOFT)
        fold_marks(pages, opening)
        left, right, y = form.margin, form.page[0] - form.margin, form.batch.y
        pages.text(left, y, word("title"), font=fonts.BOLD, size=form.batch.size)
        y += 8
        for line in fitted(word("window", name=opening.name), fonts.REGULAR, 11, (right - left) * MM):
            pages.line_of(left, y, line)
            y += 5.6
        pages.rule(left, y - 2, right, y - 2)
        y += 7
        for number, key in enumerate(_STEPS, start=1):
            pages.text(left + 4, y, str(number), size=11, grey=SOFT, align="right")
            for line in fitted(word(key), fonts.REGULAR, 11, (right - left - 9) * MM):
                pages.line_of(left + 9, y, line)
                y += 5.6
            y += 3
        pages.finish_page()
    return []


def _outlined(pages: Pages, box: Box, page: tuple[float, float], *, grey: float, points: float) -> None:
    """``box`` as far as it is on the page: a window may begin beside a page that lies in the middle."""
    left, top = max(0.0, box.x), max(0.0, box.y)
    right, foot = min(page[0], box.right), min(page[1], box.bottom)
    pages.frame(left, top, right - left, foot - top, points=points, grey=grey)
