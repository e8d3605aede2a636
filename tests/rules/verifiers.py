"""The three programs that verify an export: this one, the one of docs, and the specification written in JavaScript."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from checkmail.office.verifying import from_paper
from checkmail.rules.verification import Expected, verify_lines

DOCS = Path(__file__).resolve().parents[2] / "docs"
PROGRAM = DOCS / "verify_ledger.py"
NODE = shutil.which("node")

Finding = tuple[int, int, str]
Case = tuple[str, Sequence[str]]
"""The text of an export, and heads as they stand on paper."""


def _program():
    spec = importlib.util.spec_from_file_location("verify_ledger", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_DOCS = _program()


def lines_of(text: str) -> list[str]:
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _heads(heads: Iterable[str]) -> list[Expected]:
    return [from_paper(head) for head in heads]


def ours(text: str, heads: Sequence[str] = ()) -> list[Finding]:
    return sorted({(f.chain, f.number, f.what) for f in verify_lines(lines_of(text), _heads(heads))})


def of_docs(text: str, heads: Sequence[str] = ()) -> list[Finding]:
    return _DOCS.verify(lines_of(text), [(head.chain, head.count, head.hash) for head in _heads(heads)])


def of_node(cases: Sequence[Case]) -> list[list[Finding]]:
    asked = "".join(
        json.dumps({"export": text, "heads": [[h.chain, h.count, h.hash] for h in _heads(heads)]}) + "\n"
        for text, heads in cases
    )
    script = Path(__file__).with_name("verify_ledger.mjs")
    told = subprocess.run([NODE, script], input=asked, capture_output=True, text=True, check=True, timeout=120)
    return [sorted(tuple(finding) for finding in json.loads(line)) for line in told.stdout.splitlines()]
