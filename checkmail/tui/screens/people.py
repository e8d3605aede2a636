"""The people of the office: who may act, PINs, deputies (R27, R28)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from checkmail.office import people, pin_pad
from checkmail.office.people import Member
from checkmail.rules.codes import fold
from checkmail.rules.model import Role
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.session import Said
from checkmail.tui.widgets.searched_table import Line, SearchedTable


class PeopleScreen(AreaScreen):
    """Everybody, the disabled too."""

    AREA = "people"
    ACTIONS: ClassVar[tuple[str, ...]] = ("own-pin", "add", "pin", "deputy", "disable", "pin-pad")

    def body(self) -> ComposeResult:
        """The people."""
        say = self.session.say
        names = ("number", "person-name", "role", "deputy", "standing")
        yield SearchedTable(say("people.title"), [say(f"column.{name}") for name in names], say("search"), id="people")

    async def load(self) -> None:
        """Reads the people."""
        members = await self.session.attempt(people.list_people)
        if isinstance(members, Said):
            self.tell(members)
            return
        self.query_one(SearchedTable).fill([self._line(one) for one in members])
        allowed = await self.session.call(lambda: pin_pad.pin_pad_allowed(self.session.office))
        self.session.pin_pad = allowed is True

    def _line(self, one: Member) -> Line:
        person, say = one.person, self.session.say
        standing = "disabled" if person.disabled else "must-change" if person.must_change else "active"
        until = person.deputy_until.isoformat() if person.deputy_until else "—"
        cells = (
            str(person.number), one.name or say("people.erased"), self.session.word(f"role.{person.role}"), until,
            say(f"people.{standing}"),
        )  # fmt: skip
        return Line(str(person.number), cells, "dim" if person.disabled else "")

    def _current(self, kind: str = "person") -> Field:
        return Field(kind, "number", self.query_one(SearchedTable).current)

    async def do_own_pin(self) -> None:
        """A new PIN of one's own; the old one is proven first."""
        session = self.session

        async def perform(values: Values) -> Said:
            actor = session.actor
            number = actor.person if actor else 0
            old = await session.call(lambda: people.sign_in(session.office, number, fold(values["old-pin"])))
            if isinstance(old, Said):
                return old
            if values["new-pin"] != values["again"]:
                return Said("refused", session.say("login.not-same"))
            answer = await session.attempt(people.change_own_pin, fold(values["new-pin"]))
            return self.told(answer, lambda _member: session.done("done.own-pin"))

        fields = (Field("old-pin", "secret"), Field("new-pin", "secret"), Field("again", "secret"))
        await self.form("own-pin", fields, perform)

    async def do_add(self) -> None:
        """Adds a person with a first PIN; a proposal once the office has three people (R28)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(
                people.add_person, values["person"], values["name"], Role(values["role"]), fold(values["first-pin"])
            )
            return self.told(answer, self._added)

        roles = tuple((role.value, self.session.word(f"role.{role}")) for role in Role)
        fields = (
            Field("person", "number"), Field("name"), Field("role", "choice", Role.CLERK.value, options=roles),
            Field("first-pin", "secret"),
        )  # fmt: skip
        await self.form("add", fields, perform)

    def _added(self, answer: object) -> Said:
        number = answer.person.number if isinstance(answer, Member) else 0
        return self.session.done("done.person-added", person=number)

    async def do_pin(self) -> None:
        """Sets another's PIN, which they must change (R27)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(people.set_anothers_pin, values["person"], fold(values["first-pin"]))
            return self.told(answer, lambda _member: self.session.done("done.pin-set", person=values["person"]))

        await self.form("pin", (self._current(), Field("first-pin", "secret")), perform)

    async def do_deputy(self) -> None:
        """Lets a clerk stand in for a supervisor up to a day (R20)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(people.name_deputy, values["person"], values["until"])
            return self.told(answer, lambda _member: self.session.done("done.deputy", person=values["person"]))

        await self.form("deputy", (self._current(), Field("until", "day")), perform)

    async def do_disable(self) -> None:
        """Ends a person's acts from this moment on (R28)."""

        async def perform(values: Values) -> Said:
            answer = await self.session.attempt(people.disable_person, values["person"])
            return self.told(answer, lambda _member: self.session.done("done.disabled", person=values["person"]))

        await self.form("disable", (self._current(), Field("sure", "tick")), perform)

    async def do_pin_pad(self) -> None:
        """Lets PINs be scanned from the desk card, or no longer (R27)."""
        session = self.session

        async def perform(values: Values) -> Said:
            answer = await session.attempt(pin_pad.allow_pin_pad, allow=values["pin-pad"] == "allowed")
            return self.told(answer, lambda allowed: session.done(f"done.pin-pad-{'on' if allowed else 'off'}"))

        options = tuple((key, session.say(f"people.pin-pad-{key}")) for key in ("forbidden", "allowed"))
        now = "allowed" if session.pin_pad else "forbidden"
        await self.form("pin-pad", (Field("pin-pad", "choice", now, options=options),), perform)
