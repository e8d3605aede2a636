"""Every sentence exists in both languages, with the same values, for everything the program can say."""

import re
from pathlib import Path

import pytest

from checkmail.locale import LANGUAGES, area
from checkmail.locale.sentences import ERROR_AREAS
from checkmail.rules.codes import SHAPES
from checkmail.rules.lists import SEVERITY
from checkmail.rules.model import PieceState, Role, Stage
from checkmail.rules.refusal import REASONS
from checkmail.store.diagnosis import DIAGNOSES, Level

PACKAGE = Path(__file__).resolve().parent.parent / "checkmail"
AREAS = sorted(path.stem for path in (PACKAGE / "locale" / "ja").glob("*.toml"))
PLACEHOLDER = re.compile(r"\{(\w*)")


@pytest.mark.parametrize("name", AREAS)
def test_both_languages_say_the_same_things_with_the_same_values(name):
    japanese, english = area("ja", name), area("en", name)
    assert set(japanese) == set(english)
    for key, words in japanese.items():
        assert set(PLACEHOLDER.findall(words)) == set(PLACEHOLDER.findall(english[key])), key


def test_no_language_has_an_area_of_its_own():
    assert sorted(path.stem for path in (PACKAGE / "locale" / "en").glob("*.toml")) == AREAS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_and_a_next_step(language):
    texts = area(language, "reasons")
    own = {key for key in texts if re.fullmatch(r"[a-z-]+\.R\d+\.(message|next)", key)}
    assert {f"{reason}.{part}" for reason in REASONS for part in ("message", "next")} == set(texts) - own
    assert {key.split(".")[0] for key in own} <= set(REASONS)
    assert all(texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_is_raised_has_a_sentence(language):
    raised = {
        key
        for path in PACKAGE.rglob("*.py")
        for key in re.findall(
            r"(?:Misused|FailedVerification|StoreUnavailable)\(\s*\"([a-z-]+)\"", path.read_text(encoding="utf-8")
        )
    }
    assert len(raised) > 40
    said = {key.rpartition(".")[0] for name in ERROR_AREAS for key in area(language, name)}
    assert raised <= said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_house_has_a_name(language):
    words = area(language, "words")
    wanted = [f"state.{state.value}" for state in PieceState] + [f"role.{role.value}" for role in Role]
    wanted += [f"{part}.{stage.value}" for stage in Stage for part in ("stage", "next")]
    wanted += [f"shape.{shape}" for shape in SHAPES]
    assert set(wanted) <= set(words)
    titles = {key.partition(".")[0] for key in area(language, "findings")}
    assert set(SEVERITY) <= titles


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_doctor_may_find_has_its_sentences(language):
    wanted = {f"{code}.{level.value}" for code, levels in DIAGNOSES.items() for level in levels}
    wanted |= {f"{code}.name" for code in DIAGNOSES}
    wanted |= {f"{code}.next" for code, levels in DIAGNOSES.items() if set(levels) - {Level.OK}}
    assert set(area(language, "doctor")) == wanted
