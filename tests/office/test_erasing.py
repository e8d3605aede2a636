"""Personal data erased after its retention period, by two people, and nothing of it left (R25)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from stores.server import copied_to_server, drop

from checkmail.errors import StoreUnavailable
from checkmail.locale.sentences import refusal_words
from checkmail.office import batches, comparing, desk, erasing, findings, lists, pieces, proposals, record, withholding
from checkmail.office.acting import Act
from checkmail.rules.ledger import OFFICE_CHAIN, moment
from checkmail.rules.model import Check
from checkmail.rules.refusal import Refusal

from .play import AKI, BAN, BOSS, CHO, DOCUMENTS, EYE, VICE, Play, ok, refused, write_list

NAME, STREET, WORDS = "秘密野花子", "白金丁目町", "消印の理由"
MARKS = (NAME, STREET, WORDS, "Zq7Marked")


@pytest.fixture
def over(play, tmp_path) -> Play:
    """Batch 1 was given up: its list, reasons, answers and odd scans carry the marks. Batch 2 goes on."""
    office = play("people")
    at = office.office
    ok(batches.create_batch(at, AKI, f"{WORDS}の業務", f"retention_days = 30\n{DOCUMENTS}", 4))
    changed = {
        "氏名": {1: f"{NAME}　Zq7Marked"},
        "住所": {n: f"{STREET}{n}番" for n in range(1, 5)},
        "備考": {2: WORDS},
    }
    ok(lists.import_list(at, AKI, 1, write_list(tmp_path / "Zq7Marked.csv", 4, **changed)))
    ok(findings.acknowledge(at, AKI, 1, WORDS, numbers=[one.number for one in ok(findings.findings(at, AKI, 1))]))
    register = tmp_path / "r.csv"
    register.write_text(f"氏名\n{NAME}別人\n", encoding="utf-8")
    ok(comparing.compare(at, AKI, 1, register, "氏名"))
    ok(withholding.add(at, AKI, 1, [3], WORDS))
    ok(batches.create_batch(at, AKI, "続く業務", "", 4))
    ok(lists.import_list(at, AKI, 2, write_list(tmp_path / "2.csv", 4)))
    ok(proposals.reject(at, BAN, ok(batches.change_policy(at, AKI, 1, supervisor_may_check=True)).proposal, WORDS))
    ok(batches.change_policy(at, AKI, 1, supervisor_may_check=True))
    ok(batches.abandon_batch(at, BOSS, 1))
    for file in (tmp_path / "Zq7Marked.csv", register):
        file.unlink()
    return office


def left_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Marks in the bytes of the files of ``folder``, in any spelling that a program gives a text."""
    for file in folder.rglob("*"):
        if file.is_file():
            found = file.read_bytes()
            for mark in MARKS:
                for spelled in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "unicode_escape"):
                    if mark.encode(spelled) in found:
                        yield file.name, mark


def when_over(office: Play, actor=AKI) -> erasing.Erased | proposals.Proposed | Refusal:
    office.clock.wait(days=31)
    return erasing.erase(office.office, actor, 1)


def test_r25_nothing_of_an_erased_batch_is_left_in_any_file_and_everything_verifies(over, tmp_path):
    assert {mark for _, mark in left_in(tmp_path)} == set(MARKS)
    steps: list[str] = []
    answer = proposals.confirm(over.office, BOSS, ok(when_over(over)).proposal, lambda step, _done: steps.append(step))
    assert ok(answer) == erasing.Erased(1, None)
    assert (steps[0], steps[-1]) == ("erasing", "cleaning")
    assert list(left_in(tmp_path)) == []
    for table in (*erasing.ERASABLE, "secrets"):
        assert not over.rows(table, **({"name": "answers:1"} if table == "secrets" else {"batch": 1})), table
    assert over.faults() == []
    assert over.rows("records", batch=2)
    assert ok(batches.show_batch(over.office, EYE, 1)).stage == "erased"
    assert [one.act for one in ok(proposals.open_proposals(over.office, EYE))] == []


def test_r25_the_control_the_marks_are_found_where_only_the_rows_are_removed(over, tmp_path):
    """Without cleaning the file, names lie in it still: the search above can fail."""
    over.store.scrub = lambda _tables: None  # type: ignore[method-assign]
    ok(over.confirm(when_over(over), BOSS))
    over.store._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert list(left_in(tmp_path)) != []


def test_r25_not_before_the_retention_period_is_over_and_the_day_is_shown(over):
    assert ok(batches.show_batch(over.office, AKI, 1)).erasable_from == over.clock.now.date() + timedelta(days=30)
    refusal = erasing.erase(over.office, AKI, 1)
    assert refused(refusal) == "too-early"
    assert refusal.details["date"] == (over.clock.now.date() + timedelta(days=30)).isoformat()
    over.clock.wait(days=29, hours=20)
    assert refused(erasing.erase(over.office, AKI, 1)) == "too-early"
    over.clock.wait(hours=5)
    proposed = ok(erasing.erase(over.office, AKI, 1))
    # The clock says that a month is over; the ledger knows of no entry since, and whoever confirms reads that.
    (told,) = [one for one in ok(proposals.open_proposals(over.office, BOSS, 1)) if one.act == "erase"]
    assert told.params["newest_before"] == proposed.newest_before
    assert over.clock.now - moment(proposed.newest_before) > timedelta(days=30)
    over.clock.wait(days=-5)
    assert refused(over.confirm(proposed, BOSS)) == "stale"


def test_r25_only_a_batch_that_is_over(over):
    over.clock.wait(days=4000)
    assert refused(erasing.erase(over.office, AKI, 2)) == "too-early"
    assert ok(batches.show_batch(over.office, AKI, 2)).erasable_from is None
    assert refused(erasing.erase(over.office, AKI, 3)) == "unknown-batch"


def test_r25_where_the_document_set_says_nothing_it_is_a_year(play):
    office = play("created")
    ok(batches.abandon_batch(office.office, BOSS, 1))
    assert ok(batches.show_batch(office.office, AKI, 1)).erasable_from == office.clock.now.date() + timedelta(days=365)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (AKI, AKI, "same-person"),
        (AKI, BAN, "not-allowed"),
        (AKI, EYE, "not-allowed"),
        (BOSS, AKI, ""),
        (AKI, VICE, ""),
        (EYE, BOSS, "not-allowed"),
    ],
)
def test_r25_two_people_of_whom_one_is_a_supervisor(over, first, second, reason):
    proposed = when_over(over, first)
    answer = proposed if isinstance(proposed, Refusal) else over.confirm(proposed, second)
    assert (answer.reason if isinstance(answer, Refusal) else "") == reason
    if second == BAN:
        assert "決裁者に" in refusal_words(answer, "ja")[1]  # a clerk may confirm other things
    assert bool(over.rows("records", batch=1)) is bool(reason)


def test_r25_a_cleaning_that_was_stopped_is_begun_again(over, tmp_path):
    proposed = ok(when_over(over))
    reader = type(over)(over.path, over.clock)
    with reader.store.reading() as transaction:
        transaction.all("heads")  # somebody reads older rows still
        over.store._connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(StoreUnavailable) as caught:
            over.confirm(proposed, BOSS)
    reader.store.close()
    assert (caught.value.key, caught.value.details["why"]) == ("erase-unfinished", "office-busy")
    assert ok(batches.show_batch(over.office, AKI, 1)).stage == "erasing"
    assert over.faults() == []
    over.restart()
    assert ok(erasing.erase(over.office, CHO, 1)) == erasing.Erased(1, None)
    assert list(left_in(tmp_path)) == []
    assert refused(erasing.erase(over.office, CHO, 1)) == "erased"
    assert over.faults() == []


def test_r25_what_lies_in_backups_still_is_said(over):
    with over.store.acting() as transaction:
        for day in ("2026-01-01", "2027-03-01", "2027-01-01"):
            Act(over.office, transaction, BOSS).record(OFFICE_CHAIN, "backed-up", count=1, head="", erase_by=day)
    assert ok(over.confirm(when_over(over), BOSS)).backups_until.isoformat() == "2027-03-01"


def test_r25_acts_that_need_the_list_answer_that_it_is_erased(over, tmp_path):
    ok(over.confirm(when_over(over), BOSS))
    at = over.office
    for answer in (
        findings.findings(at, AKI, 1),
        lists.import_list(at, AKI, 1, write_list(tmp_path / "new.csv", 2)),
        pieces.show_piece(at, AKI, 1, 1),
        pieces.send_back(at, AKI, 1, [1], WORDS),
        withholding.add(at, AKI, 1, [1], WORDS),
        batches.resume_batch(at, BOSS, 1, WORDS),
        desk.open_desk(at, AKI, 1, Check.FIRST, clear=True),
    ):
        assert refused(answer) == "erased"
    assert ok(batches.list_batches(at, AKI))[0].name == ""
    assert ok(record.trace_piece(at, EYE, 1, 1)) is not None
    assert over.rows("texts", batch=1) == []


def test_r25_on_a_server_the_tables_are_written_anew(stages, tmp_path):
    url = copied_to_server(stages.file("listed"))
    office = Play(tmp_path / "unused.db", type(stages.clocks["listed"])(stages.clocks["listed"].now), url)
    try:
        files = relation_files(office)
        ok(batches.abandon_batch(office.office, BOSS, 1))
        office.clock.wait(days=366)
        assert ok(office.confirm(erasing.erase(office.office, AKI, 1), BOSS)).batch == 1
        assert not {*files} & {*relation_files(office)}
        assert ok(batches.show_batch(office.office, AKI, 1)).stage == "erased"
        assert [office.rows(table, batch=1) for table in erasing.ERASABLE] == [[]] * len(erasing.ERASABLE)
        assert office.faults() == []
    finally:
        office.store.close()
        drop(url)


def relation_files(office: Play) -> list[object]:
    """Which files of the server hold the erasable tables now."""
    connection = office.store._connection
    asked = "SELECT pg_relation_filenode(%s::regclass) AS file"
    return [connection.execute(asked, (table,)).fetchone()["file"] for table in (*erasing.ERASABLE, "secrets")]


def test_r25_what_comes_back_after_a_batch_was_erased_is_found(over):
    kept = {table: [tuple(row) for row in over.rows(table, batch=1)] for table in erasing.ERASABLE}
    kept["own_numbers"] = [(1, 1, 1, "12345678")]
    ok(over.confirm(when_over(over), BOSS))
    assert over.faults() == []
    erased = over.row("entries", chain=1, kind="erased")["number"]
    for table, rows in kept.items():
        assert over.tamper(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", *rows[0]) == 1
        (fault,) = record.verify(over.office).faults
        assert (fault.chain, fault.number, fault.what, fault.where) == (1, erased, "erased", table)
        over.tamper(f"DELETE FROM {table} WHERE batch = 1")
    over.tamper("INSERT INTO secrets VALUES ('answers:1', 'x')")
    assert over.faults() == [(1, "secret")]
