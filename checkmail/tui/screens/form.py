"""A small form: fields filled by keyboard, an act done with them, and the answer told in the form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, RadioButton, RadioSet, Static

from checkmail.errors import CheckmailError
from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.form_field import FormField
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.marks import Choice, Choices, Tick
from checkmail.tui.widgets.said_line import SaidLine
from checkmail.tui.words import day, numbers, plain, span, whole

Kind = Literal["text", "secret", "number", "numbers", "span", "day", "choice", "tick"]
Values = Mapping[str, Any]
Perform = Callable[[Values], Awaitable[Said]]

_READ: Final[Mapping[str, Callable[[str], object]]] = {"number": whole, "numbers": numbers, "span": span, "day": day}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for."""

    key: str
    """Its label is ``field.KEY`` of ``tui.toml``."""
    kind: Kind = "text"
    value: str = ""
    needed: bool = True
    options: tuple[tuple[str, str], ...] = ()
    """Of a choice: value and words."""


class FormScreen(EarlyKeys, ModalScreen[Said | None]):
    """Asks, acts, and closes when the act was done. Nothing is scanned where a form stands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "move_on('tab')", "Next field", id="move", tooltip="To the next field", show=False, priority=True
        ),
        Binding("ctrl+s", "submit", "Do it", id="submit", tooltip="Do what the form says"),
        Binding("escape", "leave", "Leave", id="leave", tooltip="Close the form, nothing is done"),
    ]
    AUTO_FOCUS = "Input, RadioSet, Checkbox"

    def __init__(self, session: Session, title: str, fields: Sequence[Field], perform: Perform) -> None:
        super().__init__()
        self._session, self._title, self._fields, self._perform = session, title, tuple(fields), perform
        self._busy = False

    def compose(self) -> ComposeResult:
        """Title, fields, the answer, the keys."""
        with Vertical(id="form"):
            yield Static(plain(self._title), id="form-title")
            with VerticalScroll(id="fields", can_focus=False):
                for field in self._fields:
                    yield from self._field(field)
            yield SaidLine(id="form-said")
            yield KeyLine(self._session)

    def _field(self, field: Field) -> ComposeResult:
        label = self._session.say(f"field.{field.key}")
        if field.kind == "tick":
            yield Tick(plain(label), id=field.key, compact=True)
            return
        yield Static(plain(label), classes="label")
        if field.kind == "choice":
            with Choices(id=field.key, compact=True):
                for value, words in field.options:
                    yield Choice(plain(words), value == field.value, name=value, compact=True)
            return
        yield FormField(field.value, id=field.key, follows=self._behind(field), masked=field.kind == "secret")

    def _behind(self, field: Field) -> str:
        """The field that Enter leads to; none behind the last one that is typed, unless a tick is still asked for."""
        behind = self._fields[self._fields.index(field) + 1 :]
        typed = any(one.kind not in ("tick", "choice") for one in behind)
        return behind[0].key if behind and (typed or behind[-1].kind == "tick") else ""

    def on_mount(self) -> None:
        """Begins at the first field with its label, however many there are."""
        self.call_after_refresh(lambda: self.query_one("#fields").scroll_home(animate=False))

    @on(Input.Submitted)
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_leave(self) -> None:
        """Closes the form without doing anything; an act under way is waited for."""
        if not self._busy:
            self.dismiss(None)

    def action_submit(self) -> None:
        """Does the act once; a second Enter while it runs does nothing."""
        values = self._values()
        if isinstance(values, Said):
            self.query_one(SaidLine).tell(values)
        elif not self._busy:
            self._busy = True
            self._do(values)

    @work(group="submit")
    async def _do(self, values: Values) -> None:
        try:
            said = await self._perform(values)
        except CheckmailError as error:
            said = self._session.broken(error)
        self._busy = False
        if said.tone == "done":
            self.dismiss(said)
        else:
            self.query_one(SaidLine).tell(said)

    def _values(self) -> Values | Said:
        out: dict[str, Any] = {}
        for field in self._fields:
            value = self._value(field)
            if value is None or (field.needed and value in ("", False)):
                label = self._session.say(f"field.{field.key}")
                self.query_one(f"#{field.key}").focus()
                return Said("refused", self._session.say(f"form.bad.{field.kind}", field=label))
            out[field.key] = value
        return out

    def _value(self, field: Field) -> object:
        """The field's value; None where it cannot be read; an optional one that is empty is an empty text."""
        if field.kind == "tick":
            return self.query_one(f"#{field.key}", Checkbox).value
        if field.kind == "choice":
            return _chosen(self.query_one(f"#{field.key}", RadioSet))
        text = self.query_one(f"#{field.key}", Input).value
        if not text.strip() and not field.needed:
            return ""
        return _READ[field.kind](text) if field.kind in _READ else text


def _chosen(choices: RadioSet) -> str:
    """The choice that is set; a set of choices itself hears only a little later that another one was."""
    known = choices.pressed_button
    newer = [one for one in choices.query(RadioButton) if one.value and one is not known]
    chosen = newer[0] if newer else known
    return (chosen.name or "") if chosen else ""
