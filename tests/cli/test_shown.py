"""What a command tells people: every field has a name in their language, and codes are said in words."""

from __future__ import annotations

import ast
import contextlib
import sqlite3
import time
from pathlib import Path
from typing import Any, cast

import pytest

from checkmail import cli
from checkmail.cli.doctor import _checks
from checkmail.cli.frame import Options
from checkmail.cli.main import run
from checkmail.cli.moments import entry_time
from checkmail.cli.proposals import _line
from checkmail.cli.show import shown
from checkmail.errors import Misused, StoreUnavailable
from checkmail.locale import area
from checkmail.locale.sentences import error_words, refusal_words
from checkmail.office.projection import DERIVED
from checkmail.office.proposals import Proposal
from checkmail.office.two_people import PROPOSABLE
from checkmail.rules.refusal import Refusal
from checkmail.store.diagnosis import Diagnosis

from .test_backup import WIRING

_ONLY_FOR_PROGRAMS = {
    "expose_value", "help_option_names", "ja", "en", "refused",
}  # fmt: skip
"""Keys of dictionaries that nobody is shown."""


def fields() -> set[str]:
    """The keys of every document that a file of ``cli`` spells out."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in Path(cli.__file__).parent.glob("*.py")]
    spelled = [key for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys]
    keys = {key.value for key in spelled if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return {key for key in keys if not key.startswith("CHECKMAIL_")} - _ONLY_FOR_PROGRAMS


def test_every_field_of_an_answer_has_a_name():
    assert len(fields()) > 100
    assert sorted(key for key in fields() if f"field.{key}" not in area("ja", "cli")) == []


def test_no_check_of_the_doctor_takes_the_line_of_a_field():
    found = [Diagnosis(code, details={"kind": "ext4", "version": "3.53"}) for code in ("place", "engine")]
    for language in ("ja", "en"):
        lines = _checks(Options(cast("Any", None), language=language), found)
        assert len(lines) == 2
        assert not lines.keys() & {key.partition(".")[2] for key in area(language, "cli")}


def test_codes_are_said_in_words():
    told = shown({"stage": "printed", "counts": {"handed_over": 3}, "blocked_by": ["closed"], "name": "closed"}, "ja")
    assert "印刷済" in told
    assert "引渡済 3" in told
    assert "この発送業務は終わっています。" in told
    assert told.splitlines()[-1].endswith("closed")
    assert shown([{"role": "clerk"}], "ja").endswith("担当者")
    assert shown([{"state": "accepted"}], "ja").endswith("引渡済")
    told = shown({"sources": {"name": "remembered"}, "how": "withheld", "code": "namesake", "chain": "office"}, "ja")
    assert [line.split()[1:] for line in told.splitlines()] == [
        ["氏名", "前回と同じ"], ["引抜き"], ["同姓同名（namesake）"], ["職場"],
    ]  # fmt: skip


def test_every_proposal_and_every_table_that_may_differ_has_a_word():
    for act in PROPOSABLE:
        assert act not in shown({"act": act}, "ja")
    tables = {f"table.{table}" for table in (*DERIVED, "findings", "differences", "own_numbers")}
    assert tables <= area("ja", "words").keys()


@pytest.fixture
def in_tokyo(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if not hasattr(time, "tzset"):
        pytest.skip("the zone is the machine's")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
def test_times_are_the_offices_own_with_their_offset():
    at = "2026-11-22T15:30:05.123456Z"
    assert shown({"at": at}, "ja").endswith("2026-11-23 00:30:05+09:00")
    assert shown([{"last": "2026-11-22T15:30:05Z 窓口1"}], "en").endswith("2026-11-23 00:30:05+09:00 窓口1")
    assert shown({"name": at}, "ja").endswith(at)
    found = [Diagnosis("newest", details={"at": at, "seconds": 0})]
    assert "00:30:05+09:00" in str(_checks(Options(cast("Any", None)), found))


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2026-11-23", "2026-11-22T15:00:00.000000Z", "2026-11-23T14:59:59.999999Z"),
        ("2026-11-23 00:30", "2026-11-22T15:30", "2026-11-22T15:30"),
        ("２０２６-11-23 00:30:05+09:00", "2026-11-22T15:30:05", "2026-11-22T15:30:05"),
        ("2026-11-22T16:30+01:00", "2026-11-22T15:30", "2026-11-22T15:30"),
        ("2026-11-22T15:30:05.123456Z", "2026-11-22T15:30:05.123456", "2026-11-22T15:30:05.123456"),
        ("2026-11-22T15", "2026-11-22T15", "2026-11-22T15"),
        ("2026", "2026", "2026"),
        ("9999-12-31", "9999-12-30T15:00:00.000000Z", "9999-12-31"),
    ],
)
def test_a_time_is_typed_as_it_is_shown_or_as_entries_spell_it(typed, since, until):
    assert (entry_time(typed), entry_time(typed, end=True)) == (since, until)


@pytest.mark.parametrize("typed", ["", "x", "2026-13-01", "2026-11-22 25:00", "yesterday", "2026-11-22 11"])
def test_what_is_no_time_is_misused(typed):
    with pytest.raises(Misused, match="bad-time"):
        entry_time(typed)


def test_the_chain_of_the_office_has_its_word_in_every_sentence():
    behind = Refusal("behind", "R24", {"chain": "office", "seen": 9, "has": 5})
    assert [("職場" in said, "office" in said) for said in refusal_words(behind, "ja")[:1]] == [(True, False)]


def test_a_server_has_no_file_that_could_be_missing():
    for key in ("no-office", "already-there", "not-an-office", "store-failed"):
        for path, has in (("postgresql://desk@host/db", False), ("C:\\office.db", True)):
            said = " ".join(error_words(StoreUnavailable(key, path=path, error="x"), "ja"))
            assert ("ファイル" in said) is has, said


def test_people_read_where_the_code_is_kept_and_what_verifying_means(tmp_path, monkeypatch, capsys):
    def call(*words: str) -> tuple[int, list[str]]:
        status = run([*words, "--office", str(tmp_path / "office.db")], WIRING, "ja")
        return status, capsys.readouterr().out.splitlines()

    monkeypatch.setenv("CHECKMAIL_NEW_PIN", "270594")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    status, told = call("init", "--name", "課", "--supervisor", "1:佐藤")
    assert (status, "この一度だけ" in told[-1], "紙に書き写し" in told[-1]) == (0, True, True)
    status, told = call("ledger", "verify")
    assert (status, told[-3][0], "--replay" in told[-2], "--head" in told[-1]) == (0, "○", True, True)
    # Typed wrongly: the typing is looked at first. A file that somebody put beside the signed ones says nothing.
    status, told = call("ledger", "verify", "--head", "office:1:0123456789abcdef")
    assert (status, "まず、打った末尾値を紙と" in told[-1], told[-1][0]) == (3, True, "▲")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "1-1.checkpoint").write_bytes(b"x")
    status, told = call("ledger", "verify", "--checkpoints", str(kept))
    assert (status, "別の所へ移し" in told[-1], "使うのをやめ" in told[-1]) == (3, True, False)
    status, told = call("ledger", "verify", "--checkpoints", str(kept), "--head", "office:1:0123456789abcdef")
    assert (status, told[-1][0]) == (3, "✕")
    with contextlib.closing(sqlite3.connect(tmp_path / "office.db")) as connection:
        connection.execute("UPDATE people SET failures = 2")
        connection.commit()
    status, told = call("ledger", "verify", "--replay")
    assert (status, "表「職員」" in told[-2], told[-1][0], "1 か所" in told[-1]) == (3, True, "✕", True)


@pytest.mark.parametrize("columns", [40, 80])
def test_an_answer_is_as_wide_as_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    lines = shown({"message": "字" * 60}, "ja").splitlines()
    assert len(lines) > 1
    assert all(2 * len(line) - line.count(" ") <= columns for line in lines)


def test_whoever_confirms_a_reissue_reads_which_paper_it_is_and_nothing_of_other_paper():
    paper = {"state": "torn", "sheet": "a4-12", "start_at": 3, "customer_code": True}
    cover = {"artifacts": [[2, 5, 1, 1]], "window": "long-3", **paper}
    label = {"artifacts": [[1, 7, 1, 2]], "window": "", **paper}
    policy = Proposal(3, 1, "change-policy", {"supervisor_may_check": 0}, 2, "", 9, "")
    told = [
        str(_line(Proposal(1, 1, "reissue", params, 2, "", 9, "", "x.pdf"), "ja")["about"]) for params in (cover, label)
    ]
    assert told[0].startswith("送付状 5番（第1版）")
    assert ("a4-12" in told[0], "長形3号" in told[0]) == (False, True)
    assert told[1].startswith("宛名ラベル 7番（第2版）")
    assert "a4-12 の 3 面目" in told[1]
    assert _line(policy, "ja")["about"] == {"supervisor_may_check": False}
