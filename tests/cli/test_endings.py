"""How commands end when the world around them is odd: closed streams, full disks, strange names, a stop (R9)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checkmail.cli.frame import Wiring
from checkmail.cli.main import run
from checkmail.errors import FailedVerification, Misused
from checkmail.intake.postal import data_date
from checkmail.office import papers
from checkmail.office.acting import Actor, Office
from checkmail.office.founding import found
from checkmail.office.out_files import writable
from checkmail.office.people import change_own_pin
from checkmail.office.printing import Drawn, Plan, Wish, drawing_beside, print_artifacts
from checkmail.paper.facts import Job
from checkmail.paper.fingerprint import sha256_of
from checkmail.paper.volumes import Volume
from checkmail.rules.refusal import Refusal
from checkmail.store.sqlite import create_sqlite, open_sqlite

PIN = "270594"
PATIENCE = 60
COMMAND = [sys.executable, "-m", "checkmail"]

posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full")


def make(path: Path) -> Office:
    """An office of one supervisor who has chosen a PIN."""
    assert not isinstance(found(lambda: Office(create_sqlite(path), "A"), "課", 7, (1, "佐藤"), "936185"), Refusal)
    office = Office(open_sqlite(path), "A")
    assert not isinstance(change_own_pin(office, Actor(1), PIN), Refusal)
    return office


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where such an office is."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    make(path).store.close()
    return path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Such an office, opened in this process."""
    office = make(tmp_path / "office.db")
    yield office
    office.store.close()


def environment(place: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHECKMAIL_")}
    return kept | {"CHECKMAIL_OFFICE": str(place), "CHECKMAIL_PIN": PIN, "CHECKMAIL_NEW_PIN": "936185"}


def call(place: Path, *args: str | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """One command, in JSON; nobody may see a traceback."""
    command = [*COMMAND, "--json", "--as", "1", *args]
    done = subprocess.run(
        command,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment(place) | more,
        timeout=PATIENCE,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def shell(place: Path, line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """``$C`` with redirections, its status that of the whole pipe."""
    told = environment(place) | {"C": f"{sys.executable} -m checkmail --as 1"} | more
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, env=told, timeout=PATIENCE, check=False
    )
    for noise in (b"Traceback", b"Exception ignored"):
        assert noise not in done.stderr, done.stderr.decode()
    return done


def error(done: subprocess.CompletedProcess[bytes], status: int = 2) -> str:
    """The key of the one document on standard output; words for people are on standard error."""
    assert done.returncode == status, done
    document = json.loads(done.stdout)
    assert document["message"]
    assert document["next"]
    assert document["message"].splitlines()[0][:20] in done.stderr.decode("utf-8", "replace")
    return str(document["error"])


@pytest.mark.parametrize(
    ("args", "key"),
    [
        (("people", "add", "²:x", "--role", "clerk"), "bad-person"),
        (("people", "add", "9" * 5_000 + ":x", "--role", "clerk"), "bad-person"),
        (("batch", "show", "--batch", "9" * 5_000), "usage"),
        (("no-such-noun",), "usage"),
        (("--office", "", "doctor"), "empty-office"),
        (("desk", "--batch", "1", "--check", "first", "--desk", ""), "bad-desk-name"),
        (("print", "deskcard", "--out", ""), "cannot-write"),
        (("print", "deskcard", "--out", "x" * 10_000), "cannot-write"),
        (("batch", "create", "--name", "x", "--documents", "."), "unreadable-file"),
    ],
)
def test_a_misuse_is_one_document_and_a_sentence(
    place: Path,
    args: tuple[str, ...],
    key: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment(place).items():
        monkeypatch.setenv(name, value)
    wiring = Wiring(
        lambda path, desk: Office(open_sqlite(Path(path)), desk),
        lambda path, desk: Office(create_sqlite(Path(path)), desk),
        lambda: str(place),
        lambda _office, _language: None,
    )
    status = run(["--json", "--as", "1", *args], wiring, "ja")
    told = capsys.readouterr()
    assert error(subprocess.CompletedProcess(args, status, told.out.encode(), told.err.encode())) == key


def test_the_doctor_says_how_old_the_postal_codes_are(place: Path) -> None:
    told = json.loads(call(place, "doctor").stdout)
    assert told["ok"] is True
    assert told["postal_codes"] == f"{data_date():%Y-%m}" >= "2026-10"


def test_a_folder_is_no_office(place: Path, tmp_path: Path) -> None:
    done = call(place, "--office", str(tmp_path), "doctor")
    assert done.returncode == 4
    assert json.loads(done.stdout)["error"] in {"no-office", "not-an-office", "store-failed"}


@posix
def test_bytes_that_are_no_text_are_refused(place: Path) -> None:
    assert error(call(place, "print", "deskcard", "--out", b"\xff.pdf")) == "not-text"
    assert error(call(place, "people", "list", CHECKMAIL_PIN=os.fsdecode(b"\xff"))) == "not-text"


@posix
def test_a_pipe_is_neither_read_as_a_list_nor_written_over(place: Path, tmp_path: Path) -> None:
    assert call(place, "batch", "create", "--name", "x").returncode == 0
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert error(call(place, "list", "import", str(pipe), "--batch", "1")) == "not-a-file"
    assert error(call(place, "print", "deskcard", "--out", str(pipe))) == "not-a-file-to-write"
    assert pipe.is_fifo()


@posix
@pytest.mark.parametrize("command", ["desk --batch 1 --check first", "count scan --batch 1 --tray 1"])
def test_a_closed_input_is_no_input(place: Path, command: str) -> None:
    assert shell(place, f"$C {command} <&-").returncode == 1
    done = shell(place, f"unset CHECKMAIL_PIN; $C --json {command} <&-")
    assert error(done) == "no-pin"


@posix
def test_with_a_closed_output_nothing_is_done(place: Path) -> None:
    done = shell(place, "$C batch create --name unmade >&-")
    assert done.returncode == 4
    assert done.stderr.strip()
    assert "unmade" not in shell(place, "$C --json batch list").stdout.decode()


@linux
@pytest.mark.parametrize("command", ["--json people list", "--help"])
def test_a_full_disk_for_the_answer_is_a_sentence(place: Path, command: str) -> None:
    done = shell(place, f"$C {command} >/dev/full")
    assert done.returncode == 4
    assert done.stderr.count(b"\xe2\x9c\x95") == 1


@posix
@pytest.mark.parametrize("command", ["people list", "--help"])
def test_a_reader_that_has_gone_is_no_failure(place: Path, command: str) -> None:
    done = shell(place, f"(trap '' PIPE; $C {command}) | true")
    assert (done.returncode, done.stderr) == (0, b"")


@posix
def test_a_refusal_keeps_its_status_when_nobody_reads_it(place: Path) -> None:
    assert shell(place, "$C --json batch show --batch 99 | true").returncode == 1


@posix
def test_a_stop_from_outside_is_orderly(place: Path) -> None:
    command = [*COMMAND, "--json", "--as", "1", "withhold", "found", "--batch", "1"]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(place)
    )
    assert child.stdin
    # More than a pipe holds: once all is taken the command is reading, its signals set.
    child.stdin.write(b"1\n" * 200_000)
    child.stdin.flush()
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=PATIENCE)
    assert child.returncode == 2, err
    assert json.loads(out)["error"] == "stopped"


@posix
def test_a_stop_while_the_program_is_still_being_read_is_no_traceback(place: Path) -> None:
    command = [sys.executable, "-v", *COMMAND[1:], "--json", "doctor"]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(place)
    )
    assert child.stderr
    # It says what it reads; from here on most is still to be read.
    read = next(line for line in child.stderr if b"import 'checkmail.early_stop'" in line)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=PATIENCE)
    assert child.returncode == 2, read
    assert json.loads(out)["error"] == "stopped"
    assert b"Traceback" not in err


def test_jobs_for_one_file_do_not_share_their_drawing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R9: while one paper is read back another is drawn for the same file; each has the file it recorded."""
    out = tmp_path / "paper.pdf"
    prove, inner = papers.prove, []

    def prove_late(*args: Any, **more: Any) -> Any:
        if not inner:
            inner.append(None)
            inner[0] = papers.print_badges(office, Actor(1), out, "ja")
            assert sha256_of(out) == inner[0].sha256
        return prove(*args, **more)

    monkeypatch.setattr(papers, "prove", prove_late)
    outer = papers.print_deskcard(office, Actor(1), out, "ja")
    assert not isinstance(outer, Refusal)
    assert outer.sha256 != inner[0].sha256
    assert sha256_of(out) == outer.sha256
    assert not list(tmp_path.glob("*.drawing")) + list(tmp_path.glob(".*.drawing"))


def test_what_is_not_what_was_recorded_gets_no_name(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    file = drawing_beside(out)
    assert file != drawing_beside(out)
    file.write_bytes(b"recorded")
    plan = Plan(Wish("labels", out), Job(1, "", 3, office.clock(), "", "", (), "ja"), ())
    drawn = Drawn(plan, (Volume(1, file, 1, 1, (), sha256_of(file)),))
    file.write_bytes(b"something else")
    with pytest.raises(FailedVerification, match="recorded-not-written"):
        drawn.keep()
    assert not out.exists()
    drawn.discard()
    with pytest.raises(Misused, match="recorded-not-written"):
        drawn.keep()


@pytest.mark.parametrize("name", ["", "a\0b", "\udcff.pdf", "x" * 300, "x" * 250, "no-such-folder/x.pdf"])
def test_a_name_that_no_file_has_is_not_written_to(office: Office, name: str) -> None:
    with pytest.raises(Misused, match="cannot-write"):
        writable(office, Path(name))
    with pytest.raises(Misused, match="cannot-write"):
        print_artifacts(office, Actor(1), 1, Wish("labels", Path(name)))


def test_a_folder_is_not_written_over(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Misused, match="not-a-file-to-write"):
        writable(office, tmp_path)
