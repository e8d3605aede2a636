"""R6 with the office's own fonts: one chain on every desk, kept in the ledger, and no drawing without it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.office import approval, batches, findings, lists, office_fonts, printing, record, reissue, withholding
from checkmail.office.office_fonts import FOLDERS, Fonts
from tests.paper.own_font import own_font
from tests.paper.seen import words

from .play import AKI, BAN, BOSS, EYE, Play, ok, refused, write_list

GAIJI = "\ue000"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine has the office's fonts; it has no other."""
    place = tmp_path / "fonts"
    monkeypatch.setenv(FOLDERS, str(place))
    monkeypatch.setattr(office_fonts, "_system_folders", lambda: ())
    return place


@pytest.fixture
def gaiji(tmp_path: Path) -> Path:
    return own_font(tmp_path / "EUDC.TTE", {GAIJI: "葛"})


def set_fonts(office: Play, *files: Path) -> Fonts:
    chain: Fonts = ok(office_fonts.set_fonts(office.office, BOSS, [(file, 0) for file in files]))
    return chain


@pytest.fixture
def printable(play: Callable[[str], Play], folder: Path, gaiji: Path, tmp_path: Path) -> Play:
    """An approved batch whose third name has a private character that the office's font draws."""
    office = play("people")
    set_fonts(office, gaiji)
    ok(batches.create_batch(office.office, AKI, "通知", "", 4))
    file = write_list(tmp_path / "list.csv", 4, 氏名={3: f"{GAIJI}西　花子"})
    ok(lists.import_list(office.office, AKI, 1, file))
    ok(withholding.answer_none(office.office, AKI, 1, date(2026, 11, 1), "福祉課"))
    ok(approval.approve(office.office, BAN, 1))
    return office


def labels(office: Play, **more: object) -> object:
    wish = printing.Wish("labels", office.path.with_name("labels.pdf"), **more)
    return printing.print_artifacts(office.office, AKI, 1, wish)


def left(office: Play) -> list[str]:
    return sorted(path.name for path in office.path.parent.glob("*pdf*"))


def test_r6_a_list_is_looked_at_with_the_fonts_it_will_be_drawn_with(play, folder, gaiji, tmp_path):
    file = write_list(tmp_path / "list.csv", 4, 氏名={3: f"{GAIJI}西　花子"})

    def stops(office: Play) -> list[str]:
        ok(batches.create_batch(office.office, AKI, "通知", "", 4))
        ok(lists.import_list(office.office, AKI, 1, file))
        return [one.finding.code for one in ok(findings.findings(office.office, AKI, 1))]

    with_font, without = play("people", "with"), play("people", "without")
    set_fonts(with_font, gaiji)
    # Of two offices in one process neither draws with the other's fonts.
    assert stops(with_font) == []
    assert stops(without) == ["missing-glyph"]


def test_r6_a_shape_that_no_font_has_is_listed_for_a_look(play, folder, tmp_path):
    """Noto has the first (Adobe-Japan1), and prints the second plain (Moji_Joho)."""
    office = play("people")
    ok(batches.create_batch(office.office, AKI, "通知", "", 4))
    names = {1: "葛\U000e0100西　一", 2: "葛\U000e0102西　二", 3: "葛\U000e0100葛\U000e0102　三"}
    ok(lists.import_list(office.office, AKI, 1, write_list(tmp_path / "list.csv", 4, 氏名=names)))
    found = [one.finding for one in ok(findings.findings(office.office, AKI, 1))]
    assert {(one.code, one.severity.value) for one in found} == {("glyph-variant", "note")}
    told = sorted((one.rows[0], one.details["code_point"], one.details.get("sign", "")) for one in found)
    own, plain = ("U+E0100", ""), ("U+E0102", "plain")
    assert told == [(1, *own), (2, *plain), (3, *own), (3, *plain)]


def test_r6_a_job_is_drawn_with_the_chain_and_says_so(printable, gaiji):
    ok(labels(printable))
    assert words(printable.path.with_name("labels.pdf")).count(f"{GAIJI}西") == 1
    (entry,) = (one for one in record.show(printable.office, EYE, 1) if one.kind == "printed")
    shown = ok(office_fonts.show_fonts(printable.office, EYE))
    assert entry.facts()["fonts"] == [[shown.fonts[0].sha256, 0]]


def test_r25_the_ledger_names_fonts_by_contents_and_never_by_path(play, folder, gaiji, tmp_path):
    office = play("people")
    before = len(record.show(office.office, EYE))
    other = own_font(tmp_path / "山田太郎の字.ttf", {"山": "川"})
    shown = set_fonts(office, gaiji, other)
    (entry,) = record.show(office.office, EYE, after=before)
    fonts = [[font.sha256, font.name, font.size, font.face] for font in shown.fonts]
    assert (entry.kind, json.loads(entry.body)) == ("fonts-set", {"fonts": fonts})
    assert [font.size for font in shown.fonts] == [gaiji.stat().st_size, other.stat().st_size]
    assert office.faults() == []
    set_fonts(office)
    assert (office.rows("office_fonts"), office.faults()) == ([], [])
    office.tamper("INSERT INTO office_fonts VALUES (0, 'x', 'x', 1, 0)")
    assert office.faults() == [(0, "office_fonts")]


def test_r28_a_supervisor_sets_the_fonts_and_nobody_else(play, folder, gaiji):
    office = play("people")
    for actor in (AKI, EYE):
        assert refused(office_fonts.set_fonts(office.office, actor, [(gaiji, 0)])) == "not-allowed"
    assert not folder.exists()


def test_a_font_is_kept_where_this_machine_looks_for_it(play, folder, gaiji):
    """What was given may lie on a stick that is taken out again."""
    office = play("people")
    shown = set_fonts(office, gaiji)
    gaiji.unlink()
    assert ok(office_fonts.show_fonts(office.office, EYE)) == shown
    assert [Path(file).parent for file in shown.files] == [folder]


def test_r6_a_desk_without_the_font_draws_nothing_and_says_which_file_to_put_where(printable, folder, tmp_path):
    kept = next(folder.iterdir())
    elsewhere = kept.rename(tmp_path / "elsewhere")
    with pytest.raises(Misused) as refused_:
        labels(printable)
    shown = ok(office_fonts.show_fonts(printable.office, EYE))
    font = shown.fonts[0]
    assert refused_.value.key == "font-missing"
    assert refused_.value.details == {"name": font.name, "sha256": font.sha256, "folder": str(folder)}
    assert (shown.files, left(printable)) == (("",), [])
    # Under any name, at any depth; another file of one size is not it.
    (folder / "deep").mkdir()
    (folder / "deep" / "a.ttf").write_bytes(bytes(font.size))
    shutil.copy(elsewhere, folder / "deep" / "外字.TTE")
    ok(labels(printable))


def test_r6_a_chain_that_lost_a_character_prints_nothing_of_it(printable):
    set_fonts(printable)
    answer = labels(printable)
    assert (refused(answer), answer.details["piece"]) == ("missing-glyphs", 3)
    assert left(printable) == []
    ok(labels(printable, pieces=(1, 2)))


def test_r9_fonts_set_while_a_job_was_drawn_make_it_stale(printable, monkeypatch, tmp_path):
    real = printing.draw

    def drawn(plan, progress=None):
        answer = real(plan, progress)
        set_fonts(printable, own_font(tmp_path / "new.ttf", {GAIJI: "川"}))
        return answer

    monkeypatch.setattr(printing, "draw", drawn)
    assert refused(labels(printable)) == "stale"
    assert (left(printable), printable.rows("jobs")) == ([], [])


def test_r8_a_reissue_is_drawn_with_the_chain_too(printable, folder):
    ok(labels(printable))
    out = printable.path.with_name("again.pdf")
    proposed = ok(
        reissue.propose_reissue(
            printable.office, AKI, 1, out, "torn", "破れた", codes=[printable.label(3)], sheet="28362"
        )
    )
    ok(printable.confirm(proposed, BAN))
    assert f"{GAIJI}西" in words(out)


def test_a_font_that_cannot_be_embedded_changes_nothing(play, folder, gaiji, tmp_path):
    office = play("people")
    set_fonts(office, gaiji)
    before = ok(office_fonts.show_fonts(office.office, EYE))
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"OTTO" + gaiji.read_bytes()[4:])
    good = own_font(tmp_path / "good.ttf", {"山": "川"})
    with pytest.raises(Misused, match="font-cff"):
        set_fonts(office, good, broken)
    with pytest.raises(Misused, match="too-many-fonts"):
        set_fonts(office, *[gaiji] * 17)
    assert ok(office_fonts.show_fonts(office.office, EYE)) == before
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_cannot_take_the_font_is_told(play, folder, gaiji):
    office = play("people")
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(Misused, match="cannot-write"):
        set_fonts(office, gaiji)
    assert office.rows("office_fonts") == []


def test_a_face_of_a_collection_is_named_by_its_number(tmp_path):
    odd = tmp_path / "外字#2"
    odd.write_bytes(b"")
    named = office_fonts.named_files(["a.ttf", "msmincho.ttc#2", f" {odd} ", "#2", "b.ttc#x", "b.ttc#0"])
    faces = [("a.ttf", 0), ("msmincho.ttc", 1), (str(odd), 0), ("#2", 0), ("b.ttc#x", 0), ("b.ttc", -1)]
    assert named == [(Path(name), face) for name, face in faces]


def test_a_face_that_a_file_does_not_have_is_refused(play, folder, gaiji):
    office = play("people")
    for face in (-1, 1, 999_999):
        with pytest.raises(Misused, match="font-no-such-face"):
            office_fonts.set_fonts(office.office, BOSS, [(gaiji, face)])
