"""Corrections kept for a printer and a sheet, and the labels that are printed by them (R9, R25)."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.errors import Misused
from checkmail.office import papers, printers, printing, reissue
from checkmail.paper.bars import DOT
from checkmail.paper.sheets import find_sheet
from checkmail.rules.printers import LIMITS, Correction, spelled

from .play import AKI, BAN, EYE, PIN, Play, ok, refused

PRINTER = "2階 複合機"
DPI = 300


def keep(office: Play, layout: str = "28369", printer: str = PRINTER, actor=AKI, **parts: str):
    return printers.set_printer(office.office, actor, printer, layout, parts)


def labels(office: Play, name: str, **more: object) -> printing.Wish:
    return printing.Wish("labels", office.path.with_name(name), **more)


def corners(pdf: Path, page: int = 0) -> dict[str, tuple[float, float]]:
    """Code -> left and top of its bars in millimetres, as they stand on the rendered paper."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[page].render(scale=DPI / 72, grayscale=True).to_pil()

    def top_of(x: int, y: int) -> int:
        """The decoder says on which of its lines it read a code, not where the bars begin."""
        while picture.getpixel((x, y)) < 128:
            y -= 1
        return y + 1

    seen = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128))
    found = {}
    for one in seen:
        left, low = one.position.top_left.x, one.position.bottom_left.y
        y = (one.position.top_left.y + low) // 2
        found[one.text] = (left * 25.4 / DPI, top_of(left + 3, y) * 25.4 / DPI)
    return found


def test_what_a_clerk_keeps_is_there_and_no_name_is_in_the_ledger(play):
    office = play("people")
    kept = ok(keep(office, offset_x="-0.5", scale_y="99.2"))
    assert (kept.printer, kept.sheet, kept.person) == (PRINTER, "A-one 28369", AKI.person)
    assert kept.correction == Correction(offset_x=-500, scale_y=99_200)
    assert ok(printers.printers(office.office, EYE)) == [kept]
    said = [row["body"] for row in office.rows("entries", chain=0)]
    assert json.loads(said[-1]) == {
        "printer": 1, "sheet": "A-one 28369", "offset_x": -500, "offset_y": 0, "pitch_x": 0, "pitch_y": 0,
        "scale_x": 100_000, "scale_y": 99_200,
    }  # fmt: skip
    assert not any("複合機" in json.dumps(json.loads(body), ensure_ascii=False) for body in said)


def test_replaying_the_ledger_gives_every_correction_again(play):
    office = play("people")
    ok(keep(office, offset_x="1"))
    ok(keep(office, offset_x="1.25", pitch_y="-0.03"))
    ok(keep(office, "KLP701S", printer="窓口", scale_x="101"))
    assert office.faults() == []
    office.tamper("UPDATE printer_sheets SET offset_x = 0 WHERE printer = 1")
    assert office.faults() == [(0, "printer_sheets")]


def test_what_is_not_named_stays_as_it_was(play):
    office = play("people")
    ok(keep(office, scale_x="99.2", scale_y="99.4"))
    kept = ok(keep(office, offset_x="0.3"))
    assert kept.correction == Correction(offset_x=300, scale_x=99_200, scale_y=99_400)
    assert len(office.rows("printer_sheets")) == 1


def test_a_printer_is_the_same_however_its_name_is_written(play):
    office = play("people")
    ok(keep(office, printer="Canon LBP 1"))
    ok(keep(office, printer="ＣＡＮＯＮ　ＬＢＰ１", offset_y="1"))
    ok(keep(office, printer="Canon LBP 2"))
    assert [row["printer"] for row in office.rows("printers")] == [1, 2]
    assert [one.printer for one in ok(printers.printers(office.office, AKI))] == ["Canon LBP 1", "Canon LBP 2"]


def test_an_auditor_reads_and_keeps_nothing(play):
    office = play("people")
    assert refused(keep(office, actor=EYE)) == "not-allowed"
    assert office.rows("printers") == []


@pytest.mark.parametrize("part", LIMITS)
def test_a_part_beyond_its_limits_is_refused_with_both_of_them(play, part):
    office = play("people")
    least, most = LIMITS[part]
    for typed in (spelled(least - 1), spelled(most + 1), "nan", "-inf", "たくさん", ""):
        with pytest.raises(Misused, match="correction-outside") as outside:
            keep(office, **{part: typed})
        about = outside.value.details
        assert (about["least"], about["most"]) == (spelled(least), spelled(most))
        assert about["part"] == part.replace("_", "-")
    assert office.rows("printers") == []


@pytest.mark.parametrize("name", ["", "　", "a" * 61, "2階\x1b[2J", "二階\u202e"])
def test_a_name_that_is_none_is_refused(play, name):
    office = play("people")
    with pytest.raises(Misused, match="bad-printer-name"):
        keep(office, printer=name)


def test_a_correction_that_leads_off_the_page_leaves_nothing(play):
    office = play("people")
    before = len(office.rows("entries")), len(office.rows("texts"))
    with pytest.raises(Misused, match="correction-off-page"):
        keep(office, "28366", offset_x="-3")
    with pytest.raises(Misused, match="layout-unknown"):
        keep(office, "99999")
    assert (len(office.rows("entries")), len(office.rows("texts"))) == before


def test_a_printer_with_nothing_kept_for_the_sheet_does_not_print_uncorrected(play):
    office = play("approved")
    ok(keep(office, "28362"))
    for printer in (PRINTER, "知らない"):
        with pytest.raises(Misused, match="printer-unset"):
            printing.print_artifacts(office.office, AKI, 1, labels(office, "out.pdf", printer=printer))
    assert office.rows("jobs") == []
    assert list(office.path.parent.glob("*.pdf*")) == []


def test_r9_labels_of_a_corrected_printer_are_where_it_puts_right_and_read_back_there(play):
    office, plain = play("approved"), play("approved", "plain")
    kept = ok(keep(office, offset_x="-0.5", offset_y="0.4", pitch_x="0.4", pitch_y="-0.3", scale_x="99.2")).correction
    done = ok(printing.print_artifacts(office.office, AKI, 1, labels(office, "a.pdf", start_at=5, printer=PRINTER)))
    ok(printing.print_artifacts(plain.office, AKI, 1, labels(plain, "b.pdf", start_at=5)))
    assert (done.artifacts, done.decoded, done.pages) == (12, 12, 1)
    there, before = corners(office.path.with_name("a.pdf")), corners(plain.path.with_name("b.pdf"))
    assert sorted(there) == sorted(before)
    assert len(there) == 12
    sheet, tolerance = find_sheet("28369"), 2 * DOT
    stretch = 100_000 / kept.scale_x
    for place, code in enumerate(sorted(before), 4):
        column, row, x, _ = sheet.place(place)
        across, down = there[code][0] - before[code][0], there[code][1] - before[code][1]
        assert across == pytest.approx(x * (stretch - 1) - 0.5 + 0.4 * column, abs=tolerance), place
        assert down == pytest.approx(0.4 - 0.3 * row, abs=tolerance), place
    (entry,) = office.rows("entries", chain=1, kind="printed")
    said = json.loads(entry["body"])
    assert (said["sheet"], said["start"]) == ("A-one 28369", 5)
    assert said["correction"] == [1, -500, 400, 400, -300, 99_200, 100_000]
    (entry,) = plain.rows("entries", chain=1, kind="printed")
    assert json.loads(entry["body"])["correction"] == []
    assert office.faults() == []


def test_r9_a_correction_kept_while_labels_are_drawn_makes_the_drawing_stale(play, monkeypatch):
    office = play("approved")
    ok(keep(office))
    real = printing.draw

    def meanwhile(*args: object, **more: object):
        drawn = real(*args, **more)
        ok(keep(office, offset_x="2"))
        return drawn

    monkeypatch.setattr(printing, "draw", meanwhile)
    answer = printing.print_artifacts(office.office, AKI, 1, labels(office, "out.pdf", printer=PRINTER))
    assert refused(answer) == "stale"
    assert list(office.path.parent.glob("*out*")) == []


def test_r8_a_reissue_is_printed_with_the_correction_too(play):
    office = play("printed")
    ok(keep(office, offset_y="3"))
    out = office.path.with_name("again.pdf")
    proposed = reissue.propose_reissue(
        office.office, AKI, 1, out, "torn", "破れた", codes=[office.label(3)], start_at=24, printer=PRINTER
    )
    assert ok(office.confirm(proposed, BAN)).decoded == 1
    (entry,) = office.rows("entries", chain=1, kind="reissued")
    assert json.loads(entry["body"])["correction"] == [1, 0, 3000, 0, 0, 100_000, 100_000]
    ((_, top),) = corners(out).values()
    assert top > find_sheet("28369").place(23)[3] + 3 + 33.9 / 2


def test_r8_a_reissue_on_the_job_s_sheet_is_for_the_job_s_printer_unless_another_is_named(play):
    office = play("approved")
    ok(keep(office, offset_y="2"))
    ok(printing.print_artifacts(office.office, AKI, 1, labels(office, "out.pdf", printer=PRINTER)))
    sheets = []
    for piece, more in ((3, {}), (4, {"sheet": "28362"})):
        out = office.path.with_name(f"again-{piece}.pdf")
        proposed = reissue.propose_reissue(
            office.office, AKI, 1, out, "torn", "破れた", codes=[office.label(piece)], **more
        )
        ok(office.confirm(proposed, BAN))
        said = json.loads(office.rows("entries", chain=1, kind="reissued")[-1]["body"])
        sheets.append((said["sheet"], said["correction"][:3]))
    assert sheets == [("A-one 28369", [1, 0, 2000]), ("A-one 28362", [])]


def test_a_start_off_the_sheet_and_a_printer_nobody_knows_are_refused_before_anybody_confirms(play):
    office = play("printed")
    out, before = office.path.with_name("again.pdf"), len(office.rows("proposals"))
    for more, key in (({"start_at": 25}, "start-off-sheet"), ({"start_at": 0}, "start-off-sheet"),
                      ({"printer": "知らない"}, "printer-unset")):  # fmt: skip
        with pytest.raises(Misused, match=key):
            reissue.propose_reissue(office.office, AKI, 1, out, "torn", "破れた", codes=[office.label(3)], **more)
    assert len(office.rows("proposals")) == before


@pytest.mark.parametrize("start", [0, -1, 25, 10**9])
def test_a_job_that_would_start_off_the_sheet_is_refused_while_it_is_planned_and_leaves_nothing(
    play, start, monkeypatch
):
    office = play("approved")
    monkeypatch.setattr(printing, "files_of", lambda *_plan: pytest.fail("a start of a billion is a million files"))
    with pytest.raises(Misused, match="start-off-sheet"):
        printing.print_artifacts(office.office, AKI, 1, labels(office, "out.pdf", start_at=start))
    assert office.rows("jobs") == []
    assert list(office.path.parent.glob("*out*")) == []


def test_a_used_sheet_is_begun_at_its_label_and_the_next_one_at_the_first(play):
    office = play("approved")
    done = ok(printing.print_artifacts(office.office, AKI, 1, labels(office, "out.pdf", start_at=21)))
    assert (done.pages, done.decoded) == (2, 12)
    sheet, out = find_sheet("28369"), office.path.with_name("out.pdf")
    first, second = corners(out, 0), corners(out, 1)
    assert (len(first), len(second)) == (4, 8)
    assert min(top for _, top in first.values()) > sheet.place(20)[3]
    assert min(top for _, top in second.values()) < sheet.place(3)[3]


def test_a_test_page_belongs_to_no_batch_and_needs_nothing_kept(play):
    office = play("people")
    out = office.path.with_name("test.pdf")
    done = ok(papers.print_testpage(office.office, AKI, "KLP701S", "", out, "ja"))
    assert (done.job, done.kind, done.pages, done.decoded, done.files) == (0, "testpage", 2, 1, (str(out),))
    again = replace(office.office, replaces=True)
    ok(papers.print_testpage(again, AKI, "KLP701S", "新しい", out, "ja"))
    ok(keep(office, "KLP701S", pitch_x="0.02"))
    ok(papers.print_testpage(again, AKI, "KLP701S", PRINTER, out, "en"))
    said = [json.loads(row["body"]) for row in office.rows("entries", chain=0, kind="paper-drawn")]
    assert [(one["sheet"], one["correction"]) for one in said] == [
        ("Hisago KLP701S", []), ("Hisago KLP701S", []), ("Hisago KLP701S", [1, 0, 0, 20, 0, 100_000, 100_000])
    ]  # fmt: skip
    assert refused(papers.print_testpage(office.office, EYE, "KLP701S", "", out, "ja")) == "not-allowed"
    with pytest.raises(Misused, match="layout-unknown"):
        papers.print_testpage(office.office, AKI, "99999", "", office.path.with_name("none.pdf"), "ja")
    assert not office.path.with_name("none.pdf").exists()


def test_the_commands_say_the_same(play, monkeypatch, capsys):
    office = play("approved")
    monkeypatch.setenv("CHECKMAIL_PIN", PIN)
    monkeypatch.setattr(sys, "stdin", None)
    wiring = Wiring(lambda _place, _desk: replace(office.office, desk="A"), None, lambda: "", None)

    def command(*words: str) -> tuple[int, object]:
        status = run([*words, "--office", str(office.path), "--as", "2", "--json"], wiring, "ja")
        office.restart()
        return status, json.loads(capsys.readouterr().out)

    status, kept = command("print", "printer", "--printer", PRINTER, "--layout", "28369", "--offset-x", "-0.5")
    assert status == 0
    assert (kept["printer"], kept["sheet"], kept["offset_x"], kept["scale_x"]) == (
        PRINTER,
        "A-one 28369",
        "-0.5",
        "100",
    )
    assert command("print", "printers") == (0, [kept])
    out = office.path.with_name("out.pdf")
    status, done = command("print", "labels", "--batch", "1", "--printer", PRINTER, "--out", str(out))
    assert (status, done["decoded"]) == (0, 12)
    # A file that is there is replaced only when that is said; what a rule refuses is said before.
    labels = out.read_bytes()
    assert command("print", "labels", "--batch", "1", "--out", str(out))[1]["refused"] == "already-printed"
    status, done = command("print", "covers", "--batch", "1", "--out", str(out))
    assert (status, done["error"], out.read_bytes() == labels) == (2, "exists", True)
    assert len(office.rows("jobs")) == 1
    testpage = ("print", "testpage", "--layout", "12面 86.4×42.3", "--out", str(out))
    assert command(*testpage)[1]["error"] == "exists"
    status, done = command(*testpage, "--replace")
    assert (status, done["kind"]) == (0, "testpage")
    status, said = command("print", "printer", "--printer", PRINTER, "--pitch-y", "nan")
    assert (status, said["error"]) == (2, "correction-outside")
    status, sheets = command("print", "layouts", "44面")
    assert [one["name"] for one in sheets] == ["A-one 28368", "Hisago ELM022"]
