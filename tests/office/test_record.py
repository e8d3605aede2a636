"""The ledger on real office files (R24-R26): changes of every kind are found, personal data can go, clocks may err."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlite_utils
from sqlite_utils.utils import sqlite3

from checkmail.errors import Misused
from checkmail.office import (
    batches,
    chains,
    comparing,
    findings,
    handover,
    office_fonts,
    people,
    pieces,
    planting,
    printers,
    proposals,
    record,
    stamping,
    windows,
    withholding,
)
from checkmail.office.acting import Act
from checkmail.office.projection import DERIVED, FAMILIES, PROJECTION
from checkmail.rules.ledger import Entry, Head
from checkmail.rules.model import Check
from checkmail.rules.planted import Wrong
from checkmail.rules.verification import verify_chain
from tests.paper.own_font import own_font

from .play import AKI, BAN, BOSS, CHO, EYE, PIN, VICE, ok, refused, write_list
from .stamp_play import begin, notices, pdf, wish


def full(play):
    """An office in which every derived table has rows."""
    office = play("sealed")
    ok(pieces.propose_lost(office.office, AKI, 1, 12, "ない"))
    dummy = planting.Planting(Wrong.FOREIGN_SHEET, office.path.with_name("planted.pdf"))
    ok(planting.plant(office.office, BOSS, 1, dummy))
    ok(handover.offer(office.office, AKI, 1, "郵便局", "普通", 8, trays=(1, 2)))
    ok(batches.create_batch(office.office, AKI, "次の業務", "", 4))
    file = write_list(office.path.with_name("next.csv"), 12, 備考={2: "支援措置"})
    ok(people_list(office, file))
    ok(findings.acknowledge(office.office, AKI, 2, "見た", code="remark"))
    ok(withholding.add(office.office, AKI, 2, [3], "引抜き"))
    register = office.path.with_name("register.csv")
    register.write_text("宛名番号\n1007\n", encoding="utf-8")
    ok(comparing.compare(office.office, AKI, 2, register, "宛名番号"))
    ok(comparing.explain(office.office, AKI, 2, ["1014"], "転入"))
    ok(printers.set_printer(office.office, AKI, "2階 複合機", "28369", {"offset_x": "-0.5"}))
    begin(office, 2, batch=3)
    source = pdf(office.path.with_name("source.pdf"), notices(2, 1))
    stamps = replace(wish(office, source), both_sides=True)
    ok(stamping.print_stamped(office.office, AKI, 3, stamps))
    measured = {"x": "20", "y": "12.5", "width": "100", "height": "50"}
    ok(windows.set_window(office.office, AKI, "税務課の封筒", "long-3", measured))
    gaiji = own_font(office.path.with_name("EUDC.TTE"), {"\ue000": "葛"})
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv(office_fonts.FOLDERS, str(office.path.parent))
        ok(office_fonts.set_fonts(office.office, BOSS, [(gaiji, 0)]))
    return office


def people_list(office, file):
    from checkmail.office import lists

    return lists.import_list(office.office, AKI, 2, file)


# R24 -------------------------------------------------------------------------------------------------------

CHANGES = {
    "office": "UPDATE office SET number = 8",
    "people": "UPDATE people SET role = 'supervisor' WHERE person = 2",
    "batches": "UPDATE batches SET supervisor_may_check = 1 WHERE batch = 1",
    "versions": "UPDATE versions SET compared = 1 WHERE batch = 2",
    "settled": "DELETE FROM settled",
    "explained": "UPDATE explained SET person = 3",
    "withheld": "DELETE FROM withheld",
    "pieces": "UPDATE pieces SET state = 'verified' WHERE piece = 12",
    "trays": "UPDATE trays SET released = 99 WHERE tray = 3",
    "counts": "UPDATE counts SET number = number + 1 WHERE entry = (SELECT MIN(entry) FROM counts)",
    "jobs": "UPDATE jobs SET artifacts = 11 WHERE job = 1",
    "artifacts": "UPDATE artifacts SET state = 'lost' WHERE piece = 4 AND kind = 1",
    "stamped": "UPDATE stamped SET per_sheet = 1 WHERE piece = 1",
    "desks": "UPDATE desks SET recent = '' WHERE desk = 'desk1'",
    "proposals": "UPDATE proposals SET state = 'confirmed'",
    "offers": "UPDATE offers SET number = 7",
    "printers": "UPDATE printers SET printer = 9",
    "printer_sheets": "UPDATE printer_sheets SET offset_x = 500",
    "office_fonts": "UPDATE office_fonts SET face = 1",
    "windows": "UPDATE windows SET slip_x = 1",
    "planted": "UPDATE planted SET outcome = 'caught'",
    "planted_papers": "UPDATE planted_papers SET found = 1",
}


def test_r24_every_derived_table_is_tried():
    assert set(CHANGES) == set(DERIVED)


@pytest.fixture(scope="module")
def filled(stages, tmp_path_factory):
    """The office of :func:`full`, made once."""
    from .play import Clock, Play

    folder = tmp_path_factory.mktemp("filled")
    made: list[Play] = []

    def copy(stage: str) -> Play:
        shutil.copy(stages.file(stage), folder / "filled.db")
        made.append(Play(folder / "filled.db", Clock(stages.clocks[stage].now)))
        return made[-1]

    office = full(copy)
    assert office.faults() == []
    office.store.close()
    return office


@pytest.fixture
def touched(filled, tmp_path):
    """A copy of the full office to tamper with."""
    from .play import Play

    shutil.copy(filled.path, tmp_path / "touched.db")
    office = Play(tmp_path / "touched.db", type(filled.clock)(filled.clock.now))
    yield office
    office.store.close()


@pytest.mark.parametrize("table", DERIVED)
def test_r24_a_change_of_any_table_by_hand_is_found(touched, table):
    assert touched.tamper(CHANGES[table]) >= 1
    assert touched.faults(replay=False) == []
    assert {what for _, what in touched.faults()} == {table}


@pytest.mark.parametrize("table", DERIVED)
def test_r24_a_row_that_is_gone_is_found(touched, table):
    key = ", ".join(sqlite_utils.Database(touched.path).table(table).pks)
    last = f"SELECT {key} FROM {table} ORDER BY {key.replace(',', ' DESC,')} DESC LIMIT 1"
    assert touched.tamper(f"DELETE FROM {table} WHERE ({key}) = ({last})") == 1
    assert table in {what for _, what in touched.faults()}


ERASABLE = {
    "texts": "UPDATE texts SET text = '別の理由' WHERE rowid = (SELECT MAX(rowid) FROM texts)",
    "records": "UPDATE records SET fields = replace(fields, '1007', '1008') WHERE batch = 1",
    "findings": "UPDATE findings SET severity = 'note' WHERE code = 'remark'",
    "differences": "UPDATE differences SET key = '9' WHERE rowid = (SELECT MAX(rowid) FROM differences)",
}


@pytest.mark.parametrize("table", ERASABLE)
def test_r24_r25_a_change_of_an_erasable_row_is_found_while_it_exists(touched, table):
    assert touched.tamper(ERASABLE[table]) >= 1
    assert table in {what for _, what in touched.faults(replay=False)}


def test_r24_a_finding_that_was_removed_is_found(touched):
    touched.tamper("DELETE FROM findings WHERE rowid = (SELECT MIN(rowid) FROM findings)")
    touched.tamper("INSERT INTO findings SELECT 2, 1, 99, 'remark', 'note', '[]', '[]', '{}'")
    assert "findings" in {what for _, what in touched.faults(replay=False)}


def test_r24_an_own_number_that_was_exchanged_is_found(play):
    """It decides whose document passes in whose envelope."""
    office = play("rich")
    office.tamper("UPDATE own_numbers SET value = '3000000017' WHERE piece = 2")
    assert "own_numbers" in {what for _, what in office.faults(replay=False)}


def unguarded(office, *statements: str) -> None:
    """Changes entries as somebody does who drops the triggers first, and puts them back as they were."""
    triggers = [(row["name"], row["sql"]) for row in office.rows("sqlite_schema", type="trigger")]
    for name, _ in triggers:
        office.tamper(f"DROP TRIGGER {name}")
    for statement in statements:
        assert office.tamper(statement) >= 1
    for _, made in triggers:
        office.tamper(made)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TRIGGER entries_are_not_changed", "entries_are_not_changed"),
        ("DROP INDEX pieces_by_tray", "pieces_by_tray"),
        ("ALTER TABLE offers ADD COLUMN note TEXT", "offers"),
        ("CREATE TABLE more (number INTEGER)", "more"),
        ("CREATE TRIGGER quiet AFTER INSERT ON entries BEGIN SELECT 1; END", "quiet"),
    ],
)
def test_r24_a_schema_that_is_not_what_the_migrations_make_is_found(touched, statement, named):
    touched.tamper(statement)
    (fault,) = record.verify(touched.office).faults
    assert (fault.what, fault.where) == ("schema", named)


def mend_schema(office, statement: str) -> None:
    """Changes the schema's own table, as somebody does who wants its text to look right."""
    connection = sqlite3.connect(str(office.path), isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(statement)
    connection.close()
    office.restart()


def test_r24_an_index_that_hides_a_piece_is_found_though_its_text_is_right(play):
    office = play("verified")
    right = office.row("sqlite_schema", name="pieces_by_tray")["sql"]
    office.tamper("DROP INDEX pieces_by_tray")
    office.tamper(f"{right} WHERE piece <> 5")
    mend_schema(office, f"UPDATE sqlite_schema SET sql = '{right}' WHERE name = 'pieces_by_tray'")
    assert [row["piece"] for row in office.rows("pieces", batch=1, tray=2, state="verified")] == [6, 7, 8]
    assert {(fault.what, fault.where) for fault in record.verify(office.office, replay=True).faults} == {
        ("pages", "pieces_by_tray")
    }


def test_r24_a_name_in_the_schema_that_is_no_text_any_more_is_a_finding(play):
    office = play("verified")
    mend_schema(office, "UPDATE sqlite_schema SET name = CAST(name AS BLOB) WHERE name = 'pieces_by_tray'")
    assert ("schema", "pieces_by_tray") in {(one.what, one.where) for one in record.verify(office.office).faults}


def test_r24_a_page_that_only_the_engines_own_check_sees_is_found(play):
    """One key within an index, turned over in the file: every table reads as before, and so do most questions."""
    office = play("verified")
    root = office.row("sqlite_schema", name="pieces_by_tray")["rootpage"]
    office.store.close()
    connection = sqlite3.connect(str(office.path))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(office.path.read_bytes())
    at = content.index(b"verified", (root - 1) * size, root * size)
    content[at + 5] ^= 1
    office.path.write_bytes(content)
    office.restart()
    (fault,) = record.verify(office.office, replay=True).faults
    assert (fault.what, fault.where) == ("pages", "pieces_by_tray")


def test_r24_a_trigger_is_found_behind_the_name_of_an_index(play):
    office = play("people")
    office.tamper("CREATE TRIGGER pieces_by_tray AFTER INSERT ON entries BEGIN SELECT 1; END")
    mend_schema(office, "UPDATE sqlite_schema SET rowid = 999 WHERE name = 'pieces_by_tray' AND type = 'index'")
    assert {(fault.what, fault.where) for fault in record.verify(office.office).faults} == {
        ("schema", "pieces_by_tray")
    }


@pytest.mark.parametrize("field", Entry.__slots__)
def test_r24_a_change_of_any_field_of_an_entry_is_found(touched, field):
    value = {"chain": "9", "number": "9999", "person": "person + 1", "body": "'not json'"}.get(field, f"{field} || 'x'")
    unguarded(touched, f"UPDATE entries SET {field} = {value} WHERE chain = 1 AND number = 20")
    found = touched.faults(replay=False)
    assert found
    assert found[0][0] in (1, 9)
    (fault, *_) = record.verify(touched.office).faults
    assert fault.number == 20


def test_r24_a_broken_entry_of_the_office_chain_is_a_fault_and_no_crash(touched):
    unguarded(touched, "UPDATE entries SET body = 'not json' WHERE chain = 0 AND kind = 'checkpoint'")
    assert (0, "hash") in touched.faults()
    unguarded(touched, "UPDATE entries SET body = '{}' WHERE chain = 0 AND kind = 'checkpoint'")
    assert (0, "hash") in touched.faults()


def head_of(office, chain: int) -> str:
    with office.store.reading() as t:
        row = t.one("head", chain=chain)
    return Head(chain, row["count"], row["head"], "").printed()


def cut(office, chain: int, count: int) -> None:
    """Removes the newest entries and mends the stored head, as one does who wants nothing to show."""
    unguarded(office, f"DELETE FROM entries WHERE chain = {chain} AND number > {count}")
    (last,) = [row for row in office.rows("entries", chain=chain) if row["number"] == count]
    office.tamper(
        "UPDATE chains SET count = ?, head = ?, at = ? WHERE chain = ?", count, last["hash"], last["at"], chain
    )


def test_r24_a_tail_that_was_cut_off_shows_by_the_head_on_paper(touched):
    paper = head_of(touched, 0)
    assert touched.faults(paper) == []
    count = int(paper.split(":")[1])
    cut(touched, 0, count - 1)
    assert touched.faults(replay=False) == []  # chain alone: nothing to see
    assert (0, "tail") in touched.faults(paper, replay=False)


def test_r24_a_batchs_tail_is_held_by_the_offices_chain(touched):
    cut(touched, 1, 60)
    assert (1, "tail") in touched.faults(replay=False)


def test_r24_a_stored_head_beyond_its_entries_is_a_missing_tail(touched):
    unguarded(
        touched, "DELETE FROM entries WHERE chain = 2 AND number = (SELECT MAX(number) FROM entries WHERE chain = 2)"
    )
    assert (2, "tail") in touched.faults(replay=False)


def test_r24_a_batch_whose_whole_chain_is_gone_is_missed(touched):
    """The office's chain says that it was opened."""
    unguarded(touched, "DELETE FROM entries WHERE chain = 2", "DELETE FROM chains WHERE chain = 2")
    for table in ("batches", "versions", "settled", "explained", "withheld", "proposals"):
        touched.tamper(f"DELETE FROM {table} WHERE batch = 2")
    assert (2, "tail") in touched.faults(replay=False)
    assert (1, "tail") not in touched.faults(replay=False)


def test_r24_heads_of_paper_are_compared_as_far_as_they_go(touched):
    paper = head_of(touched, 1)
    short = paper[: paper.rindex(":") + 13]
    assert touched.faults(short, paper.upper().replace("OFFICE", "office"), replay=False) == []
    wrong = short[:-1] + ("0" if short[-1] != "0" else "1")
    assert touched.faults(wrong, replay=False) == [(1, "head")]
    assert touched.faults("7:1:" + "a" * 64, replay=False) == [(7, "tail")]


def test_r24_what_is_no_head_is_misused_and_nothing_is_found(touched):
    paper = head_of(touched, 1)
    seven = paper[: paper.rindex(":") + 8]
    unreadable = (
        "", "x", "1:2", "1:x:y", "a:1:b", "1:20:ab", seven, f"{paper}0", f"{paper}:1", paper[:-1] + "g",
        "1:0:" + "0" * 64, "0:1:" + "0" * 64, "100000:1:" + "0" * 64, "1:1" + "0" * 15 + ":" + "0" * 64,
    )  # fmt: skip
    for head in unreadable:
        with pytest.raises(Misused, match="bad-head"):
            touched.faults(head)


def test_r24_an_export_verifies_without_this_program(touched, tmp_path):
    out = tmp_path / "ledger.jsonl"
    written = ok(record.export(touched.office, EYE, out))
    entries = [Entry(**json.loads(line)) for line in out.read_text(encoding="ascii").splitlines()]
    assert written == len(entries) == record.verify(touched.office).entries
    for chain in {entry.chain for entry in entries}:
        head, fault = verify_chain((e for e in entries if e.chain == chain), chain)
        assert (fault, head.printed()) == (None, head_of(touched, chain))
    with pytest.raises(Misused):
        record.export(touched.office, EYE, tmp_path / "no" / "folder.jsonl")
    assert [path.name for path in tmp_path.iterdir() if "jsonl" in path.name] == ["ledger.jsonl"]


def test_r24_verifying_an_office_at_work_finds_nothing(touched):
    """Another desk acts while the tables are compared."""
    other = type(touched)(touched.path, touched.clock)
    acts: list[object] = []

    def act_meanwhile(step: str, _done: int) -> None:
        if step == "replaying" and not acts:
            acts.append(ok(batches.create_batch(other.office, AKI, "その間に", "", 4)))

    page = chains.PAGE
    chains.PAGE = 50
    try:
        verified = record.verify(touched.office, replay=True, progress=act_meanwhile)
    finally:
        chains.PAGE = page
    other.store.close()
    assert len(acts) == 1
    assert verified.faults == ()


def test_r24_every_kind_of_entry_is_known(touched):
    kinds = {row["kind"] for row in touched.rows("entries")}
    assert kinds <= set(PROJECTION)
    assert len(kinds) > 25


def test_r24_a_kind_of_entry_belongs_to_one_family():
    """In two of them the one would silently stand for the other."""
    assert len(PROJECTION) == sum(len(family) for family in FAMILIES)


def test_r24_an_act_that_is_refused_leaves_nothing(touched):
    before = {table: len(touched.rows(table)) for table in ("entries", "texts", "proposals")}
    refused(pieces.send_back(touched.office, AKI, 1, [99], "x"))
    refused(batches.close_batch(touched.office, BOSS, 1))
    refused(proposals.confirm(touched.office, AKI, 999))
    refused(people.set_anothers_pin(touched.office, BOSS, 1, "739164"))
    refused(withholding.lift(touched.office, AKI, 1, [5], "x"))
    assert {table: len(touched.rows(table)) for table in before} == before


# R25 -------------------------------------------------------------------------------------------------------

NAMES = (
    "印南あかり",
    "丹生谷いさむ",
    "夢野市長直筆",
    "破損届出太郎",
    "郵便局夢野支店",
    "書留特別便",
    "日本郵便甲",
    "受領Ｒ９９",
)


def test_r25_no_name_no_address_and_no_typed_text_is_in_the_ledger(play, tmp_path):
    """Marked words are fed in wherever a text goes in; none comes out of the ledger, all are in erasable tables."""
    office = play("people")
    at = office.office
    ok(
        office.confirm(
            people.add_person(at, BOSS, 7, NAMES[1], type(ok(people.whoami(at, BOSS)).person.role)("clerk"), "739164"),
            AKI,
        )
    )
    documents = '[[enclosure]]\nnumber = 1\nname = "夢野市長直筆"\nmatch = "cover"\n'
    ok(batches.create_batch(at, AKI, "破損届出太郎", documents, 4))
    from checkmail.office import approval, desk, lists, printing, reissue

    file = write_list(tmp_path / "l.csv", 4, 氏名={1: NAMES[0]}, 備考={2: "支援措置"})
    ok(lists.import_list(at, AKI, 1, file))
    words = [f"理由その{n}" for n in range(20)]
    ok(findings.acknowledge(at, AKI, 1, words[0], code="remark"))
    stops = [
        one.number for one in ok(findings.findings(at, AKI, 1)) if not one.settled and one.finding.severity != "note"
    ]
    if stops:
        ok(findings.acknowledge(at, AKI, 1, words[1], numbers=stops))
    ok(withholding.answer_none(at, AKI, 1, date(2026, 11, 1), words[2]))
    ok(withholding.add(at, AKI, 1, [4], words[3]))
    register = tmp_path / "r.csv"
    register.write_text("宛名番号\n1007\n7777001\n", encoding="utf-8")
    differences = ok(comparing.compare(at, AKI, 1, register, "宛名番号"))
    ok(comparing.explain(at, AKI, 1, [d.key for d in differences], words[4]))
    ok(office.confirm(findings.propose_compared(at, AKI, 1), BAN))
    ok(approval.approve(at, BAN, 1))
    for kind in ("labels", "covers"):
        ok(printing.print_artifacts(at, AKI, 1, printing.Wish(kind, tmp_path / f"秘密の場所-{kind}.pdf")))
    office.open(AKI, Check.FIRST)
    for line in ("さとうはなこ", "0312345678901", "\x1b[31m佐藤", "mail@example.jp"):
        office.scan(AKI, line)
    ok(
        office.confirm(
            reissue.propose_reissue(
                at, AKI, 1, tmp_path / "秘密の再発行.pdf", "torn", words[5], codes=[office.label(1)]
            ),
            BAN,
        )
    )
    ok(office.confirm(withholding.lift(at, AKI, 1, [4], words[6]), BAN))
    ok(pieces.send_back(at, AKI, 1, [2], words[7]))
    ok(proposals.reject(at, BAN, ok(pieces.propose_lost(at, AKI, 1, 3, words[8])).proposal, words[9]))
    ok(office.confirm(pieces.propose_resolve(at, AKI, 1, [3], words[10]), CHO))
    assert desk.leave_desk(at, AKI, 1)
    people.sign_in(at, 2, "604812")

    marked = [
        *NAMES[:4],
        *words[:11],
        "さとうはなこ",
        "0312345678901",
        "example",
        "7777001",
        "秘密",
        "支援措置",
        "千代田",
    ]
    for number in range(1, 5):
        marked += [f"{3_000_000_000 + 17 * number}"]
    exported = tmp_path / "ledger.jsonl"
    ok(record.export(at, EYE, exported))
    # A ledger spells everything in ASCII: the words are looked for as JSON spells them, too.
    spelled = [json.dumps(word)[1:-1] for word in marked]
    stored = json.dumps([list(row) for row in office.rows("entries")], ensure_ascii=False)
    for place in (
        stored,
        json.dumps([json.loads(r["body"]) for r in office.rows("entries")], ensure_ascii=False),
        exported.read_text(),
    ):
        assert [word for word in (*marked, *spelled) if word in place] == []
    for table in (*DERIVED, "chains"):
        told = json.dumps([list(row) for row in office.rows(table)], ensure_ascii=False)
        assert [word for word in (*marked, *spelled) if word in told] == [], table
    erasable = "\n".join(str(v) for t in ("texts", "records", "differences") for row in office.rows(t) for v in row)
    for word in (*NAMES[:4], *words[:11], "さとうはなこ", "example", "秘密"):
        assert word in erasable or json.dumps(word)[1:-1] in erasable, word
    files = [path for path in office.path.parent.glob(office.path.name + "*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    assert b"604812" not in everything
    assert PIN.encode() not in everything
    assert office.faults() == []


def test_r25_the_ledger_verifies_after_the_personal_data_is_gone(touched):
    with touched.office.store.acting() as transaction:
        Act(touched.office, transaction, BOSS).record(1, "erased")
    for table in ("texts", "records", "findings", "own_numbers", "differences"):
        touched.tamper(f"DELETE FROM {table} WHERE batch = 1")
    touched.tamper("DELETE FROM secrets WHERE name = 'answers:1'")
    assert touched.faults(head_of(touched, 1)) == []
    assert ok(batches.show_batch(touched.office, EYE, 1)).name == ""
    assert refused(pieces.show_piece(touched.office, EYE, 1, 1)) == "erased"
    ok(record.trace_piece(touched.office, EYE, 1, 1))
    ok(people.list_people(touched.office, EYE))
    ok(proposals.open_proposals(touched.office, EYE))


@pytest.mark.parametrize("change", ["DELETE FROM texts", "UPDATE texts SET batch = 2"])
def test_r24_r25_what_only_a_proposal_committed_to_is_looked_for_too(touched, change):
    """Its params are JSON in a string of the entry; a text of another batch would not be erased with this one's."""
    assert touched.tamper(f"{change} WHERE text = 'ない'") == 1
    (fault,) = record.verify(touched.office).faults
    assert (fault.chain, fault.what, fault.found) == (1, "texts", "2" if "2" in change else "")
    assert next(row for row in touched.rows("proposals", act="piece-lost"))["entry"] == fault.number
    with touched.office.store.acting() as transaction:
        Act(touched.office, transaction, BOSS).record(1, "erased")
    for table in ("texts", "records", "findings", "own_numbers", "differences"):
        touched.tamper(f"DELETE FROM {table} WHERE batch = 1")
    touched.tamper("DELETE FROM secrets WHERE name = 'answers:1'")
    found = [(fault.what, fault.where) for fault in record.verify(touched.office).faults]
    assert found == ([("erased", "texts")] if "2" in change else [])


@pytest.mark.parametrize("table", ["texts", "records"])
def test_r24_what_nobody_erased_and_is_gone_is_found(touched, table):
    touched.tamper(f"DELETE FROM {table} WHERE batch = 1")
    assert (1, table) in touched.faults()


def test_r25_a_scan_that_is_a_code_stands_in_the_entry_and_nothing_else_does(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    texts = len(office.rows("texts"))
    office.scan(AKI, office.cover(1))
    assert len(office.rows("texts")) == texts
    office.scan(AKI, "ABC 佐藤")
    *_, code, odd = [json.loads(row["body"]) for row in office.rows("entries", chain=1) if row["kind"] == "scan"]
    assert code["code"] == office.cover(1)
    assert (odd["code"], odd["shape"], odd["length"]) == ("", "letters", 6)
    (kept,) = office.rows("texts", digest=odd["text"]["sha256"])
    assert (kept["text"], kept["batch"]) == ("ABC 佐藤", 1)


def test_r25_a_typed_answer_is_kept_nowhere(play):
    office = play("rich")
    office.open(AKI, Check.FIRST)
    lines = [office.cover(2), str(3_000_000_034), office.label(2)]
    for line in lines:
        office.scan(AKI, line)
    office.open(BAN, Check.SECOND, "desk2")
    texts = len(office.rows("texts"))
    for line in (*lines, "一九四二年", "12"):
        office.scan(BAN, line, "desk2")
    assert office.states()[2] == "verified"
    kept = [row["text"] for row in office.rows("texts")][texts:]
    assert "一九四二年" not in kept
    assert "12" not in kept
    assert "一九四二年" not in json.dumps([list(r) for r in office.rows("entries")], ensure_ascii=False)


# R26 -------------------------------------------------------------------------------------------------------


def test_r26_a_clock_set_back_is_recorded_once_and_breaks_no_order(play):
    office = play("created")
    office.clock.wait(hours=-3)
    for name in ("a", "b", "c"):
        ok(batches.create_batch(office.office, AKI, name))
    office.clock.wait(hours=4)
    ok(batches.create_batch(office.office, AKI, "d"))
    entries = office.rows("entries", chain=0)
    assert [row["at"] for row in entries] == sorted(row["at"] for row in entries)
    backs = [json.loads(row["body"]) for row in entries if row["kind"] == "clock-set-back"]
    assert len(backs) == 1
    assert 3 * 3600 - 60 < backs[0]["seconds"] <= 3 * 3600
    office.clock.wait(hours=-2)
    ok(batches.create_batch(office.office, AKI, "e"))
    assert sum(row["kind"] == "clock-set-back" for row in office.rows("entries", chain=0)) == 2
    assert office.faults() == []


def test_r26_jitter_between_desks_is_no_clock_set_back(play):
    office = play("created")
    office.clock.step = timedelta(0)
    ok(batches.create_batch(office.office, AKI, "a"))
    office.clock.wait(seconds=-1.5)
    ok(batches.create_batch(office.office, AKI, "b"))
    assert not any(row["kind"] == "clock-set-back" for row in office.rows("entries"))
    assert office.faults() == []


def test_r26_a_desk_goes_on_with_a_clock_set_back(play):
    office = play("printed")
    office.open(AKI, Check.FIRST)
    office.scan(AKI, office.cover(1))
    office.clock.wait(hours=-5)
    # Nobody can say how long the set was left: it starts again, and then the work goes on.
    assert office.says(AKI, office.label(1)) == ("refused", "set-timed-out")
    assert office.says(AKI, office.cover(1)) == ("accepted", "")
    assert office.says(AKI, office.label(1)) == ("complete", "")
    assert office.faults() == []


def test_r15_a_clock_set_back_makes_no_later_code_a_double_read(play):
    office = play("released")
    office.open(CHO, Check.SEAL)
    assert office.says(CHO, office.label(1)) == ("complete", "")
    office.clock.wait(hours=-1)
    office.clock.wait(minutes=20)
    assert office.says(CHO, office.label(1)) == ("held", "second-envelope")


# Looking ---------------------------------------------------------------------------------------------------


def test_a_piece_a_person_and_a_time_are_traced(touched):
    kinds = [entry.kind for entry in ok(record.trace_piece(touched.office, EYE, 1, 12))]
    assert {"printed", "piece-enclosed", "piece-verified", "piece-sealed", "pieces-quarantined"} <= set(kinds)
    assert all(entry.person == 4 for entry in ok(record.trace_person(touched.office, EYE, 4)))
    assert (
        len(ok(record.trace_time(touched.office, EYE, "2026-11-02", "2026-11-02")))
        == record.verify(touched.office).entries
    )
    assert refused(record.trace_piece(touched.office, EYE, 77, 1)) == "unknown-batch"
    assert [head.printed() for head in ok(record.chains(touched.office, EYE))] == [
        head_of(touched, n) for n in (0, 1, 2, 3)
    ]
    assert VICE.person == 5


def test_numbers_nobody_has_are_unknown_and_break_nothing(play):
    office = play("printed")
    at, huge = office.office, 10**30
    assert refused(pieces.show_piece(at, AKI, 1, huge)) == "unknown-piece"
    assert refused(pieces.send_back(at, AKI, 1, [huge], "x")) == "unknown-piece"
    assert refused(pieces.propose_lost(at, AKI, 1, huge, "x")) == "unknown-piece"
    assert refused(pieces.propose_resolve(at, AKI, 1, [huge], "x")) == "not-quarantined"
    assert refused(people.disable_person(at, BOSS, huge)) == "unknown-person"
    assert refused(people.name_deputy(at, BOSS, huge, date(2027, 1, 1))) == "unknown-person"
    assert refused(people.set_anothers_pin(at, BOSS, huge, "739164")) == "unknown-person"
    assert refused(proposals.confirm(at, BOSS, huge)) == "unknown-proposal"
    assert refused(handover.accept(at, BAN, huge, 1)) == "unknown-offer"
    assert ok(record.show(at, EYE, huge)) == []
    assert ok(record.trace_person(at, EYE, huge)) == []
    assert office.faults(f"1:{10**15 - 1}:" + "a" * 64) == [(1, "tail")]
