"""A file that cannot be embedded is refused in one sentence that says why, before anything is drawn."""

from __future__ import annotations

import hashlib
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.locale import LANGUAGES
from checkmail.locale.sentences import error_words
from checkmail.paper import fontfile, fonts
from checkmail.paper.facts import Job
from checkmail.paper.fontfile import NAMELESS, FontFile
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet

from .own_font import NOTO, own_font
from .seen import piece

Bend = Callable[[bytes], bytes]


def os2(fs_type: int) -> bytes:
    """An ``OS/2`` table, version 0, whose fsType is ``fs_type``."""
    return struct.pack(">HhHHH", 0, 500, 400, 5, fs_type) + bytes(68)


def table_at(data: bytes | bytearray, tag: bytes) -> int:
    """Where the directory of a font speaks of ``tag``."""
    (count,) = struct.unpack_from(">H", data, 4)
    return next(at for at in range(12, 12 + 16 * count, 16) if data[at : at + 4] == tag)


def without(tag: bytes, instead: bytes) -> Bend:
    def bend(data: bytes) -> bytes:
        at = table_at(data, tag)
        return data[:at] + instead + data[at + 4 :]

    return bend


def wild_places(data: bytes) -> bytes:
    """Glyphs that lie outside their table."""
    at = struct.unpack_from(">L", data, table_at(data, b"loca") + 8)[0]
    return data[: at + 4] + b"\x7f\xff\xff\xf0" + data[at + 8 :]


def endless_map(data: bytes) -> bytes:
    """A map whose first run is of four thousand million characters."""
    at = struct.unpack_from(">L", data, table_at(data, b"cmap") + 8)[0]
    return data[: at + 28] + struct.pack(">LL", 0, 0xFFFFFFFE) + data[at + 36 :]


BROKEN: dict[str, tuple[str, dict[str, bytes], Bend]] = {
    "empty": ("font-unusable", {}, lambda _: b""),
    "not a font": ("font-unusable", {}, lambda _: b"%PDF-1.7 no font at all"),
    "web font": ("font-unusable", {}, lambda data: b"wOF2" + data[4:]),
    "cut short": ("font-unusable", {}, lambda data: data[: len(data) // 2]),
    "head only": ("font-unusable", {}, lambda data: data[:40]),
    "no letters": ("font-unusable", {}, without(b"cmap", b"xmap")),
    "endless map": ("font-unusable", {}, endless_map),
    "glyphs outside": ("font-unusable", {}, wild_places),
    "CFF": ("font-cff", {}, lambda data: b"OTTO" + data[4:]),
    "CFF without saying so": ("font-cff", {}, without(b"glyf", b"CFF ")),
    "bitmaps": ("font-bitmap", {"EBDT": b"\0" * 8}, without(b"glyf", b"xlyf")),
    "variable": ("font-variable", {"fvar": b"\0" * 16}, bytes),
    "restricted": ("font-not-embeddable", {"OS/2": os2(2)}, bytes),
    "no subsetting": ("font-not-embeddable", {"OS/2": os2(0x100)}, bytes),
    "bitmaps may be embedded only": ("font-not-embeddable", {"OS/2": os2(0x204)}, bytes),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_font_that_cannot_be_embedded_is_refused_in_one_sentence(tmp_path: Path, what: str) -> None:
    key, tables, bend = BROKEN[what]
    path = own_font(tmp_path / "own.ttf", {"山": "山"}, more=tables)
    path.write_bytes(bend(path.read_bytes()))
    before = fonts.drawable()
    with pytest.raises(Misused) as refused, fonts.standing([FontFile.of(path)]):
        pytest.fail("it stands before Noto")
    assert (refused.value.key, refused.value.details) == (key, {"path": str(path)})
    assert all(str(path) in error_words(refused.value, language)[0] for language in LANGUAGES)
    assert fonts.drawable() is before


def test_bytes_changed_at_random_are_refused_or_read_and_never_break(tmp_path: Path) -> None:
    path = own_font(tmp_path / "own.ttf", {"\ue000": "葛", "山": "川"})
    whole, chance, refused = path.read_bytes(), random.Random(1), []
    for _ in range(150):
        bent = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8))):
            # Half of them in the directory and the first tables, where every byte counts.
            bent[chance.randrange(chance.choice((400, len(bent))))] = chance.choice((0, 127, 128, 255))
        path.write_bytes(bent[: chance.randrange(len(bent))] if chance.random() < 0.1 else bent)
        try:
            fonts.looked_at(FontFile.of(path))
        except Misused as error:
            refused.append(error.key)
    assert set(refused) <= {key for key, _, _ in BROKEN.values()}
    assert 30 < len(refused) < 150


@pytest.mark.parametrize("allowed", [0, 4, 8, 0x0C])
def test_a_font_that_may_be_embedded_is_not_refused_for_its_other_bits(tmp_path: Path, allowed: int) -> None:
    path = own_font(tmp_path / "own.ttf", {"\ue000": "山"}, more={"OS/2": os2(allowed)})
    with fonts.standing([FontFile.of(path)]):
        assert not fonts.missing("\ue000")


@pytest.mark.parametrize("absent", ["absent.ttf", ".", "a\0b.ttf"])
def test_what_is_no_file_cannot_be_opened(tmp_path: Path, absent: str) -> None:
    with pytest.raises(fontfile.UnusableFont, match="font-unreadable"):
        FontFile.of(tmp_path / absent)


def test_a_huge_file_is_not_read_as_a_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own_font(tmp_path / "own.ttf", {"山": "山"})
    monkeypatch.setattr(fontfile, "LARGEST", path.stat().st_size - 1)
    with pytest.raises(fontfile.UnusableFont, match="font-too-large"):
        FontFile.of(path)


def test_a_file_that_changed_since_it_was_set_draws_nothing(tmp_path: Path) -> None:
    file = FontFile.of(own_font(tmp_path / "own.ttf", {"\ue000": "山"}))
    own_font(tmp_path / "own.ttf", {"\ue000": "川"})
    with pytest.raises(Misused, match="font-changed"), fonts.standing([file]):
        pytest.fail("it stands before Noto")


def collection(path: Path, *parts: Path) -> Path:
    """A collection of whole fonts, their directories moved to where they lie."""
    head = struct.pack(">4sLL", b"ttcf", 0x10000, len(parts))
    start, bodies, places = len(head) + 4 * len(parts), b"", []
    for part in parts:
        data = bytearray(part.read_bytes())
        places.append(start + len(bodies))
        for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
            struct.pack_into(">L", data, at + 8, struct.unpack_from(">L", data, at + 8)[0] + places[-1])
        bodies += bytes(data) + bytes(-len(data) % 4)
    path.write_bytes(head + struct.pack(f">{len(parts)}L", *places) + bodies)
    return path


def test_a_collection_gives_the_face_that_was_named(tmp_path: Path) -> None:
    parts = [own_font(tmp_path / f"{n}.ttf", {letter: "山"}) for n, letter in enumerate("\ue000\ue001")]
    path = collection(tmp_path / "both.ttc", *parts)
    for face, has, lacks in ((0, "\ue000", "\ue001"), (1, "\ue001", "\ue000")):
        with fonts.standing([FontFile.of(path, face)]):
            assert fonts.missing(has + lacks) == (lacks,)
    for beyond in (FontFile.of(path, 2), FontFile.of(parts[0], 1)):
        with pytest.raises(Misused, match="font-no-such-face"), fonts.standing([beyond]):
            pytest.fail("there is no such face")


def test_a_font_without_a_name_a_pdf_can_say_gets_one(tmp_path: Path, job: Job) -> None:
    """Editors for private characters write Japanese names only, or none."""
    spelled = "外字".encode("utf-16-be")
    names = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x411, 6, len(spelled), 0) + spelled
    file = FontFile.of(own_font(tmp_path / "EUDC.TTE", {"\ue000": "山"}, more={"name": names}))
    assert fonts.looked_at(file) == (NAMELESS, False)
    with fonts.standing([file]):
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28362"), [piece(1, name="\ue000")])
    assert NAMELESS.encode() in (tmp_path / "l.pdf").read_bytes()


def test_r6_a_letter_without_an_outline_is_no_letter(tmp_path: Path) -> None:
    """Drawn, it would leave a hole in a name without a sign; a blank may be empty."""
    path = own_font(tmp_path / "own.ttf", {"\ue000": " ", "\u3000": " ", "\ue001": "山"})
    with fonts.standing([FontFile.of(path)]):
        assert fonts.missing("\ue000\u3000\ue001") == ("\ue000",)


def test_an_outline_that_is_broken_leaves_no_file(tmp_path: Path, job: Job) -> None:
    path = own_font(tmp_path / "own.ttf", {"\ue000": "山"})
    data = bytearray(path.read_bytes())
    start, length = struct.unpack_from(">LL", data, table_at(data, b"glyf") + 8)
    places = struct.unpack_from(">L", data, table_at(data, b"loca") + 8)[0]
    own = start + 2 * struct.unpack_from(">H", data, places + 2)[0]
    # Made of other glyphs, of which the first does not exist.
    data[own : own + 14] = struct.pack(">h4h2H", -1, 0, 0, 0, 0, 0, 0xFFF0)
    assert own + 14 <= start + length
    path.write_bytes(data)
    with fonts.standing([FontFile.of(path)]), pytest.raises(Misused, match="font-unusable"):
        draw_labels(tmp_path / "l.pdf", job, find_sheet("28362"), [piece(1, name="\ue000")])
    assert list(tmp_path.glob("*pdf*")) == []


def test_noto_is_what_it_was(tmp_path: Path) -> None:
    file = FontFile.of(NOTO)
    assert file.sha256 == hashlib.sha256(NOTO.read_bytes()).hexdigest()
    assert fonts.looked_at(file) == ("NotoSansJP-Regular", False)
    assert fonts.looked_at(FontFile.of(NOTO.with_name("NotoSansJP-Bold.ttf"))) == ("NotoSansJP-Bold", True)
