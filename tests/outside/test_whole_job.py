"""One mailing job from founding the office to closing the batch, with codes read off the printed PDFs."""

import re

from . import mailing
from .house import PINS, TEMPORARY_PIN, code, must, parse, reasons
from .mailing import MAILED, NO_ADDRESS, REMARK, ROWS, TRAYS, Stage
from .paper import COVER, LABEL, decode, pages_of

HEXADECIMAL = re.compile("[0-9a-f]{64}")


def is_count(value):
    return type(value) is int


def heads(ledger):
    """The heads of all chains as `--head` takes them: CHAIN:COUNT:HASH."""
    return [part for chain, head in ledger["heads"].items() for part in ("--head", f"{chain}:{head}")]


def check_ledger(ledger):
    assert ledger["ok"] is True
    assert ledger["findings"] == []
    assert is_count(ledger["entries"])
    assert ledger["entries"] == sum(int(head.split(":")[0]) for head in ledger["heads"].values())
    assert ledger["head"] == f"office:{ledger['heads']['office']}"


# ---------------------------------------------------------------- office and people


def test_init_answers_the_office_its_first_person_and_a_recovery_code(founded: Stage):
    status, document = founded.answers["init"]
    assert status == 0
    assert isinstance(document["office"], str)
    assert document["person"] == 1
    assert document["recovery_code"]


def test_pin_set_by_another_must_be_changed_first_r27(founded: Stage):
    status, refusal = founded.answers["before the change"]
    assert (status, refusal["refused"], refusal["rule"]) == (1, "pin-must-change", "R27")


def test_adding_people_needs_two_once_there_are_three_r28(founded: Stage):
    assert "proposal" not in founded.answers["add 2"], "an office of one cannot ask for a second person"
    for number in (4, 5, 6):
        assert is_count(founded.answers[f"add {number}"]["proposal"])


def test_nobody_confirms_their_own_proposal_r28(founded: Stage):
    status, refusal = founded.answers["own confirmation"]
    assert (status, refusal["refused"]) == (1, "same-person")


def test_auditor_reads_and_never_confirms_r28(founded: Stage, tmp_path):
    office = founded.office.copy(tmp_path)
    number = must(office.run("people", "add", "9:新人", "--role", "clerk", as_=1, new_pin=TEMPORARY_PIN))["proposal"]
    waiting = must(office.run("proposals", "list", as_=6))
    assert waiting
    refusal = office.refused("proposals", "confirm", number, as_=6, new_pin=TEMPORARY_PIN)
    assert refusal["refused"] == "not-allowed"
    must(office.run("proposals", "reject", number, "--reason", "採用取消", as_=2))
    assert office.run("batch", "list", as_=9, pin=TEMPORARY_PIN)[0] != 0


# ---------------------------------------------------------------- the list


def test_import_tells_what_was_read(imported: Stage):
    answer = imported.answers["import"]
    assert imported.answers["create"]["batch"] == 1
    assert answer["version"] == 1
    assert answer["rows"] == ROWS
    assert answer["sha256"] == mailing.fingerprint(imported.files["list"])
    assert answer["encoding"].lower() == "cp932"
    assert set(answer["findings"]) == {"stop", "attention", "note"}
    assert all(map(is_count, answer["findings"].values()))


def test_utf8_with_a_mark_is_read_too(printed: Stage):
    other = printed.answers["other"]
    assert other["create"]["batch"] == 2
    assert other["import"]["rows"] == 3
    assert other["import"]["encoding"].lower().replace("_", "-") in {"utf-8-sig", "utf-8"}
    assert other["import"]["findings"]["stop"] == 0


def test_findings_name_rows_columns_and_severity(printed: Stage, imported: Stage):
    findings = printed.answers["findings"]
    for finding in findings:
        assert {"finding", "code", "severity", "rows", "columns", "message"} <= finding.keys()
        assert is_count(finding["finding"])
        assert all(is_count(row) and 1 <= row <= ROWS for row in finding["rows"])
        assert finding["severity"] in {"stop", "attention", "note"}
        assert finding["message"]
    seen = {(finding["code"], finding["severity"], tuple(finding["rows"])) for finding in findings}
    assert ("empty-field", "stop", (NO_ADDRESS,)) in seen
    assert ("remark", "attention", (REMARK,)) in seen
    told = imported.answers["import"]["findings"]
    assert told == {severity: sum(finding["severity"] == severity for finding in findings) for severity in told}


def test_the_importer_does_not_approve_r2(imported: Stage, tmp_path):
    refusal = imported.office.copy(tmp_path).refused("list", "approve", "--batch", 1, as_=3)
    assert (refusal["refused"], refusal["rule"]) == ("same-person", "R2")


def test_open_findings_and_the_unanswered_question_keep_a_list_from_approval_r3_r4(printed: Stage):
    status, refusal = printed.answers["open"]
    assert (status, refusal["rule"]) in {(1, "R3"), (1, "R4")}
    assert refusal["refused"] in {"open-findings", "withholding-unanswered"}
    status, refusal = printed.answers["unanswered"]
    assert (status, refusal["refused"], refusal["rule"]) == (1, "withholding-unanswered", "R4")


def test_stop_that_is_not_dealt_with_keeps_a_list_from_approval_r3(imported: Stage, tmp_path):
    office = imported.office.copy(tmp_path)
    mailing.nothing_withheld(office, 1)
    refusal = office.refused("list", "approve", "--batch", 1, as_=2)
    assert (refusal["refused"], refusal["rule"]) == ("open-findings", "R3")


def test_nothing_mailable_is_printed_from_an_unapproved_list_r1(imported: Stage, tmp_path):
    office, out = imported.office.copy(tmp_path / "office"), tmp_path / "labels.pdf"
    refusal = office.refused("print", "labels", "--batch", 1, "--out", out, as_=3)
    assert (refusal["refused"], refusal["rule"]) == ("not-approved", "R1")
    assert not out.exists()
    _, lines = office.desk("first", [code(COVER, 1, 1)], as_=3)
    assert reasons(lines) == ["not-approved"]


def test_approved_list_takes_no_other_version_after_printing_r1(printed: Stage, tmp_path):
    refusal = printed.office.copy(tmp_path).refused("list", "import", printed.files["list"], "--batch", 1, as_=3)
    assert refusal["refused"] in {"printed", "approved"}
    assert refusal["rule"] == "R1"


# ---------------------------------------------------------------- paper


def test_print_jobs_tell_what_they_printed_and_read_back_r9(printed: Stage):
    for kind in mailing.PAPERS:
        job = printed.answers[kind]
        assert {"job", "kind", "pages", "artifacts", "decoded", "released", "sha256", "files"} <= job.keys()
        assert is_count(job["job"])
        assert job["kind"] == kind
        assert job["pages"] == pages_of(printed.files[kind])
        assert job["artifacts"] == job["decoded"] == len(MAILED)
        assert job["released"] is True
        assert HEXADECIMAL.fullmatch(job["sha256"])
        assert len(job["files"]) >= 1
    assert len({printed.answers[kind]["job"] for kind in mailing.PAPERS}) == len(mailing.PAPERS)
    assert printed.answers["checklist"]["kind"] == "checklist"
    assert pages_of(printed.files["checklist"]) >= 1


def test_every_piece_but_the_withheld_has_each_of_its_papers_once(printed: Stage):
    assert set(printed.papers) == {(piece, part) for piece in MAILED for part in (0, 1, 2)}
    assert len(set(printed.papers.values())) == len(printed.papers)
    assert set(printed.strangers) == {(piece, 1) for piece in (1, 2, 3)}
    assert {parse(digits).batch for digits in printed.papers.values()} == {1}
    assert {parse(digits).batch for digits in printed.strangers.values()} == {2}


def test_labels_stand_apart_on_their_sheet(printed: Stage):
    places = [(mark.page, round(mark.x), round(mark.y)) for mark in decode(printed.files["labels"])]
    assert len(set(places)) == len(MAILED)
    assert {parse(mark.digits).kind for mark in decode(printed.files["labels"])} == {LABEL}


def test_same_pieces_are_not_printed_twice(printed: Stage, tmp_path):
    office, out = printed.office.copy(tmp_path / "office"), tmp_path / "again.pdf"
    assert office.refused("print", "labels", "--batch", 1, "--out", out, as_=3)["refused"] == "already-printed"
    assert not out.exists()


def test_printed_batch_waits_to_be_enclosed(printed: Stage):
    shown = printed.office.batch()
    assert {"batch", "name", "stage", "next", "blocked_by", "counts"} <= shown.keys()
    assert (shown["batch"], shown["name"]) == (1, mailing.NAME)
    assert isinstance(shown["stage"], str)
    assert isinstance(shown["blocked_by"], list)
    assert shown["counts"]["listed"] == ROWS
    assert printed.office.counts() == {"waiting": len(MAILED), "withheld": 1}


# ---------------------------------------------------------------- desk


def in_threes(lines):
    return [lines[start : start + 3] for start in range(0, len(lines), 3)]


def test_first_check_takes_enclosures_and_then_the_envelope_r11(enclosed: Stage):
    for piece, (cover, slip, label) in zip(MAILED, in_threes(enclosed.answers["lines"]), strict=True):
        for line in (cover, slip, label):
            assert {"raw", "verdict", "reason", "piece", "ask", "needs"} <= line.keys()
            assert line["reason"] is None
            assert line["ask"] is None
        assert [line["raw"] for line in (cover, slip, label)] == enclosed.envelope(piece)
        assert [line["verdict"] for line in (cover, slip, label)] == ["accepted", "accepted", "complete"]
        assert label["piece"] == piece
    assert enclosed.office.counts() == {"enclosed": len(MAILED), "withheld": 1}


def test_second_check_is_blind_until_the_envelope_r12(verified: Stage):
    for piece, (cover, slip, label) in zip(MAILED, in_threes(verified.answers["lines"]), strict=True):
        for line in (cover, slip):
            assert (line["verdict"], line["piece"], line["needs"]) == ("accepted", None, None)
        assert (label["verdict"], label["piece"]) == ("complete", piece)
    assert verified.office.counts() == {"verified": len(MAILED), "withheld": 1}


# ---------------------------------------------------------------- count, release, seal


def test_counts_are_recorded_without_a_word_about_them_r19(counted: Stage):
    assert len(counted.answers["counts"]) == 2 * len(TRAYS)
    assert all(answer["recorded"] is True for answer in counted.answers["counts"])


def test_balance_is_shown_once_both_have_counted_r18(counted: Stage, tmp_path):
    shown = must(counted.office.copy(tmp_path).run("count", "show", "--batch", 1, as_=1))
    assert shown["balanced"] is True
    assert shown["counts"] == "agree"
    assert (shown["missing"], shown["surplus"]) == ([], [])
    for line in shown["lines"]:
        assert {"line", "expected", "found", "difference"} <= line.keys()
        assert line["difference"] == 0


def test_release_and_seal_r20_r21(released: Stage, sealed: Stage):
    assert released.office.counts() == {"verified": len(MAILED), "withheld": 1}
    lines = sealed.answers["lines"]
    assert [(line["verdict"], line["piece"]) for line in lines] == [("complete", piece) for piece in MAILED]
    assert sealed.office.counts() == {"sealed": len(MAILED), "withheld": 1}


# ---------------------------------------------------------------- hand over, close, record


def test_only_sealed_pieces_are_offered_r23(released: Stage, tmp_path):
    offer = ("handover", "offer", "--batch", 1, "--to", "みどり野郵便局", "--class", "普通", "--number", 11)
    refusal = released.office.copy(tmp_path).refused(*offer, as_=4)
    assert (refusal["refused"], refusal["rule"]) == ("not-sealed", "R23")


def test_handover_by_two_who_agree_then_close_and_a_ledger_that_still_holds(sealed: Stage, printed: Stage, tmp_path):
    office = sealed.office.copy(tmp_path / "office")
    number = len(MAILED)
    to = ("--batch", 1, "--to", "みどり野郵便局", "--class", "普通")
    offer = must(office.run("handover", "offer", *to, "--number", number, as_=4))["offer"]
    assert offer == 1

    taken = ("handover", "accept", "--offer", offer, "--outside", "日本郵便", "--receipt", "R8-0042")
    own = office.refused(*taken, "--number", number, as_=4)
    assert own["refused"] == "same-person"
    wrong = office.refused(*taken, "--number", number + 1, as_=5)
    assert (wrong["refused"], wrong["rule"]) == ("number-differs", "R23")
    assert office.counts() == {"sealed": number, "withheld": 1}
    must(office.run(*taken, "--number", number, as_=5))
    assert office.counts() == {"handed_over": number, "withheld": 1}

    assert office.refused("batch", "close", "--batch", 1, as_=4)["refused"] == "not-allowed"
    must(office.run("batch", "close", "--batch", 1, as_=1))
    _, lines = office.desk("first", printed.envelope(1), as_=3)
    assert set(reasons(lines)) == {"closed"}

    status, ledger = office.verify(*heads(printed.answers["ledger"]), "--replay")
    assert status == 0
    check_ledger(ledger)
    assert set(ledger["heads"]) >= {"office", "1", "2"}
    assert ledger["entries"] > printed.answers["ledger"]["entries"]


def test_nothing_personal_stands_in_the_ledger_r25(sealed: Stage, tmp_path):
    office, out = sealed.office.copy(tmp_path / "office"), tmp_path / "ledger.txt"
    must(office.run("ledger", "export", "--out", out, as_=6))
    exported = out.read_text(encoding="utf-8")
    ledger = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escaped: chr(int(escaped[1], 16)), exported)
    for row in mailing.read_list(sealed.files["list"], "cp932"):
        for heading in ("氏名", "氏名カナ", "住所", "宛名番号", "通知書番号", "生年月日"):
            assert not row[heading] or row[heading] not in ledger, heading
    for reason in ("原票と照合済み", "住所なし"):
        assert reason not in ledger
    for pin in (*PINS.values(), TEMPORARY_PIN):  # not as part of a hash or of a moment, where chance can put it
        assert not re.search(f"(?<![0-9a-f.]){pin}(?![0-9a-f])", ledger)
    assert sealed.papers[1, 0] in ledger, "scanned codes stand in the ledger"


def test_head_that_is_not_the_ledgers_is_told_r24(printed: Stage):
    head = printed.answers["ledger"]["heads"]["1"]
    count, hash_ = head.split(":")
    forged = ("0" if hash_[0] != "0" else "1") + hash_[1:]
    status, ledger = printed.office.verify("--head", f"1:{count}:{forged}")
    assert status == 3
    assert ledger["ok"] is False
    assert ledger["findings"]


def test_entries_cut_off_at_the_end_are_told_by_a_head_from_paper_r24(imported: Stage, printed: Stage):
    check_ledger(imported.answers["ledger"])
    check_ledger(printed.answers["ledger"])
    status, ledger = imported.office.verify(*heads({"heads": {"1": printed.answers["ledger"]["heads"]["1"]}}))
    assert status == 3
    assert ledger["ok"] is False
    assert ledger["findings"]
