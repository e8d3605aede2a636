"""Writes ``docs/ledger-vectors.jsonl``: exports that fit and exports that do not, with what a verifier has to find.

``python -m tools.ledger_vectors`` writes the file, ``--check`` says whether it is as it would be written. A line is
one JSON object: ``name``, ``export`` (the whole text of an export), ``heads`` (from paper), ``findings`` (chain, number
and what, sorted). The program in this repository and ``docs/verify_ledger.py`` are both held to it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from checkmail.rules.ledger import GENESIS, LARGEST_INTEGER, Entry, Head, canonical, entry_hash, link, stamp

FILE: Final = Path(__file__).parents[1] / "docs" / "ledger-vectors.jsonl"
_BEGUN: Final = datetime(2026, 11, 22, 2, 43, 12, 123456, tzinfo=UTC)
Finding = tuple[int, int, str]


@dataclass
class Book:
    """Chains that grow entry by entry, at a minute each."""

    chains: dict[int, list[Entry]] = field(default_factory=dict)
    now: datetime = _BEGUN

    def add(self, chain: int, kind: str, body: dict[str, object], desk: str = "窓口1", person: int = 2) -> Entry:
        """One more entry of a chain."""
        entries = self.chains.setdefault(chain, [])
        last = entries[-1] if entries else None
        head = Head(chain, last.number, last.hash, last.at) if last else Head(chain, 0, GENESIS, "")
        entry = link(head, stamp(self.now), desk, person, kind, body, f"{chain:05d}{head.count + 1:011d}")
        self.now += timedelta(minutes=1)
        entries.append(entry)
        return entry

    def entries(self) -> list[Entry]:
        """Every entry in the order of an export."""
        return [entry for chain in sorted(self.chains) for entry in self.chains[chain]]


def played() -> Book:
    """An office with two batches, one of them released."""
    book = Book()
    book.add(0, "office-made", {"name": {"length": 3, "sha256": "1f" * 32}, "number": 7}, "desk", 0)
    book.add(0, "batch-opened", {"opened": 1})
    book.add(1, "batch-created", {"tray_size": 50})
    book.add(1, "scan", {"code": "100001000001700112", "piece": 17, "reason": "", "came": "scanned"})
    book.add(1, "piece-verified", {"piece": 17, "pin_tray": 1})
    released = book.add(1, "released", {"first_tray": 1, "last_tray": 2}, person=1)
    book.add(0, "checkpoint", {"of": 1, "count": released.number, "head": released.hash}, person=1)
    book.add(0, "batch-opened", {"opened": 2})
    book.add(2, "batch-created", {"tray_size": 4})
    return book


def spelled() -> Book:
    """Everything a body may hold whose spelling somebody may get wrong."""
    book = Book()
    book.add(0, "office-made", {})
    book.add(0, "kinds-of-text", {"a": "\x00\x1f \x7f\x80é窓𠮷\U0010ffff", "b": '"\\/\b\f\n\r\t', "c": "\ud800"})
    book.add(
        0, "order-of-keys", {"~": 1, "é": 2, "\uff5e": 3, "𠮷": 4, "B": 5, "a": 6, "aa": 7, "": 8, "10": 9, "9": 10}
    )
    book.add(0, "numbers", {"a": 0, "b": -1, "c": LARGEST_INTEGER, "d": -LARGEST_INTEGER, "e": [10, 100, 1_000_000]})
    book.add(0, "nested", {"a": [[], {}, [None, True, False]], "b": {"y": {"z": 1}, "x": ""}})
    book.add(0, "desks", {}, "Ａ席 2.左_右-3", 9_999_999)
    return book


def text_of(entries: Sequence[Entry]) -> str:
    """An export."""
    return "".join(f"{canonical(asdict(entry))}\n" for entry in entries)


def rehashed(entry: Entry, **changed: Any) -> Entry:
    """An entry with other values and the hash that belongs to them."""
    other = replace(entry, **changed)
    return replace(other, hash=entry_hash(other))


def _relinked(entries: Sequence[Entry]) -> list[Entry]:
    """The same entries with links and hashes made anew, as somebody does who rewrites a whole chain."""
    out: list[Entry] = []
    for entry in entries:
        same = out and out[-1].chain == entry.chain
        out.append(rehashed(entry, previous=out[-1].hash if same else GENESIS))
    return out


def _changed(entries: Sequence[Entry], place: int, entry: Entry) -> list[Entry]:
    return [*entries[:place], entry, *entries[place + 1 :]]


def vectors() -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    """Name, export, heads and findings."""
    book = played()
    good, text = book.entries(), text_of(book.entries())
    office, batch = book.chains[0], book.chains[1]
    yield "nothing was recorded yet", "", [], []
    yield "an office with two batches", text, [], []
    heads = [
        f"office:4:{office[3].hash}",
        f"1:4:{batch[3].hash}",
        f"1:2:{batch[1].hash[:8]}",
        f"OFFICE:1:{office[0].hash.upper()}",
    ]
    yield "heads from paper, whole, shortened and in capitals", text, heads, []
    yield "every spelling of a body", text_of(spelled().entries()), [], []
    yield "two entries of one moment", text_of(_relinked(_changed(good, 1, replace(good[1], at=good[0].at)))), [], []
    yield from _paper(text, office, batch)
    yield from _entries(good)
    yield from _chains(good)
    yield from _bodies(good)
    yield from _lines(text)


def _paper(text: str, office: list[Entry], batch: list[Entry]) -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    other = "0" * 64
    yield "another hash on paper", text, [f"1:3:{other}"], [(1, 3, "head")]
    yield "more entries on paper", text, [f"1:5:{other}", f"office:9:{other}"], [(0, 9, "tail"), (1, 5, "tail")]
    yield "a chain on paper that is not there", text, [f"7:1:{other}"], [(7, 1, "tail")]
    yield (
        "a chain's end, cut off, that only paper knows",
        text_of(office[:3] + batch),
        [f"office:4:{office[3].hash}"],
        [(0, 4, "tail")],
    )


def _entries(good: list[Entry]) -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    third = good[6]
    for name, value in (("person", 3), ("desk", "窓口2"), ("kind", "piece-enclosed"), ("id", "x"), ("at", good[7].at)):
        changed = replace(third, **{name: value})
        yield f"another {name}", text_of(_changed(good, 6, changed)), [], [(1, 3, "hash")]
    yield (
        "another body",
        text_of(_changed(good, 6, replace(third, body='{"piece":18,"pin_tray":1}'))),
        [],
        [(1, 3, "hash")],
    )
    yield "another hash", text_of(_changed(good, 6, replace(third, hash="0" * 64))), [], [(1, 3, "hash")]
    yield (
        "a hash in capitals",
        text_of(_changed(good, 6, replace(third, hash=third.hash.upper()))),
        [],
        [(1, 3, "hash")],
    )
    yield "another link", text_of(_changed(good, 6, rehashed(third, previous="0" * 64))), [], [(1, 3, "link")]
    yield "another body with its own hash", text_of(_changed(good, 6, rehashed(third, person=3))), [], [(1, 4, "link")]
    yield (
        "a chain rewritten to its end",
        text_of(_relinked(_changed(good, 6, replace(third, person=3)))),
        [],
        [(1, 4, "head")],
    )
    yield "an entry gone", text_of(good[:6] + good[7:]), [], [(1, 3, "gap")]
    yield "an entry twice", text_of([*good[:7], *good[6:]]), [], [(1, 4, "gap")]
    yield "two entries in each other's place", text_of([*good[:5], good[6], good[5], *good[7:]]), [], [(1, 2, "gap")]
    back = [*good[:6], replace(third, at="2026-11-22T02:00:00.000000Z"), *good[7:]]
    yield (
        "a time before the one above",
        text_of(_relinked(back)),
        [],
        [
            (1, 3, "time"),
        ],
    )


def _chains(good: list[Entry]) -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    yield "the end of a batch cut off", text_of(good[:7] + good[8:]), [], [(1, 4, "tail")]
    yield "a whole batch gone", text_of(good[:8]), [], [(2, 1, "tail")]
    yield (
        "a batch that nobody opened",
        text_of(_relinked([*good, *(replace(e, chain=5) for e in good[8:])])),
        [],
        [(5, 1, "chain")],
    )
    yield "a batch before the office", text_of([*good[4:8], *good[:4], *good[8:]]), [], [(0, 1, "chain")]
    yield "a chain in two parts", text_of([*good[:5], *good[8:], *good[5:8]]), [], [(1, 2, "chain")]
    said = replace(good[2], body=canonical({"of": 1, "count": 4, "head": good[7].hash[:7]}))
    yield "seven digits of a hash say nothing", text_of(_relinked(_changed(good, 2, said))), [], [(1, 4, "head")]
    said = replace(good[1], body='{"opened":"1"}')
    yield (
        "an opening that names no number",
        text_of(_relinked(_changed(good, 1, said))),
        [],
        [(0, 2, "form"), (1, 1, "chain"), (2, 1, "chain")],
    )


_ODD: Final = {
    "keys in the order of UTF-16": '{"\\ud842\\udfb7":1,"\\uff5e":2}',
    "keys out of order": '{"b":1,"a":2}',
    "a key twice": '{"a":1,"a":1}',
    "a blank in a body": '{"a": 1}',
    "a fraction": '{"a":1.0}',
    "an exponent": '{"a":1E2}',
    "minus nothing": '{"a":-0}',
    "a leading nothing": '{"a":01}',
    "an integer too large": '{"a":9007199254740992}',
    "no number": '{"a":NaN}',
    "an escape in capitals": '{"a":"\\u00E9"}',
    "an escape that is none of ours": '{"a":"\\/"}',
    "an escape that is not needed": '{"a":"\\u0041"}',
    "a body that is a list": '[{"a":1}]',
    "a body that is nothing": "",
    "two bodies": "{},{}",
    "half a body": '{"a":1',
    "a nested blank": '{"a":{"b":[1, 2]}}',
}  # fmt: skip


def _bodies(good: list[Entry]) -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    """Spelled otherwise, and hashed as they are spelled: two languages may read two things."""
    last = good[8]
    for name, body in _ODD.items():
        yield name, text_of([*good[:8], rehashed(last, body=body)]), [], [(2, 1, "form")]
    for name, changed in {
        "a desk with a stroke": {"desk": "a/b"}, "a desk with a mark of its own": {"desk": "e\u0301"},
        "a long desk": {"desk": "x" * 33}, "a kind with a blank": {"kind": "a b"}, "no kind": {"kind": ""},
        "a long id": {"id": "x" * 65}, "a person beyond the last": {"person": 10_000_000},
        "a person below nobody": {"person": -1}, "a time without its fraction": {"at": "2026-11-22T02:43:12Z"},
        "a time of another zone": {"at": "2026-11-22T02:43:12.123456+"},
    }.items():  # fmt: skip
        yield name, text_of([*good[:8], rehashed(last, **changed)]), [], [(2, 1, "form")]
    wide = hashlib.sha256(f"[2,1,...,{last.body}]".encode()).hexdigest()
    yield "a hash over something else", text_of([*good[:8], replace(last, hash=wide)]), [], [(2, 1, "hash")]


def _lines(text: str) -> Iterator[tuple[str, str, list[str], list[Finding]]]:
    """Lines that are not in their one spelling; nothing behind them is looked at."""
    lines = text.splitlines(keepends=True)

    def third(line: str) -> str:
        return "".join([*lines[:6], line, *lines[7:]])

    entry = json.loads(lines[6])
    short = {name: value for name, value in entry.items() if name != "desk"}
    odd = {
        "a line with a blank": lines[6].replace(",", ", ", 1), "an empty line": "\n", "no line": "x\n",
        "a line with a carriage return": lines[6].replace("\n", "\r\n"),
        "a field too few": canonical(short) + "\n", "a field too many": canonical({**entry, "more": 1}) + "\n",
        "a number as a text": canonical({**entry, "number": "3"}) + "\n",
        "true for one": canonical({**entry, "person": True}) + "\n",
        "a body as an object": canonical({**entry, "body": {}}) + "\n",
        "fields in another order": json.dumps(dict(reversed(entry.items())), separators=(",", ":")) + "\n",
        "a letter that is not escaped": lines[6].replace("\\u7a93", "窓"),
        "a list": "[]\n",
    }  # fmt: skip
    for name, line in odd.items():
        yield name, third(line), [], [(1, 3, "form")]
    yield "the last line without its end", text[:-1], [], [(1, 5, "form")]


def written() -> str:
    """The file."""
    return "".join(
        json.dumps({"name": name, "export": text, "heads": heads, "findings": sorted(findings)}) + "\n"
        for name, text, heads, findings in vectors()
    )


def main(arguments: Sequence[str]) -> int:
    """Writes the file, or with ``--check`` says whether it is as it would be written."""
    if "--check" in arguments:
        return 0 if FILE.read_text(encoding="ascii") == written() else 1
    FILE.write_text(written(), encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
