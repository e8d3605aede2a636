"""Pages of another system stamped (R8, R9, S3): whose each page is, what stops a job, what a set then needs."""

from __future__ import annotations

import random
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from checkmail.errors import Misused
from checkmail.office import gathering, reconciling, record, reissue, stamp_reissue, stamping, withholding
from checkmail.office.acting import Act
from checkmail.rules.codes import Kind
from checkmail.rules.count import Line
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal
from checkmail.rules.stamping import Sheet

from .play import AKI, BAN, BOSS, CHO, Clock, Play, ok, refused
from .stamp_play import NOTICES, begin, changed, codes_on, notice, notices, pdf, print_rest, texts_on, wish


@pytest.fixture(scope="module")
def made(stages, tmp_path_factory) -> Callable[[str], tuple[Path, Clock]]:
    """Office files made once: ``approved``, four pieces with a notice to stamp; ``stamped``, three sheets each."""
    folder = tmp_path_factory.mktemp("stamping")
    clocks: dict[str, Clock] = {}

    def make(name: str) -> tuple[Path, Clock]:
        file = folder / name / "office.db"
        if name not in clocks:
            file.parent.mkdir()
            before, clock = (stages.file("people"), stages.clocks["people"]) if name == "approved" else make("approved")
            shutil.copy(before, file)
            office = Play(file, Clock(clock.now))
            if name == "approved":
                begin(office)
            else:
                ok(stamp(office, notices(3, 3, 3, 3)))
                print_rest(office)
            office.store.close()
            clocks[name] = office.clock
        return file, clocks[name]

    return make


def copied(file: Path, clock: Clock, folder: Path) -> Iterator[Play]:
    for one in file.parent.iterdir():
        copy = shutil.copytree if one.is_dir() else shutil.copy
        copy(one, folder / one.name)
    office = Play(folder / "office.db", Clock(clock.now))
    yield office
    office.store.close()


@pytest.fixture
def office(made, tmp_path) -> Iterator[Play]:
    yield from copied(*made("approved"), tmp_path)


@pytest.fixture
def three_sheets(made, tmp_path) -> Iterator[Play]:
    """Stamped and printed, labels and covers too."""
    yield from copied(*made("stamped"), tmp_path)


def stamp(office: Play, pages, **more) -> object:
    source = pdf(office.path.with_name("source.pdf"), pages)
    return stamping.print_stamped(office.office, AKI, 1, wish(office, source, **more))


def left_behind(office: Play) -> list[str]:
    """Files beside the office that no job may leave."""
    wanted = (".db", ".db-wal", ".db-shm", ".db-desks", ".csv")
    return sorted(
        p.name for p in office.path.parent.iterdir() if not p.name.endswith(wanted) and p.name != "source.pdf"
    )


# R9, S3: whose a page is -----------------------------------------------------------------------------------


def test_r9_every_page_gets_the_code_of_its_own_person(office):
    answer = ok(stamp(office, notices(1, 3, 2, 1)))
    assert (answer.documents, answer.left_out, answer.without) == (4, 0, ())
    assert (answer.printed.pages, answer.printed.artifacts, answer.printed.decoded) == (7, 7, 7)
    stamped = office.path.with_name("stamped.pdf")
    codes = codes_on(stamped)
    assert [[(c.kind, c.number, c.enclosure, c.issue) for c in page] for page in codes] == [
        [(Kind.STAMPED, piece, side, 1)]
        for piece, sides in ((1, 1), (2, 3), (3, 2), (4, 1))
        for side in range(1, sides + 1)
    ]
    for page, text in zip(codes, texts_on(stamped), strict=True):
        assert notice(page[0].number) in text
    assert texts_on(stamped)[3].endswith("No.2 3/3")
    traced = [entry.kind for entry in ok(record.trace_piece(office.office, AKI, 1, 3))]
    assert "stamped" in traced
    assert office.faults() == []
    assert left_behind(office) == ["stamped.pdf"]


def test_the_command_says_what_was_stamped_and_what_was_not(office):
    from checkmail.cli import stamping as _registered  # noqa: F401 - it says how the answer is shown
    from checkmail.cli.documents import document

    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    told = document(ok(stamp(office, notices(2, 3, 1))), "ja")
    assert {name: told[name] for name in ("job", "kind", "pages", "artifacts", "decoded", "released", "documents")} == {
        "job": 1, "kind": "stamped", "pages": 3, "artifacts": 3, "decoded": 3, "released": True, "documents": 2,
    }  # fmt: skip
    assert (told["left_out_pages"], told["without_pages"]) == (3, {"count": 1, "pieces": [4]})


@pytest.mark.parametrize(
    ("pages", "reason", "named"),
    [
        ([*notices(1, 1), ("no number here",)], "page-without-key", "3"),
        ([*notices(1), (f"No. {notice(2)} and {notice(3)}",)], "page-of-two", "2"),
        ([*notices(2), (f"{notice(2)}",), (f"{notice(1)}",)], "pages-apart", "4"),
        ([*notices(1), ("No. 2026-000020",)], "page-without-key", "2"),
    ],
    ids=["none", "two-people", "apart", "longer-number"],
)
def test_r9_a_page_of_doubt_stops_the_whole_job(office, pages, reason, named):
    answer = stamp(office, pages)
    assert (refused(answer), answer.details["pages"]) == (reason, named)
    assert (left_behind(office), office.rows("artifacts"), office.rows("stamped")) == ([], [], [])


def test_s3_a_document_of_odd_pages_gets_an_empty_back(office):
    answer = ok(stamp(office, notices(1, 3, 2, 1), both_sides=True))
    assert answer.printed.pages == 2 + 4 + 2 + 2
    numbers = [[c.number for c in page] for page in codes_on(office.path.with_name("stamped.pdf"))]
    assert numbers == [[1], [], [2], [2], [2], [], [3], [3], [4], []]
    sheets = [{n for page in numbers[at : at + 2] for n in page} for at in range(0, len(numbers), 2)]
    assert all(len(people) == 1 for people in sheets)
    with pikepdf.open(office.path.with_name("stamped.pdf")) as made:
        assert made.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"


def test_an_empty_back_of_the_source_goes_with_its_sheet(office):
    pages = [*notices(1), (), (f"No. {notice(2)}",), ()]
    assert refused(stamp(office, pages)) == "page-without-key"
    assert ok(stamp(office, pages, both_sides=True)).printed.pages == 4
    numbers = [[c.number for c in page] for page in codes_on(office.path.with_name("stamped.pdf"))]
    assert numbers == [[1], [1], [2], [2]]


def test_r4_pages_of_withheld_pieces_are_left_out_and_gone(office):
    ok(withholding.add(office.office, AKI, 1, [2], "支援措置"))
    answer = ok(stamp(office, notices(1, 3, 2)))
    assert (answer.documents, answer.left_out, answer.without) == (2, 3, (4,))
    made = office.path.with_name("stamped.pdf")
    assert not any(notice(2) in text for text in texts_on(made))
    with pikepdf.open(made) as opened:
        streams = [o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream)]
    assert not any(notice(2).encode() in stream for stream in streams)
    assert any(notice(3).encode() in stream for stream in streams)


def test_r8_what_was_printed_is_not_printed_again(office):
    ok(stamp(office, notices(1, 3)))
    again = stamp(office, notices(1, 3), out="again.pdf")
    assert (refused(again), again.details) == ("already-printed", {"piece": 1})
    assert left_behind(office) == ["stamped.pdf"]
    later = ok(stamp(office, notices(1, 3, 2, 1), out="rest.pdf", pieces=(3, 4)))
    assert (later.documents, later.left_out, later.without) == (2, 4, ())
    assert office.faults() == []


def test_r9_sides_are_numbered_through_all_documents_of_a_piece(play):
    documents = NOTICES + '[[enclosure]]\nnumber = 3\nname = "納付書"\nmatch = "stamped"\n'
    office = begin(play("people"), documents=documents)
    ok(stamp(office, notices(2, 1)))
    source = pdf(office.path.with_name("source.pdf"), notices(3, 1))
    made = wish(office, source, "second.pdf")
    ok(stamping.print_stamped(office.office, AKI, 1, replace(made, enclosure=3)))
    assert [[(c.number, c.enclosure) for c in page] for page in codes_on(office.path.with_name("second.pdf"))] == [
        [(1, 3)], [(1, 4)], [(1, 5)], [(2, 2)],
    ]  # fmt: skip
    rows = [(r["document"], r["first_side"], r["sides"]) for r in office.rows("stamped", piece=1)]
    assert rows == [(2, 1, 2), (3, 3, 3)]


def test_more_than_99_sides_are_refused(office):
    answer = stamp(office, [(f"{notice(1)}",)] * 100)
    assert (refused(answer), answer.details["piece"]) == ("too-many-sides", 1)


def test_pages_of_a_piece_without_the_document_are_refused(play):
    documents = NOTICES.rstrip() + '\nwhen = "同封物 contains 返信用封筒"\n'
    office = begin(play("people"), documents=documents)
    answer = stamp(office, notices(1, 1))
    assert (refused(answer), answer.details["pages"]) == ("page-not-expected", "2")
    assert ok(stamp(office, [(notice(1),), (notice(3),)])).documents == 2


def test_each_person_of_a_grouped_piece_has_their_own_document(play):
    documents = 'group = "世帯番号"\nask = ["生年月日:day"]\n' + NOTICES
    households = {1: "A", 2: "A", 3: "B", 4: "C"}
    people = dict.fromkeys((1, 2), "石川\u3000花子")
    office = begin(play("people"), documents=documents, 世帯番号=households, 備考={}, 氏名=people)
    assert office.row("pieces", piece=1)["expects"] == "1,2,4"
    assert ok(stamp(office, notices(1, 2, 1, 1))).documents == 4
    rows = [(r["piece"], r["document"], r["first_side"], r["sides"]) for r in office.rows("stamped")]
    assert rows == [(1, 2, 1, 1), (1, 4, 2, 2), (2, 2, 1, 1), (3, 2, 1, 1)]
    assert office.faults() == []


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ({1: "12"}, "key-unusable"),
        ({1: ""}, "key-unusable"),
        ({1: "ABCDE"}, "key-unusable"),
        ({1: "2026 00002"}, "key-not-unique"),
    ],
    ids=["short", "empty", "no-digit", "twice"],
)
def test_keys_that_cannot_tell_people_apart_are_refused_before_anything(play, column, reason):
    values = {n: notice(n) for n in range(1, 5)} | column
    office = begin(play("people"), 鍵=values)
    made = replace(wish(office, office.path.with_name("not-there.pdf")), key="鍵")
    assert refused(stamping.print_stamped(office.office, AKI, 1, made)) == reason


@pytest.mark.parametrize("seed", range(8))
def test_r9_whatever_the_order_every_code_is_of_the_person_on_its_page(office, seed):
    """S3: documents in any order, pages sometimes apart, doubled or of somebody else: refused, or right."""
    chance = random.Random(seed)
    documents = [[(f"No. {notice(n)}", f"{k}")] * 1 for n in range(1, 5) for k in range(chance.randint(0, 3))]
    pages = [page for document in documents for page in document]
    if chance.random() < 0.6:
        whole = [[p for p in pages if notice(n) in p[0]] for n in range(1, 5)]
        chance.shuffle(whole)
        pages = [page for document in whole for page in document]
    else:
        chance.shuffle(pages)
    if chance.random() < 0.3:
        pages.insert(chance.randint(0, len(pages)), ("No. 2026-99999",))
    answer = stamp(office, pages or [()], both_sides=chance.random() < 0.5)
    if isinstance(answer, Refusal):
        assert left_behind(office) == []
        return
    made = office.path.with_name("stamped.pdf")
    for codes, text in zip(codes_on(made), texts_on(made), strict=True):
        assert [notice(code.number) in text for code in codes] == ([True] if "No." in text else [])


# R9: nothing is left, nothing is covered -------------------------------------------------------------------


def test_r9_ink_where_the_stamp_would_stand_refuses(office):
    pages = notices(1, 1)
    source = pdf(office.path.with_name("source.pdf"), pages)

    def footer(opened: pikepdf.Pdf) -> None:
        opened.pages[1].contents_add(b"0.8 g 100 20 5 5 re f")

    changed(source, footer)
    answer = stamping.print_stamped(office.office, AKI, 1, wish(office, source))
    assert (refused(answer), answer.details) == ("stamp-covers-text", {"page": 2})
    assert left_behind(office) == []
    moved = wish(office, source, corner="bottom-right")
    assert ok(stamping.print_stamped(office.office, AKI, 1, moved)).documents == 2


def test_a_page_too_small_for_the_stamp_is_refused(office):
    source = pdf(office.path.with_name("source.pdf"), [(notice(1),)], size=(230, 140))
    answer = stamping.print_stamped(office.office, AKI, 1, wish(office, source, at=(40, 6)))
    assert (refused(answer), answer.details) == ("stamp-off-page", {"page": 1})


def test_r9_a_stamp_that_cannot_be_read_releases_nothing(office, monkeypatch):
    from checkmail.paper import stamps

    monkeypatch.setattr(stamps.bars, "path", lambda digits: "0 0 134 1 re")
    answer = stamp(office, notices(1, 1))
    assert (refused(answer), answer.details) == ("undecodable-page", {"page": 1})
    assert (left_behind(office), office.rows("artifacts")) == ([], [])


@pytest.mark.parametrize("both_sides", [False, True])
def test_s3_a_code_on_another_persons_page_releases_nothing(office, monkeypatch, both_sides):
    """R9: as if the library that copies pages counted them otherwise than the one that reads them."""
    from checkmail.paper import stamps

    put_together = stamps._put_together

    def shifted(target, source, drawings, papers, progress):
        source.pages.reverse()
        return put_together(target, source, drawings, papers, progress)

    monkeypatch.setattr(stamps, "_put_together", shifted)
    answer = stamp(office, notices(1, 1, 1), both_sides=both_sides)
    assert (refused(answer), answer.details) == ("stamp-on-another", {"page": 1})
    assert (left_behind(office), office.rows("artifacts")) == ([], [])


def test_r9_a_code_of_ours_on_the_source_is_no_page_of_another_system(office):
    ok(stamp(office, notices(1)))
    stamped = office.path.with_name("stamped.pdf")
    again = wish(office, stamped, "twice.pdf", pieces=(2, 4))
    assert refused(stamping.print_stamped(office.office, AKI, 1, again)) == "nothing-to-print"

    def renumbered(opened: pikepdf.Pdf) -> None:
        opened.pages[0].contents_add(f"BT /F1 12 Tf 90 600 Td ({notice(2)}) Tj ET".encode())

    source = pdf(office.path.with_name("source.pdf"), [(f"No. {notice(2)}",)])
    with pikepdf.open(source, allow_overwriting_input=True) as target, pikepdf.open(stamped) as old:
        target.pages[0].add_overlay(old.pages[0], pikepdf.Rectangle(0, 300, 595, 1142))
        target.save(source)
    answer = stamping.print_stamped(office.office, AKI, 1, wish(office, source, "twice.pdf"))
    assert refused(answer) in {"page-of-two", "undecodable-page"}


def test_stopping_leaves_nothing(office):
    class Stopped(Exception):
        pass

    source = pdf(office.path.with_name("source.pdf"), notices(2, 2, 2, 2))
    for step in ("reading", "placing", "drawing", "proving"):

        def tell(now: str, done: int, step: str = step) -> None:
            if (now, done) == (step, 2):
                raise Stopped

        with pytest.raises(Stopped):
            stamping.print_stamped(office.office, AKI, 1, wish(office, source), tell)
        assert left_behind(office) == [], step
    assert office.rows("jobs") == []


def test_a_source_that_changes_meanwhile_is_not_stamped(office):
    source = pdf(office.path.with_name("source.pdf"), notices(1, 1))

    def tell(step: str, done: int) -> None:
        if (step, done) == ("proving", 1):
            pdf(source, notices(1, 2))

    with pytest.raises(Misused, match="source-changed"):
        stamping.print_stamped(office.office, AKI, 1, wish(office, source), tell)
    assert left_behind(office) == []


def test_a_source_that_is_gone_before_the_end_is_told(office):
    source = pdf(office.path.with_name("source.pdf"), notices(1, 1))

    def tell(step: str, done: int) -> None:
        if (step, done) == ("proving", 1):
            source.unlink()

    with pytest.raises(Misused, match="source-unreadable"):
        stamping.print_stamped(office.office, AKI, 1, wish(office, source), tell)
    assert left_behind(office) == []


def test_a_piece_withheld_while_pages_are_read_makes_the_job_stale(office):
    source = pdf(office.path.with_name("source.pdf"), notices(1, 1))

    def tell(step: str, done: int) -> None:
        if (step, done) == ("proving", 1):
            ok(withholding.add(office.office, AKI, 1, [1], "支援措置"))

    assert refused(stamping.print_stamped(office.office, AKI, 1, wish(office, source), tell)) == "stale"
    assert left_behind(office) == []


def test_the_source_is_never_overwritten(office):
    source = pdf(office.path.with_name("source.pdf"), notices(1))
    before = source.read_bytes()
    with pytest.raises(Misused, match="out-is-source"):
        stamping.print_stamped(office.office, AKI, 1, wish(office, source, "source.pdf"))
    assert source.read_bytes() == before


def test_a_volume_is_never_written_over_the_source(office, monkeypatch):
    from checkmail.paper import stamps, volumes

    monkeypatch.setattr(stamps, "PAGES", 1)
    monkeypatch.setattr(volumes, "PROCESSES", 1)
    source = pdf(office.path.with_name("stamped-1.pdf"), notices(1, 1))
    before = source.read_bytes()
    with pytest.raises(Misused, match="out-is-source"):
        stamping.print_stamped(office.office, AKI, 1, wish(office, source))
    assert source.read_bytes() == before
    answer = ok(stamping.print_stamped(office.office, AKI, 1, wish(office, source, "more.pdf")))
    assert [Path(name).name for name in answer.printed.files] == ["more-1.pdf", "more-2.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_a_full_disk_leaves_nothing(office):
    source = pdf(office.path.with_name("source.pdf"), notices(20, 20, 20, 20))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def tell(step: str, _done: int) -> None:
        if step == "drawing":
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))

    try:
        with pytest.raises(Misused, match="cannot-write"):
            stamping.print_stamped(office.office, AKI, 1, wish(office, source), tell)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert left_behind(office) == []


def test_the_same_source_gives_the_same_bytes(play):
    made = []
    for name in ("one", "two"):
        office = begin(play("people", name), batch=1)
        answer = ok(stamp(office, notices(2, 1), out=f"{name}.pdf"))
        made.append(answer.printed.sha256)
    assert made[0] == made[1]


# R11, R12: what a set needs --------------------------------------------------------------------------------


def side(office: Play, piece: int, number: int, issue: int = 1) -> str:
    return office.code(Kind.STAMPED, piece, number, issue)


def test_s3_a_set_needs_every_stamped_sheet(three_sheets):
    office = three_sheets
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    for number in (1, 3):
        answer = office.scan(AKI, side(office, 1, number))
        assert (answer.verdict.value, answer.needs) == ("accepted", (2,))
    assert answer.sheets == (Sheet(2, number=2, of=3),)
    early = office.scan(AKI, office.label(1))
    assert (early.reason, early.needs, early.sheets) == ("incomplete", (2,), (Sheet(2, number=2, of=3),))
    assert office.says(AKI, side(office, 1, 3)) == ("repeated", "")
    assert office.scan(AKI, side(office, 1, 2)).needs == ()
    assert office.says(AKI, office.label(1)) == ("complete", "")
    assert office.faults() == []


def test_s3_a_foreign_sheet_between_them_stops_the_desk(three_sheets):
    office = three_sheets
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.scan(AKI, side(office, 1, 1))
    assert office.says(AKI, side(office, 2, 2)) == ("held", "other-piece")
    assert {p: s for p, s in office.states().items() if s == "quarantined"} == {1: "quarantined", 2: "quarantined"}


def test_s3_the_second_check_is_blind_and_asks_for_every_sheet(three_sheets):
    office = three_sheets
    office.open(AKI, Check.FIRST)
    for code in (office.cover(1), *(side(office, 1, n) for n in (1, 2, 3)), office.label(1)):
        office.scan(AKI, code)
    office.open(BAN, Check.SECOND, "desk2")
    for code in (office.cover(1), side(office, 1, 1), side(office, 1, 3)):
        answer = office.scan(BAN, code, "desk2")
        assert (answer.verdict.value, answer.piece, answer.needs, answer.sheets) == ("accepted", None, None, ())
    early = office.scan(BAN, office.label(1), "desk2")
    assert (early.reason, early.needs, early.sheets) == ("incomplete", None, ())
    office.scan(BAN, side(office, 1, 2), "desk2")
    assert office.says(BAN, office.label(1), "desk2") == ("complete", "")


def test_either_side_of_a_sheet_stands_for_it(office):
    ok(stamp(office, notices(3, 1, 1, 1), both_sides=True))
    print_rest(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    assert office.says(AKI, side(office, 1, 2)) == ("accepted", "")
    assert office.says(AKI, side(office, 1, 1)) == ("repeated", "")
    assert office.says(AKI, office.label(1)) == ("refused", "incomplete")
    assert office.says(AKI, side(office, 1, 3)) == ("accepted", "")
    assert office.says(AKI, office.label(1)) == ("complete", "")


def test_a_document_not_stamped_yet_keeps_its_set_open(office):
    ok(stamp(office, notices(1)))
    print_rest(office)
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(2))
    answer = office.scan(AKI, office.label(2))
    assert (answer.reason, answer.needs) == ("incomplete", (2,))
    assert office.says(AKI, side(office, 2, 1)) == ("refused", "not-expected")


# R8, R10: the account, and the ways out --------------------------------------------------------------------


def lines(office: Play) -> dict[str, Line]:
    """The reconciliation, whatever somebody still owes (R19)."""
    with office.store.reading() as transaction:
        return {line.line: line for line in reconciling.lines_of(Act(office.office, transaction, AKI), 1)}


def test_r10_one_side_of_each_sheet_brings_a_withheld_document_in(office):
    ok(stamp(office, notices(3, 1, 1, 1), both_sides=True))
    ok(withholding.add(office.office, AKI, 1, [1], "支援措置"))
    assert lines(office)["withheld-out"].found == 3
    found = ok(gathering.found(office.office, AKI, 1, [side(office, 1, 2), side(office, 1, 1), side(office, 1, 3)]))
    assert [one.verdict for one in found] == ["found", "repeated", "found"]
    assert (lines(office)["withheld-out"].found, lines(office)["stamped"].expected) == (0, 6)
    assert office.faults() == []


def enclose(office: Play, piece: int, sides: int, issue: int = 1) -> None:
    office.open(AKI, Check.FIRST)
    for code in (
        office.cover(piece),
        *(side(office, piece, n, issue) for n in range(1, sides + 1)),
        office.label(piece),
    ):
        answer = office.scan(AKI, code)
    assert answer.verdict.value == "complete"


def test_r8_a_torn_document_is_stamped_again_by_two(three_sheets):
    office = three_sheets
    enclose(office, 2, 3)
    again = wish(office, office.path.with_name("source.pdf"), "again.pdf", pieces=(2, 2))
    proposed = ok(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "torn", "機械に巻き込まれた"))
    assert proposed.artifacts == 3
    assert refused(office.confirm(proposed, AKI)) == "same-person"
    answer = ok(office.confirm(proposed, BAN))
    assert (answer.documents, answer.left_out, answer.printed.pages) == (1, 9, 3)
    codes = [[(c.number, c.enclosure, c.issue) for c in page] for page in codes_on(office.path.with_name("again.pdf"))]
    assert codes == [[(2, 1, 2)], [(2, 2, 2)], [(2, 3, 2)]]
    assert office.states()[2] == "waiting"
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(2))
    assert office.says(AKI, side(office, 2, 1))[0] == "refused"
    enclose(office, 2, 3, issue=2)
    assert office.faults() == []


def test_r8_a_lost_sheet_stops_its_tray_when_it_is_proposed(three_sheets):
    office = three_sheets
    enclose(office, 2, 3)
    again = wish(office, office.path.with_name("source.pdf"), "again.pdf", pieces=(2, 2))
    proposed = ok(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "lost", "見当たらない"))
    assert office.states()[2] == "waiting"
    mine = office.path.with_name("again.pdf")
    mine.write_text("mine", encoding="utf-8")
    assert ok(office.confirm(proposed, BOSS)).printed.files == (str(mine.with_name("again_2.pdf")),)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert {r["state"] for r in office.rows("artifacts", piece=2, kind=8, issue=1)} == {"superseded"}
    assert office.faults() == []


def test_r8_only_the_very_file_that_was_proposed_is_stamped_again(three_sheets):
    office = three_sheets
    source = office.path.with_name("source.pdf")
    again = wish(office, source, "again.pdf", pieces=(2, 2))
    proposed = ok(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "torn", "破れた"))
    pdf(source, [*notices(3, 2), ("other words", notice(2))])
    with pytest.raises(Misused, match="source-changed"):
        office.confirm(proposed, BAN)
    assert not office.path.with_name("again.pdf").exists()


def test_r8_what_was_stamped_since_is_not_stamped_again_with_what_was_proposed(office):
    source = pdf(office.path.with_name("source.pdf"), notices(1, 1))
    ok(stamping.print_stamped(office.office, AKI, 1, wish(office, source, pieces=(1, 1))))
    again = wish(office, source, "again.pdf", pieces=(1, 2))
    proposed = ok(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "never-printed", "紙切れ"))
    ok(stamping.print_stamped(office.office, AKI, 1, wish(office, source, "rest.pdf", pieces=(2, 2))))
    assert refused(office.confirm(proposed, BAN)) == "stale"
    assert [r["issue"] for r in office.rows("artifacts", kind=8)] == [1, 1]


@pytest.mark.parametrize(
    ("pages", "reason"), [(notices(3, 2), "sides-differ"), (notices(3), "no-page-of-piece")], ids=["fewer", "none"]
)
def test_r8_a_source_that_lacks_pages_is_said_to_the_proposer(three_sheets, pages, reason):
    office = three_sheets
    source = pdf(office.path.with_name("other.pdf"), pages)
    again = wish(office, source, "again.pdf", pieces=(2, 2))
    assert refused(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "torn", "破れた")) == reason
    assert office.rows("proposals", batch=1) == []


def test_r8_other_ways_of_reissuing_point_to_the_source(three_sheets):
    office = three_sheets
    out = office.path.with_name("again.pdf")
    for how in ({"codes": [side(office, 1, 1)]}, {"job": (1, 1, 2)}):
        answer = reissue.propose_reissue(office.office, AKI, 1, out, "torn", "破れた", **how)
        assert refused(answer) == "stamped-needs-source"


def test_r10_a_spoiled_side_takes_its_sheet_along_and_a_reissue_brings_it_back(office):
    ok(stamp(office, notices(3, 1, 1, 1), both_sides=True))
    print_rest(office)
    proposed = ok(reissue.propose_end(office.office, AKI, 1, "spoiled", [side(office, 1, 1)], "汚れた"))
    ok(office.confirm(proposed, BAN))
    states = {r["enclosure"]: r["state"] for r in office.rows("artifacts", piece=1, kind=8)}
    assert states == {1: "spoiled", 2: "spoiled", 3: "live"}
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    assert office.says(AKI, side(office, 1, 2)) == ("refused", "spoiled")
    again = wish(office, office.path.with_name("source.pdf"), "again.pdf", pieces=(1, 1))
    ok(office.confirm(ok(stamp_reissue.propose_stamps_again(office.office, AKI, 1, again, "torn", "汚れた")), CHO))
    assert codes_on(office.path.with_name("again.pdf"))[3] == []
    enclose(office, 1, 3, issue=2)
    stamped = lines(office)["stamped"]
    # Sides 1 and 2 were spoiled by declaration, side 3 torn by the reissue; the new three and three others are out.
    assert (stamped.expected, stamped.found) == (9, 3)
    assert office.faults() == []
