"""``docs/ledger.md`` says what a verifier has to find: ours, the one of docs and one in JavaScript find the same."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from tools import ledger_vectors

from .verifiers import DOCS, NODE, of_docs, of_node, ours

VECTORS = [json.loads(line) for line in (DOCS / "ledger-vectors.jsonl").read_text(encoding="ascii").splitlines()]


def test_the_vectors_are_as_the_tool_writes_them():
    assert ledger_vectors.main(["--check"]) == 0


def test_the_vectors_have_every_finding_and_exports_that_fit():
    whats = {what for vector in VECTORS for _, _, what in vector["findings"]}
    assert whats == {"gap", "link", "hash", "form", "time", "chain", "tail", "head"}
    assert sum(not vector["findings"] for vector in VECTORS) >= 4


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_r24_a_vector_is_judged_as_it_says(vector):
    findings = [tuple(finding) for finding in vector["findings"]]
    assert ours(vector["export"], vector["heads"]) == findings
    assert of_docs(vector["export"], vector["heads"]) == findings


@pytest.mark.skipif(NODE is None, reason="a check of the specification where Node.js happens to be")
def test_r24_another_language_judges_the_vectors_alike():
    found = of_node([(vector["export"], vector["heads"]) for vector in VECTORS])
    for vector, findings in zip(VECTORS, found, strict=True):
        assert findings == [tuple(finding) for finding in vector["findings"]], vector["name"]


def test_the_worked_example_of_the_specification_is_right():
    """Its bytes have the hash it says, and are those of its line."""
    page = (DOCS / "ledger.md").read_text(encoding="utf-8")
    line, said, digest = re.search(
        r"```json\n(\{.*?\})\n```.*?```\n(\[.*?\])\n```.*?```\n([0-9a-f]{64})\n```", page, re.DOTALL
    ).groups()
    entry = json.loads(line)
    assert hashlib.sha256(said.encode("ascii")).hexdigest() == digest == entry["hash"]
    assert f"these {len(said)} bytes" in page
    fields = ("chain", "number", "at", "desk", "person", "kind")
    assert json.loads(said) == [
        *(entry[name] for name in fields), json.loads(entry["body"]), entry["id"], entry["previous"],
    ]  # fmt: skip
    assert of_docs(line + "\n") == [(1, 1, "chain")]
