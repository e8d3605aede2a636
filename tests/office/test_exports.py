"""Exports of a played office, and mutated ones: three programs and the office's own verification agree (R24)."""

from __future__ import annotations

import os
import random
import stat
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.office import record
from checkmail.rules.ledger import Entry, canonical, entry_hash
from checkmail.rules.verification import read_line
from tests.rules.verifiers import NODE, PROGRAM, lines_of, of_docs, of_node, ours

from .play import EYE, ok

MUTATIONS = 540
SEED = 20261122
CHAIN_FAULTS = {"gap", "link", "hash", "form", "time", "chain", "tail", "head"}


@pytest.fixture(scope="module")
def exported(stages, tmp_path_factory):
    """The export of an office in which a batch was released and sealed."""
    from .play import Clock, Play

    folder = tmp_path_factory.mktemp("exported")
    (folder / "office.db").write_bytes(stages.file("sealed").read_bytes())
    office = Play(folder / "office.db", Clock(stages.clocks["sealed"].now))
    ok(record.export(office.office, EYE, folder / "ledger.jsonl"))
    office.store.close()
    return (folder / "ledger.jsonl").read_text(encoding="ascii")


def entries_of(text: str) -> list[Entry]:
    return [Entry(*read_line(line[:-1])) for line in lines_of(text)]


def text_of(entries: list[Entry]) -> str:
    return "".join(f"{canonical(asdict(entry))}\n" for entry in entries)


def _value(draw: random.Random, entry: Entry, field: str) -> object:
    value = getattr(entry, field)
    if isinstance(value, int):
        return max(0, value + draw.choice((-1, 1, 7)))
    if field == "body" and draw.random() < 0.5:
        return canonical({**entry.facts(), "more": draw.randrange(9)})
    if field == "at":
        return value[:14] + f"{draw.randrange(60):02d}" + value[16:]
    place = draw.randrange(len(value))
    return value[:place] + draw.choice("0f9{a-Z é") + value[place + 1 :]


def _one(draw: random.Random, entries: list[Entry]) -> list[Entry]:
    """Entries as somebody leaves them who knows how they are hashed, more or less well."""
    place = draw.randrange(len(entries))
    entry, out = entries[place], [*entries]
    match draw.choice(("change", "rehash", "relink", "remove", "repeat", "swap", "cut", "drop", "move")):
        case "change":
            field = draw.choice(Entry.__slots__)
            out[place] = replace(entry, **{field: _value(draw, entry, field)})
        case "rehash" | "relink" as how:
            field = draw.choice(("at", "desk", "person", "kind", "body", "id", "previous"))
            changed = replace(entry, **{field: _value(draw, entry, field)})
            if not changed.body.isascii():
                changed = replace(changed, body="{}")
            out[place] = replace(changed, hash=entry_hash(changed))
            for after in range(place + 1, len(out)) if how == "relink" else ():
                if out[after].chain == entry.chain:
                    linked = replace(out[after], previous=out[after - 1].hash)
                    out[after] = replace(linked, hash=entry_hash(linked))
        case "remove":
            del out[place]
        case "repeat":
            out.insert(place, entry)
        case "swap":
            other = draw.randrange(len(entries))
            out[place], out[other] = out[other], out[place]
        case "cut":
            out = [one for one in out if one.chain != entry.chain or one.number < entry.number]
        case "drop":
            out = [one for one in out if one.chain != entry.chain]
        case "move":
            out[place] = replace(entry, chain=draw.choice((0, 1, 2, 9)))
    return out


def _bytes(draw: random.Random, text: str) -> str:
    place = draw.randrange(len(text))
    match draw.choice(("flip", "remove", "insert")):
        case "flip":
            return text[:place] + chr(ord(text[place]) ^ (1 << draw.randrange(7))) + text[place + 1 :]
        case "remove":
            return text[:place] + text[place + 1 :]
    return text[:place] + draw.choice(' \n"\\0{},é\r') + text[place:]


@pytest.fixture(scope="module")
def mutated(exported) -> list[str]:
    draw, entries = random.Random(SEED), entries_of(exported)
    out = [text_of(_one(draw, entries)) for _ in range(MUTATIONS * 3 // 5)]
    return out + [_bytes(draw, exported) for _ in range(MUTATIONS - len(out))]


def test_r24_the_export_of_a_played_office_fits(exported):
    assert len(lines_of(exported)) > 90
    assert ours(exported) == of_docs(exported) == []


def test_r24_mutated_exports_are_judged_alike_and_none_goes_unseen(exported, mutated):
    last = {entry.chain: entry for entry in entries_of(exported)}
    heads = [f"{chain or 'office'}:{entry.number}:{entry.hash}" for chain, entry in last.items()]
    unlike = [text for text in mutated if text != exported]
    assert len(unlike) > 500
    kinds: set[str] = set()
    for text in unlike:
        findings = ours(text, heads)
        assert findings == of_docs(text, heads)
        assert findings, text
        kinds |= {what for _, _, what in findings}
    assert kinds == CHAIN_FAULTS


@pytest.mark.skipif(NODE is None, reason="a check of the specification where Node.js happens to be")
def test_r24_another_language_judges_mutated_exports_alike(mutated):
    some = mutated[::3]
    for text, findings in zip(some, of_node([(text, ()) for text in some]), strict=True):
        assert findings == ours(text), text


def test_r24_the_office_judges_its_own_entries_as_the_export_is_judged(play, exported, mutated):
    """The same entries in a store: what verification finds in chains there is what a reader of the export finds."""
    office = play("sealed")
    triggers = [row["sql"] for row in office.rows("sqlite_schema", type="trigger")]
    for name in [row["name"] for row in office.rows("sqlite_schema", type="trigger")]:
        office.tamper(f"DROP TRIGGER {name}")
    tried = 0
    for text in mutated[::6]:
        lines = [read_line(line[:-1]) for line in lines_of(text)]
        if (
            None in lines
            or len({line[7] for line in lines}) < len(lines)
            or len({line[:2] for line in lines}) < len(lines)
        ):
            continue
        # A store has no order of its own: what is judged is the export it would give.
        stored = text_of(sorted((Entry(*line) for line in lines), key=lambda entry: (entry.chain, entry.number)))
        _replace_entries(office, entries_of(stored))
        found = record.verify(office.office).faults
        assert sorted(
            {(f.chain, f.number, f.what) for f in found if f.what in CHAIN_FAULTS and f.where != "chains"}
        ) == (ours(stored))
        tried += 1
    assert tried > 30
    _replace_entries(office, entries_of(exported))
    for made in triggers:
        office.tamper(made)
    assert office.faults() == []


def _replace_entries(office, entries: list[Entry]) -> None:
    office.tamper("DELETE FROM entries")
    with office.store.acting() as t:
        t.many("entry_added", [asdict(entry) for entry in entries])


def test_r24_the_program_of_docs_ends_as_it_says(exported, mutated, tmp_path):
    import subprocess
    import sys

    def ended(text: str, *heads: str) -> tuple[int, str]:
        file = tmp_path / "export.jsonl"
        file.write_bytes(text.encode())
        told = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), str(file), *heads], capture_output=True, text=True, check=False
        )
        return told.returncode, told.stdout

    office = next(e for e in reversed(entries_of(exported)) if e.chain == 0)
    assert ended(exported, f"office:{office.number}:{office.hash}") == (0, "")
    assert ended(exported, f"office:{office.number + 1}:{office.hash}") == (3, f"office {office.number + 1} tail\n")
    paper = f"OFFICE:{office.number}: {office.hash[:8].upper()} {office.hash[8:16].upper()}"
    assert ended(exported, paper) == (0, "")
    assert ended(mutated[-1])[0] == 3
    assert ended(exported, "office:1")[0] == 2
    gone = [sys.executable, "-I", str(PROGRAM), str(tmp_path / "gone.jsonl")]
    told = subprocess.run(gone, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)


def test_an_export_is_on_disk_with_its_name_when_it_is_told(play, tmp_path, monkeypatch):
    """In this order: the content, the name, the folder that holds the name."""
    done: list[str] = []
    synced, named = os.fsync, Path.replace
    office = play("people")
    store = office.path.stat().st_ino

    def fsync(handle: int) -> None:
        told = os.fstat(handle)
        if told.st_ino != store:
            done.append("folder" if stat.S_ISDIR(told.st_mode) else f"content of {told.st_size}")
        synced(handle)

    def replace(part: Path, out: Path) -> Path:
        done.append("name")
        return named(part, out)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    out = tmp_path / "exports" / "ledger.jsonl"
    out.parent.mkdir()
    ok(record.export(office.office, EYE, out))
    assert done == [f"content of {out.stat().st_size}", "name", *(["folder"] if os.name == "posix" else [])]


def test_an_export_that_a_disk_cannot_keep_is_refused_and_leaves_what_was_there(play, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    office, out = play("people"), tmp_path / "exports" / "ledger.jsonl"
    out.parent.mkdir()
    out.write_text("older")
    with pytest.raises(Misused, match="exists"):
        record.export(office.office, EYE, out)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Misused, match="cannot-write"):
        record.export(replace(office.office, replaces=True), EYE, out)
    assert [path.name for path in out.parent.iterdir()] == ["ledger.jsonl"]
    assert out.read_text() == "older"
