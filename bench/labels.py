"""Address labels: ours against the ways others make them, the same content, in one run.

``python -m bench.labels`` writes ``bench/results/labels.md``. A4, 24 labels of 66 × 33.9 mm; on each the piece's
number, postal code, two address lines, name (Noto Sans JP, embedded) and an 18-digit Code 128 in subset C. Each
measurement is a process of its own, so that its largest memory is its own; ratios are taken within a round and
their medians are given. A peer that is not installed is left out (pylabels).
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from bench.lists import PREFECTURE
from bench.results import machine, peak_megabytes, write_results
from checkmail.intake.postal_table import municipalities, towns_of
from checkmail.paper.facts import Addressed, Job
from checkmail.paper.sheets import DEFAULT_SHEET, find_sheet
from checkmail.rules.codes import Kind

MM = 72 / 25.4
SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
"""Only for ours: what the others keep in memory grows with the pages."""
ROUNDS = 3
MODULE = 4 * 25.4 / 300
"""Millimetres: four dots of 300 dpi, for every way."""
OFFICE = 7
JOB = Job(12, "令和8年度 納税通知書", 1, datetime(2026, 11, 22, tzinfo=UTC))
_SURNAMES = tuple(
    "佐藤 鈴木 高橋 田中 伊藤 渡邉 山本 中村 小林 加藤 𠮷田 山田 佐々木 髙﨑 松本 井上 木村 林 斎藤 清水".split()  # noqa: SIM905
)
_GIVEN = tuple(
    "陽翔 結衣 健一 美咲 直樹 由美子 大輔 恵子 蓮 さくら 一郎 千代 誠 裕子 拓也 明日香 清 和子 翼".split()  # noqa: SIM905
)
_BUILDINGS = ("", "コーポ架空101", "架空ハイツ2-305", "", "市営架空住宅12号棟408")


@functools.cache
def _towns() -> tuple[tuple[str, str], ...]:
    """Postal codes and towns of one prefecture, so that the fonts meet as many characters as a real job's."""
    return tuple(
        (f"{code[:3]}-{code[3:]}", f"{prefecture}{city}{town}")
        for place, (prefecture, city) in enumerate(municipalities())
        if prefecture == PREFECTURE
        for code, town in towns_of(place)
    )


def pieces(count: int, kind: Kind = Kind.LABEL, first: int = 1) -> Iterator[Addressed]:
    """The content, from number ``first`` to ``count``, one after the other: nothing is kept."""
    towns = _towns()
    start, office = f"{kind:d}00012", OFFICE * 10**6 + kind * 10**5 + 12
    for number in range(first, count + 1):
        postal, town = towns[number // 20 % len(towns)]
        check = 98 - ((office * 10**7 + number) * 1000 + 1) * 100 % 97
        code = f"{start}{number:07}001{check:02}"
        name = f"{_SURNAMES[number % len(_SURNAMES)]} {_GIVEN[number % len(_GIVEN)]}"
        house = f"{town}{number % 9 + 1}丁目{number % 23 + 1}番{number % 17 + 1}号"
        yield Addressed(code, number, number // 50 + 1, 1, postal, house, _BUILDINGS[number % 5], name)


@functools.cache
def _fonts() -> None:
    """The fonts as reportlab itself has them."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    import checkmail.paper

    folder = Path(checkmail.paper.__file__).parent / "fonts"
    for name in ("Regular", "Bold"):
        registerFont(TTFont(name, str(folder / f"NotoSansJP-{name}.ttf")))


class _ByHand:
    """A canvas with the text of a label drawn by ``drawString``; how its bar code comes there is the way's own."""

    def __init__(self, out: Path) -> None:
        from reportlab.pdfgen.canvas import Canvas

        _fonts()
        self.sheet = find_sheet(DEFAULT_SHEET)
        self.height = self.sheet.page_height * MM
        self.canvas: Any = Canvas(str(out), pagesize=(self.sheet.page_width * MM, self.height), pageCompression=1)

    def draw(self, items: Iterator[Addressed], bar_code: Callable[[Any, str, float, float, float], None]) -> None:
        """Draws every label; ``bar_code`` gets left, foot and height in points."""
        canvas, sheet = self.canvas, self.sheet
        for place, item in enumerate(items):
            index = place % sheet.labels
            if place and not index:
                canvas.showPage()
            _, _, x, y = sheet.place(index)
            left, top, right = (x + 4) * MM, self.height - y * MM, (x + sheet.label_width - 4) * MM
            canvas.setFont("Regular", 9.5)
            canvas.drawString(left, top - 6.6 * MM, f"〒{item.postal_code}")
            canvas.setFont("Bold", 15)
            canvas.drawRightString(right, top - 6.6 * MM, str(item.piece))
            canvas.setFont("Regular", 8.5)
            canvas.drawString(left, top - 11.2 * MM, item.address)
            canvas.drawString(left, top - 14.8 * MM, item.building)
            canvas.setFont("Bold", 12)
            canvas.drawString(left, top - 19.2 * MM, f"{item.name} 様")
            bar_code(canvas, item.code, left, top - 29.3 * MM, 8.6 * MM)
            canvas.setFont("Regular", 6.5)
            canvas.drawString(left + 30, top - 31.6 * MM, item.code)
        canvas.save()


def one_path(out: Path, count: int) -> None:
    """d: python-barcode's encoder and one vector path a bar code on the canvas."""
    from barcode.codex import Code128

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        path, at = canvas.beginPath(), 0
        for dark, group in groupby(Code128(code).build()[0]):
            wide = len(list(group))
            if dark == "1":
                path.rect(left + at * MODULE * MM, foot, wide * MODULE * MM, height)
            at += wide
        canvas.drawPath(path, stroke=0, fill=1)

    _ByHand(out).draw(pieces(count), bar_code)


def own_code128(out: Path, count: int) -> None:
    """c: reportlab's ``code128.Code128``."""
    from reportlab.graphics.barcode.code128 import Code128

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        Code128(code, barWidth=MODULE * MM, barHeight=height, quiet=False).drawOn(canvas, left, foot)

    _ByHand(out).draw(pieces(count), bar_code)


def pictures(out: Path, count: int) -> None:
    """b: python-barcode's picture of each bar code on the canvas."""
    from barcode.codex import Code128
    from barcode.writer import ImageWriter
    from reportlab.lib.utils import ImageReader

    options = {"module_width": MODULE, "module_height": 8.6, "quiet_zone": 0, "write_text": False, "dpi": 300}

    def bar_code(canvas: Any, code: str, left: float, foot: float, height: float) -> None:
        picture = ImageReader(Code128(code, writer=ImageWriter()).render(options))
        canvas.drawImage(picture, left, foot, 134 * MODULE * MM, height)

    _ByHand(out).draw(pieces(count), bar_code)


def pylabels(out: Path, count: int) -> None:
    """a: pylabels with reportlab's drawings."""
    import labels
    from reportlab.graphics.barcode.widgets import BarcodeCode128
    from reportlab.graphics.shapes import String

    _fonts()
    sheet = find_sheet(DEFAULT_SHEET)
    size = (sheet.page_width, sheet.page_height, sheet.columns, sheet.rows, sheet.label_width, sheet.label_height)

    def draw(label: Any, _wide: float, high: float, item: Addressed) -> None:
        left = 4 * MM
        for baseline, text, font, points in (
            (6.6, f"〒{item.postal_code}", "Regular", 9.5),
            (11.2, item.address, "Regular", 8.5),
            (14.8, item.building, "Regular", 8.5),
            (19.2, f"{item.name} 様", "Bold", 12),
            (31.6, item.code, "Regular", 6.5),
        ):
            label.add(String(left, high - baseline * MM, text, fontName=font, fontSize=points))
        number = String(62 * MM, high - 6.6 * MM, str(item.piece), fontName="Bold", fontSize=15, textAnchor="end")
        label.add(number)
        bar = {"barWidth": MODULE * MM, "barHeight": 8.6 * MM, "humanReadable": False, "quiet": False}
        label.add(BarcodeCode128(x=left, y=high - 29.3 * MM, value=item.code, **bar))

    made = labels.Sheet(labels.Specification(*size, left_margin=sheet.x0, top_margin=sheet.y0), draw)
    made.add_labels(pieces(count))
    made.save(str(out))


def _ours(out: Path, count: int, processes: int) -> None:
    from checkmail.paper.labels import draw_labels
    from checkmail.paper.volumes import OnSheets, make_volumes

    work = OnSheets(draw_labels, JOB, find_sheet(DEFAULT_SHEET))
    make_volumes(work, pieces(count), functools.partial(_beside, out), proving=False, processes=processes)


def _beside(out: Path, volume: int) -> Path:
    return out.with_name(f"{out.stem}-{volume}.pdf")


def ours(out: Path, count: int) -> None:
    """Ours: label pages in volumes."""
    _ours(out, count, 1)


def ours_by_two(out: Path, count: int) -> None:
    """The same, the volumes made by two processes."""
    _ours(out, count, 2)


WAYS: dict[str, Callable[[Path, int], None]] = {
    "d one path": one_path,
    "c reportlab code128": own_code128,
    "b pictures": pictures,
    "a pylabels": pylabels,
    "ours": ours,
    "ours, 2 processes": ours_by_two,
}
MOST = {"b pictures": 1_000, "a pylabels": 1_000, "c reportlab code128": 10_000}
"""Labels at which a slow way still ends in bearable time."""
_SELF = [sys.executable, "-m", "bench.labels"]


def installed(way: str) -> bool:
    """Whether the way's libraries are there."""
    return way != "a pylabels" or importlib.util.find_spec("labels") is not None


def one(way: str, count: int) -> dict[str, float]:
    """Labels a second, bytes a label and the largest memory of a process, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        # A running program has its libraries and fonts; a second process is begun anew for each job.
        WAYS[way.partition(",")[0]](Path(folder) / "before.pdf", 24)
        for path in Path(folder).iterdir():
            path.unlink()
        begun = time.perf_counter()
        WAYS[way](Path(folder) / "labels.pdf", count)
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return {"speed": count / seconds, "bytes": size / count, "megabytes": peak_megabytes(), "seconds": seconds}


def measure(way: str, count: int) -> dict[str, float]:
    """One measurement in a process of its own."""
    said = subprocess.run([*_SELF, "--one", way, str(count)], check=True, capture_output=True, text=True).stdout  # noqa: S603
    measured: dict[str, float] = json.loads(said)
    return measured


def checked(count: int) -> dict[str, float]:
    """Drawing and R9's look at every page together, on two processes: what a clerk waits for."""
    from checkmail.paper.labels import draw_labels
    from checkmail.paper.volumes import OnSheets, make_volumes

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        work = OnSheets(draw_labels, JOB, find_sheet(DEFAULT_SHEET))
        made = make_volumes(work, pieces(count), functools.partial(_beside, Path(folder) / "labels.pdf"), processes=2)
        seconds = time.perf_counter() - begun
    if sum(volume.decoded for volume in made) != count or any(volume.problems for volume in made):
        raise ValueError("a label was not read in its place")
    pages = sum(volume.pages for volume in made)
    return {"pages": pages / seconds, "seconds": seconds, "megabytes": peak_megabytes(), "labels": count}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "LABELS"))
    parser.add_argument("--checked", type=int, metavar="LABELS", help="only drawing and looking, of so many labels")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--largest", type=int, default=LARGEST)
    chosen = parser.parse_args(arguments)
    if chosen.one:
        print(json.dumps(one(chosen.one[0], int(chosen.one[1]))))
        return
    if chosen.checked:
        print(json.dumps(checked(chosen.checked)))
        return
    ways = [way for way in WAYS if installed(way)]
    begun = f"{machine()}; load when it began: {os.getloadavg()[0]:.1f}"
    lines = [
        "| labels | way | labels/s | × d | bytes a label | most memory of a process, MB |",
        "|--:|---|--:|--:|--:|--:|",
    ]
    for size in chosen.sizes:
        some = [way for way in ways if MOST.get(way, size) >= size]
        rounds = [{way: measure(way, size) for way in some} for _ in range(chosen.rounds)]
        lines += [_line(size, way, rounds) for way in some]
        print("\n".join(lines[-len(some) :]), flush=True)
    text = "\n".join([begun, "", *lines])
    if chosen.largest:
        text += "\n\n" + "\n".join(_largest(chosen.largest))
    write_results("labels", "Address labels", text)


def _line(size: int, way: str, rounds: list[dict[str, dict[str, float]]]) -> str:
    speed, of_bytes = (median(r[way][figure] for r in rounds) for figure in ("speed", "bytes"))
    ratio = median(r[way]["speed"] / r["d one path"]["speed"] for r in rounds)
    memory = max(r[way]["megabytes"] for r in rounds)
    return f"| {size:,} | {way} | {speed:,.0f} | {ratio:.2f} | {of_bytes:,.0f} | {memory:.0f} |"


def _largest(count: int) -> Iterator[str]:
    seen = measure("ours, 2 processes", count)
    yield (
        f"- {count:,} labels drawn by two processes: {seen['seconds']:.0f} s, {seen['speed']:,.0f} labels/s,"
        f" {seen['bytes']:.0f} bytes a label, at most {seen['megabytes']:.0f} MB a process"
    )
    said = subprocess.run([*_SELF, "--checked", str(count)], check=True, capture_output=True, text=True).stdout  # noqa: S603
    seen = json.loads(said)
    yield (
        f"- {count:,} labels drawn, every page rendered and every code read and compared (R9), on two processes:"
        f" {seen['seconds']:.0f} s, {seen['pages']:.0f} pages/s, at most {seen['megabytes']:.0f} MB a process"
    )


if __name__ == "__main__":
    main()
