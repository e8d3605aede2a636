"""Another person's data on the back of a page: pages of another system, stamped and counted (R9, R11, R13)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from checkmail.office import pieces, stamping
from checkmail.office.stamp_facts import StampWish
from checkmail.rehearsal.story import granted
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check, PieceState

from .conftest import Open, Stopped
from .house import COVER, DESK_1, NOTICE, House

STAMPED = """
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "決定通知書"
match = "stamped"
"""


def notices(file: Path, pages: Iterable[Iterable[int]]) -> Path:
    """What the other system printed: on each page the notice numbers of these people."""
    canvas = Canvas(str(file))
    for people in pages:
        for place, number in enumerate(people):
            canvas.drawString(100, 700 - 300 * place, f"No. 2602{number:08d}")
        canvas.showPage()
    canvas.save()
    return file


def stamp(house: House, *pages: Iterable[int]) -> object:
    source = notices(house.folder / "notices.pdf", pages)
    wish = StampWish(source, house.folder / "stamped.pdf", NOTICE, "通知書番号", both_sides=True)
    return stamping.print_stamped(house.office, house.actor("first"), house.batch, wish)


def test_s3_another_childs_data_on_a_page_is_never_stamped_by_r9(house: Open, stopped: Stopped) -> None:
    """R9: the program that made the pages ran on into the next child; nothing is printed at all."""
    one = house(documents=STAMPED)
    stopped(stamp(one, [1], [1, 2], [2]), "R9", "page-of-two")
    stopped(stamp(one, [1], [2], [1]), "R9", "pages-apart")
    stopped(stamp(one, [1], [99], [2]), "R9", "page-without-key")
    assert not (one.folder / "stamped.pdf").exists()


def test_s3_the_next_childs_page_is_never_printed_on_a_back_by_r9(house: Open, stopped: Stopped) -> None:
    """R9, R11, R13: three pages are two sheets with an empty back; each sheet is asked for, a foreign one stops."""
    one = house(documents=STAMPED)
    answer = granted(stamp(one, [1], [1], [1], [2]))
    assert (answer.printed.pages, answer.printed.artifacts) == (6, 4)
    bench = one.sat("first", Check.FIRST, DESK_1)
    bench.scan(one.papers.code(Kind.COVER, 1, COVER))
    bench.scan(one.papers.code(Kind.STAMPED, 1, 2))
    short = bench.scan(one.papers.envelope(1))
    stopped(short, "R11", "incomplete")
    assert short.needs == (NOTICE,)
    stopped(bench.scan(one.papers.code(Kind.STAMPED, 2, 1)), "R13", "other-piece")
    states = [granted(pieces.show_piece(one.office, one.actor("auditor"), 1, piece)).piece.state for piece in (1, 2)]
    assert states == [PieceState.QUARANTINED, PieceState.QUARANTINED]
