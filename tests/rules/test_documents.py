"""The document set: what a file may say, and what a piece then expects."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.codes import Kind
from checkmail.rules.documents import MATCHES, BadDocumentSet, DocumentSet, parse_document_set

FULL = """
envelope = "window"
ask = ["born:day", "notice:last4"]
group = "household"
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "受給者証"
match = "own"
column = "受給者番号"
pattern = '\\d{10}'
typed = true
[[enclosure]]
number = 3
name = "返信用封筒"
match = "return"
when = "enclosures contains 返信用封筒"
[[enclosure]]
number = 4
name = "案内冊子"
match = "count"
"""


def test_without_a_file_a_piece_has_a_label_and_a_cover_and_asks_nothing():
    documents = parse_document_set("")
    assert documents == DocumentSet()
    assert (documents.ending, documents.ask) == ((Kind.LABEL, 0), ())
    assert list(documents.expected([{}])) == [1]


def test_the_set_of_the_contract_reads():
    documents = parse_document_set(FULL)
    assert documents.ending == (Kind.COVER, 1)
    assert documents.ask == ("born:day", "notice:last4")
    assert documents.group == "household"
    assert [e.match for e in documents.enclosures] == ["cover", "own", "return", "count"]
    assert documents.enclosures[1].typed


def test_a_condition_decides_per_piece():
    documents = parse_document_set(FULL)
    assert list(documents.expected([{"enclosures": "受給者証"}])) == [1, 2]
    assert list(documents.expected([{"enclosures": "受給者証・返信用封筒"}])) == [1, 2, 3]
    assert list(documents.expected([{}])) == [1, 2]


def test_people_of_one_piece_have_personal_documents_of_their_own_and_share_the_rest():
    documents = parse_document_set(FULL)
    expected = documents.expected([{"enclosures": "返信用封筒"}, {"enclosures": "返信用封筒"}, {}])
    assert documents.stride == 4
    assert {number: (e.number, whose) for number, (e, whose) in expected.items()} == {
        1: (1, 0), 2: (2, 0), 3: (3, 0), 6: (2, 1), 10: (2, 2),
    }  # fmt: skip
    for number, (enclosure, _) in expected.items():
        assert documents.document(number) == enclosure


def test_more_people_than_numbers_is_said_and_not_wrapped_around():
    documents = parse_document_set(FULL)
    assert max(documents.expected([{}] * 25)) == 98
    with pytest.raises(BadDocumentSet, match="99"):
        documents.expected([{}] * 26)


def test_columns_are_named_as_the_list_names_them():
    keyed = parse_document_set(FULL.replace("enclosures contains", "同封物 contains")).keyed(
        {"同封物": "enclosures", "受給者番号": "number"}
    )
    assert keyed.enclosures[1].column == "number"
    assert keyed.enclosures[2].belongs_to({"enclosures": "返信用封筒"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("envelope = [", "TOML"),
        ("enclosure = " + "[" * 50_000, "TOML"),
        ("enclosure = " + "9" * 5_000, "TOML"),
        ("colour = 1", "unknown key colour"),
        ('envelope = "box"', "label or window"),
        ('envelope = "window"\n[[enclosure]]\nnumber = 1\nmatch = "slip"', "exactly one cover"),
        ('[[enclosure]]\nnumber = 0\nmatch = "cover"', "1 to 99"),
        ('[[enclosure]]\nnumber = 100\nmatch = "cover"', "1 to 99"),
        ('[[enclosure]]\nnumber = true\nmatch = "cover"', "1 to 99"),
        ('[[enclosure]]\nmatch = "cover"', "1 to 99"),
        ('[[enclosure]]\nnumber = 1\nmatch = "sniff"', "match must be one of"),
        ('[[enclosure]]\nnumber = 1\nmatch = "own"', "column and pattern"),
        ("[[enclosure]]\nnumber = 1\nmatch = 'own'\ncolumn = 'x'\npattern = '('", "pattern"),
        ("[[enclosure]]\nnumber = 1\nmatch = 'own'\ncolumn = 'x'\npattern = 5", "pattern"),
        ("[[enclosure]]\nnumber = 1\nmatch = 'own'\ncolumn = 5\npattern = 'x'", "column"),
        ("[[enclosure]]\nnumber = 1\nmatch = 'slip'\ntyped = 'yes'", "typed"),
        ("[[enclosure]]\nnumber = 1\nmatch = 'slip'\nwhen = 5", "when"),
        ('[[enclosure]]\nnumber = 1\nmatch = "slip"\nwhen = "remark has x"', "COLUMN contains TEXT"),
        ('[[enclosure]]\nnumber = 1\nmatch = "slip"\nweight = 3', "unknown key weight"),
        ('[[enclosure]]\nnumber = 1\nmatch = "cover"\nwhen = "a contains b"', "takes no when"),
        ('[[enclosure]]\nnumber=2\nmatch="cover"\n[[enclosure]]\nnumber=2\nmatch="slip"', "same number"),
        ('ask = ["born:year"]', "COLUMN:day"),
        ('ask = [":day"]', "COLUMN:day"),
        ("ask = 5", "ask"),
        ("enclosure = 5", "enclosure"),
        ("enclosure = [5]", "enclosure"),
        ("group = 5", "group"),
    ],
    ids=lambda text: text[:40],
)
def test_what_a_document_set_must_not_say(text, said):
    with pytest.raises(BadDocumentSet, match=said):
        parse_document_set(text)


values = st.sampled_from(
    ["1", "true", "'cover'", "'own'", "'x'", "'a contains b'", "[]", "[1]", "{}", "'('", "'window'"]
)
keys = st.sampled_from(
    ["number", "name", "match", "column", "pattern", "typed", "when", "envelope", "ask", "group", "enclosure"]
)


@given(st.dictionaries(keys, values, max_size=4), st.lists(st.dictionaries(keys, values, max_size=6), max_size=3))
def test_no_file_breaks_the_reader(top, enclosures):
    text = "".join(f"{key} = {value}\n" for key, value in top.items())
    for one in enclosures:
        text += "[[enclosure]]\n" + "".join(f"{key} = {value}\n" for key, value in one.items())
    try:
        documents = parse_document_set(text)
    except BadDocumentSet:
        return
    assert all(e.match in MATCHES for e in documents.enclosures)
    assert documents.ending in ((Kind.LABEL, 0), *((Kind.COVER, e.number) for e in documents.enclosures))
    documents.expected([{}])


def test_the_manual_shows_a_set_that_is_taken_and_names_every_match():
    manual = (Path(__file__).parents[2] / "docs" / "manual.md").read_text(encoding="utf-8")
    (shown,) = [block for block in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL) if "[[enclosure]]" in block]
    assert [one.match for one in parse_document_set(shown).enclosures] == ["cover", "stamped", "return"]
    assert {match for match in MATCHES if f"| `{match}` |" in manual} == set(MATCHES)
