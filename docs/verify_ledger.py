#!/usr/bin/env python3
"""Verifies an exported ledger without checkmail, by docs/ledger.md. Needs Python 3.9 or newer and nothing else.

usage: python verify_ledger.py EXPORT.jsonl [CHAIN:COUNT:HASH ...]     heads as they stand on paper
exit status: 0 everything fits; 3 something does not, a line each: CHAIN NUMBER WHAT; 2 wrong usage
"""

import hashlib
import json
import re
import sys

FORMS = {
    "chain": "0|[1-9][0-9]{0,4}", "number": "[1-9][0-9]*", "at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
    "desk": r"(?u:[\w .-]){1,32}", "person": "0|[1-9][0-9]{0,6}", "kind": "[a-z]+(-[a-z]+)*", "body": r"(?s:\{.*\})",
    "id": r"[\w-]{1,64}", "previous": "[0-9a-f]{64}", "hash": "[0-9a-f]{64}",
}  # fmt: skip
FORMS = {name: re.compile(form, 0 if name == "desk" else re.ASCII) for name, form in FORMS.items()}
TYPES = {name: int if name in ("chain", "number", "person") else str for name in FORMS}


def spelled(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def number(text):
    if not re.fullmatch("-?[0-9]{1,16}", text) or abs(int(text)) > 2**53 - 1:
        raise ValueError(text)
    return int(text)


def parsed(text):
    """The object in `text`; None where it is not an object in its one spelling."""
    try:
        value = json.loads(text, parse_int=number, parse_float=number, parse_constant=number)
        return value if isinstance(value, dict) and spelled(value) == text else None
    except (ValueError, RecursionError):
        return None


def wrong_with(entry, count, previous, at):
    if entry["number"] != count + 1:
        return "gap"
    if entry["previous"] != previous:
        return "link"
    hashed = ",".join(entry[name] if name == "body" else spelled(entry[name]) for name in FORMS if name != "hash")
    if not hashed.isascii() or entry["hash"] != hashlib.sha256(f"[{hashed}]".encode()).hexdigest():
        return "hash"
    if parsed(entry["body"]) is None or not all(FORMS[name].fullmatch(str(entry[name])) for name in FORMS):
        return "form"
    return "time" if entry["at"] < at else ""


def verify(lines, heads=()):
    """Findings as (chain, number, what); `heads` are (chain, count, beginning of the hash)."""
    ends, found, wanted, opened, chain = {}, {}, list(heads), {0}, 0
    for line in lines:
        entry = parsed(line[:-1]) if line.endswith("\n") else None
        if entry is None or {name: type(value) for name, value in entry.items()} != TYPES:
            return [(chain, ends.get(chain, (0,))[0] + 1, "form")]
        if entry["chain"] < chain or (entry["chain"] != chain and entry["chain"] in ends):
            return [(entry["chain"], entry["number"], "chain")]
        chain = entry["chain"]
        end = ends.setdefault(chain, (0, "0" * 64, ""))
        if (chain, "broken") in found:
            continue
        if what := wrong_with(entry, *end):
            found[chain, "broken"] = (chain, end[0] + 1, what)
            continue
        ends[chain] = (entry["number"], entry["hash"], entry["at"])
        for head in [head for head in wanted if head[:2] == (chain, entry["number"])]:
            wanted.remove(head)
            if not entry["hash"].startswith(head[2]) or 0 < len(head[2]) < 8:
                found[head] = (chain, entry["number"], "head")
        if chain == 0 and entry["kind"] in ("batch-opened", "checkpoint"):
            said = json.loads(entry["body"])
            names = ("opened", "", "") if entry["kind"] == "batch-opened" else ("of", "count", "head")
            head = tuple(said.get(name, default) for name, default in zip(names, (None, 1, "")))
            if [type(part) for part in head] != [int, int, str] or head[0] == 0:
                found[0, "broken"] = (0, entry["number"], "form")
                continue
            wanted.append(head)
            opened |= {head[0]} if entry["kind"] == "batch-opened" else set()
    for head in wanted:
        if head[1] and (head[0], "broken") not in found:
            found[head] = (head[0], head[1], "tail")
    return sorted({*found.values(), *((chain, 1, "chain") for chain in ends if chain not in opened)})


def main(arguments):
    form = re.compile("(office|[1-9][0-9]{0,4}):([1-9][0-9]{0,14}):([0-9a-f]{8,64})")
    given = [form.fullmatch("".join(text.lower().split())) for text in arguments[1:]]
    if not arguments or not all(given):
        print(__doc__, file=sys.stderr)
        return 2
    heads = [(0 if head[1] == "office" else int(head[1]), int(head[2]), head[3]) for head in given]
    try:
        with open(arguments[0], encoding="latin-1", newline="\n") as file:
            found = verify(file, heads)
    except OSError as error:
        print(f"{arguments[0]} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    for chain, count, what in found:
        print(chain or "office", count, what)
    print("something does not fit" if found else "everything fits", file=sys.stderr)
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
