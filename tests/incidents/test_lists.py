"""Incidents that begin in the list, before any paper: what stops them before approval or print (R1–R7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from checkmail.office import approval, comparing, desk, findings, printing, withholding
from checkmail.office.proposals import Proposed
from checkmail.rehearsal.material import KEY
from checkmail.rehearsal.scanning import Papers
from checkmail.rehearsal.story import granted
from checkmail.rules.codes import Kind
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal
from checkmail.rules.scan_verdicts import Outcome

from .conftest import Open, Stopped
from .house import DESK_1, House, people_of, write_list


def keys_in(house: House, name: str, keys: list[str]) -> Path:
    return write_list(house.folder / name, [{KEY: key} for key in keys], [KEY])


@pytest.fixture
def listed(house: Open) -> House:
    """A list of eight that was taken in; nobody said yet who is withheld."""
    one = house(printed=())
    one.take_in(people_of(8))
    assert one.codes() == set()
    return one


def test_s2_a_protected_household_is_withheld_from_the_list_by_r4(listed: House, stopped: Stopped) -> None:
    """R4: named in the withholding list, its label is never printed and its paper passes no desk."""
    file = keys_in(listed, "withhold.csv", ["0000000003"])
    granted(withholding.load(listed.office, listed.actor("first"), listed.batch, file, KEY))
    granted(approval.approve(listed.office, listed.actor("second"), listed.batch))
    listed.print_papers("labels", "covers")
    labels = pypdfium2.PdfDocument(listed.folder / "labels.pdf")[0].get_textpage().get_text_bounded()
    assert "尾崎" not in labels
    assert "後藤" in labels
    bench = listed.sat("first", Check.FIRST, DESK_1)
    stopped(bench.scan("260200000003"), "R4", "withheld")


def test_s2_a_list_that_comes_late_stops_its_piece_by_r4(house: Open, stopped: Stopped) -> None:
    """R4: taken until the handover; it stops at once, and only two people lift it."""
    one = house()
    one.check_everything()
    one.count()
    one.release()
    granted(withholding.add(one.office, one.actor("third"), one.batch, [3], "支援措置"))
    bench = one.sat("third", Check.SEAL, DESK_1)
    stopped(bench.sealed(3), "R4", "withheld")
    lift = granted(withholding.lift(one.office, one.actor("third"), one.batch, [3], "取下げ"))
    stopped(one.confirm("third", lift.proposal), "R28", "same-person")


def test_s4_a_paid_bill_is_extra_against_the_unpaid_and_held_by_r5(listed: House, stopped: Stopped) -> None:
    """R5: a reminder for somebody whom the list of the unpaid does not have must be explained."""
    unpaid = keys_in(listed, "unpaid.csv", [f"{n:010d}" for n in range(1, 9) if n != 5])
    found = granted(comparing.compare(listed.office, listed.actor("first"), listed.batch, unpaid, KEY))
    assert [(one.side, one.row) for one in found] == [("extra", 5)]
    listed.nobody_withheld()
    stopped(listed.approve(), "R5", "unexplained-differences")


def test_s6_whom_the_list_lacks_is_named_by_r5(listed: House, stopped: Stopped) -> None:
    """R5: 134 never mailed would be 134 rows missing against the register."""
    register = keys_in(listed, "register.csv", [f"{n:010d}" for n in range(1, 12)])
    found = granted(comparing.compare(listed.office, listed.actor("first"), listed.batch, register, KEY))
    assert [(one.side, one.key) for one in found] == [("missing", f"{n:010d}") for n in (9, 10, 11)]
    listed.nobody_withheld()
    stopped(listed.approve(), "R5", "unexplained-differences")


def test_s8_one_makes_the_list_and_another_checks_it_by_r2_and_r5(listed: House, stopped: Stopped) -> None:
    """R2, R5: another clinic's patient is extra against the clinic's own register, and the importer cannot approve."""
    own = keys_in(listed, "clinic.csv", [f"{n:010d}" for n in range(1, 8)])
    granted(comparing.compare(listed.office, listed.actor("first"), listed.batch, own, KEY))
    listed.nobody_withheld()
    stopped(listed.approve("second"), "R5", "unexplained-differences")
    granted(comparing.explain(listed.office, listed.actor("first"), listed.batch, ["0000000008"], "転院"))
    stopped(listed.approve("first"), "R2", "same-person")


def test_s15_two_entries_of_one_patient_are_pointed_out_by_r3(house: Open, stopped: Stopped) -> None:
    """R2, R3: the same person twice is a finding that a named person answers before another one approves."""
    one = house(printed=())
    rows = people_of(8)
    twice = {**rows[1], KEY: "0000000099", "通知書番号": "260200000099"}
    one.take_in([*rows, twice])
    assert "duplicate-person" in one.codes()
    one.nobody_withheld()
    stopped(one.approve(), "R3", "open-findings")


def test_p6_addresses_that_moved_up_a_row_are_seen_by_r3(house: Open, stopped: Stopped) -> None:
    """R3: a name was deleted and the addresses below moved up; a stop that only a new list settles."""
    one = house(printed=())
    rows = people_of(12)
    places = [row["住所"] for row in rows]
    one.take_in(
        [{**row, "住所": place} for row, place in zip(rows, [*places[:4], *places[5:], places[4]], strict=True)]
    )
    assert "shifted-rows" in one.codes()
    one.nobody_withheld()
    stopped(one.approve(), "R3", "open-findings")
    shifted = next(
        s.number
        for s in granted(findings.findings(one.office, one.actor("first"), one.batch))
        if s.finding.code == "shifted-rows"
    )
    reason = findings.acknowledge(one.office, one.actor("first"), one.batch, "見た", numbers=[shifted])
    stopped(reason, "R3", "not-accepted-kind")


def test_p8_no_withholding_list_is_not_none_by_r4(listed: House, stopped: Stopped) -> None:
    """R4: nobody answered, then an empty file came; neither is an answer. One that names nobody needs two people."""
    stopped(listed.approve(), "R4", "withholding-unanswered")
    empty = keys_in(listed, "empty.csv", [])
    answer = withholding.load(listed.office, listed.actor("first"), listed.batch, empty, KEY)
    stopped(answer, "R4", "empty-withholding-list")
    stranger = keys_in(listed, "stranger.csv", ["9999999999"])
    nobody = withholding.load(listed.office, listed.actor("first"), listed.batch, stranger, KEY)
    assert isinstance(nobody, Proposed)
    stopped(listed.approve(), "R4", "withholding-unanswered")
    stopped(listed.confirm("first", nobody.proposal), "R28", "same-person")
    assert not isinstance(listed.confirm("second", nobody.proposal), Refusal)
    assert not isinstance(listed.approve(), Refusal)


def test_p9_every_batch_is_asked_who_is_withheld_by_r4(listed: House, stopped: Stopped) -> None:
    """R4: and a remark in the list that names the protection is a finding besides."""
    stopped(listed.approve(), "R4", "withholding-unanswered")
    listed.take_in(people_of(8, {4: {"備考": "支援措置対象"}}))
    assert "remark" in listed.codes()
    stopped(listed.approve(), "R3", "open-findings")


@pytest.mark.parametrize("kind", ["labels", "covers"])
def test_p10_sex_birth_date_and_numbers_stay_off_the_paper_by_r7(
    house: Open, kind: str, kept_off: Callable[[str], None]
) -> None:
    """R7: what is not whitelisted does not reach a label or cover, whatever the list has."""
    one = house()
    pages = pypdfium2.PdfDocument(one.folder / f"{kind}.pdf")
    said = "".join(page.get_textpage().get_text_bounded() for page in pages)
    assert "後藤" in said
    # 国男 is a name; no other word of the list's sex column may stand here.
    assert not [word for word in ("男", "女", "昭和", "26020000", "ゴトウ") if word in said.replace("国男", "")]
    kept_off(f"R7 whitelisted columns only: {kind}")


def test_p16_the_list_is_compared_before_another_person_approves_by_r5(listed: House, stopped: Stopped) -> None:
    """R2, R5: 22 of 22 wrong is what a comparison by key shows whole."""
    other = keys_in(listed, "other.csv", [f"{n:010d}" for n in range(101, 109)])
    found = granted(comparing.compare(listed.office, listed.actor("first"), listed.batch, other, KEY))
    assert len(found) == 16
    listed.nobody_withheld()
    stopped(listed.approve(), "R5", "unexplained-differences")


def test_r12_where_nothing_can_be_asked_two_people_compare_before_approval(house: Open, stopped: Stopped) -> None:
    """R12: a document set that asks nothing does not let a row under attention through unseen."""
    one = house(printed=(), documents="")
    one.take_in(people_of(8, {4: {"備考": "返戻あり"}}))
    seen = granted(findings.findings(one.office, one.actor("first"), one.batch))
    marked = [s.number for s in seen if s.finding.code == "remark"]
    granted(findings.acknowledge(one.office, one.actor("first"), one.batch, "確認した", numbers=marked))
    one.nobody_withheld()
    stopped(one.approve(), "R12", "nothing-asked")
    wish = granted(findings.propose_compared(one.office, one.actor("first"), one.batch))
    stopped(one.confirm("first", wish.proposal), "R28", "same-person")
    one.confirm("third", wish.proposal)
    assert not isinstance(one.approve(), Refusal)


@pytest.mark.parametrize("withheld", [2, 9])
def test_r3_of_two_equal_rows_either_may_be_withheld_and_the_other_mailed(house: Open, withheld: int) -> None:
    """R3: both papers carry the same notice number; the one that is mailed must still pass the desk."""
    one = house(printed=())
    rows = people_of(8)
    one.take_in([*rows, rows[1]])
    assert one.codes() == {"duplicate"}
    granted(withholding.add(one.office, one.actor("first"), one.batch, [withheld], "同じ行"))
    one.settle_and_approve()
    one.print_papers("labels", "covers")
    mailed = 11 - withheld
    one.papers = Papers(7, 1, one.papers.documents, {2: rows[1], 9: rows[1]}, one.papers.names)
    bench = one.sat("first", Check.FIRST, DESK_1)
    assert bench.whole(mailed).verdict is Outcome.COMPLETE
    answer = desk.scan(bench.office, bench._actor, 1, one.papers.code(Kind.COVER, withheld, 1))
    assert isinstance(answer, desk.Answer)
    assert answer.verdict is Outcome.REFUSED


def test_r1_after_printing_no_number_comes_to_mean_another_person(house: Open, stopped: Stopped) -> None:
    """R1, R8: after the first print job no new list, and nothing is printed twice."""
    from checkmail.office import lists

    one = house()
    file = write_list(one.folder / "new.csv", people_of(8))
    stopped(lists.import_list(one.office, one.actor("first"), one.batch, file), "R1", "printed")
    again = printing.print_artifacts(
        one.office, one.actor("first"), one.batch, printing.Wish("labels", one.folder / "again.pdf")
    )
    stopped(again, "R8", "already-printed")
    assert not (one.folder / "again.pdf").exists()


def test_r1_nothing_is_printed_from_a_list_nobody_approved(listed: House, stopped: Stopped) -> None:
    """R1: and nothing is left behind."""
    wish = printing.Wish("labels", listed.folder / "early.pdf")
    stopped(printing.print_artifacts(listed.office, listed.actor("first"), 1, wish), "R1", "not-approved")
    assert not wish.out.exists()
