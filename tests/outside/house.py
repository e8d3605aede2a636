"""An office seen from outside: checkmail is a command, an exit status and JSON."""

import functools
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from .paper import Code, decode, read_code, write_code
from .warm import Warm

__all__ = [
    "OFFICE_NUMBER",
    "PINS",
    "TEMPORARY_PIN",
    "Answer",
    "Office",
    "OpenDesk",
    "code",
    "decode",
    "must",
    "parse",
    "reasons",
    "verdicts",
]

CHECKMAIL = Path(sys.executable).parent / ("checkmail.exe" if os.name == "nt" else "checkmail")
PATIENCE = 120  # seconds until a command that hangs is given up; nothing measures against it
OFFICE_NUMBER = 7
TEMPORARY_PIN = "936185"  # what a new person is given and must change
# 1 and 2 are supervisors, 3 to 5 clerks, 6 an auditor who only reads: the latest log-in of a person
# wins, so a test that looks things up as somebody at a desk would end that desk's session.
PINS = {1: "270594", 2: "381605", 3: "492716", 4: "503827", 5: "614938", 6: "725049"}
Document = Any  # a parsed JSON document


def code(kind: int, piece: int, part: int = 0, *, batch: int = 1, issue: int = 1, office: int = OFFICE_NUMBER) -> str:
    """A code made by hand."""
    return write_code(office, Code(kind, batch, piece, part, issue))


def parse(raw: str) -> Code | None:
    """What a code says in our office."""
    return read_code(OFFICE_NUMBER, raw)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left: exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Document:
        """The one JSON document on standard output; None where a misuse left nothing there."""
        if self.status in {2, 4} and not self.out.strip():
            return None
        return json.loads(self.out)


def _environment(pin: str | None, new_pin: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHECKMAIL_")}
    pins = {"CHECKMAIL_PIN": pin, "CHECKMAIL_NEW_PIN": new_pin}
    return kept | {"PYTHONIOENCODING": "utf-8"} | {name: value for name, value in pins.items() if value}


def call(
    *args: object, pin: str | None = None, new_pin: str | None = None, stdin: str = "", **environment: str
) -> Answer:
    """Run `checkmail` with exactly these arguments. Fails if anybody would see a traceback."""
    status, out, err = _run(list(map(str, args)), stdin.encode(), _environment(pin, new_pin) | environment)
    answer = Answer(status, out.decode(), err.decode(errors="replace"))
    assert "Traceback" not in answer.err + answer.out, answer.err
    assert answer.status in {0, 1, 2, 3, 4}, answer
    if answer.status == 1:
        check_refusal(answer.document)
    return answer


@functools.cache
def _warm() -> Warm:
    return Warm()


def _run(arguments: list[str], stdin: bytes, environment: dict[str, str]) -> tuple[int, bytes, bytes]:
    """Exit status, output and errors: of a fork of a process that has read the program, where there are forks."""
    if not hasattr(os, "fork"):
        done = subprocess.run(
            [CHECKMAIL, *arguments], input=stdin, capture_output=True, env=environment, timeout=PATIENCE, check=False
        )
        return done.returncode, done.stdout, done.stderr
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        status = _warm().run(arguments, environment, [given, out, err], PATIENCE)
        out.seek(0)
        err.seek(0)
        return status, out.read(), err.read()


def check_refusal(document: Document) -> None:
    """A refusal says why in a stable word, which rule, and what to do next, in sentences."""
    assert {"refused", "rule", "message", "next"} <= document.keys(), document
    assert re.fullmatch("[a-z]+(-[a-z]+)*", document["refused"]), document
    assert document["message"], document


def must(result: tuple[int, Document]) -> Document:
    """The document of a command that has to succeed here."""
    status, document = result
    assert status == 0, document
    return document


def reasons(lines: Iterable[Document]) -> list[str | None]:
    """Why codes were not taken, line by line, whether the desk opened or was itself refused."""
    return [line["refused"] if "refused" in line else line["reason"] for line in lines]


def verdicts(lines: Iterable[Document]) -> list[str]:
    """What became of codes, line by line, at a desk that opened."""
    return [line["verdict"] for line in lines]


@dataclass(frozen=True, slots=True)
class Office:
    """One office file, and everything people do with it."""

    path: Path

    def run(
        self,
        *args: object,
        as_: int | None = None,
        pin: str | None = None,
        new_pin: str | None = None,
        stdin: str = "",
    ) -> tuple[int, Document]:
        """Exit status and JSON of one command; the PIN is the person's own unless another is given."""
        answer = self.answer(*args, as_=as_, pin=pin, new_pin=new_pin, stdin=stdin)
        return answer.status, answer.document

    def answer(self, *args: object, as_: int | None = None, pin: str | None = None, **more: Any) -> Answer:
        """As `run`, with standard error too."""
        person = () if as_ is None else ("--as", as_)
        own_pin = pin or (None if as_ is None else PINS[as_])
        return call("--office", self.path, "--json", *person, *args, pin=own_pin, **more)

    def refused(self, *args: object, as_: int | None = None, **more: Any) -> Document:
        """The refusal of a command that a rule must refuse (exit status 1)."""
        status, document = self.run(*args, as_=as_, **more)
        assert status == 1, document
        return document

    def settle(self, document: Document, by: int, **more: Any) -> Document:
        """If the answer is a proposal, what its confirmation by another person answers."""
        if isinstance(document, dict) and "proposal" in document:
            return must(self.run("proposals", "confirm", document["proposal"], as_=by, **more))
        return document

    def propose(self, *args: object, as_: int) -> int:
        """The number of a proposal that an act needing two people must answer."""
        return int(must(self.run(*args, as_=as_))["proposal"])

    def desk(
        self, check: str, codes: Iterable[str], *, as_: int, desk: str = "A", batch: int = 1, clear: bool = True
    ) -> tuple[int, list[Document]]:
        """A whole session at a desk: status and one verdict a code, or the refusal to open it."""
        codes = list(codes)
        stated = ("--clear",) if clear else ()
        answer = self.answer(
            *("desk", "--batch", batch, "--check", check, "--desk", desk, *stated),
            as_=as_,
            stdin="".join(f"{raw}\n" for raw in codes),
        )
        if answer.status != 0:
            return answer.status, [answer.document]
        lines = [json.loads(line) for line in answer.out.split("\n") if line.strip()]
        assert len(lines) == len([raw for raw in codes if raw.strip()]), (codes, answer.out)
        return 0, lines

    def scan(self, check: str, codes: Iterable[str], **more: Any) -> list[Document]:
        """The verdicts of a desk that has to open."""
        status, lines = self.desk(check, codes, **more)
        assert status == 0, lines
        return lines

    def open_desk(self, check: str, *, as_: int, desk: str = "A", batch: int = 1) -> "OpenDesk":
        """A desk that stays open, to be scanned at code by code."""
        return OpenDesk(self.path, check, as_, desk, batch)

    def batch(self, number: int = 1) -> Document:
        """`batch show`, whose exclusive counts must sum to what is listed."""
        shown = must(self.run("batch", "show", "--batch", number, as_=6))
        counts = shown["counts"]
        assert counts["listed"] == sum(counts[state] for state in STATES), counts
        return shown

    def counts(self) -> dict[str, int]:
        """How many pieces of batch 1 are in each state that holds any."""
        counts = self.batch()["counts"]
        return {state: counts[state] for state in STATES if counts[state]}

    def state(self, piece: int) -> str:
        """The state of one piece of batch 1, as `piece show` tells it."""
        shown = must(self.run("piece", "show", "--batch", 1, "--piece", piece, as_=6))
        return str(shown["state"]).replace("-", "_").replace(" ", "_")

    def verify(self, *args: object) -> tuple[int, Document]:
        """`ledger verify`, which asks for nobody's number."""
        return self.run("ledger", "verify", *args)

    def copy(self, folder: Path) -> "Office":
        """The same office once more, taken while nobody works in it (with its -wal and -shm, if any)."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in self.path.parent.glob(f"{self.path.name}*"):
            copy = shutil.copytree if file.is_dir() else shutil.copy2
            copy(file, folder / file.name)
        return Office(folder / self.path.name)


STATES = ("waiting", "enclosed", "verified", "sealed", "handed_over", "withheld", "quarantined", "lost")


class OpenDesk:
    """A running `checkmail desk`, fed one code at a time; a context that ends it."""

    def __init__(self, path: Path, check: str, person: int, desk: str, batch: int) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 closed in `_end`
        head = [CHECKMAIL, "--office", path, "--json", "--as", person, "desk"]
        tail = ["--batch", batch, "--check", check, "--desk", desk, "--clear"]
        self.process = subprocess.Popen(
            [str(part) for part in head + tail],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=_environment(PINS[person], None),
        )
        assert self.process.stdin
        assert self.process.stdout
        self.input, self.output = self.process.stdin, self.process.stdout
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.output:
            self.lines.put(line)
        self.lines.put(None)

    def scan(self, raw: str) -> Document:
        """The verdict of one code, awaited before the next is sent: it has to be flushed at once.

        A desk that ended instead answers with the refusal it ended with.
        """
        try:
            self.input.write(f"{raw}\n".encode())
            self.input.flush()
        except OSError:  # the desk is gone; what it said last is still to be read
            assert self.process.wait(PATIENCE) is not None
        said = b""
        while (line := self.lines.get(timeout=PATIENCE)) is not None:
            said += line
            if said.strip():
                try:
                    return json.loads(said)
                except json.JSONDecodeError:  # a refusal may be printed over several lines
                    continue
        raise AssertionError(f"the desk ended without an answer to {raw!r}: {said!r} {self._complaints()}")

    def kill(self) -> None:
        """The process ends at once, as in a power cut."""
        self.process.kill()
        self._end()

    def close(self) -> int:
        """The input ends; the exit status."""
        try:
            self.input.close()
        except OSError:
            assert self.process.wait(PATIENCE) is not None
        self._end()
        return self.process.returncode

    def _complaints(self) -> str:
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def _end(self) -> None:
        if self.errors.closed:
            return
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        try:
            self.input.close()
        except OSError:
            assert self.process.returncode is not None
        self.output.close()
        complaints = self._complaints()
        self.errors.close()
        assert "Traceback" not in complaints, complaints

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.errors.closed:
            self.close()
