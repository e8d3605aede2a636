"""Labels as a scanner and a person see them."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from checkmail.errors import Misused
from checkmail.paper import fonts, pdf_file
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.labels import draw_labels
from checkmail.paper.proof import prove
from checkmail.paper.sheets import find_sheet

from .seen import code, crop, pages_of, picture, piece, words

HOSTILE = ["[Ltd]", "[/]", '"引用" \'', "=SUM(A1)", "+81", "@SUM", "\\(escape) %PDF {0}", "<b>山田</b>", "髙﨑 濵子"]
LONG = "京都府京都市上京区今出川通烏丸東入相国寺門前町647-20 京都御所北側の長い通り名のある住所"


@pytest.mark.parametrize("name", ["28369", "28366", "28362", "28368"])
def test_every_code_is_read_in_its_place(tmp_path: Path, job: Job, name: str) -> None:
    sheet = find_sheet(name)
    out = tmp_path / "labels.pdf"
    items = [piece(n) for n in range(1, sheet.labels + 4)]
    placed = draw_labels(out, job, sheet, items)
    seen = prove(out, placed)
    assert (seen.pages, seen.decoded, seen.problems) == (2, len(items), ())
    assert [box.code for box in placed] == [item.code for item in items]
    for index, box in enumerate(placed):
        _, _, x, y = sheet.place(index % sheet.labels)
        assert x <= box.x
        assert box.x + box.width <= x + sheet.label_width
        assert y <= box.y
        assert box.y + box.height <= y + sheet.label_height


@pytest.mark.parametrize("name", ["28369", "28366", "28363"])
def test_no_ink_leaves_its_label_nor_the_page_a_printer_reaches(tmp_path: Path, job: Job, name: str) -> None:
    sheet, dpi = find_sheet(name), 150
    out = tmp_path / "labels.pdf"
    draw_labels(out, job, sheet, [piece(n, address=LONG) for n in range(1, sheet.labels + 1)])
    page = picture(out, dpi=dpi)
    for index in range(sheet.labels):
        _, _, x, y = sheet.place(index)
        for part in (
            (x, y, 2.5, sheet.label_height),
            (x + sheet.label_width - 2.5, y, 2.5, sheet.label_height),
            (x, y, sheet.label_width, 1.0),
            (x, y + sheet.label_height - 1.0, sheet.label_width, 1.0),
        ):
            assert crop(page, dpi, *part).getextrema() == (255, 255), (index, part)
    for edge in ((0, 0, 4.5, 297), (205.5, 0, 4.5, 297)):
        assert crop(page, dpi, *edge).getextrema() == (255, 255)


def test_the_bars_stand_on_the_dot_grid(tmp_path: Path, job: Job) -> None:
    dot = 25.4 / 300
    for box in draw_labels(tmp_path / "l.pdf", job, find_sheet("28366"), [piece(n) for n in range(1, 25)]):
        assert box.x / dot == pytest.approx(round(box.x / dot), abs=1e-6)


def test_a_tired_printer_and_a_crooked_scan_are_still_read(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "labels.pdf"
    items = [piece(n) for n in range(1, 25)]
    draw_labels(out, job, find_sheet("28369"), items)
    page = picture(out, dpi=300)
    worn = page.filter(ImageFilter.GaussianBlur(1.2)).rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)
    worn = worn.point([100 + value // 2 for value in range(256)])
    read = zxingcpp.read_barcodes(worn, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128))
    assert sorted(one.text for one in read) == sorted(item.code for item in items)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, job: Job) -> None:
    """Also in another process with another hash seed."""
    for name in ("a.pdf", "b.pdf"):
        draw_labels(tmp_path / name, job, find_sheet("28369"), [piece(n) for n in range(1, 30)])
    script = (
        "import datetime as d, pathlib, sys\n"
        "from checkmail.paper.facts import Addressed, Job\n"
        "from checkmail.paper.labels import draw_labels\n"
        "from checkmail.paper.sheets import find_sheet\n"
        "made = d.datetime(2026, 11, 22, tzinfo=d.timezone.utc)\n"
        "item = Addressed(sys.argv[2], 1, 1, 1, '065-0021', '架空市1-2', '', '𠮷田 髙子')\n"
        "draw_labels(pathlib.Path(sys.argv[1]), Job(1, '試', 1, made), find_sheet('28369'), [item])\n"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / f"{seed}.pdf"), code(1)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            cwd=Path(__file__).resolve().parents[2],
        )
    assert sha256_of(tmp_path / "a.pdf") == sha256_of(tmp_path / "b.pdf")
    assert sha256_of(tmp_path / "1.pdf") == sha256_of(tmp_path / "2.pdf")


def test_a_sheet_begun_earlier_is_used_on(tmp_path: Path, job: Job) -> None:
    out, sheet = tmp_path / "labels.pdf", find_sheet("28369")
    placed = draw_labels(out, job, sheet, [piece(1), piece(2)], start_at=24)
    assert [box.page for box in placed] == [0, 1]
    assert placed[0].x > 138
    assert prove(out, placed).clean
    for bad in (0, 25):
        with pytest.raises(Misused, match="start-off-sheet"):
            draw_labels(out, job, sheet, [piece(1)], start_at=bad)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_on_the_paper_as_it_is(tmp_path: Path, job: Job, name: str) -> None:
    out = tmp_path / "labels.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(1, name=name, address=name, building=name)])
    assert words(out).count("".join(name.split())) == 3
    assert prove(out, placed).clean


def test_a_rare_character_is_drawn_and_is_no_box(tmp_path: Path, job: Job) -> None:
    """U+20BB7 is compared as a picture: reportlab's copy table has no room for it."""
    ink = {}
    for character in "𠮷吉□":
        out = tmp_path / f"{ord(character):x}.pdf"
        draw_labels(out, job, find_sheet("28362"), [piece(1, name=character)])
        ink[character] = picture(out, dpi=200)
    assert all(ImageChops.difference(ink["𠮷"], ink[other]).getbbox() for other in "吉□")
    (left, top, right, bottom) = ImageChops.difference(ink["𠮷"], ink["吉"]).getbbox()  # type: ignore[misc]
    assert (right - left, bottom - top) < (60, 60)  # the two differ in one character only


@pytest.mark.parametrize("bad", ["\ue000", "\u3099", "\x1b[2J", "\n", "\x00", "\U0002fa1e", "\ufe00"])
@pytest.mark.parametrize("field", ["name", "address", "building", "postal_code"])
def test_what_no_font_can_draw_is_refused_and_leaves_no_file(tmp_path: Path, job: Job, bad: str, field: str) -> None:
    with pytest.raises(Misused) as refused:
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28369"), [piece(1), piece(2, **{field: f"a{bad}"})])
    assert refused.value.key == "missing-glyph"
    assert refused.value.details == {"piece": 2, "codepoint": f"U+{ord(bad[0]):04X}"}
    assert list(tmp_path.iterdir()) == []


def test_a_name_left_to_the_hand_is_not_printed(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "labels.pdf"
    placed = draw_labels(out, job, find_sheet("28369"), [piece(1, name="辻\ue000子", by_hand=True)])
    assert "手書き" in words(out)
    assert "辻" not in words(out)
    assert prove(out, placed).clean


def test_long_texts_are_printed_whole(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "labels.pdf"
    name = "株式会社架空町地域振興総合研究開発機構北海道支店代表取締役佐藤一郎"
    draw_labels(out, job, find_sheet("28369"), [piece(1, address=LONG, building="架空荘101号室", name=name)])
    text = words(out)
    for part in (LONG, "架空荘101号室", name + "様"):
        assert "".join(part.split()) in text


@pytest.mark.parametrize("field", ["name", "address", "building", "postal_code"])
def test_what_cannot_stand_in_a_legible_size_is_refused_not_cut(tmp_path: Path, job: Job, field: str) -> None:
    with pytest.raises(Misused) as refused:
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28369"), [piece(8, **{field: "長" * 400})])
    assert refused.value.key == "too-long-to-draw"
    assert refused.value.details == {"piece": 8}
    assert list(tmp_path.iterdir()) == []


def test_a_title_is_not_added_twice(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "l.pdf"
    draw_labels(out, job, find_sheet("28369"), [piece(1, name="架空産業 御中"), piece(2, name="佐藤様")])
    assert "御中様" not in words(out)
    assert "様様" not in words(out)


def test_a_label_knows_nothing_but_whitelisted_fields() -> None:
    """R7: birth date, sex and notice number have no field, so no page can show them."""
    assert {field.name for field in dataclasses.fields(Addressed)} == {
        "code", "piece", "tray", "issue", "postal_code", "address", "building", "name",
        "by_hand", "batch_name", "contents", "customer_code",
    }  # fmt: skip


class Stopped(Exception):
    """What a progress bar raises when somebody presses stop."""


def test_stopping_leaves_nothing_and_spares_an_older_file(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "l.pdf"
    out.write_bytes(b"older")
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        draw_labels(out, job, find_sheet("28369"), [piece(n) for n in range(1, 9)], progress=stop)
    assert told == [1, 2, 3]
    assert [path.name for path in tmp_path.iterdir()] == ["l.pdf"]
    assert out.read_bytes() == b"older"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pdf_file.os, "fsync", full)
    with pytest.raises(Misused, match="cannot-write"):
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28369"), [piece(1)])
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_before_anything_is_drawn(tmp_path: Path, job: Job) -> None:
    drawn: list[int] = []
    with pytest.raises(Misused, match="cannot-write"):
        draw_labels(tmp_path / "none" / "l.pdf", job, find_sheet("28369"), [piece(1)], progress=drawn.append)
    assert drawn == []


def test_no_labels_are_no_job(tmp_path: Path, job: Job) -> None:
    with pytest.raises(Misused, match="nothing-to-print"):
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28369"), [])
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_too_low_for_its_text_is_refused(tmp_path: Path, job: Job) -> None:
    low = dataclasses.replace(find_sheet("28369"), label_height=15.0)
    with pytest.raises(Misused, match="layout-too-low"):
        draw_labels(tmp_path / "l.pdf", job, low, [piece(1)])


def test_a_batch_name_no_font_can_draw_stands_with_a_geta_in_the_margin(tmp_path: Path, job: Job) -> None:
    out = tmp_path / "l.pdf"
    draw_labels(out, dataclasses.replace(job, batch_name="納税🎉"), find_sheet("28369"), [piece(1)])
    assert "納税〓" in words(out)
    assert pages_of(out) == 1


def test_drawing_makes_no_private_glyph_drawable(tmp_path: Path, job: Job) -> None:
    before: Callable[[], frozenset[int]] = fonts.drawable
    known = before()
    draw_labels(tmp_path / "l.pdf", job, find_sheet("28369"), [piece(1, name="葛城 辻子")])
    assert fonts.drawable() == known
    assert 0xE000 not in fonts.drawable()
