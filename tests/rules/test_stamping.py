"""Sides and sheets of a stamped document, and whose pages are whose (R9, R11, S3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkmail.rules.refusal import Refusal
from checkmail.rules.stamping import (
    Found,
    StampedDocument,
    document_of,
    documents_on,
    enclosure_of,
    named,
    wanted_in_set,
)

documents = st.builds(
    StampedDocument, st.integers(1, 99), st.integers(1, 50), st.integers(1, 49), st.sampled_from((1, 2))
)


@given(documents)
def test_r11_sides_of_one_sheet_are_one_thing_in_a_set_and_sheets_are_apart(document):
    in_set = {side: document.in_set(side) for side in document.numbers}
    assert {enclosure_of(one) for one in in_set.values()} == {document.document}
    assert len(set(in_set.values())) == document.sheets == len(document.all_in_set())
    for side in document.numbers:
        together = document.on_sheet_of(side)
        assert side in together
        assert len(together) <= document.per_sheet
        assert {in_set[other] for other in together} == {in_set[side]}
    assert not set(in_set.values()) & set(range(100))  # never taken for an enclosure that has a code of its own


def test_a_sheet_is_two_sides_where_both_are_printed():
    document = StampedDocument(2, 4, 3, 2)
    assert (document.sheets, document.all_in_set()) == (2, (102, 202))
    assert [document.on_sheet_of(side) for side in (4, 5, 6)] == [(4, 5), (4, 5), (6,)]
    assert [document.in_set(side) for side in (4, 5, 6)] == [102, 102, 202]


def test_a_side_belongs_to_the_document_that_has_it():
    one, two = StampedDocument(2, 1, 3, 1), StampedDocument(5, 4, 2, 1)
    assert [document_of((one, two), side) for side in (1, 3, 4, 5, 6)] == [one, one, two, two, None]


def test_r11_a_document_that_was_not_stamped_can_never_be_complete():
    stamped = (StampedDocument(2, 1, 3, 2),)
    assert wanted_in_set((1, 2, 3), stamped) == (1, 102, 202, 3)


pages_of_people = st.lists(st.frozensets(st.integers(0, 4), max_size=2), min_size=1, max_size=12)


@given(pages_of_people)
def test_r9_pages_are_refused_or_each_is_of_the_one_whose_key_it_carries(pages):
    answer = documents_on(pages)
    if isinstance(answer, Refusal):
        whose = [next(iter(page), None) for page in pages]
        runs = [owner for at, owner in enumerate(whose) if not at or whose[at - 1] != owner]
        doubt = any(len(page) != 1 for page in pages)
        assert doubt or len(runs) != len(set(runs))
        return
    told = [(found.first + step, found.owner) for found in answer for step in range(found.pages)]
    assert told == [(at, next(iter(page))) for at, page in enumerate(pages)]
    assert len({found.owner for found in answer}) == len(answer)


@pytest.mark.parametrize(
    ("pages", "reason", "named_pages"),
    [
        ([{0}, set(), {1}, set()], "page-without-key", "2, 4"),
        ([{0}, {0, 1}, {1}], "page-of-two", "2"),
        ([{0}, {1}, {0}, {1}], "pages-apart", "3, 4"),
        ([set(), {0, 1}], "page-without-key", "1"),
    ],
)
def test_r9_pages_of_doubt_are_named(pages, reason, named_pages):
    answer = documents_on(pages)
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.rule, answer.details["pages"]) == (reason, "R9", named_pages)


def test_documents_stand_in_their_order():
    assert documents_on([{3}, {3}, {0}]) == [Found(3, 0, 2), Found(0, 2, 1)]


def test_only_the_first_few_are_named():
    assert named(range(1, 9)) == "1, 2, 3, 4, 5, 6, 7, 8"
    assert named(range(1, 10)) == "1, 2, 3, 4, 5, 6, 7, 8 …"
