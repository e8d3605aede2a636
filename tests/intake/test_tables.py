"""Files become tables in one way only, or are refused whole."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.intake.tables import read_table, unnamed

from .lists import HEADINGS, looked_at, person

PLAIN = "宛名番号,氏名,住所\r\n0000000001,髙橋　一郎,石川県白山市倉光1\r\n"


def written(tmp_path: Path, content: bytes | str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def refused(path: Path) -> Misused:
    with pytest.raises(Misused) as caught:
        read_table(path)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_each_encoding_gives_the_same_table(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, PLAIN, encoding)
    table = read_table(path)
    assert table.encoding == encoding
    assert table.headings == ("宛名番号", "氏名", "住所")
    assert list(table.records()) == [("0000000001", "髙橋　一郎", "石川県白山市倉光1")]
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_is_read_in_both_byte_orders(tmp_path: Path, mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert read_table(written(tmp_path, mark + PLAIN.encode(order))).encoding == "utf-16"


def test_what_stands_in_quotes_separates_nothing(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, '番号,氏名,住所\n1,"佐藤;;; a;b","架空市;1;2"\n2,鈴木,架空市2\n'))
    assert (table.delimiter, table.headings) == (",", ("番号", "氏名", "住所"))


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "list.tsv"), (";", "list.csv"), (",", "list.txt")])
def test_the_heading_line_shows_the_delimiter(tmp_path: Path, delimiter: str, name: str) -> None:
    table = read_table(written(tmp_path, PLAIN.replace(",", delimiter), name=name))
    assert table.delimiter == delimiter
    assert len(table.headings) == 3


def test_a_file_of_one_column_is_a_table(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "宛名番号\n0000000001\n\n0000000002\n\n\n"))
    assert list(table.records()) == [("0000000001",), (), ("0000000002",)]


def test_external_characters_of_cp932_stay_private(tmp_path: Path) -> None:
    content = "宛名番号,氏名,住所\r\n1,".encode("cp932") + b"\xf0\x40" + "田,石川県白山市1\r\n".encode("cp932")
    assert read_table(written(tmp_path, content)).record(1)[1] == "\ue000田"


def test_quotes_blanks_and_line_breaks_inside_a_cell_are_kept(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'a,b\n" x","say ""no""\nthen, [Ltd] =1+1"\n'))
    assert list(table.records()) == [(" x", 'say "no"\nthen, [Ltd] =1+1')]


def test_ragged_records_keep_their_cells(tmp_path: Path) -> None:
    assert list(read_table(written(tmp_path, "a,b\n1\n1,2,3\n")).records()) == [("1",), ("1", "2", "3")]


def test_headings_are_stripped_and_unnamed_ones_get_their_place(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, " a ,,b,,\n1,2,3,4,5\n"))
    assert table.headings == ("a", unnamed(2), "b")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty-file"),
        (b"\r\n\r\n", "empty-file"),
        (b",,\r\n,,\r\n", "empty-file"),
        (PLAIN.splitlines()[0].encode(), "no-rows"),
        (b"a,b\r\n,\r\n", "no-rows"),
        (b"PK\x03\x04rest", "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old-workbook"),
        (b"a,b\n1,\x00\n", "not-text"),
        (bytes(range(256)), "not-text"),
        (PLAIN.replace("髙", "高").encode("euc-jp"), "not-text"),
        (PLAIN.encode("utf-16-le"), "not-text"),
        (PLAIN.encode("utf-16") + b"\x00", "not-text"),
        (PLAIN.encode("utf-32"), "not-text"),
        (b"\xef\xbb\xbf" + PLAIN.encode("cp932"), "not-text"),
        (PLAIN.encode() * 2 + b"\xe6\x97\n", "not-text"),
        (b"number,name,address\n" + "1,田中,石川県\n".encode() + b"2,\xe7\x94,\n", "not-text"),
        (PLAIN.encode("cp932") + b"2,\xa0,x\r\n", "not-text"),
        (PLAIN.encode("cp932") + b"2,\x80,x\r\n", "not-text"),
        (b'a,b\n1,"2\n', "not-csv"),
        (b'a,b\n1,"2"x\n', "not-csv"),
        (b"a\x1b[2J,b\n1,2\n", "bad-headings"),
        ("a\u200b,b\n1,2\n".encode(), "bad-headings"),
        (b",,\n1,2,3\n", "no-rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, key: str) -> None:
    assert refused(written(tmp_path, content)).key == key


def test_refusals_say_where(tmp_path: Path) -> None:
    assert refused(written(tmp_path, PLAIN.encode("cp932") + b"2,\xff,x\r\n")).details["line"] == 3
    assert refused(written(tmp_path, b'a,b\n1,2\n1,"2"x\n')).details["row"] == 2


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path / name).key == "not-a-file"


def test_any_bytes_are_refused_or_looked_at(tmp_path: Path) -> None:
    """300 broken copies of a sound file: nothing but Misused or findings comes of them."""
    chance = random.Random(20260701)
    text = ",".join(HEADINGS) + "\r\n" + "".join(",".join(person(i)) + "\r\n" for i in range(1, 5))
    sound = [text.encode("utf-8"), text.encode("cp932", "replace"), text.encode("utf-16"), text.encode("utf-8-sig")]
    outcomes: dict[str, int] = {}
    for case in range(300):
        content = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            what = chance.randrange(4)
            if what == 0:
                content[at] = chance.randrange(256)
            elif what == 1:
                del content[at : at + chance.randint(1, 40)]
            elif what == 2:
                content[at:at] = chance.randbytes(chance.randint(1, 4))
            else:
                content[at:at] = chance.choice([b'"', b",", b"\r", b"\n", b"\t", b"\x1b[0m", "\u202e〓".encode()])
        path = written(tmp_path, bytes(content), name=f"{case % 2}.csv")
        try:
            table = read_table(path)
            looked_at(table)
            outcomes["looked at"] = outcomes.get("looked at", 0) + 1
        except Misused as refusal:
            outcomes[refusal.key] = outcomes.get(refusal.key, 0) + 1
    assert outcomes["looked at"] > 20
    assert outcomes["not-text"] > 20
