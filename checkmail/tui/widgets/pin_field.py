"""A PIN: typed, or scanned key by key from the desk card's PIN pad where the office allows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from textual.message import Message

from checkmail.rules.codes import LENGTH, PIN_PAD, Code, Command, Kind, command_of, fold, parse
from checkmail.tui.session import Session
from checkmail.tui.widgets.form_field import FormField


class Pressed(Enum):
    """What a line did to a PIN."""

    NOTHING = auto()
    """The line is no key of the pad: it is the PIN itself, or its end."""
    KEY = auto()
    ENTER = auto()
    FORBIDDEN = auto()
    """A key of the pad in an office that does not allow it."""


def press(session: Session, line: str) -> tuple[Pressed, str]:
    """What ``line``, the PIN so far and what was scanned behind it, did; and the PIN as it is now."""
    before, last = fold(line)[:-LENGTH], fold(line)[-LENGTH:]
    command = command_of(last, session.office_number)
    if command not in PIN_PAD:
        return Pressed.NOTHING, line
    if not session.pin_pad:
        return Pressed.FORBIDDEN, before
    if command is Command.PIN_ENTER:
        return Pressed.ENTER, before
    return Pressed.KEY, "" if command is Command.PIN_CLEAR else f"{before}{command - Command.PIN_0}"


class PinField(FormField):
    """A masked field of a form."""

    @dataclass
    class Forbidden(Message):
        """A key of the pad was scanned in an office that does not allow it."""

    @dataclass
    class Badged(Message):
        """A badge was scanned in place of a PIN: another person stands here."""

        badge: str

    def __init__(self, session: Session, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, masked=True)
        self._session = session

    def end(self) -> None:
        """A key of the pad goes on with the PIN, a badge begins anew; anything else sends the form."""
        last = fold(self.value)[-LENGTH:]
        read = parse(last, self._session.office_number)
        if isinstance(read, Code) and read.kind is Kind.BADGE:
            self.value = ""
            self.post_message(self.Badged(last))
            return
        pressed, self.value = press(self._session, self.value)
        self.cursor_position = len(self.value)
        if pressed is Pressed.FORBIDDEN:
            self.post_message(self.Forbidden())
        elif pressed is not Pressed.KEY:
            super().end()
