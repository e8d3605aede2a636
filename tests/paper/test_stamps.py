"""Stamps on pages of another system: where they stand, what they leave alone, which files are refused (R9)."""

from __future__ import annotations

import io
import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from barcode.codex import Code128
from PIL import ImageChops
from reportlab.pdfgen.canvas import Canvas

from checkmail.errors import Misused
from checkmail.paper import stamps
from checkmail.paper.pdf_file import drawn
from checkmail.paper.proof import prove
from checkmail.paper.source import Area, check_source, source_pages
from checkmail.paper.stamps import HEIGHT, WIDTH, OnSource, Side, StampedPaper
from checkmail.rules.codes import Code, Kind

from .seen import OFFICE, crop, pages_of, picture

Change = Callable[[pikepdf.Pdf], None]


def source_of(folder: Path, pages: int = 1, change: Change | None = None) -> Path:
    """A file of pages with text and a coloured box, then changed."""
    file = folder / "source.pdf"
    canvas = Canvas(str(file), pagesize=(595.28, 841.89), invariant=1)
    for number in range(pages):
        canvas.drawString(150, 500, f"Notice 2026-{number:05d}")
        canvas.rect(150, 300, 200, 100, fill=1)
        canvas.showPage()
    canvas.save()
    if change:
        with pikepdf.open(file, allow_overwriting_input=True) as opened:
            change(opened)
            opened.save(file)
    return file


def stamped(folder: Path, source: Path, papers: list[int] | None = None, **more: bool) -> tuple[Path, list]:
    """Each page stamped bottom left, as documents of so many pages."""
    papers = papers or [1] * pages_of(source)
    sides = iter(range(pages_of(source)))
    made = []
    with source_pages(source) as looked_at:
        for piece, count in enumerate(papers, 1):
            own = []
            for number in range(1, count + 1):
                page = next(sides)
                _, height = looked_at.size(page)
                code = Code(Kind.STAMPED, 1, piece, number, 1).digits(OFFICE)
                own.append(Side(page, code, f"{piece}   {number}/{count}", 6, height - 6 - HEIGHT))
            made.append(StampedPaper(tuple(own), bool(more) and count % 2 == 1))
    drawing = OnSource.of(source, OFFICE, made, both_sides=bool(more))
    out = folder / "out.pdf"
    return out, drawing(out, made, 0, lambda _done: None)


def rotated(degrees: int) -> Change:
    return lambda opened: opened.pages[0].rotate(degrees, relative=False)


def boxed(media: list[float], crop: list[float] | None = None, degrees: int = 0) -> Change:
    def change(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        page.mediabox = media
        if crop:
            page.cropbox = crop
        page.rotate(degrees, relative=False)

    return change


def inherited(opened: pikepdf.Pdf) -> None:
    """All that may stand with the tree of pages stands there."""
    opened.pages[0].rotate(90, relative=False)
    above, page = opened.Root.Pages, opened.pages[0].obj
    for key in ("/MediaBox", "/Resources", "/Rotate"):
        above[key] = page[key]
        for one in opened.pages:
            if key in one.obj:
                del one.obj[key]


CHANGES: dict[str, Change | None] = {
    "plain": None,
    "turned right": rotated(90),
    "upside down": rotated(180),
    "turned left": rotated(270),
    "origin elsewhere": boxed([-100, -50, 495, 792]),
    "box the wrong way round": boxed([595, 842, 0, 0]),
    "cropped": boxed([0, 0, 595, 842], [50, 60, 500, 700]),
    "cropped and turned": boxed([0, 0, 595, 842], [50, 60, 500, 700], 90),
    "cropped beyond the page": boxed([0, 0, 595, 842], [-100, 50, 900, 900], 270),
    "inherited": inherited,
    "state left open": lambda opened: opened.pages[0].contents_add(b"q 0.5 0 0 0.5 0 0 cm 2 w"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_r9_the_stamp_stands_upright_in_the_corner_of_the_page_as_it_is_seen(tmp_path: Path, change: Change) -> None:
    source = source_of(tmp_path, 1, change)
    out, placed = stamped(tmp_path, source)
    proof = prove(out, placed)
    assert (proof.decoded, proof.problems) == (1, ())
    before, after = picture(source, 0, 100), picture(out, 0, 100)
    assert before.size == after.size
    left, top, right, foot = ImageChops.difference(before, after).getbbox()
    high = before.size[1]
    millimetre = 100 / 25.4
    # Nothing else of the page is another: what differs lies in the stamp's box.
    assert (6 - 0.5) * millimetre <= left
    assert right <= (6 + WIDTH + 0.5) * millimetre
    assert high - (6 + HEIGHT + 0.5) * millimetre <= top
    assert foot <= high - (6 - 0.5) * millimetre


def test_pages_keep_their_own_streams_and_resources(tmp_path: Path) -> None:
    def named(opened: pikepdf.Pdf) -> None:
        """A page that already uses the name the stamp would take."""
        page = opened.pages[0]
        form = opened.make_stream(b"0 0 30 30 re f", BBox=[0, 0, 30, 30], Subtype=pikepdf.Name.Form)
        page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/Stamp1"))
        page.contents_add(b"q 1 0 0 1 400 600 cm /Stamp1 Do Q")

    source = source_of(tmp_path, 2, named)
    out, placed = stamped(tmp_path, source)
    assert prove(out, placed).clean
    with pikepdf.open(source) as before, pikepdf.open(out) as after:
        for old, new in zip(before.pages, after.pages, strict=True):
            olds = [part.read_bytes() for part in _streams(old)]
            news = [part.read_bytes() for part in _streams(new)]
            assert news[1:-1] == olds
    both = picture(source), picture(out)
    dot = (round(415 / 72 * 150), round((841.89 - 615) / 72 * 150))
    assert [one.getpixel(dot) for one in both] == [0, 0]


def test_pages_that_share_their_resources_get_each_their_own_stamp(tmp_path: Path) -> None:
    source = source_of(tmp_path, 3, inherited)
    out, placed = stamped(tmp_path, source)
    proof = prove(out, placed)
    assert (proof.decoded, proof.problems) == (3, ())


def _streams(page: pikepdf.Page) -> list[pikepdf.Stream]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def test_hidden_layers_stay_hidden_and_nothing_of_the_file_comes_along(tmp_path: Path) -> None:
    def layered(opened: pikepdf.Pdf) -> None:
        layer = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="draft"))
        opened.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer]))
        page = opened.pages[0]
        page.obj.Resources.Properties = pikepdf.Dictionary(Draft=layer)
        page.contents_add(b"/OC /Draft BDC 0 600 600 100 re f EMC")
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('1')")
        opened.attachments["list.csv"] = b"everybody"

    source = source_of(tmp_path, 1, layered)
    out, placed = stamped(tmp_path, source)
    assert prove(out, placed).clean
    assert picture(out).getpixel((300, 300)) == 255
    with pikepdf.open(out) as made:
        assert not {"/OpenAction", "/Names", "/Outlines", "/AcroForm"} & set(made.Root.keys())
        assert made.Root.ViewerPreferences.Duplex == "/Simplex"
        assert not any(b"everybody" in o.read_bytes() for o in made.objects if isinstance(o, pikepdf.Stream))


def test_s3_an_odd_document_gets_an_empty_back_of_its_size(tmp_path: Path) -> None:
    source = source_of(tmp_path, 4, boxed([0, 0, 500, 700], None, 90))
    out, placed = stamped(tmp_path, source, [1, 2, 1], both_sides=True)
    assert [one.page for one in placed] == [0, 2, 3, 4]
    assert prove(out, placed).clean
    with source_pages(out) as looked_at:
        assert [looked_at.empty(page) for page in range(6)] == [False, True, False, False, False, True]
        assert looked_at.size(1) == looked_at.size(0)


@pytest.mark.parametrize("degrees", [0, 90])
def test_r9_codes_of_the_other_system_may_stay_and_codes_like_ours_may_not(tmp_path: Path, degrees: int) -> None:
    own, ours = "9991234567890", Code(Kind.LABEL, 1, 9, 0, 1).digits(OFFICE)

    def coded(digits: str) -> Change:
        bars = Code128(digits).build()[0]
        drawing = " ".join(f"{at} 0 1 40 re" for at, bar in enumerate(bars) if bar == "1")
        turned = "1.2 0 0 1 150 650" if degrees == 0 else "0 1.2 -1 0 450 550"
        return lambda opened: opened.pages[0].contents_add(f"q {turned} cm {drawing} f Q".encode())

    for digits, clean in ((own, True), (ours, False)):
        source = source_of(tmp_path, 1, coded(digits))
        out, placed = stamped(tmp_path, source)
        drawing = OnSource(source, OFFICE, both_sides=False, sheets=1)
        proof = prove(out, placed, tolerates=drawing.tolerates)
        assert proof.clean is clean
        # On our own paper nothing lies across.
        assert degrees or not prove(out, placed).clean


def test_r9_what_only_the_printer_shows_is_looked_at(tmp_path: Path) -> None:
    def for_paper_only(opened: pikepdf.Pdf) -> None:
        layer = opened.make_indirect({
            "/Type": pikepdf.Name.OCG, "/Name": "draft", "/Usage": {
                "/Print": {"/PrintState": pikepdf.Name.ON}, "/View": {"/ViewState": pikepdf.Name.OFF},
            },
        })  # fmt: skip
        by = [
            {"/Event": word, "/Category": [word], "/OCGs": [layer]} for word in (pikepdf.Name.View, pikepdf.Name.Print)
        ]
        opened.Root.OCProperties = opened.make_indirect({"/OCGs": [layer], "/D": {"/ON": [layer], "/AS": by}})
        for page in opened.pages:
            page.resources.Properties = pikepdf.Dictionary(L=layer)
            page.contents_add(b"/OC /L BDC 0.3 g 10 10 300 60 re f EMC")

    source = source_of(tmp_path, 1, for_paper_only)
    with source_pages(source) as looked_at:
        assert not looked_at.empty(0, Area(6, 297 - 6 - HEIGHT, WIDTH, HEIGHT))
    out, placed = stamped(tmp_path, source)
    assert [problem.what for problem in prove(out, placed).problems] == ["undecodable"]


def test_an_even_tint_is_paper_and_a_pattern_is_not(tmp_path: Path) -> None:
    stamp = Area(6, 297 - 6 - HEIGHT, WIDTH, HEIGHT)
    for content, paper in (
        (b"0.85 g 0 0 600 850 re f", True),
        (b"0.7 g 0 0 600 850 re f", False),
        (b"0.9 g 0 0 600 850 re f 0.97 g 40 20 20 20 re f", False),
    ):
        source = source_of(tmp_path, 1, lambda opened, content=content: opened.pages[0].contents_add(content))
        with source_pages(source) as looked_at:
            assert looked_at.empty(0, stamp) is paper
        out, placed = stamped(tmp_path, source)
        assert prove(out, placed).clean  # whatever is refused: bars stand out from any of these


def test_a_link_to_a_page_that_is_left_out_does_not_bring_it_along(tmp_path: Path) -> None:
    def linked(opened: pikepdf.Pdf) -> None:
        target = opened.pages[1].obj
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], Dest=[target, pikepdf.Name.Fit]
        )
        opened.pages[0].obj.Annots = opened.make_indirect([opened.make_indirect(link)])

    source = source_of(tmp_path, 2, linked)
    paper = StampedPaper((Side(0, Code(Kind.STAMPED, 1, 1, 1, 1).digits(OFFICE), "1   1/1", 6, 280),))
    out = tmp_path / "out.pdf"
    placed = OnSource.of(source, OFFICE, [paper], both_sides=False)(out, [paper], 0, lambda _done: None)
    assert prove(out, placed).clean
    with pikepdf.open(out) as made:
        streams = [o.read_bytes() for o in made.objects if isinstance(o, pikepdf.Stream)]
    assert any(b"2026-00000" in one for one in streams)
    assert not any(b"2026-00001" in one for one in streams)


def test_stopping_while_the_file_is_written_does_not_end_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raised into qpdf, Ctrl-C or a full disk would be an abort that leaves everything behind."""

    class Interrupted(io.BytesIO):
        def write(self, _part: object) -> int:
            raise KeyboardInterrupt

    with pikepdf.new() as target:
        target.add_blank_page()
        monkeypatch.setattr(Path, "open", lambda *_: Interrupted())
        with pytest.raises(KeyboardInterrupt):
            stamps._save(target, tmp_path / "out.pdf")


def test_the_longest_numbers_stay_inside_the_stamp_and_apart(tmp_path: Path) -> None:
    source = source_of(tmp_path)
    code = Code(Kind.STAMPED, 99999, 9999999, 99, 9).digits(OFFICE)
    paper = StampedPaper((Side(0, code, "No.9999999  99/99", 6, 280),))
    placed = OnSource.of(source, OFFICE, [paper], both_sides=False)(tmp_path / "out.pdf", [paper], 0, lambda _: None)
    assert prove(tmp_path / "out.pdf", placed).clean
    line = crop(picture(tmp_path / "out.pdf", 0, 300), 300, 0, 287.5, 100, 2.6)
    columns = [line.crop((x, 0, x + 1, line.height)).getextrema()[0] < 128 for x in range(line.width)]
    inked = [x * 25.4 / 300 for x, dark in enumerate(columns) if dark]
    assert inked[0] >= 9
    assert inked[-1] <= 6 + WIDTH - 3
    gaps = [b - a for a, b in itertools.pairwise(inked)]
    assert max(gaps) >= 1.2


def test_documents_are_never_parted_between_files() -> None:
    side = Side(0, "", "", 0, 0)
    papers = [StampedPaper((side,) * 3), StampedPaper((side,) * 7, blank_back=True)]
    assert OnSource.of(Path("x"), 1, papers, both_sides=True).sheets == 500 // 8
    assert OnSource.of(Path("x"), 1, [StampedPaper((side,) * 99)], both_sides=False).sheets == 5


# Files that are not taken ----------------------------------------------------------------------------------


def test_files_that_cannot_be_taken_whole_are_refused_in_one_sentence(tmp_path: Path) -> None:
    whole = source_of(tmp_path, 3).read_bytes()
    with pikepdf.open(tmp_path / "source.pdf") as opened:
        for name, user in (("owner.pdf", ""), ("user.pdf", "secret")):
            opened.save(tmp_path / name, encryption=pikepdf.Encryption(owner="o", user=user))
    with pikepdf.new() as empty:
        empty.save(tmp_path / "empty.pdf")
    (tmp_path / "cut.pdf").write_bytes(whole[:-200])
    (tmp_path / "half.pdf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.pdf").write_bytes("宛名番号,氏名\n".encode("cp932"))
    (tmp_path / "nothing.pdf").write_bytes(b"")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.pdf")
    expected = {
        "owner.pdf": "source-locked",
        "user.pdf": "source-locked",
        "empty.pdf": "source-empty",
        "cut.pdf": "source-broken",
        "half.pdf": "source-broken",
        "text.pdf": "source-broken",
        "nothing.pdf": "source-broken",
        "not-there.pdf": "source-unreadable",
        ".": "source-unreadable",
        "pipe.pdf": "source-unreadable",
        "half a character \udc80.pdf": "source-unreadable",
    }
    for name, key in expected.items():
        with pytest.raises(Misused) as error:
            check_source(tmp_path / name)
        assert error.value.key == key, name


def test_fields_to_fill_in_and_units_of_their_own_are_refused(tmp_path: Path) -> None:
    def form(opened: pikepdf.Pdf) -> None:
        field = opened.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="a", V="2026-00001"))
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    def unit(opened: pikepdf.Pdf) -> None:
        opened.pages[1].obj.UserUnit = 2.0

    def note(opened: pikepdf.Pdf) -> None:
        """On the printer's paper only: no screen shows it."""
        look = opened.make_stream(b"0 0 300 60 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 300, 60])
        shown = pikepdf.Dictionary(Subtype=pikepdf.Name.Stamp, Rect=[10, 10, 310, 70], F=4 | 32, AP={"/N": look})
        opened.pages[1].obj.Annots = pikepdf.Array([shown])

    def poster(opened: pikepdf.Pdf) -> None:
        opened.pages[1].mediabox = [0, 0, 1e7, 1e7]

    changes = {form: "source-form", unit: "source-unit", note: "source-notes", poster: "source-too-large"}
    for change, key in changes.items():
        with pytest.raises(Misused) as error:
            check_source(source_of(tmp_path, 2, change))
        assert error.value.key == key


def test_pages_that_readers_count_differently_are_refused(tmp_path: Path) -> None:
    """Else every code behind such a place would stand on another's page (S3)."""
    whole = source_of(tmp_path, 3).read_bytes()
    kid = re.search(rb"/Kids \[ \d+ 0 R (\d+ 0 R)", whole)
    assert kid
    changes = {
        "passed over": (kid[1], b"null ".ljust(len(kid[1]))),
        "miscounted": (b"/Count 3", b"/Count 2"),
        "unmeasured": (b"/MediaBox [ 0 0 595", b"/MediaBox [ 0 /a 59"),
    }
    for name, (before, after) in changes.items():
        (tmp_path / "changed.pdf").write_bytes(whole.replace(before, after))
        assert whole != whole.replace(before, after), name
        with pytest.raises(Misused) as error:
            check_source(tmp_path / "changed.pdf")
        assert error.value.key == "source-broken", name


def test_only_what_is_seen_of_a_page_is_read(tmp_path: Path) -> None:
    """Two half pages made of one by cropping: each shows its own person only."""

    def halves(opened: pikepdf.Pdf) -> None:
        opened.pages[0].cropbox = [0, 0, 595, 450]

    source = source_of(tmp_path, 1, halves)
    with source_pages(source) as looked_at:
        assert "2026" not in looked_at.text(0)
        assert looked_at.empty(0, Area(0, 0, 20, 20))
        assert not looked_at.empty(0)


def test_full_width_text_of_an_embedded_font_is_read(tmp_path: Path) -> None:
    with drawn(tmp_path / "wide.pdf", "") as pages:
        pages.text(30, 100, "通知書番号　２０２６－０００１２号　𠮷田様", size=11)
        pages.finish_page()
    with source_pages(tmp_path / "wide.pdf") as looked_at:
        assert "２０２６－０００１２号" in looked_at.text(0)
