"""The office's own fonts: which stand before Noto on every desk, and where a desk finds them (R6).

The ledger says which fonts, by the fingerprint of their files: so every desk draws with the same
chain, or says which file it lacks. The files themselves are on each machine, in the folders of
:func:`font_folders`; setting a font copies it into the first of them.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.paper import fonts
from checkmail.paper.fontfile import FontFile, UnusableFont
from checkmail.resources import user_folder
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.refusal import Refusal

FOLDERS: Final = "CHECKMAIL_FONTS"
"""Environment variable: folders with the office's font files, parted as in ``PATH``; the first takes new ones."""
MOST: Final = 16
"""Fonts of one chain."""
_ENDINGS: Final = frozenset({".ttf", ".ttc", ".tte", ".otf", ".otc"})


@dataclass(frozen=True, slots=True)
class OfficeFont:
    """A font of the office's chain."""

    sha256: str
    """Of the file."""
    name: str
    """PostScript name of the face."""
    size: int
    """Bytes of the file."""
    face: int
    """Of a collection, from 0."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The chain as this desk has it."""

    fonts: tuple[OfficeFont, ...]
    """Before Noto, the first that is asked first."""
    files: tuple[str, ...]
    """Where each stands on this machine; empty where it is missing."""
    folder: str
    """Where this machine wants the files."""


def font_folders() -> tuple[Path, ...]:
    """Where this machine may have the office's fonts; the first is the office's own folder."""
    named = [Path(folder) for folder in os.environ.get(FOLDERS, "").split(os.pathsep) if folder]
    return (*(named or (user_folder() / "fonts",)), *_system_folders())


def _system_folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    if sys.platform == "darwin":
        return (Path("/Library/Fonts"), home / "Library" / "Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts")


def own_fonts(opened: Act) -> tuple[FontFile, ...]:
    """The office's chain as it is now, each font found on this machine.

    Raises :class:`Misused` ``font-missing`` for the first that is not here.
    """
    return tuple(_found(_chain(opened)))


def chain_now(office: Office) -> tuple[FontFile, ...]:
    """:func:`own_fonts` for what is drawn or looked at outside a transaction."""
    with office.store.reading() as transaction:
        chain = _chain(Act(office, transaction, None))
    return tuple(_found(chain))


def _chain(opened: Act) -> tuple[OfficeFont, ...]:
    return tuple(
        OfficeFont(row["sha256"], row["name"], row["size"], row["face"]) for row in opened.t.all("office_fonts")
    )


def _found(chain: Sequence[OfficeFont]) -> Iterator[FontFile]:
    if not chain:
        return
    folders = font_folders()
    for font in chain:
        path = _look_for(font, folders)
        if path is None:
            raise Misused("font-missing", name=font.name, sha256=font.sha256, folder=str(folders[0]))
        yield FontFile(path, font.sha256, font.face)


def _look_for(font: OfficeFont, folders: Sequence[Path]) -> Path | None:
    """A file with these contents: by the name that setting it gives, else by size, and then by fingerprint."""
    kept = folders[0] / _kept_name(font.sha256)
    for path in (kept, *(path for folder in folders for path in _fonts_in(folder))):
        try:
            told = path.stat()
            if told.st_size == font.size and _fingerprint(path, told.st_size, told.st_mtime_ns) == font.sha256:
                return path
        except (OSError, UnusableFont):
            continue
    return None


@functools.lru_cache(maxsize=64)
def _fingerprint(path: Path, _size: int, _changed: int) -> str:
    """Of a file that has not changed since it was looked at; what is drawn with is read and compared again."""
    return FontFile.of(path).sha256


def _fonts_in(folder: Path) -> Iterator[Path]:
    """Font files at any depth, in one order; a folder that is not there has none."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names) if Path(name).suffix.lower() in _ENDINGS)


def _kept_name(sha256: str) -> str:
    return f"{sha256[:16]}.ttf"


@reading
def show_fonts(opened: Act) -> Fonts:
    """The office's chain, and where this desk has each font."""
    return _shown(_chain(opened))


def _shown(chain: tuple[OfficeFont, ...]) -> Fonts:
    folders = font_folders()
    return Fonts(chain, tuple(str(_look_for(font, folders) or "") for font in chain), str(folders[0]))


def named_files(names: Iterable[str]) -> list[tuple[Path, int]]:
    """``FILE`` or ``FILE#2``, the second face of a collection, as :func:`set_fonts` takes them.

    A file whose own name ends so is that file.
    """
    out = []
    for name in map(str.strip, names):
        file, mark, number = name.rpartition("#")
        numbered = bool(mark and file) and number.isascii() and number.isdigit() and not Path(name).exists()
        out.append((Path(file), int(number[:6]) - 1) if numbered else (Path(name), 0))
    return out


def set_fonts(office: Office, actor: Actor, files: Sequence[tuple[Path, int]]) -> Fonts | Refusal:
    """Lets these fonts, file and face from 0, stand before Noto on every desk; none: Noto alone.

    The files are copied into this machine's folder. Raises :class:`Misused` for a file that cannot be
    embedded, ``too-many-fonts``, ``cannot-write``; nothing changes then.
    """
    if refusal := _may_set(office, actor):
        return refusal
    if len(files) > MOST:
        raise Misused("too-many-fonts", most=MOST)
    judged = [_judged(path, face) for path, face in files]
    for file, font in judged:
        _keep(file, font)
    return _set_fonts(office, actor, [font for _, font in judged])


@reading
def _may_set(opened: Act) -> Refusal | None:
    return opened.authorize("set-fonts")


def _judged(path: Path, face: int) -> tuple[FontFile, OfficeFont]:
    try:
        file = FontFile.of(path, face)
    except UnusableFont as unusable:
        raise Misused(unusable.key, path=str(path)) from None
    name, _ = fonts.looked_at(file)
    return file, OfficeFont(file.sha256, name, path.stat().st_size, face)


def _keep(file: FontFile, font: OfficeFont) -> None:
    """A copy where this machine has the office's fonts: what was given may lie on a stick."""
    folder = font_folders()[0]
    if _look_for(font, (folder,)) is not None:
        return
    kept = folder / _kept_name(font.sha256)
    part = kept.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(file.read())
            part.replace(kept)
        finally:
            part.unlink(missing_ok=True)
    except OSError:
        raise Misused("cannot-write", path=str(kept)) from None
    except UnusableFont as unusable:
        raise Misused(unusable.key, path=str(file.path)) from None


@act("set-fonts")
def _set_fonts(opened: Act, chain: Sequence[OfficeFont]) -> Fonts:
    opened.record(OFFICE_CHAIN, "fonts-set", fonts=[[font.sha256, font.name, font.size, font.face] for font in chain])
    return _shown(tuple(chain))
