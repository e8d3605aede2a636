"""Customer bar codes of a job: drawn, accounted for, and remembered for what is printed again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkmail.cli.documents import document
from checkmail.cli.printing import print_group as _registered  # noqa: F401 - it says how the answer is shown
from checkmail.errors import Misused
from checkmail.intake.customer_address import Without
from checkmail.office import customer_codes, print_items, printing, reissue
from checkmail.paper import volumes
from checkmail.paper.facts import FourState
from checkmail.rules.printing import ON_LABELS

from .play import AKI, BAN, ok, refused

WIDE, NARROW = "28362", "28369"


def wish(office, kind: str = "labels", name: str = "out.pdf", **more: object) -> printing.Wish:
    more = {"sheet": WIDE, "customer_code": True, **more}
    return printing.Wish(kind, office.path.with_name(name), **more)


def again(office, *codes: str, **more: object):
    """A reissue that is confirmed."""
    out = office.path.with_name(f"again-{codes[0]}.pdf")
    return office.confirm(
        reissue.propose_reissue(office.office, AKI, 1, out, "torn", "破れた", codes=codes, **more), BAN
    )


@pytest.fixture
def drawn(monkeypatch) -> list[FourState]:
    """Every customer bar code that was read back, as it was meant."""
    found: list[FourState] = []
    real = volumes.prove

    def watched(file, placed, **more):
        found.extend(box.customer for box in placed if box.customer)
        return real(file, placed, **more)

    monkeypatch.setattr(volumes, "prove", watched)
    return found


def test_a_job_says_how_many_pieces_carry_one(play, drawn):
    office = play("approved")
    job = ok(printing.print_artifacts(office.office, AKI, 1, wish(office)))
    assert (job.customer_codes, len(drawn)) == (customer_codes.CustomerCodes(12, 0, ()), 12)
    assert len({one.bars for one in drawn}) == 12
    assert office.row("jobs", batch=1)["customer_codes"] == 12
    assert office.faults() == []


def test_without_the_wish_nothing_is_drawn_and_nothing_said(play, drawn):
    office = play("approved")
    job = ok(printing.print_artifacts(office.office, AKI, 1, wish(office, customer_code=False)))
    assert (job.customer_codes, drawn) == (None, [])
    assert office.row("jobs", batch=1)["customer_codes"] == 0


def test_pieces_without_one_are_printed_and_named(play, drawn, monkeypatch):
    office = play("approved")
    real = customer_codes.customer_characters
    why = {"千代田3番6号": Without.DIFFERS, "千代田5番8号": Without.GENERIC}

    def some(code: str, address: str, building: str) -> str | Without:
        return next((why[end] for end in why if address.endswith(end)), None) or real(code, address, building)

    monkeypatch.setattr(customer_codes, "customer_characters", some)
    job = ok(printing.print_artifacts(office.office, AKI, 1, wish(office)))
    expected = customer_codes.CustomerCodes(10, 2, ((3, Without.DIFFERS), (5, Without.GENERIC)))
    assert (job.artifacts, job.customer_codes, len(drawn)) == (12, expected, 10)


def test_an_answer_names_so_many_pieces_and_no_more(play):
    office = play("approved")
    with office.store.reading() as t:
        opened = printing.Act(office.office, t, AKI)
        plan = printing.plan_of(opened, opened.batch(1), wish(office))
    one = replace(next(plan.read()).addressed, postal_code="", customer_code="")
    account = customer_codes.CodeAccount()
    for _ in range(150):
        account.add(one)
    told = account.told()
    assert (told.drawn, told.without, len(told.pieces)) == (0, 150, customer_codes.NAMED)
    assert told.pieces[0] == (1, Without.NO_CODE)


def test_a_narrow_sheet_is_refused_whole_and_leaves_nothing(play):
    office = play("approved")
    with pytest.raises(Misused, match="customer-code-too-narrow"):
        printing.print_artifacts(office.office, AKI, 1, wish(office, sheet=NARROW))
    assert (office.rows("jobs"), list(office.path.parent.glob("*.pdf*"))) == ([], [])


def test_cover_sheets_carry_one_in_the_window(play, drawn):
    office = play("approved")
    job = ok(printing.print_artifacts(office.office, AKI, 1, wish(office, "covers")))
    assert (job.customer_codes.drawn, len(drawn), job.decoded) == (12, 12, 12)


def test_r9_one_that_does_not_read_back_is_no_job(play, monkeypatch):
    office = play("approved")
    real = volumes.prove

    def wrong(file, placed, **more):
        other = replace(placed[1], customer=replace(placed[1].customer, bars=placed[0].customer.bars))
        return real(file, [placed[0], other, *placed[2:]], **more)

    monkeypatch.setattr(volumes, "prove", wrong)
    assert refused(printing.print_artifacts(office.office, AKI, 1, wish(office))) == "undecodable-page"
    assert (office.rows("jobs"), list(office.path.parent.glob("*.pdf*"))) == ([], [])


def test_r8_what_is_printed_again_has_one_as_the_job_had(play, drawn):
    office = play("approved")
    for kind in ("labels", "covers"):
        ok(printing.print_artifacts(office.office, AKI, 1, wish(office, kind, f"{kind}.pdf")))
    before = len(drawn)
    assert ok(again(office, office.label(3))).customer_codes.drawn == 1
    assert ok(again(office, office.cover(4))).customer_codes.drawn == 1
    assert ok(again(office, office.label(5), customer_code=False)).customer_codes is None
    # Printed without, it is printed again without; and with, where somebody asks for it.
    assert ok(again(office, office.label(5, issue=2))).customer_codes is None
    assert ok(again(office, office.label(5, issue=3), customer_code=True)).customer_codes.drawn == 1
    assert len(drawn) - before == 3
    assert drawn[before].bars == drawn[2].bars
    assert office.faults() == []


def test_r8_a_narrow_sheet_is_refused_when_it_is_proposed(play):
    office = play("approved")
    ok(printing.print_artifacts(office.office, AKI, 1, wish(office)))
    before = len(office.rows("proposals"))
    with pytest.raises(Misused, match="customer-code-too-narrow"):
        again(office, office.label(3), sheet=NARROW)
    assert len(office.rows("proposals")) == before
    assert ok(again(office, office.label(3), sheet=NARROW, customer_code=False)).customer_codes is None


def test_r7_only_what_a_label_shows_is_coded():
    assert set(print_items._CODED) <= set(ON_LABELS)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_reason_is_said_to_people_and_named_to_machines(language):
    pieces = tuple(enumerate(Without, start=1))
    answer = printing.Printed(1, "labels", 1, 12, 12, "", (), customer_codes.CustomerCodes(7, len(pieces), pieces))
    told = document(answer, language)["customer_codes"]
    assert (told["drawn"], told["without"]) == (7, len(pieces))
    assert [one["why"] for one in told["pieces"]] == [why.value for why in Without]
    assert len({one["message"] for one in told["pieces"]}) == len(pieces)
