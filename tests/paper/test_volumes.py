"""Long jobs: volumes, by one process or two, that end whole or leave nothing."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from checkmail.errors import FailedVerification, Misused
from checkmail.paper import fonts, volumes
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Addressed, Job, Placed
from checkmail.paper.fontfile import FontFile
from checkmail.paper.labels import draw_labels
from checkmail.paper.proof import Problem
from checkmail.paper.sheets import find_sheet
from checkmail.paper.volumes import OnPaper, OnSheets, Volume, make_volumes, volumes_of
from checkmail.rules.codes import Kind

from .own_font import own_font
from .seen import code, pages_of, piece, words


@dataclass(frozen=True, slots=True)
class Swapped:
    """Draws labels, but in the volume that holds ``piece`` two of them are said to stand where the other is."""

    plain: OnSheets
    piece: int

    @property
    def per_page(self) -> int:
        return self.plain.per_page

    @property
    def sheets(self) -> int:
        return 1

    @property
    def tolerates(self) -> None:
        return self.plain.tolerates

    def __call__(
        self, out: Path, items: Sequence[Addressed], at: int, progress: Callable[[int], None], /
    ) -> list[Placed]:
        placed = self.plain(out, items, at, progress)
        if self.piece in {item.piece for item in items}:
            a, b = placed[3:5]
            placed[3:5] = [replace(a, code=b.code), replace(b, code=a.code)]
        return placed


@pytest.fixture
def labels(job: Job, monkeypatch: pytest.MonkeyPatch) -> OnSheets:
    """Twelve on a page, two pages a volume."""
    monkeypatch.setattr(volumes, "SHEETS", 2)
    return OnSheets(draw_labels, job, find_sheet("28362"))


def made(folder: Path, drawing: volumes.Drawing, count: int, processes: int = 1, **more: object) -> list[Volume]:
    name = lambda number: folder / f"{number}.pdf"  # noqa: E731
    return make_volumes(drawing, (piece(n) for n in range(1, count + 1)), name, processes=processes, **more)  # type: ignore[arg-type]


def test_r9_a_long_job_is_volumes_each_read_back(tmp_path: Path, labels: OnSheets) -> None:
    told: list[tuple[str, int]] = []
    found = made(tmp_path, labels, 60, start_at=7, progress=lambda step, done: told.append((step, done)))
    assert [(v.number, v.file.name, v.pages, v.decoded, v.problems) for v in found] == [
        (1, "1.pdf", 2, 18, ()),
        (2, "2.pdf", 2, 24, ()),
        (3, "3.pdf", 2, 18, ()),
    ]
    assert len(found) == volumes_of(labels, 60, 7)
    assert [pages_of(volume.file) for volume in found] == [2, 2, 2]
    # Pages are numbered through the job, and a volume goes on where the one before ended.
    assert "3枚目" in words(found[1].file)
    assert "19" in words(found[1].file)
    assert [done for step, done in told if step == "drawing"] == list(range(1, 61))
    assert [done for step, done in told if step == "proving"] == list(range(1, 7))


@pytest.mark.parametrize(
    ("count", "start_at", "expected"), [(1, 1, 1), (24, 1, 1), (25, 1, 2), (24, 2, 2), (48, 12, 3)]
)
def test_volumes_are_counted_before_they_are_made(labels: OnSheets, count: int, start_at: int, expected: int) -> None:
    assert volumes_of(labels, count, start_at) == expected


def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path, labels: OnSheets) -> None:
    for processes in (1, 2):
        (tmp_path / str(processes)).mkdir()
    told: list[tuple[str, int]] = []
    alone = made(tmp_path / "1", labels, 100)
    together = made(tmp_path / "2", labels, 100, processes=2, progress=lambda step, done: told.append((step, done)))
    assert [v.sha256 for v in together] == [v.sha256 for v in alone]
    assert len({v.sha256 for v in together}) == 5
    assert [v.file.read_bytes() for v in together] == [v.file.read_bytes() for v in alone]
    assert sum(v.decoded for v in together) == 100
    assert {"drawing", "proving"} == {step for step, _ in told}


@pytest.mark.parametrize("processes", [1, 2])
def test_r9_one_bad_label_leaves_no_volume(tmp_path: Path, labels: OnSheets, processes: int) -> None:
    found = made(tmp_path, Swapped(labels, 14), 60, processes)
    bad = next(volume for volume in found if volume.problems)
    assert bad.number == 2
    assert set(bad.problems) == {Problem(0, code(n), "wrong-place") for n in (16, 17)}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_in_a_volume_is_the_jobs_and_leaves_none(tmp_path: Path, labels: OnSheets, processes: int) -> None:
    items = [piece(n, name="山田\ue000" if n == 50 else "山田") for n in range(1, 80)]
    with pytest.raises(Misused) as refused:
        make_volumes(labels, items, lambda number: tmp_path / f"{number}.pdf", processes=processes)
    assert (refused.value.key, refused.value.details) == ("missing-glyph", {"piece": 50, "codepoint": "U+E000"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_r6_every_process_draws_with_the_fonts_of_the_job(tmp_path: Path, labels: OnSheets, processes: int) -> None:
    own = FontFile.of(own_font(tmp_path / "EUDC.TTE", {"\ue000": "葛"}))
    items = [piece(n, name="山田\ue000" if n == 50 else "山田") for n in range(1, 80)]
    with fonts.standing([own]):
        found = make_volumes(labels, items, lambda number: tmp_path / f"{number}.pdf", processes=processes)
        assert "山田\ue000" in words(found[2].file)
        own.path.unlink()
        fonts._chain.cache_clear()
        if processes == 2:
            with pytest.raises(Misused, match="font-unreadable"):
                make_volumes(labels, items, lambda number: tmp_path / f"again-{number}.pdf", processes=processes)
    assert list(tmp_path.glob("again*")) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_a_job_that_is_stopped_leaves_nothing(tmp_path: Path, labels: OnSheets, processes: int) -> None:
    class Stop(Exception):
        pass

    def stop(step: str, done: int) -> None:
        if step == "proving" and done:
            raise Stop

    with pytest.raises(Stop):
        made(tmp_path, labels, 400, processes, progress=stop)
    assert list(tmp_path.iterdir()) == []


@dataclass(frozen=True, slots=True)
class Dying:
    """Draws labels in a process that dies at the twentieth of a volume."""

    plain: OnSheets
    per_page: int = 12
    sheets: int = 2

    def __call__(
        self, out: Path, items: Sequence[Addressed], at: int, progress: Callable[[int], None], /
    ) -> list[Placed]:
        return self.plain(out, items, at, lambda done: os._exit(9) if done == 20 else progress(done))


def test_a_process_that_dies_breaks_the_job_off_and_leaves_nothing(tmp_path: Path, labels: OnSheets) -> None:
    (tmp_path / "another.pdf").touch()
    with pytest.raises(FailedVerification, match="printing-broke-off"):
        made(tmp_path, Dying(labels), 100, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["another.pdf"]
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to a file's size there")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_full_disk_in_a_later_volume_leaves_nothing(tmp_path: Path, labels: OnSheets, processes: int) -> None:
    """Other processes inherit the limit; the later volumes draw other letters, so their files are longer."""
    import resource

    kanji = "".join(chr(point) for point in sorted(fonts.drawable()) if 0x4E00 <= point < 0xA000)
    items = [piece(n, name="山田" if n <= 24 else kanji[8 * n : 8 * n + 8]) for n in range(1, 97)]
    make_volumes(labels, items[:24], lambda number: tmp_path / f"{number}.pdf", processes=1)
    room = (tmp_path / "1.pdf").stat().st_size + 1_000
    (tmp_path / "1.pdf").unlink()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(Misused, match="cannot-write"):
            make_volumes(labels, items, lambda number: tmp_path / f"{number}.pdf", processes=processes)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
    assert multiprocessing.active_children() == []


def test_no_more_than_the_volumes_in_hand_are_asked_for(tmp_path: Path, labels: OnSheets) -> None:
    """Memory does not grow with the job: items are taken as their volumes come up."""
    asked: list[int] = []
    ahead: list[int] = []

    def items() -> Iterator[Addressed]:
        for number in range(1, 241):
            asked.append(number)
            yield piece(number)

    def tell(step: str, done: int) -> None:
        if step == "drawing":
            ahead.append(len(asked) - done)

    make_volumes(labels, items(), lambda n: tmp_path / f"{n}.pdf", processes=1, proving=False, progress=tell)
    assert max(ahead) < 3 * 24


def test_covers_are_parted_by_the_page(tmp_path: Path, job: Job) -> None:
    covers = [piece(n, Kind.COVER) for n in range(1, 6)]
    found = make_volumes(OnPaper(draw_covers, job, sheets=2), covers, lambda n: tmp_path / f"{n}.pdf", processes=1)
    assert [volume.decoded for volume in found] == [2, 2, 1]


@pytest.mark.parametrize("start_at", [0, 13, -1])
def test_a_start_off_the_sheet_is_refused(tmp_path: Path, labels: OnSheets, start_at: int) -> None:
    with pytest.raises(Misused, match="start-off-sheet"):
        made(tmp_path, labels, 3, start_at=start_at)


def test_no_items_are_no_job(tmp_path: Path, labels: OnSheets) -> None:
    with pytest.raises(Misused, match="nothing-to-print"):
        made(tmp_path, labels, 0)
