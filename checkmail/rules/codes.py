"""The 18-digit code on the paper: ``K BBBBB NNNNNNN PP I CC`` (design part 4).

Digits only, because a USB scanner is a keyboard: with a Japanese input method on,
letters become kana and with CapsLock they change, but digits survive.

The check digits are ISO 7064 MOD 97-10 over the office number (two digits, not
printed) followed by the 16 digits before them. Measured on 3,000 numbers: no
single wrong digit, no swap and no jump goes unseen; the fixed length catches cut
and joined codes. The office number keeps another office's paper from passing.

Nothing here knows a batch or a piece: whether a well-formed code means something
is for :mod:`checkmail.rules.scan` and the store to say.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

LENGTH = 18
"""Digits of a code; an even number, as Code 128 subset C wants it."""

PRACTICE_OFFICE = 0
"""The office number of practice paper: no real office has it, so practice never passes."""

MAX_BATCH = 99_999
MAX_NUMBER = 9_999_999
MAX_ENCLOSURE = 99
MAX_ISSUE = 9

_DIGITS = re.compile(r"[0-9]{18}")


class Kind(IntEnum):
    """The first digit: what the paper is."""

    LABEL = 1
    COVER = 2
    SLIP = 3
    RETURN = 4
    TRAY = 5
    BADGE = 6
    COMMAND = 7
    STAMPED = 8


OF_NO_PIECE: Final = frozenset({Kind.TRAY, Kind.BADGE, Kind.COMMAND})
"""Kinds of codes whose number is no piece's."""

_KINDS = {str(kind.value): kind for kind in Kind}


class Command(IntEnum):
    """The number of a desk command code (K=7): what a clerk can do without a keyboard."""

    VOID = 1
    PAUSE = 2
    SEND_BACK = 3
    REISSUE = 4
    SPOIL = 5
    NEXT_PERSON = 6
    ACKNOWLEDGE = 7
    WITHHOLD = 8
    RESOLVE = 9
    HELP = 10
    REASON_1 = 11
    REASON_2 = 12
    REASON_3 = 13
    REASON_4 = 14
    REASON_5 = 15
    REASON_6 = 16
    PIN_0 = 20
    PIN_1 = 21
    PIN_2 = 22
    PIN_3 = 23
    PIN_4 = 24
    PIN_5 = 25
    PIN_6 = 26
    PIN_7 = 27
    PIN_8 = 28
    PIN_9 = 29
    PIN_ENTER = 30
    PIN_CLEAR = 31


REASON_COMMANDS = tuple(command for command in Command if command.name.startswith("REASON_"))
"""Usual reasons on the desk card: answers to a question, and nothing by themselves."""

PIN_PAD = tuple(command for command in Command if command.name.startswith("PIN_"))
"""Keys of a PIN on paper, only where the office allows it; which one was scanned is never recorded (R25)."""


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code, its check digits left out: they follow from the rest and the office."""

    kind: Kind
    batch: int
    """1–99,999; 0 for badges and desk commands, which belong to no batch."""
    number: int
    """Piece number; a tray, person or command number for kinds 5, 6 and 7."""
    enclosure: int = 0
    """Number within the document set; 0 is the envelope. For kind 8 the side, 1–99."""
    issue: int = 1
    """Which printing, 1–9; 0 for badges and commands, which are never reissued."""

    def digits(self, office: int) -> str:
        """The 18 digits printed for this code in office number ``office`` (0–96)."""
        if not (
            0 <= self.batch <= MAX_BATCH
            and 0 <= self.number <= MAX_NUMBER
            and 0 <= self.enclosure <= MAX_ENCLOSURE
            and 0 <= self.issue <= MAX_ISSUE
        ):
            raise ValueError(f"a part of {self!r} does not fit its digits")
        body = f"{self.kind:d}{self.batch:05d}{self.number:07d}{self.enclosure:02d}{self.issue:d}"
        return f"{body}{check_digits(body, office):02d}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What came from the scanner is not a code of this office's paper."""

    reason: str
    """``unreadable`` or ``wrong-check-digits``."""
    shape: str
    """What it looks like, so that the screen can name it: a value of :data:`SHAPES`."""


SHAPES = (
    "empty",
    "kana",
    "letters",
    "control",
    "short",
    "long",
    "two-codes",
    "other",
    "check-digits",
    "kind",
)

_KANA_DIGITS = str.maketrans("ぬふあうえおやゆよわヌフアウエオヤユヨワ", "12345678901234567890")


def check_digits(body: str, office: int) -> int:
    """ISO 7064 MOD 97-10 over the two-digit office number and the 16 digits of ``body``."""
    return 98 - int(f"{office:02d}{body}") * 100 % 97


def fold(raw: str) -> str:
    """Full-width digits as ASCII digits (NFKC), outer blanks gone. Nothing else is mended."""
    # Blanks and line ends only: a bare strip() also takes control characters such as GS, which make a line unreadable.
    return unicodedata.normalize("NFKC", raw).strip(" \t\r\n")


def parse(raw: str, office: int) -> Code | Unreadable:
    """The code that ``raw`` spells, or what is wrong with it. Never a guess."""
    text = fold(raw)
    if not _DIGITS.fullmatch(text):
        return Unreadable("unreadable", shape_of(text))
    if not _in_check(text, office):
        return Unreadable("wrong-check-digits", "check-digits")
    if text[0] not in _KINDS:
        return Unreadable("unreadable", "kind")
    return parts_of(text)


@functools.lru_cache(maxsize=64)
def parts_of(digits: str) -> Code:
    """The code of 18 digits that were judged before, such as those that stand in the ledger."""
    return Code(_KINDS[digits[0]], int(digits[1:6]), int(digits[6:13]), int(digits[13:15]), int(digits[15]))


def named_by(raw: str) -> Code | None:
    """The code whose digits ``raw`` has, its check digits not looked at: what to look up before it is judged."""
    text = fold(raw)
    return parts_of(text) if _DIGITS.fullmatch(text) and text[0] in _KINDS else None


def command_of(raw: str, office: int) -> Command | None:
    """The desk command that ``raw`` spells; None: it spells none."""
    read = parse(raw, office)
    if not isinstance(read, Code) or read.kind is not Kind.COMMAND or read.batch:
        return None
    return Command(read.number) if read.number in set(Command) else None


def digits_of_kana(text: str) -> str:
    """The digits that were typed where a Japanese input method wrote kana; other characters stay."""
    return text.translate(_KANA_DIGITS)


def shape_of(text: str) -> str:
    """A word for text that is no code, from :data:`SHAPES`: the screen turns it into advice."""
    if not text:
        return "empty"
    if any(unicodedata.category(c) == "Cc" for c in text):
        return "control"
    if digits_of_kana(text).isascii() and not text.isascii():
        return "kana"
    if text.isascii() and text.isdigit():
        if len(text) == 2 * LENGTH:
            return "two-codes"
        return "short" if len(text) < LENGTH else "long"
    if any("぀" <= c <= "ヿ" for c in text):
        return "kana"
    return "letters" if any(c.isalpha() for c in text) else "other"


def _in_check(text: str, office: int) -> bool:
    return check_digits(text[:-2], office) == int(text[-2:])
