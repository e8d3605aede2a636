"""A disk whose power goes: what it may show afterwards of the operations that were asked of it.

What was written to a file before its last fsync is there. Of what came later each sector of 512 bytes is there,
is not, or is torn at some byte; a file may have grown to its new length before its content came. Names that were
made, changed or removed since the last fsync of their folder are as before or as after. SQLite calls this model
its own assumption without ``SQLITE_IOCAP_ATOMIC``, with one exception it makes and we make too: bytes outside of
what is written do not change (``SQLITE_IOCAP_POWERSAFE_OVERWRITE``, its default).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .shim import Operation

SECTOR: Final = 512


@dataclass(slots=True)
class Kept:
    """One file: what surely is on disk, and what may be."""

    sure: bytearray = field(default_factory=bytearray)
    later: list[Operation] = field(default_factory=list)
    """Written or truncated since the last fsync, in order."""

    def sync(self) -> None:
        for one in self.later:
            _put(self.sure, one)
        self.later.clear()

    def shown(self, chance: random.Random, likely: float) -> bytes:
        """What may be read after a power loss; each later sector is there with probability ``likely``."""
        content = bytearray(self.sure)
        for one in self.later:
            if one.what == "t":
                if chance.random() < likely:
                    _put(content, one)
                continue
            if chance.random() < 0.2:  # the length before the content
                content.extend(bytes(max(0, one.at + len(one.data) - len(content))))
            for start, data in _sectors(one):
                lot = chance.random()
                if lot < likely:
                    _put(content, Operation("w", one.name, start, data))
                elif lot < likely + (1 - likely) * 0.3:
                    torn = data[: chance.randrange(len(data))]
                    _put(content, Operation("w", one.name, start, torn))
        return bytes(content)


def _put(content: bytearray, one: Operation) -> None:
    if one.what == "t":
        del content[one.at :]
        content.extend(bytes(one.at - len(content)))
    elif one.data:
        content.extend(bytes(max(0, one.at - len(content))))
        content[one.at : one.at + len(one.data)] = one.data


def _sectors(one: Operation) -> list[tuple[int, bytes]]:
    """The parts of a write that fall into different sectors."""
    parts, at = [], one.at
    while at < one.at + len(one.data):
        end = min((at // SECTOR + 1) * SECTOR, one.at + len(one.data))
        parts.append((at, one.data[at - one.at : end - one.at]))
        at = end
    return parts


class Disk:
    """The files of one folder, as its operations go on."""

    def __init__(self, began: Path, folder: Path) -> None:
        """Begins with the files in ``began``, all surely on disk; the operations name them in ``folder``."""
        self.folder = folder
        self.files = {str(folder / file.name): Kept(bytearray(file.read_bytes())) for file in began.iterdir()}
        self.sure_names = dict(self.files)
        self.later_names: list[Operation] = []
        self._made: dict[int, Kept] = {}

    def take(self, one: Operation) -> None:
        """One more operation was asked of the disk and came back."""
        match one.what:
            case "c":
                self.files[one.name] = self._made[id(one)] = Kept()
                self.later_names.append(one)
            case "w" | "t":
                self.files[one.name].later.append(one)
            case "s" if one.name == str(self.folder):
                for name in self.later_names:
                    self._name(self.sure_names, name)
                self.later_names.clear()
            case "s":
                self.files[one.name].sync()
            case "u":
                del self.files[one.name]
                self.later_names.append(one)
            case "r":
                self.files[one.data.decode()] = self.files.pop(one.name)
                self.later_names.append(one)

    def _name(self, names: dict[str, Kept], one: Operation) -> None:
        if one.what == "c":
            names[one.name] = self._made[id(one)]
        elif one.what == "u":
            names.pop(one.name, None)
        elif (moved := names.pop(one.name, None)) is not None:
            names[one.data.decode()] = moved

    def show(self, into: Path, chance: random.Random) -> None:
        """Puts into the folder ``into`` what the disk may show when its power goes now."""
        names = dict(self.sure_names)
        # Journals of file systems keep names in order; without one any of them may be missing.
        until, gaps = chance.randint(0, len(self.later_names)), chance.random() < 0.5
        for number, one in enumerate(self.later_names):
            if number < until or (gaps and chance.random() < 0.5):
                self._name(names, one)
        likely = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for name, kept in names.items():
            if Path(name).parent != self.folder:
                continue  # where desks take turns: nothing there is a record
            if name.endswith("-shm"):
                # Written through memory: whatever pages of it were on disk, or nothing.
                content = chance.choice((b"", bytes(32768), chance.randbytes(32768)))
            else:
                content = kept.shown(chance, likely)
            (into / Path(name).name).write_bytes(content)
