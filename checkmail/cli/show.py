"""A document for people: the same facts as its JSON, as lines or a table."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkmail.locale import Language, area
from checkmail.locale.moments import local
from checkmail.locale.sentences import reason_words

_WIDTH_WITHOUT_TERMINAL = 100

_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "act": ("act",), "chain": ("chain",), "column": ("column",), "counts": ("counted",), "guessed": ("column",),
    "how": ("settled", "answer"), "kind": ("kind", "paper", "planted"), "line": ("line",), "outcome": ("planted",),
    "piece_state": ("state",), "role": ("role",), "settled": ("settled",), "severity": ("severity",),
    "sources": ("source",), "stage": ("stage",), "state": ("state", "offer", "artifact", "torn-or-lost"),
    "withholding": ("answer",),
}  # fmt: skip
"""Field -> the words (``words.toml``, ``tui.toml``) its values are said in; what is none of them stands as it is."""

_KEYS: Final = {"columns": "column", "counts": "state", "findings": "severity", "sources": "column"}
"""Field whose value has names of its own -> the words for these."""

_MOMENTS: Final = frozenset({"at", "imported_at", "last", "newest_before", "until"})


@dataclass(frozen=True, slots=True)
class _Words:
    language: Language
    names: Mapping[str, str]
    """Field -> its name; ``yes`` and ``no``."""
    words: Mapping[str, str]

    def key(self, within: str, key: str) -> str:
        return self.words.get(f"{_KEYS.get(within)}.{key}") or self.names.get(key, key)

    def value(self, key: str, value: str) -> str:
        if key == "blocked_by" and f"{value}.message" in area(self.language, "reasons"):
            return reason_words(value, self.language)[0]
        if key == "code":
            # The code too: it is what people type to acknowledge a whole kind.
            title = area(self.language, "findings").get(f"{value}.title")
            return f"{title}（{value}）" if title else value
        if key in _MOMENTS:
            return local(value)
        return next((self.words[word] for of in _VALUES.get(key, ()) if (word := f"{of}.{value}") in self.words), value)


def shown(document: object, language: Language) -> str:
    """The text of a document, as wide as the terminal. Its values are never markup; times are the office's own."""
    names = {key.partition(".")[2]: name for key, name in area(language, "cli").items() if key.startswith("field.")}
    words = _Words(language, names, {**area(language, "tui"), **area(language, "words")})
    table: Table | Text
    if isinstance(document, Mapping):
        table = _pairs(document, words)
    elif isinstance(document, Sequence) and document and isinstance(document[0], Mapping):
        table = _rows(document, words)
    else:
        table = Text(_cell("", document, words) or "—")
    stream = io.StringIO()
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL
    console = Console(file=stream, width=width, no_color=True, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().rstrip().split("\n"))


def _pairs(document: Mapping[str, object], words: _Words) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in document.items():
        table.add_row(Text(words.key("", key)), Text(_cell(key, value, words)))
    return table


def _rows(rows: Sequence[Mapping[str, object]], words: _Words) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in rows[0]:
        table.add_column(Text(words.key("", key)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(key, value, words)) for key, value in row.items()))
    return table


def _cell(key: str, value: object, words: _Words) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return words.names["yes" if value else "no"]
    if isinstance(value, Mapping):
        said = {name: _cell(key if key == "sources" else name, one, words) for name, one in value.items()}
        return "  ".join(f"{words.key(key, name)} {one}" for name, one in said.items()) or "—"
    if isinstance(value, (list, tuple)):
        lines = any(isinstance(one, Mapping) for one in value)
        return ("\n" if lines else "、").join(_cell(key, one, words) for one in value) or "—"
    return words.value(key, str(value))
