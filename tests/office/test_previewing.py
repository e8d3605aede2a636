"""A file is looked at before it is taken in; who said which column is which is part of the list (R1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from checkmail.errors import Misused
from checkmail.office import approval, batches, lists, previewing, record
from checkmail.office.previewing import Preview

from .play import AKI, BOSS, Play, ok, refused

HEADINGS = ("宛名番号", "氏名", "住所")
PEOPLE = tuple((f"000000000{n}", f"森　{name}", f"石川県白山市倉光{n}") for n, name in enumerate("茂実稔", 1))
CODES = ("コード", "なまえ", "ばしょ", "よみ")
BY_HAND = {"number": "コード", "name": "なまえ", "address": "ばしょ"}


def written(path: Path, headings: tuple[str, ...] = CODES, above: str = "") -> Path:
    rows = [",".join(headings), *(",".join((*person, "モリ")) for person in PEOPLE)]
    path.write_text(above + "\n".join(rows) + "\n", encoding="cp932", errors="replace")
    return path


def book(path: Path, *above: str) -> Path:
    """A workbook of two sheets, the second hidden, with lines above the headings."""
    workbook = Workbook()
    for row in [*([line] for line in above), HEADINGS, *PEOPLE]:
        workbook.active.append(row)
    workbook.active.title = "名簿"
    workbook.create_sheet("控え").sheet_state = "hidden"
    workbook.save(path)
    return path


def look(office: Play, file: Path, **choice: object) -> Preview:
    found = previewing.preview(office.office, AKI, file, **choice)  # type: ignore[arg-type]
    assert isinstance(found, Preview)
    return found


@pytest.fixture
def office(play: Callable[[str], Play]) -> Play:
    return play("created")


@pytest.fixture
def file(office: Play) -> Path:
    return written(office.path.with_name("codes.csv"))


def test_a_file_is_shown_as_it_would_be_read_and_what_is_missing_is_said(office: Play, file: Path) -> None:
    found = look(office, file)
    assert (found.encoding, found.sheets, found.heading_row, found.headings) == ("cp932", (), 1, CODES)
    assert found.records[2] == (*PEOPLE[2], "モリ")
    assert found.problem is not None
    assert (found.problem.key, found.unknown) == ("missing-column", CODES)
    chosen = look(office, file, mapping=BY_HAND)
    assert (chosen.problem, chosen.unknown) == (None, ("よみ",))
    assert dict(chosen.sources) == dict.fromkeys(BY_HAND, "hand")


def test_sheets_and_rows_of_a_workbook_are_shown(office: Play) -> None:
    found = look(office, book(office.path.with_name("list.xlsx"), "発送名簿", ""))
    assert (found.sheets, found.sheet, found.heading_row) == ((("名簿", False), ("控え", True)), "名簿", 3)
    assert found.rows[0] == ("発送名簿",)
    assert found.records == PEOPLE
    assert dict(found.sources) == {"number": "guessed", "name": "guessed", "address": "guessed"}
    with pytest.raises(Misused, match="no-heading-row"):
        look(office, office.path.with_name("list.xlsx"), heading_row=2)


def test_what_was_decided_for_these_headings_is_proposed_again_in_the_whole_office(office: Play, file: Path) -> None:
    imported = ok(lists.import_list(office.office, AKI, 1, file, mapping={**BY_HAND, "kana": ""}))
    assert imported.columns == BY_HAND
    assert imported.guessed == ()
    other = written(office.path.with_name("next-month.csv"))
    found = look(office, other)
    assert (dict(found.columns), found.problem) == (BY_HAND, None)
    assert set(found.sources.values()) == {"remembered"}
    changed = look(office, other, mapping={"kana": "よみ", "name": "なまえ"})
    assert changed.sources == {"number": "remembered", "address": "remembered", "kana": "hand", "name": "hand"}
    assert look(office, written(other, (*CODES[:3], "カナ"))).problem is not None
    ok(batches.create_batch(office.office, BOSS, "次", ""))
    assert ok(lists.import_list(office.office, AKI, 2, file)).sources == dict.fromkeys(BY_HAND, "remembered")


def test_a_heading_given_to_another_column_by_hand_is_taken_from_the_one_that_had_it(office: Play, file: Path) -> None:
    ok(lists.import_list(office.office, AKI, 1, file, mapping=BY_HAND))
    found = look(office, file, mapping={"kana": "なまえ"})
    assert (found.columns["kana"], "name" in found.columns) == ("なまえ", False)
    assert found.problem is not None


def test_a_columns_file_or_a_preset_stands_instead_of_what_is_remembered(office: Play, tmp_path: Path) -> None:
    plain = written(tmp_path / "list.csv", ("番号", "名前", "所在地", "フリガナ"))
    ok(lists.import_list(office.office, AKI, 1, plain, mapping={"kana": ""}))
    assert "kana" not in look(office, plain).columns
    assert look(office, plain, preset="05-plain", mapping={"household": "", "born": ""}).problem is not None
    (tmp_path / "columns.toml").write_text('[columns]\nname = "名前"\n', encoding="utf-8")
    found = look(office, plain, columns=tmp_path / "columns.toml")
    assert found.sources == {"name": "file", "number": "guessed", "address": "guessed", "kana": "guessed"}


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        ({"mapping": {"nickname": "なまえ"}}, "no-such-column-name"),
        ({"mapping": {"name": "ない"}}, "missing-column"),
        ({"mapping": {"name": "なまえ", "kana": "なまえ"}}, "column-named-twice"),
        ({"preset": "99-none"}, "no-such-preset"),
    ],
)
def test_a_choice_that_cannot_be_is_a_problem_and_refuses_the_import(
    office: Play, file: Path, choice: dict[str, object], key: str
) -> None:
    problem = look(office, file, **choice).problem
    assert problem is not None
    assert problem.key == key
    with pytest.raises(Misused, match=key):
        lists.import_list(office.office, AKI, 1, file, **choice)  # type: ignore[arg-type]


def test_the_approver_sees_file_sheet_heading_row_and_sources(office: Play, tmp_path: Path) -> None:
    path = book(tmp_path / "名簿.xlsx")
    ok(lists.import_list(office.office, AKI, 1, path, sheet="名簿", heading_row=1, mapping={"name": "氏名"}))
    view = ok(approval.show_list(office.office, BOSS, 1)).imported
    assert (view.file, view.sheet, view.heading_row, view.encoding) == ("名簿.xlsx", "名簿", 1, "xlsx")
    assert view.sources == {"name": "hand", "number": "guessed", "address": "guessed"}
    assert view.guessed == ("address", "number")
    verified = record.verify(office.office, replay=True)
    assert not verified.faults


def test_progress_counts_and_can_stop_while_reading_and_while_storing(office: Play, file: Path) -> None:
    told: list[tuple[str, int]] = []
    ok(lists.import_list(office.office, AKI, 1, file, mapping=BY_HAND, progress=lambda *step: told.append(step)))
    assert ("reading", 3) in told
    assert told[-1] == ("storing", 0)

    def stop(step: str, _done: int) -> None:
        if step == "storing":
            raise Misused("stopped")

    with pytest.raises(Misused, match="stopped"):
        lists.import_list(office.office, AKI, 1, file, mapping=BY_HAND, progress=stop)
    assert ok(approval.show_list(office.office, AKI, 1)).imported.version == 1


def test_a_batch_that_is_not_there_is_refused(office: Play, file: Path) -> None:
    assert refused(previewing.preview(office.office, AKI, file, batch=7)) == "unknown-batch"
