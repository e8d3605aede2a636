"""Who sits at this screen, in which office and language, and how an act is done without stopping the glass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, TypeVar

from checkmail.errors import CheckmailError, Misused
from checkmail.locale import Language, area, text
from checkmail.locale.sentences import error_words, reason_words, refusal_words, step_words
from checkmail.office import desk
from checkmail.office.acting import Actor, Office
from checkmail.rules.printing import DEFAULT_SHEET
from checkmail.rules.refusal import Refusal

P = ParamSpec("P")
T = TypeVar("T")

Tone = Literal["done", "refused", "broken", "note"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is told to the person after an act: two sentences, and how they sound."""

    tone: Tone
    message: str
    next: str = ""
    reason: str = ""
    """The reason code of a refusal; empty otherwise."""


class Session:
    """The office, the language and the person of one running screen. No rule is decided here."""

    def __init__(self, office: Office, language: Language) -> None:
        self.office = office
        self.language: Language = language
        self.office_name = ""
        self.office_number = 0
        """Stands in every code's check digits; 0 is practice paper."""
        self.pin_pad = False
        """PINs may be scanned from the desk card."""
        self.actor: Actor | None = None
        """None: nobody is logged in."""
        self.person = ""
        """The person as the top line names them; empty: nobody."""
        self.batch = 0
        """The batch chosen at the first screen; 0: none yet."""
        self.batch_name = ""
        self.opened = ""
        """The kind of findings that was opened in the list; empty: none, or all of them."""
        self.folder = ""
        """The folder a list was last looked for in; empty: the one the program was started in."""
        self.file = ""
        """The file that is looked at before it is taken in."""
        self.within: Path | None = None
        """The folder in which files are read and written, for somebody who is not at this machine; None: anywhere."""
        self.job = 0
        """The print job that is looked at; 0: none."""
        self.paper_folder = ""
        """The folder paper was last written to; empty: the one the program was started in."""
        self.sheet = DEFAULT_SHEET
        """The label sheet chosen last."""
        self.printer = ""
        """The printer chosen last; empty: none of those that are kept."""
        self.window = ""
        """The window chosen last; empty: the usual one."""
        self.back_to = "batches"
        """The area the next log-in leads to: whoever takes over a desk is at the desk."""

    def say(self, key: str, /, **values: str | int) -> str:
        """A text of ``tui.toml``."""
        return text(self.language, "tui", key, **values)

    def word(self, key: str, /, **values: str | int) -> str:
        """A text of ``words.toml``; the key's last part where there is none."""
        texts = area(self.language, "words")
        return texts[key].format(**values) if key in texts else key.rpartition(".")[2]

    def finding(self, code: str) -> str:
        """The short name of a finding's code."""
        return text(self.language, "findings", f"{code}.title")

    def reason(self, code: str) -> Said:
        """The sentences of a reason code."""
        return Said("refused", *reason_words(code, self.language), code)

    def refused(self, refusal: Refusal) -> Said:
        """The sentences of a refusal."""
        return Said("refused", *refusal_words(refusal, self.language), refusal.reason)

    def broken(self, error: CheckmailError) -> Said:
        """The sentences of what cannot be used or does not work."""
        return Said("broken", *error_words(error, self.language))

    def done(self, key: str, /, **values: str | int) -> Said:
        """That an act was done, in the words of ``tui.toml``."""
        return Said("done", self.say(key, **values))

    def log_out(self) -> None:
        """Forgets the person. Their log-in in the store ends with the next one or with the program."""
        self.actor, self.person = None, ""

    @property
    def home(self) -> Path:
        """Where a person's own files are looked for."""
        return self.within or Path.home()

    def path(self, typed: str, folder: Path | None = None) -> Path:
        """The file or folder a person named, beside ``folder`` or where the program was started.

        Raises :class:`Misused`: ``unreadable-file`` for what no path can be, ``outside-folder``.
        """
        try:
            path = (folder or Path()) / Path(typed.strip()).expanduser()
            # What a link leads to counts, not where the link is.
            outside = self.within is not None and not path.resolve().is_relative_to(self.within)
        except (OSError, RuntimeError, ValueError):
            raise Misused("unreadable-file", path=typed.strip()) from None
        if outside:
            raise Misused("outside-folder", folder=str(self.within))
        return path

    def leave_desk(self) -> None:
        """The screens have ended: the desk they had open is left, and a set begun is void (R14)."""
        if self.actor is not None and self.batch:
            desk.leave_desk(self.office, self.actor, self.batch)

    async def attempt(
        self, act: Callable[Concatenate[Office, Actor, P], T | Refusal], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | Said:
        """Does an act of the office as the person logged in, on a thread of its own; answers or says why not."""
        actor = self.actor
        if actor is None:
            return self.reason("not-allowed")
        return await self.call(lambda: act(self.office, actor, *args, **kwargs))

    async def call(self, work: Callable[[], T | Refusal]) -> T | Said:
        """Does ``work`` on a thread of its own; answers or says why not."""
        try:
            answer = await asyncio.to_thread(work)
        except CheckmailError as error:
            return self.broken(error)
        return self.refused(answer) if isinstance(answer, Refusal) else answer

    def step(self, step: str) -> str:
        """The words for a step of long work; a list check is named by what it looks for."""
        return step_words(step, self.language)
