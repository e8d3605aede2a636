"""Every state of a desk, photographed in both languages, at 80×24 and 120×36, dark and light, and kept.

A picture that changed is a change of what a clerk sees: look at it, then ``make golden``.
"""

from __future__ import annotations

from difflib import unified_diff

import pytest

from checkmail.locale import LANGUAGES, Language
from tests.tui.desk_album import GOLDEN, PICTURED, State, walk
from tests.tui.photographs import SIZES, characters, contrast, faint, picture

KEPT = sorted((path.parent.name, path.stem) for path in GOLDEN.glob("*/*.txt"))
Album = dict[tuple[Language, str], State]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return walk(tmp_path_factory.mktemp("desk"))


def test_every_state_has_its_picture_and_every_picture_its_state(album: Album) -> None:
    assert sorted(album) == KEPT
    assert {name for language, name in KEPT if language == "ja"} == {name for lang, name in KEPT if lang == "en"}


@pytest.mark.parametrize(("language", "name"), KEPT)
def test_a_state_looks_as_it_is_kept(album: Album, language: Language, name: str) -> None:
    kept = (GOLDEN / language / f"{name}.txt").read_text(encoding="utf-8")
    now = picture(album[language, name].taken, PICTURED[language])
    if now != kept:
        changes = unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", n=2, lineterm="")
        pytest.fail(f"{language}/{name} looks otherwise (make golden keeps it):\n" + "\n".join(changes), pytrace=False)


def test_r12_nothing_primes_a_second_checker_before_the_set_is_complete(album: Album) -> None:
    for language in LANGUAGES:
        for size in SIZES:
            blind = "\n".join(characters(album[language, "second-open"].taken[size][0]))
            shown = "\n".join(characters(album[language, "second-complete"].taken[size][0]))
            for told in ("青木", "千代田"):
                assert told not in blind
                assert told in shown


def test_nothing_that_is_said_is_cut(album: Album) -> None:
    assert {f"{language}/{name}": state.cut for (language, name), state in album.items() if state.cut} == {}


def test_every_text_stands_out_from_its_ground(album: Album) -> None:
    """WCAG 2.2 AA: 4.5, and 3 for the large words, as they are drawn."""
    found = {
        f"{language}/{name}": bad
        for (language, name), state in album.items()
        for glasses in state.taken.values()
        for one in glasses
        if (bad := faint(one))
    }
    assert found == {}
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_no_verdict_is_told_by_its_colour_alone(album: Album) -> None:
    """States of other colours have other characters, too: the word and its sign, and the frame."""
    drawn: dict[str, set[str]] = {}
    for (language, _), state in album.items():
        rows = state.taken[SIZES[0]][0]
        signs = {
            cell.look for row in rows for cell in row if cell.text in "▀▄█" and cell.look.front != cell.look.ground
        }
        word = "\n".join("".join(c.text if c.text in "▀▄█" else " " for c in row) for row in rows)
        for look in signs:
            drawn.setdefault(f"{language}\n{word}", set()).add(f"{look.front} on {look.ground}")
    assert len(drawn) > 15
    assert {word: looks for word, looks in drawn.items() if len(looks) > 1} == {}
