"""Forms as data: what a file may say, what is refused, and that a page follows its file (R7)."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.locale import LANGUAGES
from checkmail.locale.sentences import error_words
from checkmail.paper import forms
from checkmail.paper.cards import BadgeForm, DeskcardForm, TrayForm
from checkmail.paper.checklist import ChecklistForm, ChecklistLine, draw_checklist
from checkmail.paper.covers import CoverForm, draw_covers, shipped_windows
from checkmail.paper.facts import Addressed, Job, Numbered
from checkmail.paper.form_layouts import Form, load_form
from checkmail.paper.labels import LabelForm, draw_labels
from checkmail.paper.listproof import ProofForm
from checkmail.paper.proof import prove
from checkmail.paper.records import HandoverForm, SignOffForm
from checkmail.paper.sheets import find_sheet
from checkmail.paper.slips import ReturnForm, SlipForm
from checkmail.resources import shipped
from checkmail.rules.codes import Kind

from .seen import code, piece, words

FORMS: tuple[type[Form], ...] = (
    BadgeForm, ChecklistForm, CoverForm, DeskcardForm, HandoverForm, LabelForm, ProofForm, ReturnForm, SignOffForm,
    SlipForm, TrayForm,
)  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forms of one's own, with a copy of each."""
    folder = tmp_path / "own" / "forms"
    shutil.copytree(shipped("layouts") / "forms", folder)
    monkeypatch.setenv("CHECKMAIL_LAYOUTS", str(folder.parent))
    return folder


def change(folder: Path, form: type[Form], before: str, after: str) -> Path:
    path = folder / form.FILE
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def test_every_form_is_read_and_no_file_is_left_over() -> None:
    folder = shipped("layouts") / "forms"
    assert {form.FILE for form in FORMS} == {file.name for file in folder.glob("*")}
    for form in FORMS:
        load_form(form, folder / form.FILE)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.FILE)
def test_every_number_is_held_to_what_a_number_is(form: type[Form], own: Path) -> None:
    path = own / form.FILE
    text = path.read_text(encoding="utf-8")
    (own / "x.toml").write_text(f"{text}\n[further]\nx = 1\n", encoding="utf-8")
    with pytest.raises(Misused, match="form-unreadable"):
        load_form(form, own / "x.toml")
    numbers = [line for line in text.splitlines() if line.split("#")[0].rstrip().endswith((".0", ".5", ".9"))]
    for line in numbers[:3]:
        name = line.partition("=")[0]
        for wrong in ("nan", "-1.0", "inf", '"5"', "true", "[5.0]", "1000.1", "1" + "0" * 400):
            path.write_text(text.replace(line, f"{name}= {wrong}", 1), encoding="utf-8")
            with pytest.raises(Misused, match="form-unreadable") as seen:
                load_form(form, path)
            assert seen.value.details == {"form": form.FILE, "place": _under(text, line, name.strip())}
        path.write_text(text.replace(line + "\n", "", 1), encoding="utf-8")
        with pytest.raises(Misused, match="form-unreadable"):
            load_form(form, path)
    for content in (b"\xff", b"x = " + b"9" * 5000, b"x = " + b"[" * 50_000, text.encode() + b"#" * 65_536):
        path.write_bytes(content)
        with pytest.raises(Misused, match="form-unreadable"):
            load_form(form, path)
    # As the Notepad of Windows may save it.
    path.write_text(text, encoding="utf-8-sig")
    load_form(form, path)
    with pytest.raises(Misused, match="form-unreadable"):
        load_form(form, own / "none.toml")


def _under(text: str, line: str, name: str) -> str:
    """Where the key stands: under the last table before its line."""
    tables = [one[1:].split("]")[0] for one in text[: text.index(line)].splitlines() if one.startswith("[")]
    return f"{tables[-1]}.{name}" if tables else name


@pytest.mark.parametrize("form", [LabelForm, CoverForm, SlipForm, ReturnForm], ids=lambda form: form.FILE)
@pytest.mark.parametrize("never", ["born", "sex", "notice", "kana", "remark", "by_hand"])
def test_r7_no_form_shows_what_is_no_field_of_its_facts(form: type[Form], never: str, own: Path) -> None:
    path = change(own, form, '"code"', f'"code", "{never}"')
    with pytest.raises(Misused, match="form-shows") as seen:
        load_form(form, path)
    assert seen.value.details == {"form": form.FILE, "place": never}
    for language in LANGUAGES:
        assert never in error_words(seen.value, language)[0]
    facts = {field.name for kind in (Addressed, Numbered) for field in fields(kind)}
    assert facts >= form.MAY


@pytest.mark.parametrize(
    ("form", "before", "after", "place"),
    [
        (LabelForm, '"name", ', "", "name"),
        (LabelForm, '"tray"', '"tray", "tray"', "tray"),
        (SlipForm, '"code", ', "", "code"),
        (ChecklistForm, '    { key = "checker", width = 28.0 },\n', "", "checker"),
        (ChecklistForm, '"remark"', '"name"', "name"),
        (SignOffForm, '    { key = "entries", width = 25.0 },\n', "", "entries"),
        (SignOffForm, '"role"', '"born"', "born"),
        (HandoverForm, '"witness"', '"address"', "address"),
        (TrayForm, ', "count_2"', "", "count_2"),
    ],
)
def test_what_a_form_is_no_use_without_stays_on_it(
    form: type[Form], before: str, after: str, place: str, own: Path
) -> None:
    with pytest.raises(Misused, match="form-shows") as seen:
        load_form(form, change(own, form, before, after))
    assert seen.value.details["place"] == place


@pytest.mark.parametrize(
    ("form", "before", "after", "place"),
    [
        (SlipForm, "number = { y = 36.0", "number = { y = 75.0", "number"),
        (SlipForm, "grid = [2, 4]", "grid = [2, 5]", "grid"),
        (SlipForm, "inset = 12.0", "inset = 3.0", "inset"),
        (BadgeForm, "code = { y = 31.0", "code = { y = 45.0", "code"),
        (BadgeForm, "inset = 8.0", "inset = 50.0", "inset"),
        (DeskcardForm, "card = [90.0, 46.0]", "card = [181.0, 46.0]", "card"),
        (TrayForm, "step = 27.0", "step = 40.0", "step"),
        (TrayForm, "code = { y = 143.0", "code = { y = 260.0", "code"),
        (ChecklistForm, '"checker", width = 28.0', '"checker", width = 29.0', "columns"),
        (ChecklistForm, "box = 4.6", "box = 9.0", "box"),
        (ChecklistForm, "row = 8.9", "row = 300.0", "row"),
        (ChecklistForm, "head = 8.0", "head = 300.0", "row"),
        (DeskcardForm, "card = [90.0, 46.0]", "card = [90.0, 300.0]", "card"),
        (SignOffForm, '"who", width = 85.0', '"who", width = 86.0', "people"),
        (HandoverForm, "label = 42.0", "label = 100.0", "label"),
        (ProofForm, "why = 50.0", "why = 150.0", "why"),
        (CoverForm, "most = 12", "most = 15", "contents.most"),
        (CoverForm, "foot = { y = 285.5", "foot = { y = 300.0", "foot"),
        (CoverForm, 'envelope = "kaku-2"', 'envelope = "kaku-3"', "windows.kaku-2.envelope"),
    ],
)
def test_what_does_not_fit_is_named(form: type[Form], before: str, after: str, place: str, own: Path) -> None:
    with pytest.raises(Misused, match="form-off-page") as seen:
        load_form(form, change(own, form, before, after))
    assert seen.value.details == {"form": form.FILE, "place": place}


@pytest.mark.parametrize("after", ["dots = 2", "dots = 4.0", "dots = 0"])
def test_bars_that_no_scanner_reads_are_refused(after: str, own: Path) -> None:
    with pytest.raises(Misused, match="form-unreadable"):
        load_form(SlipForm, change(own, SlipForm, "dots = 4", after))


@pytest.mark.parametrize("size", ["0.0", "5.9"])
def test_words_that_nobody_reads_are_refused(size: str, own: Path) -> None:
    with pytest.raises(Misused, match="form-unreadable"):
        load_form(TrayForm, change(own, TrayForm, "y = 108.0, size = 140.0", f"y = 108.0, size = {size}"))


def test_a_form_of_ones_own_stands_before_the_shipped_one(own: Path, tmp_path: Path, job: Job) -> None:
    change(own, SlipForm, "grid = [2, 4]", "grid = [1, 2]")
    change(own, SlipForm, ', "tray"]', "]")
    change(own, LabelForm, '    "postal_code", "tray",\n', "")
    change(own, CoverForm, '    "postal_code", "batch_name", "contents",\n', "")
    change(own, ChecklistForm, '    { key = "tray", width = 15.0 },\n', "")
    out = tmp_path / "x.pdf"
    placed = forms.draw_slips(out, job, [Numbered(code(n, Kind.SLIP, 3), n, 77, "受給者証") for n in (1, 2, 3)])
    seen = prove(out, placed)
    assert (seen.pages, seen.decoded, seen.problems) == (2, 3, ())
    assert "束" not in words(out)
    draw_labels(out, job, find_sheet("28369"), [piece(1)])
    assert "山田太郎" in words(out)
    assert "065-0021" not in words(out)
    assert "束" not in words(out)
    assert prove(out, draw_covers(out, job, [piece(1, Kind.COVER, contents=("受給者証",))])).decoded == 1
    assert "山田太郎" in words(out)
    for hidden in ("065-0021", "納税通知書", "受給者証"):
        assert hidden not in words(out)
    draw_checklist(out, job, [ChecklistLine(1, 1, 3)])
    assert "束" not in words(out)


def test_a_window_of_the_file_is_the_one_that_is_drawn_for(own: Path, tmp_path: Path, job: Job) -> None:
    change(own, CoverForm, "x = 15.0", "x = 30.0")
    (box,) = draw_covers(tmp_path / "c.pdf", job, [piece(1, Kind.COVER)])
    assert box.x == pytest.approx(13.0 + 15.0 + 4.14, abs=0.1)
    assert shipped_windows()["long-3"].x == 30.0
