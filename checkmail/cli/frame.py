"""What every command shares: the global options, the office, the person, the answer, the exit status.

Exit status: 0 done, 1 refused by a rule, 2 misused, 3 data failed verification, 4 store unavailable.
Documents go to standard output, words for people to standard error; a traceback to nobody.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from checkmail.cli.show import shown
from checkmail.cli.terminal import check_drawing
from checkmail.errors import CheckmailError, Misused, StoreUnavailable
from checkmail.locale import LANGUAGES, Language
from checkmail.locale.sentences import error_words, refusal_words
from checkmail.office import people
from checkmail.office.acting import Actor, Office, host_desk
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character
from checkmail.web import BROWSER_DRIVER

if TYPE_CHECKING:
    from checkmail.office.backup import CopyOut
    from checkmail.office.restoring import Files
    from checkmail.office.seen import Seen
    from checkmail.rehearsal.practice import Practice

REFUSED = 1


def _unwired(_practice: Practice, _language: Language, _kept: bool) -> None:
    raise TypeError("nobody wired the screens of a practice")


@dataclass(frozen=True, slots=True)
class Copying:
    """What backups and restores need of the place an office lies in."""

    copy_out: CopyOut
    files: Files
    seen_at: Callable[[Path], Seen]
    """The office's file -> where heads of it are remembered."""
    file_of: Callable[[str], Path]
    """The file a place names; raises ``one-file-only`` for a server."""
    clock: Callable[[], datetime]


def _no_copying() -> Copying:
    raise TypeError("nobody wired backups")


def _no_moving(_place: str, _desk: str) -> Office:
    raise TypeError("nobody wired the way to an office that has moved")


@dataclass(frozen=True, slots=True)
class Wiring:
    """What only ``__main__`` can give: it knows both a store and a screen."""

    open_office: Callable[[str, str], Office]
    """Place and desk name -> the office there."""
    create_office: Callable[[str, str], Office]
    default_place: Callable[[], str]
    run_screens: Callable[[Office, Language], None]
    run_practice: Callable[[Practice, Language, bool], None] = _unwired
    """The screens of a practice; the last argument says whether its folder is kept."""
    copying: Callable[[], Copying] = _no_copying
    open_moved: Callable[[str, str], Office] = _no_moving
    """As ``open_office``, even where the office has moved away: to end the move."""


@dataclass(slots=True)
class Options:
    """The global options, wherever on the line they stood."""

    wiring: Wiring
    office: str = ""
    person: int | None = None
    language: Language = "ja"
    json: bool = False
    desk: str = ""
    """Of this command; empty: the host's."""
    replaces: bool = False
    """What this command writes may take the place of a file that is there."""
    opened: Office | None = field(default=None, repr=False)
    pin: str = field(default="", repr=False)
    """Of the acting person, for a command that is asked for it again (R12)."""

    def place(self) -> str:
        """Where the office is: the option, ``CHECKMAIL_OFFICE``, or the user's data folder."""
        return self.office or os.environ.get("CHECKMAIL_OFFICE", "") or self.wiring.default_place()

    def at(self, desk: str = "") -> Office:
        """The office, opened once, seen from ``desk``."""
        if self.opened is None:
            opened = self.wiring.open_office(self.place(), desk or self.desk or host_desk())
            self.opened = replace(opened, replaces=True) if self.replaces else opened
        return self.opened

    def actor(self, *, session: bool = False) -> Actor:
        """The acting person, proven by ``CHECKMAIL_PIN`` or at the terminal; a refusal ends the command."""
        if self.person is None:
            raise Misused("no-person")
        self.pin = secret("CHECKMAIL_PIN", self.language)
        actor: Actor = self.take(people.sign_in(self.at(), self.person, self.pin, session=session))
        return actor

    def take(self, answer: Any) -> Any:
        """The answer, unless it is a refusal: that one is printed and ends the command with status 1."""
        if isinstance(answer, Refusal):
            self.refuse(answer)
        return answer

    def refuse(self, refusal: Refusal) -> None:
        """Prints a refusal and ends the command."""
        message, following = refusal_words(refusal, self.language)
        document = {"refused": refusal.reason, "rule": refusal.rule, "message": message, "next": following}
        named = " ".join(filter(None, (refusal.rule, refusal.reason)))
        self.say(document, f"■ {message}\n  → {following}  [{named}]")
        raise click.exceptions.Exit(REFUSED)

    def say(self, document: object, words: str) -> None:
        """Says why the command ends: words for people, and the document for programs.

        Nobody may be there to read it (a closed pipe, a full disk); the exit status says it still.
        """
        if self.json:
            with contextlib.suppress(OSError, StoreUnavailable):
                emit(document)
        with contextlib.suppress(OSError):
            click.echo("".join("\ufffd" if _steers(c) else c for c in words), err=True)

    def show(self, document: object, *said: str) -> None:
        """Prints an answer: one JSON document, or the same for people, and under it what is ``said`` to them."""
        if self.json:
            emit(document)
        else:
            _write("\n".join([shown(document, self.language), *said]))


def emit(document: object) -> None:
    """One JSON document on one line, flushed at once."""
    _write(json.dumps(document, ensure_ascii=False))


def _write(line: str) -> None:
    """Raises ``BrokenPipeError`` where nobody reads any more, ``no-output`` where it cannot be written."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Windows says EINVAL for a pipe that nobody reads.
        if sys.platform == "win32" and error.errno == errno.EINVAL:
            raise BrokenPipeError from None
        raise StoreUnavailable("no-output") from None


def _steers(character: str) -> bool:
    """Whether a terminal would obey it instead of showing it; a line's end is ours."""
    return character != "\n" and bool(unusable_character(character))


def is_text(given: str) -> bool:
    """Whether it is whole: bytes that are no text arrive from the system as half characters."""
    return given == given.encode("utf-8", "replace").decode()


def input_lines() -> Iterator[str]:
    """Lines of standard input that are not empty; bytes that are no text stay visible as what they are not."""
    for line in sys.stdin.buffer:
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        if raw.strip():
            yield raw


def check_terminal() -> None:
    """Raises :class:`Misused` where the screens cannot be drawn and no browser stands in for the terminal.

    ``not-a-terminal``, and what :func:`check_drawing` raises.
    """
    if os.environ.get("TEXTUAL_DRIVER") == BROWSER_DRIVER:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused("not-a-terminal")
    check_drawing()


_ASKED: Final[Mapping[str, Mapping[Language, str]]] = {
    "CHECKMAIL_PIN": {"ja": "暗証番号", "en": "PIN"},
    "CHECKMAIL_NEW_PIN": {"ja": "新しい暗証番号", "en": "New PIN"},
    "CHECKMAIL_RECOVERY": {"ja": "回復コード", "en": "Recovery code"},
    "CHECKMAIL_SECOND_PIN": {"ja": "もう一人の暗証番号", "en": "The second person's PIN"},
}


def secret(variable: str, language: Language) -> str:
    """A PIN from the environment, else from the terminal without echo; never from an argument."""
    if variable in os.environ:
        if not is_text(os.environ[variable]):
            raise Misused("not-text")
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise Misused("no-pin", variable=variable)
    return str(click.prompt(_ASKED[variable][language], hide_input=True, err=True))


def _set_office(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        if not value:  # a script's empty variable must not reach the office that is there by default
            raise Misused("empty-office")
        ctx.find_object(Options).office = value  # type: ignore[union-attr]


def _set_person(ctx: click.Context, _param: click.Parameter, value: int | None) -> None:
    if value is not None:
        ctx.find_object(Options).person = value  # type: ignore[union-attr]


def _set_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_object(Options).language = cast("Language", value)  # type: ignore[union-attr]


def _set_json(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.find_object(Options).json = True  # type: ignore[union-attr]


def global_options() -> list[click.Option]:
    """The options that may stand before or after any command."""
    take: dict[str, Any] = {"expose_value": False}
    return [
        click.Option(["--office"], metavar="PATH|URL", callback=_set_office, help="Where the office is.", **take),
        click.Option(["--as"], type=click.IntRange(1), metavar="NO", callback=_set_person, help="Who acts.", **take),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), callback=_set_language, help="Language.", **take),
        click.Option(["--json"], is_flag=True, callback=_set_json, help="One JSON document as the answer.", **take),
    ]


class ActCommand(click.Command):
    """A command that knows the global options and ends as the contract says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += global_options()


class NounGroup(click.Group):
    """A noun; its verbs are :class:`ActCommand`."""

    command_class = ActCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += global_options()


pass_options = click.make_pass_decorator(Options)


def say_error(error: CheckmailError, options: Options) -> int:
    """Prints the sentence of a broken world and answers its exit status."""
    plain = error.key == "no-unicode"
    message, following = error_words(error, "en" if plain else options.language)
    document = {"error": error.key, "message": message, "next": following}
    options.say(document, f"{message}\n{following}" if plain else f"✕ {message}\n  → {following}")
    return error.exit_status


def progress_to(options: Options) -> Callable[[str, int], None]:
    """Tells a person at a terminal how far long work is; silent for programs."""
    shows = sys.stderr.isatty() and not options.json

    def tell(step: str, done: int) -> None:
        if shows:
            click.echo(f"\r\x1b[K{step} {done:,}" if done else f"\r\x1b[K{step}", nl=False, err=True)

    return tell
