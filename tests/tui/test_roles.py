"""No action of a screen skips R28: every one, as everybody an office may have.

What is expected is written here from the design (R28, the command contract), not from the program's own table. An
action without a line here fails the test. Forms are answered with something; what matters is who is let through.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from textual.binding import Binding

from checkmail.office import people, proposals
from checkmail.office.acting import Act, Actor
from checkmail.rules.model import Role
from checkmail.rules.refusal import Refusal
from checkmail.tui.app import SCREENS, CheckmailApp
from checkmail.tui.screens.area import AreaScreen
from checkmail.tui.screens.form import Field
from tests.tui.driving import DEADLINE
from tests.tui.offices import FIRST_PIN, PIN, House, ok

READ, CLERK, SUPERVISOR, OWN = "read", "clerk", "supervisor", "own"

ACTIONS = {
    "batches": {READ: "open", CLERK: "new confirm reject policy erase", SUPERVISOR: "resume close abandon"},
    "list": {READ: "import open withheld differences rows changes approval", CLERK: "acknowledge"},
    "list-import": {READ: "open up home"},
    "list-reading": {READ: "column sheet heading-row columns other", CLERK: "take"},
    "list-findings": {CLERK: "acknowledge withhold accept"},
    "list-withheld": {CLERK: "none load withhold lift found"},
    "list-differences": {CLERK: "compare explain withhold"},
    "list-rows": {READ: "find", CLERK: "withhold"},
    "list-changes": {},
    "list-approval": {CLERK: "proof compared approve"},
    "print": {
        READ: "places settings",
        CLERK: "labels covers slips returns stamped checklist trays list-proof signoff deskcard"
        " reissue-job reissue reissue-stamped spoiled lost",
    },
    "print-places": {CLERK: "from-here here"},
    "print-settings": {CLERK: "testpage printer window-test window", SUPERVISOR: "fonts no-fonts"},
    "desk": {CLERK: "open"},
    "count": {
        READ: "planted", CLERK: "tray whole scan withheld gather piece-lost", SUPERVISOR: "release release-trays",
    },
    "count-planted": {CLERK: "gather", SUPERVISOR: "plant lost"},
    "handover": {CLERK: "offer accept accept-outside slip"},
    "ledger": {READ: "verify piece person newer older export"},
    "people": {OWN: "own-pin", SUPERVISOR: "add pin deputy disable pin-pad"},
}  # fmt: skip
"""Area -> what one has to be -> what one does there."""

LEADING = {
    "app.focus_next", "app.focus_previous", "app.theme", "back", "go", "help", "log_out", "mark", "mark_all",
    "move_on", "open_only", "reload", "search", "up",
}  # fmt: skip
"""What keys do besides: nothing that the office has a part in but reading."""

ALL = (READ, CLERK, SUPERVISOR, OWN)


@dataclass(frozen=True)
class Somebody:
    number: int
    may: tuple[str, ...]
    refused: str = "not-allowed"
    """What they hear where they may not."""


EVERYBODY = {
    "nobody": Somebody(0, (), "nobody is asked"),
    "logged in elsewhere": Somebody(3, (), "person-elsewhere"),
    "auditor": Somebody(5, (READ, OWN)),
    "disabled": Somebody(6, ()),
    "must change their PIN": Somebody(7, (OWN,), "pin-must-change"),
    "deputy past its date": Somebody(8, (READ, CLERK, OWN)),
    "clerk": Somebody(2, (READ, CLERK, OWN)),
    "deputy today": Somebody(9, ALL),
    "supervisor": Somebody(1, ALL),
}
"""Who may do most comes last: what they do changes the office."""


@dataclass
class Walk:
    """What was asked of R28 while an action was done: the act and why it was refused, or nothing."""

    asked: list[tuple[str, str]] = field(default_factory=list)


def filled(fields: Sequence[Field]) -> dict[str, object]:
    values: dict[str, object] = {}
    for one in fields:
        if one.kind == "choice":
            values[one.key] = one.options[0][0] if one.options else ""
        else:
            values[one.key] = {"number": 1, "tick": True, "secret": PIN, "date": date(2030, 1, 1)}.get(one.kind, "1-1")
    return values


async def play(app: CheckmailApp, screen: AreaScreen, action: str) -> None:
    async def form(_action: str, fields: Sequence[Field], perform: Callable[..., Awaitable[object]], about: str = ""):
        await perform(filled(fields))

    async def long(_action: str, work: Callable[..., object], drawn: int = 0) -> object:
        return await app.session.call(lambda: work(lambda *_: None))

    async def codes(_action: str) -> tuple[str, ...]:
        return ("1",)

    async def nothing(_screen: object) -> None:
        return None

    screen.form, screen.long, screen.codes = form, long, codes
    app.push_screen_wait = nothing
    do = getattr(screen, f"do_{action.replace('-', '_')}")

    async def guarded() -> None:
        # What a form's words lead to where they do not fit is not what is looked at here.
        with contextlib.suppress(Exception):
            await do()

    setattr(screen, f"do_{action.replace('-', '_')}", guarded)
    screen.perform(action)
    async with asyncio.timeout(DEADLINE):
        while screen._acting:
            await asyncio.sleep(0.002)


@pytest.fixture
def crowd(house: House) -> House:
    """Everybody an office may have."""
    today = datetime.now(UTC).astimezone().date()
    for number in range(5, 10):
        role = Role.AUDITOR if number == 5 else Role.CLERK
        proposed = ok(people.add_person(house.office, Actor(1), number, "x", role, FIRST_PIN))
        ok(proposals.confirm(house.office, Actor(2), proposed.proposal))
        if number != 7:
            ok(people.change_own_pin(house.office, Actor(number), PIN))
    ok(people.disable_person(house.office, Actor(1), 6))
    for number, day in ((8, today - timedelta(days=1)), (9, today + timedelta(days=2))):
        ok(people.name_deputy(house.office, Actor(1), number, day))
    return house


def actor_of(house: House, role: str) -> Actor | None:
    """Who stands at the screen; of the disabled a log-in from before."""
    who = EVERYBODY[role].number
    pin = FIRST_PIN if who == 7 else PIN
    if who in (0, 6):
        return Actor(who) if who else None
    found = ok(people.sign_in(house.office, who, pin, session=True))
    if role == "logged in elsewhere":
        ok(people.sign_in(house.office, who, pin, session=True))
    return found


def keyed(kind: type[AreaScreen]) -> set[str]:
    """The actions of a screen's keys, such as ``do('withhold')``."""
    bindings = [one for part in kind.__mro__ for one in part.__dict__.get("BINDINGS", ())]
    return {one.action for one in bindings if isinstance(one, Binding)}


def test_r28_every_action_of_every_screen_stands_in_the_table_once():
    written = {area: sorted(" ".join(kinds.values()).split()) for area, kinds in ACTIONS.items()}
    found = {}
    for area, kind in SCREENS.items():
        acts = {action[4:-2] for action in keyed(kind) if action.startswith("do(")}
        found[area] = sorted({*kind.ACTIONS, *acts})
        others = {action.partition("(")[0] for action in keyed(kind)} - {"do"}
        assert {name for name in others if not name.startswith(("focus", "screen."))} <= LEADING, area
    assert written == found


async def test_r28_every_action_of_every_screen_as_everybody(crowd, monkeypatch):
    current, wrong, reached, who = Walk(), [], set(), EVERYBODY["supervisor"]
    inner = Act.authorize

    def authorize(self: Act, name: str) -> Refusal | None:
        refusal = inner(self, name)
        # A screen may still be reading for whoever stood there before.
        if self.who == who.number:
            current.asked.append((name, refusal.reason if refusal else ""))
        return refusal

    actors = {role: actor_of(crowd, role) for role in EVERYBODY}
    monkeypatch.setattr(Act, "authorize", authorize)
    monkeypatch.chdir(crowd.folder)
    for leads in ("on_go_to", "on_logged_out", "on_desk_opened"):
        monkeypatch.setattr(CheckmailApp, leads, lambda _app, _event: None)
    app = CheckmailApp(crowd.office, "ja")
    async with app.run_test(size=(100, 30)) as pilot:
        for area, kinds in ACTIONS.items():
            app.session.actor, app.session.person, app.session.batch = actors["supervisor"], "x", 1
            screen = SCREENS[area](app.session)
            await app.switch_screen(screen)
            await pilot.pause()
            for level, action in [(level, action) for level, names in kinds.items() for action in names.split()]:
                for role, who in EVERYBODY.items():
                    app.session.actor, app.session.batch = actors[role], 1
                    current = Walk()
                    await play(app, screen, action)
                    wrong += [f"{role}, {area}: {one}" for one in judged(who, level, action, current.asked)]
                    reached |= {(area, action) for name, _ in current.asked if name != "read"}
    assert not wrong, "\n".join(wrong)
    assert len(reached) > 40


def judged(who: Somebody, level: str, action: str, asked: list[tuple[str, str]]) -> list[str]:
    """What is not as the table says."""
    acts = {(name, refused) for name, refused in asked if name != "read"}
    readings = {refused for name, refused in asked if name == "read"}
    wrong = [] if readings <= {"" if READ in who.may else who.refused} else [f"{action} reads: {readings}"]
    if level in who.may:
        if any(refused for _, refused in acts) or (level == READ and acts):
            wrong.append(f"{action} is theirs: {acts}")
    elif any(refused not in (who.refused, "not-allowed") for _, refused in acts):
        wrong.append(f"{action} is not theirs: {acts}")
    return wrong
