"""What people sign stands under: the ledger's head in digits and as a QR code, and the lines to sign on (R24)."""

from __future__ import annotations

from typing import Final

from checkmail.locale import text
from checkmail.paper import fonts, qr
from checkmail.paper.facts import Job, Placed
from checkmail.paper.fitting import fitted, one_line
from checkmail.paper.leaf import LEFT, Row, heading, in_groups
from checkmail.paper.pages import A4, MM, SOFT, Pages

DOTS: Final = 8
"""Dots of 300 dpi a module where a form's file says nothing: 22.4 mm for the head of any chain."""
_LARGEST: Final = 40.0
"""Millimetres: beside a larger code the digits of the head have no room."""
_SIGNATURE: Final = 24.0
_WIDE: Final = A4[0] - 2 * LEFT


def readable_code(dots: int) -> bool:
    """Whether a code of ``dots`` dots a module is large enough to be read, and leaves room for the digits."""
    return qr.LEAST_WIDTH <= qr.width_of(qr.LEAST_MODULES, dots) <= _LARGEST


def head_on_paper(head: str) -> str:
    """What the QR code of a head holds: capitals, which take less room; ``ledger verify --head`` reads it as it is."""
    return head.upper()


def head_and_signatures(job: Job, dots: int, placed: list[Placed], signers: tuple[str, ...]) -> list[Row]:
    """The ledger head, to be compared and typed, its QR code, which goes into ``placed``, and the lines to sign on.

    On one page: it is this head that people sign. The code reaches down beside the next heading, where nothing stands.
    """
    title, date = (text(job.language, "paper", f"signoff.{key}") for key in ("signatures", "date"))
    if not job.head:
        return [heading(title), *signatures(signers, date)] if signers else []
    held = head_on_paper(job.head)
    # A hair more than the quiet zone: the rule of a table above ends where this begins.
    side, quiet = qr.width_of(len(qr.rows_of(held)), dots), qr.quiet_of(dots) + 0.4
    room = (_WIDE - side - quiet) * MM
    lines = fitted(in_groups(job.head), fonts.REGULAR, 11, room)
    hint = one_line(text(job.language, "paper", "page.head_hint"), fonts.REGULAR, 7.5, room)
    if hint is None:
        raise ValueError("the words beside the code are too long")
    above, below = heading(text(job.language, "paper", "page.head")), heading(title)
    words = above.height + 2.6 + 5.4 * len(lines)
    height = max(words + (below.height if signers else 5), side + 2 * quiet)

    def draw(pages: Pages, y: float) -> None:
        above.draw(pages, y)
        for step, line in enumerate(lines):
            pages.line_of(LEFT, y + above.height + 5 + 5.4 * step, line)
        pages.line_of(LEFT, y + words + 1, hint, grey=SOFT)
        placed.append(pages.qr(held, LEFT + _WIDE - side, y + quiet, dots))
        if signers:
            below.draw(pages, y + height - below.height)

    return [Row(height, draw, with_next=bool(signers)), *signatures(signers, date)]


def signatures(roles: tuple[str, ...], date: str) -> list[Row]:
    """Lines to sign on, up to four beside each other, each with room for a day."""
    beside = min(4, max(2, len(roles)))
    gap = 10.0 if beside == 2 else 6.0
    wide = (_WIDE - (beside - 1) * gap) / beside

    def row(signers: tuple[str, ...]) -> Row:
        def draw(pages: Pages, y: float) -> None:
            for step, role in enumerate(signers):
                x = LEFT + step * (wide + gap)
                line = one_line(role, fonts.REGULAR, 9, wide * MM)
                if line is None:
                    raise ValueError("the words for who signs are too long")
                pages.line_of(x, y + 5, line)
                pages.rule(x, y + 18, x + wide, y + 18, points=0.7, grey=SOFT)
                pages.text(x + wide, y + 22, date, size=7, grey=SOFT, align="right")

        return Row(_SIGNATURE, draw)

    return [row(roles[start : start + beside]) for start in range(0, len(roles), beside)]
