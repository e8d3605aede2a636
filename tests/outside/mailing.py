"""The mailing job, step by step, as a stage of it hands an office on to the next."""

import csv
import datetime
import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .house import PINS, TEMPORARY_PIN, Document, Office, decode, must, parse
from .paper import COVER, LABEL, SLIP

GENERATOR = Path(__file__).parents[2] / "checkmail" / "rehearsal" / "make_list.py"
ROWS = 12
REMARK, NO_ADDRESS = 5, 9  # the rows with a note that asks for care, and with a needed field left empty
MAILED = tuple(piece for piece in range(1, ROWS + 1) if piece != NO_ADDRESS)
ALL = len(MAILED)
TRAY_SIZE = 6
TRAYS = {1: 6, 2: 5}  # tray: envelopes in it
NAME = "給付金[b] R8"
# A cover and a numbered slip in each envelope; nothing is asked of the second checker.
DOCUMENTS = """
envelope = "label"
ask = []
[[enclosure]]
number = 1
name = "送付状"
match = "cover"
[[enclosure]]
number = 2
name = "決定通知書"
match = "slip"
"""
PAPERS = {"labels": (LABEL, 0), "covers": (COVER, 1), "slips": (SLIP, 2)}  # print command: kind, enclosure


@dataclass(frozen=True, slots=True)
class Stage:
    """An office at a point of the job that tests start from, each with a copy of its own."""

    office: Office
    answers: dict[str, Any] = field(default_factory=dict)
    papers: dict[tuple[int, int], str] = field(default_factory=dict)  # (piece, enclosure): digits decoded
    strangers: dict[tuple[int, int], str] = field(default_factory=dict)  # the same of batch 2
    files: dict[str, Path] = field(default_factory=dict)

    def envelope(self, piece: int) -> list[str]:
        """The codes of one envelope in the order a careful person scans them; its own comes last."""
        return [self.papers[piece, part] for part in (1, 2, 0)]

    def envelopes(self, pieces: tuple[int, ...] = MAILED) -> list[str]:
        """The codes of several envelopes, one after the other."""
        return [digits for piece in pieces for digits in self.envelope(piece)]

    def on(self, folder: Path, act: Callable[[Office], dict[str, Any]]) -> "Stage":
        """The next stage: `act` done in a copy of this one, and what it was answered."""
        office = self.office.copy(folder)
        return Stage(office, act(office), self.papers, self.strangers, self.files)


def make_list(folder: Path, rows: int, encoding: str, seed: int) -> Path:
    """A list of people who do not exist, from the project's own generator run as a plain file."""
    file = folder / f"list-{seed}.csv"
    wanted = ["--rows", rows, "--seed", seed, "--clean", "--encoding", encoding]
    written = ["--out", file, "--truth", folder / f"list-{seed}.json"]
    command = [sys.executable, GENERATOR, *wanted, *written]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return file


def read_list(file: Path, encoding: str) -> list[dict[str, str]]:
    """The rows of a list, by heading."""
    with file.open(encoding=encoding, newline="") as source:
        return list(csv.DictReader(source))


def edit_list(file: Path, encoding: str, edits: dict[int, dict[str, str]]) -> None:
    """Change fields of rows (from 1) in place."""
    rows = read_list(file, encoding)
    for number, fields in edits.items():
        rows[number - 1].update(fields)
    with file.open("w", encoding=encoding, newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def fingerprint(file: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def found(office: Office) -> dict[str, Any]:
    """Found the office and bring in its people, each of whom takes a PIN of their own."""
    answers: dict[str, Any] = {
        "init": office.run(
            *("init", "--name", "みどり野市役所", "--supervisor", "1:山田 花子", "--office-number", "07"),
            new_pin=PINS[1],
        )
    }
    must(answers["init"])
    roles = {2: "supervisor", 3: "clerk", 4: "clerk", 5: "clerk", 6: "auditor"}
    for number, role in roles.items():
        added = must(
            office.run("people", "add", f"{number}:職員 {number}", "--role", role, as_=1, new_pin=TEMPORARY_PIN)
        )
        answers[f"add {number}"] = added
        if number == 4:
            own = ("proposals", "confirm", added.get("proposal", 0))
            answers["own confirmation"] = office.run(*own, as_=1, new_pin=TEMPORARY_PIN)
        office.settle(added, 2, new_pin=TEMPORARY_PIN)
        if number == 2:
            answers["before the change"] = office.run("batch", "list", as_=2, pin=TEMPORARY_PIN)
        must(office.run("people", "pin", as_=number, pin=TEMPORARY_PIN, new_pin=PINS[number]))
    return answers


def bring_list(office: Office, file: Path, documents: Path | None = None) -> dict[str, Any]:
    """Person 3 creates a batch and reads a list into it."""
    form = () if documents is None else ("--documents", documents)
    created = must(office.run("batch", "create", "--name", NAME, *form, "--tray-size", TRAY_SIZE, as_=3))
    imported = must(office.run("list", "import", file, "--batch", created["batch"], as_=3))
    return {"create": created, "import": imported}


def deal_with_findings(office: Office, batch: int, withheld: tuple[int, ...]) -> Document:
    """Acknowledge what asks for attention, compare it with the source by two, take out what may not go."""
    findings = must(office.run("list", "findings", "--batch", batch, as_=3))
    stopped = {row for finding in findings if finding["severity"] == "stop" for row in finding["rows"]}
    assert stopped == set(withheld), findings
    codes = {finding["code"] for finding in findings if finding["severity"] == "attention"}
    for code in sorted(codes):
        must(office.run("list", "acknowledge", "--batch", batch, "--code", code, "--reason", "原票と照合済み", as_=3))
    for piece in withheld:
        must(office.run("withhold", "add", "--batch", batch, "--piece", piece, "--reason", "住所なし", as_=3))
    if codes:
        office.settle(must(office.run("list", "compared", "--batch", batch, as_=3)), 5)
    return findings


def nothing_withheld(office: Office, batch: int) -> Document:
    """The withholding question answered: none as of today."""
    today = datetime.datetime.now().astimezone().date().isoformat()
    return must(
        office.run("withhold", "none", "--batch", batch, "--as-of", today, "--said-by", "市民課 支援措置担当", as_=3)
    )


def approve(office: Office, batch: int) -> Document:
    """Another person than the importer freezes the list."""
    return must(office.run("list", "approve", "--batch", batch, as_=2))


def print_paper(office: Office, batch: int, kind: str, folder: Path) -> tuple[Path, Document]:
    """One print job: its file and what was said of it."""
    file = folder / f"{batch}-{kind}.pdf"
    return file, must(office.run("print", kind, "--batch", batch, "--out", file, as_=3))


def read_papers(file: Path, kind: str) -> dict[tuple[int, int], str]:
    """The codes a printed file carries, by piece and enclosure; each code once."""
    papers: dict[tuple[int, int], str] = {}
    for mark in decode(file):
        code = parse(mark.digits)
        assert code is not None, mark
        assert (code.kind, code.part, code.issue) == (*PAPERS[kind], 1), (kind, code)
        assert (code.piece, code.part) not in papers, mark
        papers[code.piece, code.part] = mark.digits
    return papers


def print_all(office: Office, folder: Path) -> tuple[dict[str, Any], dict[str, Path], dict[tuple[int, int], str]]:
    """Labels, covers, slips and the checklist of batch 1: the answers, the files, the decoded codes."""
    answers: dict[str, Any] = {}
    files: dict[str, Path] = {}
    papers: dict[tuple[int, int], str] = {}
    for kind in (*PAPERS, "checklist"):
        files[kind], answers[kind] = print_paper(office, 1, kind, folder)
        if kind in PAPERS:
            papers |= read_papers(files[kind], kind)
    return answers, files, papers


def other_batch(office: Office, folder: Path) -> tuple[dict[str, Any], dict[tuple[int, int], str]]:
    """Batch 2: three rows in UTF-8 with a mark at its head, the document set of a batch without a file.

    Only its covers are printed.
    """
    file = make_list(folder, 3, "utf-8-sig", 21)
    answers = bring_list(office, file)
    deal_with_findings(office, 2, ())
    nothing_withheld(office, 2)
    approve(office, 2)
    printed, answers["covers"] = print_paper(office, 2, "covers", folder)
    return answers, read_papers(printed, "covers")


def count(office: Office, person: int, trays: dict[int, int] = TRAYS) -> list[tuple[int, Document]]:
    """What one person counted, tray by tray."""
    return [
        office.run("count", "enter", "--batch", 1, "--tray", tray, "--number", number, as_=person)
        for tray, number in trays.items()
    ]


def assert_counts(office: Office, **expected: int) -> None:
    """Batch 1 has exactly these pieces in these states, and the one withheld when the list was read."""
    assert office.counts() == {"withheld": 1} | expected
