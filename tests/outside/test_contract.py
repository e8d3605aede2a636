"""The surface of the command: what exists, how it answers, how it fails."""

import ast
import re
import sys
from pathlib import Path

import pytest
import zxingcpp

from . import mailing
from .house import OFFICE_NUMBER, PINS, Office, call, code, must, reasons
from .mailing import MAILED, NO_ADDRESS, Stage
from .paper import COVER, LABEL, Code, decode, read_code, text_of, write_code

HERE = Path(__file__).parent
ALLOWED = {"argon2", "pypdfium2", "zxingcpp", "PIL", "pytest"}

# ---------------------------------------------------------------- our own tools


def imported_modules(source: str) -> set[str]:
    """Top-level names of all modules a source file imports; its neighbours (relative) are left out."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, "nothing above this folder is imported"
    return names


@pytest.mark.parametrize("file", sorted(HERE.glob("*.py")), ids=lambda file: file.name)
def test_nothing_of_the_project_is_imported_here(file):
    strangers = imported_modules(file.read_text(encoding="utf-8")) - set(sys.stdlib_module_names)
    assert strangers <= ALLOWED


def test_code_is_read_back_and_misses_no_single_slip_of_a_digit():
    right = write_code(OFFICE_NUMBER, Code(1, 42, 1234567, 0, 3))
    assert len(right) == 18
    assert int(f"{OFFICE_NUMBER:02d}{right}") % 97 == 1, "ISO 7064 MOD 97-10"
    assert read_code(OFFICE_NUMBER, right) == Code(1, 42, 1234567, 0, 3)
    for place in range(18):
        for digit in set("0123456789") - {right[place]}:
            assert read_code(OFFICE_NUMBER, right[:place] + digit + right[place + 1 :]) is None
    assert all(read_code(office, right) is None for office in range(97) if office != OFFICE_NUMBER)


def test_decoder_finds_codes_where_they_stand(tmp_path):
    from PIL import Image

    dots = 300 / 25.4
    pages = []
    for number in (1, 2):
        page = Image.new("L", (round(210 * dots), round(297 * dots)), "white")
        for column in (0, 1):
            digits = code(LABEL, 10 * number + column)
            barcode = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128)
            drawn = Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=3))
            page.paste(drawn, (round((20 + 90 * column) * dots), round(50 * number * dots)))
        pages.append(page)
    pages[0].save(tmp_path / "two.pdf", save_all=True, append_images=pages[1:], resolution=300)
    marks = decode(tmp_path / "two.pdf")
    assert [(mark.page, mark.digits) for mark in marks] == [
        (number, code(LABEL, 10 * number + column)) for number in (1, 2) for column in (0, 1)
    ]
    for mark, (x, y) in zip(marks, [(20, 50), (110, 50), (20, 100), (110, 100)], strict=True):
        assert x < mark.x < x + 60
        assert y < mark.y < y + 30


# ---------------------------------------------------------------- what exists

NOUNS = {
    "people": "add pin list disable deputy badges",
    "batch": "create policy list show close abandon",
    "list": "import findings acknowledge accept compare explain compared proof approve",
    "withhold": "none load add lift found list",
    "print": "labels covers slips returns checklist trays deskcard signoff handover reissue spoil lost",
    "piece": "show send-back lost returned",
    "count": "enter scan show",
    "handover": "offer accept",
    "proposals": "list confirm reject",
    "ledger": "show export verify trace",
}
ALONE = "init desk resolve release demo doctor"


def test_every_noun_is_in_the_help():
    answer = call("--help")
    assert answer.status == 0
    assert set(ALONE.split()) | set(NOUNS) <= set(re.findall("[a-z]+(?:-[a-z]+)*", answer.out))


@pytest.mark.parametrize("noun", NOUNS)
def test_every_verb_is_in_the_help_of_its_noun(noun):
    answer = call(noun, "--help")
    assert answer.status == 0
    assert set(NOUNS[noun].split()) <= set(re.findall("[a-z]+(?:-[a-z]+)*", answer.out))


# ---------------------------------------------------------------- how it answers


def test_global_options_also_stand_after_the_command(founded: Stage):
    tail = ("--office", founded.office.path, "--as", 3, "--json", "--lang", "en")
    after = call("people", "list", *tail, pin=PINS[3])
    before = call(*tail, "people", "list", pin=PINS[3])
    assert after.status == before.status == 0
    assert after.document == before.document


def test_office_is_found_by_the_environment(founded: Stage):
    answer = call("--as", 3, "--json", "people", "list", pin=PINS[3], CHECKMAIL_OFFICE=str(founded.office.path))
    assert answer.status == 0
    assert answer.document


def test_refusal_is_told_in_the_language_asked_for(founded: Stage):
    told = {}
    for language in ("ja", "en"):
        answer = founded.office.answer("people", "disable", 4, "--lang", language, as_=3)
        assert answer.status == 1
        told[language] = answer.document
    assert told["ja"]["refused"] == told["en"]["refused"] == "not-allowed"
    assert told["ja"]["rule"] == told["en"]["rule"] == "R28"
    for field in ("message", "next"):
        assert re.search("[ぁ-ん]", told["ja"][field])
        assert re.fullmatch("[ -~‘-” –—]+", told["en"][field])


def test_words_for_people_go_to_standard_error(founded: Stage):
    answer = founded.office.answer("people", "disable", 4, as_=3)
    assert answer.status == 1
    assert answer.document["refused"] == "not-allowed"
    assert answer.err.strip()


def test_desk_answers_one_line_a_code_at_once(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    with office.open_desk("first", as_=3) as desk:
        answers = [desk.scan(raw) for raw in ["half", *printed.envelope(1)]]
        assert [line["verdict"] for line in answers] == ["refused", "accepted", "accepted", "complete"]
        assert answers[0]["raw"] == "half"
        assert desk.close() == 0


def test_desk_passes_over_empty_lines_and_ends_well_whatever_it_refused(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    status, lines = office.desk("first", ["", "x", "", "y"], as_=3)
    assert status == 0
    assert reasons(lines) == ["unreadable", "unreadable"]


# ---------------------------------------------------------------- misuse

MISUSES = {
    "unknown command": ("seal-everything",),
    "unknown verb": ("batch", "force"),
    "unknown option": ("release", "--batch", 1, "--force"),
    "option left out": ("release",),
    "no number": ("batch", "show", "--batch", "一番"),
    "unknown check": ("desk", "--batch", 1, "--check", "third", "--clear"),
    "unknown role": ("people", "add", "9:新人", "--role", "mayor"),
    "PIN as an argument": ("--pin", PINS[3], "batch", "list"),
}


@pytest.mark.parametrize("name", MISUSES)
def test_misuse_exits_with_2_and_a_sentence(name, founded: Stage):
    answer = founded.office.answer(*MISUSES[name], as_=3)
    assert answer.status == 2
    assert answer.err.strip()
    assert PINS[3] not in answer.out


def test_file_that_is_no_office_is_left_as_it_was(tmp_path):
    text = tmp_path / "office.db"
    text.write_text("これは職場のファイルではない。\n" * 400, encoding="utf-8")
    before = text.read_bytes()
    for command in (("batch", "list"), ("ledger", "verify")):
        answer = Office(text).answer(*command, as_=3)
        assert answer.status in {2, 4}
        assert answer.err.strip()
    assert text.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["office.db"]


def test_office_that_is_not_there_is_not_made_by_looking(tmp_path):
    answer = Office(tmp_path / "none.db").answer("batch", "list", as_=3)
    assert answer.status in {2, 4}
    assert answer.err.strip()
    assert list(tmp_path.iterdir()) == []


def test_office_in_a_place_nobody_can_write(tmp_path):
    (tmp_path / "file").write_text("a file is no folder", encoding="utf-8")
    office = Office(tmp_path / "file" / "office.db")
    answer = office.answer("init", "--name", "市", "--supervisor", "1:山田", "--office-number", "07", new_pin=PINS[1])
    assert answer.status in {2, 4}
    assert answer.err.strip()


def test_office_is_not_founded_twice(founded: Stage, tmp_path):
    office = founded.office.copy(tmp_path)
    again = ("init", "--name", "別の市", "--supervisor", "1:鈴木", "--office-number", "08")
    assert office.answer(*again, new_pin=PINS[5]).status in {1, 2, 4}
    must(office.run("people", "list", as_=1))


def test_paper_that_cannot_be_written_is_not_held_for_printed(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path / "office")
    (tmp_path / "file").write_text("a file is no folder", encoding="utf-8")
    labels = ("print", "labels", "--batch", 2, "--out")
    answer = office.answer(*labels, tmp_path / "file" / "labels.pdf", as_=3)
    assert answer.status in {2, 4}
    assert answer.err.strip()
    assert must(office.run(*labels, tmp_path / "labels.pdf", as_=3))["artifacts"] == 3


# ---------------------------------------------------------------- bad lists


def bad_lists(folder: Path, good: Path) -> dict[str, Path]:
    """Files that cannot be a list, by what is wrong with them."""
    text = good.read_bytes().decode("cp932")
    heading, _, rows = text.partition("\r\n")
    contents = {
        "no text": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
        "two encodings": heading.encode() + b"\r\n" + rows.encode("cp932"),
        "no names": "\r\n".join(",".join(line.split(",")[:2]) for line in text.split("\r\n")).encode("cp932"),
        "empty": b"",
        "a heading and no rows": heading.encode("cp932") + b"\r\n",
    }
    files = {}
    for name, content in contents.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_bytes(content)
    return files | {"not there": folder / "nowhere.csv"}


def test_file_that_is_no_list_is_refused_whole(imported: Stage, tmp_path):
    office = imported.office.copy(tmp_path / "office")
    before = office.batch()
    for name, file in bad_lists(tmp_path, imported.files["list"]).items():
        answer = office.answer("list", "import", file, "--batch", 1, as_=3)
        assert answer.status in {2, 4}, (name, answer)
        assert answer.err.strip(), name
    assert office.batch() == before


# ---------------------------------------------------------------- names that are not code

HOSTILE = {
    1: "[b]佐藤[/b]　太郎",
    2: '尾崎 "ケン" 大輔',
    3: "'; DROP TABLE piece;--",
    4: "髙橋　花子",
    5: "林[/]　湊",
    6: "{name}%s\\n　凛",
}
FORMULA, BEYOND = 7, 8
HOSTILE_ROWS = HOSTILE | {FORMULA: "=1+1　葵", BEYOND: "𠮷田　葵"}


@pytest.fixture(scope="module")
def hostile(founded: Stage, tmp_path_factory):
    """A list of such names, approved; what a rule stops is withheld. The office and what was withheld."""
    folder = tmp_path_factory.mktemp("hostile")
    office = founded.office.copy(folder / "office")
    file = mailing.make_list(folder, len(HOSTILE_ROWS), "utf-8-sig", 3)
    mailing.edit_list(file, "utf-8-sig", {row: {"氏名": name} for row, name in HOSTILE_ROWS.items()})
    mailing.bring_list(office, file)
    findings = must(office.run("list", "findings", "--batch", 1, as_=3))
    stopped = tuple(sorted({row for found in findings if found["severity"] == "stop" for row in found["rows"]}))
    mailing.deal_with_findings(office, 1, stopped)
    mailing.nothing_withheld(office, 1)
    mailing.approve(office, 1)
    labels, _ = mailing.print_paper(office, 1, "labels", folder)
    return office, findings, stopped, labels


def test_names_are_text_and_nothing_else_in_the_findings(hostile):
    _, findings, stopped, _ = hostile
    assert set(stopped) <= {FORMULA, BEYOND}, "only a formula and a glyph the font lacks may stop a name"
    quoted = [found["message"] for found in findings if "佐藤" in found["message"]]
    assert all("[b]佐藤[/b]" in message for message in quoted)


def test_names_are_text_and_nothing_else_on_the_labels(hostile):
    _, _, stopped, labels = hostile
    text = text_of(labels)
    for row, name in HOSTILE.items():
        assert "".join(name.split()) in text, row
    if FORMULA not in stopped:
        assert "=1+1葵" in text
    pieces = {read_code(OFFICE_NUMBER, mark.digits).piece for mark in decode(labels)}
    assert pieces == set(HOSTILE_ROWS) - set(stopped)


def test_names_do_not_trouble_what_is_shown(hostile):
    office, _, _, _ = hostile
    assert must(office.run("piece", "show", "--batch", 1, "--piece", 5, as_=3))["state"] == "waiting"


def test_withheld_piece_is_on_no_label(printed: Stage):
    pieces = {read_code(OFFICE_NUMBER, mark.digits)[:3] for mark in decode(printed.files["covers"])}
    assert pieces == {(COVER, 1, piece) for piece in MAILED}
    assert NO_ADDRESS not in MAILED
