"""A PDF is the same bytes for the same job, so that its fingerprint means something: on any desk, at any time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from checkmail.paper import fonts, volumes
from checkmail.paper.checklist import ChecklistLine, draw_checklist
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Addressed, Job, Numbered
from checkmail.paper.fontfile import FontFile
from checkmail.paper.forms import TrayCard, draw_trays
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.paper.slips import draw_slips
from checkmail.paper.volumes import OnSheets, make_volumes
from checkmail.rules.codes import Kind

from .own_font import own_font
from .seen import BATCH, code, piece, words

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=9)))
JOB = Job(BATCH, "令和8年度 納税通知書", 3, MADE, head="12:3911:" + "0c9f" * 16, office_name="架空町役場 税務課")
NAMES = ("山田 太郎", "𠮷野 花子", "葛\U000e0100西", "﨑濵　髙")
PIECES = [piece(n, name=NAMES[n % 4]) for n in range(1, 31)]
COVERS = [piece(n, Kind.COVER, name=NAMES[n % 4], contents=("納付書", "しおり")) for n in range(1, 6)]
SLIPS = [Numbered(code(n, Kind.SLIP, 2), n, 1, "受給者証") for n in range(1, 9)]

DRAW: dict[str, Callable[[Path, Job], object]] = {
    "labels": lambda out, job: draw_labels(out, job, find_sheet("28369"), PIECES),
    "covers": lambda out, job: draw_covers(out, job, COVERS),
    "slips": lambda out, job: draw_slips(out, job, SLIPS),
    "checklist": lambda out, job: draw_checklist(out, job, [ChecklistLine(n, 1, 2) for n in range(1, 60)]),
    "trays": lambda out, job: draw_trays(out, job, [TrayCard(code(n, Kind.TRAY), n, n, n) for n in range(1, 4)]),
}

SCRIPT = """
import hashlib, random, sys
from pathlib import Path
from checkmail.paper import fonts
from checkmail.paper.fontfile import FontFile
from tests.paper.test_same_bytes import DRAW, JOB
random.seed(1)
folder = Path(sys.argv[1])
with fonts.standing([FontFile.of(Path(file)) for file in sys.argv[2:]]):
    for kind, draw in DRAW.items():
        draw(folder / f"{kind}.pdf", JOB)
        print(kind, hashlib.sha256((folder / f"{kind}.pdf").read_bytes()).hexdigest())
"""


def elsewhere(folder: Path, *own: Path, **variables: str) -> dict[str, str]:
    """The fingerprints that a fresh process gives, with other variables and in another folder."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(folder), *map(str, own)],
        env={**os.environ, **variables}, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(line.split() for line in done.stdout.splitlines())


def here(folder: Path, job: Job = JOB) -> dict[str, str]:
    out = {}
    for kind, draw in DRAW.items():
        file = folder / f"{kind}-{job.job}.pdf"
        draw(file, job)
        out[kind] = hashlib.sha256(file.read_bytes()).hexdigest()
    return out


def test_the_same_job_is_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    own = own_font(tmp_path / "own.ttf", {"山": "川", "\ue000": "山"})
    moved = tmp_path / "elsewhere" / "another-name.ttf"
    moved.parent.mkdir()
    moved.write_bytes(own.read_bytes())
    with fonts.standing([FontFile.of(own)]):
        ours = here(tmp_path)
        # What was drawn before leaves no trace.
        assert here(tmp_path) == ours
    one = elsewhere(
        tmp_path / "tokyo", own, TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="1", SOURCE_DATE_EPOCH="1700000000"
    )
    other = elsewhere(tmp_path / "lima", moved, TZ="America/Lima", LC_ALL="C", PYTHONHASHSEED="2")
    assert one == other == ours


@pytest.mark.parametrize("kind", DRAW)
def test_another_job_or_time_differs_where_it_is_said_and_nowhere_else(tmp_path: Path, kind: str) -> None:
    """On the page, in the title, in date and identifier."""
    later = replace(JOB, made=MADE + timedelta(hours=5, minutes=7))
    again = replace(JOB, job=4)
    texts, headers = {}, {}
    for name, job in (("first", JOB), ("later", later), ("again", again)):
        file = tmp_path / f"{name}.pdf"
        DRAW[kind](file, job)
        texts[name] = words(file)
        with pdfium.PdfDocument(file) as document:
            headers[name] = document.get_metadata_dict()
    assert headers["first"]["CreationDate"] == "D:20261122003000+00'00'"
    assert headers["later"]["CreationDate"] == "D:20261122053700+00'00'"
    assert headers["again"] == {**headers["first"], "Title": headers["again"]["Title"]}
    told = {"2026-11-2209:30": "2026-11-2214:37"}
    for before, after in told.items():
        assert texts["first"].replace(before, after) == texts["later"]
    # Of the job nothing but its number: 「印刷 3」 and 「印刷 4」.
    assert len(texts["first"]) == len(texts["again"])
    assert {(a, b) for a, b in zip(texts["first"], texts["again"], strict=True) if a != b} <= {("3", "4")}


@pytest.mark.parametrize("kind", DRAW)
def test_a_file_says_nothing_of_the_machine_it_was_made_on(tmp_path: Path, kind: str) -> None:
    own = own_font(tmp_path / "own.ttf", {"山": "川"})
    with fonts.standing([FontFile.of(own)]):
        DRAW[kind](tmp_path / "out.pdf", JOB)
    made = (tmp_path / "out.pdf").read_bytes()
    assert str(tmp_path).encode() not in made
    assert b"own.ttf" not in made
    with pdfium.PdfDocument(tmp_path / "out.pdf") as document:
        told = document.get_metadata_dict()
    assert (told["Creator"], told["Author"]) == ("checkmail", "")
    assert not re.search(r"[/\\:]", told["Producer"])


def test_files_of_other_contents_have_other_identifiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two volumes of one job have one title and one date."""
    monkeypatch.setattr(volumes, "SHEETS", 1)
    items: list[Addressed] = PIECES
    made = make_volumes(
        OnSheets(draw_labels, JOB, find_sheet("28369")), items, lambda n: tmp_path / f"{n}.pdf", processes=1
    )
    identifiers = {re.findall(rb"/ID\s*\[<(\w+)>", volume.file.read_bytes())[0] for volume in made}
    assert len(identifiers) == len(made) == 2
