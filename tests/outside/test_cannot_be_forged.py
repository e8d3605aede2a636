"""Codes made by hand stand for nothing (R15), however near they come to a printed one."""

import pytest

from .house import code, verdicts
from .mailing import ALL, Stage, assert_counts
from .paper import COVER, SLIP

# ---------------------------------------------------------------- codes made by hand

RIGHT = code(COVER, 1, 1)
FORGED = {
    "one digit changed": (RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10), "wrong-check-digits"),
    "two digits swapped": (RIGHT[:12] + RIGHT[13] + RIGHT[12] + RIGHT[14:], "wrong-check-digits"),
    "of another office": (code(COVER, 1, 1, office=8), "wrong-check-digits"),
    "practice paper": (code(COVER, 1, 1, office=0), "wrong-check-digits"),
    "a letter": ("O" + RIGHT[1:], "unreadable"),
    "words": ("=cmd|'/c calc'!A1", "unreadable"),
    "kana": ("ヌフアウ" + RIGHT[4:], "unreadable"),
    "two codes joined": (RIGHT + code(SLIP, 1, 2), "unreadable"),
    "half a code": (RIGHT[:9], "unreadable"),
    "one digit too many": (RIGHT + "0", "unreadable"),
    "digits of another script": (RIGHT.translate({48 + n: 0x660 + n for n in range(10)}), "unreadable"),
    "control character": ("\x02" + RIGHT, "unreadable"),
    "unknown piece": (code(COVER, 500, 1), "unknown-piece"),
    "unknown batch": (code(COVER, 1, 1, batch=31999), "unknown-batch"),
    "enclosure that the set does not know": (code(SLIP, 1, 7), None),
    "kind that is none": (code(9, 1, 1), None),
}


@pytest.fixture(scope="module")
def forged(printed: Stage, tmp_path_factory):
    """Each of the forged codes at one desk, then the rest of the envelope they claim to belong to."""
    office = printed.office.copy(tmp_path_factory.mktemp("forged"))
    lines = office.scan("first", [forgery for forgery, _ in FORGED.values()] + printed.envelope(1)[1:], as_=3)
    return dict(zip(FORGED, lines, strict=False)), lines[len(FORGED) :], office


@pytest.mark.parametrize("name", FORGED)
def test_code_made_by_hand_is_refused_r15(name, forged):
    line = forged[0][name]
    assert line["verdict"] == "refused"
    expected = FORGED[name][1]
    assert line["reason"] == expected if expected else line["reason"]


def test_codes_made_by_hand_stand_for_nothing_r15(forged):
    _, rest, office = forged
    assert verdicts(rest) == ["accepted", "refused"]
    assert (rest[1]["reason"], rest[1]["needs"]) == ("incomplete", ["01"])
    assert_counts(office, waiting=ALL)


def test_full_width_digits_are_digits(printed: Stage, tmp_path):
    office = printed.office.copy(tmp_path)
    wide = [digits.translate({48 + n: 0xFF10 + n for n in range(10)}) for digits in printed.envelope(1)]
    lines = office.scan("first", wide, as_=3)
    assert verdicts(lines) == ["accepted", "accepted", "complete"]
    assert_counts(office, waiting=ALL - 1, enclosed=1)
