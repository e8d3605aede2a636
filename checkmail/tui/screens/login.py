"""Log-in by number or badge and PIN, and a new PIN where another set it (R27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from checkmail.office.founding import office_name
from checkmail.office.people import change_own_pin, sign_in, whoami
from checkmail.office.pin_pad import pin_pad_allowed
from checkmail.rules.codes import fold
from checkmail.tui.early_keys import EarlyKeys
from checkmail.tui.living import while_it_stands
from checkmail.tui.session import Said, Session
from checkmail.tui.widgets.desk_dialogues import badge_or_number
from checkmail.tui.widgets.form_field import FormField
from checkmail.tui.widgets.key_line import KeyLine
from checkmail.tui.widgets.pin_field import PinField
from checkmail.tui.widgets.said_line import SaidLine
from checkmail.tui.words import plain


@dataclass
class LoggedIn(Message):
    """Somebody proved themselves; the session holds them."""


class LoginScreen(EarlyKeys):
    """Two fields; two more where the PIN must be changed."""

    AUTO_FOCUS = "#person"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next field", id="move", tooltip="The next field"),
        Binding("ctrl+t", "app.theme", "Dark, light", id="theme", tooltip="Dark or light colours"),
        Binding("ctrl+q", "app.quit", "Quit", id="quit", tooltip="Close checkmail"),
    ]

    def __init__(self, session: Session, said: Said | None = None) -> None:
        super().__init__()
        self._session, self._opening = session, said
        self._busy = False

    def compose(self) -> ComposeResult:
        """The office's name, the fields, the answer."""
        say = self._session.say
        with Vertical(id="login"):
            yield Static("checkmail", id="brand", markup=False)
            yield Static(id="office", markup=False)
            with Vertical(id="who"):
                yield Static(plain(say("login.person")), classes="label")
                yield FormField(id="person", follows="pin")
                yield Static(plain(say("login.pin")), classes="label")
                yield PinField(self._session, id="pin")
            with Vertical(id="new"):
                yield Static(plain(say("login.must-change")), classes="label")
                yield Static(plain(say("login.new")), classes="label")
                yield FormField(id="new-pin", follows="again", masked=True)
                yield Static(plain(say("login.again")), classes="label")
                yield FormField(id="again", masked=True)
            yield SaidLine()
        yield KeyLine(self._session)

    def on_mount(self) -> None:
        """Shows whose office it is."""
        self.query_one("#new").display = False
        if self._opening:
            self.query_one(SaidLine).tell(self._opening)
        self._read_office()

    def _forward_event(self, event: events.Event) -> None:
        """Takes also a key for which no field has the focus, which the application hands to the screen."""
        typed = isinstance(event, (events.Key, events.Paste))
        if typed and self._early is None and self.focused is None:
            self._begin_typing().take(event)
        else:
            super()._forward_event(event)

    def _begin_typing(self) -> FormField:
        """The field for a key that comes while none has the focus: the number, behind it only masked ones."""
        part = "#new" if self.query_one("#new").display else "#who"
        fields = list(self.query_one(part).query(FormField))
        field = next((one for one in fields if not one.value), fields[-1])
        self.set_focus(field)
        return field

    @work(group="office")
    async def _read_office(self) -> None:
        office = self._session.office
        answer = await self._session.call(lambda: (*office_name(office), pin_pad_allowed(office)))
        if isinstance(answer, Said):
            self.query_one(SaidLine).tell(answer)
            return
        self._session.office_number, self._session.office_name, self._session.pin_pad = answer
        with while_it_stands(self):
            self.query_one("#office", Static).update(plain(answer[1]))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._busy:
            self._busy = True
            # The keys of the field before have all been taken in when its mailbox comes to this.
            if event.input.id == "pin":
                self.query_one("#person").call_later(self._sign_in)
            else:
                self.query_one("#new-pin").call_later(self._change)

    def on_pin_field_forbidden(self, event: PinField.Forbidden) -> None:
        """Says that PINs are typed here."""
        event.stop()
        self.query_one(SaidLine).tell(Said("refused", self._session.say("login.no-pin-pad")))

    def on_pin_field_badged(self, event: PinField.Badged) -> None:
        """The next person took the desk before the one before had entered a PIN."""
        event.stop()
        self.query_one("#person", Input).value = event.badge

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _refuse(self, said: Said, *fields: str) -> None:
        self._busy = False
        self.query_one(SaidLine).tell(said)
        self.app.bell()
        for name in fields:
            self.query_one(f"#{name}", Input).value = ""
        if fields:
            self.query_one(f"#{fields[0]}").focus()

    @work(group="act")
    async def _sign_in(self) -> None:
        number = badge_or_number(self._session, self._text("person")) or 0
        pin = fold(self._text("pin"))
        actor = await self._session.call(lambda: sign_in(self._session.office, number, pin, session=True))
        if isinstance(actor, Said):
            self._refuse(actor, "pin")
            return
        self._session.actor = actor
        await self._enter()

    async def _enter(self) -> None:
        member = await self._session.attempt(whoami)
        if isinstance(member, Said):
            if member.reason == "pin-must-change":
                self._busy = False
                self.query_one("#who").display = False
                self.query_one("#new").display = True
                self.query_one("#new-pin").focus()
            else:
                self._refuse(member, "pin")
            return
        role = self._session.word(f"role.{member.person.role}")
        self._session.person = self._session.say(
            "login.member", person=member.person.number, name=member.name, role=role
        )
        self.post_message(LoggedIn())

    @work(group="act")
    async def _change(self) -> None:
        new, again = fold(self._text("new-pin")), fold(self._text("again"))
        if new != again:
            self._refuse(Said("refused", self._session.say("login.not-same")), "new-pin", "again")
            return
        answer = await self._session.attempt(change_own_pin, new)
        if isinstance(answer, Said):
            self._refuse(answer, "new-pin", "again")
        else:
            await self._enter()
