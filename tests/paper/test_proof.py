"""R9: what the machine finds when it looks at the pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checkmail.errors import FailedVerification
from checkmail.paper.facts import Job, Placed
from checkmail.paper.labels import draw_labels
from checkmail.paper.pages import Pages
from checkmail.paper.proof import Problem, prove
from checkmail.paper.sheets import find_sheet

from .seen import code, piece


@pytest.fixture
def printed(tmp_path: Path, job: Job) -> tuple[Path, list[Placed]]:
    """Thirty labels on two pages."""
    out = tmp_path / "labels.pdf"
    return out, draw_labels(out, job, find_sheet("28369"), [piece(n) for n in range(1, 31)])


def test_r9_a_good_job_is_clean_and_progress_counts_its_pages(printed: tuple[Path, list[Placed]]) -> None:
    told: list[int] = []
    seen = prove(*printed, progress=told.append)
    assert seen.clean
    assert (seen.pages, seen.decoded, told) == (2, 30, [1, 2])


def test_r9_two_labels_that_changed_places_are_both_named(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    a, b = placed[4], placed[5]
    placed[4], placed[5] = replace(a, code=b.code), replace(b, code=a.code)
    assert set(prove(out, placed).problems) == {
        Problem(0, a.code, "wrong-place"),
        Problem(0, b.code, "wrong-place"),
    }


def test_r9_a_label_on_another_page_is_found_there_and_missed_here(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    a, b = placed[0], placed[24]
    placed[0], placed[24] = replace(a, code=b.code), replace(b, code=a.code)
    seen = prove(out, placed)
    assert seen.decoded == 28
    assert {(p.page, p.code, p.what) for p in seen.problems} >= {
        (0, a.code, "wrong-place"),
        (1, b.code, "wrong-place"),
    }


def test_r9_a_bar_code_that_is_blank_is_undecodable(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Pages.bars

    def blank_third(self: Pages, digits: str, x: float, y: float, height: float, dots: int) -> Placed:
        if digits != code(3):
            return draw(self, digits, x, y, height, dots)
        return Placed(digits, self.number, x, y, 45.4, height)

    monkeypatch.setattr(Pages, "bars", blank_third)
    out = tmp_path / "l.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(n) for n in range(1, 6)])
    seen = prove(out, placed)
    assert seen.problems == (Problem(0, code(3), "undecodable"),)
    assert seen.decoded == 4


def test_r9_half_a_bar_code_is_not_read_as_another(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Pages.bars

    def cut(self: Pages, digits: str, x: float, y: float, height: float, dots: int) -> Placed:
        placed = draw(self, digits, x, y, height, dots)
        self._canvas.setFillGray(1)
        self._canvas.rect(72 / 25.4 * (x + 20), 0, 30, 842, stroke=0, fill=1)
        self._canvas.setFillGray(0)
        return placed

    monkeypatch.setattr(Pages, "bars", cut)
    out = tmp_path / "l.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(1)])
    assert prove(out, placed).problems == (Problem(0, code(1), "undecodable"),)


def test_r9_a_code_the_list_does_not_have_is_unexpected(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    gone = placed.pop(7)
    assert prove(out, placed).problems == (Problem(0, gone.code, "unexpected"),)


def test_r9_a_code_printed_twice_is_named_at_its_second_place(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "l.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(1), piece(2), piece(1)])
    placed[2] = replace(placed[2], code=code(3))
    seen = prove(out, placed)
    assert {(p.code, p.what) for p in seen.problems} == {(code(1), "wrong-place"), (code(3), "undecodable")}


def test_r9_a_page_that_is_not_in_the_file_is_missing(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    lost = replace(placed[0], page=2)
    seen = prove(out, [*placed[1:], lost])
    assert Problem(2, lost.code, "missing-page") in seen.problems
    assert Problem(0, lost.code, "wrong-place") in seen.problems


def test_r9_a_box_a_little_beside_its_code_is_wrong(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    placed[3] = replace(placed[3], x=placed[3].x + 4)
    assert [(p.code, p.what) for p in prove(out, placed).problems] == [(placed[3].code, "wrong-place")]


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.4\n"])
def test_r9_a_file_that_is_no_pdf_fails_verification(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "x.pdf"
    out.write_bytes(content)
    with pytest.raises(FailedVerification, match="print-unreadable"):
        prove(out, [])


def test_r9_a_file_cut_short_never_passes(printed: tuple[Path, list[Placed]]) -> None:
    out, placed = printed
    out.write_bytes(out.read_bytes()[: out.stat().st_size // 2])
    try:
        seen = prove(out, placed)
    except FailedVerification:
        return
    assert not seen.clean


def test_r9_a_file_that_is_gone_fails_verification(tmp_path: Path) -> None:
    with pytest.raises(FailedVerification, match="print-unreadable"):
        prove(tmp_path / "absent.pdf", [])
